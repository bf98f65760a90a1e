"""Runs the command line as people do: a process of its own, nothing inherited from the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BDS = ROOT.parent / "shared" / "data" / "bds"


def environment(**extra: str) -> dict[str, str]:
    """Environment without a screen, and without what the test runner set."""
    keep = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "SDL_", "BALANCE_", "PYTHONWARN"))
        and name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    return keep | extra


def command(*words: str) -> list[str]:
    """Words that start our program with the test's own interpreter."""
    return [sys.executable, "-m", "balance_arcade", *words]


def run(*words: str, timeout_s: float = 90.0, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run to the end and return what it said."""
    return subprocess.run(
        command(*words),
        env=environment(**extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def one_line(text: str) -> str:
    """Return the only line of a text; fail where there are more, or a traceback."""
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, f"expected one line, got {len(lines)}:\n{text}"
    assert "Traceback" not in text
    return lines[0]


def children(pid: int) -> list[int]:
    """Process ids below a process, as Linux tells them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found
