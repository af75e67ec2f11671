"""Which files a page offers the browser."""

import pytest

from newsroom.media.models import Rendition
from newsroom.media.srcset import best, choice


def rendition(kind: str, crop: str, width: int) -> Rendition:
    return Rendition(
        name=f"{crop}-{width}.{kind}",
        format=kind,
        crop=crop,
        width=width,
        height=width // 2,
        size=9,
    )


FILES = [
    rendition(kind, crop, width)
    for crop, widths in {"full": (640, 1280, 1920), "wide": (320,)}.items()
    for width in widths
    for kind in ("avif", "jpeg")
]


def test_better_formats_come_first_and_the_jpeg_is_for_everybody():
    chosen = choice(FILES, "full", lambda name: f"/m/{name}")

    assert chosen is not None
    assert [source.mime for source in chosen.sources] == ["image/avif"]
    assert chosen.sources[0].srcset == (
        "/m/full-640.avif 640w, /m/full-1280.avif 1280w, /m/full-1920.avif 1920w"
    )
    assert chosen.src == "/m/full-1280.jpeg"
    assert (chosen.width, chosen.height) == (1280, 640)


@pytest.mark.parametrize(
    ("crop", "at_most", "name"),
    [
        ("full", 1280, "full-1280.jpeg"),
        ("full", 5000, "full-1920.jpeg"),
        ("full", 100, "full-640.jpeg"),
        ("wide", 1280, "wide-320.jpeg"),
        ("square", 1280, "full-1280.jpeg"),
    ],
)
def test_the_best_file_is_the_widest_that_is_not_too_wide(crop, at_most, name):
    found = best(FILES, crop, at_most=at_most)

    assert found is not None
    assert found["name"] == name


def test_without_files_there_is_nothing_to_choose():
    assert choice([], "full", str) is None
