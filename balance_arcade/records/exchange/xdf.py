"""Samples and events as an XDF file, the format of the Lab Streaming Layer's recorders.

After the specification 1.0 (github.com/sccn/xdf): one stream of numbers in 64 bits, each sample
with its own stamp, and one of texts for the events. The stamps are the seconds of the trial, and
both streams are on one clock, so that there are no clock offsets.

The description says ``synchronization/can_drop_samples``: without it pyxdf draws one line through
all stamps and closes every drop-out shorter than 5 s (and before 1.17.4 it did so in spite of it).
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as Xml

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.core.events import Event
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.files.tables.xdf_file import MAGIC
from balance_arcade.records.exchange.channels import Channel, channels_of
from balance_arcade.records.exchange.facts import (
    Dated,
    Fact,
    events_within,
    facts_of,
    utc_text,
)

_FILE, _STREAM, _SAMPLES, _BOUNDARY_TAG, _FOOTER = 1, 2, 3, 5, 6
_BOUNDARY: Final = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
_AT_ONCE = 1000
"""Samples of a chunk: what a damaged byte costs a reader."""
_FORCES, _EVENTS = 1, 2
_OURS: Final = uuid.UUID("5d2a9f6e-8a47-5c0d-9c8b-3d1f0f6b7a10")


def xdf_of_trial(trial: TrialData, recording: Dated | None = None) -> bytes:
    r"""Write down samples and events.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it.
    recording : Dated, optional
        Of a recording of ours; other files do not date their samples.

    Returns
    -------
    bytes
        The file. The same trial gives the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.files.tables import read_trial
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path, out = Path(folder) / "walk.csv", Path(folder) / "walk.xdf"
    ...     _ = path.write_text("t_s,cop_ml_mm,cop_ap_mm\n0.0,0.1,2\n0.01,0.2,2\n")
    ...     _ = out.write_bytes(xdf_of_trial(read_trial(path)))
    ...     read_trial(out).cop_mm.tolist()
    [[0.1, 2.0], [0.2, 2.0]]
    """
    facts = facts_of(trial, recording)
    begun = {} if recording is None else {"datetime": utc_text(recording.start_ns)}
    channels, values = channels_of(trial)
    events = events_within(trial, recording)
    chunks = [_chunk(_FILE, _xml("info", {"version": "1.0", **begun}))]
    chunks.append(_stream(_FORCES, "Force", channels, trial, facts))
    if events:
        chunks.append(_stream(_EVENTS, "Markers", (), trial, facts))
    chunks += _force_chunks(trial.t_s, values)
    stamps = [event.t_s for event in events]
    if events:
        chunks.append(_event_chunk(events))
    chunks.append(_footer(_FORCES, trial.t_s.tolist(), trial.rate_hz))
    if events:
        chunks.append(_footer(_EVENTS, stamps, 0.0))
    return MAGIC + b"".join(chunks)


def _chunk(tag: int, content: bytes) -> bytes:
    return struct.pack("<BIH", 4, len(content) + 2, tag) + content


def _force_chunks(t_s: FloatArray, values: FloatArray) -> Iterator[bytes]:
    rows = np.zeros(
        len(t_s), [("stamped", "u1"), ("t_s", "<f8"), ("values", "<f8", values.shape[1])]
    )
    rows["stamped"], rows["t_s"], rows["values"] = 8, t_s, values
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        yield _chunk(_SAMPLES, struct.pack("<IBI", _FORCES, 4, len(part)) + part.tobytes())
        # From here a reader goes on behind damage.
        yield _chunk(_BOUNDARY_TAG, _BOUNDARY)


def _event_chunk(events: Sequence[Event]) -> bytes:
    rows = []
    for event in events:
        text = marker_text(event).encode()
        rows.append(struct.pack("<BdBI", 8, event.t_s, 4, len(text)) + text)
    return _chunk(_SAMPLES, struct.pack("<IBI", _EVENTS, 4, len(rows)) + b"".join(rows))


def marker_text(event: Event) -> str:
    """Text of an event: its kind, and its data as JSON behind a blank.

    Examples
    --------
    >>> marker_text(Event(1.0, "session.mark", {"text": "rail"}))
    'session.mark {"text":"rail"}'
    """
    data = f" {msgspec.json.encode(event.data).decode()}" if event.data else ""
    return event.kind + data


def _stream(
    number: int,
    kind: str,
    channels: Sequence[Channel],
    trial: TrialData,
    facts: Mapping[str, Fact],
) -> bytes:
    """Header of a stream; one without channels is of texts."""
    name = str(facts.get("model", "Balance board")) if channels else "Balance Arcade events"
    source = str(facts.get("board_id", "balance-arcade"))
    identity = f"{facts.get('trial_id', trial.path.name)}-{number}"
    info = Xml.Element("info")
    _put(
        info,
        {
            "name": name,
            "type": kind,
            "channel_count": str(len(channels) or 1),
            "nominal_srate": repr(trial.rate_hz) if channels else "0",
            "channel_format": "double64" if channels else "string",
            "source_id": source if channels else f"{source}-events",
            "version": "1.1",
            # The streams of one file begin with it; its times are the trial's seconds.
            "created_at": "0",
            "uid": str(uuid.uuid5(_OURS, identity)),
            "session_id": str(facts.get("session_id", "")),
        },
    )
    desc = Xml.SubElement(info, "desc")
    if channels:
        each = Xml.SubElement(desc, "channels")
        for one in channels:
            _put(
                Xml.SubElement(each, "channel"),
                {"label": one.label, "type": one.kind, "unit": one.unit, "about": one.about},
            )
        _put(Xml.SubElement(desc, "synchronization"), {"can_drop_samples": "true"})
    if facts.get("person"):
        _put(Xml.SubElement(desc, "subject"), {"id": facts["person"]})
    _put(
        Xml.SubElement(desc, "balance_arcade"),
        {"version": __version__, "stamps": "kept", **facts},
    )
    return _chunk(_STREAM, struct.pack("<I", number) + _bytes(info))


def _footer(number: int, stamps: Sequence[float], rate_hz: float) -> bytes:
    content = {
        "first_timestamp": repr(stamps[0]),
        "last_timestamp": repr(stamps[-1]),
        "sample_count": str(len(stamps)),
        "measured_srate": repr(rate_hz),
    }
    return _chunk(_FOOTER, struct.pack("<I", number) + _xml("info", content))


def _xml(name: str, content: Mapping[str, Fact]) -> bytes:
    root = Xml.Element(name)
    _put(root, content)
    return _bytes(root)


def _put(parent: Xml.Element, content: Mapping[str, Fact]) -> None:
    for name, value in content.items():
        text = repr(value) if isinstance(value, float) else str(value)
        # XML has no place for control characters, which a name may hold.
        Xml.SubElement(parent, name).text = "".join(
            letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in text
        )


def _bytes(root: Xml.Element) -> bytes:
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
