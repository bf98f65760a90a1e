"""A board that plays a script, a listener that remembers, and a person made of CoP samples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Self

import msgspec

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import PlannedActivity, SessionPlan

DT_S = 1.0 / 120.0
NAN = math.nan

INFO = BoardInfo(
    "script:", "script", "Scripted board", "", Geometry(400.0, 240.0), 100.0, "virtual", speed=0.0
)


def force(seq: int, load_n: float = 600.0, **fields: object) -> ForceSample:
    quarter = load_n / 4.0
    sample = ForceSample(seq, seq * 10_000_000, seq / 100.0, quarter, quarter, quarter, quarter)
    return msgspec.structs.replace(sample, **fields)


def forces(n: int, first: int = 0) -> list[ForceSample]:
    """A person who sways a little, different in every sample."""
    return [
        force(
            seq,
            tl_n=150.0 + 5.0 * math.sin(seq / 9.0),
            br_n=150.0 + 4.0 * math.cos(seq / 7.0),
        )
        for seq in range(first, first + n)
    ]


class ScriptBoard:
    """Returns portions of samples; an exception in the script is raised; then it has ended."""

    def __init__(
        self, script: Iterable[Sequence[ForceSample] | Exception], info: BoardInfo = INFO
    ) -> None:
        self._script = iter(script)
        self.info = info
        self.health = BoardHealth()
        self.ended = False
        self.n_closed = 0

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        assert timeout_s > 0.0
        if self.ended:
            return ()
        item = next(self._script, None)
        if item is None:
            self.ended = True
            return ()
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.n_closed += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def portions(samples: Sequence[ForceSample], size: int) -> list[Sequence[ForceSample]]:
    return [samples[k : k + size] for k in range(0, len(samples), size)]


def stream() -> CopStream:
    return CopStream(INFO.geometry, INFO.nominal_rate_hz)


class Listener:
    """Writes down everything, samples one by one, in the order it came."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def on_info(self, info: BoardInfo) -> None:
        self.heard.append(info)

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        self.heard += samples

    def on_metrics(self, metrics: LiveMetrics) -> None:
        self.heard.append(metrics)

    def on_event(self, event: Event) -> None:
        self.heard.append(event)

    def on_state(self, state: SessionState) -> None:
        self.heard.append(state)

    def events(self, kind: str) -> list[Event]:
        return [item for item in self.heard if isinstance(item, Event) and item.kind == kind]


class Broken(Listener):
    """Raises at the n-th call of one kind."""

    def __init__(self, at: int = 3) -> None:
        super().__init__()
        self._left = at

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        self._left -= 1
        if self._left == 0:
            raise ValueError("the viewer is broken")
        super().on_samples(samples)


ORCHARD = PlannedActivity("orchard", "Orchard", "Catch the apples.", False, 10.0)
STARS = PlannedActivity("star-reach", "Star Reach", "Reach for the star.", True, 10.0)


def plan(*activities: PlannedActivity, **fields: object) -> SessionPlan:
    return SessionPlan(activities=activities or (ORCHARD,), **fields)  # type: ignore[arg-type]


class Walk:
    """Steps a machine at 120 Hz with a person who does what the test says, sampled at 100 Hz."""

    def __init__(self, session_plan: SessionPlan, **person: float) -> None:
        self.machine = SessionMachine(session_plan)
        self.events: list[Event] = []
        self.load_n = person.get("load_n", 600.0)
        self.ml_mm = person.get("ml_mm", 3.0)
        self.ap_mm = person.get("ap_mm", 20.0)
        self.flags = 0
        self.silent = False
        self.n_steps = 0
        self._seq = -1
        self._sample: CopSample | None = None

    @property
    def t_s(self) -> float:
        return self.n_steps * DT_S

    def step(self) -> None:
        self.n_steps += 1
        due = math.floor(self.t_s * 100.0 + 1e-6)
        if due > self._seq and not self.silent:
            self._seq = due
            on = self.load_n >= 20.0
            ml, ap = (self.ml_mm, self.ap_mm) if on else (NAN, NAN)
            t_s = due / 100.0
            self._sample = CopSample(
                due, round(t_s * 1e9), t_s, ml, ap, self.load_n, 0.5, 0.5, ml, ap, self.flags
            )
        self.machine.step(DT_S, self._sample, self.t_s)
        self.events += self.machine.drain_events()

    def go(self, seconds: float, **person: float) -> Self:
        for name, value in person.items():
            setattr(self, name, value)
        for _ in range(round(seconds / DT_S)):
            self.step()
        return self

    def until(self, phase: Phase, at_most_s: float = 60.0) -> float:
        """Step until the phase begins; returns how long it took."""
        began_s = self.t_s
        while self.machine.phase is not phase:
            self.step()
            assert self.t_s - began_s < at_most_s, f"still {self.machine.phase}, not {phase}"
        return self.t_s - began_s

    def route(self) -> list[str]:
        changes = [event.data for event in self.events if event.kind == "session.phase"]
        return [str(changes[0]["from"]), *(str(change["to"]) for change in changes)]

    def last(self, kind: str) -> dict[str, object]:
        return dict([event for event in self.events if event.kind == kind][-1].data)


def playing(**fields: object) -> Walk:
    """A session two seconds into play."""
    walk = Walk(plan(**{"zero": False, "zero_skipped_because": "test", **fields}))
    walk.until(Phase.PLAY)
    return walk.go(2.0)
