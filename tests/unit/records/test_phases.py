"""One phase of a session's recording: quiet stance without the leans; named where it lacks."""

import dataclasses

import numpy as np
import pytest
from phased_recording import PHASES, record_session

from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Phase
from balance_arcade.files.tables import read_trial
from balance_arcade.records.analyze import analyze_file
from balance_arcade.records.phases import only_phase
from balance_arcade.records.quiet import quiet_stance


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return record_session(tmp_path_factory.mktemp("phases") / "session.mcap")


def test_leans_are_not_measured_with_the_stance(recording):
    whole, quiet = analyze_file(recording), analyze_file(recording, phase="quiet")
    assert whole.metrics["ellipse_area_mm2"].value > 5000.0
    assert quiet.metrics["ellipse_area_mm2"].value < 300.0
    assert "Only the phase quiet, 4.00 to 14.00 s, is measured." in quiet.quality.notes
    stance = quiet_stance(recording)
    assert quiet.metrics["ellipse_area_mm2"].value == stance.value("ellipse_area_mm2")
    assert quiet.metrics["sway_path_mm"].value == stance.value("sway_path_mm")


def test_every_column_is_cut_alike(recording):
    trial = read_trial(recording)
    cut = only_phase(trial, "limits")
    np.testing.assert_array_equal(cut.t_s, trial.t_s[1400:2401])
    np.testing.assert_array_equal(cut.corners_n, trial.corners_n[1400:2401])
    np.testing.assert_array_equal(cut.fz_n, trial.fz_n[1400:2401])


def test_faults_of_a_moment_are_those_of_the_phase(recording):
    trial = read_trial(recording)
    elsewhere = DataFault("steps_on_inside", "The load still rises.", "kept", 40)
    cell = DataFault("cell_saturates", "The front-left corner is at its end.", "kept", 9)
    trial = dataclasses.replace(trial, faults=(elsewhere, cell))
    assert only_phase(trial, "limits").faults == (cell,)
    trial.fz_n[1500:1510] = trial.corners_n[1500:1510] = 0.0
    named = [fault.name for fault in only_phase(trial, "limits").faults]
    assert "load_below_10_n" in named
    assert "load_below_10_n" not in [fault.name for fault in only_phase(trial, "quiet").faults]


def test_a_phase_that_is_not_there_is_said_with_those_that_are(recording):
    with pytest.raises(ConfigError, match="no completed phase 'play'") as caught:
        analyze_file(recording, phase="play")
    assert caught.value.hint == "It holds: quiet, step_on, centre, limits."


def test_a_recording_without_phases_says_so(tmp_path):
    path = record_session(tmp_path / "bare.mcap", phases=(), seconds=2.0)
    with pytest.raises(ConfigError) as caught:
        analyze_file(path, phase="quiet")
    assert caught.value.hint == "It holds no phase at all."


def test_a_phase_of_no_length_is_refused(tmp_path):
    phases = ((Phase.CENTRE, 1.001), (Phase.LIMITS, 1.002), *PHASES[3:])
    path = record_session(tmp_path / "short.mcap", phases=phases, seconds=25.0)
    with pytest.raises(ConfigError, match="fewer than two samples"):
        analyze_file(path, phase="quiet")


def test_a_foreign_file_has_no_phases(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text("t_s,cop_ml_mm,cop_ap_mm\n0,0,0\n0.1,3,4\n")
    with pytest.raises(ConfigError, match=r"walk\.csv is no recording of Balance Arcade"):
        analyze_file(path, phase="quiet")
