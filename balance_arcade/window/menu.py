"""The menu: large cards with each game's place; lean to look, lean forward and hold to choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pygame

from balance_arcade.games.kit import Kit, mix
from balance_arcade.games.kit.sprites import blank
from balance_arcade.games.scenery import draw_keepsake
from balance_arcade.session import prompts
from balance_arcade.session.lean_choice import LeanChoice
from balance_arcade.window import chrome
from balance_arcade.window.ready import rounded
from balance_arcade.window.screen import BEST, CHOOSE_GAME, Grown, MenuScreen, ScreenModel

N_SHOWN: Final = 3
_EDGE: Final = 9.0
_ROW_UNITS: Final = 46.0
_ON_CARD: Final = {
    "tree": 0.62,
    "lantern": 0.85,
    "lamp": 2.2,
    "star": 2.4,
    "constellation": 0.6,
    "flower": 1.5,
    "marble": 1.4,
    "ring": 0.7,
}
"""How large each kind of keepsake stands on a card, as a multiple of its size at its place."""


class MenuChoice:
    """Which card is looked at and how long it was held; pure, moved by lean and time.

    Parameters
    ----------
    games : sequence of str
        Names, in the order of the cards.
    titles : sequence of str
        Words under the pictures.
    bests : sequence of int
        Personal best of each game; empty for none.
    grown : sequence of (str, tuple of int)
        What has grown at each game's place; empty for nothing.
    heading : str
        What is asked; which game otherwise.
    start : int
        The card that is looked at first, from 0.

    Examples
    --------
    >>> menu = MenuChoice(["orchard", "star-reach"], ["Orchard", "Star Reach"])
    >>> menu.lean(0.8, 0.0, 0.1)
    >>> menu.screen.index
    1
    >>> menu.lean(0.0, 0.9, 1.6)
    >>> menu.chosen
    'star-reach'
    """

    def __init__(
        self,
        games: Sequence[str],
        titles: Sequence[str],
        bests: Sequence[int] = (),
        grown: Sequence[Grown] = (),
        *,
        heading: str = "",
        start: int = 0,
    ) -> None:
        if not games or len(games) != len(titles):
            msg = "a menu needs at least one game and a title for each"
            raise ValueError(msg)
        self._games, self._titles = tuple(games), tuple(titles)
        self._bests, self._grown = tuple(bests), tuple(grown)
        self._heading = heading or CHOOSE_GAME
        self._choice = LeanChoice(len(self._games), start=start)
        self.look, self.look_on = self._choice.look, self._choice.look_on
        self.choose, self.leave = self._choice.choose, self._choice.leave
        self.lean = self._choice.lean

    @property
    def chosen(self) -> str | None:
        """Name of the game that was chosen; None before."""
        index = self._choice.chosen
        return None if index is None else self._games[index]

    @property
    def screen(self) -> MenuScreen:
        """What the scene draws."""
        choice = self._choice
        return MenuScreen(
            self._games,
            self._titles,
            choice.index,
            choice.held,
            someone=choice.someone,
            heading=self._heading,
            bests=self._bests,
            grown=self._grown,
        )


def draw_menu(
    kit: Kit,
    surface: pygame.Surface,
    screen: ScreenModel,
    card: Callable[[str, tuple[int, int]], pygame.Surface | None],
) -> None:
    """Draw three cards around the one that is looked at; ``card`` gives a game's picture."""
    chrome.backdrop(kit, surface)
    menu = screen.menu
    if menu is None:
        return
    title = chrome.title(kit, surface, menu.heading, marked=bool(screen.mark))
    box = chrome.middle(kit, title.bottom)
    # The card that is looked at stands in the middle, except at the ends of the row.
    first = min(max(0, menu.index - 1), max(0, len(menu.games) - N_SHOWN))
    shown = range(first, min(len(menu.games), first + N_SHOWN))
    for place, rect in zip(shown, card_rects(kit, box, len(shown)), strict=True):
        _draw_card(kit, surface, rect, menu, place, card)
    _more(kit, surface, box, before=first > 0, after=shown.stop < len(menu.games))
    words = prompts.CHOICE if menu.someone else prompts.CHOICE_EMPTY
    chrome.sentence(kit, surface, screen.state.prompt or words, screen.phase_age_s)
    chrome.mark(kit, surface, screen)


def card_rects(kit: Kit, box: pygame.Rect, n_cards: int) -> list[pygame.Rect]:
    """Places of the cards side by side within a box."""
    gap = round(30 * kit.u)
    width = min((box.width - gap * (N_SHOWN - 1)) // N_SHOWN, round(box.height * 0.98))
    # The card that is looked at is larger and has a halo, and stays clear of the title.
    height = min(box.height - round(30 * kit.u), round(width * 1.18))
    total = n_cards * width + (n_cards - 1) * gap
    left = box.centerx - total // 2
    top = box.centery - height // 2
    return [pygame.Rect(left + k * (width + gap), top, width, height) for k in range(n_cards)]


def _draw_card(
    kit: Kit,
    surface: pygame.Surface,
    rect: pygame.Rect,
    menu: MenuScreen,
    place: int,
    card: Callable[[str, tuple[int, int]], pygame.Surface | None],
) -> None:
    looked_at = place == menu.index
    # One painting for both states of a card: the one that is looked at is stretched a little.
    picture = card(menu.games[place], _picture_size(kit, rect))
    if looked_at:
        rect = rect.inflate(round(14 * kit.u), round(14 * kit.u))
    name, edge = menu.games[place], round(40 * kit.u)

    def make() -> pygame.Surface:
        whole = blank((rect.width + 2 * edge, rect.height + 2 * edge), kit.theme.ink)
        face = pygame.Rect((edge, edge), rect.size)
        _paint_card(kit, whole, face, (name, menu.titles[place]), picture, lit=looked_at)
        return whole

    # With and without its picture: a card is made once more when its picture is there.
    key = ("menu card", name, rect.size, looked_at, picture is None)
    surface.blit(kit.store.get(key, make), (rect.x - edge, rect.y - edge))
    if place < len(menu.grown):
        _growth(kit, surface, rect, menu.grown[place])
    if looked_at and menu.best:
        _best(kit, surface, rect, menu.best)
    if looked_at and menu.held > 0.0:
        size = _picture_size(kit, rect)
        middle = (rect.centerx, rect.y + _EDGE * kit.u + size[1] / 2)
        radius = min(size) * 0.26
        kit.disc(surface, middle, radius * 1.25, kit.theme.ink, 170)
        kit.progress(surface, middle, radius, 15 * kit.u, menu.held, kit.theme.you)
        kit.check(surface, middle, radius * 1.1, kit.theme.paper)


def _best(kit: Kit, surface: pygame.Surface, rect: pygame.Rect, best: int) -> None:
    """Set the personal best on the foot of the picture; only the card that is looked at has it."""
    width, height = _picture_size(kit, rect)
    edge, tall = round(_EDGE * kit.u), round(kit.layout.type.body * 2.1)
    strip = pygame.Rect(rect.x + edge, rect.y + edge + height - tall, width, tall)
    kit.box(surface, strip, 16 * kit.u, kit.theme.ink, alpha=200)
    kit.words(surface, BEST.format(n=best), strip)


def _growth(kit: Kit, surface: pygame.Surface, rect: pygame.Rect, grown: Grown) -> None:
    """Stand what has grown at the place in a row at the head of the card, the first at the left."""
    kind, sizes = grown
    if not sizes or kit.theme.is_high_contrast:
        return
    edge, tall = round(_EDGE * kit.u), round(_ROW_UNITS * kit.u)
    width = _picture_size(kit, rect)[0]

    def make() -> pygame.Surface:
        row = blank((width, tall), kit.theme.ink)
        shelf = mix(kit.theme.ink, kit.theme.panel_edge, 0.7)
        kit.box(row, row.get_rect(), 16 * kit.u, shelf, alpha=225)
        step = min(tall, (width - tall / 2.0) / len(sizes))
        for number, size in enumerate(sizes):
            x = width / 2.0 + (number - (len(sizes) - 1) / 2.0) * step
            # A tree stands on its foot.
            at = (x, tall * (0.9 if kind == "tree" else 0.5))
            scale = _ON_CARD[kind] * step / tall
            draw_keepsake(kit, row, kind, at, size, number, scale=scale)
        return row

    key = ("grown", kind, sizes, width)
    surface.blit(kit.store.get(key, make), (rect.x + edge, rect.y + edge))


def _picture_size(kit: Kit, rect: pygame.Rect) -> tuple[int, int]:
    edge, words = round(_EDGE * kit.u), round(kit.layout.type.body * 3.6)
    return rect.width - 2 * edge, rect.height - words - edge


def _paint_card(
    kit: Kit,
    surface: pygame.Surface,
    rect: pygame.Rect,
    words: tuple[str, str],
    picture: pygame.Surface | None,
    *,
    lit: bool,
) -> None:
    """Paint a card with its name, its title and, once that is painted, its picture."""
    name, title = words
    kit.card(surface, rect, lit=1.0 if lit else 0.0)
    size, edge = _picture_size(kit, rect), round(_EDGE * kit.u)
    if picture is not None:
        surface.blit(rounded(kit, picture, size, name), (rect.x + edge, rect.y + edge))
    top = rect.y + edge + size[1]
    kit.words(surface, title, pygame.Rect(rect.x + edge, top, size[0], rect.bottom - top))


def _more(
    kit: Kit, surface: pygame.Surface, box: pygame.Rect, *, before: bool, after: bool
) -> None:
    # Beside the cards, in the screen's margin: upon one it would be part of its picture.
    margin = min(box.left, kit.size[0] - box.right)
    size = min(46 * kit.u, 0.8 * margin)
    for wanted, x, degrees in (
        (before, box.left - margin / 2.0, 270.0),
        (after, box.right + margin / 2.0, 90.0),
    ):
        if wanted:
            kit.arrow(surface, (x, box.centery), size, degrees, kit.theme.hush)
