"""The personal best on the result card and on menu cards, from a run and from what is kept."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.registry import view_class
from balance_arcade.games.scoring import PersonalBest
from balance_arcade.games.setup import KnownPerson, RunOptions, plan_games
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.session.next_choice import AGAIN, NextChoice
from balance_arcade.window.builder import _best, _bests
from balance_arcade.window.garden import Garden
from balance_arcade.window.menu import MenuChoice, draw_menu
from balance_arcade.window.next_cards import next_menu
from balance_arcade.window.screen import MenuScreen, ScreenModel


class Game:
    name = "orchard"

    def __init__(self, before, held):
        self.best_before, self.held_level = before, held


class Run:
    """As much of a run as the builder asks for its bests."""

    def __init__(self, known, *, phase=Phase.RESULT, before=None, held=0.5, asks=True):
        self.phase, self.options = phase, RunOptions(known=known)
        self.activity = Game(before, held)
        self.begun = [self.activity]
        self.machine = type("Machine", (), {"choice": AGAIN if asks else None})()


def test_result_of_a_known_person_has_the_best_and_nobody_elses():
    assert _best(Run(KnownPerson(), held=0.5)) == PersonalBest(51, is_new=True)
    assert _best(Run(KnownPerson(), before=0.8, held=0.5)) == PersonalBest(80)
    assert _best(Run(None)) is None
    assert _best(Run(KnownPerson(), phase=Phase.PLAY)) is None


def test_cards_after_a_game_know_this_sessions_best_too():
    known = KnownPerson(best={"orchard": 0.3, "echo": 0.2})
    assert _bests(Run(known)) == {"orchard": 51, "echo": 21}
    assert _bests(Run(known, held=None)) == {"orchard": 31, "echo": 21}
    assert _bests(Run(known, asks=False)) == _bests(Run(None)) == {}


def test_only_the_card_that_is_looked_at_shows_its_best():
    choice = MenuChoice(["orchard", "echo", "slalom"], ["A", "B", "C"], [0, 21, 40])
    assert choice.screen.best == 0
    choice.look(1)
    assert choice.screen.best == 21
    assert MenuChoice(["orchard"], ["A"]).screen.best == 0


def menu_of(grown, theme):
    menu = MenuScreen(("orchard", "slalom"), ("Orchard", "Slalom"), 1, grown=grown)
    surface = pygame.Surface((960, 540), 0, 32)
    screen = ScreenModel(SessionState(1, 5.0, Phase.STEP_ON), menu=menu)
    draw_menu(Kit((960, 540), theme), surface, screen, lambda name, size: None)
    return pygame.surfarray.array3d(surface).astype(int)


@pytest.mark.parametrize(("theme", "is_shown"), [(NIGHT, True), (HIGH_CONTRAST, False)])
def test_cards_show_what_has_grown(theme, is_shown):
    bare = menu_of((), theme)
    assert np.array_equal(bare, menu_of((("", ()), ("lamp", ())), theme))
    some, more = (menu_of((("tree", sizes), ("", ())), theme) for sizes in ((1, 2), (1, 2, 4)))
    for first, second in ((bare, some), (some, more)):
        lit = np.abs(first - second).sum(axis=2) > 60
        assert lit.any() == is_shown
        # On the first card alone.
        assert not lit[480:].any()


def test_a_garden_tells_the_cards_what_it_has():
    garden = Garden(view_class, {"orchard": (3, 0)})
    assert garden.on_cards(["orchard", "slalom", ""])[0] == ("tree", (4, 1))
    assert garden.on_cards(["orchard", "slalom", ""])[2] == ("", ())
    assert Garden(view_class, None).on_cards(["orchard"]) == (("", ()),)
    played, *others = plan_games(["orchard", "slalom", "echo"])
    choice = NextChoice(played, others, LeanReader(), wait_s=45.0)
    menu = next_menu(choice, "orchard", {}, garden)
    grown = dict(zip(menu.games, menu.grown, strict=True))
    assert grown["again:orchard"] == ("tree", (4, 1))
    assert grown["enough"] == ("", ())
    assert replace(menu, grown=()) == next_menu(choice, "orchard", {})
