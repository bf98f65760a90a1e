"""kill -9 of the demo at any moment: every recording opens and lacks at most one chunk."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from program import children, command, environment

from balance_arcade.files.recording import RecordingReader, recover_folder
from balance_arcade.server.client import StreamClient

pytestmark = pytest.mark.system

CHUNK_S = 0.2
"""Stated loss of a recording when its process dies: one chunk, in sample time."""

SPEED = 4.0
ON_THE_WAY_S = 0.05 * SPEED
"""What may wait between board and file when the kill comes: threads' hand-over, sample time."""

MOMENTS_S = sorted(random.Random(20161214).uniform(0.2, 8.0) for _ in range(10))


def free_ports(n_ports: int) -> list[int]:
    probes = [socket.socket() for _ in range(n_ports)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def newest_published_s(client: StreamClient, seconds: float) -> float:
    """Listen for so long from the first sample on; return the newest sample's time."""
    newest_s, end = -1.0, time.monotonic() + 30.0
    while time.monotonic() < end:
        for message in client.poll(0.02):
            if message.kind == "samples":
                if newest_s < 0.0:
                    end = time.monotonic() + seconds
                newest_s = float(message.body.column("t_s")[-1])
    assert newest_s >= 0.0, "the demo published nothing"
    return newest_s


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
            seen_s = newest_published_s(client, moment_s)
    finally:
        station = children(demo.pid)
        demo.send_signal(signal.SIGKILL)
        demo.wait()
    files = sorted([*tmp_path.glob("*.mcap"), *tmp_path.glob("*.mcap.part")])
    assert files
    held = [sample.t_s for file in files for sample in RecordingReader(file).forces()[-1:]]
    assert max(held, default=-1.0) >= seen_s - CHUNK_S - ON_THE_WAY_S
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
    deadline = time.monotonic() + 10.0
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "the station outlived the demo"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
