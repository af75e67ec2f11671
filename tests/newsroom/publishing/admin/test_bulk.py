"""Many stories at once: each asked by itself, none without being seen."""

from typing import Any

import pytest

from articles.models import Article
from newsroom.publishing.models import Edition, Page
from tests import factories
from tests.newsroom.publishing.admin.desk import list_url, signed_in

pytestmark = pytest.mark.django_db


def _choose(client: Any, action: str, stories: list[Article]) -> Any:
    data = {"action": action, "_selected_action": [story.pk for story in stories]}
    return client.post(list_url(Article), data, follow=True)


def _seen(response: Any) -> list[str]:
    return [f"{story.pk}.{story.lock_version}" for story in response.context["stories"]]


def test_what_cannot_be_published_is_told_and_the_rest_goes_out(desk_editor: Any) -> None:
    good, bad = factories.an_article(), factories.an_article(headline="Homeless", section=None)
    client = signed_in(desk_editor)
    asked = _choose(client, "publish_selected", [good, bad])
    assert not Page.objects.exists()
    done = client.post(
        list_url(Article, "bulk"), {"what": "publish", "story": _seen(asked)}, follow=True
    )
    words = done.content.decode()
    assert Page.objects.live().get().story_uid == good.uid
    assert "Homeless" in words
    assert "It needs a section" in words
    assert "1 story published" in words


def test_a_bulk_publish_moves_no_stamp(desk_editor: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    story = factories.published(factories.an_article(), at=timezone.now() - timedelta(days=1))
    story.body = "<p>All new.</p>"
    story.save()
    client = signed_in(desk_editor)
    asked = _choose(client, "publish_selected", [story])
    client.post(list_url(Article, "bulk"), {"what": "publish", "story": _seen(asked)})
    assert Edition.objects.order_by("-number").first().kind == "minor"
    assert factories.page_of(story).updated_at is None


def test_more_than_twenty_are_asked_about_twice(desk_editor: Any) -> None:
    stories = [factories.an_article() for _ in range(21)]
    client = signed_in(desk_editor)
    asked = _choose(client, "publish_selected", stories)
    data: dict[str, Any] = {"what": "publish", "story": _seen(asked)}
    again = client.post(list_url(Article, "bulk"), data)
    assert "Yes, publish all 21" in again.content.decode()
    assert not Page.objects.exists()
    client.post(list_url(Article, "bulk"), {**data, "sure": "on"})
    assert Page.objects.live().count() == 21


def test_a_story_changed_since_it_was_chosen_is_left_alone(desk_editor: Any) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    asked = _choose(client, "publish_selected", [story])
    Article.objects.get(pk=story.pk).save()
    done = client.post(
        list_url(Article, "bulk"), {"what": "publish", "story": _seen(asked)}, follow=True
    )
    assert not Page.objects.exists()
    assert "changed since you chose it" in done.content.decode()


def test_the_section_is_set_for_many_and_readers_see_nothing_of_it(desk_editor: Any) -> None:
    live, draft = factories.published(factories.an_article()), factories.an_article()
    sport = factories.a_section("sport")
    client = signed_in(desk_editor)
    asked = _choose(client, "set_section", [live, draft])
    data = {"what": "section", "story": _seen(asked), "section": sport.pk}
    client.post(list_url(Article, "bulk"), data)
    assert {story.section for story in Article.objects.all()} == {sport}
    assert factories.page_of(live).path.startswith("/world/")


def test_foreign_ids_in_a_forged_form_meet_the_same_rights(db: None) -> None:
    editor = factories.a_user("desk_editor", [factories.a_section("sport")])
    story = factories.an_article(section=factories.a_section("world"))
    sport = factories.a_section("sport")
    client = signed_in(editor)
    seen = [f"{story.pk}.{story.lock_version}"]
    client.post(list_url(Article, "bulk"), {"what": "publish", "story": seen})
    client.post(list_url(Article, "bulk"), {"what": "section", "story": seen, "section": sport.pk})
    story.refresh_from_db()
    assert not Page.objects.exists()
    assert story.section != sport


def test_submit_and_approve_go_through_the_verbs(reporter: Any, sub_editor: Any) -> None:
    own, other = factories.an_article(created_by=reporter), factories.an_article()
    done = _choose(signed_in(reporter), "submit_selected", [own, other])
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.desk_state, other.desk_state) == ("in_review", "draft")
    assert "your own stories only" in done.content.decode()
    _choose(signed_in(sub_editor), "approve_selected", [own])
    own.refresh_from_db()
    assert own.desk_state == "ready"
