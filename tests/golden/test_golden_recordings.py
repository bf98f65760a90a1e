"""Recordings of the version before are read to the same samples, events and states."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from golden_kit import RECORDINGS, comparable, read_plainly

from balance_arcade.core.events import SessionState
from balance_arcade.files.recording import RecordingReader

FILES = sorted(RECORDINGS.glob("*.mcap"))


def test_the_recordings_are_there():
    assert [file.stem for file in FILES] == [
        "demo-2-star-reach",
        "play-healthy-1-orchard",
        "play-replay-1-marble-maze",
        "play-stroke-1-star-reach",
        "play-stroke-calibration",
        "serve-stroke-serve",
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recording_is_read_as_it_was_written(file):
    plain, reader = read_plainly(file), RecordingReader(file)
    assert reader.complete
    assert reader.faults == ()
    assert reader.n_samples == len(plain.samples) > 100
    for name in reader.force_array.dtype.names:
        np.testing.assert_array_equal(reader.force_array[name], plain.samples[name])
    events = [msgspec.to_builtins(event) for event in reader.events()]
    assert comparable(events) == comparable(plain.events)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_states_keep_every_field_and_get_defaults_for_new_ones(file):
    plain, read = read_plainly(file).states, RecordingReader(file).states()
    states = [msgspec.structs.asdict(state) for state in read]
    assert len(states) == len(plain)
    default = msgspec.structs.asdict(SessionState(0, 0.0, read[0].phase)) if read else {}
    for state, old in zip(states, plain, strict=True):
        assert comparable(state) == comparable({**default, **old})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_header_keeps_board_label_and_ids(file):
    plain, header = read_plainly(file).header, RecordingReader(file).header
    assert header.trial_id == plain["trial_id"]
    assert header.label == plain["label"]
    assert header.session_id == plain["session_id"] == ""
    assert header.app_version == plain["app_version"]
    assert header.wall.unix_ns == plain["wall"]["unix_ns"]
    board = msgspec.to_builtins(header.board)
    assert comparable({name: board[name] for name in plain["board"]}) == comparable(plain["board"])
    assert comparable(header.zero_n) == plain["zero_n"]
    assert header.details == plain["details"]
