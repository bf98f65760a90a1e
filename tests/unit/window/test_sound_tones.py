import numpy as np
import pytest

from balance_arcade.window.sound import CUES, cue_for, tones
from balance_arcade.window.sound.cues import _BY_EVENT, ROOTS_HZ, synthesise
from balance_arcade.window.sound.player import stereo16
from balance_arcade.window.sound.tones import RATE_HZ

ALL = [(name, root) for name in CUES for root in ROOTS_HZ.values()]


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
    assert all(cue_for(kind) is not None for kind in _BY_EVENT)
    assert cue_for("session.zero") is None


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
    assert total < 25 * RATE_HZ
