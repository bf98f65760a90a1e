"""Norms are the data set's or none; what repeats is told from what changed."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from balance_arcade.assess.norm_table import BDS_NORMS, CITATION
from balance_arcade.assess.norms import Norm, norm_for
from balance_arcade.assess.repeatability import Repeatability, repeatability
from balance_arcade.cop.metric import Measured

NORMS = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "bds" / "norms.csv"
MATCH = {"preset": "duarte_bds", "duration_s": 60.0}


def found(metric="ellipse_area_mm2", age_y=30.0, vision="open", surface="firm", **more):
    return norm_for(metric, age_y, vision, surface, **(MATCH | more))


@pytest.mark.skipif(not NORMS.exists(), reason="the shared data set is not beside the tree")
def test_every_figure_is_that_of_the_published_table():
    rows = list(csv.reader(NORMS.read_text("utf-8").splitlines()))
    seen = {}
    for row in rows[3:]:
        for quantity, part, cell in zip(rows[0][3:], rows[1][3:], row[3:], strict=True):
            seen[(quantity, *(c.lower() for c in row[:3]), part)] = float(cell)
    for row in BDS_NORMS:
        assert seen[(*row[:4], "count")] == row.n_subjects
        for part, value in zip(("5%", "25%", "50%", "75%", "95%"), row.percentiles, strict=True):
            assert value == pytest.approx(seen[(*row[:4], part)], rel=5e-6)


def test_the_table_is_whole_and_in_order():
    assert len({row[:4] for row in BDS_NORMS}) == len(BDS_NORMS) == 24
    for row in BDS_NORMS:
        assert list(row.percentiles) == sorted(row.percentiles)
        assert 70 <= row.n_subjects <= 90


def test_a_norm_comes_in_our_units_with_its_citation():
    norm = found()
    assert isinstance(norm, Norm)
    assert norm.percentiles[50] == pytest.approx(194.62, abs=0.01)
    assert found("mean_velocity_mm_s", 60.0, "closed", "foam").percentiles[95] == pytest.approx(
        62.633, abs=0.001
    )
    assert found("spectral_mean_frequency_hz", 59.9).percentiles[5] == pytest.approx(
        0.1302, abs=1e-4
    )
    assert norm.citation == CITATION
    assert "10.7717/peerj.2648" in norm.citation
    assert "CC BY 4.0" in norm.citation
    assert (found(age_y=59.9).n_subjects, found(age_y=60.0).n_subjects) == (87, 76)


def test_bands():
    norm = found()
    edges = norm.percentiles
    assert norm.band(edges[5] - 1e-9) == "below the 5th percentile"
    assert norm.band(edges[5]) == "5th to 25th percentile"
    assert norm.band(edges[50]) == "25th to 50th percentile"
    assert norm.band(edges[95]) == "75th to 95th percentile"
    assert norm.band(edges[95] + 1e-9) == "above the 95th percentile"
    with pytest.raises(ValueError, match="finite"):
        norm.band(math.nan)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"metric": "mean_frequency_hz"}, "citable"),
        ({"age_y": 12.0}, "adults"),
        ({"age_y": math.nan}, "adults"),
        ({"age_y": 99.0}, "adults"),
        ({"vision": "dome"}, "dome"),
        ({"surface": "rocker"}, "rocker"),
        ({"preset": "default"}, "preset"),
        ({"duration_s": 30.0}, "60 s"),
        ({"duration_s": math.nan}, "60 s"),
    ],
)
def test_no_norm(changed, word):
    none = found(**changed)
    assert isinstance(none, Measured)
    assert none.definition == "no norm"
    assert word in none.refused


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
