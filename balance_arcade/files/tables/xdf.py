"""Recordings of the Lab Streaming Layer (XDF) as trials.

Of all streams the one that bears forces is taken: its channels are known by label and unit as a
live stream's are (`balance_arcade.files.tables.stream_channels`). Streams of texts, markers, become
events on the same clock. Times are the recorder's; drop-outs stay gaps.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast, get_args

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.events import Event, Scalar
from balance_arcade.files.tables.given_rate import rate_note, times_by_rate
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_channels import channels_to_house
from balance_arcade.files.tables.plate_frame import PlateOptions
from balance_arcade.files.tables.stream_channels import COUNTS, ChannelLayout, find_layout
from balance_arcade.files.tables.trial import FloatArray, TrialData, sampling_rate, trial_quality
from balance_arcade.files.tables.xdf_clock import synchronised
from balance_arcade.files.tables.xdf_file import XdfFile, XdfStream, read_xdf_file
from balance_arcade.files.tables.xdf_times import even_times

_UNEVEN = 0.12
# Of steps shorter than a quarter of a period; single ones are jitter.
_IN_BURSTS = 0.2
# A step that is so much too long or short is a clock that was set, and no jitter.
_SET_S = 1.0
_SHOWN_MARKERS = 10
_SHOWN_LENGTH = 40
_DESCRIPTION = "balance_arcade"
_ASK = "Choose one with --stream NAME (stream= in an address)."


@dataclass(frozen=True, slots=True)
class _Found:
    stream: XdfStream
    layout: ChannelLayout


def read_xdf(
    path: Path,
    options: PlateOptions,
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
) -> TrialData:
    """Read the forces of an XDF file.

    Parameters
    ----------
    path : Path
        ``.xdf`` or ``.xdfz``.
    options : PlateOptions
        Which stream, units where it has none, and how a plate stands.
    rate_hz : float, optional
        Sampling rate in hertz; goes before the stamps.
    geometry : Geometry, optional
        Spacing of the corners, where the stream does not say it.

    Returns
    -------
    TrialData
        With the markers of the file as `TrialData.events`.

    Raises
    ------
    RecordingError
        It cannot be read, no stream bears forces, or several do; the message names them.
    """
    file = read_xdf_file(path)
    found, notes = _choose(file, path.name, options)
    stream = found.stream
    stamps_s, anew = synchronised(stream)
    if len(stamps_s) < 2:
        raise RecordingError(
            f"The stream {stream.shown} of {path.name} contains {len(stamps_s)} samples.",
            hint="The recorder saw the stream, but nothing came. Choose another recording.",
        )
    times = _times(stream, stamps_s, rate_hz, path.name)
    values = stream.values[:, list(found.layout.index)] * np.array(found.layout.scale)
    n_nan = int(np.isnan(values).any(axis=1).sum())
    notes += times.notes
    if anew:
        notes.append(f"The sender's clock began anew {len(anew)} times; each part was laid on.")
    if file.n_lost_bytes:
        notes.append(f"{file.n_lost_bytes} bytes of the file are damaged or cut off.")
    events = _events(file, times.start_s)
    notes += _marker_notes(events)
    quality = trial_quality(times.t_s, times.rate_hz, n_nan=n_nan)
    trial = TrialData(
        path=path,
        format="xdf",
        t_s=times.t_s,
        rate_hz=times.rate_hz,
        cop_mm=None,
        fz_n=None,
        corners_n=None,
        plate=None,
        geometry=geometry or _geometry(stream),
        origin=_origin(stream),
        quality=msgspec.structs.replace(quality, rate_jitter=times.jitter),
        notes=tuple(notes),
        faults=tuple(times.faults),
        events=events,
    )
    trial = dataclasses.replace(trial, foot_loads_n=_feet(stream))
    return _with_values(trial, values, found.layout, options)


def _choose(file: XdfFile, name: str, options: PlateOptions) -> tuple[_Found, list[str]]:
    """Find the stream that bears forces; what is said of the others."""
    numeric = [each for each in file.streams.values() if each.values_kind != "string"]
    if options.stream:
        wanted = options.stream
        numeric = [s for s in numeric if wanted in (s.name, s.source_id, str(s.number))]
        if not numeric:
            raise RecordingError(
                f"{name} has no stream of numbers called {wanted!r}; it has {_shown(file)}.",
                hint="Give its name, source id or number.",
            )
    found, faults = [], []
    for stream in numeric:
        try:
            layout = find_layout(stream.labels, stream.units, options.units, place_alone=True)
        except ConfigError as error:
            faults.append((stream, error))
            continue
        found.append(_Found(stream, layout))
    # A stream that bears nothing, such as one that never sent, is no choice to be made.
    found = [each for each in found if each.stream.stamps_s] or found
    if not found:
        _refuse(file, name, faults, chosen=bool(options.stream))
    if len(found) > 1:
        raise RecordingError(
            f"{name} has {len(found)} streams of forces:"
            f" {', '.join(each.stream.shown for each in found)}.",
            hint=_ASK,
        )
    (one,) = found
    if any(one.stream.units[i].strip().lower() in COUNTS for i in one.layout.index):
        raise RecordingError(
            f"The stream {one.stream.shown} of {name} is in counts, which are no forces.",
            hint="Record the stream of the calibrated board.",
        )
    return one, [f"Of {name} the stream {one.stream.shown} was measured."]


def _refuse(
    file: XdfFile, name: str, faults: list[tuple[XdfStream, ConfigError]], *, chosen: bool
) -> NoReturn:
    if chosen and faults:
        stream, error = faults[0]
        raise RecordingError(
            f"The stream {stream.shown} of {name} cannot be used: {error.message}",
            hint="Give what it does not say, as in --units n,nm, or choose another stream.",
        )
    # A unit that is missing is nearer to the mark than labels that are no forces at all.
    near = next(
        (e.message for _, e in faults if "channel" in e.message and "unit" in e.message), ""
    )
    raise RecordingError(
        f"{name} has no stream of forces; it has {_shown(file)}. {near}".strip(),
        hint="Channels are known by labels such as tl tr bl br or Fz Mx My, with their units"
        " (--units n,nm where none are written).",
    )


def _shown(file: XdfFile) -> str:
    return ", ".join(each.shown for each in file.streams.values()) or "no stream at all"


@dataclass(frozen=True, slots=True)
class _Times:
    t_s: FloatArray
    rate_hz: float
    start_s: float
    jitter: float
    notes: list[str]
    faults: list[DataFault]


def _times(stream: XdfStream, stamps_s: FloatArray, rate_hz: float | None, name: str) -> _Times:
    start_s = float(stamps_s[0])
    if rate_hz is None and _exact(stream):
        # Written by us: each sample bears the time that it had.
        return _Times(stamps_s, stream.rate_hz, 0.0, 0.0, [], [])
    if rate_hz is not None and stream.rate_hz:
        told = [rate_note(rate_hz, stamps_s)]
        return _Times(times_by_rate(len(stamps_s), rate_hz), rate_hz, start_s, 0.0, told, [])
    nominal_hz = rate_hz or stream.rate_hz
    if not nominal_hz:
        # Even stamps tell the rate; a chunk that has one stamp for all does not.
        nominal_hz = sampling_rate(stamps_s)
        if math.isnan(nominal_hz) or _in_bursts(stamps_s, nominal_hz) > 0.01:
            raise RecordingError(
                f"The stream {stream.shown} of {name} states no rate, and its stamps tell none.",
                hint="Add --rate HZ (rate= in an address), its number of samples a second.",
            )
    even = even_times(stamps_s, nominal_hz)
    off_s = np.diff(stamps_s) - np.diff(even.t_s)
    near_s = off_s[np.abs(off_s) < _SET_S]
    uneven = float(near_s.std()) * even.rate_hz if near_s.size else 0.0
    faults = _stamp_faults(even.n_back, uneven, _in_bursts(stamps_s, nominal_hz), len(stamps_s))
    t_s, begun_s = even.t_s - even.t_s[0], float(even.t_s[0])
    return _Times(t_s, even.rate_hz, begun_s, uneven, [], faults)


def _exact(stream: XdfStream) -> bool:
    """Whether the stamps are a trial's own times; one that was sent on has clock offsets."""
    kept = stream.desc.findtext(f"./{_DESCRIPTION}/stamps", "") == "kept"
    return kept and not stream.clock_s and stream.rate_hz > 0.0


def _stamp_faults(n_back: int, uneven: float, in_bursts: float, n_samples: int) -> list[DataFault]:
    faults = []
    if n_back:
        faults.append(
            DataFault(
                "clock_begins_again",
                f"The stamps of the stream fall back {n_back} times; a gap was put there. Use"
                " --from and --to for one part, or --rate if samples were taken all the time.",
                "kept",
            )
        )
    if uneven > _UNEVEN:
        name = "times_in_bursts" if in_bursts > _IN_BURSTS else "times_jitter"
        faults.append(
            DataFault(
                name,
                f"The stamps of the stream are uneven by {100.0 * uneven:.0f} % of a step; its"
                " samples were set along their common pace.",
                "mended",
                n_samples,
            )
        )
    return faults


def _in_bursts(stamps_s: FloatArray, rate_hz: float) -> float:
    """Part of the steps that are shorter than a quarter of a period."""
    return float(np.mean(np.diff(stamps_s) < 0.25 / rate_hz))


def _with_values(
    trial: TrialData, values: FloatArray, layout: ChannelLayout, options: PlateOptions
) -> TrialData:
    """Add what the channels hold."""
    if layout.kind == "corners":
        return dataclasses.replace(trial, corners_n=values, fz_n=values.sum(axis=1))
    if layout.kind == "place":
        return dataclasses.replace(trial, cop_mm=np.ascontiguousarray(values))
    if layout.kind == "cop":
        return dataclasses.replace(
            trial, fz_n=values[:, 0], cop_mm=np.ascontiguousarray(values[:, 1:3])
        )
    level = values[:, 3:5] if values.shape[1] == 5 else np.zeros((len(values), 2))
    channels = np.column_stack((level, values[:, :3]))
    house, more = channels_to_house(channels, options, moments=True)
    return dataclasses.replace(
        trial,
        plate=house.plate,
        fz_n=house.plate[:, 0],
        cop_mm=plate_to_cop(house.plate),
        notes=(*trial.notes, *more),
    )


def _feet(stream: XdfStream) -> FloatArray | None:
    """Load of each foot, where two boards measured it and we wrote it down."""
    if not {"left_foot", "right_foot"} <= set(stream.labels):
        return None
    at = [stream.labels.index(name) for name in ("left_foot", "right_foot")]
    return stream.values[:, at] if all(stream.units[i] == "N" for i in at) else None


def _events(file: XdfFile, start_s: float) -> tuple[Event, ...]:
    """Texts of all marker streams, on the trial's clock, in the order of time."""
    events = []
    for stream in file.streams.values():
        if stream.values_kind == "string":
            at_s, _ = synchronised(stream)
            ours = stream.desc.find(_DESCRIPTION) is not None
            events += [
                _event(float(t_s - start_s), text, stream.name, ours=ours)
                for t_s, text in zip(at_s, stream.texts, strict=True)
            ]
    return tuple(sorted(events, key=lambda event: event.t_s))


def _event(t_s: float, text: str, stream: str, *, ours: bool) -> Event:
    """Make an event of a marker; one of ours is its kind and its data as JSON."""
    kind, _, data = text.partition(" ")
    if ours:
        try:
            told = msgspec.json.decode(data or "{}", type=dict[str, Scalar])
            return Event(t_s, kind, told)
        except (msgspec.MsgspecError, ValueError):
            pass  # Another program's marker in a stream that calls itself ours: its text stands.
    return Event(t_s, "xdf.marker", {"text": text, "stream": stream})


def _marker_notes(events: tuple[Event, ...]) -> list[str]:
    if not events:
        return []
    shown = ", ".join(
        f"{str(event.data.get('text', event.kind))[:_SHOWN_LENGTH]!r} at {event.t_s:.2f} s"
        for event in events[:_SHOWN_MARKERS]
    )
    more = f" and {len(events) - _SHOWN_MARKERS} more" if len(events) > _SHOWN_MARKERS else ""
    return [f"Markers: {shown}{more}."]


def _geometry(stream: XdfStream) -> Geometry | None:
    said = stream.desc.find(_DESCRIPTION)
    if said is None:
        return None
    try:
        width_mm = float(said.findtext("width_mm", ""))
        length_mm = float(said.findtext("length_mm", ""))
    except ValueError:
        return None
    return Geometry(width_mm, length_mm) if min(width_mm, length_mm) > 0.0 else None


def _origin(stream: XdfStream) -> Origin:
    origin = stream.desc.findtext(f"./{_DESCRIPTION}/origin", "")
    return cast(Origin, origin) if origin in get_args(Origin) else "real"
