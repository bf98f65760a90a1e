"""Samples and events as an MCAP file whose messages every viewer of MCAP reads.

Our recordings are MCAP too, but their samples are packed, in an encoding that only our programs
know, and their times are the board's. Here every message is JSON with a schema (encodings ``json``
and ``jsonschema``, which Foxglove, Lichtblick and PlotJuggler list: docs.foxglove.dev, custom
schema encodings), and its log time is UTC where the file dates its samples.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np
from mcap.writer import Writer

from balance_arcade import __version__
from balance_arcade.files.tables import TrialData
from balance_arcade.records.exchange.facts import Dated, Fact, events_within, facts_of
from balance_arcade.records.export_csv import sample_columns

METADATA: Final = "balance_arcade"
"""Name of the metadata record that says where the samples come from."""

_FORCE = ("fz_n", "tl_n", "tr_n", "bl_n", "br_n", "left_foot_n", "right_foot_n", "fx_n", "fy_n")
_PLATE = ("mx_nmm", "my_nmm")
_COP = ("cop_ml_mm", "cop_ap_mm")
_MEANINGS = {
    "t_s": "seconds on the board's clock",
    "fz_n": "vertical load in newtons",
    "tl_n": "front left corner in newtons",
    "tr_n": "front right corner in newtons",
    "bl_n": "rear left corner in newtons",
    "br_n": "rear right corner in newtons",
    "left_foot_n": "load of the left foot in newtons",
    "right_foot_n": "load of the right foot in newtons",
    "fx_n": "horizontal force to the right in newtons",
    "fy_n": "horizontal force to the toes in newtons",
    "mx_nmm": "moment about the axis to the right in newton millimetres",
    "my_nmm": "moment about the axis to the toes in newton millimetres",
    "cop_ml_mm": "centre of pressure to the right in millimetres",
    "cop_ap_mm": "centre of pressure to the toes in millimetres",
}


def mcap_of_trial(trial: TrialData, recording: Dated | None = None) -> bytes:
    r"""Write down samples and events.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it: units and axes of the house, the
        empty board taken off.
    recording : Dated, optional
        Of a recording of ours; other files do not date their samples, and begin at 1970.

    Returns
    -------
    bytes
        The file. Topics: ``/force`` and ``/cop`` (a message a sample; a value that is missing is
        left out, a sample without any too), ``/event``, and ``/recording`` once.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from mcap.reader import make_reader
    >>> from balance_arcade.files.tables import read_trial
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "walk.csv"
    ...     _ = path.write_text("t_s;cop_ml_cm;cop_ap_cm\n0,00;0,1;2\n0,01;0,2;2\n")
    ...     written = mcap_of_trial(read_trial(path))
    >>> for _, channel, message in make_reader(io.BytesIO(written)).iter_messages("/cop"):
    ...     print(channel.topic, message.log_time, message.data.decode())
    /cop 0 {"t_s":0.0,"cop_ml_mm":1.0,"cop_ap_mm":20.0}
    /cop 10000000 {"t_s":0.01,"cop_ml_mm":2.0,"cop_ap_mm":20.0}
    """
    out = io.BytesIO()
    writer = Writer(out)
    writer.start(library=f"balance-arcade/{__version__}")
    facts = facts_of(trial, recording)
    writer.add_metadata(METADATA, {name: str(value) for name, value in facts.items()})
    start_ns = recording.start_ns if recording is not None else 0
    columns = sample_columns(trial)
    sources = [
        _samples("/force", columns, (*_FORCE, *_PLATE), trial.origin),
        _samples("/cop", columns, _COP, trial.origin),
        _events(trial, recording),
        [("/recording", float(trial.t_s[0]), msgspec.json.encode(facts))],
    ]
    channels = {
        topic: _channel(writer, topic, properties, trial.origin)
        for topic, properties in _topics(columns, facts).items()
    }
    messages = [message for source in sources for message in source]
    # By time over all topics: a reader that follows the file sees each where it belongs.
    messages.sort(key=lambda message: message[1])
    sequence = dict.fromkeys(channels, 0)
    for topic, t_s, data in messages:
        log_ns = max(0, start_ns + round(t_s * 1e9))
        writer.add_message(channels[topic], log_ns, data, log_ns, sequence[topic])
        sequence[topic] += 1
    writer.finish()  # type: ignore[no-untyped-call]
    return out.getvalue()


def _samples(
    topic: str, columns: dict[str, Any], names: tuple[str, ...], origin: str
) -> Iterator[tuple[str, float, bytes]]:
    chosen = [name for name in names if name in columns]
    if not chosen:
        return
    marked = {} if origin == "real" else {origin: True}
    rows = np.column_stack([columns["t_s"], *(columns[name] for name in chosen)]).tolist()
    encode = msgspec.json.Encoder().encode
    for t_s, *values in rows:
        # JSON has no NaN, and a schema of one type no null: what is missing is left out.
        told = {
            name: value for name, value in zip(chosen, values, strict=True) if math.isfinite(value)
        }
        if told:
            yield topic, t_s, encode({"t_s": t_s, **told, **marked})


def _events(trial: TrialData, recording: Dated | None) -> Iterator[tuple[str, float, bytes]]:
    for event in events_within(trial, recording):
        data = {name: value for name, value in event.data.items() if value is not None}
        body = {"t_s": event.t_s, "kind": event.kind, "data": data}
        yield "/event", event.t_s, msgspec.json.encode(body)


def _topics(columns: dict[str, Any], facts: dict[str, Fact]) -> dict[str, dict[str, Any]]:
    """Properties of the messages of each topic, as JSON schema has them."""

    def numbers(names: tuple[str, ...]) -> dict[str, Any]:
        told = ("t_s", *(name for name in names if name in columns))
        return {name: {"type": "number", "description": _MEANINGS[name]} for name in told}

    seconds = {"t_s": {"type": "number", "description": _MEANINGS["t_s"]}}
    event = {**seconds, "kind": {"type": "string"}, "data": {"type": "object"}}
    recording = {
        name: {"type": "string" if isinstance(value, str) else "number"}
        for name, value in facts.items()
    }
    return {
        "/force": numbers((*_FORCE, *_PLATE)),
        "/cop": numbers(_COP),
        "/event": event,
        "/recording": recording,
    }


def _channel(writer: Writer, topic: str, properties: dict[str, Any], origin: str) -> int:
    marked = {} if origin == "real" else {origin: {"type": "boolean"}}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"balance_arcade.{topic[1:].title()}",
        "type": "object",
        "properties": {**properties, **marked},
    }
    schema_id = writer.register_schema(
        str(schema["title"]), "jsonschema", json.dumps(schema).encode()
    )
    return writer.register_channel(topic, "json", schema_id, {"origin": origin})
