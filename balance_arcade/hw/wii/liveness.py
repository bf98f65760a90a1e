"""Whether a board is there, asked through the kernel's battery file.

The kernel asks the board for its status, waits for a second, and then answers from its cache all
the same: ``wiimod_battery_get_property`` ignores what its wait came to (Linux 6.1,
drivers/hid/hid-wiimote-modules.c; a change was declined on linux-input, 2023-03-20). A board that
went away thus keeps showing its last charge, only late, and the time is all that tells.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.hw.wii.hidraw import open_node
from balance_arcade.hw.wii.reports import StatusReport, ask_status, decode_report
from balance_arcade.hw.wii.sysfs import LinuxSystem, battery_level
from balance_arcade.hw.wii.transport import HIDRAW_QUEUE_REPORTS, DescriptorReader

ANSWER_S: Final = 0.9
"""An answer that takes longer is the kernel's own: it gives a board one second."""

PROMPT_S: Final = 0.25
"""An answer within this time came over a link that had nothing else to deliver."""


_REPORT_BYTES: Final = 64


class Answer(msgspec.Struct, frozen=True):
    """What came of one question.

    Attributes
    ----------
    asked_ns, answered_ns : int
        When, on the clock of whoever asked.
    level : int or None
        Charge, 0 to 255; None where there was no file to read.
    """

    asked_ns: int
    answered_ns: int
    level: int | None

    @property
    def is_life(self) -> bool:
        """Whether the board itself has answered.

        Examples
        --------
        >>> Answer(0, 30_000_000, 0x85).is_life, Answer(0, 1_010_000_000, 0x85).is_life
        (True, False)
        """
        return self.level is not None and self._lasted_s <= ANSWER_S

    @property
    def is_prompt(self) -> bool:
        """Whether it answered at once, so that nothing it had said before is still on its way."""
        return self.level is not None and self._lasted_s <= PROMPT_S

    @property
    def _lasted_s(self) -> float:
        return (self.answered_ns - self.asked_ns) / 1e9


def ask_board(path: Path, system: LinuxSystem, clock: Clock) -> Answer:
    """Ask a board for its charge, and note how long that took; waits up to a second or so.

    Parameters
    ----------
    path : Path
        `LinuxBoard.battery`.
    system : LinuxSystem
        Reads it.
    clock : Clock
        Times the answer.
    """
    asked_ns = clock.now_ns()
    level = battery_level(path, system)
    return Answer(asked_ns, clock.now_ns(), level)


def ask_node(node: Path, system: LinuxSystem, clock: Clock) -> Answer:
    """Ask a board for its charge over hidraw, where the kernel's driver is not bound to it.

    Parameters
    ----------
    node : Path
        `LinuxBoard.hidraw`.
    system : LinuxSystem
        Opens it.
    clock : Clock
        Ends the wait, after `ANSWER_S`.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        The node may not be opened.
    """
    reader = DescriptorReader(open_node(system, node, os.O_RDWR, address="wii:"), address="wii:")
    asked_ns = now_ns = clock.now_ns()
    try:
        reader.write(ask_status())
        while (left_s := ANSWER_S - (now_ns - asked_ns) / 1e9) > 0.0:
            for data in reader.drain(left_s, n_bytes=_REPORT_BYTES, at_most=HIDRAW_QUEUE_REPORTS):
                if isinstance(report := decode_report(data), StatusReport):
                    return Answer(asked_ns, clock.now_ns(), report.battery)
            now_ns = clock.now_ns()
    except BoardDisconnectedError:
        now_ns = clock.now_ns()
    finally:
        reader.close()
    return Answer(asked_ns, now_ns, None)


class BatteryProbe:
    """Asks in a thread of its own, one question at a time.

    Parameters
    ----------
    path : Path or None
        `LinuxBoard.battery`; without one nothing is asked and nothing answers.
    system : LinuxSystem
        Reads it.
    clock : Clock
        Times the answers.
    hear : callable
        Takes every answer of the board itself, in the thread that asked.

    Attributes
    ----------
    asked_ns : int
        When the newest question was asked.
    answer : Answer or None
        The newest answer of the board itself; None before the first.
    n_missed : int
        Questions that the board did not answer in time.
    """

    def __init__(
        self,
        path: Path | None,
        system: LinuxSystem,
        clock: Clock,
        hear: Callable[[Answer], None],
    ) -> None:
        self._path, self._system, self._clock, self._hear = path, system, clock, hear
        self._thread: threading.Thread | None = None
        self._missed_ns = -1
        self.n_missed = 0
        self.asked_ns = clock.now_ns()
        self.answer: Answer | None = None

    @property
    def can_ask(self) -> bool:
        """Whether there is a file to ask through."""
        return self._path is not None

    @property
    def is_open(self) -> bool:
        """Whether a question waits for its answer."""
        return self._thread is not None and self._thread.is_alive()

    def ask(self) -> None:
        """Begin a question, unless one is open."""
        if self._path is None or self.is_open:
            return
        self.asked_ns = self._clock.now_ns()
        self._thread = threading.Thread(
            target=self._ask, args=(self._path,), name="wii battery", daemon=True
        )
        self._thread.start()

    def missed_since(self, t_ns: int, now_ns: int) -> bool:
        """Whether a question that was asked after a time has stayed without the board's answer."""
        waited_s = (now_ns - self.asked_ns) / 1e9
        if self.is_open and self.asked_ns > t_ns and waited_s > ANSWER_S:
            return True
        return self._missed_ns > t_ns

    def _ask(self, path: Path) -> None:
        answer = ask_board(path, self._system, self._clock)
        # Written here, read by the reader: one assignment each, so no lock.
        if answer.is_life:
            self.answer = answer
            self._hear(answer)
        else:
            self._missed_ns = answer.asked_ns
            self.n_missed += 1
