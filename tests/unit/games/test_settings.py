"""Settings: one table, each reaches the game, and each may be refused in words."""

import math

import msgspec
import pytest
from scripted_person import Person, board, in_play, play_on

from balance_arcade.app.playlist import Playlist
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.games import setup
from balance_arcade.games.registry import game_spec
from balance_arcade.games.run import GameRun
from balance_arcade.games.settings import (
    SETTINGS,
    changed_settings,
    set_options,
    setting,
    settings_of,
)
from balance_arcade.games.setup import RunOptions

GIVEN = {
    "weak_side": "left",
    "assist": 1.5,
    "feedback": "full",
    "mode": "sideways",
    "target_success": 0.7,
    "min_difficulty": 0.3,
    "max_difficulty": 0.5,
    "frozen": True,
    "start_difficulty": 0.4,
    "far_confirmed": True,
    "lean_cap": 0.7,
    "spotter_confirmed": True,
    "seated": True,
    "rest_after_min": 8.0,
    "quiet_s": 5.0,
    "leg": "right",
    "length": "short",
    "ask_after": "never",
    "pain_ends": 5.0,
    "high_contrast": True,
    "reduced_motion": True,
    "music": False,
    "voice": False,
    "screen_inches": 32.0,
    "distance_m": 3.0,
    "language": "de",
}


def playing(games=("star-reach",), **given):
    run = GameRun(board(), list(games), seconds=20.0, quick=True, options=set_options(given))
    person = Person()
    play_on(run, person, until=in_play(200))
    return run, person


def order(run, name, value):
    return run.command(Command(f"{name} {value}", "set", {"name": name, "value": value}))


def test_every_setting_is_tried_here_and_none_is_left_as_usual():
    assert list(GIVEN) == [one.name for one in SETTINGS]
    assert settings_of(set_options(GIVEN)) == GIVEN == changed_settings(set_options(GIVEN))
    assert changed_settings(RunOptions()) == {}
    assert settings_of(RunOptions()) == {one.name: one.usual for one in SETTINGS}


def test_every_setting_of_the_games_reaches_model_staircase_and_mapping():
    run, _ = playing(**GIVEN)
    activity, model = run.activity, run.model
    assert model.options.weak_side == "left"
    assert model.options.feedback == model.feedback == "full"
    assert model.options.far_confirmed
    stairs = activity.staircase
    assert (stairs.target, stairs.minimum, stairs.maximum) == (0.7, 0.3, 0.5)
    assert stairs.frozen
    assert stairs.difficulty == model.difficulty == model.options.difficulty == 0.4
    plain, _ = playing()
    mm = run.machine.limits.centre_mm[0]
    assert activity.mapping.to_mm(-0.6, 0.0)[0] - mm == pytest.approx(
        (plain.activity.mapping.to_mm(-0.6, 0.0)[0] - mm) * 0.7 / 0.95 / 1.5, rel=1e-6
    )
    assert run.state().settings == GIVEN


def test_a_weak_side_gets_more_stars_and_assist_is_a_shorter_lean():
    run, _ = playing(weak_side="right")
    assert sorted(run.model._new_block()) == sorted([*range(8), 1, 2, 3])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"asist": 1.5}, "no setting 'asist'; did you mean assist"),
        ({"weak-side": "left"}, "did you mean weak_side"),
        ({"assist": 3}, "assist must be a number from 1 to 2, not 3."),
        ({"assist": True}, "assist must be a number from 1 to 2, not true."),
        ({"assist": math.nan}, "not nan"),
        ({"assist": 10**400}, "assist must be a number from 1 to 2"),
        ({"target_success": 0.9}, "from 0.6 to 0.85"),
        ({"frozen": "yes"}, "frozen must be true or false, not 'yes'."),
        ({"weak_side": "both"}, "none, left or right, not 'both'"),
        ({"weak_side": []}, "none, left or right"),
        ({"assist": 1.5}, "helps the weak side, and none is named"),
        ({"min_difficulty": 0.5, "max_difficulty": 0.4}, "is above max_difficulty"),
        ({"start_difficulty": 0.9, "max_difficulty": 0.5}, "outside of the range 0 to 0.5"),
        ({"distance_m": 0.1}, "from 0.3 to 10"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(given, said):
    with pytest.raises(ConfigError, match=said):
        set_options(given)


def test_a_long_value_is_not_repeated_at_length():
    with pytest.raises(ConfigError) as caught:
        setting("feedback").read("x" * 5000)
    assert len(str(caught.value)) < 200


def test_settings_change_while_a_game_runs_and_the_digest_tells():
    run, person = playing()
    before = run.activity.digest
    assert order(run, "weak_side", "left") == "accepted"
    assert run.activity.digest != before
    assert run.model.options.weak_side == "left"
    at_mm = run.activity.mapping.to_mm(-0.5, 0.0)[0]
    assert order(run, "assist", 2.0) == "accepted"
    assert abs(run.activity.mapping.to_mm(-0.5, 0.0)[0]) < abs(at_mm)
    assert order(run, "feedback", "full") == "accepted"
    assert run.model.feedback == run.activity.feedback == "full"
    assert order(run, "target_success", 0.8) == "accepted"
    assert order(run, "frozen", True) == "accepted"
    assert (run.activity.staircase.target, run.activity.staircase.frozen) == (0.8, True)
    assert order(run, "min_difficulty", 0.6) == "accepted"
    assert run.model.difficulty == run.activity.staircase.difficulty == 0.6
    assert order(run, "max_difficulty", 0.7) == "accepted"
    assert run.activity.staircase.harder() == pytest.approx(0.68)
    assert run.activity.staircase.harder() == 0.7
    events = [e.data for e in run.drain_events() if e.kind == "session.command"]
    assert {"name": "set", "answer": "accepted", "setting": "assist", "value": 2.0} in events
    play_on(run, person, seconds=1.0)
    assert run.activity.model.fault is None


def test_what_is_of_the_screen_changes_no_game():
    run, _ = playing()
    digest, rev = run.activity.digest, run.state().rev
    assert order(run, "high_contrast", True) == "accepted"
    assert order(run, "reduced_motion", True) == "accepted"
    assert run.options.screen.high_contrast
    assert run.options.screen.reduced_motion
    assert run.activity.digest == digest
    assert run.state().rev > rev
    assert run.state().settings == {"high_contrast": True, "reduced_motion": True}


def test_a_setting_reaches_the_next_game_too():
    run, person = playing(("orchard", "star-reach"))
    assert order(run, "feedback", "full") == "accepted"
    play_on(run, person, until=lambda r: r.activity is not None and r.activity.index == 1)
    assert run.model.options.feedback == "full"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("assist", 1.5, "none is named"),
        ("assist", 9, "from 1 to 2"),
        ("asist", 1.5, "did you mean assist"),
        ("spotter_confirmed", True, "before a session starts"),
        ("start_difficulty", 0.3, "before a session starts"),
        (None, True, "takes the name of a setting"),
        ("frozen", None, "true or false"),
    ],
)
def test_a_refused_order_changes_nothing(name, value, said):
    run, _ = playing()
    digest, options, rev = run.activity.digest, run.options, run.state().rev
    answer = order(run, name, value)
    assert answer.startswith("rejected: ")
    assert said in answer
    assert run.options is options
    assert (run.activity.digest, run.state().rev) == (digest, rev)


def test_nothing_is_set_once_the_session_has_ended():
    run, _ = playing()
    run.end("over")
    assert order(run, "frozen", True) == "rejected: the session has ended"


def test_a_range_may_leave_the_start_behind_while_a_game_runs():
    run, _ = playing(start_difficulty=0.4)
    assert order(run, "min_difficulty", 0.6) == "accepted"
    assert run.model.difficulty == 0.6


def test_a_game_that_knows_no_weak_side_goes_on():
    run, _ = playing()

    class Plain:
        """A model of another package, written before the method was asked for."""

    run.activity.model._model = Plain()
    run.activity.model.set_weak_side("left")
    assert run.activity.model.fault is None


def test_class_c_wants_a_confirmed_spotter(monkeypatch):
    spec = msgspec.structs.replace(game_spec("star-reach"), safety_class="C")
    monkeypatch.setattr(setup, "game_spec", lambda name: spec)
    with pytest.raises(ConfigError, match="class C: it needs a spotter") as caught:
        GameRun(board(), ["star-reach"])
    assert "--spotter-confirmed" in caught.value.hint
    GameRun(board(), ["star-reach"], options=set_options({"spotter_confirmed": True}))


def test_a_game_of_class_c_is_offered_with_a_spotter_only(monkeypatch):
    spec = msgspec.structs.replace(game_spec("star-reach"), safety_class="C")
    monkeypatch.setattr(setup, "game_spec", lambda name: spec)
    assert not setup.is_allowed("star-reach", RunOptions())
    assert setup.is_allowed("star-reach", RunOptions(spotter_confirmed=True))
    offers = Playlist(("orchard",), offers=("orchard", "star-reach"))
    with pytest.raises(ConfigError, match="class C: it needs a spotter"):
        offers.run(board())


@pytest.mark.parametrize(
    "given",
    [{"assist": 3.0}, {"target_success": 0.3}, {"min_difficulty": 0.5, "max_difficulty": 0.4}],
)
def test_a_script_cannot_build_what_would_stop_a_session_in_its_middle(given):
    with pytest.raises(ValueError, match=r"between|does not hold"):
        RunOptions(**given)


def test_the_state_tells_the_feedback_that_holds_whichever_order_changed_it():
    run, _ = playing()
    assert run.command(Command("f", "feedback", {"mode": "full"})) == "accepted"
    assert run.state().settings == {"feedback": "full"}
    assert run.command(Command("g", "feedback", {"mode": "faded"})) == "accepted"
    assert run.state().settings is msgspec.UNSET
