"""The cards after a game: once more, another, enough; the menu draws them, with these pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import pygame

from balance_arcade.core.words import msgid
from balance_arcade.games.kit import Kit
from balance_arcade.session.next_choice import AGAIN, ANOTHER, ENOUGH
from balance_arcade.window.screen import MenuScreen

if TYPE_CHECKING:
    from balance_arcade.session.next_choice import NextChoice
    from balance_arcade.window.garden import Garden

HEADINGS: Final = {"next": msgid("What next?"), "game": msgid("Choose a game")}

LENGTH: Final = "length"
"""Kind of the cards that ask how long; behind the colon stands a length."""

_OF_DIAL: Final = {"short": 0.25, "standard": 0.5, "long": 0.875}
"""Share of a clock's face that each length fills; as `balance_arcade.games.lengths.LENGTHS`."""

_SHOWN: Final = {AGAIN, ANOTHER}
_SEAM: Final = 4.0
"""Width of the seam between two pictures on one card, in the kit's units."""

Picture = Callable[[str, tuple[int, int]], pygame.Surface | None]


def next_menu(
    choice: NextChoice | None,
    played: str,
    bests: Mapping[str, int] | None = None,
    garden: Garden | None = None,
) -> MenuScreen | None:
    """Turn the question under way into a menu; None where nothing is asked.

    Personal bests, by game, and what has grown in a garden stand on cards of one game: the game
    just played and those to choose.

    Cards that show games carry their names behind a colon, as `next_picture` reads them.
    """
    if choice is None:
        return None
    games = {AGAIN: played, ANOTHER: ",".join(choice.other_names)}
    names = tuple(
        f"{card.name}:{games[card.name]}" if card.name in games else card.name
        for card in choice.cards
    )
    titles = tuple(card.title for card in choice.cards)
    found = bests or {}
    one_game = [played if card.name == AGAIN else card.name for card in choice.cards]
    single = ["" if name in {ANOTHER, ENOUGH} else name for name in one_game]
    looked = choice.choice
    return MenuScreen(
        names,
        titles,
        looked.index,
        looked.held,
        looked.someone,
        HEADINGS[choice.question],
        tuple(found.get(game, 0) for game in one_game) if found else (),
        () if garden is None else garden.on_cards(single),
    )


def next_picture(
    kit: Kit, name: str, size: tuple[int, int], card: Picture
) -> pygame.Surface | None:
    """Picture of a card: the game, two other games side by side, or an evening for enough.

    Parameters
    ----------
    kit : Kit
        Of the window.
    name : str
        As `next_menu` wrote it, or a game's.
    size : tuple of int
        Pixels.
    card : callable
        ``card(game, size)`` gives a game's picture; None while it is not painted.
    """
    kind, _, games = name.partition(":")
    if kind == ENOUGH:
        return kit.store.get(("enough card", size), lambda: _enough(kit, size))
    if kind == LENGTH:
        return kit.store.get(("length card", games, size), lambda: _length(kit, games, size))
    if kind not in _SHOWN:
        return card(name, size)
    pictures = [card(game, size) for game in games.split(",")[:2]]
    found = [picture for picture in pictures if picture is not None]
    if len(found) < len(pictures):
        return None
    return found[0] if len(found) == 1 else _beside(kit, name, found)


def _beside(kit: Kit, name: str, pictures: list[pygame.Surface]) -> pygame.Surface:
    """Lay the middle of each picture beside the other."""

    def make() -> pygame.Surface:
        size = pictures[0].get_size()
        both = pygame.Surface(size, 0, 32)
        half = size[0] // 2
        for k, picture in enumerate(pictures):
            both.blit(picture, (k * half, 0), pygame.Rect(half // 2, 0, size[0] - half, size[1]))
        seam = pygame.Rect(0, 0, max(2, round(_SEAM * kit.u)), size[1])
        seam.centerx = half
        # Black between black pictures would make one strange game of two.
        strong = kit.theme.is_high_contrast
        both.fill(kit.theme.panel_edge if strong else kit.theme.panel, seam)
        return both

    return kit.store.get(("two cards", name, pictures[0].get_size()), make)


def _length(kit: Kit, length: str, size: tuple[int, int]) -> pygame.Surface:
    """Paint a clock's face of which a part shines: the longer, the more."""
    picture = pygame.Surface(size, 0, 32)
    kit.ground(picture)
    at, radius = (size[0] / 2.0, size[1] / 2.0), min(size) * 0.30
    kit.glow(picture, at, radius * 1.8, kit.theme.goal, 0.25)
    kit.disc(picture, at, radius * 1.2, kit.theme.ink)
    kit.progress(picture, at, radius, radius * 0.26, _OF_DIAL[length], kit.theme.goal)
    for k in range(12):
        turn, away = math.pi * k / 6.0, radius * 0.72
        spot = (at[0] + away * math.sin(turn), at[1] - away * math.cos(turn))
        kit.disc(picture, spot, max(2.0, radius * 0.04), kit.theme.paper)
    return picture


def _enough(kit: Kit, size: tuple[int, int]) -> pygame.Surface:
    """Paint a quiet evening with a check: all is done."""
    picture = pygame.Surface(size, 0, 32)
    kit.ground(picture)
    at = (size[0] / 2.0, size[1] / 2.0)
    radius = min(size) * 0.24
    kit.glow(picture, at, radius * 2.4, kit.theme.good, 0.35)
    kit.reached(picture, at, radius)
    return picture
