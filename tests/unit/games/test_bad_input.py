"""Bad input in the middle of any game: it carries on or pauses, says why, and nothing fails."""

import math
from dataclasses import dataclass, field

import msgspec
import pygame
import pytest
import scripted_person
from scripted_person import Person, board, in_play, play_on

from balance_arcade.cop.stability import StabilityLimits
from balance_arcade.core.events import Phase
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import known_games, view_class
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions

PLAY_S = 5.0
SIZE = (320, 180)
LIMITS = StabilityLimits((5.0, -8.0), (70.0,) * 8, "lean pass")
SPOTTED = RunOptions(spotter_confirmed=True)
every_game = pytest.mark.parametrize("game", known_games())


class Odd(Person):
    """Plays; from a second after the begin on something is odd with some of the samples."""

    def __init__(self, change, *, rate_hz=100.0):
        super().__init__(rate_hz=rate_hz)
        self.change = change
        self.begin = None

    def sample(self, goal=None):
        sample = super().sample(goal)
        if self.begin is None:
            return sample
        return self.change(sample, sample.t_s - self.begin)


@dataclass
class Course:
    """What came of a game with something odd in it."""

    run: GameRun
    phases: set = field(default_factory=set)
    reasons: set = field(default_factory=set)
    events: list = field(default_factory=list)


def course(game, change, *, rate_hz=100.0, limits=LIMITS):
    """Play one game, look at it as the window does, and draw it all the while."""
    run = GameRun(
        board(rate_hz), [game], seconds=PLAY_S, quick=True, limits=limits, options=SPOTTED
    )
    person, seen = Odd(change, rate_hz=rate_hz), Course(run)
    play_on(run, person, until=in_play(60))
    person.begin = person.seq / rate_hz
    surface, view = pygame.Surface(SIZE), view_class(game)(SIZE, NIGHT)
    end = person.seq + round(20.0 * rate_hz)
    every = max(1, round(rate_hz / 4.0))
    while not run.finished and person.seq < end:
        run.feed(person.sample(run.goal()))
        seen.phases.add(run.phase)
        seen.reasons.add(run.state().reason)
        if person.seq % every == 0 and run.model is not None and run.control is not None:
            view.draw(surface, run.model, run.control, 0.0)
    seen.events = run.drain_events()
    return seen


def is_sound(seen):
    """Nothing failed, nobody's event was lost, and there is a result."""
    (result,) = seen.run.results()
    assert result.failed == ""
    assert seen.run.n_events_dropped == 0
    assert not [event for event in seen.events if event.kind == "game.failed"]
    assert len(result.digest) == 64
    return result


def place(sample, ml_mm, ap_mm):
    return msgspec.structs.replace(
        sample, ml_mm=ml_mm, ap_mm=ap_mm, ml_display_mm=ml_mm, ap_display_mm=ap_mm
    )


@every_game
def test_places_that_are_no_numbers(game):
    """A tenth of a second a second without a place: short of a pause, so it is played through."""

    def change(sample, t_s):
        return place(sample, math.nan, math.nan) if t_s % 1.0 > 0.9 else sample

    assert is_sound(course(game, change)).seconds == PLAY_S


@every_game
def test_leaps_of_thirty_centimetres(game):
    def change(sample, t_s):
        side = 300.0 if t_s % 1.0 < 0.5 else -300.0
        return place(sample, side, 0.0) if t_s % 0.5 > 0.48 else sample

    assert is_sound(course(game, change)).seconds == PLAY_S


@every_game
def test_one_sample_a_second_pauses_and_says_that_the_board_is_silent(game):
    run = GameRun(board(100.0), [game], seconds=PLAY_S, quick=True, limits=LIMITS, options=SPOTTED)
    person = Person()
    play_on(run, person, until=in_play(60))
    before = run.model.n_steps
    for _ in range(6):
        person.seq += 99
        run.feed(person.sample(run.goal()))
        assert run.phase is Phase.PAUSED
        assert run.state().reason == "The board is silent."
    # Each gap is found where it begins, so the game stands as it stood.
    assert run.model.n_steps - before <= 2
    assert run.results()[0].failed == ""


@every_game
def test_a_thousand_samples_a_second(game):
    seen = course(game, lambda sample, t_s: sample, rate_hz=1000.0)
    assert is_sound(seen).seconds == PLAY_S
    assert seen.run.results()[0].pauses == ()


@every_game
@pytest.mark.parametrize("weight_kg", [15.5, 200.0])
def test_very_light_and_very_heavy_people_play(game, weight_kg, monkeypatch):
    monkeypatch.setattr(scripted_person, "WEIGHT_N", weight_kg * 9.80665)
    seen = course(game, lambda sample, t_s: sample)
    assert is_sound(seen).seconds == PLAY_S
    assert seen.run.results()[0].pauses == ()


@every_game
def test_limits_of_five_millimetres_are_played_on_the_floor_of_the_scale(game):
    small = StabilityLimits((5.0, -8.0), (5.0,) * 8, "lean pass")
    seen = course(game, lambda sample, t_s: sample, limits=small)
    assert is_sound(seen).seconds == PLAY_S
    assert math.isfinite(seen.run.control.x)


@every_game
def test_a_second_person_on_the_board_pauses_and_is_named(game):
    def change(sample, t_s):
        return msgspec.structs.replace(sample, fz_n=2.0 * sample.fz_n) if t_s > 1.0 else sample

    seen = course(game, change)
    assert Phase.PAUSED in seen.phases
    assert "The board carries more than one person." in seen.reasons
    assert seen.run.results()[0].failed == ""


@every_game
def test_a_clock_that_is_set_back_costs_the_samples_until_it_is_there_again(game):
    """A board's clock; the wall's is read once a session and moves nothing."""

    def change(sample, t_s):
        return msgspec.structs.replace(sample, t_s=sample.t_s - 5.0) if 1 < t_s < 1.1 else sample

    seen = course(game, change)
    assert is_sound(seen).seconds == PLAY_S
    assert 8 <= seen.run.n_samples_refused <= 10
