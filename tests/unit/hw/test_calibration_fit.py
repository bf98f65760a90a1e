"""The fit: what it finds on boards that are known, and which readings it refuses by name."""

import math

import msgspec
import numpy as np
import pytest
from calibration_kit import NOISE_N, G, board, changed, readings, swapped
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.core.errors import CalibrationFitError, FitFault
from balance_arcade.hw.calibration import fit_readings, local_gravity_m_s2
from balance_arcade.hw.calibration.checks import check_readings
from balance_arcade.hw.calibration.least_squares import cop_of, fit_rows
from balance_arcade.hw.calibration.readings import loads_of, zero_at
from balance_arcade.hw.calibration.study import COUNTS_PER_N, study


def refused(given_readings):
    with pytest.raises(CalibrationFitError) as caught:
        fit_readings(given_readings)
    assert caught.value.hint
    return caught.value


def test_a_person_is_found_to_a_tenth_of_a_millimetre():
    made, fit = board(), fit_readings(readings())
    spots = np.array([(ml, ap) for ml in (-100, 0, 100) for ap in (-80, 0, 80)], dtype=float)
    plate = made.cells(np.full(9, 600.0), spots) @ np.array(fit.matrix).T
    assert np.abs(cop_of(plate) - spots).max() < 0.15
    np.testing.assert_allclose(plate[:, 0], 600.0, rtol=1e-3)


def test_what_is_reported_of_a_good_fit():
    fit = fit_readings(readings(temperature_c=21.5))
    assert (fit.n_points, fit.n_checks) == (18, 5)
    assert 0.02 < fit.check_rms_mm < 0.4
    assert fit.check_rms_mm <= fit.check_max_mm
    assert 0.05 < fit.left_out_rms_mm <= fit.left_out_max_mm < 1.0
    assert 1.0 < fit.condition < 3.0
    assert fit.twist_frac < 1e-3
    assert (fit.temperature_c, fit.temperature_range_c) == (21.5, 0.0)
    assert fit.noise_sd_n == pytest.approx(NOISE_N, rel=0.1)
    assert [e.held_back for e in fit.errors] == [False] * 18 + [True] * 5
    worst = max(math.hypot(e.error_ml_mm, e.error_ap_mm) for e in fit.errors if not e.held_back)
    assert worst == fit.left_out_max_mm


def test_the_residual_gives_back_the_error_that_was_found_at_60_kg():
    fit = fit_readings(readings(tare_drift_n=0.0))
    found = np.array([(e.error_ml_mm, e.error_ap_mm) for e in fit.errors if e.held_back])
    ml, ap = np.sqrt(np.mean(found**2, axis=0))
    # u(ml) = 2 u / F * w / 2, and the same for ap, as in docs/uncertainty.md.
    two = np.array((ml / 400.0, ap / 300.0)) * 60.0 * G
    assert fit.residual_n == pytest.approx(math.sqrt(np.mean(two**2)), rel=0.02)


def test_a_drifting_zero_is_taken_off_and_counted():
    still, drifting = fit_readings(readings()), fit_readings(readings(tare_drift_n=1.0))
    assert drifting.check_rms_mm < still.check_rms_mm + 0.1
    assert drifting.residual_n > still.residual_n
    assert drifting.zero[0] > still.zero[0] + 0.9 * 4380


def test_half_a_step_from_tare_to_tare_is_added_to_the_residual():
    # The drift adds the same to every cell: 0.2 N from tare to tare, nothing to the matrix.
    still, drifting = fit_readings(readings()), fit_readings(readings(tare_drift_n=1.0))
    added_n = math.sqrt(drifting.residual_n**2 - still.residual_n**2)
    assert added_n == pytest.approx(0.2 / 2.0, rel=0.05)


def test_leaving_a_point_out_by_its_leverage_is_leaving_it_out():
    loads = loads_of(readings(), held_back=False)
    geometry = readings().geometry
    whole = fit_rows(loads, geometry, 0.2)
    keep = np.arange(len(loads.net)) != 4
    part = fit_rows(loads.only(keep), geometry, 0.2)
    seen = loads.plate()[4] - loads.net[4] @ part.matrix.T
    # The gains that rows are drawn towards come from one point less, so that it is not exact.
    np.testing.assert_allclose(whole.left_out()[4], seen, rtol=1e-2, atol=1e-2)


def test_errors_come_from_a_fit_that_knows_nothing_of_the_place():
    given_readings = readings()
    loads = loads_of(given_readings, held_back=False)
    corner = (loads.place_mm == loads.place_mm[0]).all(axis=1)
    assert corner.sum() == 2  # Both masses lay there.
    blind = fit_rows(loads.only(~corner), given_readings.geometry, 0.2)
    due = cop_of(loads.net[corner] @ blind.matrix.T) - loads.place_mm[corner]
    errors = [e for e in fit_readings(given_readings).errors if not e.held_back]
    told = np.array([(e.error_ml_mm, e.error_ap_mm) for e in errors])[corner]
    np.testing.assert_allclose(told, due, rtol=1e-9)


def test_twist_that_no_point_exercised_is_left_to_the_gains():
    loads = loads_of(readings(), held_back=False)
    fit = fit_rows(loads, readings().geometry, 0.2)
    _, _, directions = np.linalg.svd(loads.net * fit.gains)
    twist = directions[3]
    # As many newtons in twist must not read as a load: noise alone would give many times that.
    assert abs(fit.matrix[0] / fit.gains @ twist - np.ones(4) @ twist) < 0.02


@n_examples(25)
@given(st.integers(0, 10_000), st.floats(0.01, 100.0))
def test_the_unit_of_the_cells_does_not_matter(seed, unit):
    plain = readings(seed=seed)
    scaled = msgspec.structs.replace(
        plain,
        tares=tuple(_scaled(tare, unit) for tare in plain.tares),
        points=tuple(_scaled(point, unit) for point in plain.points),
    )
    one, other = fit_readings(plain), fit_readings(scaled)
    np.testing.assert_allclose(np.array(other.matrix) * unit, one.matrix, rtol=1e-6)
    assert other.noise_sd_n == pytest.approx(one.noise_sd_n)
    assert other.check_rms_mm == pytest.approx(one.check_rms_mm, rel=1e-4)


def _scaled(reading, unit):
    return msgspec.structs.replace(
        reading,
        mean=tuple(value * unit for value in reading.mean),
        sd=tuple(value * unit for value in reading.sd),
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("index", [0, 4, 13])
def test_a_point_ten_millimetres_off_is_named(seed, index):
    given_readings = readings(seed=seed)
    was = given_readings.points[index]
    error = refused(changed(given_readings, index, ml_mm=was.ml_mm + 10.0))
    assert (error.reason, error.points) == (FitFault.WRONG_PLACE, (index + 1,))
    assert f"Point {index + 1} " in error.message


def test_the_message_says_where_a_point_lies_and_what_it_weighs():
    given_readings = readings(placement_mm=0.0)
    error = refused(changed(given_readings, 3, ap_mm=given_readings.points[3].ap_mm - 10.0))
    assert "Point 4 (10 kg at ml 160, ap -10 mm)" in error.message
    place = error.message.partition("it reads ")[2]
    assert place.startswith("10 kg at ml 160.")
    assert abs(float(place.partition("ap ")[2].split(" ")[0])) < 0.3


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mass", [5.0, 10.5, 12.5])
def test_a_wrong_mass_is_named(seed, mass):
    error = refused(changed(readings(seed=seed), 7, mass_kg=mass))
    assert (error.reason, error.points) == (FitFault.WRONG_MASS, (8,))
    assert "reads 10 kg" in error.message


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("pair", [(0, 1), (2, 15), (4, 8), (9, 17)])
def test_swapped_points_are_named(seed, pair):
    error = refused(swapped(readings(seed=seed), *pair))
    assert error.reason is FitFault.SWAPPED
    assert error.points == (pair[0] + 1, pair[1] + 1)


def test_a_board_that_is_not_linear_blames_no_single_point():
    error = refused(readings(curve_frac=0.2, placement_mm=0.0))
    assert (error.reason, error.points) == (FitFault.NO_FIT, ())


def _without(given_readings, keep):
    kept = tuple(p for p in given_readings.points if keep(p))
    return msgspec.structs.replace(given_readings, points=kept)


def _dead(given_readings, cell):
    def still(reading):
        mean = list(reading.mean)
        mean[cell] = 1234.0 + mean[cell] * 1e-4
        return msgspec.structs.replace(reading, mean=tuple(mean))

    return msgspec.structs.replace(
        given_readings,
        tares=tuple(still(tare) for tare in given_readings.tares),
        points=tuple(still(point) for point in given_readings.points),
    )


@pytest.mark.parametrize(
    ("spoil", "reason", "words"),
    [
        (lambda r: _without(r, lambda p: p.ml_mm == 0.0), FitFault.TOO_FEW, "too few"),
        (lambda r: _without(r, lambda p: False), FitFault.TOO_FEW, "0 points"),
        (lambda r: msgspec.structs.replace(r, tares=()), FitFault.TOO_FEW, "empty board"),
        (lambda r: _without(r, lambda p: p.mass_kg == 10.0), FitFault.ONE_LOAD, "same load"),
        (lambda r: _dead(r, 2), FitFault.DEAD_CELL, "rear-left cell"),
        (lambda r: changed(r, 5, n_saturated=3), FitFault.SATURATED, "Point 6 "),
        (lambda r: changed(r, 6, sd=(3e3, 200, 200, 200)), FitFault.UNSTEADY, "Point 7 "),
        (lambda r: changed(r, 2, mean=(math.nan, 0, 0, 0)), FitFault.NO_SENSE, "Point 3 "),
        (lambda r: changed(r, 2, mass_kg=0.0), FitFault.NO_SENSE, "Point 3 "),
        (lambda r: changed(r, 2, ml_mm=700.0), FitFault.NO_SENSE, "not on the board"),
        (lambda r: msgspec.structs.replace(r, width_mm=0.0), FitFault.NO_SENSE, "width"),
    ],
)
def test_readings_that_no_fit_can_make_good(spoil, reason, words):
    error = refused(spoil(readings()))
    assert error.reason is reason
    assert words in error.message


def test_points_on_a_line():
    given_readings = readings(n_side=5, checks=False)
    on_line = _without(given_readings, lambda p: p.ap_mm == 0.0)
    assert refused(on_line).reason is FitFault.ON_A_LINE


def test_shaking_throughout_is_refused_as_well():
    given_readings = readings(noise_n=2.0)
    assert refused(given_readings).reason is FitFault.UNSTEADY


def drifted(by_n):
    """Readings between whose tares 3 and 4 the front-right cell drifts by so much."""
    given_readings = readings()
    tares = [*given_readings.tares]
    for k, tare in enumerate(tares):
        mean = list(tares[0].mean)
        mean[1] += by_n * COUNTS_PER_N * (k >= 3)
        tares[k] = msgspec.structs.replace(tare, mean=tuple(mean))
    return msgspec.structs.replace(given_readings, tares=tuple(tares))


def test_drift_between_tares_names_the_cell_and_says_how_far():
    error = refused(drifted(1.5))
    assert error.reason is FitFault.DRIFT
    assert "Between tare 3 and tare 4 the front-right cell drifted by 1.5 N" in error.message


@pytest.mark.parametrize("sign", [1, -1])
def test_drift_is_refused_from_a_hundredth_of_the_least_load(sign):
    least_n = 10.0 * G  # The cells of this board have gains of a few per cent beside the nominal.
    check_readings(drifted(sign * 0.9 * 0.01 * least_n))
    with pytest.raises(CalibrationFitError, match="the front-right cell drifted") as caught:
        check_readings(drifted(sign * 1.1 * 0.01 * least_n))
    assert caught.value.reason is FitFault.DRIFT


@pytest.mark.parametrize("seed", range(40))
def test_good_readings_are_never_refused(seed):
    fit_readings(readings(seed=seed, placement_mm=0.2))


def test_the_zero_lies_between_the_tares_around_a_point():
    given_readings = readings(tare_drift_n=0.5)
    one, two = given_readings.tares[:2]
    middle = zero_at(given_readings.tares, (one.t_s + two.t_s) / 2)
    np.testing.assert_allclose(middle, (np.array(one.mean) + np.array(two.mean)) / 2)


def test_gravity_of_the_place():
    assert local_gravity_m_s2(90.0) == pytest.approx(9.83218, abs=2e-5)  # GRS80 at the pole.
    assert local_gravity_m_s2(0.0, 1000.0) == pytest.approx(9.7803 - 0.0031, abs=1e-4)
    for bad in ((91.0, 0.0), (math.nan, 0.0), (0.0, 1e5)):
        with pytest.raises(ValueError, match="must be from"):
            local_gravity_m_s2(*bad)


def test_two_hundred_boards_to_a_tenth_of_a_millimetre():
    none, gains, centre, twelve = study(200, placement_mm=0.2)
    assert twelve.ml_mm <= 0.1
    assert twelve.ap_mm <= 0.1
    assert twelve.distance_mm <= 0.1
    assert none.distance_mm > 3.0 > gains.distance_mm > centre.distance_mm > 5 * 0.1


def test_a_study_of_nothing():
    with pytest.raises(ValueError, match="at least one board"):
        study(0)
