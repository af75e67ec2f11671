"""The desk's other records, and the front page that says what needs doing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from newsroom.publishing import workflow
from newsroom.publishing.models import Notice, OldSlug
from newsroom.publishing.permissions import RECORDS, KeptAdmin, RecordAdmin
from newsroom.staff.models import User
from tests import factories
from tests.permission_net import admin_address, form_of

pytestmark = pytest.mark.django_db


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _front(user: User) -> str:
    return _signed_in(user).get(admin_address("index")).content.decode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("section", lambda: factories.a_section("city")),
        ("topic", lambda: factories.a_topic("city")),
        ("contributor", lambda: factories.a_contributor("City", slug="city")),
    ],
)
def test_an_old_slug_goes_on_leading_to_its_record(
    name: str, make: Callable[[], Any], chief_editor: User
) -> None:
    record = make()
    client = _signed_in(chief_editor)
    address = admin_address(f"publishing_{name}_change", record.pk)

    for slug in ("town", "metropolis", "city"):
        client.post(address, {**form_of(client, address), "slug": slug})

    record.refresh_from_db()
    assert record.slug == "city"
    kept = OldSlug.objects.filter(kind=name, object_id=record.pk)
    assert sorted(kept.values_list("slug", flat=True)) == ["metropolis", "town"]


def test_every_admin_of_records_obeys_the_table() -> None:
    for model, model_admin in admin.site._registry.items():
        label = model._meta.label_lower
        if label not in {"articles.article", "editorials.editorial"}:
            assert isinstance(model_admin, RecordAdmin), label
            assert label in RECORDS


def test_records_of_what_happened_can_only_be_read() -> None:
    for label in ("auditentry", "edition", "outboxmessage", "notice"):
        found = [
            model_admin
            for model, model_admin in admin.site._registry.items()
            if model._meta.label_lower == f"publishing.{label}"
        ]
        assert isinstance(found[0], KeptAdmin)
        assert set().union(*RECORDS[f"publishing.{label}"].values()) == {"view"}


# --- The front page ---


def test_the_front_page_shows_each_list_its_stories(chief_editor: User) -> None:
    submitted = factories.an_article(headline="Handed in")
    workflow.submit(submitted, by=chief_editor)
    held = factories.an_editorial(headline="Kept back")
    workflow.hold(held, by=chief_editor, reason="The lawyer reads it first.")
    scheduled = factories.an_article(headline="For the morning")
    workflow.schedule(scheduled, timezone.now() + timedelta(hours=1), by=chief_editor)
    factories.an_article(headline="Mine to finish", created_by=chief_editor)

    lists = {
        part.partition("</h2>")[0].rpartition(">")[2]: part
        for part in _front(chief_editor).split("<h2")[1:]
    }

    assert "Handed in" in lists["In review"]
    assert "Kept back" in lists["Held"]
    assert "The lawyer reads it first." in lists["Held"]
    assert "For the morning" in lists["Scheduled"]
    assert "late" not in lists["Scheduled"]
    assert "Mine to finish" in lists["My drafts"]
    assert "Every story has a headline." in lists["Needs a headline"]


def test_a_late_story_is_said_to_be_late(chief_editor: User) -> None:
    factories.overdue(factories.an_article(headline="Should be out"), 60, by=chief_editor)

    assert "late: it should be out by now" in _front(chief_editor)


def test_editors_of_a_section_see_what_waits_in_it(db: None, reporter: User) -> None:
    sport, world = factories.a_section("sport"), factories.a_section("world")
    editor = factories.a_user("desk_editor", [sport])
    for section, headline in ((sport, "The rowing"), (world, "The summit")):
        workflow.submit(
            factories.an_article(section=section, headline=headline, created_by=reporter),
            by=reporter,
        )

    shown = _front(editor)

    assert "The rowing" in shown
    assert "The summit" not in shown


def test_the_administrator_sees_no_stories(administrator: User) -> None:
    factories.an_article(headline="")
    assert "Needs a headline" not in _front(administrator)


def test_killed_stories_need_nothing_any_more(chief_editor: User) -> None:
    story = factories.an_article(headline="Taken away", created_by=chief_editor)
    workflow.submit(story, by=chief_editor)
    workflow.kill(story, by=chief_editor, reason="It was not true.")
    assert "Taken away" not in _front(chief_editor)


def test_a_notice_is_shown_until_it_is_read(reporter: User, sub_editor: User) -> None:
    notice = Notice.objects.create(to=reporter, at=timezone.now(), text="The schedule ended.")
    read = admin_address("publishing_notice_read", notice.pk)
    assert "The schedule ended." in _front(reporter)
    assert "The schedule ended." not in _front(sub_editor)

    assert _signed_in(sub_editor).post(read).status_code == 404
    assert "The schedule ended." in _front(reporter)

    _signed_in(reporter).post(read)
    assert "The schedule ended." not in _front(reporter)


def test_a_notice_leads_to_what_it_speaks_of(reporter: User) -> None:
    story = factories.an_article(created_by=reporter)
    now = timezone.now()
    about = Notice(to=reporter, at=now, text="Decide.", desk=story.desk, story_uid=story.uid)
    gone = Notice(to=reporter, at=now, text="Gone.", desk=story.desk, story_uid=uuid4())
    Notice.objects.bulk_create([about, gone])

    front = _front(reporter)
    assert f'<a href="{admin_address("articles_article_change", story.pk)}">Decide.</a>' in front
    assert '<p dir="auto">Gone. <time' in front


def test_the_front_page_takes_as_many_queries_for_many_stories_as_for_few(
    chief_editor: User, count_queries: Any
) -> None:
    def asked(count: int) -> int:
        for number in range(count):
            story = factories.an_article(headline=f"Story {number}", created_by=chief_editor)
            workflow.submit(story, by=chief_editor)
            workflow.schedule(story, timezone.now() + timedelta(hours=1), by=chief_editor)
            notice = Notice(to=chief_editor, at=timezone.now(), text="Done.", desk=story.desk)
            notice.story_uid = story.uid
            notice.save()
        client = _signed_in(chief_editor)
        with count_queries() as queries:
            client.get(admin_address("index"))
        return len(queries)

    few = asked(1)
    assert asked(12) == few
    assert few <= 21
