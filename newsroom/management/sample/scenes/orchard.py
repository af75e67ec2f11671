"""Mangoes on the branch."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageFilter

from newsroom.management.sample.painting import (
    Colour,
    Point,
    Size,
    Stencil,
    developed,
    fade,
    glow,
    gradient,
    lamps,
    light,
    tint,
)


def _trees(image: Image.Image, seed: int, base: float, tall: float, colour: Colour) -> Image.Image:
    dice = random.Random(seed)
    stencil = Stencil(image.size)
    stencil.box((0, base, 1, 1))
    for tree in range(8):
        x = tree / 7 + dice.uniform(-0.04, 0.04)
        for _ in range(26):
            stencil.dot(
                (x + dice.gauss(0, tall * 0.22), base - tall * 0.55 + dice.gauss(0, tall * 0.2)),
                tall * 0.26,
            )
        stencil.line([(x, base + 0.02), (x, base - tall * 0.3)], 60 * tall)
    return tint(image, stencil.mask(2), colour)


def _leaf(x: float, y: float, long: float, angle: float) -> list[Point]:
    """A slender leaf that hangs from (x, y); `angle` 0 points straight down."""
    side = [(0.0, 0.0), (0.1, 0.25), (0.13, 0.5), (0.08, 0.8), (0.0, 1.0)]
    outline = side + [(-a, b) for a, b in reversed(side[:-1])]
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        (x + long * (a * cos + b * sin), y + 1.6 * long * (b * cos - a * sin)) for a, b in outline
    ]


def _branch(image: Image.Image) -> Image.Image:
    """A branch in focus with five mangoes, lit from the left."""
    dice = random.Random(121)
    size = image.size
    twig = Stencil(size)
    twig.line([(1.02, 0.02), (0.8, 0.12), (0.6, 0.15), (0.45, 0.13)], 14)
    image = tint(image, twig.mask(1), (74, 58, 38))
    fruit = (
        (0.56, 0.48, 0.12),
        (0.68, 0.6, 0.14),
        (0.79, 0.42, 0.125),
        (0.91, 0.56, 0.13),
        (0.47, 0.36, 0.09),
    )
    greens: tuple[Colour, ...] = ((104, 128, 52), (70, 98, 38), (42, 68, 29))
    for round_ in range(2):
        for green in greens:
            leaves = Stencil(size)
            for _ in range(19):
                x = dice.uniform(0.42, 1.03)
                leaves.polygon(
                    _leaf(
                        x,
                        0.1 + dice.uniform(-0.12, 0.05),
                        dice.uniform(0.1, 0.17),
                        dice.gauss(0, 0.9),
                    )
                )
            image = tint(image, leaves.mask(1.2), green)
        if round_ == 0:
            for x, y, wide in fruit:
                image = _mango(image, x, y, wide)
    return image


def _mango(image: Image.Image, x: float, y: float, wide: float) -> Image.Image:
    """One fruit, shaded round, with a blush and a highlight."""
    size = image.size
    tall = wide * 2.1
    stalk, body = Stencil(size), Stencil(size)
    stalk.line([(x + 0.01, 0.12), (x, y - tall * 0.46)], 4)
    body.dot((x, y), wide, tall)
    body.dot((x - wide * 0.1, y + tall * 0.12), wide * 0.9, tall * 0.78)
    skin = body.mask(1.2)
    image = tint(image, stalk.mask(0.8), (92, 82, 46))
    ripe = Image.new("RGB", size, (206, 138, 38))
    ripe = tint(
        ripe,
        glow(size, (x - wide * 0.16, y - tall * 0.1), wide * 0.95, falloff=1.2),
        (250, 196, 70),
    )
    ripe = tint(
        ripe,
        glow(size, (x + wide * 0.3, y - tall * 0.34), wide * 0.75, falloff=1.3),
        (196, 72, 40),
        0.8,
    )
    ripe = tint(
        ripe,
        glow(size, (x + wide * 0.55, y + tall * 0.3), wide * 0.8, falloff=1.2),
        (122, 66, 22),
        0.8,
    )
    ripe = light(ripe, glow(size, (x - wide * 0.22, y - tall * 0.2), wide * 0.24), (255, 240, 190))
    return Image.composite(ripe, image, skin)


def mango_orchard(size: Size) -> Image.Image:
    """Mangoes on the branch before an orchard in morning haze."""
    image = gradient(
        size,
        [(0, (246, 226, 176)), (0.4, (240, 212, 140)), (0.62, (170, 168, 84)), (1, (74, 92, 40))],
    )
    image = light(image, glow(size, (0.32, 0.2), 0.5), (255, 226, 150))
    for seed, base, tall, colour in (
        (1, 0.56, 0.11, (182, 178, 110)),
        (2, 0.62, 0.17, (134, 146, 76)),
        (3, 0.72, 0.25, (88, 108, 50)),
    ):
        image = _trees(image, 110 + seed, base, tall, colour)
    image = light(image, fade(size, 0.75, 0.45, top=70), (255, 224, 150))
    rows = Stencil(size)
    for n in range(-9, 10):
        rows.line([(0.3 + n * 0.02, 0.7), (0.3 + n * 0.2, 1.02)], 16, 150)
    image = light(image, rows.mask(12), (96, 92, 30))
    image = light(image, glow(size, (0.25, 0.86), 0.4), (104, 92, 30))
    image = image.filter(ImageFilter.GaussianBlur(7))
    image = lamps(
        image,
        [(0.2, 0.3), (0.27, 0.42), (0.4, 0.34), (0.48, 0.46)],
        0.045,
        (120, 104, 50),
        falloff=0.5,
    )
    return developed(_branch(image), 6)
