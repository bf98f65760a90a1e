"""What needs corners, shear force, feet or height: values where they are, reasons elsewhere."""

import math

import numpy as np
import pytest

from balance_arcade.cop.boundary import time_to_boundary
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_body import BOUNDARY, EXTRA_TABLE, GRAVITY, LOADS, RAMBLING
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.gravity import gravity_track
from balance_arcade.cop.rambling import decompose

RATE_HZ = 100.0
FEET_MM = np.array(
    [[-120.0, -110.0], [0.0, -100.0], [120.0, -110.0], [110.0, 130.0], [-110.0, 130]]
)
ALL = Extras(np.full((3000, 4), 150.0), None, FEET_MM, 1700.0)


def stance(n=3000, seed=4):
    rng = np.random.default_rng(seed)
    t = np.arange(n) / RATE_HZ
    slow = np.column_stack((np.sin(0.9 * t), np.cos(0.7 * t + 1.0)))
    quick = np.column_stack((np.sin(7.0 * t), np.sin(6.1 * t)))
    cop = 5.0 * slow + 0.8 * quick + 0.02 * rng.normal(size=(n, 2))
    return t, cop, 0.8 * quick + 1.7


def found(extras, preset="raw", n=3000):
    t, cop, _ = stance(n)
    return extra_metrics(t, cop, rate_hz=RATE_HZ, preset=preset, extras=extras)


@pytest.mark.parametrize(
    ("extras", "names", "words"),
    [
        (Extras(), LOADS, "four corners"),
        (Extras(), RAMBLING, "horizontal force"),
        (Extras(), BOUNDARY, "--base-of-support"),
        (Extras(), GRAVITY, "--height-cm"),
    ],
)
def test_what_is_missing_is_named(extras, names, words):
    out = found(extras)
    loads = {name for name, row in DEFINITIONS.items() if row.kind == "load"}
    assert set(out) == set(EXTRA_TABLE) | loads
    for name in names:
        assert out[name].value is None
        assert words in out[name].refused


def test_the_papers_preset_knows_loads_only():
    t, cop, force = stance()
    out = extra_metrics(
        t, cop, rate_hz=RATE_HZ, preset="quijoux2021", extras=ALL._replace(horizontal_n=force)
    )
    for name in RAMBLING | BOUNDARY | GRAVITY:
        assert "Quijoux" in out[name].refused
    assert out["quadrant_load_index_pct"].value == 0.0


def test_corner_shares_and_their_index():
    corners = np.array(
        [[100.0, 300.0, 200.0, 200.0], [50.0, 50.0, 50.0, 50.0], [1.0, 1.0, 1.0, 1.0]]
    )
    t = np.arange(3) / RATE_HZ
    out = extra_metrics(
        t, np.zeros((3, 2)), rate_hz=RATE_HZ, preset="raw", extras=Extras(corners_n=corners)
    )
    assert out["tl_load_frac"].value == pytest.approx((0.125 + 0.25) / 2)
    assert out["tr_load_frac"].value == pytest.approx((0.375 + 0.25) / 2)
    index = math.sqrt((12.5**2 + 12.5**2) / 4.0) / 2.0
    assert out["quadrant_load_index_pct"].value == pytest.approx(index)
    assert "left_load_frac" not in out


def test_raw_values_are_those_of_the_functions():
    t, cop, force = stance()
    out = extra_metrics(
        t, cop, rate_hz=RATE_HZ, preset="raw", extras=ALL._replace(horizontal_n=force)
    )
    for k, axis in enumerate(("ml", "ap")):
        parts = decompose(cop[:, k], force[:, k], rate_hz=RATE_HZ)
        assert out[f"rambling_rms_{axis}_mm"].value == parts.rms_rambling_mm
        assert out[f"trembling_rms_{axis}_mm"].value == parts.rms_trembling_mm
        assert out[f"equilibrium_rate_{axis}_hz"].value == pytest.approx(parts.n_points / 30.0)
    hull = FEET_MM[[0, 2, 3, 4]]  # the second point lies within
    for motion in ("linear", "quadratic"):
        ttb = time_to_boundary(cop, hull, rate_hz=RATE_HZ, motion=motion)
        assert out[f"ttb_{motion}_min_s"].value == pytest.approx(ttb.ttb_min_s, rel=1e-12)
        assert out[f"ttb_{motion}_mean_s"].value == pytest.approx(ttb.ttb_mean_s, rel=1e-12)
        assert out[f"ttb_{motion}_sd_s"].value == pytest.approx(ttb.ttb_sd_s, rel=1e-12)
        rate = ttb.n_ttb_minima / 30.0
        assert out[f"ttb_{motion}_minima_rate_hz"].value == pytest.approx(rate)
    cog = gravity_track(cop, rate_hz=RATE_HZ, height_mm=1700.0)
    steps = np.hypot(*np.diff(cog, axis=0).T).sum()
    assert out["cog_rms_mm"].value == pytest.approx(math.hypot(*cog.std(axis=0)))
    assert out["cog_path_mm"].value == pytest.approx(steps)
    degrees = math.degrees(steps / 29.99 / 935.0)
    assert out["cog_sway_velocity_deg_s"].value == pytest.approx(degrees)
    apart = math.sqrt(np.mean((cop - cog)[:, 1] ** 2))
    assert out["cop_cog_rms_ap_mm"].value == pytest.approx(apart)


def test_forces_stay_with_their_samples_when_rows_are_left_out():
    """Rows before the person, one that repeats its time, and a break: the forces go along."""
    t, cop, force = stance()
    whole = extra_metrics(t, cop, rate_hz=RATE_HZ, preset="raw", extras=Extras(horizontal_n=force))
    early = np.arange(-150, -120) / RATE_HZ  # a short stay, then nobody
    late = np.concatenate(
        (early, np.arange(50) / RATE_HZ - 0.5, t[:100], t[99:], t[-1] + 1.0 + t[:9])
    )
    nobody = np.full((50, 2), math.nan)
    cops = np.concatenate((cop[:30], nobody, cop[:100], cop[98:99], cop[100:], cop[:9]))
    junk = np.full((50, 2), 99.0)
    forces = np.concatenate((junk[:30], junk, force[:100], force[98:99], force[100:], force[:9]))
    spoilt = extra_metrics(
        late, cops, rate_hz=RATE_HZ, preset="raw", extras=Extras(horizontal_n=forces)
    )
    for name in RAMBLING:
        assert spoilt[name].value == pytest.approx(whole[name].value, rel=1e-9), name


def test_default_filters_the_force_as_well():
    t, cop, force = stance()
    rng = np.random.default_rng(0)
    noisy = force + rng.normal(size=force.shape) * 0.3
    rates = [
        extra_metrics(t, cop, rate_hz=RATE_HZ, preset=p, extras=Extras(horizontal_n=noisy))[
            "equilibrium_rate_ml_hz"
        ].value
        for p in ("raw", "default")
    ]
    assert rates[1] < 0.6 * rates[0]


def test_reasons_of_the_samples():
    assert "never inside" in found(Extras(base_mm=FEET_MM + 900.0))["ttb_linear_min_s"].refused
    assert found(Extras(base_mm=FEET_MM + 900.0))["outside_base_frac"].value == 1.0
    assert "too short" in found(Extras(height_mm=1700.0), n=150)["cog_path_mm"].refused
    assert "too short" in found(Extras(base_mm=FEET_MM), n=4)["ttb_linear_min_s"].refused
    t, cop, force = stance()
    force[500, 1] = math.nan
    out = extra_metrics(t, cop, rate_hz=RATE_HZ, preset="raw", extras=Extras(horizontal_n=force))
    assert "missing" in out["rambling_rms_ml_mm"].refused
    still = np.zeros((3000, 2)) + np.linspace(-1.0, 1.0, 3000)[:, None]
    out = extra_metrics(t, cop, rate_hz=RATE_HZ, preset="raw", extras=Extras(horizontal_n=still))
    assert "1 zeros, 4 needed" in out["rambling_rms_ml_mm"].refused
    slow = extra_metrics(t, cop, rate_hz=10.0, extras=Extras(height_mm=1700.0))
    assert "too slow" in slow["cog_rms_mm"].refused


@pytest.mark.parametrize("height_mm", [0.0, 170.0, 3000.0, math.nan])
def test_a_height_that_is_none_is_refused(height_mm):
    with pytest.raises(ValueError, match="height_mm"):
        found(Extras(height_mm=height_mm))
