"""Room for a game's picture on a menu card: a kit of the card's size, and a play area on it."""

from __future__ import annotations

from collections.abc import Callable

from pygame import Rect

from balance_arcade.games.kit.layout import PlayArea
from balance_arcade.games.kit.pieces import Kit
from balance_arcade.games.kit.theme import Theme


def square_area(centre: tuple[float, float], half_px: float) -> PlayArea:
    """Play area in a square: one unit from its middle to its sides.

    Examples
    --------
    >>> square_area((100.0, 80.0), 40.0).px(1.0, 1.0)
    (140.0, 40.0)
    """
    box = Rect(0, 0, round(2 * half_px), round(2 * half_px))
    box.center = (round(centre[0]), round(centre[1]))
    return PlayArea(box, centre, half_px)


class CardRoom:
    """Kit and play area of a card; made anew only when the card's size changes.

    Parameters
    ----------
    theme : Theme
        Colours and manners.
    area_of : callable
        Makes the play area for a kit.

    Examples
    --------
    >>> from balance_arcade.games.kit import NIGHT
    >>> room = CardRoom(NIGHT, lambda kit: square_area((150.0, 100.0), 90.0))
    >>> room.at((300, 200))[0] is room.at((300, 200))[0]
    True
    """

    def __init__(self, theme: Theme, area_of: Callable[[Kit], PlayArea]) -> None:
        self._theme, self._area_of = theme, area_of
        self._kept: tuple[Kit, PlayArea] | None = None

    def at(self, size: tuple[int, int]) -> tuple[Kit, PlayArea]:
        """Kit and play area for a card of so many pixels."""
        if self._kept is None or self._kept[0].size != size:
            kit = Kit(size, self._theme)
            self._kept = (kit, self._area_of(kit))
        return self._kept
