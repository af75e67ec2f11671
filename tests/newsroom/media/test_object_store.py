"""Pictures and wire copy in an object store that several machines share."""

import io
import threading
import time
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from newsroom.media import public
from newsroom.media.errors import ImageError
from newsroom.publishing import workflow
from newsroom.publishing.workflow import WorkflowError
from newsroom.publishing.workflow.schedule import RETRY_LATEST
from newsroom.wire import deliveries
from newsroom.wire.inbox import feed_named, receive
from newsroom.wire.models import Delivery
from tests.factories import an_article, overdue, published, with_picture
from tests.newsroom.media import made
from tests.wire_copy import wire_copy

SHOWN, HIDDEN = "/pictures/shown/", "/kept/"


def names(image: Any) -> set[str]:
    return {each["name"] for each in image.renditions}


pytestmark = pytest.mark.django_db


def test_a_picture_lies_where_readers_fetch_it_while_it_is_shown(store):
    image = made.prepared()
    assert store.names(SHOWN) == set()
    public.show([image.pk])
    assert store.names(SHOWN) == names(image)
    assert {f"renditions/{name}" for name in names(image)} <= store.names(HIDDEN)
    public.take_off(image)
    assert store.names(SHOWN) == set()
    assert {f"renditions/{name}" for name in names(image)} <= store.names(HIDDEN)


def test_readers_are_told_the_address_of_the_store_and_the_kind_of_file(store):
    image = made.prepared()
    public.show([image.pk])
    name = min(names(image))
    assert storages["default"].url(name) == f"https://cdn.example/{name}"
    kinds = {stored.kind for key, stored in store.objects.items() if key.startswith(SHOWN)}
    assert kinds <= {"image/avif", "image/webp", "image/jpeg"}
    with pytest.raises(ValueError, match="no address"):
        storages["private"].url(name)


def test_the_store_itself_copies_what_is_to_be_shown(store):
    image = made.prepared()
    store.log.clear()
    public.show([image.pk])
    assert len(store.log) == len(names(image))
    assert {command for command, _ in store.log} == {"PUT"}
    shown = [stored for key, stored in store.objects.items() if key.startswith(SHOWN)]
    assert {stored.kept_for for stored in shown} == {"public, max-age=300"}


def test_pictures_in_a_store_of_another_town_are_published_in_time(store):
    images = [made.prepared(made.jpeg((400 + n, 300))) for n in range(5)]
    story = an_article()
    for image in images:
        with_picture(story, image)
    store.takes = 0.03
    began = time.monotonic()
    published(story)
    # Two, and slack for a machine that has other things to do; one by one they take ten.
    assert time.monotonic() - began < 4
    assert store.names(SHOWN) == set().union(*map(names, images))


def test_nothing_is_published_while_the_store_refuses(store):
    story = an_article()
    with_picture(story, made.prepared())
    store.is_down = True
    with pytest.raises(WorkflowError, match="storage of pictures does not answer"):
        published(story)
    assert story.page is None
    store.is_down = False
    assert published(story).page is not None


def test_what_is_due_waits_for_the_store_with_the_reason_and_goes_out_when_it_is_back(store):
    story = an_article()
    with_picture(story, made.prepared())
    overdue(story, 1)
    store.is_down = True
    assert workflow.press_due() == 0
    assert "storage of pictures does not answer" in story.waiting_edition.failure
    store.is_down = False
    assert workflow.press_due(timezone.now() + RETRY_LATEST) == 1


def test_a_file_is_written_over_at_once_and_is_missing_at_no_time(store):
    image = made.prepared()
    public.show([image.pk])
    store.log.clear()
    public.put_on(image, anew=True)
    assert {command for command, name in store.log if name.startswith(SHOWN)} == {"PUT"}


def test_what_was_lost_comes_back(store):
    image = made.prepared()
    public.show([image.pk])
    first, second = sorted(names(image))[:2]
    del store.objects[SHOWN + first]
    store.objects[SHOWN + second].data = b"half"
    public.show([image.pk])
    assert store.names(SHOWN) == names(image)
    assert store.objects[SHOWN + second].data != b"half"


def test_a_picture_with_missing_files_is_not_shown(store):
    image = made.prepared()
    del store.objects[f"{HIDDEN}renditions/{min(names(image))}"]
    with pytest.raises(ImageError, match="are missing"):
        public.show([image.pk])


def test_a_store_that_refuses_is_as_a_disk_that_does(store):
    image = made.prepared()
    store.is_down = True
    with pytest.raises(OSError, match="object store refuses"):
        public.put_on(image, anew=True)
    assert Client().get(f"/media/{min(names(image))}").status_code == 404


def test_pictures_are_given_out_by_us_where_the_bucket_is_closed(store):
    image = made.prepared()
    public.show([image.pk])
    name = next(each for each in sorted(names(image)) if each.endswith(".jpg"))
    answer = Client().get(f"/media/{name}")
    assert answer.status_code == 200
    assert answer.content == store.objects[SHOWN + name].data
    assert answer["Content-Type"] == "image/jpeg"


# --- Copy of the wire ---


def test_wire_copy_is_kept_in_the_store_and_read_from_there(store):
    data = wire_copy(1)[0]
    [outcome] = receive(data, feed=feed_named("desk"), filename="001.xml")
    assert outcome.outcome == "created"
    delivery = Delivery.objects.get()
    assert store.objects[HIDDEN + delivery.raw].data == data
    assert deliveries.raw_bytes(delivery) == data


def test_many_are_kept_at_once_and_what_is_there_is_not_sent_again(store):
    payloads = [deliveries.payload_of(f"copy {n}".encode()) for n in range(40)]
    deliveries.keep(*payloads)
    assert len(store.names(f"{HIDDEN}wire/")) == 40
    store.log.clear()
    deliveries.keep(*payloads)
    assert {command for command, _ in store.log} == {"HEAD"}


def test_a_file_too_large_for_memory_goes_through_in_parts(store):
    data = b"a long list of results\n" * 1_000_000
    payload = deliveries.keep_large(io.BytesIO(data), "results.txt")
    assert store.objects[HIDDEN + payload.raw].data == data
    with storages["private"].open(payload.raw) as file:
        assert file.read() == data


def test_what_the_store_lost_is_missing_in_words_of_a_disk(store):
    with pytest.raises(FileNotFoundError):
        storages["private"].open("wire/ab/abc")


def test_nothing_is_left_of_what_was_half_sent(store):
    """There is no half: a name is there whole or not at all, whatever ends the process."""
    store.is_down = True
    with pytest.raises(OSError, match="store refuses"):
        deliveries.keep(deliveries.payload_of(b"copy"))
    assert store.objects == {}


def test_threads_share_the_store(store):
    found: list[int] = []

    def work(n: int) -> None:
        name = f"wire/aa/{n}"
        storages["private"].save(name, io.BytesIO(bytes([n]) * 1000))
        found.append(storages["private"].size(name))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [1000] * 8
