"""Opening picture files that may be hostile, and bringing them into one form: upright sRGB."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, UnidentifiedImageError

from newsroom.media.errors import ImageError

MIME_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "GIF": "image/gif",
}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}

MAX_BYTES = 64 * 1024 * 1024
# A large JPEG is decoded at a fraction of its size, everything else in full: at these limits the
# worst of both stay under 512 MiB of memory.
MAX_PIXELS = {"JPEG": 64_000_000, "WEBP": 20_000_000}
MAX_PIXELS_OTHERWISE = 30_000_000
# A progressive JPEG has about ten; thousands are an attack on the decoder's time.
_MAX_SCANS = 100
_MAX_PROFILE = 4 * 1024 * 1024

# Code that a server or a browser might run if the file were ever given out as something else.
_CODE = re.compile(rb"<script[\s>/]|<\?php\s|<!doctype\s+html|<svg[\s>]", re.IGNORECASE)
_OTHER_KINDS = (
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!DOCTYPE\s+)?svg", re.I | re.S),
     "It is a drawing (SVG), which can carry program code; export it as PNG and send that."),
    (re.compile(rb"\s*<(?:!doctype|html|head|body|script|!--|\?xml|\?php)", re.I),
     "It is a web page and no picture; whoever sent it may have sent an error page."),
    (re.compile(rb"%PDF-"), "It is a PDF; export the page as JPEG and send that."),
    (re.compile(rb"PK\x03\x04"), "It is an archive (ZIP); unpack it and send the pictures."),
    (re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)(?!.{0,40}avi[fs])", re.S),
     "It is a HEIC picture, as telephones make them; export it as JPEG and send that."),
    (re.compile(rb"(?:II\*\x00|MM\x00\*)"),
     "It is a TIFF or raw file; export it as JPEG and send that."),
    (re.compile(rb"8BPS"), "It is a Photoshop file; export it as JPEG and send that."),
    (re.compile(rb"....ftyp(?!avi[fs]|mif1|msf1)", re.S),
     "It is a video; send a still from it as JPEG."),
)  # fmt: skip
_UNKNOWN = "It is no picture that can be read: JPEG, PNG, WebP, AVIF and GIF can."

_UPRIGHT = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_SRGB = ImageCms.createProfile("sRGB")


def check_bytes(data: bytes) -> None:
    """Raises ``ImageError`` for what is empty, too large, or something else (too)."""
    if not data:
        raise ImageError("The file is empty; send it again.")
    if len(data) > MAX_BYTES:
        raise ImageError(f"The file is larger than {MAX_BYTES // 1024**2} MB; send a smaller one.")
    for looks_like, sentence in _OTHER_KINDS:
        if looks_like.match(data[:1024]):
            raise ImageError(sentence)
    if _CODE.search(data) or zipfile.is_zipfile(BytesIO(data)):
        raise ImageError(
            "The file holds program code or an archive beside its picture; save the picture"
            " anew with a picture editor and send that."
        )


@contextmanager
def opened(data: bytes) -> Iterator[ImageFile.ImageFile]:
    """The picture in ``data``, its pixels not yet decoded. Raises ``ImageError``.

    Whatever the decoder trips over inside the block becomes an ``ImageError`` too.
    """
    try:
        with Pillow.open(BytesIO(data), formats=list(MIME_TYPES)) as picture:
            _check_size(picture, data)
            yield picture
    except ImageError:
        raise
    except UnidentifiedImageError as reason:
        raise ImageError(_UNKNOWN) from reason
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as reason:
        raise ImageError(
            f"It has too many pixels; the limit is {MAX_PIXELS['JPEG'] // 10**6} million."
        ) from reason
    except Exception as reason:  # decoders raise whatever a broken file makes them raise
        raise ImageError(
            "The picture is damaged and cannot be read to its end; ask for it again."
        ) from reason


def format_of(picture: ImageFile.ImageFile) -> str:
    """Its format by its content; a camera's JPEG with a second picture inside is a JPEG."""
    name = picture.format or ""
    return "JPEG" if name == "MPO" else name


def _check_size(picture: ImageFile.ImageFile, data: bytes) -> None:
    name = format_of(picture)
    limit = MAX_PIXELS.get(name, MAX_PIXELS_OTHERWISE)
    width, height = picture.size
    if width * height > limit:
        raise ImageError(
            f"It has {width:,} × {height:,} pixels; the limit is {limit // 10**6} million. Send a"
            " smaller version."
        )
    if name == "JPEG" and data.count(b"\xff\xda") > _MAX_SCANS:
        raise ImageError("The picture is built in a way that no camera builds it; save it anew.")


def upright_size(picture: ImageFile.ImageFile) -> tuple[int, int]:
    """Width and height as a reader sees them, from the header alone."""
    width, height = picture.size
    return (height, width) if _orientation(picture) >= 5 else (width, height)


def decoded(picture: ImageFile.ImageFile, at_least: int) -> Pillow.Image:
    """The first frame as upright sRGB without metadata; transparent parts become white.

    A JPEG may come smaller than it is, but not under ``at_least`` pixels in either direction.
    """
    orientation = _orientation(picture)
    profile = picture.info.get("icc_profile")
    picture.draft(None, (at_least, at_least))
    picture.load()
    plain = _in_srgb(_opaque(_in_eight_bits(picture)), profile)
    if orientation in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[orientation])
    plain.info = {}
    return plain


def _orientation(picture: ImageFile.ImageFile) -> int:
    with suppress(Exception):  # a broken EXIF block must not cost the picture
        value = picture.getexif().get(_ORIENTATION)
        return value if isinstance(value, int) else 1
    return 1


def _in_eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Scientific and 16-bit greys scaled, where Pillow would cut them off."""
    if picture.mode == "F":
        raise ImageError("It is a measurement and no photograph; export it as JPEG and send that.")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return picture


def _opaque(picture: Pillow.Image) -> Pillow.Image:
    if not picture.has_transparency_data:
        return picture
    # A copy of a large picture counts.
    layer = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    paper = Pillow.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _in_srgb(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    if picture.mode not in {"RGB", "L", "CMYK", "LAB"}:
        picture = picture.convert("RGB")
    if profile and len(profile) <= _MAX_PROFILE:
        # A profile that is broken or of another colour space says nothing about the picture.
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if not (ImageCms.getProfileDescription(source).startswith("sRGB")):
                converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
                if converted is not None:
                    return converted
    return picture.convert("RGB")
