"""Samples that come twice are told and not used, and they put nothing out of order."""

from __future__ import annotations

import msgspec
import pytest
from session_kit import force, forces, stream

from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.session.pipeline import Output, SamplePipeline


def pipeline() -> SamplePipeline:
    return SamplePipeline(stream(), rate_hz=100.0, ring_s=2.0, metrics_hz=10.0)


def events(outputs: list[Output]) -> list[Event]:
    return [output for output in outputs if isinstance(output, Event)]


def cops(outputs: list[Output]) -> list[CopSample]:
    return [cop for output in outputs if isinstance(output, list) for cop in output]


@pytest.mark.parametrize("apart", [True, False], ids=["in two portions", "in one portion"])
@pytest.mark.parametrize("flags", [0, int(SampleFlag.GAP_BEFORE)], ids=["plain", "gap before"])
def test_the_newest_sample_once_more_is_disorder_and_not_a_gap(apart: bool, flags: int) -> None:
    line = pipeline()
    once_more = msgspec.structs.replace(forces(10)[-1], flags=flags)
    portions = [forces(10), [once_more]] if apart else [[*forces(10), once_more]]
    outputs = [output for portion in portions for output in line.take(portion)]
    assert events(outputs) == [Event(0.09, "board.disorder", {"seq": 9, "after_seq": 9})]
    assert [cop.seq for cop in cops(outputs)] == list(range(10))
    assert [cop.seq for cop in line.since(-1)] == list(range(10))


def test_a_repeated_sample_moves_no_number() -> None:
    straight, repeated = pipeline(), pipeline()
    samples = forces(60)
    straight.take(samples)
    for sample in samples:
        repeated.take([sample, sample])
    assert repeated.since(-1) == straight.since(-1)
    assert repeated.latest == straight.latest
    assert repr(repeated.metrics) == repr(straight.metrics)
    assert repeated.set_zero_from(0, 59)[0] == straight.set_zero_from(0, 59)[0]


def test_what_follows_a_repeated_sample_is_in_order_again() -> None:
    line = pipeline()
    outputs = line.take([force(0), force(1), force(1), force(2), force(5)])
    assert [(event.kind, event.data.get("n_lost")) for event in events(outputs)] == [
        ("board.disorder", None),
        ("board.gap", 2),
    ]
    assert [cop.seq for cop in cops(outputs)] == [0, 1, 2, 5]
