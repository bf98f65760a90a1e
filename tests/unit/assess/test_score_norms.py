"""Norms are a cited source's or none; what repeats is told from what changed."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from balance_arcade.assess import norms
from balance_arcade.assess.ages import ages_of
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.norm_table import BDS, NORMS, SOURCES
from balance_arcade.assess.norms import (
    NoNorm,
    Norm,
    NormPerson,
    NormPlace,
    norm_of,
)
from balance_arcade.assess.own_test import own_test
from balance_arcade.assess.repeatability import Repeatability, repeatability
from balance_arcade.cop.metric import Measured
from balance_arcade.core.words import words_in
from tests.reference.bds_norms import norm_rows

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "bds" / "BDSinfoCOP.txt"
STANCE = "test: norm-stance " + guided_test("norm-stance").protocol.describe()
FEET = {"heel_width_mm": 100.0, "foot_angle_deg": 20.0}
PLACE = NormPlace("force plate", FEET)
OUR_NAMES = {"COPvelo": "mean_velocity_mm_s", "COParea": "ellipse_area_mm2"}


def found(outcome="mean_velocity_mm_s_eo_firm", method=STANCE, ages=(65, 65), place=PLACE):
    return norm_of(outcome, method, NormPerson(ages), place)


def why(**changed):
    none = found(**changed)
    assert isinstance(none, NoNorm)
    return none.why


def compare_with_table(rows):
    sway = next(rows for source, rows in NORMS if source is BDS)
    there = {(row.outcome, row.ages): row for row in sway}
    for quantity, least, most, eyes, surface, n, marks in rows:
        row = there.pop((f"{OUR_NAMES[quantity]}_e{eyes[0]}_{surface}", (least, most)))
        assert row.n_subjects == n
        assert row.marks == pytest.approx(marks, rel=6e-4)
    assert not there


@pytest.mark.skipif(not DATA.exists(), reason="the shared data set is not beside the tree")
def test_every_figure_of_sway_is_that_of_the_published_results():
    compare_with_table(norm_rows(DATA))


def test_the_twin_takes_means_of_three_trials_and_leaves_out_who_made_fewer(tmp_path):
    path = tmp_path / "results.txt"
    columns = ["Subject", "Age", "Vision", "Surface", "COPvelo", "COParea"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(columns)
        for subject, age, values in (
            ("1", 85.9, (1.0, 2.0, 6.0)),
            ("2", 60.0, (5.0, 5.0, 5.0)),
            ("3", 70.0, (9.0, 9.0)),
            ("4", 59.9, (9.0, 9.0, 9.0)),
        ):
            for value in values:
                writer.writerow([subject, age, "Open", "Firm", value, 2.0 * value])
    rows = {row[:5]: row[5:] for row in norm_rows(path)}
    n, marks = rows[("COPvelo", 60, 85, "open", "firm")]
    assert (n, marks[0], marks[2]) == (2, pytest.approx(31.0), pytest.approx(40.0))
    assert rows[("COParea", 60, 85, "open", "firm")][1][2] == pytest.approx(800.0)
    assert rows[("COPvelo", 18, 39, "open", "firm")] == (0, ())


def test_the_table_is_whole_and_in_order():
    for source, rows in NORMS:
        assert len({(row.outcome, row.ages) for row in rows}) == len(rows)
        for row in rows:
            assert row.ages[0] < row.ages[1]
            many = {"percentiles": 5, "mean and SD": 2, "limit of the average": 1}
            assert len(row.marks) == many[source.kind]
            if source.kind == "percentiles":
                assert list(row.marks) == sorted(row.marks)
                assert row.n_subjects > 70
    # One outcome belongs to one source: which of two were meant would be a guess.
    names = [{row.outcome for row in rows} for _, rows in NORMS]
    assert sum(map(len, names)) == len(set.union(*names))


def test_a_norm_says_where_it_comes_from():
    norm = found()
    assert isinstance(norm, Norm)
    assert norm.band == (6.864, 20.64)
    assert norm.middle == 10.2
    assert norm.told() == (
        "norm 6.86 to 20.6 mm/s: 5th to 95th percentile, 60 to 85 years, n = 76"
        " (Santos and Duarte 2016)"
    )
    assert words_in("de").say(norm.told()).startswith("Norm 6,86 bis 20,6 mm/s: 5. bis 95.")
    assert "10.7717/peerj.2648" in norm.source.citation
    one_leg = found("mean_left_s", guided_test("single-leg").protocol.describe(), (62, 63))
    assert one_leg.told().endswith("n = 101 (Springer 2007, source not read)")
    assert one_leg.band == (pytest.approx(10.3), pytest.approx(43.5))
    # Nobody stands longer than the test lasts.
    assert (
        found("mean_left_s", guided_test("single-leg").protocol.describe(), (45, 45)).band[1]
        == 45.0
    )
    assert {source.read for source in SOURCES} == set(norms.READ_WORDS)


def test_places():
    norm = found()
    told = [norm.place(v) for v in (6.8, 6.864, 10.2, 10.3, 20.64, 20.7)]
    assert told == [
        norms.BELOW_ALL,
        "5th to 25th percentile",
        "25th to 50th percentile",
        "50th to 75th percentile",
        "75th to 95th percentile",
        norms.ABOVE_ALL,
    ]
    one_leg = found("mean_right_s", guided_test("single-leg").protocol.describe(), (75, 75))
    assert [one_leg.place(v) for v in (1.0, 15.0, 29.0)] == [
        norms.BELOW_SD,
        norms.WITHIN_SD,
        norms.ABOVE_SD,
    ]
    rising = found("time_of_five_s", guided_test("five-sit-to-stand").protocol.describe(), (89, 89))
    assert [rising.place(v) for v in (14.8, 14.9)] == [norms.AVERAGE, norms.SLOWER]
    with pytest.raises(ValueError, match="number"):
        norm.place(math.nan)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"outcome": "hull_area_mm2_eo_firm"}, norms.NOTHING),
        ({"outcome": "mean_velocity_mm_s"}, norms.NOTHING),
        ({"ages": ()}, norms.NO_AGE),
        ({"ages": (17, 17)}, norms.OTHER_AGE),
        ({"ages": (50, 51)}, norms.OTHER_AGE),
        ({"ages": (86, 86)}, norms.OTHER_AGE),
        ({"ages": (59, 60)}, norms.BETWEEN),
        ({"ages": (39, 40)}, norms.BETWEEN),
        ({"method": ""}, norms.OTHER_TEST),
        ({"method": "default/2 low-pass 10 Hz"}, norms.OTHER_TEST),
        ({"method": guided_test("four-trial").protocol.describe()}, norms.OTHER_TEST),
        ({"method": guided_test("mctsib").protocol.describe()}, norms.OTHER_TIMES),
        ({"method": guided_test("quiet-stance").protocol.describe()}, norms.OTHER_TIMES),
        ({"method": "norm_stance/1"}, norms.OTHER_TIMES),
        ({"method": "norm_stance/1 trial_s=sixty n_trials=3"}, norms.OTHER_TIMES),
        ({"place": NormPlace("", FEET)}, norms.NO_DEVICE),
        ({"place": NormPlace("noisy", FEET)}, norms.OTHER_DEVICE),
        ({"place": NormPlace("force plate")}, norms.NO_FEET),
        ({"place": NormPlace("force plate", FEET | {"heel_width_mm": 250.0})}, norms.OTHER_FEET),
        ({"place": NormPlace("force plate", FEET | {"foot_angle_deg": "20"})}, norms.NO_FEET),
    ],
)
def test_no_norm(changed, reason):
    assert why(**changed) == reason


def test_a_clinics_own_test_of_the_same_times_has_the_norm():
    own = own_test("ward-senses", "mctsib", settings={"trial_s": 60.0})
    method = f"test: ward-senses {own.protocol.describe()} | default"
    assert found("ellipse_area_mm2_ec_foam", method, (25, 26)).n_subjects == 79


def test_a_year_of_birth_leaves_two_ages():
    assert ages_of(1966, 2026) == (59, 60)
    assert ages_of(2026, 2026) == (0, 0)
    assert ages_of(2027, 2026) == ages_of(None, 2026) == ()


def test_one_person_by_hand():
    result = repeatability([10.0, 12.0, 11.0, 15.0])
    assert result.sem == pytest.approx(math.sqrt(14.0 / 3.0))
    assert result.mdc95 == pytest.approx(1.96 * math.sqrt(2.0) * result.sem)
    assert result.mdc95_pct == pytest.approx(100.0 * result.mdc95 / 12.0)
    assert result.icc is None
    assert "1.96 sqrt(2) SEM" in result.formula
    assert "3 degrees of freedom" in result.notes[0]
    assert result.exceeds(-6.1)
    assert not result.exceeds(5.9)
    assert not result.exceeds(math.nan)
    halved = repeatability([10.0, 12.0, 11.0, 15.0], n_averaged=4)
    assert halved.mdc95 == pytest.approx(result.mdc95 / 2.0)


def test_the_sem_of_many_people_is_the_noise_they_were_made_with():
    rng = np.random.default_rng(4)
    table = rng.normal(50.0, 12.0, (4000, 1)) + rng.normal(0.0, 5.0, (4000, 3))
    for method in ("within", "icc"):
        result = repeatability(table, method=method)
        assert isinstance(result, Repeatability)
        assert result.sem == pytest.approx(5.0, rel=0.02)
        assert result.icc == pytest.approx(144.0 / 169.0, abs=0.02)
        assert result.notes == ()
    changes = table[:, 0] - table[:, 1]
    beyond = np.mean(np.abs(changes) > repeatability(table).mdc95)
    assert beyond == pytest.approx(0.05, abs=0.01)


def test_shift_and_scale():
    rng = np.random.default_rng(6)
    table = rng.normal(30.0, 4.0, (9, 4))
    ours, scaled = repeatability(table), repeatability(2.0 * table + 7.0)
    assert scaled.sem == pytest.approx(2.0 * ours.sem)
    assert scaled.icc == pytest.approx(ours.icc)


def test_what_trials_do_not_determine():
    for values, word in (
        ([5.0], "two trials"),
        ([], "two trials"),
        ([5.0, math.nan], "no value"),
        ([5.0, 5.0], "the same"),
        ([1.0, 1e200], "beyond"),
        ([[1.0, 2.0], [2.0, math.inf]], "no value"),
    ):
        none = repeatability(values)
        assert isinstance(none, Measured)
        assert word in none.refused
    assert "two people" in repeatability([1.0, 2.0], method="icc").refused
    alike = repeatability([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]], method="icc")
    assert "do not differ" in alike.refused
    for bad in ({"method": "guess"}, {"n_averaged": 0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            repeatability([1.0, 2.0], **bad)
    with pytest.raises(ValueError, match="dimensions"):
        repeatability(np.zeros((2, 2, 2)))
    assert repeatability([-1.0, -2.0]).mdc95_pct is None
