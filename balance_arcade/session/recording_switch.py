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
"""Samples of a board without real time (``speed=0``) that go to the recorder at once. Each time the
other thread is woken, which costs as much as working out some samples.
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
        if self._most_held and isinstance(item, list | tuple):
            self._held += item
            return self._hand_over() if len(self._held) >= self._most_held else None
        return self._hand_over() or self._offer(item)

    def _hand_over(self) -> RecordingError | None:
        """Let the recorder have the samples that have waited."""
        if not self._held:
            return None
        held, self._held = self._held, []
        return self._offer(held)

    def _offer(self, item: Item) -> RecordingError | None:
        assert self._recorder is not None  # `put` has looked
        try:
            self._recorder.offer(item)
        except RecordingError as error:
            self.failure = error
            return error
        return None

    def take_out(self) -> Recorder | None:
        """Record no further; the caller stops the recorder."""
        if self._recorder is not None and self.failure is None:
            self._hand_over()
        self._held = []
        recorder, self._recorder, self._name = self._recorder, None, ""
        return recorder
