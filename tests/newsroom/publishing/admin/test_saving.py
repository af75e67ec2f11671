"""Saving the working copy: nothing reaches readers, and nobody's words are lost."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Page
from tests import factories
from tests.newsroom.publishing.admin.desk import filled_in, list_url, signed_in, url_of

pytestmark = pytest.mark.django_db


def test_a_new_story_is_stored_as_a_draft_with_its_author(reporter: Any) -> None:
    client = signed_in(reporter)
    blank = client.get(list_url(Article, "add"))
    data = filled_in(blank, headline="Boats wait for the tide", body="<p>They wait.</p>")
    response = client.post(list_url(Article, "add"), data)
    story = Article.objects.get()
    assert response.status_code == 302
    assert (story.headline, story.created_by, story.desk_state) == (
        "Boats wait for the tide", reporter, "draft",
    )  # fmt: skip


def test_saving_a_live_story_changes_nothing_for_readers(desk_editor: Any) -> None:
    story = factories.published(factories.an_article(headline="Boats wait"))
    client = signed_in(desk_editor)
    data = filled_in(client.get(url_of(story)), headline="Boats sail", embargo_until="")
    assert client.post(url_of(story), data).status_code == 302
    story.refresh_from_db()
    assert story.headline == "Boats sail"
    assert factories.page_of(story).headline == "Boats wait"
    assert b"live with unpublished changes" in client.get(url_of(story)).content


def test_a_body_is_cleaned_and_shown_clean(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    pasted = '<p style="mso-x" onclick="go()">Words<o:p></o:p></p><script>go()</script>'
    client.post(url_of(story), filled_in(client.get(url_of(story)), body=pasted))
    story.refresh_from_db()
    assert story.body == "<p>Words</p>"


def test_a_save_on_a_stale_form_is_refused_with_the_text_kept_and_a_comparison(
    desk_editor: Any, sub_editor: Any
) -> None:
    story = factories.an_article(body="<p>The ferry stopped at noon.</p>")
    mine, theirs = signed_in(desk_editor), signed_in(sub_editor)
    my_form, their_form = mine.get(url_of(story)), theirs.get(url_of(story))
    theirs.post(url_of(story), filled_in(their_form, standfirst="Theirs."))

    data = filled_in(my_form, body="<p>The ferry stopped at dusk.</p>")
    refused = mine.post(url_of(story), data)
    story.refresh_from_db()
    page = refused.content.decode()
    assert refused.status_code == 200
    assert (story.standfirst, story.body) == ("Theirs.", "<p>The ferry stopped at noon.</p>")
    assert "The ferry stopped at dusk." in page
    assert "<del>" in page
    assert "noon" in page
    assert str(sub_editor) in page


def test_a_refused_save_stays_refused_until_it_is_meant(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    Article.objects.get(pk=story.pk).save()
    data = filled_in(form, headline="Mine")
    refused = client.post(url_of(story), data)
    # The form that comes back carries the old version, so "Save" alone is refused again.
    old = refused.context["adminform"].form["lock_version"].value()
    again = client.post(url_of(story), {**data, "lock_version": old})
    assert again.status_code == 200
    over = refused.context["adminform"].form.stored_version
    assert client.post(url_of(story), {**data, "_save_over": over}).status_code == 302
    story.refresh_from_db()
    assert story.headline == "Mine"


def test_save_over_is_refused_if_somebody_saved_once_more(desk_editor: Any) -> None:
    story = factories.an_article(headline="First")
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    Article.objects.get(pk=story.pk).save()
    data = filled_in(form, headline="Mine")
    over = client.post(url_of(story), data).context["adminform"].form.stored_version
    Article.objects.get(pk=story.pk).save()
    assert client.post(url_of(story), {**data, "_save_over": over}).status_code == 200
    story.refresh_from_db()
    assert story.headline == "First"


@pytest.mark.parametrize("verb", ["hold", "withdraw"])
def test_a_form_opened_before_a_verb_is_stale(desk_editor: Any, verb: str) -> None:
    story = factories.published(factories.an_article(headline="Before"))
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    getattr(workflow, verb)(story, by=desk_editor, reason="A doubt.")
    refused = client.post(url_of(story), filled_in(form, headline="After"))
    story.refresh_from_db()
    assert (refused.status_code, story.headline) == (200, "Before")
    assert str(desk_editor) in refused.content.decode()


def test_a_story_killed_in_between_stays_killed_and_the_writers_text_is_shown(
    desk_editor: Any, chief_editor: Any
) -> None:
    story = factories.published(factories.an_article(headline="Mayor resigns"))
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    workflow.kill(story, by=chief_editor, reason="It was a hoax.")
    data = filled_in(form, headline="Mayor has resigned", _save_over=str(story.lock_version))
    refused = client.post(url_of(story), data)
    story.refresh_from_db()
    page = refused.content.decode()
    assert refused.status_code == 409
    assert story.is_killed
    assert story.headline == "Mayor resigns"
    assert not Page.objects.live().exists()
    assert "Mayor has resigned" in page
    assert "It was a hoax." in page


def test_a_reporter_whose_draft_was_published_meanwhile_keeps_the_text(
    reporter: Any, desk_editor: Any
) -> None:
    story = factories.an_article(created_by=reporter)
    client = signed_in(reporter)
    form = client.get(url_of(story))
    workflow.publish(story, by=desk_editor)
    refused = client.post(url_of(story), filled_in(form, body="<p>My own last words.</p>"))
    story.refresh_from_db()
    assert refused.status_code == 403
    assert "My own last words." in refused.content.decode()
    assert "My own last words." not in story.body


def test_a_proposed_headline_is_accepted_by_a_tick_alone(desk_editor: Any) -> None:
    story = factories.an_article(headline="Islamabad has told")
    Article.objects.filter(pk=story.pk).update(working_headline="Islamabad has told")
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    assert "needs a headline" in form.content.decode()
    client.post(url_of(story), filled_in(form))
    story.refresh_from_db()
    assert story.needs_headline
    client.post(url_of(story), filled_in(client.get(url_of(story)), keep_headline="on"))
    story.refresh_from_db()
    assert not story.needs_headline
    assert story.headline == "Islamabad has told"


def test_a_story_without_a_section_says_so_until_it_has_one(desk_editor: Any) -> None:
    section = factories.a_section("world")
    story = factories.an_article(section=None)
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    assert "This story needs a section." in form.content.decode()
    client.post(url_of(story), filled_in(form, section=str(section.pk)))
    assert "needs a section" not in client.get(url_of(story)).content.decode()


def test_lead_pictures_change_places_in_one_save(desk_editor: Any) -> None:
    story = factories.an_article(lead_image=factories.an_image())
    lead = story.pictures.get()
    other = factories.with_picture(story, factories.an_image())
    client = signed_in(desk_editor)
    data = filled_in(client.get(url_of(story)))
    swapped = {"pictures-0-role": "body", "pictures-1-role": "lead"}
    assert client.post(url_of(story), {**data, **swapped}).status_code == 302
    lead.refresh_from_db()
    other.refresh_from_db()
    assert (lead.role, other.role) == ("body", "lead")
    both = {"pictures-0-role": "lead", "pictures-1-role": "lead"}
    refused = client.post(url_of(story), {**filled_in(client.get(url_of(story))), **both})
    assert "one lead picture" in refused.content.decode()


def test_times_do_not_move_by_opening_and_saving(desk_editor: Any) -> None:
    from datetime import UTC, datetime

    at = datetime(2031, 5, 7, 9, 5, 30, tzinfo=UTC)
    story = factories.an_article(embargo_until=at)
    client = signed_in(desk_editor)
    form = client.get(url_of(story))
    assert "PKT" in form.content.decode()
    client.post(url_of(story), filled_in(form, standfirst="New."))
    story.refresh_from_db()
    assert (story.embargo_until, story.standfirst) == (at, "New.")


def test_a_saved_form_tells_the_browser_to_forget_its_copy(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    data = filled_in(client.get(url_of(story)), draft_token="abc-123")
    assert client.post(url_of(story), data).cookies["newsroom_saved"].value == "abc-123"
    stale = client.post(url_of(story), {**data, "draft_token": "def-456"})
    assert "newsroom_saved" not in stale.cookies


def test_nothing_can_be_deleted(superuser: Any) -> None:
    story = factories.an_article()
    client = signed_in(superuser)
    assert client.post(url_of(story, "delete"), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(list_url(story)).content.decode()
    assert Article.objects.filter(pk=story.pk).exists()


def test_saves_are_in_the_history_with_the_savers_name(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    client.post(url_of(story), filled_in(client.get(url_of(story)), standfirst="New."))
    assert LogEntry.objects.get().user == desk_editor
    page = client.get(url_of(story, "history")).content.decode()
    assert str(desk_editor) in page
    assert "saved" in page


def test_who_may_only_read_sees_the_text_as_text(photo_editor: Any) -> None:
    story = factories.an_article(body="<p>Words <strong>of weight</strong>.</p>")
    page = signed_in(photo_editor).get(url_of(story)).content.decode()
    assert "<p>Words <strong>of weight</strong>.</p>" in page
    assert 'name="_continue"' not in page
    assert "You may read this story" in page


def test_the_history_names_the_fields_that_changed_and_nothing_else(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    data = filled_in(client.get(url_of(story)), standfirst="New.", draft_token="abc")
    client.post(url_of(story), data)
    assert LogEntry.objects.get().get_change_message() == "Changed Standfirst."
