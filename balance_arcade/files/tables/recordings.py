"""Our own recordings as trials."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.feet import foot_loads_n
from balance_arcade.core.rows import row_sums, rows_with_nan
from balance_arcade.core.samples import SampleFlag
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.tables.cut import Cut
from balance_arcade.files.tables.given_rate import rate_note
from balance_arcade.files.tables.trial import (
    FloatArray,
    TrialData,
    TrialQuality,
    sampling_rate,
    trial_quality,
)
from balance_arcade.files.tables.zero import take_off_zero

# As live: what such a sample says is no force, so it is missing rather than wrong.
_UNUSABLE = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)


def read_recording(
    path: Path, *, rate_hz: float | None = None, cut: Cut | None = None
) -> TrialData:
    """Read one of our recordings as a trial.

    Parameters
    ----------
    path : Path
        A ``.mcap`` or ``.mcap.part`` file.
    rate_hz : float, optional
        Sampling rate in hertz; goes before the samples' times. Samples that were lost still are.
    cut : Cut, optional
        Which seconds count, and in which the board was empty.

    Returns
    -------
    TrialData
        ``corners_n`` with the empty board's forces taken off: those of the header, else the mean
        of the samples that the recording's own zero points at; NaN where a sample is torn or a
        cell at fault. Faults of the file are in `notes`, gaps are counted by sample number.

    Raises
    ------
    RecordingError
        It cannot be read, or holds fewer than two samples.
    ConfigError
        The seconds do not fit the recording.
    """
    reader = RecordingReader(path)
    header = reader.header
    if reader.n_samples < 2:
        raise RecordingError(
            f"The recording {path.name} contains {reader.n_samples} samples.",
            hint="It was stopped before the board sent any. Choose another recording.",
        )
    notes = [fault.message for fault in reader.faults]
    t_s = reader.t_s
    if rate_hz is not None:
        notes.append(rate_note(rate_hz, t_s))
        seq = reader.force_array["seq"].astype(np.int64)
        t_s = (seq - seq[0]) / rate_hz
    else:
        rate_hz = sampling_rate(t_s)
    if np.isnan(rate_hz):
        raise RecordingError(f"The time in the recording {path.name} does not increase.")
    cut = cut or Cut()
    corners_n = _usable_corners_n(reader, notes, t_s, cut.zero_s, rate_hz)
    rows, said = cut.rows(t_s, row_sums(corners_n), rate_hz=rate_hz, name=path.name)
    notes += said
    t_s, corners_n, forces = t_s[rows], corners_n[rows], reader.force_array[rows]
    two_boards = bool((forces["flags"] & int(SampleFlag.FOOT_LOADS)).all())
    n_nan = int(np.count_nonzero(rows_with_nan(corners_n)))
    steps = np.diff(forces["seq"].astype(np.int64))
    quality = msgspec.structs.replace(
        trial_quality(t_s, rate_hz, n_nan=n_nan),
        n_gaps=int(np.count_nonzero(steps > 1)),
        n_lost=int(np.sum(steps[steps > 1] - 1)),
        n_late=_n_with(forces, SampleFlag.LATE),
        n_held=_n_with(forces, SampleFlag.HELD),
        n_doubled=_n_with(forces, SampleFlag.DOUBLE_BEFORE),
    )
    notes += _arrival_notes(quality, t_s.size)
    return TrialData(
        path=path,
        format="recording",
        t_s=t_s,
        rate_hz=rate_hz,
        cop_mm=None,
        fz_n=row_sums(corners_n),
        corners_n=corners_n,
        plate=None,
        geometry=header.board.geometry,
        origin=header.board.origin,
        quality=quality,
        notes=tuple(notes),
        foot_loads_n=foot_loads_n(corners_n) if two_boards else None,
        accuracy=header.board.accuracy,
    )


def _n_with(forces: npt.NDArray[np.void], flag: SampleFlag) -> int:
    return int(np.count_nonzero(forces["flags"] & int(flag)))


def _arrival_notes(quality: TrialQuality, n_samples: int) -> list[str]:
    """Say what came late, held or doubled; each is something else, and none of it is lost."""
    said = (
        (quality.n_late, "came late; their times are when they were measured, not when they came"),
        (quality.n_held, "repeat the loads before them, because there was nothing new to tell"),
        (quality.n_doubled, "came twice and were used once"),
    )
    return [f"{n} of {n_samples} samples {what}." for n, what in said if n]


def _usable_corners_n(
    reader: RecordingReader,
    notes: list[str],
    t_s: FloatArray,
    zero_s: tuple[float, float] | None,
    rate_hz: float,
) -> FloatArray:
    """Subtract the empty board; NaN where there is no force. Adds notes."""
    corners_n = reader.corners_n
    zero_n = recorded_zero(reader)
    if zero_s is not None:
        # What is asked for goes before what was taken in the session.
        corners_n, said = take_off_zero(
            t_s, corners_n, row_sums(corners_n), zero_s, rate_hz=rate_hz
        )
        notes += said
    elif zero_n is not None:
        corners_n = corners_n - zero_n
    elif not reader.header.board.pre_zeroed:
        notes.append("No zero was taken: the forces include the empty board's.")
    faulty = (reader.force_array["flags"] & _UNUSABLE) != 0
    if faulty.any():
        corners_n = np.where(faulty[:, None], np.nan, corners_n)
        notes.append(
            f"{int(faulty.sum())} samples were torn or came from a faulty cell and have no force."
        )
    return corners_n


def recorded_zero(reader: RecordingReader) -> FloatArray | None:
    """Find the forces of the empty board that belong to a recording.

    Parameters
    ----------
    reader : RecordingReader
        The recording.

    Returns
    -------
    ndarray of float64, shape (4,), or None
        From the header; else the mean over the samples that the last event ``session.zero`` names
        by ``first_seq`` and ``last_seq``; None where there is neither.
    """
    if reader.header.zero_n is not None:
        return np.array(reader.header.zero_n, dtype=np.float64)
    for event in reversed(reader.events()):
        if event.kind != "session.zero":
            continue
        first, last = event.data.get("first_seq"), event.data.get("last_seq")
        if isinstance(first, int) and isinstance(last, int):
            seq = reader.force_array["seq"]
            chosen = reader.corners_n[(seq >= first) & (seq <= last)]
            chosen = chosen[~np.isnan(chosen).any(axis=1)]
            if len(chosen):
                return np.asarray(chosen.mean(axis=0), dtype=np.float64)
    return None
