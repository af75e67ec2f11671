"""Power lines over hills after sunset."""

from __future__ import annotations

from PIL import Image

from newsroom.management.sample.painting import (
    Size,
    Stencil,
    clouds,
    developed,
    fade,
    glow,
    gradient,
    hills,
    light,
    tint,
)

# From the nearest to the farthest: x, base and height.
_TOWERS = (
    (1.12, 1.06, 1.1),
    (0.78, 0.97, 0.78),
    (0.54, 0.88, 0.44),
    (0.405, 0.815, 0.26),
    (0.325, 0.765, 0.155),
    (0.28, 0.735, 0.1),
)


def _pylon(stencil: Stencil, x: float, base: float, tall: float) -> None:
    """A lattice tower with three pairs of arms."""
    foot, waist = tall * 0.13, tall * 0.03
    pen = max(1.2, 7 * tall)
    for side in (-1, 1):
        stencil.line(
            [(x + foot * side, base), (x + waist * side, base - tall * 0.6), (x, base - tall)], pen
        )
    steps = 9
    for n in range(steps):
        low, high = n / steps * 0.6, (n + 1) / steps * 0.6
        a = foot + (waist - foot) * low / 0.6
        b = foot + (waist - foot) * high / 0.6
        stencil.line([(x - a, base - tall * low), (x + b, base - tall * high)], pen * 0.5)
        stencil.line([(x + a, base - tall * low), (x - b, base - tall * high)], pen * 0.5)
    for level, reach in ((0.6, 0.16), (0.73, 0.2), (0.86, 0.14)):
        for side in (-1, 1):
            tip = (x + tall * reach * side, base - tall * level)
            stencil.polygon(
                [(x, base - tall * (level - 0.025)), (x, base - tall * (level + 0.03)), tip]
            )


def _wires(stencil: Stencil, a: tuple[float, float, float], b: tuple[float, float, float]) -> None:
    """The cables that hang between two pylons, given as x, base and height."""
    for level, reach in ((0.6, 0.16), (0.73, 0.2), (0.86, 0.14)):
        for side in (-1, 1):
            start = (a[0] + a[2] * reach * side, a[1] - a[2] * level)
            end = (b[0] + b[2] * reach * side, b[1] - b[2] * level)
            curve = []
            for n in range(21):
                t = n / 20
                sag = (a[2] + b[2]) * 0.07 * 4 * t * (1 - t)
                curve.append(
                    (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag)
                )
            stencil.line(curve, 1.1)


def pylons_dusk(size: Size) -> Image.Image:
    """Power lines march over blue hills after sunset."""
    image = gradient(
        size,
        [
            (0, (44, 52, 92)),
            (0.3, (120, 92, 128)),
            (0.5, (228, 130, 104)),
            (0.64, (252, 190, 120)),
            (1, (250, 200, 140)),
        ],
    )
    image = tint(image, clouds(size, 131, (2, 10), low=125, high=205), (88, 66, 104), 0.6)
    image = light(image, clouds(size, 137, (2, 13), low=145, high=225), (150, 60, 40))
    image = light(image, glow(size, (0.42, 0.66), 0.4), (240, 130, 60))
    for seed, base, tall, colour in (
        (141, 0.68, 0.09, (180, 116, 116)),
        (142, 0.74, 0.1, (126, 88, 108)),
        (143, 0.82, 0.11, (78, 62, 90)),
    ):
        image = hills(image, seed, base, tall, colour, blur=1.8)
        image = tint(image, fade(size, base - 0.08, base + 0.06, top=60), (240, 160, 120))
    for n in range(len(_TOWERS) - 1, -1, -1):
        stencil = Stencil(size)
        _pylon(stencil, *_TOWERS[n])
        if n:
            _wires(stencil, _TOWERS[n - 1], _TOWERS[n])
        haze = n / len(_TOWERS)
        colour = (round(34 + 90 * haze), round(30 + 58 * haze), round(48 + 56 * haze))
        image = tint(image, stencil.mask(0.5), colour)
    image = hills(image, 149, 0.97, 0.07, (30, 28, 42))
    return developed(image, 7)
