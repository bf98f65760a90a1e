"""What holds for every test."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import profiles
import pytest
from running_order import in_running_order

from balance_arcade.app import interrupts
from balance_arcade.core.words import ENGLISH, language_of

profiles.choose()

# Everything is tried in English, whatever language this computer is set to.
if language_of(os.environ) != ENGLISH:
    os.environ["LC_ALL"] = "C.UTF-8"

# A shell that starts the suite in the background has Ctrl-C ignored, and all that the suite starts
# would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# There are several: looked through for doctests, the second one named would stop the run.
collect_ignore_glob = ["*/conftest.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order whole files; within a file the order stays as it is."""
    by_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(item.nodeid.partition("::")[0], []).append(item)
    items[:] = [item for file in in_running_order(by_file) for item in by_file[file]]


@pytest.fixture(autouse=True)
def _no_interrupt_outlives_its_test() -> Iterator[None]:
    """A command that was interrupted is about to end; here the next test begins instead."""
    # Whoever is started while one of them is ignored would ignore it for life.
    numbers = [getattr(signal, name) for name in interrupts._NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)
    interrupts._Asked.first_s, interrupts._Asked.held = None, False


@pytest.fixture(autouse=True)
def _nothing_stays_private() -> Iterator[None]:
    """A replayed file's name is hidden in logs for as long as the process lives, here a test."""
    yield
    module = sys.modules.get("balance_arcade.core.logs")
    if module is not None:
        module._private.clear()
