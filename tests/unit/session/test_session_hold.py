"""A phase's clock stands until the phase was seen, where a window shows the session."""

from __future__ import annotations

import pytest

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.games.run import GameRun
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import PlannedActivity, SessionPlan

DT_S = 1.0 / 120.0
GAME = PlannedActivity("orchard", "Orchard", "Catch the apples.", seconds=2.0)
PLAN = SessionPlan(activities=(GAME,), zero=False, self_check_s=0.5, instruct_s=1.0)


class Stepper:
    """Steps a machine with somebody who stands still."""

    def __init__(self, machine: SessionMachine) -> None:
        self.machine, self.k = machine, 0

    def sample(self) -> CopSample:
        t_s = self.k * DT_S
        return CopSample(self.k, round(t_s * 1e9), t_s, 1.0, 20.0, 700.0, 0.5, 0.55, 1.0, 20.0)

    def on(self, seconds: float, *, seen: bool = True) -> None:
        for _ in range(round(seconds / DT_S)):
            if seen:
                self.machine.shown(self.machine.entry)
            self.k += 1
            self.machine.step(DT_S, self.sample(), self.k * DT_S)

    def until(self, phase: Phase) -> None:
        for _ in range(60):
            if self.machine.phase is phase:
                return
            self.on(DT_S * 60)
        pytest.fail(f"{phase} never came")


@pytest.mark.parametrize("phase", [Phase.CENTRE, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.RESULT])
def test_a_phase_that_nobody_saw_does_not_pass(phase: Phase) -> None:
    stepper = Stepper(SessionMachine(PLAN))
    machine = stepper.machine
    machine.wait_to_be_seen()
    while machine.phase is not phase:
        stepper.on(DT_S)
    left_s = machine.time_left_s
    stepper.on(30.0, seen=False)
    assert machine.phase is phase
    assert machine.held
    assert machine.time_left_s == left_s
    stepper.on(left_s + 0.1)
    assert machine.phase is not phase


def test_play_that_nobody_saw_is_not_played() -> None:
    stepper = Stepper(SessionMachine(PLAN))
    machine = stepper.machine
    machine.wait_to_be_seen()
    while machine.phase is not Phase.PLAY:
        stepper.on(DT_S)
    stepper.on(5.0, seen=False)
    assert machine.phase is Phase.PLAY
    assert machine.play_s == 0.0
    stepper.on(2.0 + DT_S)
    assert machine.phase is Phase.RESULT


def test_nobody_waits_without_a_window() -> None:
    stepper = Stepper(SessionMachine(PLAN))
    stepper.on(30.0, seen=False)
    assert stepper.machine.phase is Phase.ENDED
    assert not stepper.machine.held


def test_the_person_is_minded_while_it_is_held() -> None:
    stepper = Stepper(SessionMachine(PLAN))
    machine = stepper.machine
    machine.wait_to_be_seen()
    while machine.phase is not Phase.INSTRUCT:
        stepper.on(DT_S)
    machine.signal_lost("The board is silent.")
    assert machine.phase is Phase.PAUSED


def test_orders_are_taken_while_it_is_held() -> None:
    stepper = Stepper(SessionMachine(PLAN))
    machine = stepper.machine
    machine.wait_to_be_seen()
    while machine.phase is not Phase.INSTRUCT:
        stepper.on(DT_S)
    stepper.on(1.0, seen=False)
    assert machine.command("next") == "accepted"
    assert machine.phase is Phase.COUNTDOWN
    assert machine.held
    assert machine.command("stop") == "accepted"
    assert machine.phase is Phase.ENDED


def test_a_game_makes_no_step_before_it_was_seen() -> None:
    from balance_arcade.core.board import BoardInfo, Geometry

    info = BoardInfo(
        "sim:", "sim", "Made-up person", "", Geometry(433.0, 238.0), 120.0, "virtual",
        origin="simulated",
    )  # fmt: skip
    run = GameRun(info, ["orchard"], plan=PLAN)
    run.machine.wait_to_be_seen()
    stepper = Stepper(run.machine)
    while run.phase is not Phase.PLAY:
        run.machine.shown(run.machine.entry)
        stepper.k += 1
        run.feed(stepper.sample())
    for _ in range(240):
        stepper.k += 1
        run.feed(stepper.sample())
    assert run.model is not None
    assert run.model.n_steps == 0
    run.machine.shown(run.machine.entry)
    stepper.k += 1
    run.feed(stepper.sample())
    assert run.model.n_steps == 1
