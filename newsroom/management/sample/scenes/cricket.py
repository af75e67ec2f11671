"""A night match under lights."""

from __future__ import annotations

import random

from PIL import Image, ImageFilter

from newsroom.management.sample.painting import (
    Colour,
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

_SHIRTS: tuple[Colour, ...] = (
    (226, 214, 190),
    (40, 128, 116),
    (196, 80, 60),
    (228, 178, 70),
    (120, 130, 160),
)
# The masts' lamps, and the players: x, foot and height.
_LIGHTS = ((0.1, 0.12), (0.36, 0.2), (0.66, 0.2), (0.91, 0.11))
_SPOTS = (
    (0.2, 0.62, 0.07),
    (0.31, 0.54, 0.05),
    (0.7, 0.56, 0.055),
    (0.84, 0.66, 0.08),
    (0.6, 0.53, 0.045),
    (0.13, 0.79, 0.1),
    (0.465, 0.6, 0.058),
    (0.55, 0.885, 0.105),
    (0.44, 0.54, 0.048),
)
_ROOF = [
    (0, 0.24),
    (0.2, 0.305),
    (0.5, 0.335),
    (0.8, 0.305),
    (1, 0.23),
    (1, 0.29),
    (0.8, 0.35),
    (0.5, 0.375),
    (0.2, 0.35),
    (0, 0.3),
]


def _stands(image: Image.Image) -> Image.Image:
    """The full stands, a roof over them, and the masts of the lights."""
    size = image.size
    tiers, masts = Stencil(size), Stencil(size)
    tiers.polygon(
        [(0, 0.28), (0.2, 0.34), (0.5, 0.365), (0.8, 0.34), (1, 0.27), (1, 0.66), (0, 0.66)]
    )
    seats = tiers.mask(1)
    image = tint(image, seats, (44, 46, 62))
    dice = random.Random(157)
    for shirt in _SHIRTS:
        crowd = Stencil(size)
        for _ in range(900):
            crowd.dot((dice.random(), dice.uniform(0.3, 0.6)), dice.uniform(0.003, 0.005))
        spread = Image.composite(crowd.mask(0.9), Image.new("L", size), seats)
        image = tint(image, spread, shirt, 0.6)
    roof = Stencil(size)
    roof.polygon(_ROOF)
    image = tint(image, roof.mask(1), (206, 212, 222))
    for x, y in _LIGHTS:
        masts.line([(x, y), (x, 0.36)], 5)
        masts.box((x - 0.03, y - 0.03, x + 0.03, y + 0.03))
    return tint(image, masts.mask(0.8), (30, 34, 48))


def _players(image: Image.Image) -> Image.Image:
    """Fielders in white, two batters and the wickets, each with a shadow."""
    size = image.size
    kit, skin, shadow, stumps = Stencil(size), Stencil(size), Stencil(size), Stencil(size)
    for x, foot, tall in _SPOTS:
        lean = 0.12 * tall
        shadow.dot((x + tall * 0.25, foot), tall * 0.7, tall * 0.1)
        kit.polygon(
            [
                (x - tall * 0.13, foot),
                (x - tall * 0.1, foot - tall * 0.45),
                (x - tall * 0.14, foot - tall * 0.8),
                (x + tall * 0.14, foot - tall * 0.8),
                (x + tall * 0.1, foot - tall * 0.45),
                (x + tall * 0.17, foot),
                (x + tall * 0.07, foot),
                (x, foot - tall * 0.36),
                (x - tall * 0.05, foot),
            ]
        )
        kit.line(
            [(x + tall * 0.12, foot - tall * 0.74), (x + tall * 0.26, foot - tall * 0.5 - lean)],
            62 * tall,
        )
        skin.dot((x, foot - tall * 0.9), tall * 0.12)
    for x, foot, tall in ((0.5, 0.565, 0.03), (0.5, 0.9, 0.07)):
        for n in (-1, 0, 1):
            stumps.line(
                [(x + n * tall * 0.09, foot), (x + n * tall * 0.09, foot - tall)], 40 * tall
            )
    image = tint(image, shadow.mask(3), (26, 54, 24), 0.6)
    image = tint(image, stumps.mask(0.6), (240, 226, 190))
    image = tint(image, kit.mask(1), (240, 240, 232))
    return tint(image, skin.mask(0.8), (74, 50, 38))


def cricket_ground(size: Size) -> Image.Image:
    """A night match under lights: the field, the stands, the players."""
    image = gradient(
        size, [(0, (14, 22, 48)), (0.34, (44, 64, 104)), (0.45, (92, 100, 124)), (1, (60, 80, 70))]
    )
    image = light(image, clouds(size, 151, (3, 6), low=110, high=220), (34, 40, 58))
    image = _stands(image)
    field = gradient(
        size, [(0, (60, 110, 48)), (0.46, (66, 118, 52)), (0.7, (86, 146, 60)), (1, (50, 98, 40))]
    )
    mown = Stencil(size)
    for n in range(-14, 15, 2):
        mown.polygon(
            [
                (0.5 + n * 0.045, 0.46),
                (0.5 + (n + 1) * 0.045, 0.46),
                (0.5 + (n + 1) * 0.19, 1),
                (0.5 + n * 0.19, 1),
            ]
        )
    field = tint(field, mown.mask(3), (112, 168, 78), 0.4)
    blades = clouds(size, 153, (60, 90), low=60, high=200, octaves=3)
    field = tint(field, blades, (38, 84, 32), 0.25)
    grass = Stencil(size)
    grass.dot((0.5, 0.98), 1.5, 1.06)
    image = Image.composite(field, image, grass.mask(1.5))
    pitch = Stencil(size)
    pitch.polygon([(0.462, 0.56), (0.538, 0.56), (0.61, 0.93), (0.39, 0.93)])
    image = tint(image, pitch.mask(2.5), (200, 180, 128), 0.85)
    image = _players(image)
    soft = image.filter(ImageFilter.GaussianBlur(5))
    image = Image.composite(soft, image, fade(size, 0.7, 1.0))
    image = Image.composite(soft, image, fade(size, 0.5, 0.36))
    image = lamps(image, _LIGHTS, 0.2, (150, 170, 190))
    return developed(lamps(image, _LIGHTS, 0.035, (255, 255, 245), falloff=1.2), 8)
