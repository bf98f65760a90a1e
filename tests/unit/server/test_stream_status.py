"""What the publisher learns from what passes through it."""

from __future__ import annotations

import msgspec
import pytest
from stream_examples import BODIES

from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.server.bodies import RecorderStatus
from balance_arcade.server.stream_status import StreamStatus


@pytest.fixture
def watch():
    return StreamStatus()


def sample(seq, flags=0):
    return CopSample(seq, 0, seq / 100, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0, flags)


def test_gaps_at_the_board_are_counted(watch):
    watch.count([sample(5), sample(6), sample(9)])
    watch.count([sample(10), sample(11, SampleFlag.GAP_BEFORE)])
    assert (watch.health.n_samples, watch.health.n_gaps, watch.health.n_lost) == (5, 2, 2)


def test_a_recording_is_followed_from_start_to_end(watch):
    watch.hear(Event(1.0, "recording.started", {"file": "a.mcap", "trial_id": "t1"}))
    assert watch.recorder == RecorderStatus("recording", "a.mcap")
    assert watch.trial_id == "t1"
    watch.hear(Event(2.0, "recording.stopped", {"file": "a.mcap"}))
    assert watch.recorder.state == "idle"
    assert watch.trial_id == 0


def test_a_recorder_that_fails_is_an_alarm_until_the_next_recording(watch):
    watch.count([sample(300)])
    assert watch.hear(Event(3.0, "recording.failed", {"message": "The disk is full."}))
    (alarm,) = watch.alarms().active
    assert (alarm.code, alarm.since_t_s) == ("recorder", 3.0)
    assert "The disk is full." in alarm.reason
    assert watch.recorder.reason == "The disk is full."
    assert watch.hear(Event(4.0, "recording.started", {"file": "b.mcap"}))
    assert watch.alarms().active == ()


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("board.lost", {"message": "The cable was pulled."}, "The cable was pulled."),
        ("stream.sink_failed", {"sink": "window"}, "window failed"),
    ],
)
def test_other_faults_are_alarms(watch, kind, data, words):
    assert watch.hear(Event(0.0, kind, data))
    assert words in watch.alarms().active[0].reason
    assert not watch.hear(Event(1.0, kind, data))


def test_a_plain_event_is_no_alarm(watch):
    assert not watch.hear(Event(0.0, "game.star_held"))
    assert watch.alarms().active == ()


def test_a_state_may_name_the_recording(watch):
    watch.see(BODIES["state"])
    assert watch.recorder == RecorderStatus("recording", "trial-1.mcap")


def test_a_state_from_before_the_end_of_a_recording_does_not_bring_it_back(watch):
    state = msgspec.structs.replace(BODIES["state"], recording="a.mcap")
    watch.hear(Event(1.0, "recording.started", {"file": "a.mcap", "trial_id": "t1"}))
    watch.hear(Event(2.0, "recording.stopped", {"file": "a.mcap"}))
    watch.see(state)
    assert watch.recorder.state == "idle"
    watch.see(msgspec.structs.replace(state, recording="b.mcap"))
    assert (watch.recorder.state, watch.recorder.file) == ("recording", "b.mcap")


def test_late_held_and_doubled_samples_are_counted_apart(watch):
    watch.count([sample(1, SampleFlag.LATE), sample(2, SampleFlag.LATE | SampleFlag.HELD)])
    watch.count([sample(3, SampleFlag.DOUBLE_BEFORE), sample(4)])
    health = watch.health
    assert (health.n_late, health.n_held, health.n_doubled, health.n_lost) == (2, 1, 1, 0)
