"""Frames of every game and phase as they are seen: contrast, letters in mm, colour blindness."""

import itertools
import math
from dataclasses import replace
from functools import partial

import numpy as np
import pygame
import pytest
from profiles import TIMES
from seen_frames import FAR_APART, Looker, dim
from test_scenes import PERSON, SCREENS, draw

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.words import known_languages
from balance_arcade.games.contract import DT_S, GameOptions
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.kit.text import TextSetter
from balance_arcade.games.kit.theme import Viewing
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.testing.game_play import as_asked
from balance_arcade.testing.seeing import colour_distance
from balance_arcade.window.director import Director
from balance_arcade.window.screen import ScreenModel

GAMES = known_games()
# 4:3, 16:9 and 21:9; half as large as in a clinic, because colours and shares need no more.
SIZES = [(720, 540), (960, 540), (1260, 540)]
# A laptop on a table, a monitor on the wall and a wide one farther away.
VIEWINGS = [Viewing(356.0, 1.2), Viewing(610.0, 2.0), Viewing(1100.0, 3.0)]
SEATS = list(zip(SIZES, VIEWINGS, strict=True))
THEMES = [NIGHT, HIGH_CONTRAST]
MOMENTS_S = (0.6, 2.2, 6.3, 14.2, 26.5, 33.8, 45.1)
"""Game times that are looked at: what appears, is neared, held, reached, and goes again."""

if TIMES:  # `make hunt` looks every second, for a minute and a half.
    MOMENTS_S = tuple(float(k) for k in range(1, 91))

LEAST_ARC_MIN = 16.0
"""Height of a capital as the eye sees it, in minutes of arc (ISO 9241-303, 5.5.4)."""

every_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


@pytest.fixture
def looker(monkeypatch):
    return Looker(monkeypatch)


def played(game):
    """Moments of a game that goes well: ``(model, control)``, in order."""
    model, at, control = make_model(game, GameOptions(seed=3, difficulty=0.4)), (0.0, 0.0), None
    for until_s in MOMENTS_S:
        while model.n_steps * DT_S < until_s:
            goal = model.goal() or (0.0, 0.0)
            at = tuple(a + (g - a) * DT_S / 0.3 for a, g in zip(at, goal, strict=True))
            control = as_asked(model, model.n_steps * DT_S, *at)
            model.step(control)
        yield model, control


def while_playing(spec, model, caption=""):
    state = SessionState(
        1, 5.0, Phase.PLAY, activity=spec.name, title=spec.title,
        time_left_s=75.0, trials=9, successes=7,
    )  # fmt: skip
    return ScreenModel(state, sample=PERSON, caption=caption, origin="simulated")


def window(size, theme):
    return Director(size, theme, view_class), pygame.Surface(size, 0, 32)


def in_every_language(looker, show):
    """Draw one frame in each language. Figures are alike in all and are noted in the first."""
    looker.notes_shapes = True
    for looker.language in known_languages():
        looker.clear()
        show()
        yield looker.language
        looker.notes_shapes = False


def small(lines, size, viewing):
    """Say which letters are lower than a person sees well from where they stand."""
    px_per_mm = math.hypot(*size) / viewing.diagonal_mm
    found = {}
    for line in lines:
        mm = line.cap_px / px_per_mm
        arc_min = math.degrees(math.atan(mm / 1000.0 / viewing.distance_m)) * 60.0
        if arc_min < LEAST_ARC_MIN:
            found[line.text] = f"{line.text!r} is {mm:.1f} mm high, {arc_min:.0f} minutes of arc"
    return list(found.values())


@every_theme
@pytest.mark.parametrize("game", GAMES)
def test_what_a_game_shows_stands_out(game, theme, looker, monkeypatch):
    """One person plays for all sizes and places; each moment is seen at each, in every language.

    Places are seen as they are painted: no look makes anything brighter (`test_looks.py`).
    """
    spec, found, targets = game_spec(game), [], []
    looker.watch(monkeypatch, game)
    captions = itertools.cycle(sorted(set(spec.event_words.values())) or [""])
    windows = [
        (size, viewing, scene, *window(size, replace(theme, viewing=viewing, scene=scene)))
        for (size, viewing), scene in zip(SEATS, (*spec.scenes, "", "", "")[:3], strict=True)
    ]
    for model, control in played(game):
        screen = while_playing(spec, model, next(captions))
        for size, viewing, scene, director, surface in windows:
            show = partial(director.draw, surface, screen, model=model, control=control)
            show()  # What fades with the frames has come or gone in the second.
            for language in in_every_language(looker, show):
                where = f"{size[0]}x{size[1]} {language} {scene} {model.n_steps * DT_S:.1f} s"
                faults = [*looker.faults(surface, theme), *small(looker.lines, size, viewing)]
                found += [f"{where}: {fault}" for fault in faults]
                targets += [shape for shape in looker.shapes if shape.kind == "target"]
    assert len(targets) >= 3, "No place to go was seen."
    assert [*found, *dim("target", targets)] == []


@every_theme
def test_what_a_scene_shows_stands_out(theme, looker):
    found, said = [], {language: set() for language in known_languages()}
    for size, viewing in SEATS:
        director, surface = window(size, replace(theme, viewing=viewing))
        for name, screen in SCREENS.items():
            if name == "play":
                continue
            shown = replace(screen, origin="simulated")
            draw(director, surface, name, shown)
            # The scene before flows away in between.
            shown = replace(shown, now_s=screen.now_s + 1.0)
            for language in in_every_language(
                looker, partial(draw, director, surface, name, shown)
            ):
                faults = [*looker.faults(surface, theme), *small(looker.lines, size, viewing)]
                found += [f"{size[0]}x{size[1]} {language} {name}: {fault}" for fault in faults]
                said[language] |= {line.text for line in looker.lines}
    assert found == []
    for one, other in itertools.combinations(said.values(), 2):
        assert len(one - other) > 40


def test_a_capital_is_as_high_as_it_is_asked_to_be():
    for cap_px in (20.0, 27.0, 41.5, 95.0):
        letters = pygame.surfarray.array_alpha(
            TextSetter(Kit((960, 540), NIGHT).store).line("H", cap_px, NIGHT.paper)
        )
        rows = np.flatnonzero((letters > 127).any(axis=0))
        assert rows[-1] - rows[0] + 1 == pytest.approx(cap_px, abs=1.0)


def test_what_does_not_stand_out_is_found(looker):
    kit, surface = Kit((960, 540), NIGHT), pygame.Surface((960, 540), 0, 32)
    kit.ground(surface)
    kit.words(surface, "Well done", pygame.Rect(100, 100, 600, 60), colour=(96, 100, 120))
    kit.words(surface, "Get ready", pygame.Rect(100, 300, 600, 60))
    kit.disc(surface, (400.0, 330.0), 60.0, NIGHT.care)
    kit.theme = replace(NIGHT, you=(30, 40, 70), paper=(30, 40, 70))
    kit.you(surface, (120.0, 450.0), 40.0)
    kit.theme = replace(NIGHT, you=NIGHT.goal, paper=NIGHT.goal)
    kit.you(surface, (300.0, 450.0), 40.0)
    kit.goal(surface, (500.0, 450.0), 40.0, held=1.0)
    found = " ".join(looker.faults(surface, NIGHT))
    assert "'Well done' has a contrast of 3.0" in found
    assert "of 'Get ready' is painted over" in found
    assert "you has a contrast of 1.2" in found
    assert "marker and target are 0 apart to deutan" in found
    assert small(looker.lines, (960, 540), Viewing(610.0, 8.0))


def test_red_and_green_of_one_lightness_are_alike_to_some():
    red, green = np.array([[190, 60, 60]]), np.array([[100, 110, 30]])
    assert float(colour_distance(red, green)[0]) > 3 * FAR_APART
    assert float(colour_distance(red, green, "deutan")[0]) < FAR_APART
