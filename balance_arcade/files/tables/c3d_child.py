"""A process of its own that lets ezc3d read one C3D file: ``python -P c3d_child.py FILE``.

ezc3d is written in C++, and some damaged files end the process that it runs in. So it runs here,
with a limit on memory, and what it found goes to standard output as a NumPy archive: the analog
samples under ``analogs``, parameters under ``GROUP:NAME``. It imports nothing of ours.
"""

from __future__ import annotations

import io
import sys
from typing import Any

MAX_BYTES = 8 << 30
"""Address space of this process, where the system can limit it."""

UNREADABLE, NOT_INSTALLED = 3, 4
"""Exit codes; the reason is the last line on standard error."""

WANTED = {
    "POINT": ("RATE", "UNITS"),
    "ANALOG": ("RATE", "UNITS"),
    "FORCE_PLATFORM": (
        "USED",
        "TYPE",
        "CORNERS",
        "ORIGIN",
        "CHANNEL",
        "CAL_MATRIX",
        "ZERO",
        "FPCOPPOLY",
    ),
}


def main(path: str) -> int:
    """Read one file and write what it holds."""
    try:
        import ezc3d
        import numpy as np
    except ImportError as error:
        return _fail(NOT_INSTALLED, error)
    _limit_memory()
    try:
        content: Any = ezc3d.c3d(path)
        found = {"analogs": np.asarray(content["data"]["analogs"], dtype=np.float64)}
        for group, names in WANTED.items():
            present = content["parameters"].get(group, {})
            for name in names:
                if name in present:
                    found[f"{group}:{name}"] = np.asarray(present[name]["value"])
        archive = io.BytesIO()
        np.savez(archive, **found)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent names it
        return _fail(UNREADABLE, error)
    sys.stdout.buffer.write(archive.getvalue())
    return 0


def _fail(code: int, error: Exception) -> int:
    sys.stderr.write(f"\n{type(error).__name__}: {error}".replace("\n", " ").strip() + "\n")
    return code


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
