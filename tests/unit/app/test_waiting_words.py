"""A session without a window says what it waits for, once, and only when it really waits."""

from __future__ import annotations

import pytest

from balance_arcade.app.waiting_words import AFTER_S, WaitingWords
from balance_arcade.cli import main
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase, SessionState


class Run:
    """Stands in a phase."""

    def __init__(self) -> None:
        self.phase = Phase.STEP_ON
        self.reason = ""

    def state(self) -> SessionState:
        return SessionState(1, 0.0, self.phase, reason=self.reason)


def test_it_is_said_once_a_stay_and_not_for_what_passes() -> None:
    run, said, clock = Run(), [], ManualClock()
    words = WaitingWords(run, said.append, clock)

    def wait(seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            clock.sleep(0.1)
            words.look()

    words.look()
    wait(AFTER_S - 0.2)
    assert said == []
    wait(10.0)
    assert said == ["Waiting for a person on the board."]
    run.phase = Phase.SETTLE
    wait(1.0)
    run.phase, run.reason = Phase.PAUSED, "The board is silent."
    wait(3.0)
    run.phase = Phase.PLAY
    wait(60.0)
    run.phase, run.reason = Phase.STEP_ON, ""
    wait(3.0)
    assert said[1:] == [
        "Waiting in a pause: The board is silent.",
        "Waiting for a person on the board.",
    ]


@pytest.mark.parametrize(
    "address",
    ["sim:?profil=healthy", "sim:?seed=x", "replay:none.txt", "dual:sim:?seed=1+sim:?profil=a"],
)
def test_an_address_is_named_as_it_was_typed(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", "orchard", "--headless", "--no-record", "--board", address]) == 1
    said = capsys.readouterr().err
    assert "speed" not in said.partition("Known options")[0]


def test_a_replay_that_nobody_plays_is_named_as_it_was_typed(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    words = ["play", "orchard", "--headless", "--seconds", "1", "--no-summary"]
    assert main([*words, "--board", "sim:?seed=3", "--out", str(tmp_path)]) == 0
    line = next(x for x in capsys.readouterr().err.splitlines() if x.startswith("recording "))
    file = line.removeprefix("recording ")
    play = ["play", "orchard", "--headless", "--no-record", "--player", "sim"]
    assert main([*play, "--board", f"replay:{file}"]) == 1
    said = capsys.readouterr().err
    assert f"No simulated person stands on replay:{file}. " in said
