"""What the sliding window says of the four corners, against batch and by hand."""

import math

import numpy as np
import pytest
from live_kit import NOBODY, RATE_HZ, WBB, sample

from balance_arcade.cop.corners import DEFAULT_MIN_LOAD_N
from balance_arcade.cop.definitions_body import LOADS
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.live import CopStream


def test_all_on_one_corner_and_evenly_on_all():
    stream = CopStream(WBB, RATE_HZ)
    stream.push(sample(0, (800.0, 0.0, 0.0, 0.0)))
    values = stream.metrics().values
    assert values["tl_load_frac"] == 1.0
    assert [values[f"{corner}_load_frac"] for corner in ("tr", "bl", "br")] == [0.0, 0.0, 0.0]
    assert values["quadrant_load_index_pct"] == pytest.approx(43.30127018922193)
    stream.push(sample(1, (200.0, 200.0, 200.0, 200.0)))
    values = stream.metrics().values
    assert values["tl_load_frac"] == 0.625
    assert values["quadrant_load_index_pct"] == pytest.approx(43.30127018922193 / 2.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_windows_corners_are_those_of_batch(seed):
    """Uneven loads that wander, an empty board now and then, lost samples, a zero that is set."""
    rng = np.random.default_rng(seed)
    zero_n = (3.0, -2.0, 1.0, 0.5)
    stream = CopStream(WBB, RATE_HZ, window_s=1.0, zero_n=zero_n)
    here, rows, seq = np.array([150.0, 250.0, 100.0, 300.0]), [], 0
    for i in range(900):
        here = np.clip(here + rng.normal(scale=4.0, size=4), 5.0, 500.0)
        forces = NOBODY if i % 97 < 5 else tuple(here.tolist())
        seq += 4 if i % 61 == 0 else 1
        stream.push(sample(i, forces, seq=seq, t_s=seq / RATE_HZ))
        rows.append((seq / RATE_HZ, *(np.array(forces) - zero_n)))
        if i % 50 != 49:
            continue
        last = np.array([row for row in rows if rows[-1][0] - row[0] <= 1.0 + 0.5 / RATE_HZ])
        last = last[last[:, 1:].sum(axis=1) >= DEFAULT_MIN_LOAD_N]
        batch = extra_metrics(
            last[:, 0],
            np.zeros((len(last), 2)),
            rate_hz=RATE_HZ,
            preset="raw",
            extras=Extras(corners_n=last[:, 1:]),
        )
        live = stream.metrics().values
        for name in LOADS:
            assert live[name] == pytest.approx(batch[name].value, rel=1e-12), (i, name)


def test_without_anybody_there_are_no_corners_and_a_reason():
    stream = CopStream(WBB, RATE_HZ)
    for i in range(100):
        stream.push(sample(i, NOBODY))
    metrics = stream.metrics()
    for name in LOADS:
        assert math.isnan(metrics.values[name])
        assert metrics.refused[name] == "no sample has somebody on the board"


def test_with_most_samples_missing_the_corners_are_refused_as_loads_are():
    stream = CopStream(WBB, RATE_HZ)
    for i in range(0, 300, 3):
        stream.push(sample(i, (150.0, 250.0, 100.0, 300.0)))
    refused = stream.metrics().refused
    assert {refused[name] for name in LOADS} == {refused["left_load_frac"]}
    assert refused["left_load_frac"].startswith("too many gaps: 66 %")
