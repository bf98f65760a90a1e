"""The first start, with an empty cache: stopped at any moment, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from patience import DEADLINE_S, until
from program import children, command, environment, one_line, runs

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
    def found() -> list[int]:
        assert program.poll() is None
        pids = children(program.pid)
        return pids if len(pids) > 1 else []

    return until(found, "starting helpers", nap_s=0.05)


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
    said, errors = program.communicate(timeout=DEADLINE_S)
    assert program.returncode == 130
    # A busy computer may have said before that it compiles.
    lines = [line for line in errors.splitlines() if not line.startswith("First start")]
    assert one_line("\n".join(lines)) == "Stopped."
    assert said == ""
    assert not any(runs(pid) for pid in helpers)


def test_helpers_end_with_a_program_that_was_killed(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    program = start("warmup")
    helpers = _helpers(program)
    os.kill(program.pid, signal.SIGKILL)
    until(lambda: not any(runs(pid) for pid in helpers), "the end of the helpers", nap_s=0.05)
