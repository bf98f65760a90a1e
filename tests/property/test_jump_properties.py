"""Nasty records of jumps: every value is a number or has a reason, and nothing else is raised."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.assess.jump_record import JumpOptions, JumpRecord
from balance_arcade.assess.jumps import TESTS, measure_jumps
from balance_arcade.cop.jumps.detector import JumpDetector, detect
from balance_arcade.core.errors import RecordingError
from balance_arcade.reports.jump_figure import jump_figure
from balance_arcade.testing.jump_models import countermovement_jump, drop_jump

LEVELS = (0.0, 700.0, 1500.0, 30.0, -5.0, math.nan, math.inf, -1e4)


@st.composite
def records(draw):
    """Jumps with holes, blocks of odd loads, or nothing but blocks."""
    rate_hz = draw(st.sampled_from((50.0, 100.0, 500.0)))
    seed = draw(st.integers(0, 50))
    kind = draw(st.integers(0, 2))
    if kind == 0:
        load = countermovement_jump(seed, rate_hz, quiet_s=draw(st.floats(0.0, 2.0))).load_n
    elif kind == 1:
        load = drop_jump(seed, rate_hz, n_hops=draw(st.integers(0, 7))).load_n
    else:
        lengths = draw(st.lists(st.integers(1, 150), min_size=1, max_size=20))
        load = np.concatenate([np.full(n, draw(st.sampled_from(LEVELS))) for n in lengths])
        load = np.append(load, (700.0, 710.0))
    load = load.copy()
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, load.size - 1))
        load[start : start + draw(st.integers(1, 200))] = draw(st.sampled_from(LEVELS))
    load[0] = 690.0
    return load, rate_hz


@n_examples(150)
@given(records(), st.sampled_from(TESTS), st.booleans(), st.sampled_from((None, 650.0)))
def test_every_value_is_a_number_or_has_a_reason(record, test, sides, weight_n):
    load, rate_hz = record
    pair = np.column_stack((0.5 * load, 0.5 * load)) if sides else None
    try:
        jumps = measure_jumps(JumpRecord(load, rate_hz, pair), test, JumpOptions(weight_n, 0.3))
    except RecordingError:
        return
    for jump in jumps:
        for name, value in jump.result.values.items():
            assert (value.value is None) == bool(value.refused), name
            assert value.value is None or math.isfinite(value.value), name
        assert all(math.isfinite(u) and u >= 0.0 for u in jump.result.uncertainty.values())
        assert "</svg>" in jump_figure(jump.result, jump.curves, of="x").file_text()


@n_examples(60)
@given(records())
def test_live_and_batch_find_the_same(record):
    load, rate_hz = record
    detector = JumpDetector(rate_hz)
    live = tuple(event for value in load.tolist() if (event := detector.push(value)))
    assert live == detect(load, rate_hz)
