"""Runs the command line as people do: a process of its own, nothing inherited from the test."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from patience import DEADLINE_S, until

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording import RecordingReader

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


def run(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run to the end and return what it said."""
    return subprocess.run(
        command(*words),
        env=environment(**extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def one_line(text: str) -> str:
    """Return the only line of a text; fail where there are more, or a traceback."""
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, f"expected one line, got {len(lines)}:\n{text}"
    assert "Traceback" not in text
    return lines[0]


def kept_samples(folder: Path) -> int:
    """Samples that stand in the recordings of a folder at this moment, finished or not."""
    n_samples = 0
    for file in [*folder.glob("*.mcap"), *folder.glob("*.mcap.part")]:
        with contextlib.suppress(RecordingError):  # Its head is still being written, or renamed.
            n_samples += RecordingReader(file).n_samples
    return n_samples


def until_recorded(folder: Path, n_samples: int = 1) -> None:
    """Wait until so many samples stand in the recordings of a folder."""
    until(lambda: kept_samples(folder) >= n_samples, f"a recording in {folder}", nap_s=0.05)


def until_it_listens(pid: int) -> None:
    """Wait until our own code answers the signals of a process that has just been started."""

    def caught() -> bool:
        text = Path(f"/proc/{pid}/status").read_text()
        mask = next(line.split()[1] for line in text.splitlines() if line.startswith("SigCgt"))
        return bool(int(mask, 16) >> (signal.SIGTERM - 1) & 1)

    until(caught, "listening to signals")


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


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
