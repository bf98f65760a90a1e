"""The column beside a replay's picture: what is known of the moment, and of the digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from balance_arcade.games.kit import mix
from balance_arcade.games.kit.text import width_of, wrap

if TYPE_CHECKING:
    import pygame

    from balance_arcade.games.kit import Kit
    from balance_arcade.games.kit.text import Align
    from balance_arcade.games.kit.theme import Rgb
    from balance_arcade.window.replay_screen import ReplayScreen

    Look = tuple[Align, Rgb] | Literal[False]

LEAST: Final = 0.7
"""The type shrinks to this share where much is said, and no further."""

_VALUE: Final = 1.1
_ROW: Final = 2.3
_LINE: Final = 1.95


class SideColumn:
    """Sets labels and values in rows, and the verdict beneath them.

    Parameters
    ----------
    kit : Kit
        Draws.
    surface : pygame.Surface
        Drawn on.
    box : pygame.Rect
        Room for all of it.
    """

    def __init__(self, kit: Kit, surface: pygame.Surface, box: pygame.Rect) -> None:
        self._kit, self._surface, self._box = kit, surface, box

    def draw(self, screen: ReplayScreen, cap_px: float) -> None:
        """Draw it, smaller than ``cap_px`` where there would be no room for it."""
        cap = cap_px
        while self._rows(screen, cap, show=False) > self._box.height and cap > LEAST * cap_px:
            cap *= 0.95
        self._rows(screen, cap, show=True)

    def _rows(self, screen: ReplayScreen, cap: float, *, show: bool) -> float:
        """Set all rows, or only find out their height."""
        theme, box = self._kit.theme, self._box
        y = float(box.top)
        for label, value in screen.numbers:
            if show:
                at = (box.left, y + 1.2 * cap)
                self._kit.text.draw_line(self._surface, label, at, cap, theme.hush, align="left")
            left = box.left + width_of(label, cap) + 1.5 * cap
            y += self._block(
                value, (left, y, box.right - left), cap, show and ("right", theme.paper)
            )
        if screen.verdict:
            sign = {True: "= ", False: "! ", None: ""}[screen.same]
            # The hazard's own colour is too dark for small type on the night.
            colour = mix(theme.care, theme.paper, 0.45) if screen.same is False else theme.paper
            at_verdict = (float(box.left), y + cap, float(box.width))
            y += cap + self._block(
                sign + screen.verdict, at_verdict, cap, show and ("left", colour)
            )
        return y - box.top

    def _block(
        self,
        text: str,
        at: tuple[float, float, float],
        cap: float,
        look: Look,
    ) -> float:
        """Set a text of one or more lines from (left, top, width) on; return its height."""
        left, top, width = at
        lines = wrap(text, width, _VALUE * cap)
        if isinstance(look, tuple):
            align, colour = look
            x = left if align == "left" else left + width
            for k, line in enumerate(lines):
                place = (x, top + (1.2 + k * _LINE) * cap)
                self._kit.text.draw_line(
                    self._surface, line, place, _VALUE * cap, colour, align=align
                )
        return cap * (_ROW + _LINE * max(0, len(lines) - 1))
