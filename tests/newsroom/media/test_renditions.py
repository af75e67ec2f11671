"""What readers get: plain files of few sizes, the same after every interruption."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, storages
from PIL import Image as Pillow

from newsroom.media import public, renditions
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions, plan
from newsroom.media.srcset import best
from newsroom.media.tasks import prepare_image, prepare_waiting
from tests.newsroom.media import made
from tests.newsroom.media.test_intake import stored

pytestmark = pytest.mark.django_db


def content(rendition) -> bytes:
    with storages["private"].open(public.private_name(rendition)) as file:
        return bytes(file.read())


def pixels(rendition) -> Pillow.Image:
    with Pillow.open(BytesIO(content(rendition))) as picture:
        picture.load()
        return picture


def test_every_rendition_is_what_the_row_says():
    image = made.prepared(made.jpeg((1500, 1000)))

    assert image.is_ready
    assert image.failure == ""
    assert {each["format"] for each in image.renditions} == {"avif", "webp", "jpeg"}
    for each in image.renditions:
        picture = pixels(each)
        assert re.fullmatch(r"[0-9a-f]{32}\.(avif|webp|jpg)", each["name"])
        assert picture.format == each["format"].upper()
        assert picture.size == (each["width"], each["height"])
        assert len(content(each)) == each["size"]
    assert len({each["name"] for each in image.renditions}) == len(image.renditions)


def test_the_sizes_offered_are_few_and_none_is_larger_than_the_picture():
    offered = [
        (each["crop"], each["width"], each["height"])
        for each in plan((1000, 800), (0.5, 0.5))
        if each["format"] == "avif"
    ]

    assert offered == [
        ("full", 320, 256), ("full", 640, 512), ("full", 960, 768), ("full", 1000, 800),
        ("wide", 320, 180), ("wide", 640, 360), ("wide", 1000, 562),
        ("classic", 320, 240), ("classic", 640, 480),
        ("square", 160, 160), ("square", 320, 320),
    ]  # fmt: skip
    assert len(list(plan((6000, 4000), (0.5, 0.5)))) <= 30


def test_search_engines_find_the_three_ratios_at_full_width():
    image = made.prepared(made.jpeg((2400, 1600)))

    for crop in ("wide", "classic", "square"):
        found = best(image.renditions, crop, at_most=1280)
        assert found is not None
        assert (found["crop"], found["width"]) == (crop, 1280)


def test_a_crop_keeps_what_the_focal_point_says():
    data = made.jpeg((800, 400))
    image = made.prepared(data, focal_x=0.9)

    square = best(image.renditions, "square", at_most=1280)
    assert square is not None
    left = pixels(square).getpixel((5, 100))

    assert left[2] > left[0], "the blue half"


# --- Privacy ---


def from_a_camera() -> bytes:
    """A JPEG that knows its place, its camera's number and its owner."""
    exif = Pillow.Exif()
    exif[0x010F] = "Canaryflex"
    exif[0x0112] = 6
    exif[0x8298] = "(c) CANARY-OWNER"
    exif.get_ifd(0x8769).update({0xA431: "SERIAL-CANARY", 0x927C: b"MAKERNOTE-CANARY"})
    exif.get_ifd(0x8825).update({1: "N", 2: (24.0, 48.0, 30.5), 3: "E", 4: (66.0, 59.0, 1.0)})
    data = made.file(
        made.halves((800, 600)), exif=exif, comment=b"COMMENT-CANARY",
        xmp=made.xmp("<dc:creator>Ann Ode</dc:creator>", 'photoshop:City="CITY-CANARY"'),
    )  # fmt: skip
    return made.with_iim(data, made.data_set(2, 110, b"Meridian")) + b"TRAILER-CANARY"


def test_no_rendition_says_where_or_with_what_the_picture_was_taken():
    data = from_a_camera()
    assert data.count(b"CANARY") >= 6
    image = made.prepared(data)

    assert image.is_ready
    for each in image.renditions:
        found = content(each)
        assert b"canary" not in found.lower()
        picture = pixels(each)
        assert dict(picture.getexif()) == {}
        assert not {"exif", "comment", "photoshop", "icc_profile"} & picture.info.keys()


def test_renditions_keep_whose_picture_it_is():
    image = made.prepared(from_a_camera())

    for each in image.renditions:
        assert b"Ann Ode" in pixels(each).info["xmp"]
        assert b"Meridian" in pixels(each).info["xmp"]


def test_a_picture_taken_upright_is_upright_without_being_told():
    image = made.prepared(from_a_camera())

    assert (image.width, image.height) == (600, 800)
    full = best(image.renditions, "full", at_most=1280)
    assert full is not None
    assert (full["width"], full["height"]) == (600, 800)


# --- Interruptions ---


def test_doing_it_again_changes_nothing():
    image = made.prepared()
    before, files = image.renditions, stored()

    prepare_image.func(image.pk)
    make_renditions(image)

    assert image.renditions == before
    assert stored() == files


class KilledError(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_worker_that_was_killed_leaves_no_stray_files(after, monkeypatch, make_old):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    with monkeypatch.context() as patched:
        patched.setattr(renditions, "put", failing_after(after, KilledError))
        with pytest.raises(KilledError):
            make_renditions(image)
    make_old()

    assert prepare_waiting() == 1

    image.refresh_from_db()
    names = {public.private_name(each) for each in image.renditions}
    assert image.is_ready
    assert set(stored()) == names | {image.original}


def test_a_picture_that_kills_the_worker_each_time_is_given_up(monkeypatch, make_old):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    make_old()
    with monkeypatch.context() as patched:
        patched.setattr(renditions, "put", failing_after(0, KilledError))
        for _ in range(3):
            with pytest.raises(KilledError):
                make_renditions(image)

    assert prepare_waiting() == 1
    image.refresh_from_db()
    assert image.state == Image.State.FAILED
    assert "three times" in image.failure
    assert prepare_waiting() == 0


def test_a_storage_that_is_down_costs_the_picture_nothing(monkeypatch, make_old):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    make_old()
    with monkeypatch.context() as patched:
        patched.setattr(renditions, "put", failing_after(2, OSError))
        for _ in range(5):
            with pytest.raises(OSError, match=r"^$"):
                make_renditions(image)

    assert prepare_waiting() == 1
    image.refresh_from_db()
    assert image.is_ready


def failing_after(files: int, error: type[BaseException]):
    put, left = renditions.put, [files]

    def failing(*args):
        if not left[0]:
            raise error
        left[0] -= 1
        put(*args)

    return failing


@pytest.fixture
def make_old():
    return lambda: Image.objects.update(created_at="2020-01-01T00:00:00Z")


def test_one_poisoned_picture_does_not_hold_up_the_others(make_old):
    bad = receive_image(made.jpeg((640, 480))[:4000], filename="cut.jpg")
    good = receive_image(made.jpeg(), filename="quay.jpg")
    make_old()

    assert prepare_waiting() == 2

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (Image.State.FAILED, Image.State.READY)
    assert bad.failure.startswith("The picture is damaged")


def test_a_picture_that_cannot_be_encoded_is_not_tried_for_ever(monkeypatch):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    monkeypatch.setitem(renditions._ENCODERS, "avif", {"quality": 50, "subsampling": "9:9:9"})

    make_renditions(image)

    assert image.state == Image.State.FAILED
    assert image.failure.startswith("It cannot be brought into the form")


def test_an_original_that_is_missing_is_said():
    image = receive_image(made.jpeg(), filename="quay.jpg")
    storages["private"].delete(image.original)

    make_renditions(image)

    assert image.state == Image.State.FAILED
    assert "missing" in image.failure


def test_a_kill_while_it_is_prepared_holds(monkeypatch):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    write = renditions._write

    def killed_meanwhile(row, source):
        write(row, source)
        Image.objects.update(state=Image.State.KILLED, killed_at="2026-08-11T09:00:00Z")

    monkeypatch.setattr(renditions, "_write", killed_meanwhile)
    make_renditions(image)

    assert image.state == Image.State.KILLED
    make_renditions(image)
    assert image.state == Image.State.KILLED


# --- A focal point that moves while the picture is on live pages ---


def test_a_new_focal_point_changes_the_files_and_not_their_names():
    image = made.prepared(made.jpeg((800, 400)))
    public.show([image.pk])
    names = [each["name"] for each in image.renditions]
    square = next(each for each in image.renditions if each["crop"] == "square")
    Image.objects.update(focal_x=0.0)

    prepare_image.func(image.pk, anew=True)

    image.refresh_from_db()
    assert image.is_ready
    assert [each["name"] for each in image.renditions] == names
    with storages["default"].open(square["name"]) as file, Pillow.open(file) as picture:
        red, _, blue = picture.convert("RGB").getpixel((picture.width - 3, 20))
    assert red > blue


def test_sizes_that_are_offered_no_more_go_from_everywhere(
    monkeypatch, django_capture_on_commit_callbacks
):
    image = made.prepared()
    public.show([image.pk])
    monkeypatch.setattr(renditions, "OFFERED", {"full": {"jpeg": (640,)}})

    with django_capture_on_commit_callbacks(execute=True):
        make_renditions(image)

    [kept] = image.renditions
    default = storages["default"]
    assert isinstance(default, FileSystemStorage)
    assert default.listdir("")[1] == [kept["name"]]
    assert [name for name in stored() if name.startswith("renditions/")] == [
        f"renditions/{kept['name']}"
    ]
