"""The verbs: what each does, and what each refuses in words an editor understands."""

from datetime import timedelta
from importlib import import_module
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import (
    AuditEntry,
    Edition,
    Notice,
    OutboxMessage,
    Page,
    PageTopic,
)
from newsroom.publishing.workflow import WorkflowError, publish, schedule
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    a_user,
    an_article,
    an_editorial,
    an_image,
    published,
)

pytestmark = pytest.mark.django_db


def ago(**delta):
    return timezone.now() - timedelta(**delta)


def ahead(**delta):
    return timezone.now() + timedelta(**delta)


@pytest.fixture
def chief():
    return a_user("chief_editor")


# --- Publishing ---


def test_saving_never_changes_what_readers_have(chief):
    story = published(an_article(headline="Ferry late"), by=chief)

    story.headline = "Ferry very late"
    story.save()

    assert story.page.headline == "Ferry late"
    assert story.has_unpublished_changes


def test_publishing_gives_readers_the_stored_words_and_keeps_them_for_ever(chief):
    story = an_article(headline="Ferry late", body="<p>It is <b>late</b>.</p>")

    edition = publish(story, by=chief)

    assert story.page.state == Page.State.LIVE
    assert story.page.edition == edition
    assert (edition.number, edition.kind) == (1, "first")
    assert "late" in edition.content["body"]
    assert story.first_published_at == story.page.first_published_at == edition.at
    assert not story.has_unpublished_changes


def test_an_edition_keeps_what_was_published_when_the_story_goes_on(chief):
    story = published(an_article(headline="Ferry late"), by=chief)
    first = story.page.edition

    story.headline = "Ferry sunk"
    story.save()
    publish(story, by=chief, kind="update", at=None)

    first.refresh_from_db()
    assert first.content["headline"] == "Ferry late"
    assert story.page.edition.content["headline"] == "Ferry sunk"


def test_the_path_has_section_date_and_slug_of_the_first_publication(chief):
    story = an_article(headline="Border must be sealed", section=a_section(slug="world"))

    publish(story, by=chief, at=timezone.datetime.fromisoformat("2012-08-11T20:30:00+00:00"))

    # 20:30 UTC is the next day in Karachi.
    assert story.page.path == "/world/2012/aug/12/border-must-be-sealed/"


def test_a_story_in_a_subsection_stands_under_its_top_section(chief):
    sport = a_section(slug="sport")
    story = an_article(headline="Six wickets", section=a_section(slug="cricket", parent=sport))

    publish(story, by=chief)

    assert story.page.path.startswith("/sport/")
    assert story.page.section.slug == "cricket"
    assert story.page.top_section == sport


@pytest.mark.parametrize(
    ("genre", "prefix"),
    [
        ("editorial", "/opinion/editorial/"),
        ("column", "/opinion/columns/"),
        ("letter", "/opinion/letters/"),
        ("cartoon", "/opinion/cartoons/"),
    ],
)
def test_opinion_stands_under_its_genre(chief, genre, prefix):
    piece = published(an_editorial(genre=genre), by=chief)

    assert piece.page.path.startswith(prefix)
    assert piece.page.kind == genre


def test_a_taken_path_gets_a_number_and_the_editor_is_told(chief):
    world = a_section(slug="world")
    published(an_article(headline="Ferry late", section=world), by=chief)
    second = an_article(headline="Ferry late", section=world)

    edition = publish(second, by=chief)

    assert second.page.path.endswith("/ferry-late-2/")
    assert edition.path_was_taken


def test_a_new_slug_moves_the_page_and_the_former_path_leads_there(chief):
    story = published(an_article(headline="Ferry late"), by=chief)
    former = story.page.path

    story.slug = "ferry-sunk"
    story.save()
    publish(story, by=chief)

    assert story.page.path.endswith("/ferry-sunk/")
    assert Page.objects.get(path=former).state == Page.State.MOVED
    assert Page.objects.get(path=former).story_uid == story.uid


def test_a_story_may_take_back_its_own_former_path(chief):
    story = published(an_article(headline="Ferry late"), by=chief)
    former = story.page.path
    for slug in ("ferry-sunk", "ferry-late"):
        story.slug = slug
        story.save()
        publish(story, by=chief)

    assert story.page.path == former
    assert Page.objects.get(path__endswith="/ferry-sunk/").state == Page.State.MOVED


def test_another_story_never_gets_a_path_that_once_was_public(chief):
    world = a_section(slug="world")
    first = published(an_article(headline="Ferry late", section=world), by=chief)
    workflow.kill(first, by=chief, reason="It never sailed.")

    second = published(an_article(headline="Ferry late", section=world), by=chief)

    assert second.page.path.endswith("/ferry-late-2/")


def test_a_later_change_of_time_zone_moves_nothing(chief, settings):
    story = published(an_article(headline="Ferry late"), by=chief)
    former = story.page.path

    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.get_default_timezone.cache_clear()
    try:
        story.body = "<p>Changed.</p>"
        story.save()
        publish(story, by=chief)
    finally:
        timezone.get_default_timezone.cache_clear()

    assert story.page.path == former


def test_a_sections_new_slug_moves_no_story(chief):
    world = a_section(slug="world")
    story = published(an_article(section=world), by=chief)
    former = story.page.path

    world.slug = "abroad"
    world.save()
    story.refresh_from_db()
    publish(story, by=chief)

    assert story.page.path == former


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda story: setattr(story, "headline", " "), "needs a headline"),
        (
            lambda story: setattr(story, "working_headline", story.headline),
            "proposed by the import",
        ),
        (lambda story: setattr(story, "section", None), "needs a section"),
        (lambda story: setattr(story, "embargo_until", ahead(hours=1)), "embargoed until"),
        (lambda story: setattr(story, "expires_at", ago(hours=1)), "may not be published after"),
    ],
)
def test_the_gate_says_why_a_story_may_not_go_out(chief, spoil, says):
    story = an_article()
    spoil(story)
    story.save()

    with pytest.raises(WorkflowError, match=says):
        publish(story, by=chief)
    assert story.page is None


def test_an_opinion_piece_needs_no_section(chief):
    assert published(an_editorial(section=None), by=chief).page.state == Page.State.LIVE


def test_a_picture_that_is_not_ready_holds_the_story_back(chief):
    story = an_article(lead_image=an_image(ready=False))

    with pytest.raises(WorkflowError, match="still being prepared"):
        publish(story, by=chief)


def test_a_story_that_was_never_saved_is_refused(chief):
    with pytest.raises(WorkflowError, match="Save the story first"):
        publish(type(an_article())(headline="x"), by=chief)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (lambda: ahead(minutes=5), "has not come yet"),
        (lambda: ago(days=2), "before the story's last edition"),
        (lambda: timezone.datetime(2024, 5, 7), "needs a time zone"),
    ],
)
def test_history_is_neither_rewritten_nor_run_ahead_of(chief, at, says):
    story = published(an_article(), by=chief, at=ago(days=1))

    with pytest.raises(WorkflowError, match=says):
        publish(story, by=chief, at=at())


def test_two_publishes_at_one_instant_keep_their_order(chief):
    at = ago(hours=1)
    story = published(an_article(), by=chief, at=at)

    edition = publish(story, by=chief, kind="correction", note="It was six.", at=at)

    assert story.updated_at == edition.at > story.first_published_at


def test_every_act_is_audited_and_told_to_the_outbox_once(chief):
    story = published(an_article(headline="Ferry late"), by=chief)
    workflow.withdraw(story, by=chief, reason="Wrong boat.")

    verbs = (
        AuditEntry.objects.filter(story_uid=story.uid).order_by("id").values_list("verb", flat=True)
    )
    assert list(verbs) == ["publish", "withdraw"]
    assert AuditEntry.objects.get(verb="withdraw").reason == "Wrong boat."
    assert AuditEntry.objects.get(verb="publish").by_name == chief.name_in_records
    topics = OutboxMessage.objects.order_by("id").values_list("topic", flat=True)
    assert list(topics) == ["page.publish", "page.withdraw"]


def test_topics_are_linked_to_live_pages_only(chief):
    story = an_article()
    story.topics.add(a_topic())
    publish(story, by=chief)
    assert PageTopic.objects.get().is_live

    workflow.withdraw(story, by=chief, reason="Wrong boat.")

    assert not PageTopic.objects.get().is_live


# --- Taking down ---


def test_a_withdrawn_page_is_gone_and_comes_back_at_its_path_and_date(chief):
    story = published(an_article(), by=chief, at=ago(days=1))
    path, first = story.page.path, story.first_published_at

    workflow.withdraw(story, by=chief, reason="Legal is reading it.")
    assert story.page.state == Page.State.GONE
    publish(story, by=chief)

    assert (story.page.state, story.page.path) == (Page.State.LIVE, path)
    assert story.first_published_at == first
    assert story.updated_at is None


def test_a_killed_story_cannot_be_published_until_it_is_restored(chief):
    story = published(an_article(), by=chief)
    path = story.page.path
    workflow.kill(story, by=chief, reason="It never happened.")

    with pytest.raises(WorkflowError, match="was killed: It never happened"):
        publish(story, by=chief)
    workflow.restore(story, by=chief)
    assert story.page.state == Page.State.GONE
    publish(story, by=chief)

    assert (story.page.state, story.page.path) == (Page.State.LIVE, path)


def test_a_kill_writes_no_edition(chief):
    story = published(an_article(), by=chief)

    workflow.kill(story, by=chief, reason="It never happened.")

    assert Edition.objects.count() == 1


def test_an_old_copy_in_memory_cannot_undo_a_kill(chief):
    story = published(an_article(), by=chief)
    old_copy = type(story).objects.get(pk=story.pk)
    workflow.kill(story, by=chief, reason="It never happened.")

    old_copy.headline = "Still here"
    old_copy.save()

    story.refresh_from_db()
    assert story.is_killed
    assert story.page.state == Page.State.GONE


def test_a_story_under_embargo_can_be_killed(chief):
    story = an_article(embargo_until=ahead(days=1))

    workflow.kill(story, by=chief, reason="Hoax.")
    story.embargo_until = None
    story.save()

    with pytest.raises(WorkflowError, match="killed"):
        publish(story, by=chief)


@pytest.mark.parametrize("verb", [workflow.kill, workflow.withdraw, workflow.hold])
def test_taking_down_needs_a_reason(chief, verb):
    story = published(an_article(), by=chief)

    with pytest.raises(WorkflowError, match="Say why"):
        verb(story, by=chief, reason="  ")
    assert story.page.state == Page.State.LIVE


def test_what_was_published_cannot_be_deleted(chief):
    story = published(an_article(), by=chief)

    with pytest.raises(ProtectedError, match="withdraw it instead"):
        story.delete()
    with pytest.raises(ProtectedError, match="withdraw it instead"):
        Article.objects.all().delete()
    with pytest.raises(TypeError, match="it is kept"):
        Edition.objects.of(story.uid).delete()


def test_the_database_itself_keeps_editions(chief, database):
    if database != "postgresql":
        return  # SQLite's rows are guarded by the model alone
    edition = published(an_article(), by=chief).page.edition
    changes = {"content": {}, "digest": "0", "number": 7, "by_name": "Nobody", "state": "waiting"}
    for name, value in changes.items():
        with pytest.raises(DatabaseError, match="it is kept"), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**{name: value})
    with (
        pytest.raises(DatabaseError, match="it is kept"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute("DELETE FROM publishing_edition")


# --- Hold and spike ---


def test_a_held_story_waits_until_it_is_released(chief):
    story = an_article()
    workflow.hold(story, by=chief, reason="The lawyer is reading it.")
    with pytest.raises(WorkflowError, match="The lawyer is reading it"):
        publish(story, by=chief)

    workflow.release(story, by=chief)

    assert publish(story, by=chief).number == 1


def test_a_live_story_cannot_be_spiked(chief):
    story = published(an_article(), by=chief)

    with pytest.raises(WorkflowError, match="withdraw it first"):
        workflow.spike(story, by=chief)


def test_a_spiked_story_is_off_the_desk_until_it_is_taken_back(chief):
    story = an_article()
    workflow.spike(story, by=chief)
    with pytest.raises(WorkflowError, match="spike"):
        publish(story, by=chief)

    workflow.unspike(story, by=chief)

    assert publish(story, by=chief)


# --- Scheduling ---


def test_a_scheduled_edition_is_frozen_and_goes_live_at_its_time(chief):
    story = an_article(headline="Ferry late")
    due = ahead(hours=1)
    schedule(story, due, by=chief)
    story.headline = "Changed my mind"
    story.save()

    assert workflow.press_due(now=due - timedelta(seconds=1)) == 0
    assert story.page is None
    assert workflow.press_due(now=due + timedelta(seconds=1)) == 1

    story.refresh_from_db()
    assert story.page.headline == "Ferry late"
    assert story.first_published_at == due + timedelta(seconds=1)
    assert story.updated_at is None
    assert story.has_unpublished_changes


def test_a_scheduled_update_is_stamped_when_it_goes_live(chief):
    story = published(an_article(), by=chief, at=ago(days=1))
    story.body = "<p>Much more is known.</p>"
    story.save()
    due = ahead(hours=1)

    schedule(story, due, by=chief, kind="update", note="More is known.")
    assert workflow.press_due(now=due) == 1

    story.refresh_from_db()
    assert story.updated_at == due
    assert story.page.changes[0]["note"] == "More is known."


def test_late_ones_are_caught_up_in_the_order_of_their_times(chief):
    stories = [an_article(headline=f"Ferry {n}") for n in range(3)]
    for story, hours in zip(stories, (3, 1, 2), strict=True):
        schedule(story, ahead(hours=hours), by=chief)

    assert workflow.press_due(now=ahead(hours=9)) == 3

    order = Page.objects.live().order_by("edition_id").values_list("headline", flat=True)
    pressed = Edition.objects.pressed().order_by("at", "due_at")
    assert [edition.content["headline"] for edition in pressed] == ["Ferry 1", "Ferry 2", "Ferry 0"]
    assert len(order) == 3


def test_what_is_due_is_pressed_once(chief):
    schedule(an_article(), ahead(hours=1), by=chief)

    assert [workflow.press_due(now=ahead(hours=2)) for _ in range(3)] == [1, 0, 0]


def test_one_that_cannot_be_pressed_keeps_its_time_says_why_and_holds_up_no_other(chief):
    held, fine = an_article(headline="Held"), an_article(headline="Fine")
    schedule(held, ahead(hours=1), by=chief)
    schedule(fine, ahead(hours=2), by=chief)
    workflow.hold(held, by=chief, reason="The lawyer is reading it.")

    assert workflow.press_due(now=ahead(hours=3)) == 1

    assert fine.page.state == Page.State.LIVE
    assert "The lawyer is reading it" in held.waiting_edition.failure
    workflow.release(held, by=chief)
    assert workflow.press_due(now=ahead(hours=3)) == 1
    assert held.page.state == Page.State.LIVE


def test_one_that_was_refused_is_asked_about_again_a_second_later(chief):
    story = an_article()
    due = ahead(hours=1)
    schedule(story, due, by=chief)
    workflow.hold(story, by=chief, reason="The lawyer is reading it.")
    assert workflow.press_due(now=due) == 0
    # Not by the verb that would ask at once.
    Article.objects.update(hold_since=None, hold_origin="", hold_reason="")

    assert workflow.press_due(now=due + timedelta(seconds=1)) == 1


def test_a_database_that_was_away_for_a_moment_delays_nothing(chief, monkeypatch):
    story = an_article()
    due = ahead(hours=1)
    schedule(story, due, by=chief)
    broken = Mock(side_effect=OperationalError("the connection broke off"))
    with monkeypatch.context() as away:
        away.setattr(import_module("newsroom.publishing.workflow.schedule"), "press_now", broken)
        assert workflow.press_due(now=due) == 0

    assert workflow.press_due(now=due) == 1
    assert story.page.state == Page.State.LIVE


def test_a_schedule_needs_its_authors_right_when_it_comes_due():
    editor = a_user("desk_editor")
    story = an_article()
    schedule(story, ahead(hours=1), by=editor)
    editor.is_active = False
    editor.save()

    assert workflow.press_due(now=ahead(hours=2)) == 0
    assert "may no longer publish" in story.waiting_edition.failure


@pytest.mark.parametrize(
    "act",
    [
        lambda story, chief: publish(story, by=chief),
        lambda story, chief: workflow.kill(story, by=chief, reason="Hoax."),
        lambda story, chief: workflow.spike(story, by=chief),
        lambda story, chief: workflow.unschedule(story, by=chief),
    ],
    ids=["publish", "kill", "spike", "unschedule"],
)
def test_any_other_end_ends_the_wait_and_tells_its_author(chief, act):
    editor = a_user("desk_editor")
    story = an_article(headline="Ferry late")
    schedule(story, ahead(hours=1), by=editor)

    act(story, chief)

    assert story.waiting_edition is None
    assert workflow.press_due(now=ahead(hours=2)) == 0
    assert "Ferry late" in Notice.objects.get(to=editor).text


def test_scheduling_anew_replaces_the_earlier_time(chief):
    story = an_article()
    schedule(story, ahead(hours=1), by=chief)
    schedule(story, ahead(hours=5), by=chief)

    assert workflow.press_due(now=ahead(hours=2)) == 0
    assert workflow.press_due(now=ahead(hours=6)) == 1


def test_the_past_cannot_be_scheduled(chief):
    with pytest.raises(WorkflowError, match="time has passed"):
        schedule(an_article(), ago(seconds=1), by=chief)


def test_a_schedule_before_the_end_of_an_embargo_is_refused(chief):
    with pytest.raises(WorkflowError, match="embargoed until"):
        schedule(an_article(embargo_until=ahead(hours=2)), ahead(hours=1), by=chief)


# --- Roles ---


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("reporter", {"submit"}),
        ("sub_editor", {"submit", "approve", "minor"}),
        ("desk_editor", {"submit", "approve", "minor", "publish", "schedule", "withdraw", "hold"}),
        (
            "chief_editor",
            {
                "submit",
                "approve",
                "minor",
                "publish",
                "schedule",
                "withdraw",
                "hold",
                "kill",
                "relaunch",
            },
        ),
        ("photo_editor", set()),
        ("wire_operator", set()),
        ("administrator", set()),
    ],
)
def test_each_role_has_its_verbs_and_no_others(role, may):
    user = a_user(role)
    acts = {
        "submit": lambda s: workflow.submit(s, by=user),
        "approve": lambda s: workflow.approve(s, by=user),
        "minor": lambda s: publish(s, by=user, kind="minor"),
        "publish": lambda s: publish(s, by=user, kind="update"),
        "schedule": lambda s: schedule(s, ahead(hours=1), by=user),
        "withdraw": lambda s: workflow.withdraw(s, by=user, reason="Wrong."),
        "hold": lambda s: workflow.hold(s, by=user, reason="Wrong."),
        "kill": lambda s: workflow.kill(s, by=user, reason="Wrong."),
        "relaunch": lambda s: workflow.relaunch(s, by=user),
    }
    did = set()
    for name, act in acts.items():
        story = an_article(created_by=user)
        if name not in {"submit", "approve"}:
            published(story, at=ago(days=1))
        try:
            act(story)
        except WorkflowError:
            continue
        did.add(name)

    assert did == may


def test_an_editor_of_one_section_has_no_say_in_another():
    world, sport = a_section(slug="world"), a_section(slug="sport")
    cricket = a_section(slug="cricket", parent=sport)
    editor = a_user("desk_editor", sections=[sport])

    assert publish(an_article(section=sport), by=editor)
    assert publish(an_article(section=cricket), by=editor)
    with pytest.raises(WorkflowError, match="may not publish"):
        publish(an_article(section=world), by=editor)
    with pytest.raises(WorkflowError, match="may not publish"):
        publish(an_editorial(section=None), by=editor)


def test_a_live_story_without_a_section_is_no_other_desks(chief):
    sport = a_section(slug="sport")
    story = published(an_article(), by=chief)
    story.section = None
    story.save()

    with pytest.raises(WorkflowError, match="may not withdraw"):
        workflow.withdraw(story, by=a_user("desk_editor", sections=[sport]), reason="Not ours.")
    workflow.withdraw(story, by=a_user("desk_editor"), reason="The whole paper's.")


def test_a_reporter_hands_in_own_stories_only():
    reporter = a_user("reporter")

    with pytest.raises(WorkflowError, match="your own"):
        workflow.submit(an_article(created_by=a_user("reporter")), by=reporter)


def test_a_superuser_may_use_every_verb():
    boss = a_user(None, is_superuser=True)
    story = published(an_article(), by=boss)

    workflow.kill(story, by=boss, reason="Hoax.")
    workflow.restore(story, by=boss)

    assert publish(story, by=boss)


def test_someone_deactivated_may_do_nothing():
    user = a_user("chief_editor", is_active=False)

    with pytest.raises(WorkflowError):
        publish(an_article(), by=user)


@pytest.mark.parametrize("killed", [False, True], ids=["withdrawn", "killed and restored"])
def test_whoever_may_fix_typos_cannot_bring_back_what_was_taken_down(chief, killed):
    story = published(an_article(), by=chief)
    if killed:
        workflow.kill(story, by=chief, reason="Libel.")
        workflow.restore(story, by=chief)
    else:
        workflow.withdraw(story, by=chief, reason="Libel.")

    with pytest.raises(WorkflowError, match="may not publish"):
        publish(story, by=a_user("sub_editor"))
    assert story.page.state == Page.State.GONE


def test_a_hold_of_the_desk_outlasts_one_of_the_agency(chief):
    story = an_article()
    workflow.hold(story, by=chief, reason="The lawyer is reading it.")

    workflow.hold(story, by=None, reason="Withheld.", origin="wire", feed="Meridian")

    assert story.hold_origin == "desk"
    assert story.hold_reason == "The lawyer is reading it. Withheld."
    assert AuditEntry.objects.filter(verb="hold", by_name="Meridian").exists()


@pytest.mark.parametrize("gone", ["topic", "contributor"])
def test_what_was_deleted_while_an_edition_waited_holds_it_up_no_more(chief, gone):
    topic, contributor = a_topic(name="Ferries"), a_contributor(name="Nasreen Qadri")
    story = an_article(topics=[topic])
    story.bylines.create(contributor=contributor)
    schedule(story, ahead(hours=1), by=chief)
    if gone == "topic":
        topic.delete()
    else:
        story.bylines.all().delete()
        contributor.delete()

    assert workflow.press_due(now=ahead(hours=2)) == 1
    page = story.page
    assert [each["name"] for each in page.topics] == ["Ferries"]
    assert [each["name"] for each in page.bylines] == ["Nasreen Qadri"]
    assert PageTopic.objects.filter(page=page).count() == (gone != "topic")


def test_a_section_that_is_no_more_is_told_to_the_desk(chief):
    harbour = a_section(slug="harbour")
    story = an_article(section=harbour)
    schedule(story, ahead(hours=1), by=chief)
    story.section = a_section(slug="city")
    story.save()
    harbour.delete()

    assert workflow.press_due(now=ahead(hours=2)) == 0
    assert "section that it was to stand in is no more" in story.waiting_edition.failure
