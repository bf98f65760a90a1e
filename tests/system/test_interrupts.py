"""Ctrl-C hammered, a terminal that closes, output that nobody takes: an orderly end each time."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import DEADLINE_S, until
from program import BDS, command, environment, one_line, until_recorded

from balance_arcade.files.recording import RecordingReader

pytestmark = pytest.mark.system


def _all_whole(folder: Path) -> None:
    assert not list(folder.glob("*.part*"))
    files = list(folder.glob("*.mcap"))
    assert files
    assert all(RecordingReader(file).complete for file in files)


def _serve(folder: Path) -> list[str]:
    anywhere = "tcp://127.0.0.1:0"
    return command("serve", "sim:", "--out", str(folder), "--live", anywhere, "--ctl", anywhere)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_hammered_signal_does_not_tear_the_end(tmp_path: Path, number: signal.Signals) -> None:
    program = subprocess.Popen(
        _serve(tmp_path), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        until_recorded(tmp_path)
        for _ in range(10):
            program.send_signal(number)
            time.sleep(0.01)
        _, errors = program.communicate(timeout=DEADLINE_S)
    finally:
        program.kill()
    assert program.returncode == 130
    assert one_line(errors.decode()) == "Stopped."
    _all_whole(tmp_path)


def test_closing_the_terminal_closes_the_recording(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, _serve(tmp_path), environment())
    try:
        until_recorded(tmp_path)
    finally:
        os.close(terminal)  # sends SIGHUP
    try:
        ended = until(lambda: (found := os.waitpid(pid, os.WNOHANG))[0] and found, "the end")
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    assert os.waitstatus_to_exitcode(ended[1]) == 130
    _all_whole(tmp_path)


@pytest.mark.parametrize("words", [("--help",), ("games", "--json"), ("boards",)])
def test_reader_that_went_away_is_not_a_fault_to_tell(words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*words),
            env=environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=DEADLINE_S,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", [("--help",), ("games", "--json"), ("warmup",)])
def test_full_disk_behind_the_output_is_one_line(words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command(*words),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left" in one_line(done.stderr)


@pytest.mark.skipif(not BDS.exists(), reason="the public trials are not beside the repository")
def test_closed_output_is_not_a_fault() -> None:
    words = command("analyze", str(BDS / "BDS00121.txt"), "--json")
    done = subprocess.run(
        words,
        env=environment(),
        stderr=subprocess.PIPE,
        timeout=DEADLINE_S,
        check=False,
        preexec_fn=lambda: os.close(1),
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_switched_off_signal_stays_off(tmp_path: Path) -> None:
    # As under nohup: closing the terminal does not end it.
    program = subprocess.Popen(
        [*_serve(tmp_path), "--seconds", "6"],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # noqa: PLW1509
    )
    try:
        until_recorded(tmp_path)
        program.send_signal(signal.SIGHUP)
        assert program.wait(timeout=DEADLINE_S) == 0
    finally:
        program.kill()
    _all_whole(tmp_path)


def test_interrupted_serve_tells_a_program_where_the_recording_is(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [*_serve(tmp_path), "--json"], env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        until_recorded(tmp_path)
        program.send_signal(signal.SIGTERM)
        said, _ = program.communicate(timeout=DEADLINE_S)
    finally:
        program.kill()
    assert program.returncode == 130
    start, end = (json.loads(line) for line in said.splitlines())
    assert Path(end["recording"]).name == start["recording"]
    assert end["health"]["n_samples"] > 0
    _all_whole(tmp_path)
