"""Draws a session that has no window, for a station that asks what there would be to see."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pygame

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import GameView
from balance_arcade.games.guard import MISBEHAVIOUR
from balance_arcade.games.kit import NIGHT, Theme
from balance_arcade.games.registry import view_class
from balance_arcade.window.builder import ScreenBuilder, is_inviting
from balance_arcade.window.director import Director
from balance_arcade.window.display import Display
from balance_arcade.window.manners import dressed
from balance_arcade.window.mirror import LARGEST, small_jpeg

if TYPE_CHECKING:
    from balance_arcade.games.run import GameRun

_T = TypeVar("_T")

_DRAWING = threading.Lock()
"""One board is drawn at a time: letters and kept pictures are shared by all of a process."""


class Watched(Protocol):
    """A session that somebody looks at while it goes on in another thread."""

    def look(self, see: Callable[[GameRun], _T]) -> _T:
        """Let the run be looked at between two samples."""
        ...


class OffScreen:
    """Draws the screen of one session into memory.

    The session goes on in another thread and is held up only while the game's own picture is drawn,
    for a millisecond or so; what takes longer, the scenery, is made beforehand.

    Parameters
    ----------
    session : Watched
        What is drawn.
    size : tuple of int
        Pixels.
    """

    def __init__(self, session: Watched, size: tuple[int, int] = LARGEST) -> None:
        self._session = session
        # A display that was never opened: the theme asks it for its size.
        self._display = Display(pygame.Surface(size, 0, 32), "dummy")
        self._builder = ScreenBuilder()
        self._views: dict[tuple[str, tuple[int, int], Theme], GameView] = {}
        options = session.look(lambda run: run.options.screen)
        self._theme = dressed(NIGHT, options, self._display)
        self._director = Director(size, self._theme, self._view_of)

    def _view_of(self, name: str) -> Callable[[tuple[int, int], Theme], GameView]:
        def made(size: tuple[int, int], theme: Theme) -> GameView:
            key = (name, size, theme)
            if key not in self._views:
                self._views[key] = view_class(name)(size, theme)
            return self._views[key]

        return made

    def draw(self, now_s: float) -> tuple[bytes, int, int, CopSample | None]:
        """Draw what there is to see now; returns a JPEG file, its size, and the newest sample.

        Parameters
        ----------
        now_s : float
            Time of the screen, which goes on.
        """
        with _DRAWING:
            name = self._session.look(lambda run: run.state().activity)
            if name:
                self._prepare(name)
            sample = self._session.look(lambda run: self._draw(run, now_s))
            return *small_jpeg(self._display.surface), sample

    def _prepare(self, name: str) -> None:
        """Make a game's scenery ready; one that cannot be made raises again in the director."""
        try:
            self._view_of(name)(self._display.size, self._theme)
        except MISBEHAVIOUR:
            self._views.pop((name, self._display.size, self._theme), None)

    def _draw(self, run: GameRun, now_s: float) -> CopSample | None:
        screen = self._builder.build(run, now_s)
        model: Any = run.model if screen.state.phase is Phase.PLAY else None
        self._director.draw(
            self._display.surface,
            screen,
            model=model,
            control=run.control,
            attract=is_inviting(screen),
        )
        return run.sample

    def close(self) -> None:
        """Let go of the pictures."""
        self._director.close()
        self._views.clear()
