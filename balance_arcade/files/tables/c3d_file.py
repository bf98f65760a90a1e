"""What ezc3d finds in a C3D file, fetched from a process of its own."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import c3d_child
from balance_arcade.files.tables.c3d_header import check_c3d
from balance_arcade.files.tables.trial import FloatArray

PATIENCE_S = 20.0
"""Longest time that reading one file may take, and a second more for each megabyte: some damaged
files keep ezc3d busy for half a minute and more."""

_INSTALL = "Install it: pip install 'balance-arcade[c3d]'."


class C3dFile:
    """Parameters and analog samples of one file.

    Parameters
    ----------
    path : Path
        An existing file.

    Raises
    ------
    RecordingError
        ezc3d is not installed, or the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        check_c3d(path)
        self.path = path
        self._found = _fetch(path)

    def values(self, group: str, name: str) -> Any:
        """Values of a parameter as an array; an empty list where there is none."""
        return self._found.get(f"{group}:{name}", [])

    def numbers(self, group: str, name: str) -> FloatArray:
        """Numbers of a parameter, flat, in the order in which the file has them."""
        try:
            return np.asarray(self.values(group, name), dtype=np.float64).ravel(order="F")
        except ValueError as error:
            raise self.fault(f"{group}:{name} holds no numbers") from error

    def count(self, group: str, name: str) -> int:
        """First number of a parameter as a count; 0 where there is none."""
        numbers = self.numbers(group, name)
        return int(numbers[0]) if numbers.size and np.isfinite(numbers[0]) else 0

    def samples(self, channels: npt.NDArray[np.int64]) -> FloatArray:
        """Analog samples of some channels, counted from 1: (n_samples, n_channels)."""
        analogs = self._found["analogs"]
        if analogs.ndim != 3 or channels.min() < 1 or channels.max() > analogs.shape[1]:
            raise self.fault("its plate names analog channels that are not there")
        return np.ascontiguousarray(analogs[0, channels - 1, :].T)

    def fault(self, why: str) -> RecordingError:
        """Make the error that names the file."""
        return RecordingError(
            f"{self.path.name}: {why}.", hint="Export the trial again with its force plates."
        )


def _fetch(path: Path) -> dict[str, npt.NDArray[Any]]:
    if importlib.util.find_spec("ezc3d") is None:
        raise RecordingError(
            f"{path.name} is a C3D file, and ezc3d is not installed.", hint=_INSTALL
        )
    # -P: the modules beside the child must not stand in for others of their name.
    command = [sys.executable, "-P", str(Path(c3d_child.__file__)), str(path.resolve())]
    patience_s = PATIENCE_S + path.stat().st_size / 1e6
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and file
            command, capture_output=True, timeout=patience_s, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise _unreadable(path, f"ezc3d did not come to an end in {patience_s:.0f} s") from error
    why = child.stderr.decode("utf-8", errors="replace").strip().rpartition("\n")[2][:200]
    if child.returncode == c3d_child.NOT_INSTALLED:
        raise RecordingError(f"ezc3d does not load ({why}).", hint=_INSTALL)
    if child.returncode == c3d_child.UNREADABLE:
        raise _unreadable(path, why.rstrip("."))
    if child.returncode != 0:
        raise _unreadable(path, f"ezc3d broke down over it (exit code {child.returncode})")
    with np.load(io.BytesIO(child.stdout), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _unreadable(path: Path, why: str) -> RecordingError:
    return RecordingError(
        f"{path.name} cannot be read as C3D: {why}.",
        hint="Export it again, or copy it again if it was damaged on the way.",
    )
