"""Stabilogram diffusion against its slow twin."""

import naive_diffusion as naive
import numpy as np
import pytest

from balance_arcade.cop.diffusion import fit_diffusion, mean_square_displacement


def sway(seed, n):
    """A walk that is pulled back: two regimes, and smooth like a filtered record."""
    steps = np.random.default_rng(seed).normal(size=n)
    out, place, speed = np.empty(n), 0.0, 0.0
    for i, step in enumerate(steps):
        speed += 0.2 * step - 0.1 * speed - 0.002 * place
        place += speed
        out[i] = place
    return out


@pytest.mark.parametrize("n", [1, 2, 3, 31, 33, 34, 200, 501])
@pytest.mark.parametrize("offset", [0.0, 4000.0])
def test_every_lag_is_the_twins(n, offset):
    values = sway(n, n) + offset
    twin = [naive.displacement(values.tolist(), lag) for lag in range(n)]
    ours = mean_square_displacement(values)
    np.testing.assert_allclose(ours, twin, rtol=1e-9, atol=1e-12 * max(twin))


@pytest.mark.parametrize("seed", range(6))
def test_the_regimes_are_the_twins(seed):
    values = sway(seed, 1200)
    curve = [naive.displacement(values.tolist(), lag) for lag in range(501)]
    twin = naive.regimes(curve, 50.0, 10.0)
    ours = fit_diffusion(mean_square_displacement(values), 50.0, 10.0)
    assert ours[:4] == pytest.approx(twin[:4], rel=1e-8)
    if 0.0 < twin[4] <= 10.0 and twin[0] > twin[1]:
        assert ours[4:] == pytest.approx(twin[4:], rel=1e-8)
    else:
        assert np.isnan(ours[4:]).all()


def test_short_lags_of_a_slow_wide_sway_keep_their_digits():
    """A millisecond of it is a billionth of its variance, which a difference of sums loses."""
    values = 100.0 * np.sin(2 * np.pi * 0.01 * np.arange(60_000) / 1000.0)
    ours = mean_square_displacement(values)
    for lag in (1, 2, 10, 32):
        twin = naive.displacement(values.tolist(), lag)
        assert ours[lag] == pytest.approx(twin, rel=1e-11), lag
    assert ours[33] == pytest.approx(naive.displacement(values.tolist(), 33), rel=1e-7)
