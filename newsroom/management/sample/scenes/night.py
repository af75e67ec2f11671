"""An eclipse of the moon over an observatory."""

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
    hills,
    light,
    tint,
)


def _observatory(image: Image.Image) -> Image.Image:
    """A dome on the hill, its slit lit, and a few people looking up."""
    size = image.size
    dome, slit = Stencil(size), Stencil(size)
    dome.dot((0.3, 0.76), 0.15)
    dome.box((0.222, 0.76, 0.378, 0.93))
    dome.box((0.378, 0.83, 0.46, 0.93))
    slit.polygon([(0.315, 0.648), (0.335, 0.655), (0.347, 0.74), (0.32, 0.74)])
    slit.box((0.4, 0.855, 0.412, 0.88), 190)
    slit.box((0.43, 0.855, 0.442, 0.88), 150)
    for x, tall in ((0.56, 0.06), (0.585, 0.055), (0.62, 0.062), (0.655, 0.04)):
        foot = 0.915
        dome.dot((x, foot - tall), 0.0085)
        dome.polygon(
            [
                (x - 0.006, foot + 0.02),
                (x - 0.007, foot - tall * 0.8),
                (x + 0.007, foot - tall * 0.8),
                (x + 0.006, foot + 0.02),
            ]
        )
    dome.polygon([(0.5, 1), (0.53, 0.92), (0.7, 0.905), (0.8, 1)])
    image = tint(image, dome.mask(0.8), (14, 15, 24))
    image = light(image, slit.mask(8), (220, 110, 50))
    return light(image, slit.mask(0.8), (250, 190, 120))


def eclipse_night(size: Size) -> Image.Image:
    """A copper moon over an observatory, and the Milky Way."""
    image = gradient(
        size, [(0, (8, 12, 30)), (0.55, (24, 36, 66)), (0.8, (70, 70, 92)), (1, (112, 92, 90))]
    )
    dice = random.Random(51)
    band, stars = Stencil(size), Stencil(size)
    band.polygon([(0.0, 0.62), (0.52, 0.0), (0.78, 0.0), (0.16, 0.78), (0, 0.86)])
    dust = clouds(size, 53, (5, 4), low=90, high=205)
    milky = Image.composite(dust, Image.new("L", size), band.mask(70))
    image = light(image, milky, (104, 104, 140))
    for _ in range(1500):
        x, y = dice.random(), dice.random() * 0.86
        stars.dot(
            (x, y), dice.choice((0.0008, 0.001, 0.0012, 0.0021)), shade=dice.randrange(60, 255)
        )
    image = light(image, stars.mask(0.4), (236, 240, 255))
    image = light(image, glow(size, (0.7, 0.3), 0.2), (150, 62, 34))
    moon = Stencil(size)
    moon.dot((0.7, 0.3), 0.105)
    disc = moon.mask(1)
    face = gradient(
        size, [(0, (222, 120, 70)), (0.22, (214, 108, 62)), (0.38, (96, 38, 28)), (1, (60, 26, 22))]
    )
    seas = clouds(size, 58, (14, 9), low=110, high=190)
    image = Image.composite(tint(face, seas, (120, 52, 36), 0.5), image, disc)
    image = hills(image, 57, 0.86, 0.12, (26, 28, 44), blur=1.2)
    image = hills(image, 54, 0.95, 0.1, (12, 13, 22))
    return developed(_observatory(image), 5, grain=0.14)
