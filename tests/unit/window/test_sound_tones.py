import msgspec
import numpy as np
import pytest

from balance_arcade.core.events import Event
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.sounds import (
    HIGHEST_ROOT_HZ,
    LOWEST_ROOT_HZ,
    MAX_SECONDS,
    TONES,
    Tone,
    default_cues,
)
from balance_arcade.window.sound import CUES, cue_for, cues_of, tones
from balance_arcade.window.sound.cues import synthesise, synthesise_cue
from balance_arcade.window.sound.player import stereo16
from balance_arcade.window.sound.tones import RATE_HZ

SPECS = [game_spec(name) for name in known_games()]
ROOTS_HZ = [LOWEST_ROOT_HZ, *(spec.root_hz for spec in SPECS), HIGHEST_ROOT_HZ]
ALL = [(name, root) for name in CUES for root in ROOTS_HZ]
ODD = [
    Tone((0,), 0.1, attack_s=0.012),
    Tone((-5, 0, 5, 7), 1.0, spread_s=0.5),
    Tone((7, 5, 3, 0, 3, 5, 7, 8), MAX_SECONDS, attack_s=1.0),
]


@pytest.mark.parametrize(("name", "root"), ALL)
def test_cue_is_soft_low_and_always_the_same(name, root):
    wave = synthesise(name, root)
    assert np.array_equal(wave, synthesise(name, root))
    assert np.all(np.isfinite(wave))
    assert 0.2 < np.max(np.abs(wave)) <= 1.0
    assert np.max(np.abs(stereo16(wave))) < 32767
    assert wave.size <= 3.5 * RATE_HZ
    # Soft ends: nothing at once, half of the peak no sooner than 5 ms.
    assert abs(wave[0]) < 1e-6
    assert abs(wave[-1]) < 1e-2
    assert np.argmax(np.abs(wave) > 0.5 * np.max(np.abs(wave))) >= 0.005 * RATE_HZ


@pytest.mark.parametrize(("name", "root"), ALL)
def test_cue_has_nothing_above_two_kilohertz(name, root):
    wave = synthesise(name, root)
    power = np.abs(np.fft.rfft(wave * np.hanning(wave.size))) ** 2
    freq_hz = np.fft.rfftfreq(wave.size, 1.0 / RATE_HZ)
    assert power[freq_hz > tones.CEILING_HZ].sum() < 1e-6 * power.sum()


def test_held_goal_swells_to_its_fifth():
    wave = tones.swelling_fifth(200.0, 1.2)

    def fifth(part):
        power = np.abs(np.fft.rfft(part * np.hanning(part.size)))
        freq_hz = np.fft.rfftfreq(part.size, 1.0 / RATE_HZ)
        near = np.abs(freq_hz - 300.0) < 15.0
        return power[near].max()

    third = wave.size // 3
    assert fifth(wave[third : 2 * third]) > 2.0 * fifth(wave[:third])


def test_step_off_is_two_low_knocks():
    wave = synthesise("step-off", 196.0)
    loud = np.abs(wave) > 0.3 * np.max(np.abs(wave))
    times_s = np.flatnonzero(loud) / RATE_HZ
    gaps = np.diff(times_s)
    assert np.count_nonzero(gaps > 0.1) == 1
    power = np.abs(np.fft.rfft(wave))
    assert np.fft.rfftfreq(wave.size, 1.0 / RATE_HZ)[np.argmax(power)] < 200.0


def test_every_cue_and_event_has_words():
    assert all(cue.caption and 0.0 < cue.volume <= 1.0 for cue in CUES.values())
    for spec in SPECS:
        assert all(cue.caption for cue in cues_of(spec).values())
        assert cue_for(spec, Event(0.0, "session.zero")) is None
    assert set(TONES) <= set(CUES)


def test_a_game_hears_its_own_sounds_only():
    orchard, reach = game_spec("orchard"), game_spec("star-reach")
    caught = Event(1.0, "game.fruit_caught", {"x": 0.2})
    assert cue_for(orchard, caught).caption == "Into the basket"
    assert cue_for(reach, caught) is None
    # Its own events are heard, so the trial's end is not heard twice.
    assert cue_for(orchard, Event(1.0, "game.trial_end", {"success": True})) is None


def spec_with(**fields):
    return msgspec.structs.replace(
        game_spec("orchard"), name="pond", **{"cues": default_cues(), "event_words": {}} | fields
    )


def test_a_game_that_says_nothing_is_heard_at_each_trials_end():
    silent = spec_with()
    heard = [cue_for(silent, Event(1.0, "game.trial_end", {"success": s})) for s in (True, False)]
    assert [(cue.name, cue.caption) for cue in heard] == [
        ("reward", "Well done"),
        ("gentle", "On we go"),
    ]


@pytest.mark.parametrize("tone", ODD)
@pytest.mark.parametrize("root", [LOWEST_ROOT_HZ, 150.0, HIGHEST_ROOT_HZ])
def test_a_tone_of_a_game_is_as_soft_and_low_as_the_houses(tone, root):
    cue = cues_of(spec_with(cues={"game.drop": tone}, root_hz=root))["game.drop"]
    wave = synthesise_cue(cue, root)
    assert np.all(np.isfinite(wave))
    assert 0.2 < np.max(np.abs(wave)) <= 1.0
    assert wave.size <= MAX_SECONDS * RATE_HZ + 1
    assert abs(wave[0]) < 1e-6
    assert np.argmax(np.abs(wave) > 0.5 * np.max(np.abs(wave))) >= 0.004 * RATE_HZ
    power = np.abs(np.fft.rfft(wave * np.hanning(wave.size))) ** 2
    freq_hz = np.fft.rfftfreq(wave.size, 1.0 / RATE_HZ)
    assert power[freq_hz > tones.CEILING_HZ].sum() < 1e-5 * power.sum()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"notes": ()}, "1 to 8 notes"),
        ({"notes": (0,), "seconds": float("nan")}, "seconds must lie"),
        ({"notes": (0,), "attack_s": 0.001}, "attack_s must lie"),
        ({"notes": (0,), "volume": 2.0}, "volume must lie"),
        ({"notes": (0,) * 8, "seconds": 2.0, "spread_s": 1.0}, "over after 3 s"),
    ],
)
def test_a_harsh_tone_is_refused_in_words(fields, said):
    with pytest.raises(ValueError, match=said):
        Tone(**fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cues": {"success": "trumpet"}}, "asks for the tone 'trumpet'.*reward"),
        ({"cues": {"success": Tone((0, 17))}}, "must lie from 40 to 1800 Hz"),
        ({"root_hz": 2000.0}, "root of pond must lie"),
        ({"default_seconds": float("nan")}, "time of pond"),
    ],
)
def test_a_spec_with_a_sound_that_cannot_be_made_is_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        spec_with(**fields)


def test_scale_is_pentatonic():
    steps = [12 * np.log2(tones.note_hz(100.0, k) / 100.0) for k in range(6)]
    assert steps == pytest.approx([0, 2, 4, 7, 9, 12])


@pytest.mark.parametrize(("freq_hz", "attack_s"), [(2500.0, 0.03), (0.0, 0.03), (200.0, 0.001)])
def test_harsh_tones_are_refused(freq_hz, attack_s):
    with pytest.raises(ValueError, match=r"Hz|ms"):
        tones.tone(freq_hz, 0.5, attack_s=attack_s)


def test_all_cues_are_made_quickly():
    # Not a benchmark: a guard against an accidental quadratic.
    total = sum(synthesise(name, 196.0).size for name in CUES)
    assert total < 30 * RATE_HZ
