"""C3D files of ours: read again by us, by ezc3d and by c3d, with the same numbers in 32 bits."""

import dataclasses
import warnings

import c3d
import c3d_writer
import ezc3d
import numpy as np
import pytest
from exchange_kit import EVENTS, place_table, plain, plate_table, recording

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.files.tables import read_trial
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.records.exchange import c3d as exchange_c3d
from balance_arcade.records.exchange.c3d import MOST_FRAMES, c3d_of_trial, frame_rate
from balance_arcade.records.exchange.facts import dated
from balance_arcade.records.trial_cop import cop_of_trial

PLATE = Geometry(500.0, 400.0)


def exported(path, folder, **how):
    trial = read_trial(path, **how)
    dates = dated(path) if path.suffix == ".mcap" else None
    out = folder / "out.c3d"
    data, left_out = c3d_of_trial(trial, dates)
    out.write_bytes(data)
    return trial, out, left_out


def of_n(n, rate_hz=100.0):
    """A trial of n samples on four corners, as one would stand for hours."""
    k = np.arange(n)
    corners_n = 160.0 + np.column_stack([5.0 * np.sin(k / (7.0 + i)) for i in range(4)])
    trial = dataclasses.replace(_SMALL, t_s=k / rate_hz, rate_hz=rate_hz, corners_n=corners_n)
    return dataclasses.replace(trial, fz_n=corners_n.sum(axis=1))


@pytest.fixture(scope="module", autouse=True)
def small(tmp_path_factory):
    global _SMALL  # noqa: PLW0603
    _SMALL = read_trial(recording(tmp_path_factory.mktemp("small")))


def ezc3d_cop(path):
    (plate,) = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    return plate["center_of_pressure"][:2].T, plate


def test_a_recording_comes_back_with_its_gap_its_events_and_where_it_is_from(tmp_path):
    trial, out, left_out = exported(recording(tmp_path), tmp_path)
    again = read_trial(out)
    taken = np.rint(trial.t_s * 100.0).astype(int)
    assert not left_out
    assert again.n_samples == 400
    np.testing.assert_array_equal(again.t_s[taken], trial.t_s)
    lost = np.setdiff1d(np.arange(400), taken)
    assert np.isnan(again.fz_n[lost]).all()
    np.testing.assert_allclose(again.fz_n[taken], trial.fz_n, rtol=1e-6)
    np.testing.assert_allclose(again.cop_mm[taken], cop_of_trial(trial), atol=1e-4)
    assert again.origin == "simulated"
    assert again.geometry.width_mm == pytest.approx(trial.geometry.width_mm, rel=1e-7)
    assert again.geometry.length_mm == trial.geometry.length_mm
    assert [(k, d) for _, k, d in plain(again.events)] == [(k, d) for _, k, d in plain(EVENTS)]
    np.testing.assert_allclose(
        [event.t_s for event in again.events], [event.t_s for event in EVENTS], atol=5e-6
    )


def test_ezc3d_gives_the_centre_of_pressure_back(tmp_path):
    trial, out, _ = exported(recording(tmp_path), tmp_path)
    theirs, plate = ezc3d_cop(out)
    taken = np.rint(trial.t_s * 100.0).astype(int)
    somebody = np.isfinite(ours := cop_of_trial(trial)).all(axis=1)
    np.testing.assert_allclose(theirs[taken][somebody], ours[somebody], atol=1e-3)
    assert plate["unit_position"] == "mm"
    assert plate["unit_moment"] == "Nmm"
    x, y = 216.55, 119.0
    corners = [[-x, y, 0], [x, y, 0], [x, -y, 0], [-x, -y, 0]]
    np.testing.assert_allclose(plate["corners"].T, corners, rtol=1e-6)
    # On the plate: the person pushes down, which is against the laboratory's upright axis.
    np.testing.assert_allclose(-plate["force"][2, taken][somebody], trial.fz_n[somebody], rtol=1e-6)


def test_a_plate_with_horizontal_forces_comes_back(tmp_path):
    trial, out, _ = exported(plate_table(tmp_path), tmp_path, geometry=PLATE)
    again = read_trial(out)
    np.testing.assert_allclose(again.cop_mm, trial.cop_mm, atol=1e-4)
    np.testing.assert_allclose(again.horizontal_n, trial.horizontal_n, atol=1e-5)
    np.testing.assert_allclose(again.plate, trial.plate, rtol=1e-6)
    theirs, plate = ezc3d_cop(out)
    np.testing.assert_allclose(theirs, trial.cop_mm, atol=1e-3)
    np.testing.assert_allclose(plate["force"][:2].T, trial.horizontal_n, atol=1e-5)
    # No free moment is made up.
    np.testing.assert_allclose(plate["Tz"][2], 0.0, atol=0.05)


def test_the_package_c3d_reads_values_names_and_units(tmp_path):
    trial, out, _ = exported(recording(tmp_path), tmp_path)
    with warnings.catch_warnings(), out.open("rb") as file:
        warnings.simplefilter("ignore")
        reader = c3d.Reader(file)
        rows = np.concatenate([analog for _, _, analog in reader.read_frames()], axis=1).T
        names = [label.strip() for label in reader.analog_labels]
        assert (reader.analog_rate, reader.point_rate) == (100.0, 100.0)
        person = reader.get("SUBJECTS:NAMES").bytes.decode().strip()
    assert names == ["Fx1", "Fy1", "Fz1", "Mx1", "My1", "Mz1", "TL", "TR", "BL", "BR"]
    assert person == "p-017"
    taken = np.rint(trial.t_s * 100.0).astype(int)
    np.testing.assert_array_equal(rows[taken, 6:], trial.corners_n.astype("f4"))


@pytest.mark.parametrize("n", [MOST_FRAMES, MOST_FRAMES + 1, 200_003])
def test_long_trials_keep_every_sample(tmp_path, n):
    trial, out = of_n(n), tmp_path / "long.c3d"
    out.write_bytes(c3d_of_trial(trial)[0])
    again = read_trial(out)
    assert again.n_samples == n
    np.testing.assert_allclose(again.cop_mm, cop_of_trial(trial), atol=1e-4)
    assert again.t_s[-1] == pytest.approx(trial.t_s[-1])


def test_other_readers_keep_every_sample_of_a_long_trial(tmp_path):
    n = 70_001
    trial, out = of_n(n), tmp_path / "long.c3d"
    out.write_bytes(c3d_of_trial(trial)[0])
    analogs = ezc3d.c3d(str(out))["data"]["analogs"][0]
    np.testing.assert_array_equal(analogs[6:, :n].T, trial.corners_n.astype("f4"))
    with warnings.catch_warnings(), out.open("rb") as file:
        warnings.simplefilter("ignore")
        assert sum(1 for _ in c3d.Reader(file).read_frames()) == 35_001


@pytest.mark.parametrize("rate_hz", [29.97, 59.94, 23.976, 33.3333, 66.6667, 16.67, 100.0, 87.3])
def test_samples_a_frame_stay_whole_at_every_rate(rate_hz):
    """ezc3d cuts the quotient of the rates: below the whole number it would lose a sample."""
    for n_each in range(1, 41):
        analog, frames = np.float32(rate_hz), np.float32(frame_rate(rate_hz, n_each))
        assert int(float(analog) / float(frames)) == n_each
        assert int(analog / frames) == n_each
        assert frames == pytest.approx(rate_hz / n_each, rel=1e-6)


def test_odd_rates_come_back_through_ezc3d(tmp_path, monkeypatch):
    monkeypatch.setattr(exchange_c3d, "MOST_FRAMES", 1000)
    trial, out = of_n(2_999, 66.6667), tmp_path / "odd.c3d"
    out.write_bytes(c3d_of_trial(trial)[0])
    np.testing.assert_allclose(ezc3d_cop(out)[0][:2_999], cop_of_trial(trial), atol=1e-3)
    again = read_trial(out)
    assert again.rate_hz == pytest.approx(66.6667, rel=1e-6)
    assert again.n_samples == 2_999


def test_what_does_not_fit_is_named(tmp_path):
    events = [Event(0.01 * k, "game.step", {"n": k}) for k in range(300)]
    events[290:] = [Event(2.9, "safety.adverse", {"why": "long" * 40})] * 10
    trial = dataclasses.replace(_SMALL, events=tuple(events))
    data, left_out = c3d_of_trial(trial)
    out = tmp_path / "out.c3d"
    out.write_bytes(data)
    assert left_out == (
        "45 of 300 events, because 255 fit",
        "the data of 10 events, each longer than 125 bytes",
    )
    kinds = [event.kind for event in read_trial(out).events]
    assert kinds.count("safety.adverse") == 10
    assert len(kinds) == 255


def test_a_trial_without_load_or_size_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(RecordingError, match="has no loads") as refused:
        c3d_of_trial(read_trial(place_table(tmp_path)))
    assert "--xdf" in str(refused.value.hint)
    with pytest.raises(RecordingError, match="how large") as refused:
        c3d_of_trial(read_trial(plate_table(tmp_path)))
    assert "--width" in str(refused.value.hint)


def test_a_gap_of_a_year_is_refused(tmp_path):
    trial = dataclasses.replace(_SMALL, t_s=_SMALL.t_s + 3e7 * (_SMALL.t_s > 1.0))
    with pytest.raises(RecordingError, match="gaps that make"):
        c3d_of_trial(trial)


def test_events_of_other_programs_are_read_from_the_first_frame_on(tmp_path):
    """In a file that begins with frame 51, an event at 0.75 s of the trial is at 0.25 s of it."""
    rows = np.tile([0.0, 0.0, 700.0, 0.0, 0.0, 0.0], (200, 1))
    maker = c3d_writer.C3d(rows, units=[], plates=[])
    path = c3d_writer.write_c3d(
        tmp_path / "theirs.c3d", rows, units=["N"] * 3 + ["Nmm"] * 3,
        plates=[{"type": 2, "corners": [250, 200, 0, -250, 200, 0, -250, -200, 0, 250, -200, 0],
                 "origin": [0, 0, -40], "channels": [1, 2, 3, 4, 5, 6]}],
        trial=(51, 250),
        extra={
            "EVENT:USED": maker.whole([2], []),
            "EVENT:LABELS": maker.text(["Foot Strike", "Foot Off"]),
            "EVENT:CONTEXTS": maker.text(["Left", "Right"]),
            "EVENT:TIMES": maker.real([0.0, 1.25, 0.0, 0.75], [2, 2]),
        },
    )  # fmt: skip
    assert plain(read_trial(path).events) == [
        (0.25, "c3d.event", {"text": "Foot Off", "side": "Right"}),
        (0.75, "c3d.event", {"text": "Foot Strike", "side": "Left"}),
    ]
    assert C3dFile(path).first_frame == 51
