"""What a run tells the others: the session's state by revisions, and the goal on the board."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.cop.limits import StabilityLimits, default_limits, direction_vector
from balance_arcade.core.board import Goal
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.games.scoring import stars

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.session.machine import SessionMachine

NAN: Final = math.nan
NOWHERE: Final = (NAN, NAN)

STANDING: Final = frozenset({Phase.STEP_ON, Phase.SETTLE, Phase.CENTRE})
"""Phases in which a person stands as they like, so that the centre is their own."""

LEAN_BEYOND: Final = 1.5
"""In the lean pass the goal lies this far beyond the expected limit, so that the person's own
reach decides where the lean ends, not the goal."""


def is_place(place: tuple[float, float]) -> bool:
    """Whether a place on the board is known."""
    return math.isfinite(place[0]) and math.isfinite(place[1])


class StateKeeper:
    """Builds `SessionState` and counts its changes.

    A revision is a change of anything but the time of the state itself. The time left counts in
    whole seconds and the target in whole millimetres, so that a slow screen is not flooded.
    """

    def __init__(self) -> None:
        self._rev = 0
        self._seen = b""
        self._state: SessionState | None = None

    def update(self, state: SessionState) -> SessionState:
        """Give the state its revision; the same object as before where nothing changed."""
        bare = msgspec.structs.replace(state, rev=0, t_s=0.0)
        packed = msgspec.msgpack.encode(bare)
        if self._state is None or packed != self._seen:
            self._seen = packed
            self._rev += 1
            self._state = msgspec.structs.replace(state, rev=self._rev)
        return self._state


def describe(
    machine: SessionMachine,
    activity: Activity | None,
    *,
    t_s: float,
    titles: tuple[tuple[str, str], ...],
    target_mm: tuple[float, float],
    recording: str,
) -> SessionState:
    """State of a session, its revision still 0.

    Parameters
    ----------
    machine : SessionMachine
        Phase, prompt, person.
    activity : Activity or None
        The game under way or just done.
    t_s : float
        Time of the last step on the board's clock.
    titles : tuple of (name, title)
        Of the games in the plan.
    target_mm : tuple of float
        The game's goal on the board; NaN for none.
    recording : str
        File name of the recording under way.

    Returns
    -------
    SessionState
    """
    index = min(machine.activity_index, len(titles) - 1)
    name, title = titles[index]
    if activity is not None and activity.index != index:
        activity = None
    limits = machine.limits
    left_s = machine.time_left_s
    target = _whole_mm(target_mm)
    return SessionState(
        rev=0,
        t_s=t_s,
        phase=machine.phase,
        prompt=machine.prompt,
        reason=machine.reason,
        activity=name,
        title=title,
        activity_index=index,
        n_activities=len(titles),
        time_left_s=float(math.ceil(left_s)) if math.isfinite(left_s) else NAN,
        score=activity.model.score if activity else 0.0,
        stars=stars(activity.model.score) if activity else 0,
        trials=activity.model.trials if activity else 0,
        successes=activity.model.successes if activity else 0,
        difficulty=activity.staircase.difficulty if activity else 0.0,
        weight_n=machine.weight_n,
        centre_mm=machine.centre_mm,
        limits_mm=limits.limits_mm if limits else (),
        limits_source=limits.source if limits else "",
        target_mm=target or NOWHERE,
        target_radius_mm=_radius_mm(activity) if target else NAN,
        recording=recording,
    )


def _whole_mm(place: tuple[float, float]) -> tuple[float, float] | None:
    return (float(round(place[0])), float(round(place[1]))) if is_place(place) else None


def _radius_mm(activity: Activity | None) -> float:
    """How near to the goal counts, in whole millimetres; NaN where that does not apply."""
    if activity is None or not math.isfinite(activity.model.goal_radius):
        return NAN
    goal = activity.model.goal() or (0.0, 0.0)
    return float(round(activity.mapping.radius_mm(*goal, activity.model.goal_radius)))


def place_of_goal(machine: SessionMachine, activity: Activity | None) -> tuple[float, float] | None:
    """Where on the board a person who plays along should be now.

    Parameters
    ----------
    machine : SessionMachine
        Phase and person.
    activity : Activity or None
        The game under way.

    Returns
    -------
    tuple of float or None
        In play the game's goal, in the lean pass far out in the direction asked for, else the
        person's own centre. None while that is not known or being measured: stand as you like.
    """
    centre_mm = machine.centre_mm
    if not is_place(centre_mm) or machine.phase in STANDING:
        return None
    if machine.phase is Phase.PLAY and activity is not None:
        goal = activity.model.goal()
        return centre_mm if goal is None else activity.mapping.to_mm(*goal)
    if machine.phase is Phase.LIMITS and machine.lean_direction is not None:
        return _beyond(default_limits(centre_mm=centre_mm), machine.lean_direction)
    return centre_mm


def _beyond(expected: StabilityLimits, direction: int) -> tuple[float, float]:
    """Place that nobody reaches, in one of the eight directions."""
    ml, ap = direction_vector(direction)
    far_mm = LEAN_BEYOND * expected.limits_mm[direction]
    return expected.centre_mm[0] + ml * far_mm, expected.centre_mm[1] + ap * far_mm


class GoalKeeper:
    """Turns places into `Goal`, each with the time from which it has been on the screen."""

    def __init__(self) -> None:
        self._goal: Goal | None = None

    def update(self, place: tuple[float, float] | None, t_s: float) -> Goal:
        """Return the goal; the same object as before while it stays where it is."""
        ml_mm, ap_mm = NOWHERE if place is None else place
        last = self._goal
        if last is None or not (_same(last.ml_mm, ml_mm) and _same(last.ap_mm, ap_mm)):
            self._goal = last = Goal(t_s, ml_mm, ap_mm)
        return last


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))
