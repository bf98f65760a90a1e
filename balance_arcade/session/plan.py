"""What a session is going to do and how long each part of it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.board import BoardInfo
from balance_arcade.session.programme import SetPlace

LimitsFrom = Literal["lean pass", "quiet sway"]
SafetyClass = Literal["A", "B", "C"]
"""What an activity demands before it begins, see docs/safety.md."""

AskAfter = Literal["session", "game", "never"]


class PlannedActivity(msgspec.Struct, frozen=True):
    """One game of the plan, as much of it as the session must know.

    Attributes
    ----------
    name, title : str
        ``star-reach``, ``Star Reach``.
    instruction : str
        What the person reads before it starts, at most eight words.
    needs_limits : bool
        Whether the person's limits must have been measured today.
    seconds : float
        Planned playing time; NaN where the game ends by itself.
    safety_class : {"A", "B", "C"}
        What it demands: B wants measured limits, C a spotter confirmed before each activity.
    rest_s : float
        Rest afterwards; NaN for that of the plan.
    place : SetPlace or None
        Where it stands in a training programme; None outside of one.
    """

    name: str
    title: str
    instruction: str
    needs_limits: bool = False
    seconds: float = math.nan
    safety_class: SafetyClass = "A"
    rest_s: float = math.nan
    place: SetPlace | None = None

    def __post_init__(self) -> None:
        # The patient's screen sets no longer sentence (docs/look.md).
        if len(self.instruction.split()) > 8:
            raise ValueError(f"The instruction of {self.name} has more than eight words.")


Activities = tuple[PlannedActivity, ...]
"""In the order they are played."""


def _unattended(activity: PlannedActivity) -> PlannedActivity:
    """Take away what only somebody who is there can do: rest, and say how hard it was."""
    place = activity.place
    if place is not None:
        place = msgspec.structs.replace(place, rating=False)
    return msgspec.structs.replace(activity, rest_s=math.nan, place=place)


class SessionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A session before it starts. Times in seconds on the board's clock.

    Attributes
    ----------
    activities : tuple of PlannedActivity
        In the order they are played; at least one.
    rate_hz : float
        Nominal rate of the board.
    speed : float
        Speed of the board's clock against the wall's; 0 where they are not tied.
    zero : bool
        Whether the empty board is weighed first.
    zero_skipped_because : str
        Why not; empty where it is.
    limits : StabilityLimits or None
        Limits measured earlier today; they are moved to today's centre.
    limits_from : {"lean pass", "quiet sway"}
        Where limits come from if none are given: a lean pass before the first activity that needs
        them, or the sway while the centre is measured.
    self_check_s, zero_s, settle_s, centre_s : float
        How long the board is watched, the empty board averaged (the self-check counts if nothing
        moved), the person must stand steadily, the centre is averaged; once it is known it is
        averaged anew for 5 s at most.
    instruct_s, countdown_s, result_s, rest_s : float
        How long each is shown; 0 passes at once.
    lean_s, lean_back_s : float
        Longest lean in one direction, and longest way back to the centre.
    active_cap_s : float
        Playing time after which a rest is prompted.
    offers : tuple of PlannedActivity
        Games that the person may choose by leaning once the activities are through: once more,
        another, or enough. Without them the session ends there.
    choice_s : float
        How long each question waits for an answer. Somebody who looks through three cards slowly
        takes a third of it; then the session ends kindly.
    capacity_n : float
        What the board can carry; NaN where that is not known.
    seated : bool
        The person sits on a stool on the board, see `balance_arcade.session.seated`.
    unwatched : bool
        Nobody watches: the spotter was confirmed for the whole run, and nothing is asked.
    scales : tuple of str
        What the person is asked after play, of `balance_arcade.session.scale_question.SCALES`.
    ask_after : {"session", "game", "never"}
        When: once what was planned is through, and at the end if more was played; after each game.
    pain_ends : float
        Pain, 0 to 10, from which the session ends.

    Raises
    ------
    ValueError
        No activity, a time that is negative or not finite, or a capacity that is not positive.
    """

    activities: tuple[PlannedActivity, ...]
    rate_hz: float = 100.0
    speed: float = 1.0
    zero: bool = True
    zero_skipped_because: str = ""
    limits: StabilityLimits | None = None
    limits_from: LimitsFrom = "lean pass"
    self_check_s: float = 1.0
    zero_s: float = 1.5
    settle_s: float = 3.0
    centre_s: float = 5.0
    instruct_s: float = 6.0
    countdown_s: float = 3.0
    result_s: float = 6.0
    rest_s: float = 30.0
    lean_s: float = 6.0
    lean_back_s: float = 4.0
    active_cap_s: float = 900.0
    offers: tuple[PlannedActivity, ...] = ()
    choice_s: float = 45.0
    capacity_n: float = math.nan
    seated: bool = False
    unwatched: bool = False
    scales: tuple[str, ...] = ("pain", "exertion")
    ask_after: AskAfter = "never"
    pain_ends: float = 7.0

    def __post_init__(self) -> None:
        if not self.activities:
            raise ValueError("A plan must have at least one activity.")
        for name in _TIMES:
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise ValueError(f"{name} must be a finite time of at least 0, got {value}.")
        if not (math.isfinite(self.rate_hz) and self.rate_hz > 0.0):
            raise ValueError(f"rate_hz must be a positive number, got {self.rate_hz}.")
        if self.capacity_n <= 0.0:
            raise ValueError(f"capacity_n must be positive or NaN, got {self.capacity_n}.")

    def resting_at_most(self, rest_s: float) -> SessionPlan:
        """Return the plan with no rest longer than so many seconds."""
        shorter = tuple(
            # `min` keeps the NaN of an activity without a rest of its own, which is compared last.
            msgspec.structs.replace(one, rest_s=min(one.rest_s, rest_s))
            for one in self.activities
        )
        return msgspec.structs.replace(self, rest_s=min(self.rest_s, rest_s), activities=shorter)

    @classmethod
    def for_board(
        cls,
        info: BoardInfo,
        activities: Sequence[PlannedActivity],
        *,
        limits: StabilityLimits | None = None,
        quick: bool = False,
        offers: Sequence[PlannedActivity] = (),
    ) -> SessionPlan:
        """Make the plan that suits a board.

        Parameters
        ----------
        info : BoardInfo
            What the board says of itself. A board whose data bring their own zero is not weighed
            empty. In a replay nobody reads, leans or rests: limits come from quiet sway, and
            instruction, countdown, result and rest take no time.
        activities : sequence of PlannedActivity
            What is played.
        limits : StabilityLimits, optional
            Limits measured earlier today.
        quick : bool
            Nobody watches (a run without a screen): instruction, result and rest take no time.
        offers : sequence of PlannedActivity
            What the person may choose afterwards; nobody is asked in a replay, or where nobody
            watches.

        Returns
        -------
        SessionPlan

        Examples
        --------
        >>> from balance_arcade.core.board import Geometry
        >>> board = BoardInfo("replay:a.txt", "replay", "Replay", "", Geometry(400.0, 600.0),
        ...                   100.0, "virtual", origin="replayed", pre_zeroed=True)
        >>> plan = SessionPlan.for_board(board, [PlannedActivity("orchard", "Orchard", "Catch.")])
        >>> plan.zero, plan.limits_from, plan.countdown_s
        (False, 'quiet sway', 0.0)
        """
        plan = cls(
            activities=tuple(activities),
            rate_hz=info.nominal_rate_hz,
            speed=info.speed,
            zero=not info.pre_zeroed,
            zero_skipped_because="the data bring their own zero" if info.pre_zeroed else "",
            limits=limits,
            # UNSET is false, and so becomes NaN: every comparison with it is false, and nobody is
            # called too heavy.
            capacity_n=info.capacity_n or math.nan,
        )
        if quick or info.origin == "replayed":
            alone = tuple(_unattended(one) for one in plan.activities)
            plan = msgspec.structs.replace(plan, activities=alone)
        if info.origin == "replayed":
            return msgspec.structs.replace(
                plan,
                limits_from="quiet sway",
                # What the measurements before play take of a file is not played.
                self_check_s=0.5,
                settle_s=1.0,
                instruct_s=0.0,
                countdown_s=0.0,
                result_s=0.0,
                rest_s=0.0,
                unwatched=True,
            )
        if quick:
            return msgspec.structs.replace(
                plan, instruct_s=0.0, result_s=0.0, rest_s=0.0, unwatched=True
            )
        return msgspec.structs.replace(plan, offers=tuple(offers))


_TIMES = (
    "self_check_s",
    "zero_s",
    "settle_s",
    "centre_s",
    "instruct_s",
    "countdown_s",
    "result_s",
    "rest_s",
    "lean_s",
    "lean_back_s",
    "active_cap_s",
    "choice_s",
)
