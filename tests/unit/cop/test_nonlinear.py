"""What recurrences, divergence, multifractal scaling and Hjorth's measures promise."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import prepare_signals
from balance_arcade.cop.definitions_nonlinear import ROWS
from balance_arcade.cop.divergence import divergence_curve, lyapunov_exponent
from balance_arcade.cop.groups_nonlinear import NONLINEAR, mean_of_parts
from balance_arcade.cop.hjorth import hjorth
from balance_arcade.cop.measure import measure_group
from balance_arcade.cop.multifractal import multifractal, multifractal_scales
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.cop.recurrence import recurrence_radius, recurrences

RATE_HZ = 8.0


def walk(seed=1, n=160):
    return np.cumsum(np.random.default_rng(seed).normal(size=n))


def measured(cop_mm, rate_hz=25.0, preset="raw"):
    pipeline = PRESETS[preset]
    t_s = np.arange(len(cop_mm)) / rate_hz
    signals, _ = prepare_signals(t_s, cop_mm, rate_hz=rate_hz, pipeline=pipeline)
    return measure_group(NONLINEAR, signals, pipeline)


def refused(cop_mm, **how):
    return {name: found.refused for name, found in measured(cop_mm, **how).items()}


def test_scale_place_and_mirror_leave_all_but_the_radius():
    values = np.round(64.0 * walk()) / 64.0
    plain = recurrences(values, RATE_HZ)
    for other, power in ((4.0 * values, 4.0), (values + 128.0, 1.0), (-values, 1.0)):
        found = recurrences(other, RATE_HZ)
        assert found.radius == pytest.approx(power * plain.radius, rel=1e-12)
        assert found[1:] == pytest.approx(plain[1:], rel=1e-12)
        assert lyapunov_exponent(other, RATE_HZ) == pytest.approx(
            lyapunov_exponent(values, RATE_HZ), rel=1e-9
        )
        assert multifractal(other, RATE_HZ).h == pytest.approx(
            multifractal(values, RATE_HZ).h, rel=1e-9
        )
        assert hjorth(other, RATE_HZ) == pytest.approx(hjorth(values, RATE_HZ), rel=1e-9)


def test_backwards_diagonals_stay():
    values = walk(2)
    plain, back = recurrences(values, RATE_HZ), recurrences(values[::-1], RATE_HZ)
    for name in ("radius", "determinism", "mean_diagonal_s", "longest_diagonal_s", "trend_pct_s"):
        assert getattr(back, name) == pytest.approx(getattr(plain, name), rel=1e-9), name


def test_a_sine_comes_back_for_ever_and_noise_does_not():
    sine = recurrences(np.sin(np.arange(160) / RATE_HZ * 2.0 * math.pi / 3.7), RATE_HZ)
    noise = recurrences(np.random.default_rng(3).normal(size=160), RATE_HZ)
    assert sine.determinism > 0.99
    assert noise.determinism < 0.3
    # A closed curve has one dimension, three independent values have three.
    assert sine.correlation_dimension == pytest.approx(1.0, abs=0.25)
    assert noise.correlation_dimension > 2.0
    assert sine.longest_diagonal_s > 10.0 > noise.longest_diagonal_s


def test_five_in_a_hundred_pairs_are_recurrent():
    values = walk(4, 120)
    delay = 4
    states = np.column_stack([values[k * delay : 120 - (2 - k) * delay] for k in range(3)])
    apart = np.sqrt(((states[:, None] - states) ** 2).sum(axis=2))
    near = apart[np.triu_indices(len(states), 1)] <= recurrence_radius(values, delay) * (1 + 1e-12)
    assert near.sum() == 1 + math.floor(0.05 * (near.size - 1))


def test_a_chaotic_map_parts_at_its_exponent():
    """The logistic map at 4: ln 2 a step, as far as the neighbours are from each other."""
    x = [0.3]
    for _ in range(400):
        x.append(4.0 * x[-1] * (1.0 - x[-1]))
    curve = divergence_curve(x, 2.0)  # a delay of one step
    assert curve[1] - curve[0] == pytest.approx(math.log(2.0), abs=0.2)


def test_known_processes_have_their_exponents():
    noise = np.random.default_rng(5).normal(size=2000)
    plain, summed = multifractal(noise, 25.0), multifractal(np.cumsum(noise), 25.0)
    assert plain.hurst(2.0) == pytest.approx(0.5, abs=0.1)
    assert summed.hurst(2.0) == pytest.approx(1.5, abs=0.15)
    assert (np.diff(plain.h) < 0.02).all()
    assert plain.f[10] == pytest.approx(1.0, abs=0.02)


def test_bursts_widen_the_spectrum():
    rng = np.random.default_rng(6)
    noise = rng.normal(size=2000)
    # A cascade: each half of each half is louder or softer than the other.
    loud = np.ones(1)
    while loud.size < noise.size:
        loud = np.column_stack((1.5 * loud, 0.5 * loud)).ravel()
    assert multifractal(noise * loud[:2000], 25.0).width > 2.0 * multifractal(noise, 25.0).width


def test_scales_mean_seconds():
    for n, longest in ((500, 125), (1500, 250), (15_000, 250)):
        scales = multifractal_scales(n, 25.0)
        assert (scales[0], scales[-1]) == (16, longest)
    assert multifractal_scales(60, 25.0).size == 0


def test_a_part_is_measured_by_itself():
    values = walk(7, 600)
    halves = [
        [*recurrences(half, RATE_HZ), lyapunov_exponent(half, RATE_HZ)]
        for half in (values[:200], values[200:400], values[400:])
    ]
    assert mean_of_parts(values, RATE_HZ) == pytest.approx(np.mean(halves, axis=0).tolist())


def test_only_the_new_versions_of_default_and_raw_have_them():
    names = {name for name, pipeline in PRESETS.items() if NONLINEAR.table(pipeline)}
    assert names <= {"default", "raw"}
    assert len(ROWS) == 40


def test_refusals_are_in_words():
    short = refused(np.column_stack((walk(8, 499), walk(9, 499))))
    assert set(short.values()) == {"too short: 20 s without a break, 20 s needed"}
    still = refused(np.column_stack((np.full(500, 2.0), walk(8, 500))))
    for name, why in still.items():
        assert why == ("the centre of pressure does not move along this axis" * ("_ml" in name))
    steps = np.column_stack((np.repeat([0.0, 1.0], 250), walk(8, 500)))
    coarse = refused(steps)
    assert coarse["rqa_determinism_ml"].endswith("more than 5 % of all moments are the same")
    assert "the samples are too coarse" in coarse["hurst_q_2_ml"]
    assert not coarse["rqa_determinism_ap"]


@pytest.mark.parametrize("measure", [recurrences, lyapunov_exponent, multifractal, hjorth])
@pytest.mark.parametrize("hole", [math.nan, math.inf])
def test_a_hole_is_refused(measure, hole):
    with pytest.raises(ValueError, match="finite"):
        measure([*walk(1, 100), hole], RATE_HZ)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [3.0] * 50])
def test_too_little_to_measure_is_nothing(values):
    assert isinstance(recurrences(values, RATE_HZ), str)
    assert isinstance(multifractal(values, 25.0), str)
    assert math.isnan(lyapunov_exponent(values, RATE_HZ))
    assert math.isnan(hjorth(values, RATE_HZ)[1])
    assert math.isnan(recurrence_radius(values[:2], RATE_HZ and 4))
