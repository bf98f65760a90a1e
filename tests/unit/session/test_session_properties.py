"""Whatever comes in, the machine walks along its legal transitions and keeps its word."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from profiles import n_examples
from session_kit import DT_S, NAN, ORCHARD, STARS, plan

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.session import prompts
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.transitions import LEGAL

LOADS = st.sampled_from([0.0, 30.0, 100.0, 250.0, 600.0, 610.0, -200.0, NAN, math.inf, 1e9])
PLACES = st.sampled_from([0.0, 3.0, -40.0, 90.0, NAN])
ACTIONS = st.one_of(
    st.tuples(
        st.just("stand"),
        LOADS,
        PLACES,
        st.sampled_from([0, 4, 8, 32]),
        st.sampled_from([1, 10, 40, 400, 900]),
    ),
    st.tuples(st.just("silence"), st.sampled_from([5, 60])),
    st.tuples(st.just("nothing"), st.sampled_from([5, 60])),
    st.tuples(st.just("order"), st.sampled_from(["start", "pause", "resume", "next", "stop", "x"])),
    st.tuples(st.just("lost")),
    st.tuples(st.just("found")),
    st.tuples(st.just("finished")),
)
GOOD = ("stand", 600.0, 3.0, 0, 900)


class Driver:
    """Carries actions out; checks what must hold after each step."""

    def __init__(self, machine: SessionMachine) -> None:
        self.machine = machine
        self.k = 0
        self.sample: CopSample | None = None
        self.events: list[object] = []

    def act(self, action: tuple[object, ...]) -> None:
        match action:
            case ("stand", float(load_n), float(place), int(flags), int(n)):
                for _ in range(n):
                    self.step(self.fresh(load_n, place, flags))
            case ("silence", int(n)):
                for _ in range(n):
                    self.step(self.sample)
            case ("nothing", int(n)):
                for _ in range(n):
                    self.step(None)
            case ("order", str(name)):
                before = self.machine.phase
                answer = self.machine.command(name)
                assert answer == "accepted" or answer.startswith("rejected: ")
                if answer != "accepted":
                    assert self.machine.phase is before
                self.check()
            case ("lost",):
                self.machine.signal_lost("silent")
            case ("found",):
                self.machine.signal_ok()
            case ("finished",) if self.machine.phase is Phase.PLAY:
                self.machine.activity_finished()

    def fresh(self, load_n: float, place: float, flags: int) -> CopSample:
        t_s = (self.k + 1) * DT_S
        on = load_n >= 20.0
        ml, ap = (place, 20.0) if on else (NAN, NAN)
        self.sample = CopSample(
            self.k, round(t_s * 1e9), t_s, ml, ap, load_n, 0.5, 0.5, ml, ap, flags
        )
        return self.sample

    def step(self, sample: CopSample | None) -> None:
        self.k += 1
        self.machine.step(DT_S, sample, self.k * DT_S)
        self.check()

    def check(self) -> None:
        machine = self.machine
        for event in machine.drain_events():
            self.events.append(event)
            if event.kind == "session.phase":
                source, target = Phase(str(event.data["from"])), Phase(str(event.data["to"]))
                assert target in LEGAL[source]
            if event.kind == "session.centre":
                assert math.isfinite(float(str(event.data["weight_n"])))
        assert len(machine.prompt.split()) <= 8
        assert machine.phase is not Phase.PAUSED or machine.reason
        assert machine.phase is not Phase.ENDED or machine.reason
        assert 0 <= machine.activity_index < len(machine.plan.activities)
        assert 0 <= machine.countdown <= 3
        assert not machine.time_left_s < 0.0
        if machine.phase in {Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY, Phase.LIMITS}:
            assert math.isfinite(machine.weight_n)
            assert machine.limits is not None


@n_examples(120)
@given(
    actions=st.lists(ACTIONS, max_size=25),
    zero=st.booleans(),
    lean_first=st.booleans(),
    good_start=st.integers(0, 4),
)
def test_legal_transitions_under_any_input(
    actions: list[tuple[object, ...]], zero: bool, lean_first: bool, good_start: int
) -> None:
    games = (STARS, ORCHARD) if lean_first else (ORCHARD, STARS)
    driver = Driver(SessionMachine(plan(*games, zero=zero, active_cap_s=12.0)))
    if zero:
        driver.act(("stand", 0.0, 0.0, 0, 400))
    for _ in range(good_start):
        driver.act(GOOD)
    for action in actions:
        driver.act(action)


@n_examples(25)
@given(actions=st.lists(ACTIONS, min_size=1, max_size=12))
@example(actions=[("stand", 1e9, 0.0, 0, 1)])
@example(actions=[("stand", 1e9, 0.0, 0, 900)])
@example(actions=[("stand", 600.0, 0.0, 0, 900), ("stand", 250.0, 0.0, 0, 900)])
def test_somebody_who_stands_quietly_again_gets_to_the_end(
    actions: list[tuple[object, ...]],
) -> None:
    """No input leaves the machine in a place that patience and `resume` do not lead out of."""
    driver = Driver(SessionMachine(plan(ORCHARD, zero=False)))
    driver.act(GOOD)
    for action in actions:
        driver.act(action)
    driver.act(("found",))
    for _ in range(12):
        driver.act(GOOD)
        if driver.machine.phase is Phase.PAUSED:
            driver.act(("order", "resume"))
    assert driver.machine.phase is Phase.ENDED


@n_examples(20)
@given(actions=st.lists(ACTIONS, max_size=15))
def test_equal_input_gives_equal_events(actions: list[tuple[object, ...]]) -> None:
    def run() -> str:
        driver = Driver(SessionMachine(plan(ORCHARD, STARS, zero=False)))
        for action in [GOOD, GOOD, *actions]:
            driver.act(action)
        return repr(driver.events)

    assert run() == run()


def test_prompts_are_short_and_kind() -> None:
    for prompt in prompts.all_prompts():
        assert len(prompt.split()) <= 8, prompt
        assert "!" not in prompt or prompt == "Well done!"
        assert not {"fail", "wrong", "error", "bad", "hip", "hips"} & set(prompt.lower().split())


def test_illegal_transitions_cannot_be_coded_by_accident() -> None:
    machine = SessionMachine(plan())
    with pytest.raises(RuntimeError, match="cannot go from self_check to play"):
        machine._flow.go(Phase.PLAY, "")
