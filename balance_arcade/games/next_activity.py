"""Makes the next activity of a session out of its plan, the settings and what was played before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from balance_arcade.games.activity import Activity

if TYPE_CHECKING:
    from balance_arcade.games.control import ControlMapping
    from balance_arcade.games.course import ProgrammeCourse
    from balance_arcade.games.setup import RunOptions
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
    staircase = options.staircase(name, mapping.limits)
    before = [one for one in done if one.name == name]
    if before:
        staircase.go_on(before[-1].staircase)
    staircase.shift(course.shift(index, done))
    activity = Activity(
        name,
        # Once more is another course: nobody is to learn the first one by heart.
        options.for_game(seed + len(before), staircase.difficulty, name),
        index=index,
        staircase=staircase,
        mapping=mapping,
        begun_s=begun_s,
        left_out=left_out.get(name),
    )
    return course.begin(activity)
