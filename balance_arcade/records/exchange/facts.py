"""What an exported file says of its samples: where they come from, and when they were taken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import numpy as np

from balance_arcade.core.events import Event
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.recording.header import RecordingHeader
from balance_arcade.files.tables import TrialData

Fact = str | float | int


class Dated(msgspec.Struct, frozen=True):
    """What a recording says besides its samples.

    Attributes
    ----------
    start_ns : int
        UTC of the board's second 0, in nanoseconds since 1970.
    header : RecordingHeader
        Of the recording.
    events : tuple of Event
        Of the session.
    """

    start_ns: int
    header: RecordingHeader
    events: tuple[Event, ...]


def dated(path: Path, *, from_first: bool = False) -> Dated:
    """Find when a recording was made, by its pair of wall and monotonic clock.

    Parameters
    ----------
    path : Path
        One of our recordings.
    from_first : bool
        Whether second 0 is the first sample's, as where a rate was given for the board's times.

    Returns
    -------
    Dated

    Raises
    ------
    RecordingError
        It cannot be read.
    """
    reader = RecordingReader(path)
    header, forces = reader.header, reader.force_array
    wall = header.wall
    since_ns = forces["t_host_ns"].astype(np.int64) - np.rint(reader.t_s * 1e9).astype(np.int64)
    if from_first and since_ns.size:
        start_ns = wall.unix_ns - wall.monotonic_ns + int(forces["t_host_ns"][0])
    elif header.board.speed == 1.0 and since_ns.size:
        # The quickest sample was held up least: the others came later than they were measured.
        start_ns = wall.unix_ns - wall.monotonic_ns + int(since_ns.min())
    else:
        # Without real time the arrival dates nothing but the beginning.
        first_s = float(reader.t_s[0]) if since_ns.size else 0.0
        start_ns = wall.unix_ns - round(first_s * 1e9)
    return Dated(start_ns, header, tuple(reader.events()))


def events_within(trial: TrialData, recording: Dated | None) -> list[Event]:
    """Events between the first sample and the last: of a part that was cut out, its own.

    Parameters
    ----------
    trial : TrialData
        Whose samples are exported.
    recording : Dated or None
        Of a recording of ours, whose events go before those of the trial.

    Returns
    -------
    list of Event
    """
    events = trial.events if recording is None else recording.events
    first_s, last_s = float(trial.t_s[0]), float(trial.t_s[-1])
    return [event for event in events if first_s <= event.t_s <= last_s]


def facts_of(trial: TrialData, recording: Dated | None) -> dict[str, Fact]:
    """Tell what a reader should know of the samples; of a person the pseudonym.

    Age and sex stand there where they were told with the session.

    Parameters
    ----------
    trial : TrialData
        Whose samples are exported.
    recording : Dated or None
        Of a recording of ours.

    Returns
    -------
    dict of str to str, float or int
    """
    facts: dict[str, Fact] = {
        "origin": trial.origin,
        "rate_hz": trial.rate_hz,
        "n_samples": trial.n_samples,
        "clock": "utc" if recording is not None else "seconds of the file, from 1970 on",
        "notes": " ".join(trial.notes),
    }
    if recording is not None:
        header = recording.header
        facts |= {
            "board_id": header.board.board_id,
            "model": header.board.model,
            "calibration_id": header.board.calibration_id,
            "trial_id": header.trial_id,
            "session_id": header.session_id,
            "label": header.label,
            "person": header.person,
            "begun": header.wall.iso(),
        }
        told = {"age_y": header.age_y, "sex": header.sex}
        facts |= {k: v for k, v in told.items() if not isinstance(v, msgspec.UnsetType)}
    if trial.geometry is not None:
        facts |= {"width_mm": trial.geometry.width_mm, "length_mm": trial.geometry.length_mm}
    return facts


def utc_text(start_ns: int, t_s: float = 0.0) -> str:
    """Moment of a sample in UTC, to the microsecond, with its zone.

    Parameters
    ----------
    start_ns : int
        As of `Dated.start_ns`.
    t_s : float, optional
        Seconds on the board's clock.

    Returns
    -------
    str

    Examples
    --------
    >>> utc_text(1_780_000_000_000_000_000, 0.25)
    '2026-05-28T20:26:40.250000Z'
    """
    since_us = (start_ns + round(t_s * 1e9)) // 1000
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=since_us)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
