"""A tall reading room, upright."""

from __future__ import annotations

import random

from PIL import Image

from newsroom.management.sample.painting import (
    Colour,
    Point,
    Size,
    Stencil,
    clouds,
    developed,
    fade,
    gradient,
    lamps,
    light,
    tint,
)


def _arch(stencil: Stencil, box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    ratio = stencil.size[0] / stencil.size[1]
    rise = (right - left) / 2 * ratio
    stencil.box((left, top + rise, right, bottom))
    stencil.dot(((left + right) / 2, top + rise), right - left)


def _glazing(size: Size) -> Image.Image:
    """The bars between the panes."""
    bars = Stencil(size)
    for left in (0.2, 0.42, 0.64):
        for n in range(1, 4):
            bars.line([(left + 0.04 * n, 0.1), (left + 0.04 * n, 0.53)], 3)
        for n in range(9):
            bars.line([(left, 0.17 + n * 0.042), (left + 0.16, 0.17 + n * 0.042)], 2.5)
        bars.box((left - 0.015, 0.52, left + 0.175, 0.532))
    return bars.mask(0.8)


def _shelves(image: Image.Image) -> Image.Image:
    """Book cases on either wall, drawn together towards the far end."""
    dice = random.Random(97)
    spines: tuple[Colour, ...] = ((120, 62, 40), (92, 78, 50), (70, 50, 44), (140, 104, 62))
    for side in (0, 1):
        layers = [Stencil(image.size) for _ in spines]
        case = Stencil(image.size)
        case.polygon([(side, 0.02), (abs(side - 0.17), 0.2), (abs(side - 0.17), 0.7), (side, 0.95)])
        for shelf in range(9):
            x = 0.0
            while x < 0.162:
                wide = dice.uniform(0.004, 0.009) * (1 - x * 2.6)
                top = (0.06 + shelf * 0.098) * (1 - x / 0.17) + (0.215 + shelf * 0.053) * x / 0.17
                tall = dice.uniform(0.055, 0.08) * (1 - x / 0.17 * 0.46)
                left, right = sorted((abs(side - x), abs(side - x - wide)))
                dice.choice(layers).box(
                    (left, top + 0.085 * (1 - x * 2.7) - tall, right, top + 0.08 * (1 - x * 2.7))
                )
                x += wide * 1.08
        image = tint(image, case.mask(1), (36, 25, 18))
        for spine, layer in zip(spines, layers, strict=True):
            image = tint(image, layer.mask(0.6), spine, 0.85)
    return image


def _tables(image: Image.Image) -> Image.Image:
    """A long table with green lamps and open papers."""
    size = image.size
    wood, stack, shade = Stencil(size), Stencil(size), Stencil(size)
    wood.polygon([(0.36, 0.66), (0.64, 0.66), (0.9, 0.97), (0.1, 0.97)])
    spots: list[Point] = []
    for x, y, tall in ((0.4, 0.68, 0.05), (0.6, 0.68, 0.05), (0.34, 0.8, 0.08), (0.66, 0.8, 0.08)):
        wood.line([(x, y), (x, y - tall)], 30 * tall)
        shade.polygon(
            [
                (x - tall * 0.6, y - tall),
                (x + tall * 0.6, y - tall),
                (x + tall * 0.3, y - tall * 1.4),
                (x - tall * 0.3, y - tall * 1.4),
            ]
        )
        spots.append((x, y - tall * 0.7))
    dice = random.Random(99)
    for _ in range(26):
        y = dice.uniform(0.69, 0.95)
        x = 0.5 + dice.uniform(-0.75, 0.75) * (0.14 + (y - 0.66) * 0.84)
        wide = 0.02 + (y - 0.66) * 0.12
        stack.polygon(
            [
                (x - wide, y),
                (x + wide, y),
                (x + wide * 0.86, y - wide * 0.4),
                (x - wide * 0.86, y - wide * 0.4),
            ],
            dice.randrange(60, 255),
        )
    image = tint(image, wood.mask(1), (58, 36, 22))
    image = light(image, fade(size, 1.4, 0.6), (30, 18, 8))
    image = tint(image, stack.mask(0.8), (206, 184, 146), 0.7)
    image = tint(image, shade.mask(1), (46, 104, 74))
    return lamps(image, spots, 0.13, (250, 200, 120), falloff=2.4)


def reading_room(size: Size) -> Image.Image:
    """A tall reading room: light falls from arched windows upon long tables (upright)."""
    image = gradient(size, [(0, (46, 34, 26)), (0.5, (74, 54, 38)), (1, (30, 21, 16))])
    panes = Stencil(size)
    for left in (0.2, 0.42, 0.64):
        _arch(panes, (left, 0.12, left + 0.16, 0.52))
    glass = panes.mask(1.2)
    image = tint(image, panes.mask(26), (214, 172, 112), 0.55)
    image = tint(image, glass, (252, 238, 208))
    image = tint(image, _glazing(size), (62, 45, 32))
    image = _shelves(image)
    beams = Stencil(size)
    for left in (0.2, 0.42, 0.64):
        beams.polygon(
            [(left, 0.2), (left + 0.16, 0.16), (left + 0.02, 0.97), (left - 0.28, 0.97)], 130
        )
    image = light(image, beams.mask(22), (214, 168, 104))
    image = light(image, clouds(size, 95, (4, 5), low=120, high=230), (44, 34, 22))
    return developed(_tables(image), 4)
