"""The personal best on the result card and on menu cards, from a run and from what is kept."""

from balance_arcade.core.events import Phase
from balance_arcade.games.scoring import PersonalBest
from balance_arcade.games.setup import KnownPerson, RunOptions
from balance_arcade.session.next_choice import AGAIN
from balance_arcade.window.builder import _best, _bests
from balance_arcade.window.menu import MenuChoice


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
