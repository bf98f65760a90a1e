"""Helpers stand back, the window asks to go first, and nobody minds where it is not allowed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from balance_arcade.core import priority
from balance_arcade.core.priority import ask_to_go_first, go_back, stand_back


class System:
    """Niceness as a system keeps it; without a right it never goes down."""

    def __init__(self, niceness: int = 0, *, may_go_first: bool = False) -> None:
        self.niceness = niceness
        self.may_go_first = may_go_first
        self.n_refused = 0

    def getpriority(self, which: int, who: int) -> int:
        assert (which, who) == (os.PRIO_PROCESS, 0)
        return self.niceness

    def setpriority(self, which: int, who: int, niceness: int) -> None:
        assert (which, who) == (os.PRIO_PROCESS, 0)
        if niceness < self.niceness and not self.may_go_first:
            self.n_refused += 1
            raise PermissionError(13, "Permission denied")
        self.niceness = niceness


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> System:
    made = System()
    monkeypatch.setattr(os, "getpriority", made.getpriority)
    monkeypatch.setattr(os, "setpriority", made.setpriority)
    monkeypatch.setattr(priority, "_AUTOGROUP", tmp_path / "autogroup")
    return made


@pytest.mark.parametrize(("before", "after"), [(0, 5), (10, 15), (17, 19), (-5, 5)])
def test_a_helper_stands_back_from_where_it_is(system, before, after):
    system.niceness = before
    stand_back()
    assert system.niceness == after


@pytest.mark.parametrize("is_leader", [True, False])
def test_only_a_helper_with_a_session_of_its_own_makes_that_nicer(system, monkeypatch, is_leader):
    monkeypatch.setattr(os, "getsid", lambda pid: os.getpid() if is_leader else os.getpid() + 1)
    stand_back()
    assert priority._AUTOGROUP.exists() is is_leader
    if is_leader:
        assert priority._AUTOGROUP.read_text() == "5"


def test_a_system_without_shares_of_sessions_is_no_fault(system, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "getsid", lambda pid: os.getpid())
    monkeypatch.setattr(priority, "_AUTOGROUP", tmp_path / "not here" / "autogroup")
    stand_back()
    assert system.niceness == 5


def test_a_window_goes_first_where_it_may_and_back_at_the_end(system):
    system.may_go_first = True
    before = ask_to_go_first()
    assert (before, system.niceness) == (0, -5)
    go_back(before)
    assert system.niceness == 0


def test_a_window_that_may_not_goes_on_as_it_is(system):
    before = ask_to_go_first()
    go_back(before)
    assert (before, system.niceness, system.n_refused) == (None, 0, 1)


@pytest.mark.parametrize("chosen", [-10, 3])
def test_what_somebody_chose_is_left(system, chosen):
    system.niceness, system.may_go_first = chosen, True
    assert ask_to_go_first() is None
    assert system.niceness == chosen


def test_a_system_that_shares_in_another_way_is_left_alone(monkeypatch):
    monkeypatch.delattr(os, "setpriority")
    stand_back()
    assert ask_to_go_first() is None


TELL = """
import os
from pathlib import Path
from balance_arcade.core.priority import stand_back
stand_back()
group = Path("/proc/self/autogroup")
try:
    said = group.read_text().split()[-1]
except OSError:
    said = "none"
print(os.getpriority(os.PRIO_PROCESS, 0), said)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sched(7) is Linux's")
def test_the_system_really_lets_a_helper_stand_back():
    before = max(0, os.getpriority(os.PRIO_PROCESS, 0))
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    niceness, of_session = done.stdout.split()
    assert int(niceness) == min(19, before + 5)
    assert of_session in {niceness, "none"}
