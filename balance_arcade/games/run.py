"""A whole session of games on the sample timeline: no window, no thread, no wall clock.

Model step ``k`` happens at ``t0 + k / 120`` seconds on the board's clock, t0 being the first
sample's time, and hears the newest sample that is not later. A step is taken once a sample at or
past it has come, so scores and digests depend on samples, seed and orders alone, and never on how
often or in what portions samples are fed.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from typing import Final

from balance_arcade.cop.limits import StabilityLimits, default_limits
from balance_arcade.core.away import Away
from balance_arcade.core.board import BoardInfo, Goal
from balance_arcade.core.events import Command, Event, Outcome, Phase, Scalar, SessionState
from balance_arcade.core.inputs import END, SILENT
from balance_arcade.core.samples import CopSample
from balance_arcade.games.activity import Activity, PlayResult
from balance_arcade.games.block_settings import BlockSettings
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput, GameModel
from balance_arcade.games.course import ProgrammeCourse
from balance_arcade.games.game_orders import GAME_ORDERS
from balance_arcade.games.guard import FAILED, fault_words
from balance_arcade.games.input_log import InputLog
from balance_arcade.games.marks import MARK_ORDERS, take_mark
from balance_arcade.games.next_activity import next_activity
from balance_arcade.games.registry import game_spec
from balance_arcade.games.setup import RunOptions, check_safety
from balance_arcade.games.state import RunPicture
from balance_arcade.games.watchdog import Watchdog
from balance_arcade.session.answered import AnsweredOrders
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.mark_book import MarkBook
from balance_arcade.session.plan import SessionPlan
from balance_arcade.session.requests import Request, ShowGoal

STALE_S: Final = 0.2
"""Age of the newest sample from which the signal counts as lost and the game is frozen."""

LONGEST_GAP_S: Final = 10.0
"""A longer gap between two samples is stepped through as one of this length."""

MAX_EVENTS: Final = 4096
"""Events kept until they are drained; a fuller queue drops the oldest and counts them."""


class GameRun:
    """One person plays one or more games.

    All methods belong to one thread; no request shows a goal that nobody follows.

    Parameters
    ----------
    info : BoardInfo
        The board behind the samples.
    games : sequence of str
        Names, in the order they are played.
    seed : int
        Equal seed and equal samples give equal results.
    seconds : float, optional
        Of each game; its own default otherwise.
    options : RunOptions, optional
        What the therapist set.
    limits : StabilityLimits, optional
        Limits measured earlier today.
    quick : bool
        Nobody watches: instruction, result and rest take no time.
    plan : SessionPlan, optional
        Instead of the board's own; its activities must be those of ``games``.

    Raises
    ------
    ConfigError
        No game, an unknown one, one that needs a spotter, or a game time that is not positive.

    Examples
    --------
    Feed samples as they come::

        run = GameRun(board.info, ["orchard"], seed=1, seconds=60.0)
        for sample in samples:
            run.feed(sample)
    """

    def __init__(
        self,
        info: BoardInfo,
        games: Sequence[str],
        *,
        seed: int = 1,
        seconds: float | None = None,
        options: RunOptions | None = None,
        limits: StabilityLimits | None = None,
        quick: bool = False,
        plan: SessionPlan | None = None,
    ) -> None:
        self.options, self.info, self.seed = options or RunOptions(), info, seed
        planned = self.options.planned(games, seconds)
        check_safety(games, self.options)
        plan = plan or SessionPlan.for_board(info, planned, limits=limits, quick=quick)
        self.machine = SessionMachine(self.options.suit(plan))
        self.blocks = BlockSettings(self.machine, self.options)
        self.course = ProgrammeCourse(self.machine, self._tell, self.blocks.words)
        self.n_events_dropped = self.n_samples_refused = self._n_steps = 0
        self.sample: CopSample | None = None
        self.activity: Activity | None = None
        self._named: Activity | None = None
        self._left_out: dict[str, BaseException] = {}
        self.inputs, self._answers, self.watchdog = InputLog(), AnsweredOrders[str](), Watchdog()
        self._picture = RunPicture(self.machine, self.options)
        self._done, self.marks = list[Activity](), MarkBook()
        self._t0_s, self._is_lost, self._phase = math.nan, False, self.machine.phase
        self._events, self.has_follower = deque[Event](maxlen=MAX_EVENTS), True
        self._shown: Goal | None = None
        self._look()

    # --- what goes in -------------------------------------------------------------------------

    def feed(self, sample: CopSample) -> None:
        """Take the next sample and every step that it makes due.

        A sample that is not later than the one before, or has no time, is counted in
        ``n_samples_refused`` and otherwise left alone. A game that raises, makes no sense or takes
        too long is ended and left out (``game.failed``).
        """
        late = self.watchdog.watch(self._take, sample)
        if (activity := self.activity) is not None:
            if late is not None:
                activity.fail(late)
            if activity.model.fault is not None:
                self._leave_out(activity, activity.model.fault)

    def blame(self, error: BaseException) -> None:
        """Take note that the game's picture failed; the next sample ends the activity."""
        if (activity := self.activity) is not None:
            self.inputs.blame(activity, error)
            activity.model.fail(error)

    def _take(self, sample: CopSample) -> None:
        last = self.sample
        if not math.isfinite(sample.t_s) or (last is not None and sample.t_s <= last.t_s):
            self.n_samples_refused += 1
            return
        if last is None:
            self._t0_s = sample.t_s
        elif sample.t_s - last.t_s > STALE_S:
            self._lose_signal()
            since_s = sample.t_s - LONGEST_GAP_S - self._t0_s
            self._n_steps = max(self._n_steps, math.floor(since_s * STEPS_PER_S))
        elif self._is_lost:
            self._find_signal()
        if self.activity is not None:
            self.activity.count(sample)
        # A step due before this sample hears the one before it: all that a step in time can know.
        heard = last
        while (step_s := self._t0_s + self._n_steps / STEPS_PER_S) <= sample.t_s:
            if step_s >= sample.t_s or heard is None:
                heard = sample
                self._find_signal()
            self._step(heard, step_s)
        if heard is not sample and self._is_lost:
            self._find_signal()
        self.sample, self.inputs.seq = sample, sample.seq
        self._look()

    def signal_age(self, age_s: float) -> None:
        """Tell how old the newest sample is by the wall's clock; an old one freezes the game."""
        if age_s > STALE_S and self.sample is not None and not self._is_lost:
            self.inputs.note(SILENT)
            self._lose_signal()
            self._look()

    def board_away(self, away: Away | None) -> None:
        """Tell what a board says of itself that is away; None once it is back."""
        self.inputs.away(away)
        self.machine.board_away(away)
        self._follow_machine()
        self._look()

    def end(self, reason: str, outcome: Outcome = "done") -> None:
        """End the session, for example because a replayed file is over."""
        self.inputs.note(END, {"reason": reason, "outcome": outcome})
        self.machine.end(reason, outcome)
        self._follow_machine()
        self._look()

    def command(self, command: Command) -> str:
        """Carry out an order between two steps.

        Parameters
        ----------
        command : Command
            ``easier``, ``harder`` and ``feedback`` go to the game, ``mark`` and ``undo`` to the
            events (an adverse one pauses), the rest to the session; ``set`` changes a setting.

        Returns
        -------
        str
            ``accepted``, or ``rejected: `` and why; a repeated one (id and name) changes nothing.
        """
        key = (command.id, command.name)
        if (known := self._answers.get(key)) is not None:
            return known
        self.inputs.order(command)
        answer = self._carry_out(command)
        self._look()
        self._answers.keep(key, answer)
        self._tell("session.command", command.facts(answer))
        return answer

    # --- what comes out -----------------------------------------------------------------------

    @property
    def begun(self) -> list[Activity]:
        """Every activity that was begun, in order."""
        return [*self._done, self.activity] if self.activity else list(self._done)

    @property
    def time_s(self) -> float:
        """Time of the next step on the board's clock; NaN before the first sample."""
        return self._t0_s + self._n_steps / STEPS_PER_S

    @property
    def phase(self) -> Phase:
        """Where the session is."""
        return self.machine.phase

    @property
    def finished(self) -> bool:
        """Whether the session has ended."""
        return self.machine.phase is Phase.ENDED

    @property
    def model(self) -> GameModel | None:
        """Model of the game under way; None before its instruction comes up."""
        return self.activity.model.raw if self.activity else None

    @property
    def control(self) -> ControlInput | None:
        """Control that is shown; None before the first game's instruction comes up."""
        return self.activity.seen if self.activity else None

    @property
    def recording(self) -> str:
        """File name of the recording under way, as whoever records says; empty for none."""
        return self._picture.recording

    @recording.setter
    def recording(self, name: str) -> None:
        if name != self._picture.recording:
            self._picture.recording = name
            self._look()

    def state(self) -> SessionState:
        """Return what everybody may see; the same object, and ``rev``, while nothing changed."""
        return self._picture.state

    def goal(self) -> Goal:
        """Where a person who plays along should be now; the same object while it stays."""
        return self._picture.goal

    @property
    def has_news(self) -> bool:
        """Whether there are events or requests to drain; cheaper than draining nothing."""
        return bool(self._events or self.machine.waiting) or self._is_goal_new

    def drain_requests(self) -> list[Request]:
        """Return what should be done since the last call, oldest first."""
        requests = self.machine.drain_requests()
        if self._is_goal_new:
            self._shown = self._picture.goal
            requests.append(ShowGoal(self._shown))
        return requests

    @property
    def _is_goal_new(self) -> bool:
        return self.has_follower and self._picture.goal is not self._shown

    def drain_events(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        events = list(self._events)
        self._events.clear()
        return events

    def results(self) -> list[PlayResult]:
        """Return the result of every game that was begun, in order."""
        board, origin = self.info.address, self.info.origin
        return [one.result(board=board, origin=origin, now_s=self.time_s) for one in self.begun]

    # --- how it goes on -----------------------------------------------------------------------

    def _look(self) -> None:
        """Note what state and goal have become."""
        self._picture.look(self.activity, t := self.time_s, 0.0 if math.isnan(t) else t)

    def _step(self, sample: CopSample, t_s: float) -> None:
        """One step of session and game."""
        (machine := self.machine).step(DT_S, None if self._is_lost else sample, t_s)
        self._n_steps += 1
        if machine.untold or machine.phase is not self._phase:  # Hardly ever.
            self._follow_machine()
        if (activity := self.activity) is None or self._is_lost:
            return
        activity.hear(sample)
        if machine.phase is not Phase.PLAY or machine.held:
            return
        for event in activity.step():
            self._tell(event.kind, {"game": activity.name, **event.data})
        if activity.wants_empty_board:
            self.machine.expect_empty()
        if self.course.is_over(activity):
            self.machine.activity_finished()
            self._follow_machine()

    def _follow_machine(self) -> None:
        """Pass the session's events on and begin and end games with its phases."""
        for event in self.machine.drain_events() if self.machine.untold else ():
            self._push(event)
        phase = self.machine.phase
        if phase is self._phase:
            return
        was, self._phase = self._phase, phase
        if phase is Phase.PAUSED and was in {Phase.PLAY, Phase.COUNTDOWN} and self.activity:
            self.activity.note_pause(self.machine.why)
        elif phase in {Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY}:
            self._begin_or_go_on()
        elif phase in {Phase.RESULT, Phase.ENDED} and self.activity is not None:
            self.activity.end(self.time_s)
            self.course.ended(self.activity, self.time_s)
        if phase is Phase.ENDED:
            self.watchdog.stop()

    def _leave_out(self, activity: Activity, fault: BaseException) -> None:
        """Name a game that failed, once, and go on without it as soon as the phase lets us."""
        words = fault_words(game_spec(activity.name).title, fault)
        if activity is not self._named:
            self._named = activity
            self._left_out[activity.name] = fault
            self.inputs.broken_off(activity, fault)
            activity.fail(fault)
            self._tell(FAILED, {"game": activity.name, "error": activity.failed, "text": words})
        if activity.index == self.machine.activity_index:
            self.machine.activity_failed(words)
            self._follow_machine()
        self._look()

    def _begin_or_go_on(self) -> None:
        """Start the session's present game once, and later follow the person's new centre."""
        self.options = self._picture.options = self.blocks.at(self.machine.activity_index)
        limits = self.machine.limits or default_limits(centre_mm=self.machine.centre_mm)
        mapping = self.options.mapping(limits, self.machine.weight_n, self.info.geometry.width_mm)
        if self.activity is not None:
            if self.activity.index == self.machine.activity_index:
                self.activity.follow(mapping)
                return
            self._done.append(self.activity)
        self.activity = next_activity(
            self.machine,
            self.options,
            mapping,
            course=self.course,
            seed=self.seed,
            begun_s=self.time_s,
            done=self._done,
            left_out=self._left_out,
        )

    def _carry_out(self, command: Command) -> str:
        if command.name in MARK_ORDERS:
            answer = take_mark(command, self._tell, self.machine, self.marks, self.activity)
        elif command.name in GAME_ORDERS:
            self._picture.options, answer = self.blocks.order(command, self.activity)
            self.options = self._picture.options
        else:
            answer = self.machine.command(command.name, command.args, command.by)
        self._follow_machine()
        return answer

    def _lose_signal(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self.machine.signal_lost("The board is silent.")
            self._follow_machine()

    def _find_signal(self) -> None:
        if self._is_lost:
            self._is_lost = False
            self.machine.signal_ok()
            self._follow_machine()

    def _tell(self, kind: str, data: dict[str, Scalar]) -> None:
        self._push(Event(0.0 if math.isnan(self._t0_s) else self.time_s, kind, data))

    def _push(self, event: Event) -> None:
        self.n_events_dropped += len(self._events) == MAX_EVENTS
        self._events.append(event)
