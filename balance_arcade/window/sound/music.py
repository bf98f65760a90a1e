"""Plays the bed of the place that is on the screen: rendered by a thread, handed over by the frame.

A frame costs two questions to the mixer; the samples are made elsewhere, up to `N_AHEAD` seconds
ahead. Where the thread falls behind the bed pauses and nothing else does.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.bed import bed_for
from balance_arcade.games.contract import GameSpec
from balance_arcade.window.sound.bed_wave import BedRenderer, Stereo
from balance_arcade.window.sound.score import Score

CHANNEL: Final = 0
"""The mixer's channel of the bed; no cue takes it."""

N_AHEAD: Final = 2
"""Chunks that are ready beside the one that plays and the one that is queued; each one second."""

DUCKED: Final = 0.5
"""Volume under a cue or a voice: half, which is 6 dB less."""

_FALLS_PER_S: Final = 4.0
_RISES_PER_S: Final = 0.6
_LONGEST_FRAME_S: Final = 0.1
_PATIENCE_S: Final = 10.0

_log = logging.getLogger(__name__)


def as_samples(chunk: Stereo) -> bytes:
    """Give a chunk as the mixer takes it: 16-bit numbers, left and right in turn."""
    samples: bytes = np.rint(chunk * np.float32(32767.0)).astype(np.int16).tobytes()
    return samples


class BedThread:
    """Renders one place's bed ahead of time, until it is stopped.

    Parameters
    ----------
    renderer : BedRenderer
        Used by this thread alone.
    score : Score
        Of the renderer; hears of trials in this thread.
    make : callable
        Turns samples into what the mixer plays.
    """

    def __init__(
        self,
        renderer: BedRenderer,
        score: Score,
        make: Callable[[bytes], pygame.mixer.Sound],
    ) -> None:
        self._renderer, self._score, self._make = renderer, score, make
        # Guards the two queues; nothing is rendered under it.
        self._news = threading.Condition()
        self._ready: deque[pygame.mixer.Sound] = deque()
        self._heard: deque[tuple[float, bool]] = deque(maxlen=64)
        self._is_ending = False
        self._thread = threading.Thread(target=self._work, name="music", daemon=True)
        self._thread.start()

    def hear(self, t_s: float, *, success: bool) -> None:
        """Pass the end of a trial on to the score; the next bar but few follows it."""
        with self._news:
            self._heard.append((t_s, success))

    def take(self) -> pygame.mixer.Sound | None:
        """Return the next second; None while it is not ready."""
        with self._news:
            if not self._ready:
                return None
            self._news.notify()
            return self._ready.popleft()

    def stop(self) -> None:
        """End the thread and forget what is ready."""
        with self._news:
            self._is_ending = True
            self._ready.clear()
            self._news.notify()

    def join(self) -> None:
        """Wait for the end of the thread, which renders no more than one chunk before it."""
        self._thread.join(_PATIENCE_S)

    def _work(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_ending or len(self._ready) < N_AHEAD)
                if self._is_ending:
                    return
                heard = list(self._heard)
                self._heard.clear()
            for t_s, success in heard:
                self._score.hear(t_s, success=success)
            sound = self._make(as_samples(self._renderer.chunk()))
            with self._news:
                self._ready.append(sound)


def _sound(samples: bytes) -> pygame.mixer.Sound:
    return pygame.mixer.Sound(buffer=samples)


class Music:
    """The bed of the place that is on the screen.

    Parameters
    ----------
    seed : int
        Of the session.
    channel : pygame.mixer.Channel or None
        Where it plays; None where there are no loudspeakers, and nothing is rendered then.

    Attributes
    ----------
    volume : float
        What it plays at now, 0 to 1.
    """

    def __init__(self, seed: int, channel: pygame.mixer.Channel | None) -> None:
        self._seed, self._channel = seed, channel
        self._spec: GameSpec | None = None
        self._plays: GameSpec | None = None
        self._thread: BedThread | None = None
        self._left: list[BedThread] = []
        self._now_s = math.nan
        self._is_paused = False
        self.volume = 0.0

    def place(self, spec: GameSpec | None) -> None:
        """Go to another game's place; what plays fades out first. None for silence."""
        self._spec = spec

    def hear(self, t_s: float, *, success: bool) -> None:
        """Hear of the end of a trial."""
        if self._thread is not None:
            self._thread.hear(t_s, success=success)

    def frame(self, now_s: float, *, wanted: bool, ducked: bool) -> None:
        """Do one frame's worth: follow the volume that is wanted, and hand the next second over.

        Parameters
        ----------
        now_s : float
            Time of the screen.
        wanted : bool
            Whether the bed is to be heard now.
        ducked : bool
            Something that matters more is heard.
        """
        channel = self._channel
        if channel is None:
            return
        since_s = min(_LONGEST_FRAME_S, max(0.0, now_s - self._now_s)) if self._now_s >= 0 else 0.0
        self._now_s = now_s
        stays = wanted and self._spec is self._plays and self._spec is not None
        goal = (DUCKED if ducked else 1.0) if stays else 0.0
        if self.volume < goal:
            self.volume = min(goal, self.volume + _RISES_PER_S * since_s)
        else:
            self.volume = max(goal, self.volume - _FALLS_PER_S * since_s)
        if self.volume == 0.0 and self._spec is not self._plays:
            self._change(channel)
        self._feed(channel, is_heard=stays or self.volume > 0.0)

    def _feed(self, channel: pygame.mixer.Channel, *, is_heard: bool) -> None:
        if not is_heard:
            # Only at volume 0, so nothing is cut off.
            if not self._is_paused:
                channel.pause()
                self._is_paused = True
            return
        channel.set_volume(self.volume)
        if self._is_paused:
            channel.unpause()
            self._is_paused = False
        # Nothing queued: the second under way, or none, is the last one that the mixer has.
        if self._thread is not None and channel.get_queue() is None:
            sound = self._thread.take()
            if sound is not None:
                channel.queue(sound)

    def _change(self, channel: pygame.mixer.Channel) -> None:
        """Let go of the place that has faded, and begin the next one."""
        self._let_go()
        channel.stop()
        self._plays = spec = self._spec
        if spec is None:
            return
        bed = bed_for(spec.name, spec.bed)
        score = Score(bed, spec.root_hz, self._seed)
        self._thread = BedThread(BedRenderer(score, bed.timbre), score, _sound)
        _log.info("music of %s: mode %d, %s", spec.name, bed.mode, bed.timbre)

    def _let_go(self) -> None:
        if self._thread is not None:
            self._thread.stop()
            # Its end is waited for in `close`, and not in a frame.
            self._left.append(self._thread)
            self._thread = None

    def close(self) -> None:
        """Fall silent; harmless a second time. Call it before the mixer is closed."""
        self._let_go()
        if self._channel is not None:
            self._channel.stop()
        for thread in self._left:
            thread.join()
        self._left.clear()
        self._channel = self._plays = self._spec = None
