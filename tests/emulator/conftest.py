"""The emulated board for the tests here, and the table that they fill."""

from __future__ import annotations

import pytest
from avr_build import BuildMissingError, build

_ROWS = pytest.StashKey[list[tuple[str, str]]]()


@pytest.fixture(scope="session")
def firmware_size() -> str:
    """Firmware and emulator are built; the line that tells the image's size."""
    try:
        return build()
    except BuildMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def table(request):
    """Enter a row into the table at the end: ``table("what", "how much")``."""
    rows = request.config.stash.setdefault(_ROWS, [])
    return lambda name, value: rows.append((name, value))


def pytest_terminal_summary(terminalreporter, config):
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section("emulated board")
        width = max(len(name) for name, _ in rows)
        for name, value in rows:
            terminalreporter.write_line(f"{name:{width}}  {value}")
