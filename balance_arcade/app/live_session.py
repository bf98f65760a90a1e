"""Joins a run of games with a source of samples: one session from start to end.

Samples are fed to the run, and what comes of each is handed on: requests are carried out (the zero,
the recordings, the goal of a simulated person), events and states go to the source, which passes
them to recorder and listeners. Orders come in another thread; a lock lets them in between two
samples, and nothing is done under it that could wait.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from balance_arcade.core.board import Goal, GoalFollower
from balance_arcade.core.events import Command, Event, Outcome, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import CopSample
from balance_arcade.core.source import SessionSource
from balance_arcade.games.input_log import begin_input, check_input
from balance_arcade.games.run import STALE_S, GameRun
from balance_arcade.session.front_button import order_of_press
from balance_arcade.session.requests import (
    BeginRecording,
    EndRecording,
    Request,
    ShowGoal,
    TakeZero,
)

_T = TypeVar("_T")

END_OF_DATA = "The recording is over."

_News = tuple[list[Request], list[Event], list[SessionInput], SessionState]


class LiveSession:
    """One session on one source.

    Parameters
    ----------
    source : SessionSource
        Samples, zero, recording, events and state; not stopped here.
    run : GameRun
        What is played.
    folder : Path, optional
        Where recordings go; without it nothing is recorded.
    follower : GoalFollower, optional
        A simulated person that is told where the goal is.
    after_seq : int
        Samples up to this one happened before the session and are not played.

    Attributes
    ----------
    started : list of Path
        Every recording that was begun.
    recordings : list of Path
        Those that are closed and whole.
    """

    def __init__(
        self,
        source: SessionSource,
        run: GameRun,
        *,
        folder: Path | None = None,
        follower: GoalFollower | None = None,
        after_seq: int = -1,
    ) -> None:
        self.source = source
        self.run = run
        self.started: list[Path] = []
        self.recordings: list[Path] = []
        self.fed_seq = after_seq
        self._folder = folder
        self._follower = follower
        # Where nobody follows, the run makes no requests for goals, which would come with every
        # sample.
        run.has_follower = follower is not None
        self._lock = threading.Lock()
        self._rev = -1
        self._is_ordered = False
        self._recording = run.recording
        self._begun_s = 0.0
        # What was pressed before the session asked for something else.
        self._n_presses = source.n_button_presses
        self._is_away = False

    @property
    def reaction_s(self) -> float:
        """How long after a goal it may show in the samples at the earliest; endless for nobody."""
        follower = self._follower
        return math.inf if follower is None else getattr(follower, "least_reaction_s", 0.0)

    def begin(self) -> None:
        """Start the first recording and tell everybody the first state.

        Raises
        ------
        RecordingError
            The recording cannot be started.
        """
        newest = self.source.latest()
        # The board may have run for long. A goal that is older than the session would call a
        # simulated person late.
        if newest is not None:
            self._begun_s = newest.t_s
        with self._lock:
            requests = self.run.drain_requests()
        for request in requests:  # Before the first state, so that it names its recording.
            self._carry_out(request)
        # After the recording has begun: every sample that is played stands in it.
        so_far = self.source.so_far()
        self.fed_seq = max(self.fed_seq, so_far.seq)
        self.source.note(begin_input(self.run, so_far, self.fed_seq))
        self._tell()

    def feed(self, samples: Sequence[CopSample]) -> None:
        """Play on with new samples, oldest first."""
        for sample in samples:
            # Who feeds may hand over samples again, or such as came before the session.
            if sample.seq <= self.fed_seq:
                continue
            with self._lock:
                self.run.feed(sample)
                self.fed_seq = sample.seq
                news = self._collect()
            self._hand_on(news)

    def tick(self, age_s: float) -> None:
        """Tell the run how old the newest sample is on the wall's clock, and hand on orders."""
        # Nearly every time: between two samples only an order, silence or a recording that has just
        # begun is news, and the next tick sees what comes up meanwhile.
        is_as_told = self.source.recording == self._recording
        if is_as_told and not self._is_ordered and age_s <= STALE_S:
            return
        with self._lock:
            self._is_ordered = False
            self.run.signal_age(age_s)
            news = self._collect()
        self._hand_on(news)

    def watch_board(self) -> None:
        """Tell the run whether the board is away, and carry out what its button asks for.

        Called again and again by the thread that feeds, whether or not there are samples.
        """
        away, n_presses = self.source.away, self.source.n_button_presses
        was_away, self._is_away = self._is_away, away is not None
        if not (was_away or self._is_away) and n_presses == self._n_presses:
            return  # Nearly every time.
        with self._lock:
            self.run.board_away(away)
            pressed, self._n_presses = n_presses != self._n_presses, n_presses
            command = order_of_press(self.run.machine, n_presses) if pressed else None
        if command is not None:
            self.order(command)
        self._tell()

    def order(self, command: Command) -> str:
        """Carry out an order; callable from any thread, and never waits for a disk.

        What comes of it is handed on by the thread that feeds, at its next sample or tick.

        Returns
        -------
        str
            ``accepted``, or ``rejected: `` and why.
        """
        with self._lock:
            self._is_ordered = True
            return self.run.command(command)

    def look(self, see: Callable[[GameRun], _T]) -> _T:
        """Let another thread look at the run between two samples; it must be quick about it."""
        with self._lock:
            return see(self.run)

    def finish(self, reason: str, outcome: Outcome = "done") -> None:
        """End the session because nothing more can come, for example at the end of a file."""
        with self._lock:
            if not self.run.finished:
                self.run.end(reason, outcome)
        self._tell()

    def close(self, reason: str = "") -> None:
        """Hand on what is left and close the recording; safe to call in any state, twice too.

        Raises
        ------
        RecordingError
            The recording's end cannot be written.
        """
        if reason:
            self.source.emit(Event(self.run.state().t_s, "session.end", {"why": reason}))
        self.run.watchdog.stop()
        self._tell()
        self._end_recording()

    def _tell(self) -> None:
        """Hand on what came of an order or of the end; only the feeding thread comes here."""
        with self._lock:
            news = self._collect()
        self._hand_on(news)

    def _collect(self) -> _News | None:
        """Take what came of the last step, under the lock; None after most samples."""
        run = self.run
        # Asked here because the file changes in `_hand_on`, and the state names it.
        if self.source.recording != self._recording:
            self._recording = run.recording = self.source.recording
        state = run.state()
        if state.rev == self._rev and not (run.has_news or run.inputs.waiting):
            return None
        return run.drain_requests(), run.drain_events(), run.inputs.drain(), state

    def _hand_on(self, news: _News | None) -> None:
        """Tell everybody, outside of the lock; only the feeding thread comes here.

        The zero comes before the events, so that they are told of a board that is zeroed; a new
        recording comes after them, because what led to it belongs to the trial before.
        """
        if news is None:
            return
        requests, events, inputs, state = news
        for request in requests:
            if isinstance(request, TakeZero):
                self.source.set_zero_from(request.first_seq, request.last_seq)
        for told in inputs:
            self.source.note(told)
        for event in events:
            self.source.emit(event)
        for request in requests:
            self._carry_out(request)
        if state.rev != self._rev:
            self._rev = state.rev
            self.source.publish_state(state)

    def _carry_out(self, request: Request) -> None:
        if isinstance(request, BeginRecording):
            self._begin_recording(request.label)
        elif isinstance(request, EndRecording):
            self._end_recording()
        elif isinstance(request, ShowGoal) and self._follower is not None:
            self._follower.follow(self._since_now(request.goal))

    def _since_now(self, goal: Goal) -> Goal:
        """Give a goal from before the session's first sample the time at which it is shown."""
        if goal.t_s >= self._begun_s:
            return goal
        return msgspec.structs.replace(goal, t_s=self._begun_s)

    def _begin_recording(self, label: str) -> None:
        if self._folder is not None:
            self._note_digests()
            begun, closed = self.source.next_recording(self._folder, label)
            self.started.append(begun)
            if closed is not None:
                self.recordings.append(closed)

    def _end_recording(self) -> None:
        self._note_digests()
        closed = self.source.stop_recording()
        if closed is not None:
            self.recordings.append(closed)

    def _note_digests(self) -> None:
        """Close a recording with what a replay compares itself with."""
        with self._lock:
            inputs = [*self.run.inputs.drain(), check_input(self.fed_seq, self.run.begun)]
        for told in inputs:
            self.source.note(told)
