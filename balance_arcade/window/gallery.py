"""The pictures of games for one size of the window: each game's view, ready to draw, and its cards.

With a painter, scenery and cards are painted elsewhere and a view is made once its pictures are
there; its first frame then costs what any other does. Without one, whoever draws first paints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pygame

from balance_arcade.games.contract import GameView
from balance_arcade.games.kit import Theme
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.looks import Sight
from balance_arcade.window.painter import Job, Painter
from balance_arcade.window.painting import CARD
from balance_arcade.window.stock_file import PaintOrder

MAX_VIEWS: Final = 3
"""Games whose pictures are kept: each takes up to 100 MB at 1920 x 1080."""

MAX_CARDS: Final = 24

ViewMaker = Callable[[str], Callable[[tuple[int, int], Theme], GameView]]


class Gallery:
    """Views and cards of games, asked for by the frame thread.

    Parameters
    ----------
    size : tuple of int
        Pixels of the window.
    theme : Theme
        Colours and manners.
    view_of : callable
        ``view_of(name)`` gives the class of a game's view. If it has a method ``sight_of(name)``,
        that names the place and the light in which the game is seen now
        (`balance_arcade.games.looks.Sight`).
    painter : Painter, optional
        Paints off the frame thread.
    after_s : float
        The painter begins so many seconds from now, for example when a window is still being drawn
        larger.
    """

    def __init__(
        self,
        size: tuple[int, int],
        theme: Theme,
        view_of: ViewMaker,
        *,
        painter: Painter | None = None,
        after_s: float = 0.0,
    ) -> None:
        self.size, self._theme, self._view_of = size, theme, view_of
        self._painter, self._after_s = painter, after_s
        self._sight_of: Callable[[str], Sight] | None = getattr(view_of, "sight_of", None)
        self._jobs: dict[PaintOrder, Job] = {}
        self._views: dict[str, GameView] = {}
        self._seen_as: dict[str, Theme] = {}
        self._cards: dict[PaintOrder, pygame.Surface] = {}

    def want(self, names: Sequence[str], card_size: tuple[int, int]) -> None:
        """Let views and cards of these games be fetched, in this order; forget other games'."""
        wanted = list(dict.fromkeys(names))[:MAX_VIEWS]
        for order in [order for order in self._jobs if order.kind == "view"]:
            # Another visit is to another place.
            if order.game not in wanted or order != self._order(order.game):
                self._forget(order)
        for name in list(self._views):
            if name not in wanted or not self.has(name):
                del self._views[name]
        for name in wanted:
            self._is_done(self._order(name))
            card = PaintOrder("card", name, card_size, self._theme_of(name))
            if card not in self._cards:
                self._is_done(card)

    def view(self, name: str) -> GameView | None:
        """View of a game; None while its pictures are being painted.

        Raises whatever the view raised when it was made.
        """
        if not self.has(name):
            order = self._order(name)
            if not self._is_done(order, urgent=True):
                return None
            job = self._jobs.get(order)
            stock = job.stock if job is not None else None
            with (stock or Stock()).in_use():
                self._views[name] = self._view_of(name)(self.size, order.theme)
            self._seen_as[name] = order.theme
        return self._views[name]

    def has(self, name: str) -> bool:
        """Whether a game's view is there already, as it is seen today; asks for nothing."""
        return name in self._views and self._seen_as[name] == self._theme_of(name)

    def is_ready(self, name: str) -> bool:
        """Whether nothing is to be waited for: the pictures are there, or never will be."""
        return self.has(name) or self._is_done(self._order(name), urgent=True)

    def card(self, name: str, size: tuple[int, int]) -> pygame.Surface | None:
        """Picture of a game's place; None while it is being painted.

        Raises whatever the view raised.
        """
        order = PaintOrder("card", name, size, self._theme_of(name))
        if order not in self._cards:
            if not self._is_done(order, urgent=True):
                return None
            job = self._jobs.pop(order, None)
            painted = job.stock.pictures.get(CARD) if job is not None and job.stock else None
            while len(self._cards) >= MAX_CARDS:
                del self._cards[next(iter(self._cards))]
            self._cards[order] = self._paint_card(name, size) if painted is None else painted
        return self._cards[order]

    def close(self) -> None:
        """Let go of everything, and of what is still to be painted."""
        for order in list(self._jobs):
            self._forget(order)
        self._views.clear()
        self._cards.clear()

    def _order(self, name: str) -> PaintOrder:
        return PaintOrder("view", name, self.size, self._theme_of(name))

    def _theme_of(self, name: str) -> Theme:
        if self._sight_of is None:
            return self._theme
        scene, look = self._sight_of(name)
        return replace(self._theme, scene=scene, look=look)

    def _is_done(self, order: PaintOrder, *, urgent: bool = False) -> bool:
        """Whether an order is carried out; it is given where it is not."""
        if self._painter is None:
            return True
        job = self._jobs.get(order)
        if job is None or job.dropped:
            job = self._painter.add(order, after_s=self._after_s, urgent=urgent)
            self._jobs[order] = job
        job.urgent = job.urgent or urgent
        return job.done.is_set()

    def _forget(self, order: PaintOrder) -> None:
        job = self._jobs.pop(order)
        if self._painter is not None:
            self._painter.drop(job)

    def _paint_card(self, name: str, size: tuple[int, int]) -> pygame.Surface:
        picture = pygame.Surface(size, 0, 32)
        picture.fill(self._theme.night_top)
        self._view_of(name)(self.size, self._theme_of(name)).card(picture)
        return picture
