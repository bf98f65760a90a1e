"""What a run shows: the session's state by revisions, and the goal on the board."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.cop.limits import StabilityLimits, default_limits, direction_vector
from balance_arcade.core.board import USUAL_JUMP, Goal, Stance
from balance_arcade.core.events import Phase, Scalar, SessionState
from balance_arcade.games.settings import changed_settings
from balance_arcade.session import prompts
from balance_arcade.session.store_words import FOR_STATION

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.games.setup import RunOptions
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


def place_without_goal(machine: SessionMachine) -> tuple[float, float] | None:
    """Where on the board a person who plays along should be while no game has a goal.

    Parameters
    ----------
    machine : SessionMachine
        Phase and person.

    Returns
    -------
    tuple of float or None
        In the lean pass far out in the direction asked for, else the person's own centre. None
        while that is not known or being measured: stand as you like.
    """
    centre_mm = machine.centre_mm
    if not is_place(centre_mm) or machine.phase in STANDING:
        return None
    if machine.phase is Phase.LIMITS and machine.lean_direction is not None:
        return _beyond(default_limits(centre_mm=centre_mm), machine.lean_direction)
    return centre_mm


def _beyond(expected: StabilityLimits, direction: int) -> tuple[float, float]:
    """Place that nobody reaches, in one of the eight directions."""
    ml, ap = direction_vector(direction)
    far_mm = LEAN_BEYOND * expected.limits_mm[direction]
    return expected.centre_mm[0] + ml * far_mm, expected.centre_mm[1] + ap * far_mm


def programme_facts(machine: SessionMachine) -> dict[str, Scalar]:
    """Say where the session stands in its training programme; empty outside of one."""
    index = min(machine.activity_index, len(machine.plan.activities) - 1)
    place = machine.plan.activities[index].place
    if place is None:
        return {}
    facts: dict[str, Scalar] = msgspec.structs.asdict(place)
    # Which block it is in the file is no matter of screens, and a state holds plain values alone:
    # what is set for the block stands among the settings.
    del facts["number"], facts["rating"], facts["settings"]
    if place.rating:
        facts["rated"] = True
    if machine.rating is not None:
        facts["asks_rating"] = True
    if machine.ratings.get(index) is not None:
        facts["rating"] = machine.ratings[index]
    return facts


class RunPicture:
    """What everybody sees of a run: the state by revisions, and the goal on the board.

    `look` is called whenever something may have changed, after every sample that is, and compares
    the little that state and goal are made from. The state itself is built when it is asked for
    after a change, and only then. A revision is a change of anything but the time of the state
    itself; the time left counts in whole seconds and the target in whole millimetres, so that a
    slow screen is not flooded.

    Parameters
    ----------
    machine : SessionMachine
        Phase, sentence, person and the games of the plan.

    Attributes
    ----------
    recording : str
        File name of the recording under way.
    options : RunOptions
        What the therapist set.
    """

    def __init__(self, machine: SessionMachine, options: RunOptions) -> None:
        self._machine = machine
        self.recording = ""
        self.options = options
        self._told: tuple[RunOptions, str, dict[str, Scalar]] | None = None
        self._signature: tuple[object, ...] = ()
        self._t_s = 0.0
        self._activity: Activity | None = None
        self._is_old = True
        self._rev = 0
        self._seen = b""
        self._state: SessionState | None = None
        self._place_key: tuple[object, ...] | None = None
        self._place: tuple[float, float] | None = None
        self._place_t_s = 0.0
        self._whole_mm: tuple[int, int] | None = None
        self._stance: Stance = "both"
        self._jump = USUAL_JUMP
        self._asked: tuple[Stance, float, float] = ("both", *USUAL_JUMP)
        self._goal_asked: tuple[Stance, float, float] = self._asked
        self._goal: Goal | None = None
        self._goal_place: tuple[float, float] | None = None

    def look(self, activity: Activity | None, t_s: float, goal_t_s: float) -> None:
        """Note what has changed since the last look.

        Parameters
        ----------
        activity : Activity or None
            The game under way or just done.
        t_s : float
            Time of the next step on the board's clock; NaN before the first sample.
        goal_t_s : float
            The same, 0 before the first sample.
        """
        phase = self._machine.phase
        before, place = self._place, self._find_place(activity, phase)
        # By identity, which is quick; `goal` compares the values before it makes another one.
        stance: Stance = "both"
        jump = USUAL_JUMP
        if activity is not None and phase is Phase.PLAY:
            stance = activity.model.stance()
            if stance != "both":
                jump = activity.model.goal_jump()
        if place is not before or stance != self._stance or jump != self._jump:
            self._stance, self._jump, self._place_t_s = stance, jump, goal_t_s
            self._asked = (stance, *jump)
        if place is not before:
            # In whole millimetres, as the state tells it: a goal that creeps must not make
            # revisions.
            self._whole_mm = None if place is None else (round(place[0]), round(place[1]))
        signature = self._sign(activity, self._whole_mm if phase in _SHOWS_TARGET else None)
        # What is compared here decides alone whether the state is built anew and told.
        if signature != self._signature:
            self._signature, self._activity, self._t_s = signature, activity, t_s
            self._is_old = True

    @property
    def goal(self) -> Goal:
        """Where a person who plays along should be now; the same object while it stays."""
        # Made when it is asked for: where nobody follows it, a goal that moves costs nothing.
        goal, asked = self._goal, self._asked
        if goal is not None and self._goal_place is self._place and asked is self._goal_asked:
            return goal  # Nearly every time; what follows compares values.
        self._goal_asked = asked
        is_other = goal is None or (goal.stance, goal.effort, goal.beat_s) != asked
        if goal is None or is_other or self._goal_place is not self._place:
            self._goal_place = self._place
            ml_mm, ap_mm = NOWHERE if self._place is None else self._place
            same = goal is not None and _same(goal.ml_mm, ml_mm) and _same(goal.ap_mm, ap_mm)
            if goal is None or not same or is_other:
                self._goal = goal = Goal(self._place_t_s, ml_mm, ap_mm, *asked)
        return goal

    @property
    def state(self) -> SessionState:
        """The session's state; the same object while nothing has changed."""
        if self._is_old or self._state is None:
            self._is_old = False
            state = self._describe()
            packed = msgspec.msgpack.encode(state)
            # The signature holds more than the state: of a mapping, for example, only target and
            # radius are told.
            if self._state is None or packed != self._seen:
                self._seen = packed
                self._rev += 1
                self._state = msgspec.structs.replace(state, rev=self._rev, t_s=self._t_s)
        return self._state

    def _find_place(self, activity: Activity | None, phase: Phase) -> tuple[float, float] | None:
        """Where the person should be, worked out only when what it is made from is another."""
        machine = self._machine
        if phase is Phase.PLAY and activity is not None:
            # Asked for once a sample: a game whose goal always moves works it out anew each time.
            goal, mapping = activity.model.goal(), activity.mapping
            if goal is not None:
                share = activity.model.goal_load()
                if self._place_key != (goal, share, mapping):
                    self._place_key = (goal, share, mapping)
                    place = None if share is None else mapping.load_to_mm(share)
                    self._place = place or mapping.to_mm(*goal)
                return self._place
        key = (phase, machine.centre_mm, machine.lean_direction)
        if key != self._place_key:
            self._place_key = key
            self._place = place_without_goal(machine)
        return self._place

    def _sign(
        self, activity: Activity | None, target: tuple[int, int] | None
    ) -> tuple[object, ...]:
        """Everything that the state depends on, but for its time."""
        machine = self._machine
        if activity is None:
            return machine.view.signature(), target, self.recording, self.options
        return (
            machine.view.signature(),
            target,
            self.recording,
            self.options,
            activity.feedback,
            activity.index,
            # With the radius that the target's size in millimetres is made from.
            activity.model.standing(),
            activity.staircase.difficulty,
            activity.mapping,
            _trial_left(activity) if activity.is_guided else None,
        )

    def _settings(self, activity: Activity | None) -> dict[str, Scalar]:
        """Tell what is not as usual; an order may have changed the feedback of one game."""
        feedback = self.options.feedback if activity is None else activity.feedback
        # A game whose goal moves changes the state ten times a second, the settings hardly ever.
        if self._told is None or self._told[:2] != (self.options, feedback):
            options = msgspec.structs.replace(self.options, feedback=feedback)
            self._told = (self.options, feedback, changed_settings(options))
        return self._told[2]

    def _notice(self) -> str:
        """Say what holds on for the therapist, of the person's record before the session's own."""
        said = (FOR_STATION[self.options.store_fault], self._machine.notice)
        return " ".join(filter(None, said))

    def _describe(self) -> SessionState:
        """State of the session, its revision and time still 0: those are no change."""
        machine, activity = self._machine, self._activity
        planned = machine.plan.activities
        index = min(machine.activity_index, len(planned) - 1)
        name, title = planned[index].name, planned[index].title
        # The last game's numbers must not stand under the next game's title.
        if activity is not None and activity.index != index:
            activity = None
        limits = machine.limits
        left_s: float | None = None
        if activity is not None and machine.phase is Phase.PLAY:
            left_s = _trial_left(activity)
        if left_s is None:
            left_s = machine.time_left_s
        target = self._place if machine.phase in _SHOWS_TARGET else None
        n_stars = activity.stars if activity else 0
        return SessionState(
            rev=0,
            t_s=0.0,
            phase=machine.phase,
            prompt=_kind_words(machine.prompt, n_stars),
            reason=machine.reason,
            activity=name,
            title=title,
            activity_index=index,
            n_activities=len(planned),
            time_left_s=float(math.ceil(left_s)) if math.isfinite(left_s) else NAN,
            score=activity.model.score if activity else 0.0,
            stars=n_stars,
            trials=activity.model.trials if activity else 0,
            successes=activity.model.successes if activity else 0,
            difficulty=activity.staircase.difficulty if activity else 0.0,
            weight_n=machine.weight_n,
            centre_mm=machine.centre_mm,
            limits_mm=limits.limits_mm if limits else (),
            limits_source=limits.source if limits else "",
            target_mm=(float(round(target[0])), float(round(target[1]))) if target else NOWHERE,
            target_radius_mm=_radius_mm(activity) if target else NAN,
            recording=self.recording,
            settings=self._settings(activity) or msgspec.UNSET,
            outcome=machine.outcome or msgspec.UNSET,
            programme=programme_facts(machine) or msgspec.UNSET,
            notice=self._notice() or msgspec.UNSET,
            away=machine.away or msgspec.UNSET,
            asks=machine.asks or msgspec.UNSET,
        )


def _kind_words(prompt: str, n_stars: int) -> str:
    """Praise is for a success; without a star the result thanks instead."""
    praise = prompts.PHASES[Phase.RESULT]
    return prompts.RESULT_NO_STAR if prompt == praise and n_stars == 0 else prompt


def _trial_left(activity: Activity) -> float | None:
    """Whole seconds that a test's trial goes on; None in a game, whose time the session counts."""
    if not activity.is_guided:
        return None
    left_s: float = getattr(activity.model.raw, "clock_s", NAN)
    # Always the same NaN: where nothing is counted, nothing has changed.
    return NAN if math.isnan(left_s) else float(math.ceil(left_s))


_SHOWS_TARGET: Final = frozenset({Phase.PLAY, Phase.PAUSED, Phase.COUNTDOWN})


def _radius_mm(activity: Activity | None) -> float:
    """How near to the goal counts, in whole millimetres; NaN where that does not apply."""
    if activity is None or not math.isfinite(activity.model.goal_radius):
        return NAN
    goal = activity.model.goal() or (0.0, 0.0)
    return float(round(activity.mapping.radius_mm(*goal, activity.model.goal_radius)))


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))
