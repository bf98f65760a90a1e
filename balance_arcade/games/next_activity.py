"""Makes the next activity of a session out of its plan, the settings and what was played before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.games.activity import Activity

if TYPE_CHECKING:
    from balance_arcade.games.control import ControlMapping
    from balance_arcade.games.course import ProgrammeCourse
    from balance_arcade.games.setup import KnownPerson, RunOptions
    from balance_arcade.session.machine import SessionMachine


def next_activity(
    machine: SessionMachine,
    options: RunOptions,
    mapping: ControlMapping,
    *,
    course: ProgrammeCourse,
    seed: int,
    begun_s: float,
    done: Sequence[Activity],
    left_out: Mapping[str, BaseException],
) -> Activity:
    """Make the session's present activity.

    Parameters
    ----------
    machine : SessionMachine
        Which one it is.
    options : RunOptions
        What the therapist set.
    mapping : ControlMapping
        The person's own limits and weight, on this board.
    course : ProgrammeCourse
        Where a training programme stands: it moves the start, and is told of the new set.
    seed : int
        The session's.
    begun_s : float
        Time on the board's clock.
    done : sequence of Activity
        Played before in this session; the same game goes on at the difficulty it had.
    left_out : mapping of str to BaseException
        Games that failed before, by name.
    """
    index = machine.activity_index
    name = machine.plan.activities[index].name
    staircase, directions = options.staircase(name, mapping.limits), options.directions(name)
    before = [one for one in done if one.name == name]
    # Once more is another course: nobody is to learn the first one by heart.
    asked = options.for_game(seed + len(before), staircase.difficulty, name)
    # Levels of one mode say nothing of another.
    alike = [one for one in before if one.options.mode == asked.mode]
    if alike:
        staircase.go_on(alike[-1].staircase)
        directions = alike[-1].directions.go_on()
    staircase.shift(course.shift(index, done))
    activity = Activity(
        name,
        msgspec.structs.replace(asked, difficulty=staircase.difficulty),
        index=index,
        staircase=staircase,
        mapping=mapping,
        begun_s=begun_s,
        directions=directions,
        best_before=_best_before(name, options.known, before),
        left_out=left_out.get(name),
    )
    return course.begin(activity)


def _best_before(name: str, known: KnownPerson | None, before: Sequence[Activity]) -> float | None:
    """Best level before this game; None where there is none, or nobody says who plays."""
    if known is None:
        return None
    levels = [known.best.get(name), *(one.held_level for one in before)]
    return max((level for level in levels if level is not None), default=None)
