"""Games that send people off the board: what pauses, what does not, and who is asked how."""

import math

import pytest
from outside_game import SPEC, PondModel
from scripted_person import WEIGHT_N, Person, board, in_play, play_on

from balance_arcade.core.events import Phase
from balance_arcade.games.contract import GameOptions
from balance_arcade.games.guard import GuardedModel, NonsenseError
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions
from balance_arcade.games.stick_the_landing.model import Stage

SPOTTED = RunOptions(spotter_confirmed=True)


class Obedient(Person):
    """Does with their feet what the game asks for, at once."""

    def sample(self, goal=None):
        self.off = goal is not None and goal.stance in {"off", "land"} and not self.lands(goal)
        return super().sample(goal)

    def lands(self, goal):
        return goal.stance == "land"


def begun(game, person, after_steps=60):
    run = GameRun(board(person.rate_hz), [game], seconds=60.0, quick=True, options=SPOTTED)
    play_on(run, person, until=in_play(after_steps))
    return run


def phases(run):
    return [e.data["to"] for e in run.drain_events() if e.kind == "session.phase"]


def test_a_step_off_that_the_game_asks_for_is_no_pause():
    person = Obedient()
    run = begun("stick-the-landing", person)
    phases(run)
    play_on(run, person, until=lambda run: run.model.trials >= 5)
    assert phases(run) == []
    assert run.activity.pauses == []
    assert run.model.successes == 5


def test_a_board_that_stays_empty_for_fifteen_seconds_is_a_step_off_all_the_same():
    person = Obedient()
    person.lands = lambda _goal: False
    run = begun("stick-the-landing", person)
    play_on(run, person, until=lambda run: run.model.stage is Stage.READY)
    t_s = run.time_s
    play_on(run, person, until=lambda run: run.phase is Phase.PAUSED)
    assert 11.0 < run.time_s - t_s < 15.2


@pytest.mark.parametrize("game", ["orchard", "flamingo-ladder"])
def test_in_every_other_game_a_step_off_pauses_within_a_fifth_of_a_second(game):
    person = Person()
    run = begun(game, person)
    person.off = True
    t_s = run.time_s
    play_on(run, person, until=lambda run: run.phase is Phase.PAUSED)
    assert run.time_s - t_s <= 0.2


def test_a_lost_signal_pauses_with_the_person_off_the_board_too():
    person = Obedient()
    run = begun("stick-the-landing", person)
    play_on(run, person, until=lambda run: run.model.stage is Stage.QUIET)
    run.signal_age(0.3)
    assert run.phase is Phase.PAUSED


def test_whoever_steps_up_in_a_pause_has_not_landed():
    person = Obedient()
    run = begun("stick-the-landing", person)
    play_on(run, person, until=lambda run: run.model.stage is Stage.READY and run.model.stage_s > 0)
    run.machine.command("pause")
    person.lands = lambda _goal: True
    play_on(run, person, seconds=3.0)
    run.machine.command("resume")
    before = run.model.trials
    play_on(run, person, until=lambda run: run.phase is Phase.PLAY)
    play_on(run, person, seconds=0.1)
    assert run.model.trials == before
    assert run.model.stage is Stage.OFF


def test_the_person_is_told_on_which_leg_only_while_it_is_played():
    person = Person()
    run = begun("flamingo-ladder", person, after_steps=200)
    assert run.goal().stance == run.model.stance in {"left", "right"}
    person.off = True
    play_on(run, person, until=lambda run: run.phase is Phase.PAUSED)
    assert run.goal().stance == "both"


def test_every_sample_of_a_fast_board_counts_for_the_peak():
    person = Obedient(rate_hz=1000.0)
    run = begun("stick-the-landing", person)
    heard = []
    step = run.activity.model.step
    run.activity.model.step = lambda control: (heard.append(control), step(control))
    play_on(run, person, seconds=1.0)
    assert sum(control.n_samples for control in heard) == pytest.approx(1000, abs=10)
    play_on(run, person, until=lambda run: run.model.trials >= 1)
    assert max(c.peak_load_n for c in heard if not math.isnan(c.peak_load_n)) == WEIGHT_N
    (trial,) = run.activity.trials
    assert trial.metrics["peak_load_bw"] == pytest.approx(1.0)


@pytest.mark.parametrize(("stance", "fault"), [("off", "leave the board"), ("kneel", "'kneel'")])
def test_a_game_that_may_not_empty_the_board_or_asks_for_nonsense_is_ended(stance, fault):
    kind = type("Model", (PondModel,), {"stance": stance})
    model = GuardedModel(SPEC, lambda: kind(GameOptions()))
    assert model.stance() == "both"
    assert isinstance(model.fault, NonsenseError)
    assert fault in str(model.fault)
