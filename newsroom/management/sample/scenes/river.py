"""A ferry on a wide river in the evening."""

from __future__ import annotations

import math
import random

from PIL import Image

from newsroom.management.sample.painting import (
    Size,
    Stencil,
    clouds,
    developed,
    glow,
    gradient,
    gulls,
    hills,
    light,
    tint,
    water,
)


def _palm(stencil: Stencil, seed: int, x: float, base: float, tall: float) -> None:
    dice = random.Random(seed)
    lean = dice.uniform(-0.03, 0.03)
    crown = (x + lean, base - tall)
    stencil.line([(x, base), (x + lean * 0.3, base - tall * 0.5), crown], 5 * tall / 0.2)
    for frond in range(11):
        angle = math.pi * (frond / 10 * 1.3 - 0.15) + dice.uniform(-0.1, 0.1)
        reach = tall * dice.uniform(0.3, 0.42)
        tip = (crown[0] + reach * 0.62 * math.cos(angle), crown[1] - reach * 0.7 * math.sin(angle))
        droop = (tip[0] + 0.008 * math.cos(angle), tip[1] + reach * 0.35)
        bend = ((crown[0] + tip[0]) / 2, (crown[1] + tip[1]) / 2 - reach * 0.22)
        stencil.polygon([crown, bend, tip, droop, tip, (bend[0], bend[1] + reach * 0.16)])


def _ferry(image: Image.Image) -> Image.Image:
    """`image` with a two-decked ferry upon the line of the water."""
    stencil = Stencil(image.size)
    stencil.polygon([(0.34, 0.545), (0.63, 0.54), (0.605, 0.585), (0.36, 0.585)])
    stencil.box((0.375, 0.475, 0.585, 0.482))
    stencil.box((0.4, 0.415, 0.56, 0.423))
    stencil.box((0.53, 0.375, 0.565, 0.42))
    stencil.polygon([(0.435, 0.42), (0.438, 0.345), (0.462, 0.345), (0.465, 0.42)])
    dice = random.Random(78)
    for n in range(22):
        x = 0.378 + n * 0.0098
        stencil.line([(x, 0.48), (x, 0.545)], 1.6)
        if 0.4 <= x <= 0.56:
            stencil.line([(x, 0.42), (x, 0.48)], 1.3)
        if dice.random() < 0.75:
            stencil.dot((x + 0.005, 0.512 + dice.uniform(-0.003, 0.006)), 0.006)
            stencil.box((x + 0.0015, 0.517, x + 0.0085, 0.545))
        if 0.41 < x < 0.55 and dice.random() < 0.5:
            stencil.dot((x + 0.005, 0.45), 0.0055)
            stencil.box((x + 0.002, 0.455, x + 0.008, 0.476))
    image = tint(image, stencil.mask(0.7), (46, 44, 44))
    smoke = Stencil(image.size)
    for n in range(14):
        smoke.dot((0.45 - n * 0.014, 0.335 - n * 0.007), 0.012 + n * 0.003, shade=110 - n * 7)
    return tint(image, smoke.mask(9), (110, 100, 92))


def river_ferry(size: Size) -> Image.Image:
    """A ferry crosses a wide river in the last hour of sun."""
    image = gradient(
        size,
        [(0, (90, 132, 158)), (0.3, (178, 186, 170)), (0.5, (244, 208, 140)), (1, (246, 190, 110))],
    )
    image = light(image, clouds(size, 71, (3, 8), low=120, high=205), (96, 74, 50))
    image = light(image, glow(size, (0.3, 0.45), 0.5), (250, 190, 96))
    image = light(image, glow(size, (0.3, 0.45), 0.055, falloff=0.8), (255, 246, 220))
    image = hills(image, 73, 0.56, 0.06, (188, 158, 112), blur=3)
    image = hills(image, 79, 0.56, 0.03, (138, 120, 84), blur=1.5)
    bank = Stencil(size)
    bank.polygon([(0.6, 0.575), (0.66, 0.55), (0.8, 0.535), (1, 0.52), (1, 0.6), (0.6, 0.58)])
    for n, (x, tall) in enumerate(
        [(0.7, 0.13), (0.745, 0.17), (0.8, 0.2), (0.85, 0.16), (0.9, 0.25), (0.96, 0.21)]
    ):
        _palm(bank, 80 + n, x, 0.55, tall)
    image = tint(image, bank.mask(1), (66, 64, 46))
    image = _ferry(image)
    image = water(image, 0.58, 75, (74, 92, 88), chop=1.1)
    image = light(image, glow(size, (0.3, 0.62), 0.17), (150, 96, 30))
    return developed(gulls(image, 25, (0.5, 0.28)), 3)
