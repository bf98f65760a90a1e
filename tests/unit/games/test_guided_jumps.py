"""Guided jumps: the tone waits for standing still, and the result is there a moment after it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from balance_arcade.assess.jump_guided import key_of, on_a_clock
from balance_arcade.core.errors import RecordingError
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameEvent, GameOptions
from balance_arcade.games.guided.model import STILL_MOST_S, Model, Stage
from balance_arcade.games.guided.spec import READY_S, guided_entry
from balance_arcade.hw.sim.jumping import JumpCourse, Jumper

WEIGHT_N = 700.0


class Jumped:
    """A guide and a person at so many samples a second; their load is asked for by time."""

    def __init__(self, name: str, rate_hz: float = 100.0) -> None:
        self.model = Model(name, GameOptions())
        self.events: list[GameEvent] = []
        self.rate_hz = rate_hz
        self.course: JumpCourse | None = None
        self.word_s = 0.0
        self.share = 1.0
        self.n_steps = self.n_samples = 0

    @property
    def now_s(self) -> float:
        return self.n_steps / STEPS_PER_S

    def load_n(self, t_s: float) -> float:
        if self.course is None:
            return self.share * WEIGHT_N
        return self.course.load(t_s - self.word_s) * WEIGHT_N

    def go(self, seconds: float, until: Stage | None = None) -> None:
        """Go on for a time, or until the guide comes to a stage."""
        for _ in range(round(seconds * STEPS_PER_S)):
            self.n_steps += 1
            new = []
            while self.n_samples / self.rate_hz <= self.now_s:
                t_s = self.n_samples / self.rate_hz
                new.append((t_s, self.load_n(t_s)))
                self.n_samples += 1
            load = self.load_n(self.now_s)
            frac = load / WEIGHT_N
            self.model.step(
                ControlInput(
                    self.now_s, 0.0, 0.0, load_n=load, load_frac=frac, on_board=frac > 0.02,
                    new_loads=tuple(new),
                )
            )  # fmt: skip
            self.events += self.model.drain_events()
            if until is not None and self.model.stage is until:
                return

    def jump(self, stance: str, *, after_s: float = 0.5) -> JumpCourse:
        """Wait for the tone, jump a moment later, and go on until the guide says it is over."""
        self.go(60.0, Stage.TRIAL)
        self.go(after_s)
        self.word_s = self.now_s
        self.course = Jumper("athlete", np.random.default_rng(3)).make(stance)
        self.go(60.0, Stage.REST)
        return self.course

    def end(self) -> dict[str, object]:
        return next(dict(one.data) for one in self.events[::-1] if one.kind == "game.trial_end")


@pytest.mark.parametrize(("name", "stance"), [("assess-cmj", "jump"), ("assess-sj", "squat_jump")])
def test_a_jump_is_measured_within_a_second_of_standing_still(name: str, stance: str) -> None:
    jumped = Jumped(name, 1000.0)
    course = jumped.jump(stance)
    end = jumped.end()
    assert (end["stop"], end["practice"]) == ("", True)
    height_m, u_m = end["jump_height_impulse_m"], end["u_jump_height_impulse_m"]
    assert abs(float(height_m) - course.height_m) < 2.0 * float(u_m)  # type: ignore[arg-type]
    # Still: from then on the load stays within 2 % of the weight.
    t_s = np.arange(0.0, course.over_s, 0.001)
    load = np.array([course.load(one) for one in t_s])
    still_s = jumped.word_s + t_s[np.flatnonzero(np.abs(load - 1.0) > 0.02)[-1]]
    assert jumped.now_s - still_s < 1.0
    assert jumped.model.shown == f"{round(100.0 * float(height_m))} cm"  # type: ignore[arg-type]


def test_the_tone_waits_for_standing_still_but_not_for_ever() -> None:
    jumped = Jumped("assess-cmj")
    for _ in range(40):
        jumped.share = 1.08 if jumped.share < 1.0 else 0.92
        jumped.go(0.25)
    assert jumped.model.stage is Stage.READY
    jumped.share = 1.0
    jumped.go(1.0)
    assert jumped.model.stage is Stage.TRIAL
    assert jumped.model.stance == "jump"
    restless = Jumped("assess-cmj")
    for _ in range(round(4.0 * (READY_S + STILL_MOST_S + 0.5))):
        restless.share = 1.08 if restless.share < 1.0 else 0.92
        restless.go(0.25)
    assert restless.model.stage is Stage.TRIAL


def test_no_jump_a_step_off_and_no_rest_are_results_with_their_names() -> None:
    stood = Jumped("assess-cmj")
    stood.go(60.0, Stage.TRIAL)
    stood.go(60.0, Stage.REST)
    assert stood.end()["stop"] == "no jump"
    assert "refused" in stood.end()
    left = Jumped("assess-cmj")
    left.go(60.0, Stage.TRIAL)
    left.share = 0.0
    left.go(60.0, Stage.REST)
    assert left.end()["stop"] == "stepped"
    moving = Jumped("assess-cmj")
    moving.go(60.0, Stage.TRIAL)
    for k in range(240):
        moving.share = (1.1, 0.9)[k % 2]
        moving.go(0.25)
        if moving.model.stage is Stage.REST:
            break
    assert moving.end()["stop"] == "no jump"


def test_a_drop_waits_for_the_empty_board_and_is_weighed_after_it() -> None:
    jumped = Jumped("assess-drop-jump", 1000.0)
    jumped.go(20.0)
    assert jumped.model.stage is Stage.READY
    assert jumped.model.stance == "off"
    assert jumped.model.words == "Step off the board, onto the box."
    jumped.share = 0.0
    jumped.go(1.0)
    assert jumped.model.words == "At the tone: drop, and jump at once."
    course = jumped.jump("drop_jump")
    end = jumped.end()
    assert end["stop"] == ""
    contact_s = course.flights_s[0][0] - course.parts[1][0]
    height_m = 9.80665 * (course.flights_s[0][1] - course.flights_s[0][0]) ** 2 / 8.0
    assert float(end["rsi_m_s"]) == pytest.approx(height_m / contact_s, rel=0.02)  # type: ignore[arg-type]


def test_a_slow_board_tells_a_height_and_no_contact_time() -> None:
    assert key_of("dj", 100.0) == "jump_height_flight_m"
    jumped = Jumped("assess-hops", 100.0)
    jumped.jump("hops")
    assert jumped.end()["refused"] == "needs 200 Hz or more, the record has 100 Hz"
    assert jumped.model.shown == ""


def test_lost_samples_in_flight_refuse_the_flight_by_name() -> None:
    t_s = np.delete(np.arange(200) / 100.0, slice(100, 110))
    even, rate_hz = on_a_clock(t_s, np.ones((t_s.size, 1)))
    assert (rate_hz, int(np.isnan(even).sum())) == (100.0, 10)
    with pytest.raises(RecordingError, match="silent for more than 2 s"):
        on_a_clock(np.array([0.0, 0.01, 5.0]), np.ones((3, 1)))


def test_jumps_are_of_class_c_and_the_only_parts_that_leave_the_board() -> None:
    for name in ("cmj", "sj", "drop-jump", "hops", "landing"):
        spec = guided_entry(f"assess-{name}").spec
        assert (spec.safety_class, spec.leaves_board, spec.seated) == ("C", True, False)
    assert not guided_entry("assess-single-leg").spec.leaves_board


def test_equal_samples_give_equal_bytes() -> None:
    states = []
    for _ in range(2):
        jumped = Jumped("assess-cmj")
        jumped.jump("jump")
        states.append(jumped.model.state_bytes())
    assert states[0] == states[1]
    assert math.isfinite(jumped.model.left_s)
