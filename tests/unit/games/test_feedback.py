"""Feedback follows a stated schedule, and the recording is told of it."""

import pytest
from scripted_person import Person, board, play_on

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.feedback import DELAY_S, SCHEDULES, DelayLine
from balance_arcade.games.registry import make_model
from balance_arcade.games.run import GameRun
from balance_arcade.games.settings import set_options


def trials_seen(feedback, *, n_trials=12):
    """By trial of Star Reach, whether the marker was ever seen while a star shone."""
    model = make_model("star-reach", GameOptions(seed=1, feedback=feedback))
    seen = {}
    while model.trials < n_trials:
        model.step(ControlInput(model.time_s, *(model.goal() or (0.0, 0.0))))
        if model.star is not None:
            seen[model.trials] = seen.get(model.trials, False) or model.cursor_visible
    return [seen[k] for k in range(n_trials)]


def test_schedules_show_the_marker_when_they_say():
    assert trials_seen("full") == [True] * 12
    assert trials_seen("faded") == [True] * 8 + [False, True, True, False]
    for unseen in ("hidden", "sound", "sound-discrete"):
        assert trials_seen(unseen) == [True] * 3 + [False] * 9


def test_results_only_shows_where_one_stands_once_a_trial_is_over():
    model = make_model("orchard", GameOptions(seed=1, feedback="results-only"))
    shown = []
    while model.trials < 6:
        n_before = model.trials
        model.step(ControlInput(model.time_s, *model.goal()))
        if model.trials > n_before >= 3:
            shown.append(model.cursor_visible)
    assert shown == [True] * 3
    for _ in range(130):
        model.step(ControlInput(model.time_s, *model.goal()))
    assert not model.cursor_visible


def events_of(run):
    play_on(run, Person())
    return [event for event in run.drain_events() if event.kind == "game.feedback"]


def test_delayed_is_for_seated_people_only():
    with pytest.raises(ConfigError, match="seated people only"):
        set_options({"feedback": "delayed"})
    assert set_options({"feedback": "delayed", "seated": True}).feedback == "delayed"


def test_delay_is_half_a_second_within_a_frame_and_told():
    options = set_options({"feedback": "delayed", "seated": True})
    run = GameRun(board(), ["orchard"], seconds=20.0, quick=True, options=options)
    told = events_of(run)
    assert told[-1].data["schedule"] == "delayed"
    assert told[-1].data["delay_ms"] == 500.0
    assert told[-1].data["delay_error_ms"] <= 1000.0 / 60.0
    assert run.activity.control.t_s - run.control.t_s == pytest.approx(DELAY_S, abs=1.0 / 60.0)


def test_a_slow_board_makes_an_error_that_is_measured():
    line = DelayLine(ControlInput(0.0, 0.0, 0.0))
    for k in range(10):
        line.push(ControlInput(0.3 * k, 0.0, 0.0))
    assert line.worst_error_s == pytest.approx(0.1)


@pytest.mark.parametrize("word", SCHEDULES)
def test_every_word_is_taken_and_stated_in_the_new_one(word):
    old = {"faded": "two-of-three", "full": "always"}
    options = set_options({"feedback": word, "seated": True})
    run = GameRun(board(), ["orchard"], seconds=5.0, quick=True, options=options)
    assert events_of(run)[0].data["schedule"] == old.get(word, word)


def test_an_order_cannot_delay_what_a_standing_person_sees():
    run = GameRun(board(), ["orchard"], seconds=20.0, quick=True)
    person = Person()
    play_on(run, person, until=lambda run: run.activity is not None and run.model.n_steps > 0)
    answer = run.command(Command("a", "feedback", {"mode": "delayed"}))
    assert answer.startswith("rejected: ")
    assert run.command(Command("b", "feedback", {"mode": "always"})) == "accepted"
    assert run.activity.feedback == "full"
