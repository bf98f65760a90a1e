"""What tests of the clinic's records share beside the databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording

Make = Callable[..., ReadRecording]


class Clock:
    """A wall clock that the test moves."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


def outcome(value: float | None, repeats: tuple[float, ...] = (), **facts: str) -> ReadOutcome:
    """A velocity of a test."""
    given = {"source": "test", "name": "mean_velocity_mm_s", "method": "mctsib/1", **facts}
    return ReadOutcome(
        value=value,
        unit="mm/s",
        definition="path / T",
        refused="" if value is not None else "stopped: stepped",
        repeats=repeats,
        **given,
    )
