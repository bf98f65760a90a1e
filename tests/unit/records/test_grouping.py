"""Groups by file names: fields, subjects averaged first, n and SD of subjects."""

import csv
import io
import statistics

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.grouping import NamePattern, group_rows, groups_csv
from balance_arcade.records.tidy import TidyRow

PATTERN = NamePattern("{subject}_{condition}_*.txt")
TRIALS = {
    "S1_eo_1.txt": 1.0, "S1_eo_2.txt": 3.0, "S1_eo_3.txt": None, "S2_eo_1.txt": 6.0,
    "S3_eo_1.txt": 10.0, "S1_ec_1.txt": 5.0, "odd.txt": 99.0,
}  # fmt: skip


def rows(pattern=PATTERN):
    return [
        TidyRow(pattern.labels(file), {"file": file}, {"rms_mm": value})
        for file, value in TRIALS.items()
    ]


@pytest.mark.parametrize(
    ("pattern", "file", "labels"),
    [
        ("{subject}_{condition}_*.txt", "a/S1_eo_1.txt", {"subject": "S1", "condition": "eo"}),
        (
            "{subject}_{condition}.txt",
            "S1_eyes_open.txt",
            {"subject": "S1", "condition": "eyes_open"},
        ),
        (
            "{subject}/*_{condition}?.csv",
            "x/S1/rec_eo2.csv",
            {"subject": "S1", "condition": "eo"},
        ),
        ("{condition}/{subject}/*", "d\\eo\\S1\\t.csv", {"subject": "S1", "condition": "eo"}),
        ("{subject}.*", "S1.txt.csv", {"subject": "S1"}),
        ("{subject}_[x].txt", "S1_[x].txt", {"subject": "S1"}),
        ("{subject}_{condition}_*.txt", "S1-eo-1.txt", {}),
    ],
)
def test_fields_of_a_name(pattern, file, labels):
    assert NamePattern(pattern).labels(file) == labels


@pytest.mark.parametrize("pattern", ["*.txt", "{}_{subject}.txt", "{a b}.txt", "{a}_{a}.txt"])
def test_a_pattern_that_makes_no_sense_is_refused_with_an_example(pattern):
    with pytest.raises(ConfigError, match=r"--group '\{subject\}_\{condition\}_\*.txt'"):
        NamePattern(pattern)


def test_trials_are_averaged_before_subjects():
    ec, eo = group_rows(rows(), ["rms_mm"])
    assert (eo.labels, eo.n_subjects, eo.n_trials) == ({"condition": "eo"}, 3, 5)
    value = eo.values["rms_mm"]
    # S1: (1 + 3) / 2, its third trial has no value.
    assert (value.n, value.mean) == (3, pytest.approx(6.0))
    assert value.sd == pytest.approx(statistics.stdev([2.0, 6.0, 10.0]))
    assert ec.values["rms_mm"].sd is None
    assert ec.values["rms_mm"].mean == 5.0


def test_without_subjects_each_trial_counts():
    (every,) = group_rows(rows(NamePattern("S?_{condition}_*.txt")), ["rms_mm"])[1:]
    assert (every.n_subjects, every.n_trials) == (5, 5)
    assert every.values["rms_mm"].n == 4
    assert every.values["rms_mm"].mean == pytest.approx(5.0)


def test_files_that_were_not_measured_are_in_no_group():
    assert group_rows([TidyRow({"subject": "S1"}, {}, {})], ["rms_mm"]) == []


def test_groups_as_a_long_table():
    groups = group_rows(rows(), ["rms_mm"])
    text = groups_csv(groups, PATTERN.fields, {"rms_mm": "mm"}).decode()
    ec, eo = csv.DictReader(io.StringIO(text))
    assert ec == {
        "condition": "ec", "metric": "rms_mm", "unit": "mm", "n_subjects": "1", "n_trials": "1",
        "n": "1", "mean": "5.0", "sd": "",
    }  # fmt: skip
    assert (eo["n"], float(eo["mean"]), float(eo["sd"])) == ("3", 6.0, 4.0)
