"""Every fault of the command line: one clear line, the right exit code, nothing left behind."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from patience import DEADLINE_S
from program import command, environment, one_line, run, until_it_listens, until_recorded

from balance_arcade.files.recording import RecordingReader

pytestmark = pytest.mark.system


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("watch", "warp:9"), "sim:"),
        (("watch", "replay:nowhere/none.mcap"), "none.mcap"),
        (("watch", "arduino:/dev/ttyNONE7"), "/dev/ttyNONE7"),
        (("watch", "sim:?profil=older"), "profile"),
        (("watch", "sim:?profile=giant"), "frail"),
        (("play", "star-rech", "--board", "sim:", "--headless"), "star-reach"),
        (("analyze", "nowhere.txt"), "nowhere.txt"),
        (("analyze", "/dev/zero"), "not a regular file"),
        (("watch", "sim:", "--seconds", "nan"), "--seconds must be longer than 0 s, not nan"),
        (("serve", "sim:", "--seconds", "0"), "--seconds must be longer than 0 s, not 0"),
        (("demo", "--headless", "--speed", "0"), "--speed 0"),
        (("demo", "--headless", "--station-port", "99999"), "99999"),
        (("station", "--port", "-4"), "-4"),
        (("play", "orchard", "--board", "sim:", "--headless", "--fps", "0.01"), "not 0.01"),
    ],
)
def test_fault_is_one_line_with_what_to_do(words: tuple[str, ...], says: str) -> None:
    done = run(*words)
    assert done.returncode == 1, done.stderr
    assert says in one_line(done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words", [("play",), ("play", "orchard", "--bord", "sim:"), ("analyze",), ("dance",)]
)
def test_wrong_usage_exits_2(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2
    one_line(done.stderr)


def test_without_a_display_play_says_so(tmp_path: Path) -> None:
    done = run("play", "orchard", "--board", "sim:", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "--headless" in one_line(done.stderr)


@pytest.mark.parametrize("size", [0, 7, 300, 3000])
def test_truncated_recording_is_read_or_refused_in_one_line(tmp_path: Path, size: int) -> None:
    played = run(
        "play",
        "orchard",
        "--board",
        "sim:?seed=4",
        "--headless",
        "--seconds",
        "3",
        "--out",
        str(tmp_path),
        "--json",
    )
    assert played.returncode == 0, played.stderr
    whole = sorted(tmp_path.glob("*orchard*.mcap"))[0]
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(whole.read_bytes()[:size])
    done = run("analyze", str(cut), "--json")
    assert done.returncode == 1
    assert "cut.mcap" in one_line(done.stderr)


def test_corrupt_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.mcap"
    wrong.write_bytes(bytes(range(256)) * 40)
    done = run("watch", f"replay:{wrong}?speed=0")
    assert done.returncode == 1
    assert "wrong.mcap" in one_line(done.stderr)


def test_board_pulled_out_mid_game_keeps_the_recording(tmp_path: Path) -> None:
    done = run(
        "play",
        "orchard",
        "--board",
        "sim:?seed=2&vanish=20",
        "--headless",
        "--seconds",
        "60",
        "--out",
        str(tmp_path),
    )
    assert done.returncode == 1
    assert "pulled out" in one_line(done.stderr)
    files = sorted(tmp_path.glob("*.mcap"))
    assert files
    newest = max(RecordingReader(file).forces()[-1].t_s for file in files)
    assert newest == pytest.approx(20.0, abs=0.05)
    assert not list(tmp_path.glob("*.part"))


def test_headless_session_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    # The person steps on while the empty board is still to be weighed, and stays.
    done = run(
        "play", "orchard", "--board", "sim:?step_on=0.3", "--headless", "--out", str(tmp_path)
    )
    assert done.returncode == 1
    assert "must be empty" in one_line(done.stderr)


def test_second_publisher_on_the_port(tmp_path: Path) -> None:
    live, ctl = free_port(), free_port()
    ports = ("--live", f"tcp://127.0.0.1:{live}", "--ctl", f"tcp://127.0.0.1:{ctl}")
    first = subprocess.Popen(
        command("serve", "sim:", "--out", str(tmp_path), *ports, "--json"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        assert json.loads(first.stdout.readline())["live"].endswith(str(live))
        second = run("serve", "sim:", "--out", str(tmp_path), *ports)
        assert second.returncode == 1
        assert str(live) in one_line(second.stderr)
    finally:
        first.send_signal(signal.SIGINT)
        _, errors = first.communicate(timeout=DEADLINE_S)
    assert first.returncode == 130
    assert "Traceback" not in errors
    assert not list(tmp_path.glob("*.part"))


def test_publisher_refuses_to_leave_this_computer(tmp_path: Path) -> None:
    done = run("serve", "sim:", "--live", "tcp://0.0.0.0:5571", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "0.0.0.0" in one_line(done.stderr)


def test_full_disk_ends_the_trial_and_keeps_what_was_written(tmp_path: Path) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    done = subprocess.run(
        command(
            "play",
            "orchard",
            "--board",
            "sim:?seed=2",
            "--headless",
            "--seconds",
            "60",
            "--out",
            str(tmp_path),
        ),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        preexec_fn=small_files_only,
        check=False,
    )
    assert done.returncode == 1
    assert "could not be written" in one_line(done.stderr)
    files = sorted([*tmp_path.glob("*.mcap"), *tmp_path.glob("*.part")])
    assert files
    assert sum(len(RecordingReader(file).forces()) for file in files) > 500


def nothing(demo: subprocess.Popen[str], folder: Path) -> None:
    """Wait for nothing."""


def a_moment(demo: subprocess.Popen[str], folder: Path) -> None:
    """Python is being started, or our modules are being read."""
    time.sleep(0.15)


def listens(demo: subprocess.Popen[str], folder: Path) -> None:
    """Our own code has just begun."""
    until_it_listens(demo.pid)


def a_moment_on(demo: subprocess.Popen[str], folder: Path) -> None:
    """Something is being opened."""
    until_it_listens(demo.pid)
    time.sleep(0.3)


def records(demo: subprocess.Popen[str], folder: Path) -> None:
    """The first samples stand in a file."""
    until_recorded(folder)


def goes_on(demo: subprocess.Popen[str], folder: Path) -> None:
    """Ten seconds of the person's clock stand in a file."""
    until_recorded(folder, 1000)


@pytest.mark.parametrize("until_it", [nothing, a_moment, listens, a_moment_on, records, goes_on])
def test_interrupt_at_any_moment_leaves_nothing_behind(
    tmp_path: Path, until_it: Callable[[subprocess.Popen[str], Path], None]
) -> None:
    demo = subprocess.Popen(
        command("demo", "--headless", "--out", str(tmp_path), "--any-port"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until_it(demo, tmp_path)
        demo.send_signal(signal.SIGINT)
        _, errors = demo.communicate(timeout=DEADLINE_S)
    finally:
        demo.kill()
    # Before our own code runs, Python itself answers Ctrl-C, with a traceback and its own code.
    if not ("KeyboardInterrupt" in errors and until_it in (nothing, a_moment)):
        assert demo.returncode in (130, -signal.SIGINT), errors
        assert "Traceback" not in errors
    left = subprocess.run(
        ["pgrep", "-s", str(demo.pid)], capture_output=True, text=True, check=False
    )
    assert left.stdout.split() == []
    assert not list(tmp_path.glob("*.part"))
    for file in tmp_path.glob("*.mcap"):
        assert RecordingReader(file).complete
