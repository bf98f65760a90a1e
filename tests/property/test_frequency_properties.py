"""Nasty records: every descriptor of every group is a number or a reason, never a warning."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.cop import dfa, diffusion_rows, entropy, fractal
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.groups_spectrum import SPECTRUM
from balance_arcade.cop.pipelines import PRESETS

OURS = {
    row.name
    for rows in (
        dfa.ROWS,
        diffusion_rows.rows(PRESETS["default"]),
        entropy.ROWS,
        fractal.ROWS,
    )
    for row in (*rows, *SPECTRUM.table(PRESETS["default"]).values())
}


@st.composite
def records(draw):
    """Times, centre of pressure and rate: long enough for everything, and then spoilt."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rate_hz = draw(st.sampled_from([10.0, 20.0, 25.0, 30.0, 50.0, 100.0, 128.0]))
    n = draw(st.sampled_from([0, 1, 2, 5, 300, 1500, 3000]))
    kind = draw(st.sampled_from(["walk", "noise", "still", "tiny", "huge", "spike", "steps"]))
    cop = rng.normal(size=(n, 2))
    if kind == "walk":
        cop = np.cumsum(cop, axis=0)
    elif kind == "still":
        cop[:] = 3.7
    elif kind in ("tiny", "huge"):
        cop = np.clip(cop, -5, 5) * (1e-160 if kind == "tiny" else 1e5)
    elif kind == "spike" and n:
        cop[:] = 0.0
        cop[n // 2] = 900.0
    elif kind == "steps":
        cop = np.floor(np.arange(n) / 500.0)[:, None] * [1.0, -1.0]
    if draw(st.booleans()):
        cop = np.round(cop)
    t = np.arange(n) / rate_hz
    spoil = draw(st.sampled_from(["", "holes", "gap", "again", "back", "uneven"]))
    if spoil == "holes":
        cop[rng.random(n) < 0.01] = math.nan
    elif spoil == "gap":
        t[n // 3 :] += 5.0
    elif spoil == "again" and n > 3:
        t[2] = t[1]
    elif spoil == "back":
        t = t[::-1].copy()
    elif spoil == "uneven":
        t = np.sort(t + rng.uniform(0, 3 / rate_hz, n))
    return t, cop, rate_hz


@n_examples(80)
@given(records(), st.sampled_from(sorted(PRESETS)))
def test_a_number_or_a_reason(record, preset):
    t, cop, rate_hz = record
    trial = analyze_trial(t, cop, rate_hz=rate_hz, preset=preset)
    assert set(trial.metrics) >= OURS
    for name in OURS:
        measured = trial.metrics[name]
        if name in trial.refused:
            assert measured.value is None
            assert trial.refused[name]
        else:
            assert math.isfinite(measured.value), name


@n_examples(10)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100.0))
def test_exponents_and_entropies_have_no_unit(seed, scale):
    cop = np.cumsum(np.random.default_rng(seed).normal(size=(2500, 2)), axis=0)
    t = np.arange(2500) / 100.0
    plain, scaled = (analyze_trial(t, c, rate_hz=100.0) for c in (cop, scale * cop))
    for name in OURS:
        power = 2 if "mm2" in name else 0
        one, two = plain.metrics[name].value, scaled.metrics[name].value
        if one is None or two is None:
            assert one is two is None, name
        else:
            # Entropies count: one match more or less by rounding is not nothing.
            near = 2e-3 if "entropy" in name else 1e-6
            assert two == pytest.approx(one * scale**power, rel=near), name
