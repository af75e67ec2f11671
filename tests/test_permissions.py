"""Nobody sees or does more behind the sign-in than the table of permissions says."""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from editorials.models import Editorial
from newsroom.publishing.models import AuditEntry, Edition, Notice, OutboxMessage
from newsroom.wire import tokens
from newsroom.wire.models import Delivery, Feed, RoutingRule, Source, WireItem, WireStory
from tests import environment, factories
from tests.permission_net import (
    Paper,
    Person,
    admin_address,
    faults,
    form_of,
    open_to_forgers,
    routes,
    unlisted,
    without_token_check,
)
from tests.permission_table import DESKS, PEOPLE, PUBLIC, rows

type Table = dict[tuple[str, str], dict[str, str]]

TABLE: Table = rows()
PAGES = {page for page, _ in TABLE}
OF_SECTIONS = {"reporter", "sub_editor", "desk_editor"}


# --- A paper with one row of everything ---


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """One user for each column of the table; reporters and the like work for Sport."""
    sport = factories.a_section("sport")
    found: dict[str, Any] = {"anonymous": None}
    for name in PEOPLE[2:-1]:
        found[name] = factories.a_user(
            name, [sport] if name in OF_SECTIONS else [], username=f"the-{name}"
        )
    found["superuser"] = factories.a_user(username="the-superuser", is_superuser=True)
    found["suspended"] = factories.a_user("chief_editor", username="gone", is_active=False)
    return found


@pytest.fixture
def paper(people: dict[str, Any]) -> Paper:
    addresses = _building() | _records(people)
    for desk, make in zip(DESKS, (factories.an_article, factories.an_editorial), strict=True):
        addresses |= _stories(desk, make, people)
    return Paper(addresses)


@pytest.fixture
def forge(paper: Paper, people: dict[str, Any]) -> Callable[[Table], None]:
    """Fills in the forms that stand in rows of the table, which takes a while for all of them."""
    asker = Client()
    asker.force_login(people["superuser"])

    def forge(table: Table) -> None:
        for (page, method), answers in table.items():
            if method == "POST":
                address, may_somebody = paper.addresses[page], "does" in answers.values()
                paper.forged[page] = _forged(asker, page, address) if may_somebody else {}

    return forge


def _building() -> dict[str, str]:
    names = "index login logout password_change password_change_done jsi18n".split()
    addresses = {name: admin_address(name) for name in names}
    addresses["view_on_site"] = admin_address("view_on_site", 1, 1)
    addresses["(anything else)"] = "/admin/no/such/page/"
    lookups = {
        "publishing.section": ("articles", "article", "section"),
        "publishing.topic": ("articles", "article", "topics"),
        "publishing.contributor": ("articles", "byline", "contributor"),
        "media.image": ("articles", "pictureuse", "image"),
        "staff.user": ("publishing", "contributor", "user"),
        "wire.source": ("wire", "feed", "source"),
    }
    for label, (app, model, name) in lookups.items():
        query = f"?app_label={app}&model_name={model}&field_name={name}&term=a"
        addresses[f"autocomplete:{label}"] = admin_address("autocomplete") + query
    for page in PAGES:
        kind, _, label = page.partition(":")
        if kind == "app_list":
            addresses[page] = admin_address("app_list", label)
    return addresses


def _records(people: dict[str, Any]) -> dict[str, str]:
    """Addresses of one row of every kind of record."""
    now = timezone.now()
    section = factories.a_section("weather")
    notice = Notice.objects.create(to=people["desk_editor"], at=now, text="Look at this.")
    source = Source.objects.create(name="Coast News", slug="coast")
    feed = Feed.objects.create(name="Coast", slug="coast", source=source)
    raw = factories._store("wire/raw", b"COAST, Aug 1: It rained.")
    delivery = Delivery.objects.create(
        feed=feed, sha256="0" * 64, size=10, raw=raw, received_at=now, filename="rain.txt",
        state=Delivery.State.QUARANTINED, reason="It could not be read.",
    )  # fmt: skip
    wire_story = WireStory.objects.create(source=source, guid="rain-1")
    item = WireItem.objects.create(
        story=wire_story, delivery=delivery, version="1", sha256="0" * 64, pubstatus="usable",
        headline="Rain", data={"set_apart": ["More rain"]}, outcome="created", received_at=now,
    )  # fmt: skip
    WireStory.objects.update(current=item, feed=feed, headline="Rain", received_at=now)
    edition = Edition.objects.create(
        desk="articles.article", story_uid="0198f000-0000-7000-8000-000000000000",
        kind="first", content={"headline": "Rain"}, digest="0", state="ended", by_name="Rain Desk",
    )  # fmt: skip
    records = {
        "publishing_section": section,
        "publishing_topic": factories.a_topic("rain"),
        "publishing_contributor": factories.a_contributor("Ida Rain"),
        "publishing_edition": edition,
        "publishing_auditentry": AuditEntry.objects.create(at=now, verb="kill", by_name="Ida"),
        "publishing_outboxmessage": OutboxMessage.objects.create(at=now, topic="page.kill"),
        "publishing_notice": notice,
        "staff_user": factories.a_user("reporter", username="newcomer"),
        "media_image": factories.an_image(),
        "wire_source": source,
        "wire_feed": feed,
        "wire_delivery": delivery,
        "wire_wirestory": wire_story,
        "wire_wireitem": item,
        "wire_routingrule": RoutingRule.objects.create(name="Rain", keyword="rain", priority=1),
        "django_tasks_database_dbtaskresult": _a_task_result(),
    }
    addresses = {"(old address of a form)": f"/admin/publishing/section/{section.pk}/"}
    for name, record in records.items():
        addresses[f"{name}_changelist"] = admin_address(f"{name}_changelist")
        addresses[f"{name}_add"] = admin_address(f"{name}_add")
        for view in ("change", "delete", "history"):
            addresses[f"{name}_{view}"] = admin_address(f"{name}_{view}", record.pk)
    for page in ("publishing_notice_read", "media_image_thumbnail", "media_image_kill",
                 "wire_delivery_raw", "wire_delivery_retry", "wire_wirestory_read",
                 "wire_routingrule_try",
                 "wire_feed_try", "wire_feed_visit", "wire_feed_token"):  # fmt: skip
        addresses[page] = admin_address(page, records[page.rpartition("_")[0]].pk)
    token, _text = tokens.make(feed, by=None, now=now)
    addresses["wire_feed_revoke"] = admin_address("wire_feed_revoke", feed.pk, token.pk)
    for page in ("wire_inbox", "wire_inbox_counts", "wire_inbox_dismiss", "wire_inbox_upload"):
        addresses[page] = admin_address(page)
    for act in ("take", "dismiss", "bring-back", "follow", "unfollow", "publish"):
        addresses[f"wire_inbox_act:{act}"] = admin_address("wire_inbox_act", wire_story.pk, act)
    newcomer = records["staff_user"].pk
    password = "auth_user_password_change"
    addresses[password] = admin_address(password, newcomer)
    other_superuser = factories.a_user(username="other-superuser", is_superuser=True)
    addresses[f"{password}:superuser"] = admin_address(password, other_superuser.pk)
    change = "staff_user_change"
    addresses[f"{change}:superuser"] = admin_address(change, other_superuser.pk)
    return addresses


def _a_task_result() -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="newsroom.media.tasks.prepare_image", args_kwargs={"args": [], "kwargs": {}},
        backend_name="default", priority=0, run_after=timezone.now(), exception_class_path="",
        traceback="", worker_ids=[],
    )  # fmt: skip


def _stories(desk: str, make: Callable[..., Any], people: dict[str, Any]) -> dict[str, str]:
    """Addresses of the pages about the three stories that the table speaks of."""
    sport, world = factories.a_section("sport"), factories.a_section("world")
    image = factories.an_image()
    live = make(section=sport, lead_image=image, created_by=people["sub_editor"])
    factories.published(live, at=timezone.now() - timedelta(minutes=30))
    factories.published(live, kind="update", note="More is known.")
    stories = {
        "own": make(section=sport, created_by=people["reporter"]),
        "other": make(section=world, created_by=people["chief_editor"]),
        "live": live,
    }
    edition = factories.editions_of(live)[0]
    addresses = {f"{desk}_add": admin_address(f"{desk}_add")}
    for page in PAGES:
        name, _, which = page.partition(":")
        if not name.startswith(desk) or not which:
            continue
        pk = stories[which].pk
        match name.removeprefix(f"{desk}_"):
            case "changelist" | "bulk":
                addresses[page] = f"{admin_address(name)}?of={pk}"
            case "preview_edition":
                addresses[page] = admin_address(name, pk, edition.pk)
            case "preview_picture":
                rendition = image.renditions[0]["name"]
                addresses[page] = admin_address(name, pk, image.uid, rendition)
            case "compare":
                addresses[page] = f"{admin_address(name, pk)}?from={edition.pk}&to=now"
            case _:
                addresses[page] = admin_address(name, pk)
    return {page: address.partition("?of=")[0] if "_add" in page else address
            for page, address in addresses.items()}  # fmt: skip


def _forged(asker: Client, page: str, address: str) -> dict[str, Any]:
    """What a forger would send: the page's own form if it has one, filled in."""
    name, _, which = page.partition(":")
    if name.endswith("_changelist"):
        verb = "approve_selected" if which else "delete_selected"
        if name == "staff_user_changelist":
            verb = "deactivate"
        pks = [address.partition("=")[2]] if which else _every_pk(name)
        return {"action": verb, "_selected_action": pks, "post": "yes", "index": "0"}
    if name == "wire_inbox_dismiss":
        return {"story": [str(pk) for pk in WireStory.objects.values_list("pk", flat=True)]}
    if name.endswith("_bulk"):
        model = Article if name.startswith("articles") else Editorial
        story = model.objects.get(pk=address.partition("=")[2])
        return {"what": "publish", "story": [f"{story.pk}.{story.lock_version}"]}
    data = form_of(asker, address)
    empty = {name: words for name, words in _WORDS.items() if not any(data.get(name, ()))}
    return {**data, **empty, "post": "yes", "_save": "1"}


_WORDS = {
    "reason": "Somebody forged this.",
    "note": "Somebody forged this.",
    "name": "Forged",
    "slug": "forged",
    "headline": "A forged headline",
    "username": "forger",
    "password1": "a forged tide of words",
    "password2": "a forged tide of words",
}


def _every_pk(name: str) -> list[str]:
    app, model = name.removesuffix("_changelist").rsplit("_", 1)
    found = next(
        each for each in admin.site._registry
        if each._meta.app_label == app and each._meta.model_name == model
    )  # fmt: skip
    return [str(pk) for pk in found._default_manager.values_list("pk", flat=True)]


# --- The net ---


def _sampled(table: Table) -> Table:
    """Each answer of each row once, from one of the people who get it, each of them in turn."""
    found: Table = {}
    turns = itertools.count()
    for row, answers in table.items():
        given: dict[str, list[str]] = {}
        for name, answer in answers.items():
            given.setdefault(answer, []).append(name)
        found[row] = {
            names[next(turns) % len(names)]: answer for answer, names in given.items()
        }  # fmt: skip
    return found


@pytest.mark.django_db
def test_everybody_gets_the_answers_of_the_table(
    people: dict[str, Any], paper: Paper, forge: Callable[[Table], None], database: str
) -> None:
    """In the default run one database is asked everything, the other for each kind of answer."""
    is_whole = database == "sqlite" or environment.full_trials()
    table = TABLE if is_whole else _sampled(TABLE)
    forge(table)

    found = []
    for name in PEOPLE:
        rows = {row: answers for row, answers in table.items() if name in answers}
        found += faults(rows, paper, Person(name, people[name]))

    assert not found, f"{len(found)} wrong answers:\n" + "\n".join(found)


def test_the_sample_has_every_row_with_all_its_answers_and_everybody() -> None:
    sample = _sampled(TABLE)
    assert {row: set(answers.values()) for row, answers in sample.items()} == {
        row: set(answers.values()) for row, answers in TABLE.items()
    }
    assert all(answers.items() <= TABLE[row].items() for row, answers in sample.items())
    asked = Counter(name for answers in sample.values() for name in answers)
    assert set(asked) == set(PEOPLE)
    assert min(asked.values()) > len(TABLE) // 20


@pytest.mark.django_db
def test_no_page_takes_a_form_without_a_token(
    people: dict[str, Any], paper: Paper, forge: Callable[[Table], None]
) -> None:
    forge(TABLE)
    for name in ("anonymous", "superuser"):
        assert open_to_forgers(paper, Person(name, people[name])) == []


def test_every_route_is_in_the_table_or_public() -> None:
    assert unlisted(PAGES, PUBLIC) == set()


def test_the_table_names_no_page_that_does_not_exist() -> None:
    names = {route.page for route in routes() if route.is_behind_sign_in}
    assert {page.partition(":")[0] for page in PAGES} <= names


def test_no_view_takes_forms_without_a_token() -> None:
    assert without_token_check() == {"push"}


# --- Planted faults: the net must hold ---


def _a_view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("Anybody may see this.")


def _resolver_with(*patterns: Any) -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), [path("admin/", include(list(patterns))), *patterns])


def test_an_unlisted_route_is_reported() -> None:
    planted = _resolver_with(path("chooser/", _a_view, name="planted_chooser"))
    assert "planted_chooser" in unlisted(PAGES, PUBLIC, planted)


def test_an_unlisted_route_without_a_name_is_reported() -> None:
    assert "chooser/" in unlisted(PAGES, PUBLIC, _resolver_with(path("chooser/", _a_view)))


def test_a_view_without_the_token_check_is_reported() -> None:
    planted = _resolver_with(path("chooser/", csrf_exempt(_a_view), name="planted_chooser"))
    assert without_token_check(planted) == {"planted_chooser"}


def _delete_a_topic(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    from newsroom.publishing.models import Topic

    Topic.objects.all().delete()
    return HttpResponse("done")


class _Planted:
    """A URL configuration with one careless view in the admin's place of honour."""

    def __init__(self, view: Any) -> None:
        self.urlpatterns = [
            path("admin/publishing/topic/<path:object_id>/delete/", view),
            path("", include("newsroom.urls")),
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (_a_view, "reporter GET publishing_topic_delete: ok instead of no"),
        (_delete_a_topic, "reporter POST publishing_topic_delete: ok instead of no"),
    ],
)
def test_a_view_that_asks_for_no_permission_is_reported(
    view: Any,
    complaint: str,
    people: dict[str, Any],
    paper: Paper,
    forge: Callable[[Table], None],
    settings: Any,
) -> None:
    row = {page: answers for page, answers in TABLE.items() if page[0] == "publishing_topic_delete"}
    forge(row)
    settings.ROOT_URLCONF = _Planted(view)

    assert complaint in faults(row, paper, Person("reporter", people["reporter"]))


@pytest.mark.django_db
def test_a_view_that_takes_forms_without_a_token_is_reported(
    people: dict[str, Any], paper: Paper, forge: Callable[[Table], None], settings: Any
) -> None:
    forge(TABLE)
    settings.ROOT_URLCONF = _Planted(csrf_exempt(_a_view))

    found = open_to_forgers(paper, Person("reporter", people["reporter"]))

    assert found == ["publishing_topic_delete: 200 for a form without a token"]


@pytest.mark.django_db
def test_a_form_that_changes_rows_behind_a_friendly_answer_is_reported(
    people: dict[str, Any], paper: Paper, forge: Callable[[Table], None], settings: Any
) -> None:
    page = ("publishing_topic_delete", "POST")
    forge({page: TABLE[page]})
    settings.ROOT_URLCONF = _Planted(_delete_a_topic)
    row = {page: dict.fromkeys(PEOPLE, "ok")}

    found = faults(row, paper, Person("reporter", people["reporter"]))

    changed = "publishing.topic, delivery.counter, delivery.generation"
    assert found == [f"reporter POST publishing_topic_delete: it changed {changed}"]
