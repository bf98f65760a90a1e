"""Our own recordings as trials: zero taken off, gaps by number, faults as notes."""

import msgspec
import numpy as np
import pytest

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.tables import read_trial

GEOMETRY = Geometry(433.0, 238.0)


def board(**kwargs):
    return BoardInfo("sim:", "sim-1", "Simulated person", "", GEOMETRY, 100.0, "virtual", **kwargs)


def samples(seqs, load_n=100.0):
    return [ForceSample(i, 0, i / 100, load_n, load_n, load_n, load_n + i) for i in seqs]


def recorded(tmp_path, forces, *, info=None, zero_n=None, events=(), finish=True):
    header = RecordingHeader(
        board=info or board(origin="simulated", pre_zeroed=True),
        wall=WallAnchor(0, 0),
        trial_id="t1",
        label="trial",
        zero_n=zero_n,
    )
    writer = RecordingWriter(tmp_path / "trial.mcap", header, chunk_s=0.02)
    writer.write_samples(forces)
    for event in events:
        writer.write_event(event)
    if finish:
        return writer.finish()
    writer.flush()
    writer.abandon()
    return writer.part_path


def test_samples_geometry_and_origin(tmp_path):
    trial = read_trial(recorded(tmp_path, samples(range(50))))
    assert (trial.format, trial.origin, trial.rate_hz) == ("recording", "simulated", 100.0)
    assert trial.geometry == GEOMETRY
    assert trial.cop_mm is None
    np.testing.assert_array_equal(trial.corners_n[7], [100, 100, 100, 107])
    np.testing.assert_array_equal(trial.fz_n[:2], [400, 401])
    assert trial.notes == ()


def test_gaps_by_number(tmp_path):
    seqs = [*range(10), *range(15, 30)]
    quality = read_trial(recorded(tmp_path, samples(seqs))).quality
    assert (quality.n_gaps, quality.n_lost) == (1, 5)
    assert quality.max_gap_s == pytest.approx(0.06)


def test_the_header_zero_is_taken_off(tmp_path):
    trial = read_trial(recorded(tmp_path, samples(range(5)), zero_n=(1.0, 2.0, 3.0, 4.0)))
    np.testing.assert_array_equal(trial.corners_n[0], [99, 98, 97, 96])


def test_the_zero_of_the_recording_itself(tmp_path):
    forces = samples(range(10), load_n=2.0) + samples(range(10, 30), load_n=100.0)
    zero = Event(0.1, "session.zero", {"first_seq": 0, "last_seq": 8})
    path = recorded(tmp_path, forces, info=board(), events=[zero])
    trial = read_trial(path)
    np.testing.assert_array_equal(trial.corners_n[10], [98, 98, 98, 104])
    assert trial.notes == ()


def test_no_zero_is_said(tmp_path):
    trial = read_trial(recorded(tmp_path, samples(range(5)), info=board()))
    assert trial.notes == ("No zero was taken: the forces include the empty board's.",)


def test_an_unfinished_file(tmp_path):
    path = recorded(tmp_path, samples(range(50)), finish=False)
    assert path.name.endswith(".part")
    trial = read_trial(path)
    assert trial.n_samples == 50
    assert "was not closed" in trial.notes[0]


def test_too_little(tmp_path):
    with pytest.raises(RecordingError, match="contains 1 samples"):
        read_trial(recorded(tmp_path, samples(range(1))))


def test_late_held_and_doubled_are_counted_and_said_apart(tmp_path):
    flags = {3: SampleFlag.LATE, 4: SampleFlag.LATE, 7: SampleFlag.HELD}
    flags[9] = SampleFlag.DOUBLE_BEFORE
    forces = [
        msgspec.structs.replace(sample, flags=int(flags.get(sample.seq, 0)))
        for sample in samples(range(20))
    ]
    trial = read_trial(recorded(tmp_path, forces))
    quality = trial.quality
    counted = (quality.n_lost, quality.n_late, quality.n_held, quality.n_doubled)
    assert counted == (0, 2, 1, 1)
    said = [note.split(" ", 4)[:5] for note in trial.notes]
    assert [" ".join(words[:4]) for words in said] == [
        "2 of 20 samples",
        "1 of 20 samples",
        "1 of 20 samples",
    ]
    assert np.isfinite(trial.corners_n).all()
