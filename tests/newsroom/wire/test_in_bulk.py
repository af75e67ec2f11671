"""Many rows at once: they are stored as Django itself would store them, each of them once."""

import pytest
from django.utils import timezone

from newsroom.wire import in_bulk
from newsroom.wire.models import Delivery, Feed, Source, WireStory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def source() -> Source:
    return Source.objects.create(name="Coast News", slug="coast")


def test_rows_are_stored_as_django_stores_them_and_know_their_keys(source):
    feed = Feed.objects.create(name="Coast wire", slug="coast", source=source)
    rows = [
        Delivery(
            feed=feed, filename=name, sha256=str(at) * 64, size=at, raw="x", received_at=NOW
        )
        for at, name in enumerate(("a\tb\\N", "Zürich “1”", ""))
    ]  # fmt: skip
    in_bulk.insert(rows)
    assert list(Delivery.objects.order_by("pk").values()) == [
        {field.attname: getattr(row, field.attname) for field in Delivery._meta.concrete_fields}
        for row in rows
    ]


def test_what_is_there_already_is_left_out_and_all_others_are_stored(source):
    first = [WireStory(source=source, guid=guid) for guid in "ac"]
    in_bulk.insert_missing(first)
    second = [WireStory(source=source, guid=guid) for guid in "abcd"]
    assert not in_bulk.insert_missing(second)
    kept = {story.guid: story.uid for story in WireStory.objects.all()}
    assert kept == {
        "a": first[0].uid, "b": second[1].uid, "c": first[1].uid, "d": second[3].uid,
    }  # fmt: skip
    assert all(story.pk is None for story in second)
