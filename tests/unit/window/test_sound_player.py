import math

import pygame
import pytest

from balance_arcade.games.registry import game_spec
from balance_arcade.window.sound import CUES, SoundPlayer
from balance_arcade.window.sound.player import pan_gains


@pytest.fixture
def dummy_audio(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    yield
    pygame.mixer.quit()


def test_plays_from_the_cache_with_words(dummy_audio):
    player = SoundPlayer(game_spec("orchard"))
    assert not player.is_silent
    assert player.warning is None
    player.play(CUES["reward"], 10.0, place=-1.0)
    assert player.caption_at(10.5) == CUES["reward"].caption
    assert player.caption_at(12.5) == ""
    player.play(CUES["reward"], 13.0, caption="Into the basket")
    assert player.caption_at(13.1) == "Into the basket"
    player.tune(game_spec("star-reach"))
    player.play(CUES["swell"], 14.0)
    player.close()
    player.close()
    assert player.is_silent


def test_without_loudspeakers_it_is_silent_and_says_so_once(monkeypatch):
    pygame.mixer.quit()
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    player = SoundPlayer(game_spec("orchard"))
    assert player.is_silent
    assert player.warning is not None
    assert player.warning.kind == "sound.off"
    assert player.warning.data["text"] == "Playing without sound."
    player.play(CUES["reward"], 1.0)
    assert player.caption_at(1.0) == CUES["reward"].caption


def test_muted_keeps_the_words(dummy_audio):
    player = SoundPlayer(game_spec("orchard"), muted=True)
    player.play(CUES["appear"], 0.0)
    assert not pygame.mixer.get_busy()
    assert player.caption_at(0.1)
    player.close()


@pytest.mark.parametrize(("place", "left", "right"), [(-1.0, 1.0, 0.0), (1.0, 0.0, 1.0)])
def test_side_is_place(place, left, right):
    assert pan_gains(place) == pytest.approx((left, right), abs=1e-9)
    a, b = pan_gains(place / 2.0)
    assert math.hypot(a, b) == pytest.approx(1.0)


def test_nearer_pulses_faster(dummy_audio, monkeypatch):
    player = SoundPlayer(game_spec("star-reach"))
    played = []
    monkeypatch.setattr(player, "play", lambda cue, now_s, **_: played.append(now_s))

    def count(distance):
        played.clear()
        player.nearness(float("nan"), 0.0)
        for k in range(600):
            player.nearness(distance, k / 60.0)
        return len(played)

    far, near = count(1.0), count(0.05)
    assert near > 2 * far > 0
    assert near <= 40  # never more than four a second
    assert count(float("nan")) == 0
    player.close()
