"""The way of a person through a session, as a pure machine over `Phase`.

::

    SELF_CHECK - ZERO - STEP_ON - SETTLE - CENTRE - [LIMITS] - INSTRUCT - COUNTDOWN - PLAY
                                                                              |       |
                                             ENDED - RESULT - REST - next     PAUSED -+

Rules that hold everywhere:

- Below half of the weight for 150 ms, or nobody on the board: PAUSED, "Hold the rail". It goes on
  by itself, through 3-2-1, once the person has stood steadily for a second.
- A game that sends the person off the board and lets them land on it (`expect_empty`) is not paused
  by either, for 15 s of empty board at most; a lost signal pauses it as any other.
- Stepped off wholly and on again: the feet have moved, so the centre is measured anew before 3-2-1.
- No usable sample for 200 ms (silence, NaN, a faulty cell): PAUSED; goes on by itself likewise.
- More than 1.3 times the weight for a second, more than the board can carry, or a cell at the end
  of its range: PAUSED; goes on by itself once that is over.
- Nothing in the way but that the person moves: "Stand still"; the limit eases after 5, 10, 20 s.
- A board that is away: PAUSED, with what brings it back on both screens; then the centre is
  measured anew before 3-2-1, because nobody could see whether the feet have moved.
- Paused by an order: only an order goes on, or the board's own button once the person is steady.
- Nobody for 15 s while paused: back to STEP_ON, then centre, words, 3-2-1, and the same activity.
- While settling or measuring the centre: back to STEP_ON, or to SETTLE for a foot lifted.
- A direction of the lean pass in which less than the floor was held is asked for once more.
- A lean pass that was interrupted starts the same direction again, or from the first if the feet
  have moved.
- 15 minutes of activity without a rest: REST, then the same activity goes on; so by order.
- After play the person is asked how it was, by leaning or by order; strong pain ends the session.
- A plan with offers asks in RESULT, after the stars: once more, another, or enough. The plan grows
  by what is chosen; zero, weight, centre and limits stay while the feet do.
- An activity of class C waits at its instruction until a spotter is confirmed, by order or key.
- Stop is accepted in every phase.
- Where a window shows the session, no phase goes on before it was seen (`wait_to_be_seen`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.away import Away
from balance_arcade.core.events import Event, Outcome, Phase, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.core.words import msgid
from balance_arcade.session.after_game import FINISHED
from balance_arcade.session.flow import SessionFlow
from balance_arcade.session.next_choice import NextChoice
from balance_arcade.session.orders import SessionOrders
from balance_arcade.session.plan import SessionPlan
from balance_arcade.session.rating import RatingQuestion
from balance_arcade.session.requests import Request
from balance_arcade.session.view import SessionView

_GAME_PHASES = frozenset({Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY, Phase.PAUSED})


class SessionMachine:
    """Step it along the samples' clock; it has no clock, no thread and no chance of its own.

    Parameters
    ----------
    plan : SessionPlan
        What is played, and how long the parts take.

    Attributes
    ----------
    plan : SessionPlan
        As given, and grown by what the person has chosen.
    phase : Phase
        Where the session is; a step changes it once at most.
    activity_index : int
        Which activity of the plan, from 0.
    weight_n : float
        Session body weight; NaN before it is known.
    centre_mm : tuple of float
        (ml, ap) of quiet stance; NaN before it is known. Measured anew after a step-off.
    limits : StabilityLimits or None
        None before the centre; then from earlier today, from quiet sway, or from the lean pass.
    active_s, play_s : float
        Time in play and lean pass in all; time in play in this activity.
    waiting : deque of Request
        What `drain_requests` would return, to look whether there is any.
    untold : deque of Event
        What `drain_events` would return, likewise.

    Examples
    --------
    >>> from balance_arcade.session.plan import PlannedActivity
    >>> game = PlannedActivity("orchard", "Orchard", "Catch the apples.", seconds=60.0)
    >>> machine = SessionMachine(SessionPlan(activities=(game,), zero=False, self_check_s=0.5))
    >>> for k in range(1, 1500):
    ...     t_s = k / 120.0
    ...     machine.step(1 / 120.0, CopSample(k, round(t_s * 1e9), t_s, 1.0, 20.0, 700.0,
    ...                                       0.5, 0.55, 1.0, 20.0), t_s)
    >>> str(machine.phase), round(machine.weight_n), machine.prompt
    ('instruct', 700, 'Catch the apples.')
    >>> machine.command("pause"), str(machine.phase)
    ('accepted', 'paused')
    """

    def __init__(self, plan: SessionPlan) -> None:
        self._flow = SessionFlow(plan)
        self._orders = SessionOrders(self._flow)
        self.view = SessionView(self._flow)
        self.waiting = self._flow.outbox.requests
        self.untold = self._flow.outbox.events

    @property
    def plan(self) -> SessionPlan:
        """What is played, and what may be chosen."""
        return self._flow.plan

    @property
    def choice(self) -> NextChoice | None:
        """What the person chooses from by leaning; None while nothing is asked."""
        return self._flow.after.choice

    @property
    def rating(self) -> RatingQuestion | None:
        """The question how hard a block was; None while it is not asked."""
        return self._flow.after.rating

    @property
    def question(self) -> RatingQuestion | None:
        """What the person answers with a number; None while nothing is asked so."""
        return self._flow.after.asking.question or self._flow.after.rating

    @property
    def ratings(self) -> Mapping[int, int | None]:
        """How hard blocks were, by the activity that ended each; None where it was left out."""
        return self._flow.after.ratings

    @property
    def completed(self) -> Set[int]:
        """Activities that were played to their end, and not broken off."""
        return self._flow.after.completed

    @property
    def rest_lean(self) -> float:
        """Share of the lean that ends a rest, 0 to 1."""
        return self._flow.after.held

    @property
    def phase(self) -> Phase:
        """Where the session is."""
        return self._flow.phase

    @property
    def activity_index(self) -> int:
        """Which activity of the plan, from 0."""
        return self._flow.activity_index

    @property
    def weight_n(self) -> float:
        """Session body weight in newtons; NaN before it is known."""
        return self._flow.weight_n

    @property
    def centre_mm(self) -> tuple[float, float]:
        """(ml, ap) of quiet stance in millimetres; NaN before it is known."""
        return self._flow.centre_mm

    @property
    def limits(self) -> StabilityLimits | None:
        """The person's limits; None before the centre is known."""
        return self._flow.reach.limits

    @property
    def measured_limits(self) -> StabilityLimits | None:
        """The person's limits where this session measured them by leaning; None otherwise."""
        return self._flow.reach.measured

    @property
    def active_s(self) -> float:
        """Time in play and lean pass in all, in seconds."""
        return self._flow.active_s

    @property
    def play_s(self) -> float:
        """Time in play in this activity, in seconds."""
        return self._flow.play_s

    def step(self, dt_s: float, sample: CopSample | None, t_s: float) -> None:
        """Take one step.

        Parameters
        ----------
        dt_s : float
            Length of the step in seconds.
        sample : CopSample or None
            Newest sample not later than the step; the same one may come again, None means there is
            none.
        t_s : float
            Time of the step on the board's clock.

        Raises
        ------
        ValueError
            A step that is not positive or a time that is not finite.
        """
        # With NaN every comparison is false, and so would be every safety rule.
        if not (0.0 < dt_s < math.inf and -math.inf < t_s < math.inf):
            raise ValueError(
                f"A step must be longer than 0 s and its time must be finite; got {dt_s}, {t_s}."
            )
        if self._flow.phase is not Phase.ENDED:
            self._flow.advance(dt_s, sample, t_s)

    def signal_lost(self, reason: str) -> None:
        """Tell that samples have stopped coming by the wall's clock; pauses what is under way."""
        self._flow.lost = self._flow.away.why or reason or msgid("The board is silent.")
        if self._flow.phase is not Phase.ENDED:
            # At once, not with the next step: without samples there may be none.
            self._flow.guard()

    def signal_ok(self) -> None:
        """Tell that samples come again."""
        # Those that came before the board went may be handed out after that.
        self._flow.lost = self._flow.away.why

    def board_away(self, away: Away | None) -> None:
        """Tell what a board says of itself that is away; None once it is back."""
        self._flow.away.update(away)

    def expect_empty(self) -> None:
        """Tell, at every step of play of which it holds, that the game wants the board empty."""
        self._flow.watch.expect_empty()

    def activity_finished(self) -> None:
        """Tell that the game under way has come to its own end.

        Raises
        ------
        RuntimeError
            Nothing is being played.
        """
        if self._flow.phase is not Phase.PLAY:
            raise RuntimeError(f"No activity can finish in the phase {self._flow.phase}.")
        self._flow.go(Phase.RESULT, FINISHED)

    def activity_failed(self, reason: str) -> None:
        """Tell that the game under way cannot go on; its result is shown, then what follows.

        In a phase that the game has no part in nothing happens: tell again until it does.
        """
        flow = self._flow
        # A lean pass that is paused belongs to no game yet.
        if flow.phase in _GAME_PHASES and flow.reach.lean is None:
            flow.failed_index = flow.activity_index
            flow.failed_names.add(flow.activity.name)
            flow.go(Phase.RESULT, reason)

    def end(self, reason: str, outcome: Outcome = "done") -> None:
        """End the session, for example because a replayed file is over; again does nothing."""
        self._flow.end(reason, outcome)

    def command(self, name: str, args: Mapping[str, Scalar] | None = None, by: str = "") -> str:
        """Carry out an order between two steps.

        Parameters
        ----------
        name : str
            ``start``, ``pause``, ``resume``, ``next``, ``confirm``, ``rest``, ``repeat``, ``skip``
            or ``stop``.
        args : mapping, optional
            While the person chooses what comes next: ``start`` takes the ``game`` that is named,
            ``next`` with ``look`` 1, -1 or "on" looks at another card, without it takes the card.
            ``rest`` takes ``seconds``: it makes the rest under way longer, or interrupts play.
            After a block of a programme, and while pain or exertion is asked for, ``next`` with
            ``rating`` answers.
        by : str
            Which program gives the order.

        Returns
        -------
        str
            ``accepted``, or ``rejected: `` and why.
        """
        return self._orders.carry_out(name, args or {}, by)

    def drain_events(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        return self._flow.outbox.drain_events()

    def drain_requests(self) -> list[Request]:
        """Return the requests since the last call, oldest first; the caller carries them out."""
        return self._flow.outbox.drain_requests()

    # -- whether a screen has shown it ----------------------------------------------------------

    def wait_to_be_seen(self) -> None:
        """Let no phase's clock run from now on before `shown` told that the phase was seen.

        The person, the signal and orders are minded all the same. Without this call nothing waits.
        """
        self._flow.hold.attach()

    def shown(self, entry: int) -> None:
        """Tell that a picture of the phase that began as number ``entry`` is on the screen."""
        self._flow.hold.shown(entry)

    @property
    def entry(self) -> int:
        """Number of the present phase, counted from 0 at the session's start."""
        return self._flow.hold.entry

    @property
    def held(self) -> bool:
        """Whether the present phase still waits to be seen, so that its clock stands."""
        return self._flow.hold.holds

    # -- what a screen shows -----------------------------------------------------------------

    @property
    def prompt(self) -> str:
        """The one sentence on the patient's screen."""
        return self.view.prompt

    @property
    def reason(self) -> str:
        """Why it is paused, waits or has ended; empty while all is well."""
        return self.view.reason

    @property
    def why(self) -> str:
        """What led to the present phase, without what could help; empty for the usual way."""
        return self._flow.why

    @property
    def outcome(self) -> Outcome | None:
        """How the session ended; None while it goes on."""
        return self.view.outcome

    @property
    def asks(self) -> str:
        """What somebody is asked to tell, see `SessionState`; empty where nothing is."""
        return self.view.asks

    @property
    def away(self) -> str:
        """What brings a board back that is away; see `SessionState`."""
        return self.view.away

    @property
    def notice(self) -> str:
        """A word to the therapist that holds on; empty where there is none."""
        return self.view.notice

    @property
    def time_left_s(self) -> float:
        """Of the phase; NaN where it has no end of its own."""
        return self.view.time_left_s

    @property
    def countdown(self) -> int:
        """3, 2, 1 before play, and before a lean pass goes on; 0 otherwise."""
        return self.view.countdown

    @property
    def lean_direction(self) -> int | None:
        """Where to lean now, 0 to 7 clockwise from forward; None on the way back and elsewhere."""
        return self.view.lean_direction

    @property
    def lean_index(self) -> int:
        """How many directions of the lean pass are through; 0 outside of it."""
        return self.view.lean_index

    @property
    def rests_from_long_play(self) -> bool:
        """Whether the present rest interrupts an activity that was too long."""
        return self._flow.rest_again

    @property
    def paused_by_order(self) -> bool:
        """Whether somebody paused it, so that only somebody lets it go on."""
        return self._flow.phase is Phase.PAUSED and self._flow.pause.by_order

    @property
    def in_phase_s(self) -> float:
        """How long the session has been in its phase, in seconds."""
        return self._flow.in_phase_s
