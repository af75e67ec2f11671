"""The history: who did what, and any two editions side by side."""

from typing import Any

import pytest

from newsroom.publishing import workflow
from newsroom.publishing.models import Edition
from tests import factories
from tests.newsroom.publishing.admin.desk import signed_in, url_of

pytestmark = pytest.mark.django_db


def test_the_history_names_acts_people_and_notes(desk_editor: Any, reporter: Any) -> None:
    story = factories.published(factories.an_article(), by=desk_editor)
    workflow.publish(story, by=desk_editor, kind="correction", note="It was two boats.")
    workflow.withdraw(story, by=desk_editor, reason="A doubt about the photograph.")
    page = signed_in(reporter).get(url_of(story, "history")).content.decode()
    reason = "A doubt about the photograph."
    for words in (str(desk_editor), "It was two boats.", "withdrawn", reason):
        assert words in page


def test_two_editions_are_compared(desk_editor: Any) -> None:
    story = factories.published(factories.an_article(headline="Two boats wait"), by=desk_editor)
    story.headline = "Three boats wait"
    story.save()
    workflow.publish(story, by=desk_editor)
    first, second = Edition.objects.order_by("number")
    client = signed_in(desk_editor)
    address = url_of(story, "compare")
    page = client.get(address, {"from": first.pk, "to": second.pk}).content.decode()
    assert "<del>" in page
    assert "Two" in page
    assert "Three" in page
    same = client.get(address, {"from": second.pk, "to": "now"}).content.decode()
    assert "They are the same." in same


@pytest.mark.parametrize("asked", ["", "abc", "0", "99999999", "now; drop"])
def test_what_is_no_edition_of_the_story_is_not_found(desk_editor: Any, asked: str) -> None:
    story = factories.an_article()
    client = signed_in(desk_editor)
    assert client.get(url_of(story, "compare"), {"from": asked, "to": "now"}).status_code == 404


def test_an_edition_of_another_story_is_not_shown(desk_editor: Any) -> None:
    other = factories.published(factories.an_article())
    story = factories.an_article()
    foreign = Edition.objects.of(other.uid).get()
    asked = {"from": foreign.pk, "to": "now"}
    response = signed_in(desk_editor).get(url_of(story, "compare"), asked)
    assert response.status_code == 404
