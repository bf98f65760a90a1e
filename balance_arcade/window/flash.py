"""A full screen that is white or black, for measuring how long it takes."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

import pygame

from balance_arcade.window.display import open_display

_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)


class FlashScreen:
    """A window that fills the screen; Escape or closing it ends the measurement.

    Parameters
    ----------
    headless : bool
        Draw into memory only.

    Attributes
    ----------
    name : str
        Size and driver.

    Raises
    ------
    DisplayError
        There is no screen.
    """

    def __init__(self, *, headless: bool = False) -> None:
        self._display = open_display(fullscreen=not headless, headless=headless)
        width, height = self._display.size
        self.name = f"{width} x {height}, {self._display.driver}"
        self._is_closed = False

    def show(self, *, bright: bool) -> None:
        """Fill the screen and hand it over."""
        self._display.surface.fill(_WHITE if bright else _BLACK)
        self._display.flip()
        for event in pygame.event.get():
            wants_out = event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE
            self._is_closed = self._is_closed or wants_out or event.type == pygame.QUIT

    def closed(self) -> bool:
        """Whether somebody wants to end it."""
        return self._is_closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._display.close()
