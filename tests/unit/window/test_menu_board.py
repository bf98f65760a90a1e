"""The menu hears the board beside its samples: its button, and that it is away."""

from types import SimpleNamespace

import pytest

from balance_arcade.core.away import CABLE, Away
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import CopSample
from balance_arcade.games.registry import known_games
from balance_arcade.window import choose
from balance_arcade.window.display import open_display

INFO = BoardInfo("x:", "x", "X", "", Geometry(400.0, 240.0), 100.0, "host")


def menu(board, each_frame, max_frames):
    source = SimpleNamespace(info=INFO, latest=lambda: None)
    display = open_display((320, 180), headless=True)
    try:
        return choose.choose_game(
            source,
            display,
            known_games(),
            clock=ManualClock(),
            fps=0.0,
            each_frame=each_frame,
            max_frames=max_frames,
            board=board,
        )
    finally:
        display.close()


def test_a_press_of_the_board_s_button_takes_the_card_that_is_looked_at():
    board = SimpleNamespace(away=None, n_button_presses=3)
    assert menu(board, None, 2) is None
    presses = iter((3, 3, 4, 4, 4))

    def press():
        board.n_button_presses = next(presses)

    assert menu(board, press, 5) == known_games()[0]


@pytest.mark.parametrize("away", [None, Away("The board is disconnected.", CABLE, 11.2)])
def test_a_board_that_is_away_stands_before_the_cards(monkeypatch, away):
    shown = []
    draw = choose.Director.draw

    def watch(director, surface, screen, **more):
        shown.append(screen.state)
        draw(director, surface, screen, **more)

    monkeypatch.setattr(choose.Director, "draw", watch)
    menu(SimpleNamespace(away=away, n_button_presses=0), None, 1)
    told = (shown[0].prompt, shown[0].away, shown[0].time_left_s)
    if away is None:
        assert not shown[0].prompt
    else:
        assert told == ("Hold the rail. Helper: plug in the cable.", "cable", 12)


class Leaning:
    """A source of somebody who stands, then leans as told from second to second."""

    info = INFO

    def __init__(self, leans_mm):
        self.leans_mm, self.k = leans_mm, -1

    def latest(self):
        self.k += 1
        t_s = self.k / 20.0
        ml, ap = self.leans_mm[min(int(t_s), len(self.leans_mm) - 1)]
        return CopSample(self.k, 0, t_s, ml, ap, 700.0, 0.5, 0.5, ml, ap)


STAND, FORWARD, RIGHT = (0.0, 0.0), (0.0, 40.0), (50.0, 0.0)


@pytest.mark.parametrize(
    ("then", "length"),
    [
        ((STAND, FORWARD, FORWARD, FORWARD), "standard"),
        ((STAND, RIGHT, STAND, FORWARD, FORWARD, FORWARD), "long"),
        ((), None),  # Leaning on from the first question answers nothing.
    ],
)
def test_after_the_game_the_person_chooses_how_long(then, length):
    source = Leaning([STAND, STAND, FORWARD, FORWARD, FORWARD, *then])
    display = open_display((320, 180), headless=True)
    lean = choose.LeanMenu(source, display, clock=ManualClock(), fps=0.0, max_frames=200)
    try:
        assert lean.ask_game(known_games()) == known_games()[0]
        assert lean.ask_length() == length
    finally:
        display.close()
