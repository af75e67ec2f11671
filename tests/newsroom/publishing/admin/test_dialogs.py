"""The dialogs: what they show, whom they let, and that each is done once and on the story seen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.admin.dialogs import DIALOGS
from newsroom.publishing.models import AuditEntry, Edition, Page
from tests import factories
from tests.newsroom.publishing.admin.desk import answer, signed_in, url_of, version

pytestmark = pytest.mark.django_db

_REPORTER = {"submit"}
_SUB_EDITOR = _REPORTER | {"approve", "send_back"}
_DESK_EDITOR = _SUB_EDITOR | set(
    "publish schedule unschedule hold release reclassify withdraw spike unspike".split()
)
_CHIEF_EDITOR = _DESK_EDITOR | {"kill", "restore", "relaunch"}
MAY: dict[str, set[str]] = {
    "reporter": set(),  # the draft is not theirs
    "sub_editor": _SUB_EDITOR,
    "desk_editor": _DESK_EDITOR,
    "chief_editor": _CHIEF_EDITOR,
    "photo_editor": set(),
    "wire_operator": set(),
    "administrator": set(),
    "superuser": set(DIALOGS),
}


@pytest.mark.parametrize("person", MAY)
def test_each_role_opens_its_dialogs_and_no_others(
    person: str, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))
    story = factories.an_article()
    before = (AuditEntry.objects.count(), Edition.objects.count())
    for verb in DIALOGS:
        allowed = verb in MAY[person]
        looked = client.get(url_of(story, verb)).status_code
        assert looked == (200 if allowed else 403), (verb, looked)
        if not allowed:
            sent = client.post(url_of(story, verb), {"reason": "x", "kind": "first"}).status_code
            assert sent == 403, verb
    assert (AuditEntry.objects.count(), Edition.objects.count()) == before


def test_looking_changes_nothing_and_a_forged_form_without_a_version_neither(
    chief_editor: Any,
) -> None:
    client = signed_in(chief_editor)
    story = factories.an_article()
    row = Article.objects.filter(pk=story.pk).values().get()
    for verb in DIALOGS:
        client.get(url_of(story, verb))
        client.post(url_of(story, verb), {"reason": "x", "kind": "first", "sure": "on"})
    assert Article.objects.filter(pk=story.pk).values().get() == row
    assert not AuditEntry.objects.exists()


def test_without_a_token_nothing_happens(chief_editor: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(chief_editor)
    story = factories.an_article()
    assert client.post(url_of(story, "publish"), {"kind": "first"}).status_code == 403


def test_a_story_that_does_not_exist_is_404_and_a_stranger_signs_in(desk_editor: Any) -> None:
    story = factories.an_article()
    address = url_of(story, "publish")
    nowhere = address.replace(f"/{story.pk}/", "/999999/")
    assert signed_in(desk_editor).get(nowhere).status_code == 404
    assert Client().get(address).status_code == 302


def test_rights_end_at_the_sections(db: None) -> None:
    editor = factories.a_user("desk_editor", [factories.a_section("sport")])
    client = signed_in(editor)
    assert client.get(url_of(factories.an_article(), "publish")).status_code == 403
    own = factories.an_article(section=factories.a_section("sport"))
    assert client.get(url_of(own, "publish")).status_code == 200


def test_publishing_shows_address_and_stamp_and_gives_the_story_to_readers(
    desk_editor: Any, client: Client
) -> None:
    story = factories.an_article(headline="Boats wait for the tide")
    desk = signed_in(desk_editor)
    page = desk.get(url_of(story, "publish")).content.decode()
    assert "/boats-wait-for-the-tide/" in page
    assert "Readers will see: Published" in page
    response = answer(desk, url_of(story, "publish"), kind="first")
    assert response.status_code == 302
    path = factories.page_of(story).path
    assert "Boats wait for the tide" in client.get(path).content.decode()


def test_the_address_that_was_shown_is_the_one_it_gets(desk_editor: Any) -> None:
    first = factories.published(factories.an_article(headline="Boats wait"))
    second = factories.an_article(headline="Boats wait")
    client = signed_in(desk_editor)
    shown = client.get(url_of(second, "publish")).context["prospect"].address
    answer(client, url_of(second, "publish"), kind="first")
    assert factories.page_of(second).path == shown != factories.page_of(first).path


def test_a_double_submit_publishes_once(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    data = {"version": version(client.get(url_of(story, "publish"))), "kind": "first"}
    codes = [client.post(url_of(story, "publish"), data).status_code for _ in range(2)]
    assert codes[0] == 302
    assert codes[1] in {409, 422}
    assert Edition.objects.count() == 1


def test_a_second_minor_fix_by_double_submit_is_refused_too(desk_editor: Any) -> None:
    story = factories.published(factories.an_article())
    client = signed_in(desk_editor)
    data = {"version": version(client.get(url_of(story, "publish"))), "kind": "minor"}
    codes = [client.post(url_of(story, "publish"), data).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert Edition.objects.count() == 2


def test_a_dialog_shown_for_an_older_version_is_refused_and_shown_anew(desk_editor: Any) -> None:
    story = factories.an_article(headline="Seen")
    client = signed_in(desk_editor)
    seen = version(client.get(url_of(story, "publish")))
    fresh = Article.objects.get(pk=story.pk)
    fresh.headline = "Slipped in"
    fresh.save()
    refused = client.post(url_of(story, "publish"), {"version": seen, "kind": "first", "note": "N"})
    assert refused.status_code == 409
    assert not Page.objects.exists()
    assert "has changed since you opened this page" in refused.content.decode()
    assert answer(client, url_of(story, "publish"), kind="first").status_code == 302
    assert factories.page_of(story).headline == "Slipped in"


def test_a_minor_fix_is_the_default_and_an_update_only_the_suggestion(desk_editor: Any) -> None:
    story = factories.published(factories.an_article())
    story.body = "<p>All new.</p>"
    story.save()
    shown = signed_in(desk_editor).get(url_of(story, "publish")).context
    assert shown["chosen_kind"] == "minor"
    assert [offer.value for offer in shown["offers"] if offer.suggested] == ["update"]


def test_an_update_of_nothing_is_refused_with_the_reason(desk_editor: Any) -> None:
    story = factories.published(factories.an_article())
    client = signed_in(desk_editor)
    refused = answer(client, url_of(story, "publish"), kind="update")
    assert refused.status_code == 422
    assert "Nothing that readers read has changed" in refused.content.decode()
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("kind", ["correction", "clarification", "retraction"])
def test_what_readers_are_owed_a_note_for_is_refused_without_one(
    desk_editor: Any, kind: str
) -> None:
    at = timezone.now() - timedelta(hours=3)
    story = factories.published(factories.an_article(), at=at)
    client = signed_in(desk_editor)
    assert answer(client, url_of(story, "publish"), kind=kind, note=" ").status_code == 422
    told = answer(client, url_of(story, "publish"), kind=kind, note="It was two.")
    assert told.status_code == 302
    page = factories.page_of(story)
    assert page.updated_at
    assert [change["note"] for change in page.changes] == ["It was two."]


def test_the_stamps_that_were_promised_are_the_ones_that_come(desk_editor: Any) -> None:
    at = timezone.now() - timedelta(hours=3)
    story = factories.published(factories.an_article(), at=at)
    story.body = "<p>All new.</p>"
    story.save()
    shown = signed_in(desk_editor).get(url_of(story, "publish")).context["offers"]
    promised = {offer.value: offer.stamp for offer in shown}
    assert promised["minor"] == "No Updated stamp"
    assert promised["update"].startswith("Readers will see: Updated ")
    fresh = factories.published(factories.an_article())
    fresh.body = "<p>All new.</p>"
    fresh.save()
    shown = signed_in(desk_editor).get(url_of(fresh, "publish")).context["offers"]
    assert "within the 10 minutes" in {o.value: o.stamp for o in shown}["update"]


def test_a_sub_editor_publishes_minor_fixes_and_nothing_else(sub_editor: Any) -> None:
    story = factories.published(factories.an_article())
    client = signed_in(sub_editor)
    shown = client.get(url_of(story, "publish"))
    assert [offer.value for offer in shown.context["offers"]] == ["minor"]
    forged = {"version": version(shown), "kind": "correction", "note": "x"}
    assert client.post(url_of(story, "publish"), forged).status_code == 422
    assert answer(client, url_of(story, "publish"), kind="minor").status_code == 302


def test_what_stands_in_the_way_is_said_and_there_is_no_button(desk_editor: Any) -> None:
    story = factories.an_article(section=None, embargo_until=timezone.now() + timedelta(hours=2))
    client = signed_in(desk_editor)
    page = client.get(url_of(story, "publish")).content.decode()
    assert "It needs a section" in page
    assert "embargoed until" in page
    assert 'publish-button button">' not in page
    refused = answer(client, url_of(story, "publish"), kind="first")
    assert refused.status_code == 422
    assert not Page.objects.exists()


def test_a_story_is_scheduled_to_the_second(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    at = timezone.localtime(timezone.now() + timedelta(minutes=5)).replace(microsecond=0)
    typed = at.strftime("%Y-%m-%dT%H:%M:%S")
    assert answer(client, url_of(story, "schedule"), at=typed, kind="first").status_code == 302
    assert story.waiting_edition.due_at == at
    assert b"scheduled for" in client.get(url_of(story)).content
    assert answer(client, url_of(story, "unschedule")).status_code == 302
    assert story.waiting_edition is None


def test_a_past_time_is_refused(desk_editor: Any) -> None:
    story = factories.an_article()
    refused = answer(
        signed_in(desk_editor), url_of(story, "schedule"), at="2001-01-01T10:00", kind="first"
    )
    assert refused.status_code == 422
    assert "has passed" in refused.content.decode()


def test_a_double_submit_schedules_once(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    shown = client.get(url_of(story, "schedule"))
    data = {"version": version(shown), "at": "2039-01-01T10:00:00", "kind": "first"}
    codes = [client.post(url_of(story, "schedule"), data).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert Edition.objects.count() == 1


def test_the_way_through_the_desk(reporter: Any, sub_editor: Any, desk_editor: Any) -> None:
    story = factories.an_article(created_by=reporter)
    steps = [
        (reporter, "submit", {}, "in_review"),
        (sub_editor, "send_back", {"reason": "Who says so?"}, "draft"),
        (reporter, "submit", {}, "in_review"),
        (sub_editor, "approve", {}, "ready"),
        (desk_editor, "publish", {"kind": "first"}, "ready"),
    ]
    for who, verb, fields, state in steps:
        assert answer(signed_in(who), url_of(story, verb), **fields).status_code == 302, verb
        story.refresh_from_db()
        assert story.desk_state == state, verb
    assert Page.objects.live().count() == 1


def test_kill_needs_a_reason_and_restore_brings_the_draft_back(chief_editor: Any) -> None:
    story = factories.published(factories.an_article())
    client = signed_in(chief_editor)
    assert answer(client, url_of(story, "kill"), reason=" ").status_code == 422
    assert answer(client, url_of(story, "kill"), reason="A hoax.").status_code == 302
    assert not Page.objects.live().exists()
    page = client.get(url_of(story)).content.decode()
    assert "A hoax." in page
    assert 'name="_continue"' not in page
    assert answer(client, url_of(story, "restore")).status_code == 302
    story.refresh_from_db()
    assert not story.is_killed


def test_hold_forbids_and_release_allows(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    answer(client, url_of(story, "hold"), reason="Two figures.")
    assert "Two figures." in client.get(url_of(story, "publish")).content.decode()
    answer(client, url_of(story, "release"))
    assert answer(client, url_of(story, "publish"), kind="first").status_code == 302


def test_the_last_change_is_classed_anew(desk_editor: Any) -> None:
    at = timezone.now() - timedelta(hours=3)
    story = factories.published(factories.an_article(), at=at)
    story.body = "<p>All new.</p>"
    story.save()
    workflow.publish(story, by=desk_editor)
    assert factories.page_of(story).updated_at is None
    client = signed_in(desk_editor)
    assert "Class last change anew" in client.get(url_of(story)).content.decode()
    assert answer(client, url_of(story, "reclassify"), kind="update").status_code == 302
    assert factories.page_of(story).updated_at is not None


def test_relaunch_is_confirmed_twice(chief_editor: Any) -> None:
    at = timezone.now() - timedelta(days=3)
    story = factories.published(factories.an_article(), at=at)
    client = signed_in(chief_editor)
    assert answer(client, url_of(story, "relaunch")).status_code == 422
    assert answer(client, url_of(story, "relaunch"), sure="on").status_code == 302
    assert factories.page_of(story).originally_published_at == at


def test_a_dialog_that_does_not_fit_the_state_says_so(desk_editor: Any) -> None:
    story = factories.an_article()
    shown = signed_in(desk_editor).get(url_of(story, "withdraw"))
    assert "does not fit" in shown.content.decode()
    assert b'<form method="post" class' not in shown.content
