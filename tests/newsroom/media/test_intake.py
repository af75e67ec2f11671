"""Taking pictures in: once each, kept as they came, with what they say about themselves."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from newsroom.media import tasks
from newsroom.media.errors import ImageError
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.media.tasks import prepare_waiting
from tests.newsroom.media import made

pytestmark = pytest.mark.django_db


def stored(folder: str = "") -> list[str]:
    """Names of all files in private storage."""
    private = storages["private"]
    if folder and not private.exists(folder):
        return []
    try:
        folders, files = private.listdir(folder)
    except FileNotFoundError:
        return []
    names = [f"{folder}/{name}".lstrip("/") for name in files]
    return names + [name for each in folders for name in stored(f"{folder}/{each}".lstrip("/"))]


def test_a_picture_is_kept_as_it_came_and_waits_to_be_prepared(photo_editor):
    data = made.jpeg((800, 600))

    image = receive_image(BytesIO(data), filename="C:\\Photos\\Quay\r\n.jpg", by=photo_editor)

    image.refresh_from_db()
    assert image.state == Image.State.RECEIVED
    assert image.sha256 == hashlib.sha256(data).hexdigest()
    assert (image.width, image.height, image.size) == (800, 600, len(data))
    assert (image.filename, image.mime, image.title) == ("Quay .jpg", "image/jpeg", "Quay")
    assert image.uploaded_by == photo_editor
    with storages["private"].open(image.original) as file:
        assert file.read() == data
    assert not image.public


def test_the_worker_prepares_it_once_the_transaction_is_through(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        image = receive_image(made.jpeg(), filename="quay.jpg")
        assert image.state == Image.State.RECEIVED

    image.refresh_from_db()
    assert image.is_ready
    assert image.renditions


def test_the_same_picture_twice_is_one_row_and_one_file(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = receive_image(made.jpeg(), filename="quay.jpg", caption="The quay.")
    files = stored()
    with django_capture_on_commit_callbacks(execute=True) as later:
        second = receive_image(made.jpeg(), filename="other name.jpg", caption="Another.")

    assert second.pk == first.pk
    assert second.caption == "The quay."
    assert stored() == files
    assert later == []


def test_what_the_file_says_fills_the_fields_that_the_sender_left_empty():
    data = made.with_iim(
        made.jpeg(),
        made.data_set(2, 105, b"Cranes at rest"),
        made.data_set(2, 120, b"Cranes stand idle."),
        made.data_set(2, 80, b"Ann Ode"),
        made.data_set(2, 110, b"Meridian"),
        made.data_set(2, 40, b"NO SALES"),
        made.data_set(2, 37, b"20301231"),
    )

    image = receive_image(data, filename="x.jpg", caption="Our own words.")

    assert image.title == "Cranes at rest"
    assert image.caption == "Our own words."
    assert image.credit == "Ann Ode / Meridian"
    assert image.rights == "NO SALES"
    assert image.rights_expire_at == datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC)
    image.refresh_from_db()
    assert image.photo_metadata["headline"] == "Cranes at rest"


def test_texts_longer_than_their_fields_are_cut_and_hostile_ones_cleaned():
    data = made.with_iim(
        made.jpeg(),
        made.data_set(2, 105, b"H" * 2000),
        made.data_set(2, 110, b"C" * 2000),
        made.data_set(2, 120, b"nul\0 and bell\x07"),
    )

    image = receive_image(data, filename="n" * 400 + ".jpg")

    image.refresh_from_db()
    assert (len(image.title), len(image.credit), len(image.filename)) == (200, 200, 255)
    assert image.caption == "nul and bell"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<html>not found</html>", "web page"),
        (b'<svg onload="alert(1)"/>', "SVG"),
        (made.png_header(60_000, 60_000), "too many pixels"),
        (made.jpeg() + b"<script >", "program code"),
    ],
)
def test_what_is_refused_leaves_neither_row_nor_file(data, says):
    with pytest.raises(ImageError, match=says):
        receive_image(data, filename="harmless.jpg")

    assert not Image.objects.exists()
    assert stored() == []


def test_a_picture_whose_task_was_lost_is_prepared_by_the_sweeper(make_old):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    assert prepare_waiting() == 0  # its own task may still be on the way

    make_old(image)

    assert prepare_waiting() == 1
    image.refresh_from_db()
    assert image.is_ready
    assert prepare_waiting() == 0


def test_a_picture_far_back_in_the_queue_is_not_asked_for_again_and_again(make_old, monkeypatch):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    make_old(image)
    asked = []
    monkeypatch.setattr(tasks, "prepare_image", SimpleNamespace(enqueue=asked.append))
    now = timezone.now()

    for minutes in (0, 1, 9, 11, 12):
        prepare_waiting(now + timedelta(minutes=minutes))

    assert asked == [image.pk, image.pk]


@pytest.fixture
def make_old():
    def make(image: Image) -> None:
        Image.objects.filter(pk=image.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))

    return make


def test_a_picture_that_failed_gets_another_chance_when_it_is_sent_again(
    django_capture_on_commit_callbacks,
):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    Image.objects.update(state=Image.State.FAILED, failure="The disk was full.")

    with django_capture_on_commit_callbacks(execute=True):
        receive_image(made.jpeg(), filename="quay.jpg")

    image.refresh_from_db()
    assert (image.state, image.failure) == (Image.State.READY, "")


def test_files_that_were_lost_come_back_when_the_picture_is_sent_again(
    django_capture_on_commit_callbacks,
):
    image = made.prepared()
    before = stored()
    for name in (image.original, f"renditions/{image.renditions[0]['name']}"):
        storages["private"].delete(name)

    with django_capture_on_commit_callbacks(execute=True):
        receive_image(made.jpeg(), filename="quay.jpg")

    assert sorted(stored()) == sorted(before)


def test_a_killed_picture_stays_killed_however_often_it_is_sent(
    django_capture_on_commit_callbacks,
):
    image = made.prepared()
    Image.objects.update(state=Image.State.KILLED, killed_at=datetime(2026, 1, 1, tzinfo=UTC))

    with django_capture_on_commit_callbacks(execute=True):
        assert receive_image(made.jpeg(), filename="quay.jpg").pk == image.pk

    image.refresh_from_db()
    assert image.state == Image.State.KILLED
