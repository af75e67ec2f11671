"""Crops keep the focal point; sizes never grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.media.crops import RATIOS, TALLEST, Box, crop_box, sizes

SIDES = st.integers(1, 12_000)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("size", "crop", "focal", "box"),
    [
        ((1600, 900), "wide", (0.5, 0.5), Box(0, 0, 1600, 900)),
        ((1600, 1000), "full", (0.1, 0.9), Box(0, 0, 1600, 1000)),
        # The top and the bottom go in equal parts, or as the focal point asks.
        ((1600, 1000), "wide", (0.5, 0.5), Box(0, 50, 1600, 950)),
        ((1600, 1000), "wide", (0.5, 0.0), Box(0, 0, 1600, 900)),
        ((1600, 1000), "wide", (0.5, 1.0), Box(0, 100, 1600, 1000)),
        ((1600, 1000), "square", (0.5, 0.5), Box(300, 0, 1300, 1000)),
        ((1600, 1000), "square", (0.25, 0.5), Box(0, 0, 1000, 1000)),
        ((1600, 1000), "square", (0.4, 0.5), Box(140, 0, 1140, 1000)),
        ((1000, 1600), "classic", (0.5, 0.2), Box(0, 0, 1000, 750)),
        ((1, 10_000), "wide", (0.5, 0.5), Box(0, 5000, 1, 5001)),
    ],
)
def test_a_crop_is_the_largest_part_around_the_focal_point(size, crop, focal, box):
    assert crop_box(*size, crop, focal) == box


def test_an_unknown_crop_is_refused():
    with pytest.raises(KeyError):
        crop_box(100, 100, "panorama")


@given(SIDES, SIDES, st.sampled_from(sorted(RATIOS)), SHARES, SHARES)
def test_every_crop_lies_inside_keeps_its_ratio_and_the_focal_point(width, height, crop, x, y):
    box = crop_box(width, height, crop, (x, y))

    assert 0 <= box.left < box.right <= width
    assert 0 <= box.top < box.bottom <= height
    assert box.width == width or box.height == height
    assert box.left - 1 <= x * width <= box.right + 1
    assert box.top - 1 <= y * height <= box.bottom + 1
    if ratio := RATIOS[crop]:
        assert abs(box.width * ratio[1] - box.height * ratio[0]) <= max(ratio)


@pytest.mark.parametrize(
    ("size", "wanted", "offered"),
    [
        ((2000, 1000), (320, 640), [(320, 160), (640, 320)]),
        # What it doesn't have it isn't blown up to.
        ((500, 250), (320, 640, 1280), [(320, 160), (500, 250)]),
        ((320, 160), (320, 640), [(320, 160)]),
        ((100, 50), (320, 640), [(100, 50)]),
        # A tower is shown whole, but not taller than twice the column's width.
        ((300, 3000), (320,), [(60, 600)]),
        ((5000, 1), (320,), [(320, 1)]),
    ],
)
def test_sizes_are_the_wanted_ones_that_the_picture_has(size, wanted, offered):
    assert sizes(*size, wanted) == offered


@given(SIDES, SIDES, st.lists(st.integers(1, 2000), min_size=1, max_size=6))
def test_no_size_is_larger_than_the_picture_or_than_what_was_wanted(width, height, wanted):
    offered = sizes(width, height, wanted)

    assert offered
    for wide, high in offered:
        assert 1 <= wide <= min(width, max(wanted))
        assert 1 <= high <= max(height, 1)
        assert high <= TALLEST * max(wanted)
