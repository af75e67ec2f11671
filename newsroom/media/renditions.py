"""The files that readers get: few sizes, made after upload, without the camera's secrets."""

import secrets
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from PIL import Image as Pillow

from newsroom.media import public
from newsroom.media.crops import crop_box, sizes
from newsroom.media.decoding import decoded, opened, upright_size
from newsroom.media.errors import ImageError
from newsroom.media.files import put
from newsroom.media.models import Image, Rendition
from newsroom.media.xmp import credit_packet

# Widths by crop and format. Nearly all browsers take AVIF. JPEG is what old ones, feeds and social
# networks take; search engines ask for the three ratios at 1,200 pixels or more.
OFFERED: dict[str, dict[str, tuple[int, ...]]] = {
    "full": {
        "avif": (320, 640, 960, 1280, 1920),
        "webp": (640, 1280, 1920),
        "jpeg": (640, 1280),
    },
    "wide": {"avif": (320, 640, 1280), "webp": (640, 1280), "jpeg": (640, 1280)},
    "classic": {"avif": (320, 640), "webp": (640,), "jpeg": (640, 1280)},
    "square": {"avif": (160, 320), "webp": (320,), "jpeg": (320, 1280)},
}
LARGEST = 1920
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}

_ENCODERS: dict[str, dict[str, Any]] = {
    # One thread: the machine's other processor serves readers meanwhile.
    "avif": {"quality": 50, "speed": 8, "max_threads": 1},
    "webp": {"quality": 74, "method": 2},
    "jpeg": {"quality": 76, "progressive": True, "optimize": True},
}
# Screens that ask for the largest size have pixels too fine to show the loss.
_LARGE = 1600
_LESS = 10

# What the editor reads while a picture is being prepared; its place in the row counts the tries,
# since a picture that kills the worker must not do so for ever.
_TRIES = (
    "",
    "It is being prepared.",
    "It is being prepared for the second time.",
    "It is being prepared for the third time.",
)
_GIVEN_UP = "Preparing it has failed three times; save it anew with a picture editor and send that."


def make_renditions(image: Image) -> None:
    """Makes all renditions of ``image``, in private storage, and writes down the outcome.

    The picture is READY or FAILED afterwards, with ``failure`` for the editor; the instance is
    refreshed. May be called again at any time: after a kill of the process, or on a picture in
    use whose focal point has moved (names stay, so pages need not change). Raises OSError if
    storage fails; the picture then waits for another try.
    """
    try:
        data = _original(image)
        with opened(data) as picture:
            size = upright_size(picture)
        if row := _begin(image, size):
            _make(row, data)
    except ImageError as reason:
        _fail(image, str(reason))
    image.refresh_from_db()


def _make(row: Image, data: bytes) -> None:
    try:
        with opened(data) as picture:
            source = decoded(picture, LARGEST)
        _write(row, source)
        _finish(row)
    except OSError:
        # The storage's fault, not the picture's: it may be tried as often as needed.
        Image.objects.filter(pk=row.pk, state=Image.State.RECEIVED).update(failure="")
        raise


def plan(size: tuple[int, int], focal: tuple[float, float]) -> Iterator[Rendition]:
    """The renditions of a picture of ``size``, as yet without name and weight."""
    for crop, formats in OFFERED.items():
        box = crop_box(*size, crop, focal)
        for kind, widths in formats.items():
            for width, height in sizes(box.width, box.height, widths):
                yield Rendition(name="", format=kind, crop=crop, width=width, height=height, size=0)


def _original(image: Image) -> bytes:
    try:
        with storages["private"].open(image.original) as file:
            return bytes(file.read())
    except FileNotFoundError as reason:
        raise ImageError("The file as it was received is missing; send it again.") from reason


def _begin(image: Image, size: tuple[int, int]) -> Image | None:
    """The row with its plan, written down before the first file: a kill leaves no stray files.

    None if there is nothing to do: the picture was killed or given up.
    """
    with transaction.atomic():
        row = Image.objects.select_for_update().get(pk=image.pk)
        if row.state in {Image.State.KILLED, Image.State.FAILED}:
            return None
        planned = list(plan(size, (row.focal_x, row.focal_y)))
        _name(planned, row.renditions)
        row.renditions, (row.width, row.height) = planned, size
        if row.state == Image.State.RECEIVED:
            row.failure = _next_try(row.failure)
            row.save(update_fields=["renditions", "failure"])
    return row


def _next_try(last: str) -> str:
    tries = _TRIES.index(last) + 1 if last in _TRIES else 1
    if tries == len(_TRIES):
        raise ImageError(_GIVEN_UP)
    return _TRIES[tries]


def _name(planned: list[Rendition], former: list[Rendition]) -> None:
    """Gives each its former name, else a random one of 128 bits."""
    names = {_place(each): each["name"] for each in former}
    for each in planned:
        extension = EXTENSIONS[each["format"]]
        each["name"] = names.get(_place(each)) or f"{secrets.token_hex(16)}.{extension}"


def _place(rendition: Rendition) -> tuple[str, str, int]:
    return rendition["crop"], rendition["format"], rendition["width"]


def _write(row: Image, source: Pillow.Image) -> None:
    """Encodes and stores; formats of one size share its pixels."""
    packet = credit_packet(row.photo_metadata)
    pixels: dict[tuple[str, int, int], Pillow.Image] = {}
    for each in row.renditions:
        size = each["width"], each["height"]
        key = each["crop"], *size
        if key not in pixels:
            box = crop_box(*source.size, each["crop"], (row.focal_x, row.focal_y))
            pixels[key] = source.resize(size, Pillow.Resampling.LANCZOS, box=box, reducing_gap=2.0)
        data = _encoded(pixels[key], each["format"], packet)
        each["size"] = len(data)
        put(storages["private"], public.private_name(each), data)


def _encoded(pixels: Pillow.Image, kind: str, packet: bytes) -> bytes:
    options = dict(_ENCODERS[kind])
    if pixels.width >= _LARGE:
        options["quality"] -= _LESS
    if packet:
        options["xmp"] = packet
    file = BytesIO()
    try:
        pixels.save(file, kind.upper(), **options)
    except (OSError, ValueError, RuntimeError) as reason:
        raise ImageError(
            "It cannot be brought into the form that readers get; save it anew with a picture"
            " editor and send that."
        ) from reason
    return file.getvalue()


def _finish(made: Image) -> None:
    with transaction.atomic():
        row = Image.objects.select_for_update().get(pk=made.pk)
        if row.state == Image.State.KILLED:
            return
        kept = {each["name"] for each in made.renditions}
        dropped = [each for each in row.renditions if each["name"] not in kept]
        row.renditions, row.width, row.height = made.renditions, made.width, made.height
        row.state, row.failure = Image.State.READY, ""
        if row.public:
            public.put_on(row, anew=True)
        # Last, since it is told to readers' pages, for which others may have to wait.
        row.save(update_fields=["renditions", "width", "height", "state", "failure"])
        transaction.on_commit(lambda: public.discard(dropped), robust=True)


def _fail(image: Image, failure: str) -> None:
    """A picture in use stays as it was: its renditions are still good."""
    Image.objects.filter(pk=image.pk, state=Image.State.RECEIVED).update(
        state=Image.State.FAILED, failure=failure[:300]
    )
