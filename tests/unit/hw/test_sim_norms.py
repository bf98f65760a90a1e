"""Quiet sway of the simulated person lies where people of that age lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sway_norms import BANDS, MEDIANS, cop_mm, survey, sway

N_SEEDS = 24
BDS = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "bds"


@pytest.mark.slow
@pytest.mark.parametrize("profile", sorted(BANDS))
def test_sway_lies_inside_the_published_band(profile):
    values = survey(profile, N_SEEDS)
    for k, (low, high) in enumerate(BANDS[profile]):
        assert np.all((values[:, k] >= low) & (values[:, k] <= high)), (profile, k, values[:, k])
        # In the middle of the band, not at its edge, and not one person over and over.
        assert np.median(values[:, k]) == pytest.approx(MEDIANS[profile][k], rel=0.2)
        assert np.std(values[:, k]) > 0.08 * MEDIANS[profile][k]


@pytest.mark.slow
def test_kinds_are_told_apart_by_their_sway():
    median = {
        profile: np.median(survey(profile, 8), axis=0)
        for profile in ("athlete", "healthy", "older", "frail", "stroke_left")
    }
    for k in (0, 1):
        assert median["athlete"][k] < median["healthy"][k] < 0.6 * median["frail"][k]
        assert median["older"][k] < 0.7 * median["stroke_left"][k]
    assert median["healthy"][1] < median["older"][1]


def test_stroke_loads_the_right_side_and_sways_sideways():
    shares, ratios = [], []
    for seed in range(1, 7):
        cop = cop_mm(f"sim:?profile=stroke_left&seed={seed}&speed=0", 30)
        shares.append(0.5 - cop[:, 0].mean() / 433.0)
        ratios.append(cop[:, 0].std() / cop[:, 1].std())
    assert np.mean(shares) == pytest.approx(0.38, abs=0.02)
    assert all(0.33 < share < 0.43 for share in shares)
    assert np.mean(ratios) > 1.05


def test_the_definitions_give_the_published_figures_of_a_real_trial():
    path = BDS / "BDS00013.txt"
    if not path.exists():
        pytest.skip("the BDS trials are not beside the repository")
    table = np.loadtxt(path, skiprows=1)
    area, velocity, frequency = sway(10.0 * np.c_[table[:, 8], table[:, 7]])
    assert area == pytest.approx(0.5578297404597286, rel=1e-9)
    assert velocity == pytest.approx(0.5180368708395209, rel=1e-9)
    # Simpson's rule or the trapezoid: the last digits are the integration's.
    assert frequency == pytest.approx(0.1634555672319559, rel=1e-3)
