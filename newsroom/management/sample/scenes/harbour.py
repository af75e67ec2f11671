"""Dawn over a container port."""

from __future__ import annotations

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


def _crane(stencil: Stencil, x: float, base: float, tall: float, *, facing: int = 1) -> None:
    """A gantry crane of a container port, its boom to the right (1) or left (-1)."""
    wide = tall * 0.26
    top, deck = base - tall, base - tall * 0.62
    for leg in (x, x + wide * 0.55 * facing):
        stencil.line([(leg, base), (leg, top + tall * 0.12)], 4)
    stencil.line([(x, base - tall * 0.3), (x + wide * 0.55 * facing, deck)], 2.5)
    stencil.line([(x - wide * 0.7 * facing, deck), (x + wide * 1.9 * facing, deck)], 5)
    stencil.line([(x + wide * 0.3 * facing, top), (x + wide * 1.8 * facing, deck)], 1.6)
    stencil.line([(x + wide * 0.3 * facing, top), (x - wide * 0.6 * facing, deck)], 1.6)
    stencil.line([(x, deck), (x + wide * 0.3 * facing, top), (x + wide * 0.55 * facing, deck)], 3)
    trolley = x + wide * 1.2 * facing
    stencil.line([(trolley, deck), (trolley, deck + tall * 0.22)], 1.4)
    stencil.box((trolley - 0.006, deck + tall * 0.2, trolley + 0.006, deck + tall * 0.24))


def _freighter(stencil: Stencil, x: float, base: float, long: float) -> None:
    """A loaded container ship seen from the side, bow to the right."""
    dice = random.Random(7)
    deck = base - long * 0.11
    stencil.polygon(
        [(x, deck), (x + long, deck - 0.012), (x + long * 0.94, base), (x + long * 0.03, base)]
    )
    for stack in range(11):
        left = x + long * (0.2 + stack * 0.067)
        stencil.box((left, deck - long * dice.uniform(0.05, 0.13), left + long * 0.062, deck))
    stencil.box((x + long * 0.06, deck - long * 0.25, x + long * 0.16, deck))
    stencil.box((x + long * 0.09, deck - long * 0.3, x + long * 0.125, deck))


def harbour_dawn(size: Size) -> Image.Image:
    """Cranes and a ship against the first light, mirrored in still water."""
    image = gradient(
        size,
        [
            (0, (38, 58, 98)),
            (0.28, (106, 112, 148)),
            (0.45, (214, 150, 128)),
            (0.6, (252, 205, 140)),
            (1, (250, 214, 160)),
        ],
    )
    streaks = clouds(size, 11, (2, 9), low=120, high=200)
    image = tint(image, streaks, (122, 92, 120), 0.55)
    image = light(image, clouds(size, 31, (2, 12), low=135, high=215), (120, 62, 40))
    image = light(image, glow(size, (0.63, 0.585), 0.42), (255, 170, 90))
    image = light(image, glow(size, (0.63, 0.585), 0.05, falloff=0.9), (255, 240, 205))
    image = hills(image, 5, 0.62, 0.075, (170, 128, 128), blur=2.5)
    image = hills(image, 9, 0.625, 0.04, (126, 100, 112), blur=1.6)
    far, near = Stencil(size), Stencil(size)
    for x, tall in ((0.30, 0.17), (0.36, 0.165), (0.42, 0.17)):
        _crane(far, x, 0.62, tall)
    far.box((0.2, 0.605, 0.52, 0.63))
    for x in (0.045, 0.145, 0.245):
        _crane(near, x, 0.625, 0.37)
    _freighter(near, 0.36, 0.632, 0.31)
    near.box((0, 0.615, 0.34, 0.65))
    image = tint(image, far.mask(1.2), (112, 86, 100))
    image = tint(image, near.mask(0.6), (42, 38, 56))
    image = water(image, 0.63, 3, (44, 52, 82))
    image = light(image, glow(size, (0.63, 0.64), 0.16), (150, 80, 30))
    return developed(gulls(image, 17, (0.7, 0.3)), 1)
