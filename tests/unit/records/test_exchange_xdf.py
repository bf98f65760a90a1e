"""XDF files of ours: read again they are the same, and pyxdf reads what was written."""

import dataclasses
import struct

import numpy as np
import pytest
import pyxdf
from exchange_kit import EVENTS, UNIX_NS, N, place_table, plain, plate_table, recording

from balance_arcade.files.tables import Cut, read_trial
from balance_arcade.records.exchange.facts import dated
from balance_arcade.records.exchange.xdf import xdf_of_trial
from balance_arcade.records.trial_cop import cop_of_trial


def exported(path, folder, cut=None):
    trial = read_trial(path, cut=cut)
    dates = dated(path) if path.suffix == ".mcap" else None
    out = folder / "out.xdf"
    out.write_bytes(xdf_of_trial(trial, dates))
    return trial, out


def same(left, right):
    np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("cut", [None, Cut(from_s=1.0, to_s=3.5)])
def test_a_recording_comes_back_bit_for_bit(tmp_path, cut):
    trial, out = exported(recording(tmp_path), tmp_path, cut)
    again = read_trial(out)
    same(again.t_s, trial.t_s)
    same(again.corners_n, trial.corners_n)
    same(again.fz_n, trial.fz_n)
    same(cop_of_trial(again), cop_of_trial(trial))
    assert (again.geometry, again.origin, again.rate_hz) == (
        trial.geometry,
        "simulated",
        trial.rate_hz,
    )
    within = [event for event in EVENTS if cut is None or 1.0 <= event.t_s <= 3.5]
    assert plain(again.events) == plain(within)


def test_a_plate_comes_back_as_its_centre_of_pressure(tmp_path):
    trial, out = exported(plate_table(tmp_path), tmp_path)
    again = read_trial(out)
    same(again.t_s, trial.t_s)
    same(again.fz_n, trial.fz_n)
    same(again.cop_mm, trial.cop_mm)


def test_a_place_alone_comes_back(tmp_path):
    trial, out = exported(place_table(tmp_path), tmp_path)
    again = read_trial(out)
    assert np.isnan(trial.cop_mm).any(axis=1).sum() == 1
    same(again.cop_mm, trial.cop_mm)
    assert again.fz_n is None


def test_pyxdf_reads_stamps_values_units_and_events(tmp_path):
    trial, out = exported(recording(tmp_path), tmp_path)
    streams, head = pyxdf.load_xdf(str(out))
    forces, markers = sorted(streams, key=lambda one: one["info"]["type"][0])
    assert forces["info"]["type"] == ["Force"]
    same(forces["time_stamps"], trial.t_s)
    same(forces["time_series"][:, :4], trial.corners_n)
    desc = forces["info"]["desc"][0]
    told = [(c["label"][0], c["unit"][0]) for c in desc["channels"][0]["channel"]]
    assert told[:6] == [*((n, "N") for n in ("tl", "tr", "bl", "br", "fz")), ("cop_ml", "mm")]
    assert desc["subject"][0]["id"] == ["p-017"]
    assert desc["balance_arcade"][0]["origin"] == ["simulated"]
    assert forces["info"]["name"] == ["Simulated <person> & board"]
    assert int(forces["footer"]["info"]["sample_count"][0]) == trial.n_samples == N - 20
    same(markers["time_stamps"], [event.t_s for event in EVENTS])
    assert markers["time_series"][2] == ["session.pause"]
    # Second 0 of the board came 2 s behind the moment at which the clocks were compared.
    assert head["info"]["datetime"] == ["2026-05-28T20:26:42.000000Z"]
    assert dated(tmp_path / "stand.mcap").start_ns == UNIX_NS + 2_000_000_000


def test_the_same_trial_gives_the_same_bytes(tmp_path):
    path = recording(tmp_path)
    assert exported(path, tmp_path)[1].read_bytes() == xdf_of_trial(read_trial(path), dated(path))


def test_a_stream_that_was_sent_on_is_timed_by_its_stamps_again(tmp_path):
    """Clock offsets say that a recorder was between: the stamps are arrivals then."""
    _, out = exported(place_table(tmp_path), tmp_path)
    data = out.read_bytes()
    comparison = struct.pack("<BIHIdd", 4, 22, 4, 1, 0.5, 100.0)
    out.write_bytes(data + comparison)
    assert read_trial(out).t_s[0] == 0.0
    again = read_trial(out)
    np.testing.assert_allclose(again.t_s, np.arange(200) / 50.0, atol=1e-9)


def test_what_is_cut_off_leaves_the_rest_readable(tmp_path):
    long = read_trial(plate_table(tmp_path))
    trial = dataclasses.replace(
        long,
        t_s=np.arange(3000) / 100.0,
        fz_n=np.tile(long.fz_n, 10),
        cop_mm=np.tile(long.cop_mm, (10, 1)),
        plate=np.tile(long.plate, (10, 1)),
        horizontal_n=np.tile(long.horizontal_n, (10, 1)),
    )
    out = tmp_path / "cut.xdf"
    data = xdf_of_trial(trial)
    out.write_bytes(data[: len(data) * 4 // 5])
    again = read_trial(out)
    assert again.n_samples == 2000
    assert any("damaged or cut off" in note for note in again.notes)


def test_letters_that_xml_has_no_place_for_do_not_break_the_file(tmp_path):
    path = plate_table(tmp_path)
    odd = tmp_path / "a\x07 & <b>\u202e手.csv"
    path.rename(odd)
    _, out = exported(odd, tmp_path)
    assert read_trial(out).n_samples == 300
