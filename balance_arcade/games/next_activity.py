"""Makes the next activity of a session out of its plan, the settings and what was played before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.games.activity import Activity

if TYPE_CHECKING:
    from balance_arcade.games.setup import RunOptions
    from balance_arcade.session.machine import SessionMachine


def next_activity(
    machine: SessionMachine,
    options: RunOptions,
    limits: StabilityLimits,
    *,
    seed: int,
    begun_s: float,
    done: Sequence[Activity],
    left_out: Mapping[str, BaseException],
) -> Activity:
    """Make the session's present activity.

    Parameters
    ----------
    machine : SessionMachine
        Which one it is, and the person's weight.
    options : RunOptions
        What the therapist set.
    limits : StabilityLimits
        The person's own.
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
    staircase = options.staircase(name, limits)
    before = [one for one in done if one.name == name]
    if before:
        staircase.go_on(before[-1].staircase)
    return Activity(
        name,
        # Once more is another course: nobody is to learn the first one by heart.
        options.for_game(seed + len(before), staircase.difficulty),
        index=index,
        staircase=staircase,
        mapping=options.mapping(limits, machine.weight_n),
        begun_s=begun_s,
        left_out=left_out.get(name),
    )
