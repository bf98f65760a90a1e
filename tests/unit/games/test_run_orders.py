"""Orders of a therapist: at a step boundary, once each, and in the digest."""

import pytest
from scripted_person import Person, board, in_play, play_on

from balance_arcade.core.events import Command, Phase
from balance_arcade.games.run import GameRun
from balance_arcade.games.staircase import NUDGE
from balance_arcade.session.answered import MAX_ORDERS


def playing(games=("orchard",), *, after=300, seconds=20.0):
    run = GameRun(board(), list(games), seed=1, seconds=seconds, quick=True)
    person = Person()
    play_on(run, person, until=in_play(after))
    return run, person


def test_easier_and_harder_wait_for_the_next_trial_and_count_once():
    run, _ = playing()
    before, fruit = run.activity.staircase.difficulty, run.model.hanging
    assert run.command(Command("a", "harder")) == "accepted"
    assert run.command(Command("a", "harder")) == "accepted"
    assert run.activity.staircase.difficulty == pytest.approx(before + NUDGE)
    assert run.model.difficulty == pytest.approx(before + NUDGE)
    assert run.model.hanging is fruit
    assert run.command(Command("b", "easier")) == "accepted"
    assert run.activity.staircase.difficulty == pytest.approx(before)


def test_orders_enter_the_digest_and_equal_orders_give_an_equal_one():
    digests = []
    for name in ("harder", "harder", "easier", "feedback", None):
        run, person = playing()
        if name:
            run.command(Command("x", name))
        play_on(run, person)
        digests.append(run.results()[0].digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 4


def test_feedback_switches_to_and_fro_or_to_what_is_said():
    run, _ = playing(("star-reach",))
    assert run.model.feedback == "faded"
    assert run.command(Command("a", "feedback")) == "accepted"
    assert run.model.feedback == "full"
    assert run.command(Command("b", "feedback", {"mode": "full"})) == "accepted"
    assert run.model.feedback == "full"
    assert run.command(Command("c", "feedback")) == "accepted"
    assert run.model.feedback == "faded"
    assert run.command(Command("d", "feedback", {"mode": "loud"})).startswith("rejected: ")


def test_pause_resume_and_stop_go_to_the_session():
    run, person = playing()
    assert run.command(Command("a", "pause")) == "accepted"
    assert run.phase is Phase.PAUSED
    steps = run.model.n_steps
    play_on(run, person, seconds=5.0)
    assert run.model.n_steps == steps
    assert run.command(Command("b", "resume")) == "accepted"
    play_on(run, person, until=in_play(steps), seconds=10.0)
    assert run.command(Command("c", "stop")) == "accepted"
    assert run.finished
    assert run.results()[0].pauses == ("A short pause was asked for.",)


def test_next_ends_the_activity():
    run, person = playing(("orchard", "star-reach"))
    assert run.command(Command("a", "next")) == "accepted"
    play_on(run, person, until=lambda r: len(r.results()) == 2, seconds=120.0)
    first = run.results()[0]
    assert first.game == "orchard"
    assert 2.0 < first.seconds < 3.0


def test_mark_is_kept_as_an_event():
    run, _ = playing()
    run.drain_events()
    assert run.command(Command("a", "mark", {"text": "took the rail"})) == "accepted"
    events = [(e.kind, e.data) for e in run.drain_events()]
    (mark,) = [data for kind, data in events if kind == "session.mark"]
    # Its own name, by which it can be withdrawn.
    assert mark == {"text": "took the rail", "mark": mark["mark"]}
    assert len(mark["mark"]) == 12
    assert ("session.command", {"name": "mark", "answer": "accepted"}) in events


def test_game_orders_are_rejected_where_there_is_no_game():
    run = GameRun(board(), ["orchard"], quick=True)
    for name in ("easier", "harder", "feedback"):
        assert run.command(Command(name, name)).startswith("rejected: ")
    run, _ = playing()
    run.command(Command("a", "stop"))
    assert run.command(Command("b", "harder")).startswith("rejected: ")
    assert run.command(Command("c", "start")).startswith("rejected: ")


def test_memory_of_orders_is_bounded():
    run, _ = playing()
    for k in range(3 * MAX_ORDERS):
        run.command(Command(f"id {k}", "mark", {"text": ""}))
    assert len(run._answers) == MAX_ORDERS
