"""Builds firmware and emulator with make, or says which packages are missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
FIRMWARE = TOP / "hardware_docs" / "arduino_board" / "firmware"
EMULATOR = Path(__file__).parent
IMAGE = TOP / "build" / "firmware" / "balance_board.elf"
PROGRAM = TOP / "build" / "emulator" / "avr_board"


class BuildMissingError(RuntimeError):
    """Something that the build needs is not installed; the message names it."""


def make(folder: Path, *arguments: str) -> str:
    """Run make; standard output.

    Raises
    ------
    BuildMissingError
        The make file says that a package is missing.
    """
    done = subprocess.run(
        ["make", "--no-print-directory", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip()
        if "missing: apt-get install" in said:
            raise BuildMissingError(said.splitlines()[0])
        raise RuntimeError(f"make failed in {folder.name}:\n{done.stdout}\n{said}")
    return done.stdout


def build() -> str:
    """Build firmware and emulator; the line that tells the image's size.

    Raises
    ------
    BuildMissingError
        Not everything is installed.
    """
    if sys.platform != "linux" or shutil.which("make") is None:
        raise BuildMissingError("The emulator needs Linux with make and Debian's packages.")
    import fcntl

    (TOP / "build").mkdir(exist_ok=True)
    # Test processes beside each other must not write the same objects.
    with (TOP / "build" / ".emulator-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make(EMULATOR)
        return make(FIRMWARE).splitlines()[-1]


def build_changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Build the firmware with one piece of one file replaced; its image."""
    sketch = folder / "sketch"
    shutil.copytree(FIRMWARE / "balance_board", sketch)
    text = (sketch / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
    (sketch / file).write_text(text.replace(old, new), encoding="utf-8")
    make(FIRMWARE, f"OUT={folder}", f"SKETCH={sketch}")
    return folder / IMAGE.name
