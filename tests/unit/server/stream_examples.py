"""One example of all that travels, as in the golden file and docs/protocol.md; and who answers."""

from __future__ import annotations

import math
from pathlib import Path

from balance_arcade.core.board import BoardHealth, BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Command, Event, Phase, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.server.bodies import (
    CHANNELS,
    DTYPE,
    AlarmItem,
    Alarms,
    FirstTrial,
    Heartbeat,
    Meta,
    RecorderStatus,
    SampleBlock,
)
from balance_arcade.server.control import Reply, Request, encode_control
from balance_arcade.server.lease import LeaseStatus
from balance_arcade.server.wire import MAJOR, MINOR, Body, Header, Kind, encode

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "stream-v1.4.txt"
GOLDEN_1_3 = ROOT / "tests" / "golden" / "stream-v1.3.txt"
GOLDEN_1_2 = ROOT / "tests" / "golden" / "stream-v1.2.txt"
GOLDEN_1_1 = ROOT / "tests" / "golden" / "stream-v1.1.txt"
GOLDEN_1_0 = ROOT / "tests" / "golden" / "stream-v1.txt"
DOCUMENT = ROOT / "docs" / "protocol.md"

BOARD = "sim-1"
BOOT_ID = 1234567890123
T0_NS = 5_000_000_000
NAN = math.nan

INFO = BoardInfo(
    "sim:",
    BOARD,
    "Simulated person",
    "",
    Geometry(433.0, 238.0),
    100.0,
    "virtual",
    "",
    "simulated",
    accuracy=CellAccuracy(0.03125, 0.25, "data sheet"),
)
SAMPLES = [
    CopSample(40, T0_NS, 0.40, 1.5, -2.25, 700.0, 0.5, 0.25, 1.25, -2.0, 1),
    CopSample(41, T0_NS + 10_000_000, 0.41, NAN, NAN, 0.0, NAN, NAN, NAN, NAN, 65),
]
BODIES: dict[Kind, Body] = {
    "meta": Meta(INFO, CHANNELS, DTYPE, WallAnchor(1_700_000_000_000_000_000, T0_NS), "0.1.0"),
    "state": SessionState(
        rev=7,
        t_s=0.5,
        phase=Phase.PLAY,
        prompt="Reach the star",
        activity="star-reach",
        title="Star Reach",
        activity_index=1,
        n_activities=3,
        time_left_s=30.0,
        score=0.75,
        stars=2,
        trials=4,
        successes=3,
        difficulty=0.5,
        weight_n=700.0,
        centre_mm=(1.0, -2.0),
        limits_mm=(80.0, 70.0, 75.0, 50.0, 45.0, 50.0, 75.0, 70.0),
        limits_source="lean pass",
        target_mm=(30.0, 20.0),
        target_radius_mm=12.0,
        recording="trial-1.mcap",
    ),
    "hb": Heartbeat(
        uptime_s=12.5,
        last_seq={"meta": 1, "state": 3, "hb": 24, "samples": 21, "metrics": 4, "event": 2},
        dropped={},
        sample_age_s=0.25,
        recorder=RecorderStatus("recording", "trial-1.mcap", 0.125, ""),
        health=BoardHealth(
            n_samples=42, n_restarts=1, n_reconnects=2, clock_ppm=12.5, battery_bars=3
        ),
        n_stations=2,
        lease=LeaseStatus("tablet-2", 2.5),
        first_trial=FirstTrial(41.5, 2),
    ),
    "samples": SampleBlock.of(SAMPLES),
    "metrics": LiveMetrics(
        40,
        0.40,
        0.40,
        41,
        {"sway_path_mm": 12.5, "ellipse_area_mm2": 110.0},
        (1.0, -2.0, 8.0, 4.0, 0.5),
        "live 1",
    ),
    "event": Event(0.5, "game.target_reached", {"direction": 2, "hold_s": 1.5}),
    "alarm": Alarms(
        (AlarmItem("signal", "No samples for 2 s.", 0.5, acknowledged_by="tablet-2"),),
        (AlarmItem("step-off", "The person has stepped off the board.", 0.25, 0.5),),
    ),
}
REQUESTS = {
    "request-snapshot": Request("a1", "snapshot", {"seconds": 5.0}),
    "request-stop": Request("a2", "stop"),
    "request-lease": Request("a3", "lease", {"take_over": True}, by="tablet-2", lease="c0ffee"),
    "request-acknowledge": Request("a4", "acknowledge", {"code": "step-off"}, by="tablet-2"),
    "request-picture": Request("a5", "picture"),
}
PICTURE = {
    "n": 12,
    "jpeg": b"\xff\xd8\xff\xd9",
    "width": 640,
    "height": 360,
    "t_ns": T0_NS,
    "t_s": 0.5,
    "sample_seq": 50,
    "seen": True,
}
REPLIES = {
    "reply-stop": Reply("a2", "accepted", boot_id=BOOT_ID),
    "reply-lease": Reply("a3", "accepted", "", {"by": "tablet-2", "left_s": 3.0}, BOOT_ID),
    "reply-acknowledge": Reply("a4", "accepted", "", {"codes": ["step-off"]}, BOOT_ID),
    "reply-picture": Reply("a5", "done", "", PICTURE, BOOT_ID),
}


def header(kind: Kind) -> Header:
    n, dt_ns = (2, 10_000_000) if kind == "samples" else (1, 0)
    return Header(MAJOR, MINOR, BOOT_ID, 0, 21, T0_NS, dt_ns, n, 1)


def examples() -> dict[str, list[bytes]]:
    """Frames of every example by name."""
    frames = {kind: encode(BOARD, kind, header(kind), body) for kind, body in BODIES.items()}
    for name, message in {**REQUESTS, **REPLIES}.items():
        frames[name] = [encode_control(message)]
    return frames


def read_golden(file: Path = GOLDEN) -> dict[str, list[bytes]]:
    """Frames as a golden file holds them: a name, then one line of hex a frame."""
    found: dict[str, list[bytes]] = {}
    name = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            name = line[:-1]
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(bytes.fromhex(line))
    return found


class Handler:
    """Notes the commands; answers what it is told to."""

    def __init__(self):
        self.commands: list[Command] = []
        self.verdict: str | Exception = "accepted"

    def __call__(self, command):
        self.commands.append(command)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict
