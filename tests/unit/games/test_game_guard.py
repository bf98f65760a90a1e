"""A game that misbehaves is named, ended and left out; the session goes on."""

from __future__ import annotations

import math
import threading
import time

import pytest
from outside_game import PondModel, install
from scripted_person import Person, board, play_on

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Phase
from balance_arcade.games import registry, run
from balance_arcade.games.contract import GameEvent, TrialResult
from balance_arcade.games.guard import GuardedModel
from balance_arcade.games.run import GameRun
from balance_arcade.games.watchdog import Watchdog

pytestmark = pytest.mark.timeout(60)  # A guard that fails lets a game hang for ever.

POND = ("pond", "pond_pkg:GAME")
BREAK_STEP = 300


@pytest.fixture(autouse=True)
def look_anew():
    yield
    registry.forget()


def breaking(method, act):
    """Model that acts in a method from its 300th step on."""

    def broken(self, *args):
        if self.n_steps >= BREAK_STEP:
            return act(self)
        return getattr(PondModel, method)(self, *args)

    return type("Model", (PondModel,), {method: broken})


def breaking_property(name, value):
    def read(self):
        return value(self) if self.n_steps >= BREAK_STEP else sound(self)

    sound = getattr(PondModel, name).fget
    return type("Model", (PondModel,), {name: property(read)})


def fall(_self):
    raise ZeroDivisionError("/home/somebody/secret")


def give(value):
    return lambda _self: value


def loop(_self):
    while True:
        pass


def stubborn_loop(_self):
    while True:
        try:
            while True:
                time.sleep(0.001)
        except Exception:  # noqa: BLE001 - what a careless game does
            continue


ROGUES = {
    "step raises": (breaking("_advance", fall), "ZeroDivisionError"),
    "step exits": (breaking("_advance", lambda _: exit_now()), "SystemExit"),
    "state raises": (breaking("_state", fall), "ZeroDivisionError"),
    "state is text": (breaking("state_bytes", give("state")), "TypeError"),
    "goal is NaN": (breaking("goal", give((math.nan, 0.0))), "NonsenseError"),
    "goal is out of reach": (breaking("goal", give((0.0, -0.9))), "NonsenseError"),
    "goal is no place": (breaking("goal", give(3)), "TypeError"),
    "goal raises": (breaking("goal", fall), "ZeroDivisionError"),
    "radius is negative": (breaking_property("goal_radius", give(-1.0)), "NonsenseError"),
    "score is too good": (breaking_property("score", give(7.0)), "NonsenseError"),
    "score raises": (breaking_property("score", fall), "ZeroDivisionError"),
    "event of the session": (
        breaking("drain_events", give([GameEvent(1, "session.zero")])),
        "NonsenseError",
    ),
    "event of the house": (
        breaking("drain_events", give([GameEvent(1, "game.failed")])),
        "NonsenseError",
    ),
    "event is text": (breaking("drain_events", give(["hello"])), "NonsenseError"),
    "event holds an object": (
        breaking("drain_events", give([GameEvent(1, "game.x", {"a": object()})])),
        "NonsenseError",
    ),
    "too many events": (
        breaking("drain_events", give([GameEvent(1, "game.x")] * 65)),
        "NonsenseError",
    ),
    "trial without a success": (
        breaking("drain_trials", give([TrialResult(0, "yes", 0.2, True, {})])),
        "NonsenseError",
    ),
    "difficulty raises": (breaking("set_difficulty", fall), "ZeroDivisionError"),
}


def exit_now():
    raise SystemExit(3)


def play(monkeypatch, model, games=("pond", "orchard"), **options):
    install(monkeypatch, POND, Model=model)
    played = GameRun(board(), games, seconds=10.0, quick=True, **options)
    play_on(played, Person(), until=lambda run: run.state() is None)
    return played, played.drain_events()


EARLIER = set()


@pytest.fixture(autouse=True)
def threads_of_earlier_tests():
    """A run that another test never ended keeps its watchdog until that is idle for ten seconds."""
    EARLIER.clear()
    EARLIER.update(threading.enumerate())


def no_watchdogs():
    return not [t for t in threading.enumerate() if t.name == "game watchdog" and t not in EARLIER]


@pytest.mark.parametrize("rogue", sorted(ROGUES))
def test_a_rogue_game_is_named_and_the_next_one_is_played(monkeypatch, caplog, rogue):
    model, error = ROGUES[rogue]
    with caplog.at_level("INFO", "balance_arcade.games.guard"):
        played, events = play(monkeypatch, model)
    assert played.finished
    failed = [event for event in events if event.kind == "game.failed"]
    assert [(e.data["game"], e.data["error"]) for e in failed] == [("pond", error)]
    assert failed[0].data["text"] == f"Pond has stopped ({error})."
    pond, orchard = played.results()
    assert (pond.game, pond.failed) == ("pond", error)
    assert 2.0 < pond.seconds < 10.0
    assert pond.trials == len(pond.trial_list)
    assert (orchard.game, orchard.failed, orchard.seconds) == ("orchard", "", 10.0)
    assert orchard.trials >= 2
    said = [r for r in caplog.records if r.name == "balance_arcade.games.guard"]
    assert [record.getMessage() for record in said] == [
        f"The game pond failed and is left out: {error}."
    ]
    assert not any("secret" in str(event.data) for event in events)
    assert no_watchdogs()


def test_a_sound_game_of_another_package_plays_to_its_end(monkeypatch):
    played, events = play(monkeypatch, PondModel)
    pond, _ = played.results()
    assert (pond.failed, pond.seconds, pond.trials) == ("", 10.0, 10)
    assert pond.successes >= 8
    assert not any(event.kind == "game.failed" for event in events)


def test_the_same_game_later_in_the_plan_is_left_out_and_not_made_again(monkeypatch):
    made = []

    class Model(ROGUES["step raises"][0]):
        def __init__(self, options):
            made.append(1)
            super().__init__(options)

    played, _ = play(monkeypatch, Model, games=("pond", "pond", "orchard"))
    assert [result.failed for result in played.results()] == ["ZeroDivisionError"] * 2 + [""]
    assert played.results()[1].seconds == 0.0
    assert len(made) == 1


def test_a_game_that_cannot_begin_is_left_out_before_the_countdown(monkeypatch):
    class Model:
        def __init__(self, options):
            fall(self)

    played, events = play(monkeypatch, Model)
    assert [r.failed for r in played.results()] == ["ZeroDivisionError", ""]
    before = [e.data["to"] for e in events if e.kind == "session.phase"]
    assert before[: before.index("result")].count("play") == 0


def test_a_game_that_lacks_a_method_is_left_out(monkeypatch):
    class Model:
        def __init__(self, options):
            pass

    assert play(monkeypatch, Model)[0].results()[0].failed == "AttributeError"


def test_a_single_game_that_fails_ends_the_session_calmly(monkeypatch):
    played, _ = play(monkeypatch, ROGUES["step raises"][0], games=("pond",))
    state = played.state()
    assert state.phase is Phase.ENDED
    assert state.reason == "All activities are done."


def test_the_patient_reads_a_kind_word_and_the_therapist_the_fault(monkeypatch):
    install(monkeypatch, POND, Model=ROGUES["step raises"][0])
    played = GameRun(board(), ("pond", "orchard"), seconds=10.0)
    play_on(played, Person(), until=lambda run: run.phase is Phase.RESULT)
    state = played.state()
    assert state.prompt == "Pond has stopped. You did well."
    assert state.reason == "Pond has stopped (ZeroDivisionError)."
    assert math.isnan(state.target_mm[0])
    played.end("The test is over.")


def test_the_picture_of_a_game_that_fails_ends_it_too(monkeypatch):
    install(monkeypatch, POND)
    played = GameRun(board(), ("pond", "orchard"), seconds=10.0, quick=True)
    play_on(played, Person(), until=lambda run: run.phase is Phase.PLAY)
    played.blame(KeyError("colour"))
    person = Person()
    person.seq = played.sample.seq + 1
    play_on(played, person)
    assert [result.failed for result in played.results()] == ["KeyError", ""]


def test_a_model_that_does_not_import_is_named_before_anybody_steps_on(monkeypatch):
    module = install(monkeypatch, POND)
    del module.Model
    with pytest.raises(ConfigError, match="pond of pond_pkg does not load"):
        GameRun(board(), ("orchard", "pond"))


@pytest.mark.parametrize("act", [loop, stubborn_loop])
@pytest.mark.parametrize("where", ["_advance", "goal", "state_bytes"])
def test_a_game_that_hangs_is_broken_off(monkeypatch, act, where):
    monkeypatch.setattr(run, "Watchdog", lambda: Watchdog(limit_s=1.0, tick_s=0.1))
    played, events = play(monkeypatch, breaking(where, act))
    assert [result.failed for result in played.results()] == ["GameTooLongError", ""]
    assert played.results()[1].seconds == 10.0
    assert [e.data["error"] for e in events if e.kind == "game.failed"] == ["GameTooLongError"]
    assert no_watchdogs()


def test_a_game_that_hangs_while_it_is_made_is_broken_off(monkeypatch):
    monkeypatch.setattr(run, "Watchdog", lambda: Watchdog(limit_s=1.0, tick_s=0.1))

    class Model(PondModel):
        def __init__(self, options):
            loop(self)

    assert play(monkeypatch, Model)[0].results()[0].failed == "GameTooLongError"


def test_after_a_fault_the_guard_gives_the_last_sound_numbers():
    model = PondModel.__new__(PondModel)

    def make():
        PondModel.__init__(model, options)
        return model

    from balance_arcade.games.contract import ControlInput, GameOptions

    options = GameOptions(seed=1, difficulty=0.3)
    guarded = GuardedModel(model_spec(), make, difficulty=0.3)
    for _ in range(250):
        guarded.step(ControlInput(0.0, *guarded.goal()))
        guarded.drain_events()
        guarded.drain_trials()
    guarded.fail(KeyError("x"))
    guarded.fail(ValueError("a second one changes nothing"))
    assert isinstance(guarded.fault, KeyError)
    assert (guarded.n_steps, guarded.trials, guarded.successes) == (250, 2, 2)
    assert (guarded.score, guarded.goal(), guarded.finished) == (1.0, None, False)
    assert math.isnan(guarded.goal_radius)
    assert (guarded.drain_events(), guarded.drain_trials()) == ([], [])
    assert guarded.state_bytes() == b""


def model_spec():
    from outside_game import SPEC

    return SPEC
