"""Odd people through the host: what both screens say, the state, and what was recorded."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from odd_people import (
    NORMAL,
    PEOPLE,
    Odd,
    does_not_play,
    hops,
    is_joined,
    loses_the_board,
    play,
    presses_the_button,
    row,
    shakes_after_a_gap,
    stands_still,
    weighs_11_kg,
)

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.session import prompts

PAGE = Path(__file__).parents[3] / "docs" / "odd-people.md"


def one(odd: object) -> Odd:
    return next(person for person in PEOPLE if person.odd is odd)


def route(odd: Odd) -> list[Phase]:
    return [phase for phase, _ in itertools.groupby(state.phase for state in play(odd).states)]


@pytest.mark.parametrize("odd", PEOPLE, ids=lambda odd: odd.who)
def test_the_document_has_exactly_these_words(odd: Odd) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert row(odd) in lines, f"{PAGE.name} lacks this row:\n{row(odd)}"


def test_the_document_has_no_other_row() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "---" not in line]
    assert len(rows) == 1 + len(PEOPLE)


def test_the_person_who_does_what_is_asked_meets_none_of_it() -> None:
    seen = play(NORMAL)
    assert seen.states[-1].outcome == "done"
    assert all(state.notice is msgspec.UNSET for state in seen.states)
    assert {state.prompt for state in seen.states if state.phase is Phase.RESULT} == {"Well done!"}
    assert Phase.PAUSED not in route(NORMAL)


@pytest.mark.parametrize("odd", [NORMAL, *PEOPLE], ids=lambda odd: odd.who)
def test_nothing_is_lost_and_everybody_is_spoken_to(odd: Odd) -> None:
    seen = play(odd)
    assert seen.n_whole == seen.n_files > 0
    assert all(state.prompt for state in seen.states if state.phase is not Phase.PLAY)
    assert all(len(state.prompt.split()) <= 8 for state in seen.states)
    assert seen.states[-1].outcome == ("fault" if odd.odd is loses_the_board else "done")


def test_who_never_leaned_plays_on_limits_of_quiet_sway() -> None:
    playing = [state for state in play(one(stands_still)).states if state.phase is Phase.PLAY]
    assert {state.limits_source for state in playing} == {"quiet sway"}
    assert min(min(state.limits_mm) for state in playing) >= 10.0
    assert all(state.notice for state in playing)


@pytest.mark.parametrize("odd", [NORMAL, *PEOPLE], ids=lambda odd: odd.who)
def test_no_game_runs_on_limits_below_the_floor(odd: Odd) -> None:
    played = [state for state in play(odd).states if state.phase is Phase.PLAY]
    assert all(min(state.limits_mm) >= 10.0 for state in played)


@pytest.mark.parametrize("odd", [hops, is_joined, shakes_after_a_gap, presses_the_button])
def test_play_goes_on_by_itself(odd: object) -> None:
    way = route(one(odd))
    assert way[way.index(Phase.PAUSED) + 1 :].count(Phase.PLAY) == 1


def test_a_child_that_is_too_light_never_gets_beyond_stepping_on() -> None:
    assert route(one(weighs_11_kg))[-2:] == [Phase.STEP_ON, Phase.ENDED]


def test_nobody_is_praised_for_no_star() -> None:
    states = play(one(does_not_play)).states
    shown = {(state.stars, state.prompt) for state in states if state.phase is Phase.RESULT}
    assert shown == {(0, prompts.RESULT_NO_STAR)}


def test_what_the_station_gets_is_left_out_where_there_is_nothing() -> None:
    plain = SessionState(1, 0.0, Phase.PLAY)
    assert (
        not {"outcome", "notice", "away"}
        & msgspec.msgpack.decode(msgspec.msgpack.encode(plain)).keys()
    )
    ended = play(one(loses_the_board)).states[-1]
    wire = msgspec.msgpack.decode(msgspec.msgpack.encode(ended), type=SessionState)
    assert (wire.outcome, wire.reason) == ("fault", "The board did not come back within 30 s.")
