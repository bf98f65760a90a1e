"""The guest, booted once for all who judge it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import guest
import pytest

Result = dict[str, object]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What every scenario told; the guest is booted once, also for test processes side by side."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    found: dict[str, Result] = {}
    console = _console(folder)
    for line in console.splitlines():
        # The kernel may begin a line of the console with words of its own.
        if "RESULT {" in line:
            result = json.loads(line.partition("RESULT ")[2])
            found[result["scenario"]] = result
    assert found, console[-4000:]
    return found


def _console(folder: Path) -> str:
    import fcntl

    told = folder / "guest-console.txt"
    with (folder / "guest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            (folder / "guest").mkdir(exist_ok=True)
            program = Path(guest.__file__).with_name("scenarios.py")
            console = guest.boot(program, folder=folder / "guest", timeout_s=3400.0)
            told.write_text(console, encoding="utf-8")
    return told.read_text(encoding="utf-8")
