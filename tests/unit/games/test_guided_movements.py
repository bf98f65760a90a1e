"""Guided rising and release: what is waited for, what ends a trial, and a trial made once more."""

from __future__ import annotations

import pytest

from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameEvent, GameOptions
from balance_arcade.games.guided.model import Model, Stage
from balance_arcade.games.guided.rising import SIT_DOWN
from balance_arcade.games.guided.spec import READY_S, REST_S
from balance_arcade.hw.sim.seat import Seat


class Led:
    """A guide, and a person who bears a share of the weight."""

    def __init__(self, name: str) -> None:
        self.model = Model(name, GameOptions())
        self.events: list[GameEvent] = []
        self.n_steps, self.share = 0, 1.0
        self.seat: Seat | None = None

    def go(self, seconds: float, until: Stage | None = None) -> None:
        for _ in range(round(seconds * STEPS_PER_S)):
            self.n_steps += 1
            t_s = self.n_steps / STEPS_PER_S
            if self.seat is not None:
                self.seat.ask(t_s, self.model.stance)
                self.share = self.seat.load(t_s)
            place = {"load_n": 700.0 * self.share, "load_frac": self.share}
            self.model.step(ControlInput(t_s, 0.0, 0.0, 0.0, 0.0, 0.0, **place))
            self.events += self.model.drain_events()
            if until is not None and self.model.stage is until:
                return

    def ends(self) -> list[dict[str, object]]:
        return [dict(one.data) for one in self.events if one.kind == "game.trial_end"]


def test_rising_waits_for_the_chair_and_ends_with_the_fifth_rise() -> None:
    led = Led("assess-five-sit-to-stand")
    led.go(READY_S + 20.0)
    assert led.model.stage is Stage.READY
    assert led.model.words == SIT_DOWN
    assert led.model.stance == "sit"
    led.seat = Seat(2.4)
    led.go(60.0, Stage.REST)
    led.go(60.0, Stage.TRIAL)
    led.go(60.0, Stage.REST)
    practice, made = led.ends()
    assert (practice["n_rises"], practice["practice"]) == (1, True)
    assert (made["n_rises"], made["stop"]) == (5, "")
    # Four whole rounds and the way up.
    assert float(made["held_s"]) == pytest.approx(4 * 2.4 + 0.6, abs=0.3)  # type: ignore[arg-type]


def test_who_stays_seated_does_not_finish_and_thirty_seconds_are_thirty() -> None:
    led = Led("assess-five-sit-to-stand")
    led.share = 0.2
    led.go(60.0, Stage.REST)
    assert led.ends()[0]["stop"] == "not finished"
    timed = Led("assess-thirty-sit-to-stand")
    timed.seat = Seat(3.0)
    timed.go(60.0, Stage.REST)
    # Whoever rests between two trials rests on the chair.
    assert timed.model.stance == "sit"
    timed.go(60.0, Stage.TRIAL)
    timed.go(60.0, Stage.REST)
    end = timed.ends()[-1]
    assert (end["held_s"], end["n_rises"]) == (30.0, 10)


def test_a_release_is_waited_for_and_followed() -> None:
    led = Led("assess-push-and-release")
    led.go(60.0, Stage.TRIAL)
    assert led.model.stance == "both"
    led.go(2.0)
    led.model.mark("talked")
    led.model.mark("release")
    led.model.mark("release")
    assert led.model.stance == "recover"
    led.go(60.0, Stage.REST)
    (end,) = led.ends()
    assert (end["stop"], end["held_s"]) == ("", 10.0)
    assert end["released_s"] == pytest.approx(READY_S + 2.0, abs=0.02)
    assert [one.kind for one in led.events].count("game.released") == 1
    alone = Led("assess-push-and-release")
    alone.go(60.0, Stage.REST)
    assert alone.ends()[0]["stop"] == "no release"


def test_a_trial_is_made_once_more_and_the_first_is_kept() -> None:
    led = Led("assess-romberg")
    led.model.mark("redo")  # Nothing was made yet.
    led.go(60.0, Stage.REST)
    led.model.mark("redo")
    led.model.mark("redo")
    led.go(60.0, Stage.READY)
    assert led.model.trial.condition == "eo_firm"
    led.go(60.0, Stage.TRIAL)
    led.go(3.0)
    led.model.mark("redo")  # This one is broken off.
    led.go(60.0, Stage.READY)
    led.go(60.0, Stage.REST)
    led.go(REST_S + 1.0)
    assert led.model.trial.condition == "ec_firm"
    led.model.mark("redo")  # The one before the words of the next.
    led.go(200.0)
    assert led.model.finished
    assert [(one["condition"], one["stop"]) for one in led.ends()] == [
        ("eo_firm", ""),
        ("eo_firm", "redo"),
        ("eo_firm", ""),
        ("eo_firm", ""),
        ("ec_firm", ""),
    ]
    assert [one.data["index"] for one in led.events if one.kind == "game.redo"] == [0, 0, 0]
