"""The first start, with an empty cache: stopped at any moment, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from program import children, command, environment, one_line

pytestmark = pytest.mark.system


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started = []

    def begin(*words: str, **extra: str) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            command(*words),
            env=environment(NUMBA_CACHE_DIR=str(tmp_path / "cache"), **extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield begin
    for program in started:
        program.kill()
        program.communicate()


def _helpers(program: subprocess.Popen[str]) -> list[int]:
    end = time.monotonic() + 60.0
    while len(found := children(program.pid)) < 2:
        assert program.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "words", [("warmup",), ("watch", "sim:"), ("play", "orchard", "--board", "sim:", "--no-record")]
)
def test_a_signal_ends_it_and_its_helpers(
    start: Callable[..., subprocess.Popen[str]], words: tuple[str, ...], number: signal.Signals
) -> None:
    program = start(*words, SDL_VIDEODRIVER="dummy")
    helpers = _helpers(program)
    program.send_signal(number)
    said, errors = program.communicate(timeout=20)
    assert program.returncode == 130
    # A busy computer may have said before that it compiles.
    lines = [line for line in errors.splitlines() if not line.startswith("First start")]
    assert one_line("\n".join(lines)) == "Stopped."
    assert said == ""
    assert not any(_runs(pid) for pid in helpers)


def test_helpers_end_with_a_program_that_was_killed(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    program = start("warmup")
    helpers = _helpers(program)
    os.kill(program.pid, signal.SIGKILL)
    end = time.monotonic() + 30.0
    while any(_runs(pid) for pid in helpers):
        assert time.monotonic() < end
        time.sleep(0.05)
