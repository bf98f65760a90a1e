"""XDF files after the specification, read as trials: streams, clocks, drop-outs, markers."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
import xdf_writer as xdf

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import PlateOptions, read_trial

RATE_HZ, N = 100.0, 1500
TRUE_S = np.arange(N) / RATE_HZ
GEOMETRY = Geometry(400.0, 300.0)


def corners(t_s=TRUE_S):
    """A person of 700 N whose weight goes from side to side."""
    right = 0.5 + 0.1 * np.sin(2.0 * np.pi * 0.5 * t_s)
    even = np.full_like(t_s, 350.0)
    return np.column_stack((even * (1.0 - right), even * right) * 2)


def written(tmp_path, *chunks, name="stand.xdf"):
    return xdf.write(tmp_path / name, *chunks)


def of(tmp_path, stamps, rows, **how):
    return read_trial(written(tmp_path, xdf.board(1, stamps, rows, **how)), geometry=GEOMETRY)


@pytest.mark.parametrize("deduced", [False, True])
@pytest.mark.parametrize("form", ["float32", "double64"])
def test_forces_of_a_board(tmp_path, form, deduced):
    trial = of(tmp_path, TRUE_S + 5e5, corners(), form=form, deduced=deduced)
    assert (trial.format, trial.rate_hz, trial.n_samples) == ("xdf", 100.0, N)
    np.testing.assert_allclose(trial.t_s, TRUE_S, atol=1e-6)
    np.testing.assert_allclose(trial.corners_n, corners(), rtol=1e-6)
    assert (trial.quality.n_gaps, trial.events) == (0, ())


@pytest.mark.parametrize(
    ("labels", "units", "row", "place"),
    [
        (("Fx", "Fy", "Fz", "Mx", "My"), ("N", "N", "N", "Nm", "Nm"), (0, 0, 700, 7, -14), "front"),
        (("cop_ml", "cop_ap", "fz"), ("cm", "cm", "N"), (2, 1, 700), ""),
        (("TopLeft", "TopRight", "BottomLeft", "BottomRight"), ("kg",) * 4, (20, 20, 15, 15), "c"),
    ],
)
def test_other_channels(tmp_path, labels, units, row, place):
    rows = np.tile(np.array(row, dtype=float), (N, 1))
    trial = of(tmp_path, TRUE_S, rows, labels=labels, units=units)
    if place == "c":
        assert trial.fz_n[0] == pytest.approx(70 * 9.80665, rel=1e-6)
    elif place:
        # z points down, y to the toes: right is -x.
        assert trial.cop_mm[0] == pytest.approx((-20.0, 10.0))
    else:
        assert trial.cop_mm[0] == pytest.approx((20.0, 10.0))


def test_the_force_stream_is_found_among_others_and_markers_are_events(tmp_path):
    eeg = xdf.board(1, TRUE_S, np.zeros((N, 2)), name="EEG", labels=("Cz", "Pz"), units=("uV",) * 2)
    marks = xdf.header(3, name="Task", kind="Markers", labels=("m",), units=("",), rate_hz=0.0,
                       form="string")  # fmt: skip
    marks += xdf.samples(3, [103.0, 101.5], ["eyes closed", "start"], "string")
    force = xdf.board(2, TRUE_S + 100.0, corners(), name="Board")
    trial = read_trial(written(tmp_path, eeg, marks, force), geometry=GEOMETRY)
    assert trial.corners_n.shape == (N, 4)
    assert [(event.t_s, event.data["text"]) for event in trial.events] == [
        (pytest.approx(1.5), "start"),
        (pytest.approx(3.0), "eyes closed"),
    ]
    assert any("'start' at 1.50 s, 'eyes closed' at 3.00 s" in note for note in trial.notes)


def test_of_two_boards_one_is_chosen(tmp_path):
    left = xdf.board(1, TRUE_S, corners(), name="Left", source_id="l-1")
    right = xdf.board(2, TRUE_S, 2.0 * corners(), name="Right", source_id="r-1")
    path = written(tmp_path, left, right)
    with pytest.raises(RecordingError) as caught:
        read_trial(path)
    assert "2 streams of forces: 'Left' (Force, 4 channels), 'Right'" in caught.value.message
    assert "--stream" in caught.value.hint
    for wanted in ("Right", "r-1", "2"):
        trial = read_trial(path, plate=PlateOptions(stream=wanted))
        assert trial.fz_n[0] == pytest.approx(1400.0)
    with pytest.raises(RecordingError, match="no stream of numbers called 'Middle'"):
        read_trial(path, plate=PlateOptions(stream="Middle"))


@pytest.mark.parametrize(
    ("described", "part"),
    [
        ({"labels": ("a", "b", "c", "d")}, "no stream of forces; it has 'Board' (Force, 4"),
        ({"units": ("",) * 4}, "has no unit"),
        ({"units": ("counts",) * 4}, "is in counts"),
    ],
)
def test_what_is_no_force_is_said(tmp_path, described, part):
    path = written(tmp_path, xdf.board(1, TRUE_S, corners(), **described))
    with pytest.raises(RecordingError) as caught:
        read_trial(path)
    assert part in caught.value.message
    if "no unit" in part:
        assert read_trial(path, plate=PlateOptions(units="n")).fz_n[0] == pytest.approx(700.0)


@pytest.mark.parametrize("n_lost", [6, 50, 300])
@pytest.mark.parametrize("jitter_s", [0.0, 0.002])
def test_drop_outs_stay_open(tmp_path, n_lost, jitter_s):
    left = np.r_[0:700, 700 + n_lost : N]
    late_s = np.random.default_rng(2).exponential(jitter_s, len(left)) if jitter_s else 0.0
    trial = of(tmp_path, np.maximum.accumulate(TRUE_S[left] + late_s), corners()[left])
    assert (trial.quality.n_gaps, trial.quality.n_lost) == (1, n_lost)
    off_s = trial.t_s - TRUE_S[left]
    assert np.abs(off_s - off_s.mean()).max() < 0.001
    assert trial.rate_hz == 100.0


@pytest.mark.parametrize("size", [5, 30])
@pytest.mark.parametrize("rate_hz", [100.0, 0.0])
def test_bursts_are_spread(tmp_path, size, rate_hz):
    stamps = (np.arange(N) // size + 1) * size / RATE_HZ
    path = written(tmp_path, xdf.board(1, stamps, corners(), rate_hz=rate_hz))
    if not rate_hz:
        with pytest.raises(RecordingError, match="states no rate") as caught:
            read_trial(path)
        assert "--rate" in caught.value.hint
    trial = read_trial(path, rate_hz=None if rate_hz else 100.0)
    assert (trial.n_samples, trial.quality.n_gaps) == (N, 0)
    np.testing.assert_allclose(np.diff(trial.t_s), 0.01, rtol=1e-3)
    if rate_hz:
        assert [(f.name, f.effect) for f in trial.faults] == [("times_in_bursts", "mended")]


def test_an_irregular_stream_with_even_stamps_tells_its_rate(tmp_path):
    assert of(tmp_path, TRUE_S, corners(), rate_hz=0.0).rate_hz == 100.0


def offsets(sender_s, *, drift=0.0, add_s=0.0, seed=3):
    """Comparisons each 0.5 s, off by what the network took, with one far out."""
    rng = np.random.default_rng(seed)
    at_s = np.arange(sender_s[0], sender_s[-1], 0.5)
    noise_s = rng.normal(0.0, 2e-5, at_s.size)
    noise_s[at_s.size // 2] += 0.2
    return list(zip(at_s, add_s + drift * (at_s - sender_s[0]) + noise_s, strict=True))


def test_two_clocks_are_laid_on_each_other(tmp_path):
    # The board's clock is days away and 200 ppm slow.
    sender_s = 4e5 + TRUE_S * (1.0 - 2e-4)
    chunks = [
        xdf.board(1, sender_s, corners(), offsets=offsets(sender_s, drift=2e-4, add_s=100.0 - 4e5)),
        xdf.header(2, name="M", kind="Markers", labels=("m",), units=("",), rate_hz=0.0,
                   form="string"),
        xdf.samples(2, [112.0], ["late"], "string"),
    ]  # fmt: skip
    trial = read_trial(written(tmp_path, *chunks), geometry=GEOMETRY)
    np.testing.assert_allclose(trial.t_s, TRUE_S, atol=1e-4)
    assert trial.events[0].t_s == pytest.approx(12.0, abs=5e-4)


def test_a_sender_that_began_anew_is_laid_on(tmp_path):
    begun = np.r_[0:700, 1000:N]
    first_s, then_s = 9000.0 + TRUE_S[:700], TRUE_S[: N - 1000] + 3.0
    sender_s = np.r_[first_s, then_s]
    compared = [
        *[(at, 100.0 - 9000.0) for at in (9000.0, 9002.0, 9004.0, 9006.0)],
        *[(at, 110.0 - 3.0) for at in (3.1, 5.0, 7.0)],
    ]
    out = [xdf.header(1)]
    n = 0
    for at_s, add_s in compared:
        until = (
            int(np.searchsorted(first_s, at_s))
            if at_s > 8000.0
            else 700 + int(np.searchsorted(then_s, at_s))
        )
        if until > n:
            out.append(xdf.samples(1, sender_s[n:until], corners()[begun][n:until]))
        n = max(n, until)
        out.append(xdf.offset(1, at_s, add_s))
    out.append(xdf.samples(1, sender_s[n:], corners()[begun][n:]))
    trial = read_trial(written(tmp_path, *out), geometry=GEOMETRY)
    np.testing.assert_allclose(trial.t_s, TRUE_S[begun], atol=1e-3)
    assert (trial.quality.n_gaps, trial.quality.n_lost) == (1, 300)
    assert any("began anew" in note for note in trial.notes)


def test_stamps_that_fall_back_are_a_gap(tmp_path):
    stamps = TRUE_S + 50.0
    stamps[900:] -= 20.0
    trial = of(tmp_path, stamps, corners())
    assert (np.diff(trial.t_s) > 0.0).all()
    assert (trial.quality.n_gaps, trial.quality.n_lost) == (1, 1)
    (fault,) = trial.faults
    assert (fault.name, fault.effect) == ("clock_begins_again", "kept")
    assert "fall back 1 times" in fault.sentence


def test_a_given_rate_goes_before_the_stamps(tmp_path):
    path = written(tmp_path, xdf.board(1, TRUE_S * 2.0, corners()))
    assert read_trial(path, rate_hz=100.0).t_s[-1] == pytest.approx(TRUE_S[-1])


def test_damage_costs_what_lies_before_the_next_boundary(tmp_path):
    parts = [xdf.samples(1, TRUE_S[k : k + 50], corners()[k : k + 50]) for k in range(0, N, 50)]
    parts[3] = b"\x04\xff\xff\xff\x7f" + parts[3][5:]
    path = written(tmp_path, xdf.header(1), *parts[:4], xdf.boundary(), *parts[4:])
    trial = read_trial(path)
    assert trial.n_samples == N - 50
    assert (trial.quality.n_gaps, trial.quality.n_lost) == (1, 50)
    assert any("damaged or cut off" in note for note in trial.notes)
    path.write_bytes(path.read_bytes()[:-700])
    assert 1300 < read_trial(path).n_samples < N - 50
    packed = tmp_path / "stand.xdfz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_trial(packed).n_samples == read_trial(path).n_samples


def test_what_a_stream_of_ours_says_of_itself(tmp_path):
    desc = (
        "<balance_arcade><origin>simulated</origin><width_mm>433</width_mm>"
        "<length_mm>238</length_mm></balance_arcade>"
    )
    trial = read_trial(written(tmp_path, xdf.board(1, TRUE_S, corners(), desc=desc)))
    assert (trial.origin, trial.geometry) == ("simulated", Geometry(433.0, 238.0))
