"""Samples by number from a file that is whole, being written, damaged or not there."""

from __future__ import annotations

import pytest
from recording_kit import header

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingWriter, recording_name
from balance_arcade.files.recording import parts as parts_module
from balance_arcade.files.recording.parts import SPAN_SAMPLES, RecordingParts, parts_of_trial


def made(first, n):
    return [ForceSample(i, i, i / 100.0, float(i), 2.0, 3.0, 4.0) for i in range(first, first + n)]


def numbers(parts, first, last):
    return [int(seq) for rows, _ in parts.between(first, last) for seq in rows["seq"]]


@pytest.fixture
def head():
    return header(trial_id="abcdef0123456789")


@pytest.fixture
def path(tmp_path, head):
    return tmp_path / recording_name(head)


def test_a_file_that_grows_is_walked_on_from_where_it_ended(path, head):
    writer = RecordingWriter(path, head)
    writer.write_samples(made(0, 100))
    writer.flush()
    with RecordingParts(path) as parts:
        assert not parts.look()
        assert (parts.last, numbers(parts, 10, 12)) == (99, [10, 11, 12])
        writer.write_samples(made(100, 3000))
        writer.finish()
        assert not parts.look()
        assert parts.last == 3099
        assert numbers(parts, 95, 3098) == list(range(95, 3099))
        # A day's table stays small: many chunks share a span.
        assert len(parts.spans) <= 2 + 3100 // SPAN_SAMPLES


def test_a_days_table_is_no_longer_than_an_hours(path, head, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts_module, "SPAN_SAMPLES", 1)
    monkeypatch.setattr(parts_module, "MOST_SPANS", 8)
    with RecordingWriter(path, head) as writer:
        writer.write_samples(made(0, 900))
        writer.write_samples(made(905, 1000))
    with RecordingParts(path) as parts:
        parts.look()
        assert 4 <= len(parts.spans) <= 8
        there = [*range(900), *range(905, 1905)]
        assert numbers(parts, 0, 1904) == there
        for first, last in ((0, 0), (37, 421), (890, 910), (901, 904), (1904, 3000)):
            assert numbers(parts, first, last) == [n for n in there if first <= n <= last]
        assert parts.last == 1904


def test_the_walk_can_be_made_in_small_steps(path, head):
    with RecordingWriter(path, head) as writer:
        writer.write_samples(made(0, 500))
    with RecordingParts(path) as parts:
        n_steps = 0
        while parts.look(3):
            n_steps += 1
        assert n_steps > 5
        assert parts.last == 499


def test_a_zero_holds_for_the_samples_after_it(path, head):
    with RecordingWriter(path, head) as writer:
        writer.write_samples(made(0, 30))
        taken = {"tl_n": 1.0, "tr_n": 2.0, "bl_n": 3.0, "br_n": 4.0}
        writer.write_event(Event(0.25, "board.zeroed", taken))
        writer.write_event(Event(0.26, "mark", {"text": "board.zeroed"}))
    with RecordingParts(path) as parts:
        parts.look()
        found = [(rows["seq"].tolist(), zero_n) for rows, zero_n in parts.between(24, 27)]
    before_n = (0.1, -0.2, 0.3, 0.4)
    assert found == [([24, 25], before_n), ([26, 27], (1.0, 2.0, 3.0, 4.0))]


def test_a_damaged_chunk_is_left_out_and_the_others_are_read(path, head):
    with RecordingWriter(path, head) as writer:
        writer.write_samples(made(0, 200))
    data = bytearray(path.read_bytes())
    at = data.find((100).to_bytes(8, "little") + (100).to_bytes(8, "little"))
    data[at + 20] ^= 0xFF
    path.write_bytes(data)
    with RecordingParts(path) as parts:
        parts.look()
        found = numbers(parts, 0, 199)
    assert 100 not in found
    assert len(found) >= 150
    assert found == sorted(found)


def test_a_trial_is_found_by_its_whole_name(tmp_path, path, head):
    with RecordingWriter(path, head) as writer:
        writer.write_samples(made(0, 10))
    with parts_of_trial(tmp_path, head.trial_id) as parts:
        assert parts.header.trial_id == head.trial_id
    # The first eight characters alone are another trial's.
    assert parts_of_trial(tmp_path, head.trial_id[:8] + "ffff") is None
    assert parts_of_trial(tmp_path, "../../etc") is None


@pytest.mark.parametrize("content", [None, b"", b"no recording at all" * 9])
def test_what_is_no_recording_is_refused(path, content):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingError):
        RecordingParts(path)
