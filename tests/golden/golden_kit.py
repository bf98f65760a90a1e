"""What golden files hold, and how it is read: by the recipe of docs/recording-format.md.

Recordings are read with the library ``mcap`` and nothing of ours; only `wire_bytes` asks the
program for bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack
import msgspec
import numpy as np
from mcap.reader import make_reader

from balance_arcade.core.events import Event, SessionState
from balance_arcade.server.control import Reply, Request, encode_control
from balance_arcade.server.wire import Header, encode

HERE = Path(__file__).resolve().parent
RECORDINGS = HERE / "recordings"
KINDS = {"int64": "<i8", "float64": "<f8", "uint32": "<u4"}
SAMPLE = [
    *((name, "<i8") for name in ("seq", "t_host_ns")),
    *((name, "<f8") for name in ("t_s", "tl_n", "tr_n", "bl_n", "br_n")),
    *(("t_device_ticks", "<i8"), ("flags", "<u4"), ("reserved", "<u4")),
]

GAMES = ("marble-maze", "orchard", "star-reach")
PROFILES = ("healthy", "stroke_left")
SEEDS = (1, 2)
PRESETS = ("default", "raw", "default/1", "raw/1")

WALL_FIELDS = ("t_host_ns",)
"""Fields of a sample that say when it arrived, not what was measured."""

STATE_FIELDS = (
    *("rev", "t_s", "phase", "prompt", "reason", "activity", "title", "activity_index"),
    *("n_activities", "time_left_s", "score", "stars", "trials", "successes", "difficulty"),
    *("weight_n", "centre_mm", "limits_mm", "limits_source", "target_mm", "target_radius_mm"),
)


WORDS_THEN = {"Thank you for playing.": "Well done!"}
"""What the patient read then, by what they read now: a result without a star is not praised."""


@dataclass(frozen=True)
class Plain:
    """What stands in a recording: samples as an array, events, states, the header."""

    samples: np.ndarray
    events: list[dict[str, Any]]
    states: list[dict[str, Any]]
    header: dict[str, Any]


def read_plainly(path: Path) -> Plain:
    """Read a recording with the library ``mcap`` and the tables of the document."""
    blocks, events, states, header = [np.empty(0, SAMPLE)], [], [], {}
    with path.open("rb") as file:
        reader = make_reader(file)
        for schema, channel, message in reader.iter_messages():
            kind = channel.topic.rpartition("/")[2]
            if kind == "force":
                fields = json.loads(schema.data)["fields"]
                row = [(field["name"], KINDS[field["type"]]) for field in fields]
                blocks.append(np.frombuffer(message.data, row))
            elif kind == "event":
                events.append(msgpack.unpackb(message.data))
            elif kind == "state":
                states.append(msgpack.unpackb(message.data))
        for record in reader.iter_metadata():
            if record.name == "balance_arcade":
                header = json.loads(record.metadata["header"])
    return Plain(np.concatenate(blocks), events, states, header)


def samples_digest(samples: np.ndarray) -> str:
    """SHA-256 of all that was measured, without the time of arrival."""
    told = samples.copy()
    for name in WALL_FIELDS:
        told[name] = 0
    return hashlib.sha256(told.tobytes()).hexdigest()


def comparable(value: Any) -> Any:
    """The same value where NaN equals NaN, tuples are lists, and JSON can hold all of it."""
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(each) for each in value]
    return value


def as_far_as(told: Any, golden: Any) -> Any:
    """What is told now, without the numbers that nobody told then: results may gain some."""
    if isinstance(told, dict) and isinstance(golden, dict):
        return {key: as_far_as(told.get(key), value) for key, value in golden.items()}
    if isinstance(told, list) and isinstance(golden, list) and len(told) == len(golden):
        return [as_far_as(*pair) for pair in zip(told, golden, strict=True)]
    return told


def without_names(state: dict[str, Any]) -> dict[str, Any]:
    """The fields that a state had then, in the words of then, but for the name of its file."""
    told = {name: state[name] for name in STATE_FIELDS}
    return comparable({**told, "prompt": WORDS_THEN.get(told["prompt"], told["prompt"])})


def told_events(events: list[dict[str, Any]]) -> list[Any]:
    """Events as lists; of those about the file itself only the label."""
    rows = []
    for event in events:
        data = event["data"]
        if event["kind"].startswith("recording."):
            data = {key: data[key] for key in ("label",) if key in data}
        rows.append(comparable([event["t_s"], event["kind"], data]))
    return rows


def said_in_session(told: dict[str, Any]) -> list[Any]:
    """Events of a session and its games in all its files, in order, without the files' own."""
    rows = [row for each in told.values() for row in each["events"]]
    return sorted((row for row in rows if not row[1].startswith("recording.")), key=lambda r: r[0])


def told(plain: Plain) -> dict[str, Any]:
    """What two recordings of one session have in common."""
    return {
        "n_samples": len(plain.samples),
        "samples": samples_digest(plain.samples),
        "n_states": len(plain.states),
        "states": states_digest(plain.states),
        "events": told_events(plain.events),
    }


def states_digest(states: list[dict[str, Any]]) -> str:
    """SHA-256 of all states, field by field."""
    text = json.dumps([without_names(state) for state in states], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def game_words(game: str, profile: str, seed: int) -> list[str]:
    """Words of the command that plays one golden game."""
    board = f"sim:?seed={seed}&profile={profile}&speed=0"
    end = ["--headless", "--json", "--no-record", "--seconds", "20"]
    return ["play", game, "--board", board, "--seed", str(seed), *end]


def numbers(told: dict[str, Any]) -> dict[str, Any]:
    """What `analyze --json` said of a file, without the sentences that explain the numbers."""
    values = {name: [row["value"], row["unit"]] for name, row in told["metrics"].items()}
    keys = ("rate_hz", "n_samples", "duration_s", "pipeline")
    return comparable({key: told[key] for key in keys} | {"metrics": values})


SESSIONS: dict[str, list[str]] = {
    "play-healthy": [
        *("play", "orchard", "--board", "sim:?seed=3&profile=healthy&speed=0", "--seed", "5"),
        *("--headless", "--json", "--seconds", "4"),
    ],
    "play-stroke": [
        *("play", "star-reach", "--board", "sim:?seed=4&profile=stroke_left&rate=15&speed=0"),
        *("--seed", "5", "--headless", "--json", "--seconds", "9"),
    ],
    "play-replay": [
        *("play", "marble-maze", "--board", f"replay:{HERE / 'walk.csv'}?speed=0", "--seed", "5"),
        *("--headless", "--json", "--seconds", "6"),
    ],
    "serve-stroke": [
        *("serve", "sim:?seed=6&profile=stroke_left&speed=0", "--seconds", "3"),
        *("--live", "tcp://127.0.0.1:0", "--ctl", "tcp://127.0.0.1:0", "--json"),
    ],
    "demo": [
        *("demo", "--headless", "--seconds", "9", "--seed", "2", "--profile", "older"),
        *("--speed", "8", "--any-port", "--json"),
    ],
}
"""Sessions that were recorded by the version before, by name: the words of their commands."""


ORDERS = {
    "start": {},
    "stop": {},
    "pause": {},
    "resume": {},
    "next": {},
    "easier": {},
    "harder": {},
    "mark": {"text": "took the rail"},
    "feedback": {"on": False},
    "hello": {},
    "snapshot": {"seconds": 10.0},
    "replay": {"kind": "samples", "from": 3, "to": 8},
    "ping": {},
    "clock": {},
}
ANSWERS = {
    "done": ("", {"t_ns": 5_000_000_000}),
    "accepted": ("", {}),
    "rejected": ("The session is over.", {}),
    "error": ("The request could not be read.", {"seq": {"samples": 21, "state": 3}}),
}


def wire_bytes() -> dict[str, str]:
    """Bytes (hex) of each order and answer; SHA-256 of the bodies of recorded events and states."""
    found = {
        f"request {name}": encode_control(Request("a1", name, args, 1, 5_000_000_000)).hex()
        for name, args in ORDERS.items()
    }
    for status, (reason, result) in ANSWERS.items():
        reply = Reply("a1", status, reason, result, 1234567890123, 1, 2)
        found[f"reply {status}"] = encode_control(reply).hex()
    for file in sorted(RECORDINGS.glob("*.mcap")):
        plain = read_plainly(file)
        bodies = [_body("event", msgspec.convert(each, Event)) for each in plain.events]
        bodies += [_body("state", msgspec.convert(each, SessionState)) for each in plain.states]
        found[f"session {file.name}"] = hashlib.sha256(b"".join(bodies)).hexdigest()
    return found


def _body(kind: str, body: Event | SessionState) -> bytes:
    header = Header(1, 2, 1234567890123, 0, 21, 5_000_000_000, 0, 1, 1)
    return encode("sim-1", kind, header, body)[2]
