"""Joins acquisition, game run, recording and whoever listens: one session from start to end.

The stage is where rooms that may not know each other meet. It feeds samples to the run, and after
each of them hands on what came of it: events and states to the acquisition (which passes them to
recorder and sinks), goals to a simulated player, the zero to the board's stream. Orders from a
station come in another thread; a lock lets them in between two samples, and nothing is done under
it that could wait.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from balance_arcade.core.board import Goal, GoalFollower
from balance_arcade.core.events import Command, Event, Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.run import GameRun
from balance_arcade.session.acquisition import Acquisition

CALIBRATION = "calibration"
"""Label of the recording that holds everything before the first game."""

END_OF_DATA = "The recording is over."


class Stage:
    """One session on one board.

    Parameters
    ----------
    acquisition : Acquisition
        Reads the board; not started yet.
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
        acquisition: Acquisition,
        run: GameRun,
        *,
        folder: Path | None = None,
        follower: GoalFollower | None = None,
        after_seq: int = -1,
    ) -> None:
        self.acquisition = acquisition
        self.run = run
        self.started: list[Path] = []
        self.recordings: list[Path] = []
        self.fed_seq = after_seq
        self._folder = folder
        self._follower = follower
        self._lock = threading.Lock()
        self._rev = -1
        self._goal: Goal | None = None
        self._label = ""

    def begin(self) -> None:
        """Start the first recording and tell everybody the first state.

        Raises
        ------
        RecordingError
            The recording cannot be started.
        """
        self._record(CALIBRATION)
        self._tell()

    def feed(self, samples: Sequence[CopSample]) -> None:
        """Play on with new samples, oldest first."""
        for sample in samples:
            if sample.seq <= self.fed_seq:
                continue
            with self._lock:
                self.run.feed(sample)
            self.fed_seq = sample.seq
            self._tell()

    def tick(self, age_s: float) -> None:
        """Tell the run how old the newest sample is on the wall's clock, and hand on orders."""
        with self._lock:
            self.run.signal_age(age_s)
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
            return self.run.command(command)

    def finish(self, reason: str) -> None:
        """End the session because nothing more can come, for example at the end of a file."""
        with self._lock:
            if not self.run.finished:
                self.run.end(reason)
        self._tell()

    def end(self, reason: str = "") -> None:
        """Close the recording and let go of the board; safe to call in any state, twice too.

        Raises
        ------
        BalanceArcadeError
            A fault of the recorder or of a thread that nobody has been told yet.
        """
        try:
            if reason:
                self.acquisition.emit(Event(self.run.state().t_s, "session.end", {"why": reason}))
            self._tell()
            self._close_recording()
        finally:
            self.acquisition.stop()

    def _tell(self) -> None:
        """Hand on what came of the last step; only the feeding thread comes here."""
        with self._lock:
            self.run.recording = self.acquisition.recording
            events, state, goal = self.run.drain_events(), self.run.state(), self.run.goal()
        for event in events:
            if event.kind == "session.zero":
                self.acquisition.set_zero_from(
                    int(str(event.data["first_seq"])), int(str(event.data["last_seq"]))
                )
            self.acquisition.emit(event)
        if state.rev != self._rev:
            self._rev = state.rev
            self._turn_page(state)
            self.acquisition.publish_state(state)
        self._show(goal)

    def _show(self, goal: Goal) -> None:
        if self._follower is not None and goal is not self._goal:
            self._goal = goal
            self._follower.follow(goal)

    def _turn_page(self, state: SessionState) -> None:
        """One recording a trial: a new one when a game is introduced, none after the end."""
        if state.phase is Phase.ENDED:
            self._close_recording()
        elif state.phase in (Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY):
            label = f"{state.activity_index + 1}-{state.activity}"
            if label != self._label:
                self._record(label)

    def _record(self, label: str) -> None:
        if self._folder is None:
            return
        self._close_recording()
        self.started.append(self.acquisition.start_recording(self._folder, label))
        self._label = label

    def _close_recording(self) -> None:
        closed = self.acquisition.stop_recording()
        if closed is not None:
            self.recordings.append(closed)
