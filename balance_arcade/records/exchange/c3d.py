"""A trial as a C3D file with a force plate of type 2.

After the C3D format's user guide (c3d.org), in floats and the words of a PC. The laboratory's axes
are the house's: x to the right, y to the toes, z up, the origin in the middle of the board. The
plate's own z points down and its y to the toes, so its x points to the left; forces are those of
the person on the plate. Moments are in N mm, beside lengths in mm: with Nm a reader such as ezc3d
gives a centre of pressure that is 1000 times too small.

A C3D file has no times: what was lost is a row of NaN, and the rest stands at its number. Frames
are counted in 16 bits, and readers disagree beyond; so a long trial has several samples a frame.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.plate import cop_to_plate
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.exchange.c3d_section import (
    BLOCK,
    MOST_ITEMS,
    Value,
    most_text,
    reals,
    section,
    text,
    texts,
    words,
)
from balance_arcade.records.exchange.facts import Dated, events_within, facts_of
from balance_arcade.records.exchange.grid import on_grid

MOST_FRAMES: Final = 65_534
"""One less than 16 bits hold: 65,535 stands for "this or more", and readers take it in two ways."""

_PLATE = ("Fx1", "Fy1", "Fz1", "Mx1", "My1", "Mz1")
_PLATE_UNITS = ("N", "N", "N", "Nmm", "Nmm", "Nmm")
_CORNERS = ("TL", "TR", "BL", "BR")
_FEET = ("LEFT_FOOT", "RIGHT_FOOT")
_MATTERS = ("safety.", "wellbeing.", "session.")
_FACTS = (
    "origin", "board_id", "model", "calibration_id", "trial_id", "session_id", "label", "begun",
)  # fmt: skip


def c3d_of_trial(trial: TrialData, recording: Dated | None = None) -> tuple[bytes, tuple[str, ...]]:
    r"""Write down samples and events.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it; it has loads, and the spacing of the
        corners.
    recording : Dated, optional
        Of a recording of ours.

    Returns
    -------
    bytes
        The file.
    tuple of str
        What it could not hold.

    Raises
    ------
    RecordingError
        The trial has no loads or no spacing, or a gap of it is too long for the format.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.files.tables import read_trial
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path, out = Path(folder) / "stand.csv", Path(folder) / "stand.c3d"
    ...     _ = path.write_text("t_s,tl_n,tr_n,bl_n,br_n\n0.0,200,100,50,50\n0.01,100,100,99,101\n")
    ...     trial = read_trial(path, geometry=Geometry(400.0, 240.0))
    ...     _ = out.write_bytes(c3d_of_trial(trial)[0])
    ...     read_trial(out).cop_mm.tolist()
    [[-50.0, 60.0], [1.0, 0.0]]
    """
    if trial.geometry is None or (plate := _plate_of(trial)) is None:
        raise RecordingError(
            f"{trial.path.name} has no loads, and a C3D file holds nothing else."
            if trial.fz_n is None
            else f"{trial.path.name} does not say how large the plate is.",
            hint="Export it as --csv or --xdf."
            if trial.fz_n is None
            else "Give --width and --length, in millimetres.",
        )
    names, units, values = _channels(trial, plate)
    rows = on_grid(trial, values)
    n_samples = len(rows)
    n_each = math.ceil(n_samples / MOST_FRAMES)
    n_frames = math.ceil(n_samples / n_each)
    filled = np.full((n_frames * n_each, rows.shape[1]), np.nan, "<f4")
    filled[:n_samples] = rows
    events, left_out = _chosen(events_within(trial, recording))
    frame_hz = frame_rate(trial.rate_hz, n_each)
    parameters = {
        **_points(n_frames, frame_hz),
        **_analogs(names, units, trial.rate_hz),
        **_force_plate(trial.geometry),
        **_events(events, float(trial.t_s[0])),
        **_about(trial, recording, n_samples),
    }
    # The samples begin behind the parameters, which say so themselves; their length is fixed.
    start = 2 + len(section(parameters | {"POINT:DATA_START": words([0], ())})) // BLOCK
    written = section(parameters | {"POINT:DATA_START": words([start], ())})
    head = _head(len(names) * n_each, n_frames, start, n_each, frame_hz)
    data = filled.tobytes()
    return head + written + data + bytes(-len(data) % BLOCK), left_out


def frame_rate(rate_hz: float, n_each: int) -> float:
    """Frames a second in 32 bits, never so that samples a frame come out below `n_each`.

    ezc3d cuts ANALOG:RATE over POINT:RATE to a whole number, and then reads too few samples.

    Parameters
    ----------
    rate_hz : float
        Samples a second.
    n_each : int
        Samples a frame.

    Returns
    -------
    float

    Examples
    --------
    >>> frame_rate(100.0, 1), frame_rate(100.0, 4)
    (100.0, 25.0)
    """
    analog, frames = np.float32(rate_hz), np.float32(rate_hz / n_each)
    while float(analog) / float(frames) < n_each or analog / frames < n_each:
        frames = np.nextafter(frames, np.float32(0.0))
    return float(frames)


def _plate_of(trial: TrialData) -> FloatArray | None:
    """Load and moments about the surface's centre; NaN where the place is not known."""
    if trial.plate is not None:
        return trial.plate
    if trial.corners_n is not None and trial.geometry is not None:
        arms_mm = np.array(trial.geometry.corners_mm())
        moments = trial.corners_n @ arms_mm
        return np.column_stack((trial.corners_n.sum(axis=1), moments[:, 1], -moments[:, 0]))
    if trial.cop_mm is None or trial.fz_n is None:
        return None
    plate = cop_to_plate(trial.cop_mm, trial.fz_n)
    unknown = np.isnan(trial.cop_mm).any(axis=1)
    plate[unknown, 0], plate[unknown, 1:] = trial.fz_n[unknown], np.nan
    return plate


def _channels(
    trial: TrialData, plate: FloatArray
) -> tuple[tuple[str, ...], tuple[str, ...], FloatArray]:
    """Channels of the plate in its own axes, and those of its parts behind them."""
    level = np.zeros((len(plate), 2)) if trial.horizontal_n is None else trial.horizontal_n
    fz_n, m_ml, m_ap = plate.T
    fx, fy = -level[:, 0], level[:, 1]
    # Nothing here measures a free moment: about the vertical axis there is what the forces make.
    with np.errstate(invalid="ignore", divide="ignore"):
        mz = np.where(fz_n == 0.0, 0.0, (m_ap * fy - m_ml * fx) / fz_n)
    mz = np.where((fx == 0.0) & (fy == 0.0), 0.0, mz)
    parts = [np.column_stack((fx, fy, fz_n, m_ml, -m_ap, mz))]
    names, units = list(_PLATE), list(_PLATE_UNITS)
    for more, values in ((_CORNERS, trial.corners_n), (_FEET, trial.foot_loads_n)):
        if values is not None:
            names += more
            units += ["N"] * len(more)
            parts.append(values)
    return tuple(names), tuple(units), np.column_stack(parts)


def _points(n_frames: int, frame_hz: float) -> dict[str, Value]:
    return {
        "POINT:USED": words([0], ()),
        "POINT:SCALE": reals([-1.0], ()),
        "POINT:RATE": reals([frame_hz], ()),
        "POINT:FRAMES": words([n_frames], ()),
        "POINT:UNITS": text("mm"),
        "TRIAL:ACTUAL_START_FIELD": words([1, 0]),
        "TRIAL:ACTUAL_END_FIELD": words([n_frames, 0]),
    }


def _analogs(names: Sequence[str], units: Sequence[str], rate_hz: float) -> dict[str, Value]:
    n = len(names)
    return {
        "ANALOG:USED": words([n], ()),
        "ANALOG:LABELS": texts(names),
        "ANALOG:DESCRIPTIONS": texts(names),
        "ANALOG:GEN_SCALE": reals([1.0], ()),
        "ANALOG:SCALE": reals([1.0] * n),
        "ANALOG:OFFSET": words([0] * n),
        "ANALOG:UNITS": texts(units),
        "ANALOG:RATE": reals([rate_hz], ()),
        "ANALOG:FORMAT": text("SIGNED"),
    }


def _force_plate(geometry: Geometry) -> dict[str, Value]:
    tl, tr, bl, br = ((x, y, 0.0) for x, y in geometry.corners_mm())
    # In the plate's quadrants +x+y, -x+y, -x-y, +x-y; its x points to the left.
    corners = [value for corner in (tl, tr, br, bl) for value in corner]
    return {
        "FORCE_PLATFORM:USED": words([1], ()),
        "FORCE_PLATFORM:TYPE": words([2]),
        "FORCE_PLATFORM:ZERO": words([0, 0]),
        "FORCE_PLATFORM:CORNERS": reals(corners, (3, 4, 1)),
        # The moments are about the middle of the surface.
        "FORCE_PLATFORM:ORIGIN": reals([0.0, 0.0, 0.0], (3, 1)),
        "FORCE_PLATFORM:CHANNEL": words([1, 2, 3, 4, 5, 6], (6, 1)),
    }


def _chosen(events: Sequence[Event]) -> tuple[list[Event], tuple[str, ...]]:
    """Choose the events that fit: what matters afterwards goes before what games tell."""
    said = []
    chosen = list(events)
    if len(events) > MOST_ITEMS:
        by_weight = sorted(events, key=lambda event: not event.kind.startswith(_MATTERS))
        chosen = sorted(by_weight[:MOST_ITEMS], key=lambda event: event.t_s)
        said.append(f"{len(events) - MOST_ITEMS} of {len(events)} events, because 255 fit")
    most = most_text(len(chosen))
    n_long = sum(len(_data_of(event).encode()) > most for event in chosen)
    if n_long:
        of = "1 event, longer" if n_long == 1 else f"{n_long} events, each longer"
        said.append(f"the data of {of} than {most} bytes")
    return chosen, tuple(said)


def _data_of(event: Event) -> str:
    return msgspec.json.encode(event.data).decode() if event.data else ""


def _events(events: Sequence[Event], first_s: float) -> dict[str, Value]:
    if not events:
        return {"EVENT:USED": words([0], ())}
    told, most = [_data_of(event) for event in events], most_text(len(events))
    times = [event.t_s - first_s for event in events]
    return {
        "EVENT:USED": words([len(events)], ()),
        "EVENT:CONTEXTS": texts(["General"] * len(events)),
        "EVENT:LABELS": texts([event.kind for event in events]),
        # Half a text in JSON is none.
        "EVENT:DESCRIPTIONS": texts([t if len(t.encode()) <= most else "" for t in told]),
        "EVENT:SUBJECTS": texts([""] * len(events)),
        "EVENT:TIMES": reals(
            [part for t_s in times for part in (t_s // 60.0, t_s % 60.0)], (2, len(events))
        ),
        "EVENT:GENERIC_FLAGS": words([0] * len(events)),
    }


def _about(trial: TrialData, recording: Dated | None, n_samples: int) -> dict[str, Value]:
    facts = facts_of(trial, recording)
    person = str(facts.get("person", ""))
    told = {
        f"BALANCE_ARCADE:{name.upper()}": text(str(facts[name])) for name in _FACTS if name in facts
    }
    return {
        "MANUFACTURER:SOFTWARE": text("Balance Arcade"),
        "MANUFACTURER:VERSION_LABEL": text(__version__),
        **({"SUBJECTS:USED": words([1], ()), "SUBJECTS:NAMES": texts([person])} if person else {}),
        "BALANCE_ARCADE:N_SAMPLES": text(str(n_samples)),
        **told,
    }


def _head(n_analogs: int, n_frames: int, start: int, n_each: int, frame_hz: float) -> bytes:
    head = bytes([2, 0x50]) + struct.pack("<5H", 0, n_analogs, 1, n_frames, 0)
    head += struct.pack("<f2Hf", -1.0, start, n_each, frame_hz)
    return head + bytes(BLOCK - len(head))
