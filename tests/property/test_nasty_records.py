"""Any record, any preset: finite values or reasons, or a typed refusal; never a warning or crash.

Warnings are errors in this suite.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.definitions_body import EXTRA_TABLE
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.errors import RecordingError

FEET_MM = np.array([[-100.0, -100.0], [100.0, -100.0], [100.0, 100.0], [-100.0, 100.0]])
ODD = (0.0, -0.0, 5e-324, 1e-200, 1e-160, 1e150, -1e150, 1e300, -1e300, math.inf, math.nan)
SIZES = st.sampled_from([0, 1, 2, 3, 4, 5, 9, 16, 26, 60, 300, 1600, 2800])
PLACES = ("walk", "noise", "still", "line", "quantised", "tiny", "large", "spike", "steps", "odd")
TIMES = ("regular", "regular", "again", "back", "shuffled", "still", "gap", "years", "uneven")


def places(rng, n, kind):
    cop = np.cumsum(rng.normal(size=(n, 2)), axis=0)
    if kind == "noise":
        return rng.normal(size=(n, 2))
    if kind == "line":
        return cop[:, :1] * (1.0, 2.0)
    if kind == "quantised":
        return np.round(cop * 0.3)
    if kind in ("tiny", "large"):
        return np.clip(cop, -900.0, 900.0) * (1e-160 if kind == "tiny" else 1e3)
    if kind == "still":
        return np.full((n, 2), 3.7)
    if kind in ("spike", "odd"):
        out = np.zeros((n, 2)) if kind == "spike" else cop
        for _ in range(min(n, 3)):
            out[rng.integers(n), rng.integers(2)] = 900.0 if kind == "spike" else rng.choice(ODD)
        return out
    if kind == "steps":
        return np.floor(np.arange(n) / 400.0)[:, None] * [1.0, -1.0]
    return cop


def times(rng, n, kind, rate_hz):
    t = np.arange(n) / rate_hz
    if kind == "again":
        t = np.repeat(t, 2)[:n]
    elif kind == "back":
        t = t[::-1].copy()
    elif kind == "shuffled":
        rng.shuffle(t)
    elif kind == "still":
        t[:] = 5.0
    elif kind == "gap":
        t[n // 3 :] += 4.0
    elif kind == "years":
        t[n // 2 :] += 1e9
    elif kind == "uneven":
        t = np.sort(t + rng.uniform(0.0, 4.0 / rate_hz, n))
    return t


@st.composite
def records(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rate_hz = draw(st.sampled_from([0.5, 10.0, 20.0, 25.0, 30.0, 50.0, 100.0, 120.0, 1000.0]))
    n = draw(SIZES)
    cop = places(rng, n, draw(st.sampled_from(PLACES)))
    t = times(rng, n, draw(st.sampled_from(TIMES)), rate_hz)
    holes = draw(st.sampled_from(["", "", "some", "run", "most", "all"]))
    if holes == "run":
        cop[n // 4 : n // 4 + n // 10] = math.nan
    elif holes:
        cop[rng.random(n) < {"some": 0.01, "most": 0.9, "all": 2.0}[holes]] = math.nan
    return t, cop, rate_hz, rng


def check(values, refused):
    for name, value in values.items():
        assert (value is None) == (name in refused), name
        assert value is None or math.isfinite(value), name
    assert all(refused.values())


@pytest.mark.parametrize("preset", list(PRESETS))
@n_examples(60)
@given(records())
def test_every_record_gives_values_or_reasons(preset, record):
    t, cop, rate_hz, rng = record
    n = t.shape[0]
    loads = LoadShares(rng.random(n), rng.random(n))
    try:
        trial = analyze_trial(t, cop, rate_hz=rate_hz, preset=preset, loads=loads)
    except RecordingError:
        assert np.nanmax(np.abs(cop)) > 1e6
        return
    check({name: m.value for name, m in trial.metrics.items()}, trial.refused)


@pytest.mark.parametrize("preset", list(PRESETS))
@n_examples(60)
@given(records(), st.sampled_from(["forces", "none", "still", "holes", "odd"]))
def test_so_does_what_needs_more(preset, record, kind):
    t, cop, rate_hz, rng = record
    n = t.shape[0]
    corners, force = rng.normal(150.0, 200.0, (n, 4)), rng.normal(size=(n, 2))
    if kind == "still":
        corners[:], force[:] = 0.0, 0.0
    elif kind == "holes":
        corners[rng.random(n) < 0.5], force[rng.random(n) < 0.1] = math.nan, math.nan
    elif kind == "odd" and n:
        corners[rng.integers(n), 0], force[rng.integers(n), 1] = rng.choice(ODD), rng.choice(ODD)
    extras = Extras(corners, force, FEET_MM, 1700.0) if kind != "none" else Extras()
    try:
        found = extra_metrics(t, cop, rate_hz=rate_hz, preset=preset, extras=extras)
    except RecordingError:
        far = [np.abs(v[~np.isnan(v)]).max(initial=0.0) for v in (cop, corners, force)]
        assert max(far) > 1e6
        return
    assert set(found) >= set(EXTRA_TABLE)
    for name, item in found.items():
        assert (item.value is None) == bool(item.refused), name
        assert item.value is None or math.isfinite(item.value), name


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize(
    ("t", "cop", "rate_hz"),
    [
        ([0.0, math.nan], [[0.0, 0.0]] * 2, 100.0),
        ([0.0, math.inf], [[0.0, 0.0]] * 2, 100.0),
        ([0.0], [[0.0, 0.0, 0.0]], 100.0),
        ([0.0, 1.0], [[0.0, 0.0]], 100.0),
        ([0.0], [[0.0, 0.0]], 0.0),
        ([0.0], [[0.0, 0.0]], -100.0),
        ([0.0], [[0.0, 0.0]], math.nan),
        ([0.0], [[0.0, 0.0]], math.inf),
    ],
)
def test_arguments_that_are_none_are_refused(preset, t, cop, rate_hz):
    with pytest.raises(ValueError, match=r"t_s|cop_mm|rate_hz"):
        analyze_trial(t, cop, rate_hz=rate_hz, preset=preset)


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize("size", [1e300, -1e300, math.inf, 1.1e6])
def test_places_that_no_plate_gives_are_refused(preset, size):
    t, cop = np.arange(300) / 100.0, np.zeros((300, 2))
    cop[7, 1] = size
    with pytest.raises(RecordingError, match="unit"):
        analyze_trial(t, cop, rate_hz=100.0, preset=preset)
