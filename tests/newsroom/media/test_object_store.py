"""Pictures and wire copy in an object store that several machines share."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from newsroom.environment import env_storage
from newsroom.media import public
from newsroom.media.errors import ImageError
from newsroom.wire import deliveries
from newsroom.wire.inbox import feed_named, receive
from newsroom.wire.models import Delivery
from tests.newsroom.media import made
from tests.object_store import Store, a_store
from tests.wire_copy import wire_copy

SHOWN, HIDDEN = "/pictures/shown/", "/kept/"


@pytest.fixture
def store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store, which everything of the newsroom's lies in."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with a_store() as store:
        where = f"?endpoint={store.url}&region=eu-1"
        monkeypatch.setenv("NEWSROOM_MEDIA_STORAGE", f"s3://pictures/shown{where}")
        monkeypatch.setenv("NEWSROOM_PRIVATE_STORAGE", f"s3://kept{where}")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": env_storage("NEWSROOM_MEDIA_STORAGE", "", "https://cdn.example/"),
            "private": env_storage("NEWSROOM_PRIVATE_STORAGE", "", None),
        }
        yield store


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
    with pytest.raises(OSError, match="object store does not answer"):
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
    with pytest.raises(OSError, match="does not answer"):
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
