"""Hostile and odd picture files: each is refused with a sentence, or comes out as plain pixels."""

import os
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

from newsroom.media import decoding
from newsroom.media.decoding import check_bytes, decoded, opened, upright_size
from newsroom.media.errors import ImageError
from tests.newsroom.media.made import BLUE, GREEN, RED, WHITE, file, halves, jpeg, png_header


def pixels(data: bytes) -> Pillow.Image:
    check_bytes(data)
    with opened(data) as picture:
        return decoded(picture, 1920)


def near(colour, wanted, tolerance: int = 12) -> bool:
    return all(abs(is_ - was) <= tolerance for is_, was in zip(colour, wanted, strict=True))


def a_zip() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return stream.getvalue()


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40
VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0" * 40


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\n <html>", "web page"),
        (b"<?php echo 1; ?>", "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?>\n<!-- made -->\n<svg onload="x()"/>', "SVG"),
        (b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"><svg/>', "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (a_zip(), "archive"),
        (HEIC, "HEIC"),
        (VIDEO, "video"),
        (b"II*\0" + b"\0" * 60, "TIFF"),
        (b"8BPS" + b"\0" * 60, "Photoshop"),
        # Pictures that are something else too.
        (jpeg() + a_zip(), "archive beside its picture"),
        (jpeg() + b"<script>alert(1)</script>", "program code"),
        (jpeg(comment=b"<?php system('id'); ?>"), "program code"),
        (b"GIF89a/*<SCRIPT src=x></SCRIPT>*/", "program code"),
        # No pictures at all.
        (b"Good morning, here is the caption.", "no picture"),
        (b"\xff\xd8\xff", "no picture"),
        (os.urandom(4096), "no picture"),
        # Damaged.
        (jpeg()[:2000], "damaged"),
        (file(halves(), "PNG")[:300], "damaged"),
        # Too many pixels, in a file of a few bytes.
        (png_header(100_000, 100_000), "too many pixels"),
        (png_header(6_000, 6_000), "limit is 30 million"),
        (png_header(10_000, 9_500), "pixels; the limit"),
        (jpeg((64, 64)) + b"\xff\xda" * 200, "no camera builds it"),
    ],
)  # fmt: skip
def test_what_is_no_safe_picture_is_refused_with_a_sentence(data, says):
    with pytest.raises(ImageError, match=says) as refusal:
        pixels(data)
    assert str(refusal.value).endswith(".")


def test_a_file_over_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(ImageError, match="larger than 1 MB"):
        check_bytes(b"\xff" * (1024 * 1024 + 1))


@given(
    st.binary(max_size=300), st.integers(0, 500), st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"])
)
def test_whatever_is_broken_in_a_picture_only_image_errors_come_out(noise, at, kind):
    whole = file(halves((40, 30)), kind)
    at = min(at, len(whole))
    try:
        picture = pixels(whole[:at] + noise + whole[at + len(noise) :])
    except ImageError:
        return
    assert picture.mode == "RGB"


ORIENTATION = 0x0112


def turned(orientation: int) -> bytes:
    """A picture that is red left and blue right, stored as a camera held otherwise stores it."""
    exif = Pillow.Exif()
    exif[ORIENTATION] = orientation
    back = {
        1: None, 2: Pillow.Transpose.FLIP_LEFT_RIGHT, 3: Pillow.Transpose.ROTATE_180,
        4: Pillow.Transpose.FLIP_TOP_BOTTOM, 5: Pillow.Transpose.TRANSPOSE,
        6: Pillow.Transpose.ROTATE_90, 7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    picture = halves((160, 80))
    return file(picture.transpose(back) if back is not None else picture, exif=exif, quality=95)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation):
    data = turned(orientation)

    picture = pixels(data)

    with opened(data) as header:
        assert upright_size(header) == (160, 80) == picture.size
    assert near(picture.getpixel((20, 40)), RED)
    assert near(picture.getpixel((140, 40)), BLUE)


def transparent_palette() -> bytes:
    picture = Pillow.new("P", (20, 20), 1)
    picture.putpalette([*RED, *GREEN, *BLUE])
    picture.paste(0, (0, 0, 10, 20))
    return file(picture, "PNG", transparency=0)


def half_transparent() -> bytes:
    picture = Pillow.new("RGBA", (20, 20), (*GREEN, 255))
    picture.paste((*RED, 0), (0, 0, 10, 20))
    return file(picture, "PNG")


def grey_in_sixteen_bits() -> bytes:
    picture = Pillow.new("I;16", (20, 20), 128 * 257)
    picture.paste(255 * 257, (0, 0, 10, 20))
    return file(picture, "PNG")


def moving(kind: str) -> bytes:
    frames = [halves((20, 20), RED, GREEN), halves((20, 20), BLUE, BLUE)]
    return file(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        (file(halves((20, 20), RED, GREEN), "PNG"), RED, GREEN),
        (file(halves((20, 20), RED, GREEN), "WEBP", lossless=True), RED, GREEN),
        (file(halves((20, 20), RED, GREEN), "AVIF", quality=95), RED, GREEN),
        (file(halves((20, 20), RED, GREEN).quantize(8), "GIF"), RED, GREEN),
        # What is transparent becomes paper.
        (half_transparent(), WHITE, GREEN),
        (transparent_palette(), WHITE, GREEN),
        (file(Pillow.new("LA", (20, 20), (0, 0)), "PNG"), WHITE, WHITE),
        # Of a moving picture the first frame.
        (moving("GIF"), RED, GREEN),
        (moving("PNG"), RED, GREEN),
        (moving("WEBP"), RED, GREEN),
        # Greys and bitmaps.
        (grey_in_sixteen_bits(), WHITE, (128, 128, 128)),
        (file(Pillow.new("1", (20, 20), 1), "PNG"), WHITE, WHITE),
        (file(Pillow.new("L", (20, 20), 128)), (128, 128, 128), (128, 128, 128)),
        # The printer's colours.
        (file(halves((20, 20), RED, GREEN).convert("CMYK"), quality=95), RED, GREEN),
    ],
)  # fmt: skip
def test_every_kind_of_picture_becomes_plain_colour(data, left, right):
    picture = pixels(data)

    assert (picture.mode, picture.info) == ("RGB", {})
    assert near(picture.getpixel((3, 10)), left, 25)
    assert near(picture.getpixel((16, 10)), right, 25)


def test_colours_are_brought_into_the_colour_space_of_the_web():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = _profile_with_red_and_blue_swapped(srgb)
    picture = halves((20, 20), RED, BLUE)

    assert near(pixels(file(picture, "PNG", icc_profile=swapped)).getpixel((3, 10)), (30, 30, 220))
    # A profile of another kind of picture, or none at all, changes nothing.
    for profile in (srgb, lab, b"no profile"):
        assert near(pixels(file(picture, "PNG", icc_profile=profile)).getpixel((3, 10)), RED)


def _profile_with_red_and_blue_swapped(profile: bytes) -> bytes:
    """A valid profile in which the first channel is blue, so that a conversion is seen."""
    swapped = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    described = "sRGB".encode("utf-16-be")
    return swapped.replace(described, "Swap".encode("utf-16-be"))


def test_a_large_jpeg_is_decoded_smaller_but_never_under_the_largest_rendition():
    picture = pixels(jpeg((8000, 5000)))

    assert 1920 <= picture.width < 8000
    assert picture.height >= 1920
