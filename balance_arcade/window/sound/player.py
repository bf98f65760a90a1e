"""Plays cues in stereo from a cache made at the start; silent, and says so, where it cannot."""

from __future__ import annotations

import logging
import math
import os
import sys
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from balance_arcade.core.events import Event
from balance_arcade.games.contract import GameSpec
from balance_arcade.games.sounds import DEFAULT_ROOT_HZ
from balance_arcade.window.sound.cues import CUES, Cue, cues_of, synthesise_cue
from balance_arcade.window.sound.music import CHANNEL, Music
from balance_arcade.window.sound.tones import HEADROOM, RATE_HZ, Wave

_log = logging.getLogger(__name__)

BUFFER: Final = 256
"""Samples a block: 5.8 ms between deciding and hearing."""

N_CHANNELS: Final = 12
CAPTION_S: Final = 1.8
PULSE_S: Final = (1.1, 0.28)
"""Time between two pulses when the goal is far, and when it is near."""


def stereo16(wave: Wave) -> npt.NDArray[np.int16]:
    """Both channels alike as 16-bit numbers, shape (n_samples, 2), with headroom for a mix."""
    scaled = np.clip(np.rint(wave * HEADROOM * 32767.0), -32767.0, 32767.0).astype(np.int16)
    return np.ascontiguousarray(np.repeat(scaled[:, None], 2, axis=1))


def pan_gains(place: float) -> tuple[float, float]:
    """Left and right strength for a place from -1 (left) to 1 (right), of constant power.

    Examples
    --------
    >>> [round(g, 3) for g in pan_gains(0.0)]
    [0.707, 0.707]
    """
    # Squares of sine and cosine add up to 1: as loud at the side as in the middle.
    angle = (min(1.0, max(-1.0, place)) + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)


def has_loudspeakers() -> bool:
    """Whether it is worth asking for sound; ALSA complains on stderr by itself if it is not."""
    # Elsewhere, and where a driver was chosen, SDL finds out without a word on stderr.
    if sys.platform != "linux" or "SDL_AUDIODRIVER" in os.environ or "PULSE_SERVER" in os.environ:
        return True
    run = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    # A sound server may stand in for a device that this user cannot see.
    sockets = (run / "pulse" / "native", run / "pipewire-0")
    return any(Path("/dev/snd").glob("pcm*")) or any(path.exists() for path in sockets)


def goes_nowhere() -> bool:
    """Whether sound was asked to be played to nobody, as tests do; then nobody speaks either."""
    return os.environ.get("SDL_AUDIODRIVER", "") in {"dummy", "disk"}


class SoundPlayer:
    """The loudspeakers.

    Parameters
    ----------
    game : GameSpec, optional
        Whose key and sounds everything is played with; change it with `tune`.
    muted : bool
        Make no sound; captions stay.
    """

    def __init__(self, game: GameSpec | None = None, *, muted: bool = False) -> None:
        self.muted = muted
        self.warning: Event | None = None
        self.caption = ""
        self._caption_until_s = 0.0
        self._next_pulse_s = 0.0
        self._sounds_until_s = 0.0
        self._root_hz = DEFAULT_ROOT_HZ
        self._sounds: dict[tuple[float, str], pygame.mixer.Sound] = {}
        self._music: Music | None = None
        self._open = self._start()
        self.tune(game)

    def _start(self) -> bool:
        if not has_loudspeakers():
            self._warn("this computer has no sound device")
            return False
        try:
            # No changes allowed: samples made for one rate would sound in another key.
            pygame.mixer.init(RATE_HZ, -16, 2, BUFFER, allowedchanges=0)
            pygame.mixer.set_num_channels(N_CHANNELS + 1)
            # The first one is the music's: no cue takes it.
            pygame.mixer.set_reserved(CHANNEL + 1)
        except (pygame.error, NotImplementedError) as exc:
            self._warn(str(exc))
            return False
        _log.info("sound at %s Hz, format %s, %s channels", *pygame.mixer.get_init())
        return True

    def _warn(self, why: str) -> None:
        _log.warning("playing without sound: %s", why)
        self.warning = Event(math.nan, "sound.off", {"why": why, "text": "Playing without sound."})

    @property
    def is_silent(self) -> bool:
        """No sound can be heard: there are no loudspeakers, or it is muted."""
        return self.muted or not self._open

    def tune(self, game: GameSpec | None) -> None:
        """Change to a game's key, and make its sounds and the house's own ready."""
        self._root_hz = DEFAULT_ROOT_HZ if game is None else game.root_hz
        if not self._open:
            return
        for cue in (*CUES.values(), *(cues_of(game).values() if game is not None else ())):
            # By key as well: games of one root share their sounds, and going back makes none anew.
            key = (self._root_hz, cue.name)
            if key not in self._sounds:
                samples = stereo16(synthesise_cue(cue, self._root_hz))
                self._sounds[key] = pygame.mixer.Sound(buffer=samples.tobytes())

    def play(
        self,
        cue: Cue,
        now_s: float,
        *,
        place: float = 0.0,
        caption: str | None = None,
        strength: float = 1.0,
    ) -> None:
        """Start a cue at a place from -1 (left) to 1 (right); its words stay for a while.

        ``caption`` replaces the cue's own words; an empty one leaves the screen as it is.
        ``strength``, 0 to 1, makes it softer.
        """
        words = cue.caption if caption is None else caption
        if words:
            self.caption, self._caption_until_s = words, now_s + CAPTION_S
        if self.is_silent:
            return
        sound = self._sounds[(self._root_hz, cue.name)]
        channel = sound.play()
        # All channels taken: this one sound is left out, and nothing that plays is cut off.
        if channel is not None:
            left, right = pan_gains(place)
            volume = cue.volume * strength
            channel.set_volume(volume * left, volume * right)
            if cue.name != "pulse":
                self._sounds_until_s = max(self._sounds_until_s, now_s + sound.get_length())

    def music(self, seed: int) -> Music:
        """Return the music of places; silent where this player is, and closed with it."""
        if self._music is None:
            heard = self._open and not self.muted
            self._music = Music(seed, pygame.mixer.Channel(CHANNEL) if heard else None)
        return self._music

    def is_sounding(self, now_s: float) -> bool:
        """Whether a cue is heard; pulses, which may go on and on, do not count."""
        return now_s < self._sounds_until_s

    def nearness(self, distance: float, now_s: float, *, place: float = 0.0) -> None:
        """Pulse faster the nearer the goal: ``distance`` 0 is there, 1 is far; NaN is quiet."""
        # Reset below: pulses begin at once when there is a goal again.
        if not math.isfinite(distance):
            self._next_pulse_s = now_s
            return
        if now_s < self._next_pulse_s:
            return
        share = min(1.0, max(0.0, distance))
        self._next_pulse_s = now_s + PULSE_S[1] + (PULSE_S[0] - PULSE_S[1]) * share
        self.play(CUES["pulse"], now_s, place=place, caption="")

    def caption_at(self, now_s: float) -> str:
        """Words of the newest cue while they should stand; empty afterwards."""
        return self.caption if now_s < self._caption_until_s else ""

    def close(self) -> None:
        """Fall silent and let the loudspeakers go; harmless a second time."""
        if self._music is not None:
            self._music.close()
        self._sounds.clear()
        if self._open:
            self._open = False
            pygame.mixer.quit()
