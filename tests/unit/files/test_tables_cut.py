"""Which seconds count: from, to and trim, the same for every format, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from stance_kit import cop_table, corner_table, load, sway, times, write_table

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import Cut, read_trial

T_S = times(30.0)


def test_from_and_to_are_seconds_of_the_file(tmp_path):
    path = cop_table(tmp_path / "a.csv", T_S + 1000.0, load(T_S))
    trial = read_trial(path, cut=Cut(from_s=5.0, to_s=20.0))
    assert (trial.n_samples, trial.t_s[0], trial.duration_s) == (1500, 1005.0, pytest.approx(15.0))
    assert np.abs(trial.cop_mm - sway(T_S)[500:2000]).max() < 1e-3
    assert "Measured from 5.00 to 19.99 s of the file." in trial.notes


def test_gaps_and_blanks_are_those_of_the_part(tmp_path):
    keep = np.ones(3000, bool)
    keep[1000:1005] = keep[2500:2510] = False
    path = cop_table(tmp_path / "a.csv", T_S[keep], load(T_S)[keep])
    text = path.read_text().splitlines()
    text[5] = text[5].rpartition(",")[0] + ","
    path.write_text("\n".join(text) + "\n")
    whole, part = read_trial(path), read_trial(path, cut=Cut(from_s=5.0, to_s=20.0))
    assert (whole.quality.n_lost, whole.quality.n_gaps, whole.quality.n_nan) == (15, 2, 1)
    assert (part.quality.n_lost, part.quality.n_gaps, part.quality.n_nan) == (5, 1, 0)


def test_an_end_behind_the_file_is_said(tmp_path):
    path = cop_table(tmp_path / "a.csv", T_S, load(T_S))
    notes = " ".join(read_trial(path, cut=Cut(to_s=60.0)).notes)
    assert "ends at 29.99 s, before the 60 s" in notes
    assert "before the" not in " ".join(read_trial(path, cut=Cut(to_s=30.0)).notes)


@pytest.mark.parametrize(
    ("cut", "message"),
    [
        ({"from_s": 30.0, "to_s": 5.0}, "begins at 30 s and ends at 5 s"),
        ({"to_s": 0.0}, "begins at 0 s and ends at 0 s"),
        ({"from_s": -1.0}, "cannot be -1 s"),
        ({"from_s": float("nan")}, "cannot be nan s"),
        ({"zero_s": (7.0, 0.0)}, "from 7 s to 0 s"),
        ({"zero_s": (-2.0, 3.0)}, "cannot be -2 s"),
    ],
)
def test_seconds_that_are_none(cut, message):
    with pytest.raises(ConfigError, match=message):
        Cut(**cut)


def test_a_beginning_behind_the_end_is_refused(tmp_path):
    path = cop_table(tmp_path / "a.csv", T_S, load(T_S))
    with pytest.raises(ConfigError, match=r"0 samples lie between 40 s and its end.* 29.99 s"):
        read_trial(path, cut=Cut(from_s=40.0))


@pytest.mark.parametrize("make", [cop_table, corner_table])
def test_trim_cuts_stepping_on_and_off(tmp_path, make):
    """On from 4.0 to 4.8 s, off from 25.2 to 26.0 s; a second of sway more is cut at both ends."""
    path = make(tmp_path / "a.csv", T_S, load(T_S, on_s=4.0, off_s=26.0))
    trial = read_trial(path, cut=Cut(trim=True))
    assert 5.7 < trial.t_s[0] <= 5.81
    assert 24.19 <= trial.t_s[-1] < 24.3
    assert "Trimmed to" in trial.notes[-1]


def test_trim_leaves_what_is_steady_from_end_to_end(tmp_path):
    path = cop_table(tmp_path / "a.csv", T_S, load(T_S))
    trial = read_trial(path, cut=Cut(trim=True))
    assert trial.n_samples == 3000
    assert "Nothing was trimmed" in trial.notes[-1]
    # A stumble in the middle is no stepping on.
    fz_n = load(T_S)
    fz_n[1400:1450] = 300.0
    assert read_trial(cop_table(tmp_path / "b.csv", T_S, fz_n), cut=Cut(trim=True)).n_samples == (
        3000
    )


def test_trim_sees_a_person_beside_a_long_empty_board(tmp_path):
    """25 N for 20 s and 700 N for 10 s: the median of all loads would be the empty board's."""
    fz_n = load(T_S, on_s=20.0) + 25.0
    trial = read_trial(cop_table(tmp_path / "a.csv", T_S, fz_n), cut=Cut(trim=True))
    assert 21.7 < trial.t_s[0] <= 21.81
    assert trial.fz_n.min() > 690.0


def test_trim_refuses_whom_it_cannot_tell(tmp_path):
    restless = 700.0 + 300.0 * np.sin(2 * np.pi * 0.7 * T_S)
    with pytest.raises(RecordingError, match=r"never stays within 5 % .* nobody stands still"):
        read_trial(cop_table(tmp_path / "a.csv", T_S, restless), cut=Cut(trim=True))
    brief = load(T_S, on_s=10.0, off_s=13.0)
    with pytest.raises(RecordingError, match="nothing is left between"):
        read_trial(cop_table(tmp_path / "b.csv", T_S, brief), cut=Cut(trim=True))
    empty = np.zeros_like(T_S)
    with pytest.raises(RecordingError, match="never stays"):
        read_trial(cop_table(tmp_path / "c.csv", T_S, empty), cut=Cut(trim=True))
    cop_mm = sway(T_S)
    bare = {"t_s": T_S, "cop_ml_mm": cop_mm[:, 0], "cop_ap_mm": cop_mm[:, 1]}
    with pytest.raises(ConfigError, match="holds no load"):
        read_trial(write_table(tmp_path / "d.csv", bare), cut=Cut(trim=True))


def test_trim_looks_at_what_from_and_to_leave(tmp_path):
    path = cop_table(tmp_path / "a.csv", T_S, load(T_S, on_s=4.0, off_s=26.0))
    trial = read_trial(path, cut=Cut(from_s=4.5, to_s=20.0, trim=True))
    assert 5.7 < trial.t_s[0] <= 5.81
    assert trial.t_s[-1] == pytest.approx(19.99)


def test_seconds_of_a_table_without_times(tmp_path):
    cop_mm = sway(T_S)
    bare = {"cop_ml_mm": cop_mm[:, 0], "cop_ap_mm": cop_mm[:, 1]}
    path = write_table(tmp_path / "a.csv", bare)
    trial = read_trial(path, rate_hz=50.0, cut=Cut(from_s=10.0))
    assert (trial.n_samples, trial.duration_s) == (2500, 50.0)


@pytest.mark.parametrize("rate_hz", [100.0, 250.0])
def test_a_rate_goes_before_times(tmp_path, rate_hz):
    """Milliseconds named seconds, stamps in bursts, a clock that stands: the rate is enough."""
    stamps = {
        "ms": T_S * 1000.0,
        "burst": np.floor(T_S * 20.0) / 20.0 + 0.001 * (np.arange(3000) % 5),
        "still": np.zeros(3000),
        "back": np.where(T_S < 15.0, T_S, T_S - 15.0),
    }
    for name, stamp in stamps.items():
        path = cop_table(tmp_path / f"{name}.csv", stamp, load(T_S))
        trial = read_trial(path, rate_hz=rate_hz, cut=Cut(to_s=10.0))
        assert (trial.rate_hz, trial.n_samples) == (rate_hz, 10 * rate_hz)
        assert (trial.quality.n_gaps, trial.quality.n_unsorted) == (0, 0)
        assert f"{rate_hz:g} Hz was given; the times of the file" in trial.notes[0]
