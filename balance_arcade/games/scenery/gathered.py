"""What a game's successes leave behind while it is played: one light or flower for each of them."""

from __future__ import annotations

import math
from typing import Final, Literal

import pygame

from balance_arcade.games.kit import Kit, PlayArea, Rgb, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.memory import Since

Kind = Literal["star", "lily", "lamp"]

MOST: Final = 40
"""So many stay; the place is full then."""

_ARRIVE_S: Final = 1.2
_LIGHT: Final[Rgb] = (176, 214, 255)
_LAMP: Final[Rgb] = (255, 198, 120)
_PETALS: Final[tuple[Rgb, ...]] = ((196, 140, 170), (188, 176, 196), (190, 164, 120))


class Gathered:
    """Shows how much was done: left and right of where somebody plays, in turn, spread evenly.

    Parameters
    ----------
    kit : Kit
        Colours and scale.
    area : PlayArea
        Nothing stands within a unit of its middle.
    kind : {"star", "lily", "lamp"}
        What stays.
    top, foot : float
        Rows between which it stays, as shares of the height; never beside the numbers.
    gap : float
        Layout units that stay free beside the play area.
    """

    def __init__(
        self,
        kit: Kit,
        area: PlayArea,
        kind: Kind,
        *,
        top: float = 0.0,
        foot: float = 0.70,
        gap: float = 12.0,
    ) -> None:
        self._kit, self._kind = kit, kind
        self._places = [_place(kit, area, number, top, foot, gap) for number in range(MOST)]
        self._newest: Since[int] = Since()

    def draw(self, surface: pygame.Surface, now_s: float, n: int) -> None:
        """Draw one for each of ``n`` successes; the newest arrives slowly."""
        newest_s = self._newest.age_s(now_s, n)
        for number, at in enumerate(self._places[:n]):
            is_newest = number == n - 1 and n <= MOST
            share = ease.in_out(newest_s / _ARRIVE_S) if is_newest else 1.0
            self._draw_one(surface, at, number, share)

    def _draw_one(self, surface: pygame.Surface, at: Point, number: int, share: float) -> None:
        kit = self._kit
        size = (7.0 + 4.0 * (number * 0.38 % 1.0)) * kit.u
        if self._kind == "star":
            kit.glow(surface, at, size * 2.6, _LIGHT, 0.3 * share)
            kit.star(surface, at, size, kit.theme.paper, round(225 * share))
        elif self._kind == "lamp":
            body = kit.theme.paper if kit.theme.is_high_contrast else _LAMP
            kit.glow(surface, at, size * 3.4, _LAMP, 0.40 * share)
            kit.disc(surface, at, size * 0.55, body, round(235 * share))
        else:
            wide = 2 * round(1.35 * size)
            sprite = _lily(kit, wide, number % len(_PETALS))
            kit.stamp(surface, sprite, at, round(235 * share))


def _place(kit: Kit, area: PlayArea, number: int, top: float, foot: float, gap: float) -> Point:
    """Place of one: left and right in turn, below clock and mark."""
    layout, turn = kit.layout, number // 2
    # Powers of the plastic number: wherever the row ends, no two lie near each other.
    across, down = (0.4 + turn * 0.7549) % 1.0, (0.3 + turn * 0.5698) % 1.0
    room = area.centre[0] - 1.0 * area.scale - layout.safe.left
    x = layout.safe.left + across * max(0.0, room - gap * kit.u)
    first = max(layout.numbers.bottom + 14.0 * kit.u, top * kit.size[1])
    y = first + down * (foot * kit.size[1] - first)
    return (x if number % 2 else kit.size[0] - x), y


def _lily(kit: Kit, wide: int, tint: int) -> pygame.Surface:
    """Picture of a water lily, ``2 * wide`` pixels from side to side."""
    strong = kit.theme.is_high_contrast
    petal = kit.theme.paper if strong else _PETALS[tint]
    size = (2 * wide, round(1.2 * wide))

    def paint(large: pygame.Surface, _factor: int) -> None:
        width, height = large.get_size()
        foot = (width / 2.0, height * 0.80)
        for row, (long, light) in enumerate(((0.46, 0.62), (0.34, 0.82), (0.22, 1.0))):
            for k in range(5 - row):
                turn = math.radians((k - (4 - row) / 2.0) * (40.0 - 6.0 * row))
                tip = (
                    foot[0] + width * long * math.sin(turn),
                    foot[1] - width * long * 0.9 * math.cos(turn),
                )
                side = (0.10 * width * math.cos(turn), 0.10 * width * math.sin(turn))
                middle = ((foot[0] + tip[0]) / 2.0, (foot[1] + tip[1]) / 2.0)
                shade = petal if strong else tuple(round(light * c) for c in petal)
                outline = [
                    foot,
                    (middle[0] - side[0], middle[1] - side[1]),
                    tip,
                    (middle[0] + side[0], middle[1] + side[1]),
                ]
                pygame.draw.polygon(large, shade, outline)

    return kit.picture(("gathered lily", wide, tint, strong), size, paint, petal)
