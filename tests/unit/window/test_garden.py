"""One thing grows with each result, once, and only where it will be remembered."""

from __future__ import annotations

from types import SimpleNamespace

import pygame
import pytest

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.games.keepsake import present_kept
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import game_spec, view_class
from balance_arcade.window import between
from balance_arcade.window.garden import Garden
from balance_arcade.window.screen import ScreenModel


def run_at(phase, *, trials=3, failed="", stars=2):
    model = SimpleNamespace(trials=trials)
    activity = SimpleNamespace(name="orchard", model=model, failed=failed, stars=stars)
    return SimpleNamespace(phase=phase, activity=activity)


def test_it_grows_once_with_a_result():
    garden = Garden(view_class, {"orchard": (1,)})
    run = run_at(Phase.PLAY)
    assert garden.look(run) is None
    assert garden.kept("orchard").sizes == (2,)
    run.phase = Phase.RESULT
    for _ in range(3):
        assert garden.look(run).sizes == (2, 3)
    run.phase = Phase.PAUSED
    assert garden.look(run) is None
    run.phase = Phase.RESULT
    assert garden.look(run).sizes == (2, 3)
    assert garden.look(run_at(Phase.RESULT)).sizes == (2, 3, 3)


@pytest.mark.parametrize("wants", [{"trials": 0}, {"failed": "ValueError"}])
def test_what_is_not_remembered_does_not_grow(wants):
    garden = Garden(view_class, {})
    assert garden.look(run_at(Phase.RESULT, **wants)) is None
    assert garden.kept("orchard").sizes == ()


def test_without_a_person_nothing_grows():
    garden = Garden(view_class, None)
    assert garden.look(run_at(Phase.RESULT)) is None
    assert garden("orchard") is view_class("orchard")


def test_a_view_is_made_with_what_has_grown():
    seen = []
    garden = Garden(lambda name: lambda size, theme: seen.append(present_kept()), {"orchard": (1,)})
    garden("orchard")((320, 180), NIGHT)
    assert seen == [garden.kept("orchard")]
    assert present_kept() is None


def test_the_result_names_the_new_thing_after_the_stars(monkeypatch):
    said = []
    monkeypatch.setattr(between.chrome, "sentence", lambda k, s, words, age: said.append(words))
    garden = Garden(view_class, {})
    kept = garden.look(run_at(Phase.RESULT))
    state = SessionState(1, 0.0, Phase.RESULT, trials=4, successes=3, stars=2, activity="orchard")
    surface = pygame.Surface((640, 360), 0, 32)
    for age_s in (1.0, between.KEPT_S + 0.5):
        screen = ScreenModel(state, phase_age_s=age_s, kept=kept)
        between.result(Kit((640, 360), NIGHT), surface, screen)
    assert said == [between.PRAISE[2], game_spec("orchard").keepsake.words]
