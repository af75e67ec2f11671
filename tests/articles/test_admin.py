"""The news desk's form: what the wire brought along is shown, apart from the story."""

from typing import Any

import pytest
from django.utils import timezone

from newsroom.wire.models import Delivery, Feed, Source, WireItem
from tests import factories
from tests.newsroom.publishing.admin.desk import signed_in, url_of

pytestmark = pytest.mark.django_db


def _taken(set_apart: list[str]) -> Any:
    now = timezone.now()
    source = Source.objects.create(name="AFP", slug="afp")
    feed = Feed.objects.create(name="AFP", slug="afp", source=source)
    delivery = Delivery.objects.create(
        feed=feed, filename="boats.txt", sha256="a" * 64, size=1, received_at=now
    )
    item = WireItem.objects.create(
        delivery=delivery, version="1", sha256="b" * 64, pubstatus="usable", received_at=now,
        outcome="created", data={"set_apart": set_apart},
    )  # fmt: skip
    story = factories.an_article()
    type(story).objects.filter(pk=story.pk).update(wire_item=item)
    return story


def test_what_was_set_apart_is_shown_with_a_link_to_the_delivery(reporter: Any) -> None:
    story = _taken(["Opinion", "Six <cards> of furniture"])
    page = signed_in(reporter).get(url_of(story)).content.decode()
    assert "Text of the file that isn’t part of the story" in page
    assert "Six &lt;cards&gt; of furniture" in page
    assert "boats.txt" in page
    assert "/admin/wire/delivery/" in page


def test_a_story_of_our_own_has_no_such_panel(reporter: Any) -> None:
    page = signed_in(reporter).get(url_of(factories.an_article())).content.decode()
    assert "isn’t part of the story" not in page
