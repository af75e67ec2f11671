"""The brushes of the demo's made pictures: gradients, clouds, ridges, water, light and grain."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Size = tuple[int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

_BLACK: Colour = (0, 0, 0)


def gradient(size: Size, stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    """A vertical wash through `stops`, pairs of height (0 top, 1 bottom) and colour."""
    steps = 512
    column = Image.new("RGB", (1, steps))
    for row in range(steps):
        column.putpixel((0, row), _between(stops, row / (steps - 1)))
    return column.resize(size, Image.Resampling.BICUBIC)


def _between(stops: Sequence[tuple[float, Colour]], at: float) -> Colour:
    for (low, first), (high, second) in pairwise(stops):
        if at <= high:
            share = max(0.0, (at - low) / (high - low))
            red, green, blue = (
                round(a + (b - a) * share) for a, b in zip(first, second, strict=True)
            )
            return red, green, blue
    return stops[-1][1]


def noise(size: Size, seed: int) -> Image.Image:
    """Even grey noise. Drawn from `random`, since Pillow's own noise takes no seed."""
    return Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))


def clouds(
    size: Size, seed: int, cells: Size = (4, 3), *, low: int = 90, high: int = 190, octaves: int = 6
) -> Image.Image:
    """A mask of drifting shapes: noise in octaves, stretched so that `low` is 0 and `high` 255."""
    half = (size[0] // 2, size[1] // 2)
    total = noise(cells, seed).resize(half, Image.Resampling.BICUBIC)
    for octave in range(1, octaves):
        finer = noise((cells[0] << octave, cells[1] << octave), seed + octave)
        total = Image.blend(total, finer.resize(half, Image.Resampling.BICUBIC), 0.62**octave * 0.8)
    return stretch(total, low, high).resize(size, Image.Resampling.BICUBIC)


def stretch(mask: Image.Image, low: int, high: int, *, top: int = 255) -> Image.Image:
    """`mask` with `low` and below made 0, `high` and above made `top`."""
    table = [max(0, min(top, round((n - low) * top / (high - low)))) for n in range(256)]
    return mask.point(table)


def fade(size: Size, start: float, end: float, *, top: int = 255) -> Image.Image:
    """A mask that is 0 at the height `start` and `top` at the height `end` (either order)."""
    column = Image.new("L", (1, size[1]))
    for row in range(size[1]):
        share = (row / size[1] - start) / (end - start)
        column.putpixel((0, row), round(top * max(0.0, min(1.0, share))))
    return column.resize(size, Image.Resampling.NEAREST)


def tint(
    image: Image.Image, mask: Image.Image, colour: Colour, strength: float = 1.0
) -> Image.Image:
    """`image` covered with `colour` where `mask` is light."""
    if strength < 1:
        mask = mask.point([round(n * strength) for n in range(256)])
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def light(image: Image.Image, mask: Image.Image, colour: Colour) -> Image.Image:
    """`image` lit with `colour` where `mask` is light, as by a lamp: never darker."""
    return ImageChops.screen(image, ImageOps.colorize(mask, _BLACK, colour))


def glow(size: Size, centre: Point, radius: float, *, falloff: float = 2.0) -> Image.Image:
    """A round soft light: `centre` in shares of the picture, `radius` in shares of its width."""
    reach = round(radius * size[0])
    disc = Image.radial_gradient("L").point(
        [round(255 * max(0.0, 1 - n / 180) ** falloff) for n in range(256)]
    )
    mask = Image.new("L", size)
    corner = (round(centre[0] * size[0]) - reach, round(centre[1] * size[1]) - reach)
    mask.paste(disc.resize((2 * reach, 2 * reach), Image.Resampling.BICUBIC), corner)
    return mask


class Stencil:
    """A mask that is drawn on in shares of the picture, at twice its size so that edges are soft.

    Widths of lines are in pixels of the finished picture.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.sheet = Image.new("L", (size[0] * 2, size[1] * 2))
        self.pen = ImageDraw.Draw(self.sheet)

    def polygon(self, points: Sequence[Point], shade: int = 255) -> None:
        """Fill the shape between `points`."""
        self.pen.polygon(self._scaled(points), fill=shade)

    def line(self, points: Sequence[Point], width: float, shade: int = 255) -> None:
        """Draw a line through `points`."""
        self.pen.line(
            self._scaled(points), fill=shade, width=max(1, round(width * 2)), joint="curve"
        )

    def box(self, box: Box, shade: int = 255) -> None:
        """Fill a rectangle: left, top, right, bottom."""
        self.pen.rectangle(self._scaled([(box[0], box[1]), (box[2], box[3])]), fill=shade)

    def dot(self, centre: Point, across: float, down: float = 0.0, shade: int = 255) -> None:
        """Fill an ellipse; `across` is a share of the width, `down` of the height (0: round)."""
        down = down or across * self.size[0] / self.size[1]
        (x, y) = centre
        corners = [(x - across / 2, y - down / 2), (x + across / 2, y + down / 2)]
        self.pen.ellipse(self._scaled(corners), fill=shade)

    def mask(self, blur: float = 0.0) -> Image.Image:
        """What was drawn, at the picture's size."""
        mask = self.sheet.reduce(2)
        return mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        wide, high = self.sheet.size
        return [(x * wide, y * high) for x, y in points]


def ridge(seed: int, base: float, height: float, *, rough: float = 0.55) -> list[Point]:
    """The outline of hills from left to right, closed along the bottom, for `Stencil.polygon`."""
    dice = random.Random(seed)
    line = [dice.random(), dice.random(), dice.random()]
    swing = 0.5
    while len(line) < 500:
        finer: list[float] = []
        for left, right in pairwise(line):
            finer += [left, (left + right) / 2 + dice.uniform(-swing, swing)]
        line, swing = [*finer, line[-1]], swing * rough
    low, high = min(line), max(line)
    steps = len(line) - 1
    outline = [
        (n / steps, base - height * (value - low) / (high - low)) for n, value in enumerate(line)
    ]
    return [(0.0, 1.0), *outline, (1.0, 1.0)]


def hills(
    image: Image.Image, seed: int, base: float, height: float, colour: Colour, *, blur: float = 0.8
) -> Image.Image:
    """`image` with a range of hills in one colour."""
    stencil = Stencil(image.size)
    stencil.polygon(ridge(seed, base, height))
    return tint(image, stencil.mask(blur), colour)


def water(
    image: Image.Image, horizon: float, seed: int, deep: Colour, *, chop: float = 1.0
) -> Image.Image:
    """`image` with all below `horizon` made water that mirrors what stands above."""
    wide, high = image.size
    line = round(horizon * high)
    depth = high - line
    above = image.crop((0, max(0, line - depth * 2), wide, line))
    mirror = ImageOps.flip(above).resize((wide, depth), Image.Resampling.BICUBIC)
    mirror = mirror.filter(ImageFilter.GaussianBlur(3))
    waves = _ripples((wide, depth), seed)
    mirror = _shaken(mirror, seed, chop)
    mirror = tint(mirror, stretch(waves, 95, 215), deep, 0.55)
    mirror = tint(mirror, fade((wide, depth), 0.1, 1.0), deep, 0.55)
    done = image.copy()
    done.paste(mirror, (0, line))
    return done


def _ripples(size: Size, seed: int) -> Image.Image:
    """Waves that lie closer together towards the top, as distance has it."""
    columns, rows = 48, 240
    source = noise((columns, rows), seed)
    depth = size[1]
    sheet = Image.new("L", (columns, depth))
    for row in range(depth):
        far = rows * 0.98 * (1 - 1 / (1 + 9 * row / depth)) / 0.9
        sheet.paste(source.crop((0, int(far), columns, int(far) + 1)), (0, row))
    return sheet.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.2))


def _shaken(mirror: Image.Image, seed: int, chop: float) -> Image.Image:
    """Every row moved sideways a little, more the nearer it is."""
    wide, high = mirror.size
    dice = random.Random(seed)
    done = mirror.copy()
    shift = 0.0
    for row in range(high):
        reach = (2 + 26 * row / high) * chop
        shift = shift * 0.7 + dice.uniform(-reach, reach) * 0.5
        strip = mirror.crop((0, row, wide, row + 1))
        done.paste(ImageChops.offset(strip, round(shift), 0), (0, row))
    return done


def rain(
    image: Image.Image, seed: int, drops: int, *, length: float = 0.05, blur: float = 0.6
) -> Image.Image:
    """`image` behind slanting streaks of rain."""
    dice = random.Random(seed)
    stencil = Stencil(image.size)
    for _ in range(drops):
        x, y, long = dice.random() * 1.1, dice.random() - length, length * dice.uniform(0.4, 1.2)
        shade = dice.randrange(20, 110)
        stencil.line([(x, y), (x - long * 0.13, y + long)], dice.uniform(0.5, 1.4), shade)
    return light(image, stencil.mask(blur), (205, 215, 220))


def lamps(
    image: Image.Image,
    spots: Sequence[Point],
    radius: float,
    colour: Colour,
    *,
    falloff: float = 3.0,
) -> Image.Image:
    """`image` with a glowing lamp at every spot."""
    for spot in spots:
        image = light(image, glow(image.size, spot, radius, falloff=falloff), colour)
    return image


def gulls(image: Image.Image, seed: int, around: Point) -> Image.Image:
    """`image` with a few birds on the wing."""
    dice = random.Random(seed)
    stencil = Stencil(image.size)
    for _ in range(9):
        x, y = around[0] + dice.gauss(0, 0.09), around[1] + dice.gauss(0, 0.07)
        span = dice.uniform(0.006, 0.013)
        lift = span * dice.uniform(0.4, 0.9)
        stencil.line([(x - span, y - lift), (x, y), (x + span, y - lift * 0.9)], 2)
    return tint(image, stencil.mask(0.7), (40, 36, 52))


def developed(image: Image.Image, seed: int, *, grain: float = 0.11) -> Image.Image:
    """The finished print: corners a little darker, and the grain of film."""
    wide, high = image.size
    corners = Image.radial_gradient("L").point(
        [255 - round(105 * max(0.0, n / 255 - 0.35)) for n in range(256)]
    )
    shade = corners.resize((wide, high), Image.Resampling.BICUBIC)
    image = ImageChops.multiply(image, Image.merge("RGB", (shade,) * 3))
    speckle = noise((wide, high), seed).filter(ImageFilter.GaussianBlur(0.7))
    rough = ImageChops.overlay(image, Image.merge("RGB", (speckle,) * 3))
    return Image.blend(image, rough, grain * 2)


Scene = Callable[[Size], Image.Image]
