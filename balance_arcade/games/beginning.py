"""How a game begins: where the same one ended before, or where the person is known to stand."""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.games.activity import Activity
from balance_arcade.games.setup import KnownPerson, RunOptions


def begin_activity(
    name: str,
    options: RunOptions,
    before: Sequence[Activity],
    *,
    seed: int,
    index: int,
    limits: StabilityLimits,
    weight_n: float,
    begun_s: float,
    left_out: BaseException | None = None,
) -> Activity:
    """Begin a game where it ended last: in this session, in an earlier one, or as the reach says.

    Parameters
    ----------
    name : str
        Of the game.
    options : RunOptions
        What the therapist set, and what is known of the person.
    before : sequence of Activity
        The same game earlier in this session, oldest first.
    seed : int
        The session's.
    index : int
        Which activity of the session, from 0.
    limits : StabilityLimits
        The person's.
    weight_n : float
        Body weight.
    begun_s : float
        Time on the board's clock.
    left_out : BaseException, optional
        What the game did earlier in this session.
    """
    staircase, directions = options.staircase(name, limits), options.directions(name)
    if before:
        staircase.go_on(before[-1].staircase)
        directions = before[-1].directions.go_on()
    return Activity(
        name,
        # Once more is another course: nobody is to learn the first one by heart.
        options.for_game(seed + len(before), staircase.difficulty),
        index=index,
        staircase=staircase,
        mapping=options.mapping(limits, weight_n),
        begun_s=begun_s,
        directions=directions,
        best_before=_best_before(name, options.known, before),
        left_out=left_out,
    )


def _best_before(name: str, known: KnownPerson | None, before: Sequence[Activity]) -> float | None:
    """Best level before this game; None where there is none, or nobody says who plays."""
    if known is None:
        return None
    levels = [known.best.get(name), *(one.held_level for one in before)]
    return max((level for level in levels if level is not None), default=None)
