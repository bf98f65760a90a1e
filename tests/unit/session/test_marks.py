"""Marks and adverse events: told with kind and time, and play waits until somebody has looked."""

from __future__ import annotations

import pygame
import pytest
from session_kit import playing

from balance_arcade.app.pauses import PauseLog
from balance_arcade.core.adverse import ADVERSE, ADVERSE_KINDS
from balance_arcade.core.events import Command, Event, Phase
from balance_arcade.games.marks import take_mark
from balance_arcade.session import prompts
from balance_arcade.session.mark_book import WITHDRAWN, MarkBook, mark_id
from balance_arcade.window.keys import Keys

NAME = mark_id("1")


def mark(walk, **args):
    told = []
    command = Command("1", "mark", args, by="station-1")
    answer = take_mark(command, lambda *event: told.append(event), walk.machine, MarkBook())
    return answer, told


def test_a_plain_mark_is_told_and_play_goes_on():
    walk = playing()
    assert mark(walk, text="talked") == (
        "accepted",
        [("session.mark", {"text": "talked", "mark": NAME})],
    )
    assert walk.machine.phase is Phase.PLAY


@pytest.mark.parametrize("kind", ADVERSE_KINDS)
def test_an_adverse_event_is_told_and_pauses_until_an_order(kind):
    walk = playing()
    answer, told = mark(walk, adverse=kind)
    assert answer == "accepted"
    assert told == [(ADVERSE, {"kind": kind, "text": "", "by": "station-1", "mark": NAME})]
    assert (walk.machine.phase, walk.machine.prompt) == (
        Phase.PAUSED,
        prompts.PAUSED[prompts.MANUAL],
    )
    # Standing steadily does not go on from it: somebody has to look first.
    walk.go(10.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "accepted"
    said = "An adverse event" if kind == "other" else kind.capitalize()
    assert said.lower() in str(walk.go(0.1).last("session.pause")["reason"]).lower()


def test_a_fall_takes_over_the_pause_that_the_step_off_has_made():
    walk = playing().go(1.0, load_n=0.0)
    mark(walk, adverse="fall")
    walk.go(5.0, load_n=600.0)
    assert (walk.machine.phase, walk.machine.reason) == (Phase.PAUSED, "A fall was marked.")


def test_a_kind_that_there_is_not_is_refused_and_told_to_nobody():
    answer, told = mark(playing(), adverse="trip")
    assert answer.startswith("rejected: an adverse event is near fall, fall,")
    assert told == []


def test_where_nothing_is_under_way_the_mark_holds_all_the_same():
    walk = playing()
    walk.machine.command("stop")
    assert mark(walk, adverse="dizziness")[0] == "accepted"


@pytest.mark.parametrize("choosing", [False, True])
def test_helpers_keys_mark_and_confirm_and_are_no_any_key(choosing):
    pygame.init()
    pygame.display.set_mode((64, 64))
    pygame.event.clear()
    for key in (pygame.K_F2, *range(pygame.K_F5, pygame.K_F9 + 1)):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    orders = Keys().read(Phase.PLAY, choosing=choosing).orders
    pygame.display.quit()
    assert [(one.name, one.args.get("adverse"), one.by) for one in orders] == [
        ("confirm", None, "keyboard"),
        *(("mark", kind, "keyboard") for kind in ADVERSE_KINDS),
    ]


def orders(*given):
    book, told = MarkBook(), []
    walk = playing()
    for number, (name, args) in enumerate(given):
        command = Command(str(number), name, args, by="tablet-2")
        told.append(take_mark(command, lambda *event: told.append(event), walk.machine, book))
    return told, walk


def test_undo_withdraws_the_newest_mark_that_holds_and_tells_it_as_an_event_of_its_own():
    told, _ = orders(("mark", {"text": "a"}), ("mark", {"text": "b"}), ("undo", {}), ("undo", {}))
    assert [event for event in told if isinstance(event, tuple)] == [
        ("session.mark", {"text": "a", "mark": mark_id("0")}),
        ("session.mark", {"text": "b", "mark": mark_id("1")}),
        (WITHDRAWN, {"mark": mark_id("1"), "text": "b", "by": "tablet-2"}),
        (WITHDRAWN, {"mark": mark_id("0"), "text": "a", "by": "tablet-2"}),
    ]
    assert orders(("undo", {}))[0] == ["rejected: there is no mark to withdraw"]


def test_undo_names_a_mark_and_withdraws_it_once():
    one = {"mark": mark_id("0")}
    told, _ = orders(("mark", {}), ("mark", {}), ("undo", one), ("undo", one))
    assert told[-2] == "accepted"
    assert told[-1].startswith("rejected: that mark is withdrawn already")
    assert orders(("undo", {"mark": 7}))[0][-1].startswith("rejected: that mark is")


def test_a_withdrawn_fall_lets_play_go_on_by_nothing_but_an_order():
    told, walk = orders(("mark", {"adverse": "fall"}), ("undo", {}))
    assert told[-1] == "accepted"
    walk.go(10.0)
    assert walk.machine.phase is Phase.PAUSED


def test_a_page_says_that_an_adverse_event_was_withdrawn_and_does_not_forget_it():
    log = PauseLog()
    log.on_event(Event(4.0, ADVERSE, {"kind": "fall", "text": "", "mark": "m1"}))
    log.on_event(Event(6.0, ADVERSE, {"kind": "pain", "text": "", "mark": "m2"}))
    log.on_event(Event(9.0, WITHDRAWN, {"mark": "m1"}))
    log.on_event(Event(9.0, WITHDRAWN, {"mark": "of no adverse event"}))
    assert log.taken().adverse == ("fall at 4 s (withdrawn)", "pain at 6 s")
