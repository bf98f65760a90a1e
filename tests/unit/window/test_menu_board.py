"""The menu hears the board beside its samples: its button, and that it is away."""

from types import SimpleNamespace

import pytest

from balance_arcade.core.away import CABLE, Away
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
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
