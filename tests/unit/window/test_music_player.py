"""Music is made by a thread, handed over in time, faded, ducked, and silent at need."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from balance_arcade.games.bed import Bed
from balance_arcade.games.registry import game_spec
from balance_arcade.window.sound import Music, music
from balance_arcade.window.sound.bed_wave import BedRenderer
from balance_arcade.window.sound.music import DUCKED, N_AHEAD, BedThread
from balance_arcade.window.sound.score import Score

FRAME_S = 1.0 / 60.0


class FakeChannel:
    """A mixer's channel, as far as the music asks for one."""

    def __init__(self):
        self.volume, self.queued, self.paused, self.stops = 1.0, [], False, 0

    def set_volume(self, volume):
        self.volume = volume

    def get_queue(self):
        return self.queued[-1] if self.queued else None

    def queue(self, sound):
        self.queued.append(sound)

    def pause(self):
        self.paused = True

    def unpause(self):
        self.paused = False

    def stop(self):
        self.stops += 1
        self.queued.clear()


class FakeThread:
    """Has everything ready, and notes what it hears."""

    def __init__(self, *_args):
        self.heard, self.stopped, self.joined = [], False, False
        FakeThread.newest = self

    def take(self):
        return object()

    def hear(self, t_s, *, success):
        self.heard.append((t_s, success))

    def stop(self):
        self.stopped = True

    def join(self):
        self.joined = True


@pytest.fixture
def stage(monkeypatch):
    monkeypatch.setattr(music, "BedThread", FakeThread)
    channel = FakeChannel()
    player = Music(1, channel)
    frames = SimpleNamespace(n=0)

    def play(n_frames, **wants):
        volumes = []
        for _ in range(n_frames):
            frames.n += 1
            player.frame(frames.n * FRAME_S, **({"wanted": True, "ducked": False} | wants))
            volumes.append(player.volume)
        return volumes

    yield SimpleNamespace(music=player, channel=channel, play=play)
    player.close()


def test_it_rises_gently_ducks_at_once_and_never_jumps(stage):
    stage.music.place(game_spec("orchard"))
    rising = stage.play(150)
    assert rising[-1] == 1.0
    assert max(np.diff(rising)) < 0.02
    ducked = stage.play(12, ducked=True)
    assert ducked[-1] == DUCKED
    assert max(np.abs(np.diff(ducked))) < 0.08
    assert stage.channel.volume == DUCKED
    assert len(stage.channel.queued) == 1


def test_another_place_begins_after_the_first_has_faded(stage):
    stage.music.place(game_spec("orchard"))
    stage.play(150)
    first = FakeThread.newest
    stage.music.place(game_spec("echo"))
    fading = stage.play(60)
    assert 0.0 in fading
    until = fading[: fading.index(0.0)]
    assert until == sorted(until, reverse=True)
    assert first.stopped
    assert FakeThread.newest is not first
    stage.music.hear(5.0, success=True)
    assert FakeThread.newest.heard == [(5.0, True)]
    stage.music.close()
    assert first.joined
    assert FakeThread.newest.joined


def test_where_it_is_not_wanted_it_pauses_and_nothing_is_fed(stage):
    stage.music.place(game_spec("orchard"))
    stage.play(150)
    stage.play(60, wanted=False)
    assert stage.channel.paused
    stage.channel.queued.clear()
    stage.play(10, wanted=False)
    assert stage.channel.queued == []
    stage.play(2)
    assert not stage.channel.paused


def test_switched_off_nothing_is_rendered_any_more(stage):
    stage.music.place(game_spec("orchard"))
    stage.play(150)
    thread = FakeThread.newest
    stage.music.place(None)
    stage.play(60)
    assert thread.stopped
    assert stage.music.volume == 0.0


def test_without_loudspeakers_nothing_is_made(monkeypatch):
    monkeypatch.setattr(music, "BedThread", None)
    silent = Music(1, None)
    silent.place(game_spec("orchard"))
    silent.frame(0.0, wanted=True, ducked=False)
    silent.hear(1.0, success=True)
    silent.close()
    silent.close()


def test_the_thread_is_never_far_ahead_and_ends_when_it_is_told():
    made, enough = [], threading.Event()

    def make(samples):
        made.append(samples)
        if len(made) == N_AHEAD:
            enough.set()
        return len(made)

    score = Score(Bed(), 196.0, 1)
    thread = BedThread(BedRenderer(score, "wood"), score, make)
    assert enough.wait(60.0)
    first = thread.take()
    while first is None:  # Made, and on its way into the queue.
        first = thread.take()
    assert first == 1
    thread.hear(1.0, success=True)
    thread.stop()
    thread.join()
    assert len(made) <= N_AHEAD + 1
    assert thread.take() is None or thread.take() is None
