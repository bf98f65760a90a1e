"""Which phase has music and a voice, what a streak sounds like, and the keys that switch them."""

from __future__ import annotations

import pygame
import pytest

from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.games.setup import ScreenOptions
from balance_arcade.window.keys import Keys
from balance_arcade.window.screen import ScreenModel
from balance_arcade.window.soundscape import Soundscape

QUIET = ScreenOptions(music=False, voice=False)


class Ears:
    """Loudspeakers that note what they are to play."""

    is_silent = False

    def __init__(self):
        self.heard = []

    def tune(self, game):
        del game

    def play(self, cue, now_s, **_wants):
        self.heard.append(cue.name)

    def nearness(self, distance, now_s, **_wants):
        del distance

    def is_sounding(self, now_s):
        return bool(self.heard)


class Bed:
    def __init__(self):
        self.places, self.frames, self.trials = [], [], []

    def place(self, spec):
        self.places.append(spec.name if spec is not None else None)

    def frame(self, now_s, **wants):
        self.frames.append(wants)

    def hear(self, t_s, *, success):
        self.trials.append((t_s, success))


class Mouth:
    is_speaking = False

    def __init__(self):
        self.said, self.n_stops = [], 0

    def say(self, text, language):
        self.said.append((text, language))

    def stop(self):
        self.n_stops += 1


@pytest.fixture
def stage():
    ears, bed, mouth = Ears(), Bed(), Mouth()
    scape = Soundscape(ears, music=bed, voice=mouth)

    def show(phase, *, events=(), options=None, game="orchard", **more):
        state = SessionState(1, 0.0, phase, activity=game)
        screen = ScreenModel(state, now_s=1.0, **more)
        scape.hear(screen, events, None, None, options or ScreenOptions())

    show.ears, show.bed, show.mouth = ears, bed, mouth
    return show


def ends(*successes):
    return [Event(float(k), "game.trial_end", {"success": s}) for k, s in enumerate(successes)]


def test_successes_in_a_row_rise_to_a_limit_and_a_miss_says_nothing(stage):
    stage(Phase.PLAY, events=ends(*[True] * 9, False, True, True))
    streaks = [name for name in stage.ears.heard if name.startswith("streak")]
    assert streaks == [f"streak-{k}" for k in (0, 1, 2, 3, 4, 5, 5, 5, 0)]
    assert stage.bed.trials[9] == (9.0, False)


def test_another_game_begins_a_streak_anew(stage):
    stage(Phase.PLAY, events=ends(True))
    stage(Phase.PLAY, events=ends(True), game="echo")
    assert "streak-0" not in stage.ears.heard


@pytest.mark.parametrize("phase", Phase)
def test_measuring_is_done_in_quiet(stage, phase):
    stage(phase)
    measured = {Phase.ZERO, Phase.SETTLE, Phase.CENTRE, Phase.LIMITS}
    assert not (stage.bed.frames[-1]["wanted"] and phase in measured)
    assert stage.bed.frames[-1]["wanted"] or phase is not Phase.PLAY


def test_what_to_do_is_said_once_in_the_sessions_language_and_not_longer_than_its_phase(stage):
    german = ScreenOptions(language="de")
    for _ in range(3):
        stage(Phase.STEP_ON, options=german)
    assert [language for _, language in stage.mouth.said] == ["de"]
    assert stage.mouth.said[0][0] != "Step on when you are ready"
    before = stage.mouth.n_stops
    stage(Phase.CENTRE, options=german)
    assert stage.mouth.n_stops > before
    assert len(stage.mouth.said) == 1
    stage(Phase.INSTRUCT, instruction="Bring the basket under the ripe fruit.")
    assert stage.mouth.said[-1] == ("Bring the basket under the ripe fruit.", "en")


def test_switched_off_neither_is_heard(stage):
    stage(Phase.INSTRUCT, options=QUIET, instruction="Hold the light.")
    assert stage.mouth.said == []
    assert stage.bed.places == [None]


def test_without_loudspeakers_nobody_speaks(stage):
    stage.ears.is_silent = True
    stage(Phase.STEP_ON)
    assert stage.mouth.said == []


def test_music_is_softer_while_a_cue_is_heard(stage):
    stage(Phase.PLAY)
    assert not stage.bed.frames[-1]["ducked"]
    stage(Phase.PLAY, events=ends(True, True))
    assert stage.bed.frames[-1]["ducked"]


@pytest.mark.parametrize(("key", "name"), [(pygame.K_m, "music"), (pygame.K_v, "voice")])
def test_one_key_switches_and_pauses_nothing(monkeypatch, key, name):
    pressed = [pygame.event.Event(pygame.KEYDOWN, key=key)]
    monkeypatch.setattr(pygame.event, "get", lambda: pressed)
    keys = Keys()
    read = keys.read(Phase.PLAY)
    assert (read.switches, read.orders) == ((name,), ())
    assert keys.switch(name, True).args == {"name": name, "value": False}
    assert keys.read(None).switches == ()
    pressed.append(pressed[0])
    assert keys.read(Phase.PLAY).switches == ()
