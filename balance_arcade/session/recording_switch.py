"""The recording of a session, switched on and off trial by trial, and what became of it."""

from __future__ import annotations

import math
import uuid
from pathlib import Path
from typing import Final

from balance_arcade import __version__
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import Clock, WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Scalar
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, SessionDetails, recording_name
from balance_arcade.session.pipeline import Corners
from balance_arcade.session.recorder import Item, Recorder

MOST_HELD: Final = 100
"""Samples of a board without real time (``speed=0``) that become one item for the recorder."""

MOST_WAITING: Final = 250
"""Samples, and what is told between them, that go to the recorder at once from such a board. Each
time the other thread is woken, which costs as much as working out some samples.
"""


class RecordingSwitch:
    """At most one recording at a time. The owner sees to it that calls do not overlap.

    Parameters
    ----------
    info : BoardInfo
        The board; one at ``speed=0`` may wait for the disk, see `Recorder`, and its samples may
        wait for some more of them (`MOST_HELD`). Anything else is never recorded before them.
    clock : Clock
        For the recorder.
    session : SessionDetails
        Written into every header, so that the files of one session can be joined.

    Attributes
    ----------
    session : SessionDetails
        For the recordings that begin from now on.
    """

    def __init__(
        self,
        info: BoardInfo,
        *,
        clock: Clock,
        session: SessionDetails | None = None,
    ) -> None:
        self._info = info
        self._clock = clock
        self.session = session or SessionDetails()
        self._recorder: Recorder | None = None
        self._name = ""
        self._most_held = MOST_HELD if info.speed == 0.0 else 0
        self._held: list[ForceSample] = []
        self._waiting: list[Item] = []
        self._n_waiting = 0
        self.failure: RecordingError | None = None

    @property
    def name(self) -> str:
        """File name of the recording under way; empty where there is none."""
        return self._name  # Asked for after every sample; a path puts its name together anew.

    @property
    def age_s(self) -> float:
        """Seconds since the recorder last wrote; NaN where nothing is recorded."""
        recorder = self._recorder
        return recorder.age_s if recorder is not None else math.nan

    def open(
        self,
        path: Path,
        label: str,
        trial_id: str,
        zero_n: Corners | None,
        details: dict[str, Scalar],
        *,
        beside_another: bool = False,
    ) -> Recorder:
        """Open a file, in a folder or with a name of its own, without recording into it yet.

        With ``beside_another`` a recording may be under way: it is to be replaced without a gap.

        Raises
        ------
        RecordingError
            The file cannot be started, or another recording is under way.
        """
        if self._recorder is not None and not beside_another:
            raise RecordingError(f"{self.name} is being recorded already.")
        header = RecordingHeader(
            board=self._info,
            wall=WallAnchor.now(),
            trial_id=trial_id or uuid.uuid4().hex,
            label=label,
            app_version=__version__,
            session_id=self.session.session_id,
            person=self.session.person,
            plan=self.session.plan,
            options=self.session.options,
            age_y=self.session.age_y,
            sex=self.session.sex,
            zero_n=zero_n,
            details=details,
        )
        target = path if path.suffix == ".mcap" else path / recording_name(header)
        return Recorder(target, header, patient=self._info.speed == 0.0, clock=self._clock)

    def insert(self, recorder: Recorder) -> None:
        """Record into an opened file from now on."""
        self._recorder, self._name = recorder, recorder.path.name
        self.failure = None

    def put(self, item: Item) -> RecordingError | None:
        """Record something; return the fault that has just stopped the recording, if one has."""
        # A recording that failed is told once; samples still reach everybody else.
        if self._recorder is None or self.failure is not None:
            return None
        if not self._most_held:
            return self._offer(item)
        if isinstance(item, list | tuple):
            self._held += item
            if len(self._held) >= self._most_held:
                self._close_samples()
        else:
            self._close_samples()
            self._waiting.append(item)
            self._n_waiting += 1
        return self._hand_over() if self._n_waiting >= MOST_WAITING else None

    def _close_samples(self) -> None:
        """Let the samples so far wait as one item: what comes next stands behind them."""
        if self._held:
            self._waiting.append(self._held)
            self._n_waiting += len(self._held)
            self._held = []

    def _hand_over(self) -> RecordingError | None:
        """Let the recorder have every item that has waited, and none that is cut short for it."""
        waiting, self._waiting, self._n_waiting = self._waiting, [], 0
        return self._offer(*waiting) if waiting else None

    def _offer(self, *items: Item) -> RecordingError | None:
        assert self._recorder is not None  # `put` has looked
        try:
            self._recorder.offer(*items)
        except RecordingError as error:
            self.failure = error
            return error
        return None

    def take_out(self) -> Recorder | None:
        """Record no further; the caller stops the recorder."""
        if self._recorder is not None and self.failure is None:
            self._close_samples()
            self._hand_over()
        self._held, self._waiting, self._n_waiting = [], [], 0
        recorder, self._recorder, self._name = self._recorder, None, ""
        return recorder
