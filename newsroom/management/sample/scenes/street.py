"""Heavy rain on a street at dusk."""

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
    tint,
    water,
)


def _skyline(seed: int, base: float, tall: float, count: int) -> list[tuple[float, float, float]]:
    """Houses of a street front: left, right and roof line."""
    dice = random.Random(seed)
    edges = sorted(dice.random() for _ in range(count))
    return [
        (left - 0.01, right + 0.004, base - tall * dice.uniform(0.25, 1.0) ** 1.4)
        for left, right in zip([0.0, *edges], [*edges, 1.0], strict=True)
    ]


def _houses(
    image: Image.Image, seed: int, base: float, tall: float, count: int, colour: Colour, blur: float
) -> Image.Image:
    stencil = Stencil(image.size)
    for left, right, roof in _skyline(seed, base, tall, count):
        stencil.box((left, roof, right, base + 0.02))
        stencil.line([((left + right) / 2, roof), ((left + right) / 2, roof - 0.03)], 1.5)
    return tint(image, stencil.mask(blur), colour)


def _windows(image: Image.Image, seed: int, base: float, tall: float, count: int) -> Image.Image:
    """Lit windows on the houses that the same seed has built."""
    dice = random.Random(seed + 1)
    stencil = Stencil(image.size)
    for left, right, roof in _skyline(seed, base, tall, count):
        for row in range(int((base - roof) / 0.026)):
            x = left + 0.014
            while x < right - 0.012:
                if dice.random() < 0.22:
                    y = roof + 0.016 + row * 0.026
                    stencil.box((x, y, x + 0.0055, y + 0.013), dice.randrange(90, 255))
                x += 0.0125
    return light(image, stencil.mask(1.4), (250, 196, 120))


def _walker(stencil: Stencil, x: float, foot: float, tall: float) -> None:
    """A person under an umbrella."""
    head = foot - tall
    stencil.polygon(
        [
            (x - tall * 0.09, foot),
            (x - tall * 0.13, head + tall * 0.3),
            (x - tall * 0.06, head + tall * 0.16),
            (x + tall * 0.06, head + tall * 0.16),
            (x + tall * 0.13, head + tall * 0.3),
            (x + tall * 0.08, foot),
        ]
    )
    stencil.dot((x, head + tall * 0.09), tall * 0.1, tall * 0.16)
    stencil.line([(x + tall * 0.08, head + tall * 0.45), (x + tall * 0.08, head - tall * 0.2)], 2)
    middle = x + tall * 0.08
    dome = [
        (
            middle + tall * 0.36 * math.cos(math.pi * n / 24),
            head - tall * 0.02 - tall * 0.27 * math.sin(math.pi * n / 24),
        )
        for n in range(25)
    ]
    stencil.polygon(dome)


def monsoon_street(size: Size) -> Image.Image:
    """A street in heavy rain at dusk, its lamps in the wet road."""
    image = gradient(size, [(0, (52, 64, 74)), (0.4, (118, 128, 130)), (1, (150, 152, 146))])
    image = tint(image, clouds(size, 41, (3, 3), low=95, high=175), (40, 50, 62), 0.85)
    image = light(image, glow(size, (0.5, 0.56), 0.36), (120, 108, 84))
    image = _houses(image, 61, 0.66, 0.4, 22, (104, 114, 120), 3)
    image = _houses(image, 62, 0.67, 0.46, 13, (74, 84, 94), 1.8)
    image = _windows(image, 62, 0.67, 0.46, 13)
    street = Stencil(size)
    street.polygon([(0, 0.1), (0.13, 0.2), (0.2, 0.67), (0, 0.7)])
    street.polygon([(1, 0.02), (0.86, 0.18), (0.78, 0.67), (1, 0.7)])
    image = tint(image, street.mask(1.5), (40, 46, 56))
    spots = [(0.2, 0.5), (0.26, 0.55), (0.31, 0.58), (0.79, 0.48), (0.73, 0.54), (0.68, 0.58)]
    image = lamps(image, spots, 0.05, (255, 205, 130))
    image = lamps(image, spots, 0.011, (255, 244, 220), falloff=1)
    image = lamps(image, [(0.47, 0.64), (0.5, 0.64)], 0.03, (255, 236, 200))
    image = lamps(image, [(0.57, 0.645), (0.595, 0.645)], 0.02, (240, 60, 40))
    image = water(image, 0.675, 43, (38, 44, 52), chop=0.9)
    people = Stencil(size)
    for x, foot, tall in ((0.385, 0.83, 0.23), (0.62, 0.76, 0.15), (0.665, 0.755, 0.14)):
        _walker(people, x, foot, tall)
    image = tint(image, people.mask(1), (22, 26, 34))
    image = rain(image, 44, 1500)
    return developed(rain(image, 45, 120, length=0.14, blur=2.2), 2)
