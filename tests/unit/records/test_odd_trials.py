"""Files as people have them: the right values, or a refusal, and what is wrong by name."""

import json

import numpy as np
import odd_trials as odd
import pytest

from balance_arcade.cli import main
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import PlateOptions, read_trial
from balance_arcade.hw import open_board
from balance_arcade.records.analyze import analyze_file


def names(result):
    return [fault.name for fault in result.quality.faults]


def value(result, name):
    return result.metrics[name].value


def is_the_whole_trial(result):
    return (
        value(result, "sway_path_mm") == pytest.approx(odd.PATH_MM, rel=1e-3)
        and value(result, "ellipse_area_mm2") == pytest.approx(odd.AREA_MM2, rel=5e-3)
        and value(result, "sd_ml_mm") == pytest.approx(4.0, abs=0.02)
        and value(result, "sd_ap_mm") == pytest.approx(6.0, abs=0.02)
    )


def test_a_clean_trial_has_no_fault(tmp_path):
    result = analyze_file(odd.cop_table(tmp_path / "x.csv", np.arange(3600) / 100, odd.sway()))
    assert names(result) == []
    assert is_the_whole_trial(result)


@pytest.mark.parametrize("at", [1, 1800, 3599])
def test_a_wrapped_counter_loses_nothing(tmp_path, at):
    result = analyze_file(odd.clock_wraps(tmp_path / "x.csv", at))
    assert names(result) == ["clock_wraps"]
    assert is_the_whole_trial(result)
    assert (result.rate_hz, result.quality.n_used) == (100.0, 3600)
    assert result.duration_s == pytest.approx(36.0)


@pytest.mark.parametrize("of", [2, 3, 5])
def test_bursts_are_no_gaps(tmp_path, of):
    result = analyze_file(odd.bursts(tmp_path / "x.csv", of))
    assert names(result) == ["times_in_bursts"]
    assert is_the_whole_trial(result)
    assert (result.rate_hz, result.quality.n_gaps, result.quality.n_lost) == (100.0, 0, 0)


def test_rounded_times_are_no_gaps(tmp_path):
    result = analyze_file(odd.times_rounded(tmp_path / "x.csv"))
    clean_s = np.arange(3600) / 99.3
    clean = odd.corner_table(tmp_path / "clean.csv", clean_s, odd.corners(odd.sway(rate_hz=99.3)))
    right = value(analyze_file(clean), "sway_path_mm")
    assert names(result) == ["times_rounded"]
    assert result.rate_hz == pytest.approx(99.3, rel=1e-4)
    assert value(result, "sway_path_mm") == pytest.approx(right, rel=1e-4)
    assert result.quality.n_used == 3600


def test_milliseconds_named_seconds_are_refused_with_the_right_name(tmp_path):
    result = analyze_file(odd.millis_named_seconds(tmp_path / "x.csv"), "raw")
    assert names(result) == ["time_unit"]
    assert all(metric.value is None for metric in result.metrics.values())
    assert "10 s from sample to sample" in result.quality.faults[0].sentence
    assert not any("ISPGR" in note for note in result.quality.notes)
    assert "t_ms" in result.quality.faults[0].sentence


def test_a_given_place_without_load_is_nobody(tmp_path):
    path = odd.cop_zero_when_load_is_zero(tmp_path / "x.csv")
    result = analyze_file(path)
    stood = odd.cop_table(tmp_path / "y.csv", np.arange(1099, 3600) / 100, odd.sway()[1099:])
    right = analyze_file(stood)
    assert names(result) == ["load_below_10_n"]
    for name in ("sway_path_mm", "ellipse_area_mm2", "sd_ml_mm"):
        assert value(result, name) == pytest.approx(value(right, name), rel=1e-9)
    assert (result.quality.n_used, result.quality.n_outside) == (2501, 1099)
    with open_board(f"replay:{path}?speed=0") as board:
        # Live and in batch nobody is the same.
        loads = [sample.fz_n for sample in board.read(timeout_s=1.0)][:900]
    assert set(loads) == {0.0}


@pytest.mark.parametrize("corner", range(4))
def test_a_reversed_corner_is_turned_and_named(tmp_path, corner):
    result = analyze_file(odd.corner_wired_backwards(tmp_path / "x.csv", corner))
    sound = analyze_file(
        odd.corner_table(
            tmp_path / "y.csv",
            np.arange(3600) / 100,
            odd.corners(odd.sway(), odd.stepped_on(3600, 800)),
        )
    )
    assert names(result) == ["cell_reversed", "load_below_10_n"]
    for name in ("sway_path_mm", "ellipse_area_mm2", "left_load_frac"):
        assert value(result, name) == pytest.approx(value(sound, name), rel=1e-9)
    assert result.quality.n_used == 2800


def test_an_empty_board_that_is_off_is_said_with_its_seconds(tmp_path):
    result = analyze_file(odd.empty_board_off(tmp_path / "x.csv"))
    assert names(result) == ["load_below_10_n", "empty_board_not_zero"]
    sentence = result.quality.faults[1].sentence
    assert "-207 N (corners -118, -28, -2, -59)" in sentence
    assert "--zero 0.0,7.9" in sentence
    # Not taken off unasked.
    assert value(result, "left_load_frac") == pytest.approx(0.467, abs=5e-3)


def test_stepping_on_is_said_with_the_way_out(tmp_path):
    result = analyze_file(odd.steps_on_inside(tmp_path / "x.csv"))
    assert names(result) == ["load_below_10_n", "steps_on_inside"]
    assert "--trim" in result.quality.faults[1].sentence
    assert "--from 6.8" in result.quality.faults[1].sentence


def test_a_place_off_the_plate_is_refused(tmp_path):
    result = analyze_file(odd.cop_off_the_plate(tmp_path / "x.c3d"))
    assert names(result) == ["place_off_the_plate"]
    assert value(result, "sway_path_mm") is None
    assert "400 x 600 mm" in result.quality.faults[0].sentence


def test_a_short_record_is_too_short_and_nothing_else(tmp_path):
    result = analyze_file(odd.short_of_the_filter(tmp_path / "x.c3d"))
    reasons = set(result.quality.refused.values())
    assert any(reason.startswith("too short") for reason in reasons)
    assert not any("somebody" in reason for reason in reasons)
    assert (result.quality.n_outside, result.quality.n_short_run) == (0, 20)
    assert names(result) == []


def test_an_axis_that_is_up_is_asked_for(tmp_path):
    result = analyze_file(odd.y_up(tmp_path / "x.txt"), plate=PlateOptions(units="n,mm"))
    assert names(result) == ["other_axis_is_up"]
    assert "--up y" in result.quality.faults[0].sentence
    assert value(result, "median_ml_mm") is None


def test_people_read_what_was_done_and_the_way_out(tmp_path, capsys):
    path = odd.bursts(tmp_path / "x.csv")
    main(["analyze", str(path)])
    text = " ".join(capsys.readouterr().out.split())
    assert "mended: The samples bear the time of their arrival, in bursts." in text
    assert "--rate HZ" in text
    main(["analyze", str(path), "--json"])
    fault = json.loads(capsys.readouterr().out)["quality"]["faults"][0]
    assert (fault["name"], fault["effect"]) == ("times_in_bursts", "mended")
    assert fault["n_samples"] == 3600


def test_a_replay_of_mended_times_is_regular(tmp_path):
    path = odd.clock_wraps(tmp_path / "x.csv")
    with open_board(f"replay:{path}?speed=0") as board:
        assert any("4294.967296" in warning for warning in board.health.warnings)
        assert board.info.nominal_rate_hz == 100.0


def test_a_refused_file_is_not_replayed(tmp_path):
    with pytest.raises(RecordingError, match="t_ms"):
        open_board(f"replay:{odd.millis_named_seconds(tmp_path / 'x.csv')}")


def test_every_kind_can_be_written_and_read(tmp_path):
    for name, write in odd.KINDS.items():
        options = PlateOptions(units="n,mm") if name == "y_up.txt" else None
        assert read_trial(write(tmp_path / name), plate=options).n_samples >= 20


def test_a_base_that_nobody_stands_on_is_said(tmp_path):
    path = odd.cop_table(tmp_path / "x.csv", np.arange(3600) / 100, odd.sway())
    square = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    assert names(analyze_file(path, base_mm=square * 150.0)) == []
    result = analyze_file(path, base_mm=square * 150.0 + np.array([0.0, 400.0]))
    assert names(result) == ["place_outside_base"]
    assert result.quality.faults[0].n_samples == 3600


def test_a_replay_says_what_is_wrong_with_the_board_and_not_who_stepped_on(tmp_path):
    path = odd.empty_board_off(tmp_path / "x.csv")
    with open_board(f"replay:{path}?speed=0") as board:
        said = " ".join(board.health.warnings)
    assert "-207 N" in said
    assert "less than 10 N" not in said
