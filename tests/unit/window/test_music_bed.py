"""The bed of a place: the same for the same play, below 2 kHz, and never louder than a cue."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from balance_arcade.games.bed import TIMBRES, Bed, bed_for
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.sounds import DEFAULT_ROOT_HZ
from balance_arcade.window.sound import CUES, cues_of
from balance_arcade.window.sound.bed_wave import CHUNK, PEAK, BedRenderer
from balance_arcade.window.sound.cues import synthesise_cue
from balance_arcade.window.sound.lean import QUIETEST
from balance_arcade.window.sound.player import pan_gains, stereo16
from balance_arcade.window.sound.score import EVEN_PACE_S, Score
from balance_arcade.window.sound.tones import CEILING_HZ, RATE_HZ

GAMES = known_games()
OF_PLAY = [name for name in CUES if not name.startswith(("lean-", "streak-"))]
WINDOW = round(0.3 * RATE_HZ)


def played(bed=None, *, seed=1, outcomes=(), n_bars=6, every_s=EVEN_PACE_S):
    score = Score(bed or Bed(), 196.0, seed)
    bars = []
    for k in range(n_bars):
        for success in outcomes[k : k + 1]:
            score.hear(k * every_s, success=success)
        bars.append(score.bar())
    return bars


def test_the_same_events_give_the_same_notes():
    outcomes = (True, True, False, True, True)
    assert played(outcomes=outcomes) == played(outcomes=outcomes)
    assert played(outcomes=outcomes) != played(outcomes=outcomes, seed=2)
    # What is yet to come changes nothing of what was.
    assert played(outcomes=(True,) * 3)[:3] == played(outcomes=(True,) * 3 + (False,))[:3]


def test_every_mode_has_its_own_notes_of_one_scale():
    scale = {round(12 * k + step, 3) for k in range(-4, 6) for step in (0, 2, 4, 7, 9)}
    modes = []
    for mode in range(5):
        notes = [n for bar in played(Bed(mode=mode), n_bars=12) for n in bar.notes]
        heard = {round(float(12.0 * np.log2(n.freq_hz / 196.0)), 3) for n in notes}
        assert heard <= scale
        modes.append(frozenset(heard))
    assert len(set(modes)) == 5


def test_success_opens_the_music_and_a_miss_hardly_closes_it():
    def melody(outcomes):
        bars = played(outcomes=outcomes, n_bars=40)
        return sum(not n.is_hum for bar in bars[10:] for n in bar.notes)

    none, hits = melody(()), melody((True,) * 40)
    assert hits > 1.4 * none
    assert melody((False,) * 40) >= 0.5 * none > 0
    score = Score(Bed(), 196.0, 1)
    for k in range(200):
        score.hear(float(k), success=True)
    assert score.openness <= 1.0


@pytest.mark.parametrize(("every_s", "pace"), [(2.0, 1.08), (8.0, 1.0), (30.0, 0.92)])
def test_tempo_follows_the_pace_by_a_tenth_at_most(every_s, pace):
    bars = played(outcomes=(True,) * 8, n_bars=8, every_s=every_s)
    assert bars[-1].seconds == pytest.approx(4 * 60.0 / 52.0 / pace)


@cache
def bed_samples(game):
    """Ten seconds of the bed at its fullest, after one that rises."""
    spec = game_spec(game)
    bed = bed_for(game, spec.bed)
    score = Score(bed, spec.root_hz, 3)
    for k in range(60):
        score.hear(3.0 * k, success=True)
    renderer = BedRenderer(score, bed.timbre)
    return np.concatenate([renderer.chunk() for _ in range(11)])


def loudest(samples):
    """Largest RMS of both channels together within 0.3 s; of a shorter sound, its own."""
    power = np.concatenate(([0.0], np.cumsum((samples.astype(float) ** 2).sum(axis=1))))
    n = min(WINDOW, len(samples))
    return float(np.sqrt((power[n:] - power[:-n]).max() / n))


@cache
def heard_of(cue, root_hz):
    """A cue as it is played in the middle: loudest 0.3 s, peak, and RMS of the whole."""
    volume = cue.volume * (QUIETEST if cue.name == "lean-0" else 1.0)
    heard = stereo16(synthesise_cue(cue, root_hz)) / 32768.0 * volume * pan_gains(0.0)
    return loudest(heard), np.abs(heard).max(), float(np.sqrt((heard**2).sum(axis=1).mean()))


@pytest.mark.parametrize("game", GAMES)
def test_the_bed_is_never_louder_than_any_cue(game):
    spec, bed = game_spec(game), bed_samples(game)
    whole_rms = float(np.sqrt((bed.astype(float) ** 2).sum(axis=1).mean()))
    # Of the leans and the streaks the softest of each.
    softest = (CUES["lean-0"], CUES["streak-0"])
    house = [heard_of(cue, DEFAULT_ROOT_HZ) for cue in (*(CUES[n] for n in OF_PLAY), *softest)]
    own = [heard_of(cue, spec.root_hz) for cue in cues_of(spec).values()]
    bed_part, bed_peak = loudest(bed), np.abs(bed).max()
    for part, peak, rms in (*house, *own):
        assert bed_part < part
        assert bed_peak < peak
        assert whole_rms < 0.6 * rms


@pytest.mark.parametrize("game", GAMES)
def test_the_bed_is_low_soft_and_without_a_click(game):
    bed = bed_samples(game).astype(float)
    assert 0.2 * PEAK < np.abs(bed).max() <= PEAK
    mono = bed.sum(axis=1)
    power = np.abs(np.fft.rfft(mono * np.hanning(mono.size))) ** 2
    freq_hz = np.fft.rfftfreq(mono.size, 1.0 / RATE_HZ)
    assert power[freq_hz > CEILING_HZ].sum() < 1e-3 * power.sum()
    assert power[(freq_hz > 500.0) & (freq_hz < 4000.0)].sum() > 0.1 * power.sum()
    # A click is a step; a sine of 1.8 kHz at the peak moves by a quarter of it between samples.
    steps = np.abs(np.diff(bed, axis=0)).max(axis=1)
    assert steps.max() < 0.25 * PEAK
    for seam in range(CHUNK - 1, len(steps), CHUNK):
        assert steps[seam] <= 1.2 * steps[seam - 100 : seam].max()
    assert np.abs(bed[0]).max() < 1e-4


def test_places_differ_and_one_without_a_bed_has_always_the_same():
    beds = [bed_for(name, game_spec(name).bed) for name in GAMES]
    assert len(set(beds)) == len(beds)
    others = [bed_for(name, None) for name in ("pond", "mill", "kite", "harbour", "well", "dune")]
    assert others == [
        bed_for(name, None) for name in ("pond", "mill", "kite", "harbour", "well", "dune")
    ]
    assert len(set(others)) > 3


@pytest.mark.parametrize("timbre", TIMBRES)
def test_every_timbre_sounds(timbre):
    assert np.abs(BedRenderer(Score(Bed(), 300.0, 1), timbre).chunk()).max() > 0.1 * PEAK


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"mode": 5}, "mode"), ({"beats_a_minute": 120.0}, "beats"), ({"timbre": "x"}, "made of")],
)
def test_a_bed_that_cannot_be_played_is_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        Bed(**fields)
