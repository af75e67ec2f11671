"""The inbox in the admin: read, taken once, dismissed, followed; rules tried, files taken in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article
from newsroom.publishing.models import AuditEntry, Notice
from newsroom.wire import taking
from newsroom.wire.alarms import tell_of_kill
from newsroom.wire.inbox import receive
from newsroom.wire.models import Delivery, Feed, Follow, RoutingRule, WireStory
from newsroom.wire.taking import InboxError, TakenError
from tests.factories import a_section, a_user
from tests.newsroom.wire.framed import PARAGRAPHS, framed, notice
from tests.permission_net import admin_address

pytestmark = pytest.mark.django_db

INBOX = "/admin/wire/wirestory/inbox/"


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(
        name="Coast wire", slug="coast", intake=Feed.Intake.INBOX, section=a_section("city")
    )


@pytest.fixture
def editor(db: None) -> Any:
    return a_user("desk_editor")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(editor: Any) -> Client:
    return client_of(editor)


def came(slug: str, feed: Feed, *above: str, **copy: Any) -> WireStory:
    receive(framed(slug, *above, **copy), feed=feed)
    story = WireStory.objects.order_by("-pk").first()
    assert story is not None
    return story


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"{INBOX}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def act(client: Client, story: WireStory, what: str, **fields: str) -> Any:
    return client.post(f"{INBOX}{story.pk}/{what}/", fields)


# --- The list ---


def test_what_came_in_waits_with_its_words_and_no_article_is_made(feed, desk):
    came("a-ferry", feed)

    html = shown(desk)

    assert "Ferry stops in high wind" in html
    assert PARAGRAPHS[0] in html
    assert not Article.objects.exists()


def test_the_newest_stands_first_and_the_urgent_on_top(feed, desk):
    came("a-ferry", feed, headline="The first")
    came("b-ferry", feed, headline="The second")
    came("c-ferry", feed, "URGENT", headline="The urgent one")
    came("d-ferry", feed, headline="The last")

    html = shown(desk)

    order = [html.index(f">The {which}<") for which in ("urgent one", "last", "second", "first")]
    assert order == sorted(order)
    assert html.count(">The urgent one<") == 1


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?q=wind", {"Wind"}),
        ("?q=HARBOUR+wall", {"Wall"}),
        ("?urgency=2", {"Wall"}),
        ("?state=dismissed", {"Gone"}),
        ("?state=waiting&feed={feed}", {"Wind", "Wall"}),
        ("?language=xx", set()),
        ("?urgency=drop+table", set()),
    ],
)
def test_the_list_is_filtered_as_its_address_says(feed, desk, editor, query, seen):
    came("a-ferry", feed, headline="Wind")
    came("harbour-wall", feed, "URGENT", headline="Wall")
    taking.dismiss(came("b-ferry", feed, headline="Gone"), by=editor)

    html = shown(desk, query.format(feed=feed.pk))

    assert {word for word in ("Wind", "Wall", "Gone") if f">{word}<" in html} == seen


def test_older_stories_follow_by_key_and_none_is_shown_twice(feed, desk, monkeypatch):
    monkeypatch.setattr("newsroom.wire.admin.inbox.PAGE", 2)
    for number in range(5):
        came(f"ferry-{number}", feed, headline=f"Story {number}")

    seen: list[int] = []
    query = ""
    while True:
        html = shown(desk, query)
        seen += [number for number in (4, 3, 2, 1, 0) if f">Story {number}<" in html]
        if ">Older<" not in html:
            break
        query = html.partition('<a class="button quiet-button" href="')[2].partition('"')[0]
        query = query.replace("&amp;", "&")

    assert seen == [4, 3, 2, 1, 0]


def test_counts_are_told_while_it_stands_open(feed, desk):
    first = came("a-ferry", feed)
    came("b-ferry", feed, "URGENT")

    found = json.loads(desk.get(f"{INBOX}counts/?since={first.pk}").content)

    assert found == {"waiting": 2, "urgent": 1, "newer": 1}


def test_the_number_of_queries_does_not_grow_with_the_list(
    feed, desk, django_assert_max_num_queries
):
    for number in range(12):
        came(f"ferry-{number}", feed)
    shown(desk)

    with django_assert_max_num_queries(16):
        shown(desk)


# --- Taking ---


def test_to_take_a_story_is_to_have_it_as_a_draft_of_ones_own(feed, desk, editor):
    story = came("a-ferry", feed, "By Zoë Brontë")

    response = act(desk, story, "take")

    article = Article.objects.get()
    assert response["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert article.created_by == editor
    assert (article.headline, article.credit) == ("Ferry stops in high wind", "AFP")
    assert article.section == feed.section
    assert [line.printed_name for line in article.bylines.all()] == ["Zoë Brontë"]
    assert ">Ferry stops in high wind<" not in shown(desk)
    assert AuditEntry.objects.filter(verb="wire_take", by=editor).count() == 1


def test_whoever_comes_second_is_told_who_was_first(feed, desk, editor):
    story = came("a-ferry", feed)
    act(desk, story, "take")
    second = client_of(a_user("reporter"))

    response = second.post(f"{INBOX}{story.pk}/take/", follow=True)

    assert Article.objects.count() == 1
    assert f"{editor.name_in_records} took it on" in response.content.decode()
    with pytest.raises(TakenError):
        taking.take(story, by=editor)


def test_a_story_under_embargo_is_taken_with_it(feed, editor):
    story = came("a-ferry", feed, "EMBARGOED UNTIL 2099-01-01T10:00Z")

    taking.take(story, by=editor)

    assert Article.objects.get().embargo_until is not None


def test_a_story_that_the_agency_withholds_is_held_when_it_is_taken(feed, editor):
    story = came("a-ferry", feed, "HOLD HOLD HOLD")
    taking.take(story, by=editor)
    assert Article.objects.get().hold_origin == "wire"


def test_a_newer_version_reaches_the_article_that_was_taken(feed, editor):
    story = came("a-ferry", feed)
    taking.take(story, by=editor)

    receive(framed("a-ferry,2ndld", body="It sails."), feed=feed)

    assert Article.objects.get().body == "<p>It sails.</p>"


def test_what_the_agency_killed_cannot_be_taken(feed, editor):
    story = came("a-ferry", feed)
    WireStory.objects.update(state="killed", killed_at=timezone.now(), kill_reason="Hoax.")
    with pytest.raises(InboxError, match=r"killed it: Hoax\."):
        taking.take(story, by=editor)


def test_who_writes_no_stories_takes_none_and_dismisses(feed):
    story = came("a-ferry", feed)
    operator = client_of(a_user("wire_operator"))

    assert act(operator, story, "take").status_code == 403
    assert act(operator, story, "dismiss").status_code == 302
    story.refresh_from_db()
    assert story.dismissed_at is not None


# --- Dismissing, following ---


def test_a_dismissed_story_stays_away_and_can_be_brought_back(feed, desk):
    story = came("a-ferry", feed)
    act(desk, story, "dismiss")
    receive(framed("a-ferry,2ndld", body="It sails."), feed=feed)
    assert ">Ferry stops in high wind<" not in shown(desk)

    act(desk, story, "bring-back")

    assert ">Ferry stops in high wind<" in shown(desk)


def test_several_are_dismissed_at_once_and_what_was_taken_meanwhile_is_left(feed, desk, editor):
    first, second = came("a-ferry", feed), came("b-ferry", feed)
    taking.take(second, by=editor)

    desk.post(f"{INBOX}dismiss/", {"story": [first.pk, second.pk, "x"]})

    states = WireStory.objects.order_by("pk").values_list("dismissed_at", flat=True)
    assert [bool(at) for at in states] == [True, False]


def test_who_follows_a_story_is_told_of_its_next_version(feed, desk, editor):
    story = came("a-ferry", feed)
    act(desk, story, "follow")
    act(desk, story, "follow")

    receive(framed("a-ferry,2ndld", body="It sails."), feed=feed)
    act(desk, story, "unfollow")
    receive(framed("a-ferry,3rdld", body="It has sailed."), feed=feed)

    assert Notice.objects.filter(to=editor, text__contains="newer version").count() == 1
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_no_form_leads_to_another_site(feed, desk, back):
    response = act(desk, came("a-ferry", feed), "follow", back=back)
    assert response["Location"] == INBOX


# --- Reading ---


def test_a_story_is_read_beside_its_bytes_with_what_is_new_in_each_version(feed, desk):
    story = came("a-ferry", feed, "Eds: Adds the hour of the tide")
    receive(framed("a-ferry,2ndld", body="The ferry sails at noon."), feed=feed)

    html = desk.get(f"/admin/wire/wirestory/{story.pk}/read/").content.decode()

    assert "<p>The ferry sails at noon.</p>" in html
    assert "ZCZC" in html
    assert "<ins>" in html
    first = story.versions.order_by("pk").first()
    older = desk.get(f"/admin/wire/wirestory/{story.pk}/read/?version={first.pk}").content.decode()
    assert "Adds the hour of the tide" in older


def test_a_story_is_read_in_the_papers_own_time(feed, desk):
    story = came("a-ferry", feed)
    item = story.versions.get()
    item.data["version_created"] = "2026-09-30T12:00:02Z"
    item.save()

    html = desk.get(f"/admin/wire/wirestory/{story.pk}/read/").content.decode()

    assert "30 Sep 2026, 17:00:02 PKT" in html
    kept = desk.get(f"/admin/wire/delivery/{item.delivery_id}/change/").content.decode()
    assert date_format(timezone.localtime(item.delivery.received_at), "j M Y, H:i") in kept


@pytest.mark.parametrize("query", ["999/read/", "{pk}/read/?version=999"])
def test_what_is_not_there_is_a_404(feed, desk, query):
    story = came("a-ferry", feed)
    assert desk.get(f"/admin/wire/wirestory/{query.format(pk=story.pk)}").status_code == 404


def test_markup_that_an_agency_sends_stays_text(feed, desk):
    story = came("a-ferry", feed, headline="<script>alert(1)</script>", body="<b onclick=x>Boo</b>")

    for page in (shown(desk), desk.get(f"/admin/wire/wirestory/{story.pk}/read/").content.decode()):
        assert "<script>alert(1)" not in page
        assert "<b onclick" not in page


# --- Files from the editor's machine ---


def test_files_are_taken_in_from_the_editors_own_machine(feed, desk):
    files = [SimpleUploadedFile(f"{n}.txt", framed(f"{n}-ferry")) for n in "ab"]

    response = desk.post(f"{INBOX}upload/", {"feed": feed.pk, "copy": files}, follow=True)

    assert WireStory.objects.waiting().count() == 2
    assert "A.txt: created. It waits in the inbox" in response.content.decode()


def test_a_file_that_cannot_be_read_is_told_and_kept(feed, desk):
    file = SimpleUploadedFile("a.txt", b"PK\x03\x04 x")

    response = desk.post(f"{INBOX}upload/", {"feed": feed.pk, "copy": [file]}, follow=True)

    assert "quarantined. This is a ZIP archive" in response.content.decode()
    assert Delivery.objects.get().state == "quarantined"


def test_without_a_file_it_says_so(feed, desk):
    response = desk.post(f"{INBOX}upload/", {"feed": feed.pk}, follow=True)
    assert "Choose at least one file." in response.content.decode()


# --- Quarantine ---


def test_what_lies_in_quarantine_is_read_again_when_the_fault_is_mended(feed, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("newsroom.wire.reading.parse_all", lambda *a, **k: 1 / 0)
        receive(framed("a-ferry"), feed=feed)
    delivery = Delivery.objects.get()
    operator = client_of(a_user("wire_operator"))

    assert client_of(a_user("reporter")).post(
        f"/admin/wire/delivery/{delivery.pk}/retry/"
    ).status_code == 403  # fmt: skip
    operator.post(f"/admin/wire/delivery/{delivery.pk}/retry/")

    delivery.refresh_from_db()
    assert delivery.state == "done"
    assert WireStory.objects.waiting().count() == 1


# --- Rules ---


def test_a_rule_sends_copy_to_its_section_and_raises_it(feed, desk):
    sport = a_section("sport")
    RoutingRule.objects.create(name="Rowing", keyword="rowing", section=sport, priority=5)

    story = came("rowing-cup", feed, headline="Rowing: cup stays here")

    story.refresh_from_db()
    assert (story.section, story.priority) == (sport, 5)
    assert "Urgent" in shown(desk)


def test_a_rule_holds_copy_and_publishes_it_only_if_nothing_bars_it(editor):
    feed = Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))
    RoutingRule.objects.create(name="All out", feed=feed, publish=True)
    RoutingRule.objects.create(name="Courts", position=0, keyword="court", hold="Ask the lawyer.")
    RoutingRule.objects.filter(name="All out").update(position=1)

    for slug, above in (
        ("a-ferry", ()),
        ("b-court", ()),
        ("c-ferry", ("EMBARGOED UNTIL 2099-01-01T10:00Z",)),
        ("d-ferry", ("HOLD HOLD HOLD",)),
    ):
        receive(framed(slug, *above), feed=feed)

    live = {
        article.wire_item.data["slugline"]: article.is_live for article in Article.objects.all()
    }
    assert live == {"a-ferry": True, "b-court": False, "c-ferry": False, "d-ferry": False}
    held = Article.objects.get(wire_item__data__slugline="b-court")
    assert held.hold_reason == "Ask the lawyer."


def test_an_advisory_is_never_published_by_a_rule():
    feed = Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))
    RoutingRule.objects.create(name="All out", feed=feed, publish=True)
    receive(notice("a-plan", "ADVISORY", "The planner for tomorrow follows."), feed=feed)
    assert not Article.objects.exists()


def test_a_rule_is_tried_on_what_came_last_and_changes_nothing(feed):
    came("a-ferry", feed, headline="Ferry sails")
    came("b-bus", feed, headline="Bus runs")
    rule = RoutingRule.objects.create(name="Ferries", keyword="ferry", priority=1)
    operator = client_of(a_user("wire_operator"))

    html = operator.get(f"/admin/wire/routingrule/{rule.pk}/try/").content.decode()

    assert "it applies to <strong>1</strong>" in html
    assert "Ferry sails" in html
    assert "Bus runs" not in html
    assert set(WireStory.objects.values_list("priority", flat=True)) == {0}


def test_a_kill_is_told_under_the_desks_own_headline_too(feed, editor):
    story = came("a-ferry", feed)
    article = Article.objects.get(pk=taking.take(story, by=editor))
    article.headline = "Boats wait for the tide"
    article.save()

    tell_of_kill(story, "Hoax.", feed=feed, now=timezone.now())

    [notice] = Notice.objects.filter(to=editor, text__contains="killed")
    assert "“Ferry stops in high wind” (here “Boats wait for the tide”): Hoax." in notice.text


def test_a_kill_tells_the_desk_and_those_who_follow(feed, editor, client):
    follower = a_user("reporter")
    story = came("a-ferry", feed)
    taking.follow(story, by=follower)
    tell_of_kill(story, "Hoax.", feed=feed, now=timezone.now() + timedelta(seconds=1))

    notices = Notice.objects.filter(text__contains="Hoax.")
    assert {notice.to for notice in notices} == {editor, follower}
    assert {notice.story_uid for notice in notices} == {story.uid}
    client.force_login(follower)
    page = client.get(admin_address("index")).content.decode()
    assert admin_address("wire_wirestory_read", story.pk) in page
