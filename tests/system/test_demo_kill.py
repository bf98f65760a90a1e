"""kill -9 of the demo at any moment: every recording opens and lacks at most one chunk."""

from __future__ import annotations

import math
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from patience import until
from program import children, command, environment, runs

from balance_arcade.files.recording import RecordingReader, recover_folder
from balance_arcade.server.client import StreamClient

pytestmark = pytest.mark.system

CHUNK_S = 0.2
"""Stated loss of a recording when its process dies: one chunk, in sample time."""

SPEED = 4.0
ON_THE_WAY_S = 0.05
"""What may wait between board and file when the kill comes: threads' hand-over, wall time. A busy
computer holds them up longer: how long, the ages of the samples that arrive here tell."""

CHANCE = random.Random(20161214)
MOMENTS_S = sorted(CHANCE.uniform(0.2, 8.0) for _ in range(6))


def free_ports(n_ports: int) -> list[int]:
    probes = [socket.socket() for _ in range(n_ports)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def listen(client: StreamClient, seconds: float) -> tuple[float, float]:
    """Listen for so long from the first sample on.

    Returns the newest sample's time, and how long after its time the latest sample came, both in
    seconds, the one of the board's clock, the other of the wall's.
    """
    newest_s = held_up_s = -math.inf

    def heard() -> bool:
        nonlocal newest_s, held_up_s
        for message in client.poll(0.02):
            if message.kind == "samples":
                newest_s = float(message.body.column("t_s")[-1])
                arrived_ns = float(message.body.column("t_host_ns")[-1])
                held_up_s = max(held_up_s, (time.monotonic_ns() - arrived_ns) / 1e9)
        return newest_s >= 0.0

    until(heard, "a first sample", nap_s=0.0)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        heard()
    return newest_s, held_up_s


@pytest.mark.parametrize("moment_s", MOMENTS_S)
def test_kill_loses_at_most_one_chunk(tmp_path: Path, moment_s: float) -> None:
    live, ctl = (f"tcp://127.0.0.1:{port}" for port in free_ports(2))
    demo = subprocess.Popen(
        command(
            "demo",
            "--headless",
            "--speed",
            f"{SPEED:g}",
            "--out",
            str(tmp_path),
            "--live",
            live,
            "--ctl",
            ctl,
            "--station-port",
            "0",
        ),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with StreamClient(live, ctl) as client:
            seen_s, held_up_s = listen(client, moment_s)
    finally:
        station = children(demo.pid)
        demo.send_signal(signal.SIGKILL)
        demo.wait()
    files = sorted([*tmp_path.glob("*.mcap"), *tmp_path.glob("*.mcap.part")])
    assert files
    held = [sample.t_s for file in files for sample in RecordingReader(file).forces()[-1:]]
    assert max(held, default=-1.0) >= seen_s - CHUNK_S - SPEED * (ON_THE_WAY_S + held_up_s)
    assert_ended(station)
    recovered = recover_folder(tmp_path)
    assert [one.error for one in recovered] == [""] * len(recovered)
    assert not list(tmp_path.glob("*.part"))
    for file in tmp_path.glob("*.mcap"):
        reader = RecordingReader(file)
        steps = np.diff([sample.seq for sample in reader.forces()])
        assert (steps == 1).all()


def assert_ended(pids: list[int]) -> None:
    """The killed program's children end by themselves."""
    until(lambda: not any(runs(pid) for pid in pids), "the end of the station", nap_s=0.05)
