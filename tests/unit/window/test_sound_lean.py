"""The lean pass is heard: notes that rise with the lean, a soft end, nothing where it is muted."""

from __future__ import annotations

import math

import pygame
import pytest

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.window.petals import FULL_MM
from balance_arcade.window.screen import ScreenModel, lean_mm
from balance_arcade.window.sound import CUES, Cue, LeanEnd, LeanListener, SoundPlayer
from balance_arcade.window.sound.cues import synthesise
from balance_arcade.window.sound.lean import N_NOTES, PERIOD_S, LeanNote, lean_note
from balance_arcade.window.soundscape import Soundscape

FRAME_S = 1.0 / 60.0


def test_neither_pitch_nor_loudness_ever_falls_while_the_lean_grows() -> None:
    notes = [lean_note(k / 200.0) for k in range(-40, 300)]
    assert all(note is not None for note in notes)
    assert notes == sorted(notes)
    assert {note.step for note in notes if note} == set(range(N_NOTES))
    assert lean_note(math.nan) is None


def test_each_note_is_higher_than_the_one_before() -> None:
    import numpy as np

    peaks = []
    for step in range(N_NOTES):
        wave = synthesise(f"lean-{step}", 196.0)
        peaks.append(int(np.argmax(np.abs(np.fft.rfft(wave, 8 * wave.size)))))
    assert peaks == sorted(set(peaks))


def test_notes_come_calmly_and_the_end_once() -> None:
    listener = LeanListener()
    heard = [listener.hear(2, 1.0 + k, FULL_MM, k * FRAME_S) for k in range(90)]
    notes = [note for note in heard if note is not None]
    assert len(notes) == math.ceil(90 * FRAME_S / PERIOD_S)
    assert notes == sorted(notes)
    back = [listener.hear(-1, math.nan, FULL_MM, 2.0 + k * FRAME_S) for k in range(60)]
    assert [item for item in back if item is not None] == [LeanEnd(90.0)]
    assert isinstance(listener.hear(3, 0.0, FULL_MM, 4.0), LeanNote), "the next one begins at once"


def test_an_interrupted_lean_has_no_end_to_be_heard() -> None:
    listener = LeanListener()
    listener.hear(2, 40.0, FULL_MM, 0.0)
    listener.forget()
    assert listener.hear(-1, math.nan, FULL_MM, 0.1) is None


class Ears:
    """Stands for the loudspeakers: writes down what begins."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float, float]] = []

    def tune(self, game: object) -> None:
        del game

    def play(
        self,
        cue: Cue,
        now_s: float,
        *,
        place: float = 0.0,
        caption: str | None = None,
        strength: float = 1.0,
    ) -> None:
        assert caption == "", "the sentence on the screen is its words"
        self.heard.append((cue.name, place, strength))


def screen(
    now_s: float, direction: int, reach_mm: float, phase: Phase = Phase.LIMITS
) -> ScreenModel:
    ml = reach_mm * math.sin(math.radians(45.0 * direction))
    ap = 20.0 + reach_mm * math.cos(math.radians(45.0 * direction))
    sample = CopSample(0, 0, now_s, ml, ap, 600.0, 0.5, 0.5, ml, ap)
    state = SessionState(1, now_s, phase, centre_mm=(0.0, 20.0))
    return ScreenModel(state, sample=sample, now_s=now_s, lean_direction=direction)


def listen(reach_mm: float) -> list[tuple[str, float, float]]:
    """What a lean to the right sounds like that grows to so much, and the way back."""
    ears = Ears()
    scape = Soundscape(ears)  # type: ignore[arg-type]
    for k in range(120):
        scape.hear(screen(k * FRAME_S, 2, reach_mm * k / 120.0), (), None, None)
    for k in range(120, 150):
        scape.hear(screen(k * FRAME_S, -1, 0.0), (), None, None)
    return ears.heard


def test_a_lean_to_the_right_is_heard_on_the_right_and_ends_softly() -> None:
    heard = listen(100.0)
    assert [name for name, _, _ in heard] == [
        *("lean-0", "lean-1", "lean-3", "lean-4", "lean-6"),
        "lean-end",
    ]
    assert all(place == pytest.approx(0.6) for _, place, _ in heard[:-1])
    strengths = [strength for _, _, strength in heard[:-1]]
    assert strengths == sorted(set(strengths))


def test_a_lean_that_was_none_is_not_praised() -> None:
    assert [name for name, _, _ in listen(6.0)][-1] == "gentle"


def test_the_middle_of_a_lean_is_silent_while_it_is_paused() -> None:
    ears = Ears()
    scape = Soundscape(ears)  # type: ignore[arg-type]
    scape.hear(screen(0.0, 2, 30.0), (), None, None)
    for k in range(1, 200):
        scape.hear(screen(k * FRAME_S, -1, 0.0, Phase.PAUSED), (), None, None)
    assert [name for name, _, _ in ears.heard] == ["lean-2", "step-off"]


def test_a_lean_is_measured_from_the_centre_and_nobody_is_nan() -> None:
    model = screen(0.0, 1, 50.0)
    assert lean_mm(model.sample, (0.0, 20.0), 1) == pytest.approx(50.0)
    assert math.isnan(lean_mm(None, (0.0, 20.0), 1))
    assert math.isnan(lean_mm(model.sample, (0.0, 20.0), -1))


@pytest.mark.parametrize("driver", ["dummy", "no-such-driver"])
@pytest.mark.parametrize("muted", [False, True])
def test_the_whole_lean_pass_without_ears_raises_nothing(
    driver: str, muted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pygame.mixer.quit()
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    player = SoundPlayer(muted=muted)
    assert player.is_silent == (muted or driver != "dummy")
    scape = Soundscape(player)
    for k in range(600):
        scape.hear(screen(k * FRAME_S, -1 if k % 150 > 120 else 2, k / 5.0), (), None, None)
    assert bool(pygame.mixer.get_init() and pygame.mixer.get_busy()) == (not player.is_silent)
    assert player.caption_at(10.0) == ""
    player.close()
    assert "lean-0" in CUES
