"""What a laptop's loudspeakers give of every sound: its share of energy from 500 to 4000 Hz."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.sounds import HIGHEST_ROOT_HZ, LOWEST_ROOT_HZ, Tone
from balance_arcade.window.sound import CUES, Cue, cues_of, tones
from balance_arcade.window.sound.cues import synthesise, synthesise_cue
from balance_arcade.window.sound.tones import RATE_HZ

LEAST = 0.10
LEAST_STEP_OFF = 0.40
"""It is the one sound that must be heard; it had less than 0.01."""

ROOTS_HZ = [*np.linspace(LOWEST_ROOT_HZ, HIGHEST_ROOT_HZ, 8)]


def carried(wave: tones.Wave) -> float:
    """Share of the energy between 500 and 4000 Hz."""
    power = np.abs(np.fft.rfft(wave, 8 * wave.size)) ** 2
    freq_hz = np.fft.rfftfreq(8 * wave.size, 1.0 / RATE_HZ)
    band = (freq_hz >= 500.0) & (freq_hz <= 4000.0)
    return float(power[band].sum() / power.sum())


def test_the_measure_tells_a_low_note_from_a_high_one() -> None:
    assert carried(tones.tone(130.0, 0.3, partials=(1.0,), carry=0.0)) < 0.001
    assert carried(tones.tone(800.0, 0.3, partials=(1.0,))) > 0.99


@pytest.mark.parametrize("root_hz", ROOTS_HZ)
@pytest.mark.parametrize("name", CUES)
def test_a_cue_of_the_house_carries(name: str, root_hz: float) -> None:
    least = LEAST_STEP_OFF if name == "step-off" else LEAST
    assert carried(synthesise(name, root_hz)) >= least


@pytest.mark.parametrize("game", known_games())
def test_every_sound_of_a_game_carries(game: str) -> None:
    spec = game_spec(game)
    for cue in cues_of(spec).values():
        assert carried(synthesise_cue(cue, spec.root_hz)) >= LEAST, cue.name


@pytest.mark.parametrize("notes", [(0,), (-5, 0), (0, 2, 4, 7)])
@pytest.mark.parametrize("root_hz", ROOTS_HZ)
def test_a_tone_of_an_outside_game_carries(notes: tuple[int, ...], root_hz: float) -> None:
    cue = Cue("outside", "Words", 0.5, Tone(notes, 0.8))
    assert carried(synthesise_cue(cue, root_hz)) >= LEAST
