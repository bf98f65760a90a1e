"""What a report says of the board: which, how well it measures, when it was checked, how fast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import BalanceArcadeError, CalibrationError
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw.calibration.quality import CheckLine, history_path, read_history
from balance_arcade.hw.latency import Latency, known_latency
from balance_arcade.records.clinic.looking import SessionLine

MOST_TRIED: Final = 3


class OnBoard(msgspec.Struct, frozen=True):
    """The board of the newest session.

    Attributes
    ----------
    info : BoardInfo
        What it said of itself then.
    rate_hz : float or None
        Measured; None where too little was recorded.
    check : CheckLine or None
        Newest check with a known mass under the same calibration.
    n_checks : int
        How many there were.
    latency : Latency or None
        From load to light, where it was measured.
    """

    info: BoardInfo
    rate_hz: float | None
    check: CheckLine | None
    n_checks: int
    latency: Latency | None


def on_board(sessions: Sequence[SessionLine], folder: Path, unread: list[str]) -> OnBoard | None:
    """Ask the newest session's first recording.

    Parameters
    ----------
    sessions : sequence of SessionLine
        Oldest first.
    folder : Path
        Of the recordings.
    unread : list of str
        Recordings that could not be read are added, with the reason.
    """
    for session in sessions[: -MOST_TRIED - 1 : -1]:
        for trial in session.trials[:1]:
            try:
                info = RecordingReader(folder / trial.file).header.board
            except (BalanceArcadeError, OSError) as error:
                unread.append(f"{Path(trial.file).name}: {error}")
                continue
            checks = _checks(info, unread)
            long = trial.seconds is not None and trial.seconds > 1.0 and trial.n_samples > 1
            rate = (trial.n_samples - 1) / trial.seconds if long and trial.seconds else None
            newest = checks[-1] if checks else None
            return OnBoard(info, rate, newest, len(checks), known_latency(folder))
    return None


def _checks(info: BoardInfo, unread: list[str]) -> list[CheckLine]:
    if info.origin == "simulated" or not info.calibration_id:
        return []
    try:
        lines = read_history(history_path(info))
    except CalibrationError as error:
        unread.append(str(error))
        return []
    return [one for one in lines if one.calibration_id == info.calibration_id]
