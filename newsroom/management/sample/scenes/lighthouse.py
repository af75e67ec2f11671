"""A lighthouse in a gale."""

from __future__ import annotations

import math
import random

from PIL import Image

from newsroom.management.sample.painting import (
    Colour,
    Size,
    Stencil,
    clouds,
    developed,
    glow,
    gradient,
    lamps,
    light,
    rain,
    stretch,
    tint,
)


def _swell(image: Image.Image, seed: int, base: float, colour: Colour) -> Image.Image:
    """One line of waves with foam torn along it; nearer lines are higher."""
    dice = random.Random(seed)
    size = image.size
    near = (base - 0.66) / 0.34
    phase, crest = dice.random() * 6, []
    for n in range(161):
        t = n / 160
        lift = math.sin(t * (26 - 15 * near) + phase) + 0.5 * math.sin(t * 47 + phase * 3)
        crest.append((t, base - 0.05 - (0.008 + 0.022 * near) * lift))
    wave, foam = Stencil(size), Stencil(size)
    wave.polygon([(0.0, 1.0), *crest, (1.0, 1.0)])
    foam.line(crest, 3 + 9 * near, 220)
    for x, y in crest:
        if dice.random() < 0.5:
            foam.dot(
                (x, y + dice.uniform(-0.02, 0.008) * near),
                0.012 * near + 0.002,
                0.008 * near + 0.002,
                150,
            )
    torn = Image.composite(
        foam.mask(2 + 2 * near),
        Image.new("L", size),
        clouds(size, seed + 9, (14, 9), low=115, high=175),
    )
    image = tint(image, wave.mask(1.5), colour)
    image = tint(
        image,
        clouds(size, seed + 20, (6, 40), low=150, high=230, octaves=3),
        (120, 138, 144),
        0.0 + 0.12 * near,
    )
    return tint(image, torn, (214, 222, 220), 0.85)


def _tower(image: Image.Image) -> Image.Image:
    """The rock, the tower with its bands, and the lamp room."""
    size = image.size
    rock, tower, bands, shade = Stencil(size), Stencil(size), Stencil(size), Stencil(size)
    dice = random.Random(177)
    edge = [
        (
            0.5 + n * 0.026,
            0.86 - 0.16 * math.sin(math.pi * n / 20) ** 0.7 + dice.uniform(-0.018, 0.018),
        )
        for n in range(21)
    ]
    rock.polygon([(0.48, 1), *edge, (1.05, 1)])
    tower.polygon([(0.7, 0.74), (0.715, 0.29), (0.755, 0.29), (0.77, 0.74)])
    tower.box((0.706, 0.28, 0.764, 0.292))
    tower.box((0.72, 0.225, 0.75, 0.285))
    tower.polygon([(0.715, 0.228), (0.735, 0.19), (0.755, 0.228)])
    for top, low in ((0.36, 0.44), (0.54, 0.62)):
        bands.polygon(
            [
                (0.735 - 0.02 - (top - 0.29) * 0.033, top),
                (0.735 + 0.02 + (top - 0.29) * 0.033, top),
                (0.735 + 0.02 + (low - 0.29) * 0.033, low),
                (0.735 - 0.02 - (low - 0.29) * 0.033, low),
            ]
        )
    shade.polygon([(0.742, 0.19), (0.755, 0.29), (0.77, 0.74), (0.738, 0.74)])
    image = tint(image, tower.mask(0.8), (206, 206, 196))
    image = tint(image, bands.mask(0.8), (146, 54, 44))
    image = tint(image, shade.mask(4), (40, 46, 54), 0.7)
    image = tint(image, rock.mask(1), (26, 29, 34))
    spray = Image.composite(
        clouds(size, 179, (10, 8), low=115, high=190), Image.new("L", size), _spray(size)
    )
    return tint(image, spray, (220, 226, 224), 0.8)


def _spray(size: Size) -> Image.Image:
    """Where the sea breaks on the rock."""
    stencil = Stencil(size)
    stencil.polygon(
        [(0.42, 0.95), (0.47, 0.74), (0.52, 0.66), (0.56, 0.78), (0.66, 0.86), (0.8, 0.95)]
    )
    return stencil.mask(22)


def lighthouse_storm(size: Size) -> Image.Image:
    """A lighthouse sends its beam over a rough sea."""
    image = gradient(
        size,
        [(0, (22, 30, 42)), (0.45, (66, 84, 98)), (0.66, (128, 140, 142)), (1, (90, 104, 108))],
    )
    image = tint(image, clouds(size, 161, (3, 4), low=85, high=180), (20, 27, 38), 0.85)
    image = light(image, clouds(size, 167, (3, 6), low=135, high=220), (66, 72, 70))
    image = light(image, glow(size, (0.3, 0.64), 0.32), (110, 112, 96))
    for seed, base, colour in (
        (171, 0.7, (72, 90, 98)),
        (172, 0.76, (56, 74, 84)),
        (173, 0.83, (42, 59, 70)),
        (174, 0.91, (30, 45, 56)),
        (175, 1.0, (20, 32, 42)),
    ):
        image = _swell(image, seed, base, colour)
    image = _tower(image)
    beam = Stencil(size)
    beam.polygon([(0.735, 0.253), (-0.05, 0.02), (-0.05, 0.27)], 190)
    beam.polygon([(0.735, 0.253), (1.05, 0.24), (1.05, 0.33)], 120)
    reach = Image.composite(
        beam.mask(10),
        Image.new("L", size),
        stretch(glow(size, (0.735, 0.253), 0.85, falloff=1), 0, 200),
    )
    image = light(image, reach, (190, 180, 140))
    image = lamps(image, [(0.735, 0.253)], 0.07, (255, 226, 160))
    return developed(rain(image, 168, 700, length=0.07), 9, grain=0.13)
