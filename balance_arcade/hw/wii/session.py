"""The protocol of one board: reports in, samples and reports to send out. No port, no clock.

First the extension's id is read, and the extension unlocked where it does not answer as a balance
board; then the calibration; then the light is switched on and continuous samples are asked for.
From then on the session keeps the samples coming: a status report resets the mode, another program
or the kernel may set another one, and a board that says nothing is asked what is the matter.
"""

from __future__ import annotations

import enum
from collections import deque

import msgspec

from balance_arcade.hw.wii.calibration import (
    BLOCK_ADDRESS,
    BLOCK_BYTES,
    TAIL_ADDRESS,
    TAIL_BYTES,
    WiiCalibration,
    parse_calibration,
)
from balance_arcade.hw.wii.reports import (
    UNLOCK_WRITES,
    AcknowledgeReport,
    ButtonReport,
    MemoryReport,
    Report,
    ReportId,
    SensorReport,
    StatusReport,
    ask_status,
    decode_report,
    read_registers,
    set_led,
    set_mode,
    write_register,
)

# All six bytes count: bytes 4 and 5 alone are the kernel's test, byte 4 alone would take a Motion
# Plus for a board (abstrakraft/cwiid issue 2).
ID_ADDRESS = 0xA400FA
BOARD_ID = bytes.fromhex("0000a4200402")
ANSWER_TIMEOUT_S = 0.2
"""A question without an answer is repeated after this time."""

MAX_TRIES = 12
"""A question is asked this many times before the session fails."""

SILENCE_S = 0.5
"""Without a sample for this long the mode is set again and the status asked for."""

MODE_AGAIN_S = (0.03, 0.15)
"""The mode is set again so long after a status report: the kernel answers the same report with a
mode of its own, which is not continuous, and which of the two comes last is chance."""

FOREIGN_MODE_S = 0.15
"""Reports of a mode that somebody else has set are answered no more often than this."""

# Sizes that differ from those the kernel reads (12 bytes at 0x24 and 0x30), so that its answers,
# which come to us as well, are never taken for ours.
_CALIBRATION_PIECES = ((BLOCK_ADDRESS, 12), (BLOCK_ADDRESS + 12, 12), (BLOCK_ADDRESS + 24, 8))
_OUTBOX_REPORTS = 64


class SessionFault(enum.Enum):
    """Why a session failed."""

    SILENT = "silent"
    REFUSED = "refused"
    NOT_A_BOARD = "not a board"
    NO_CALIBRATION = "no calibration"


class _Step(msgspec.Struct, frozen=True):
    """A read of ``size`` registers, or a write of ``value`` where it is not None."""

    address: int
    size: int
    value: int | None = None

    def report(self) -> bytes:
        if self.value is None:
            return read_registers(self.address, self.size)
        return write_register(self.address, self.value)

    def answered_by(self, report: Report) -> bool:
        if self.value is not None:
            return isinstance(report, AcknowledgeReport) and report.report_id == ReportId.WRITE
        return (
            isinstance(report, MemoryReport)
            # A memory report carries only the low 16 bits of its address. An error carries no data,
            # so the size tells nothing there.
            and report.address == self.address & 0xFFFF
            and (report.error != 0 or len(report.data) == self.size)
        )


_READ_ID = _Step(ID_ADDRESS, len(BOARD_ID))
_UNLOCK = tuple(_Step(address, 1, value) for address, value in UNLOCK_WRITES)
_READ_CALIBRATION = (
    *(_Step(address, size) for address, size in _CALIBRATION_PIECES),
    _Step(TAIL_ADDRESS, TAIL_BYTES),
)


class WiiSession:
    """Talk to one board.

    Attributes
    ----------
    calibration : WiiCalibration or None
        Known once the session is `ready`.
    fault : SessionFault or None
        Why it failed; `fault_bytes` is what came instead of a board's id.
    battery : int or None
        Newest battery level as it came.
    button : bool
        Whether the front button is down; ``n_presses`` counts how often it went down.
    n_bad_reports : int
        Reports too short for their id.
    n_invalid : int
        Sensor reports without a weight in them.
    n_mode_changes : int
        Times that somebody else had changed the mode.

    Examples
    --------
    >>> session = WiiSession(now_ns=0)
    >>> [report.hex(" ") for report in session.take_output()]
    ['17 04 a4 00 fa 00 06']
    """

    def __init__(self, now_ns: int) -> None:
        self.calibration: WiiCalibration | None = None
        self.fault: SessionFault | None = None
        self.fault_bytes = b""
        self.battery: int | None = None
        self.battery_low = False
        self.button = False
        self.n_presses = self.n_bad_reports = self.n_invalid = self.n_mode_changes = 0
        # Full: the oldest goes. Only a storm of status reports could fill it, with equal reports.
        self._outbox: deque[bytes] = deque(maxlen=_OUTBOX_REPORTS)
        self._steps: deque[_Step] = deque([_READ_ID])
        self._memory: dict[int, bytes] = {}
        self._n_unlocks = self._n_readings = 0
        self._n_tries = 0
        self._heard = self._refused = False
        self._asked_ns = now_ns
        self._sample_ns = self._nudged_ns = now_ns
        self._mode_due_ns: list[int] = []
        # As if long ago, so that the first foreign report is answered at once.
        self._foreign_ns = now_ns - round(1e9)
        self._ask(now_ns)

    @property
    def ready(self) -> bool:
        """Whether samples are asked for."""
        return self.calibration is not None and self.fault is None

    def take_output(self) -> list[bytes]:
        """Return the reports to send, oldest first, and forget them."""
        reports = list(self._outbox)
        self._outbox.clear()
        return reports

    def feed(self, data: bytes, now_ns: int) -> SensorReport | None:
        """Take one report.

        Parameters
        ----------
        data : bytes
            Id and payload; anything else is counted and dropped.
        now_ns : int
            Time of the caller's clock.

        Returns
        -------
        SensorReport or None
            A sample, once the session is `ready`.
        """
        report = decode_report(data)
        if report is None:
            self.n_bad_reports += 1
            return None
        self._heard = True
        self._note_button(report)
        if isinstance(report, StatusReport):
            self.battery, self.battery_low = report.battery, report.battery_low
        if not self.ready:
            self._go_on(report, now_ns)
            return None
        return self._stream(report, data[0], now_ns)

    def tick(self, now_ns: int) -> None:
        """Repeat questions that were not answered, and wake a silent board; call it regularly."""
        if self.fault is not None:
            return
        if self._steps:
            if now_ns - self._asked_ns >= ANSWER_TIMEOUT_S * 1e9:
                self._ask(now_ns)
            return
        if self._mode_due_ns and now_ns >= self._mode_due_ns[0]:
            self._mode_due_ns.pop(0)
            self._set_mode()
        if now_ns - max(self._sample_ns, self._nudged_ns) >= SILENCE_S * 1e9:
            self._nudged_ns = now_ns
            self._outbox.append(ask_status())
            self._set_mode()

    def _note_button(self, report: Report) -> None:
        button: bool = getattr(report, "button", self.button)
        self.n_presses += int(button and not self.button)
        self.button = button

    # Before the samples.

    def _ask(self, now_ns: int) -> None:
        # A device that did answer, but never as a board, is another device; one that answered
        # nothing we asked for refuses; one that was never heard is silent.
        if self._n_tries >= MAX_TRIES:
            if self._steps[0] == _READ_ID and self._refused:
                self.fault = SessionFault.NOT_A_BOARD
            else:
                self.fault = SessionFault.REFUSED if self._heard else SessionFault.SILENT
            return
        self._n_tries += 1
        self._asked_ns = now_ns
        self._outbox.append(self._steps[0].report())

    def _go_on(self, report: Report, now_ns: int) -> None:
        if not self._steps or not self._steps[0].answered_by(report):
            return
        step = self._steps[0]
        if step == _READ_ID and isinstance(report, MemoryReport) and report.data != BOARD_ID:
            self._unlock(report, now_ns)
            return
        if getattr(report, "error", 0):
            self._refused = True  # Asked again when its time is up.
            return
        if isinstance(report, MemoryReport):
            self._memory[step.address] = report.data
        # Only the first step is ever awaited; an answer to an older, repeated question finds no
        # match and is left.
        self._steps.popleft()
        if step == _READ_ID:
            self._steps.extend(_READ_CALIBRATION)
        if self._steps:
            self._n_tries = 0
            self._ask(now_ns)
        else:
            self._take_calibration(now_ns)

    def _unlock(self, report: MemoryReport, now_ns: int) -> None:
        """Unlock the extension, whose id is not a board's, and read it again, a few times."""
        self._refused = True
        self.fault_bytes = report.data
        self._n_unlocks += 1
        # A board that was just switched on may refuse at first; one that answers is taken at
        # its word sooner.
        if self._n_unlocks > (3 if report.data else MAX_TRIES):
            self.fault = SessionFault.NOT_A_BOARD
            return
        self._steps = deque([*_UNLOCK, _READ_ID])
        self._n_tries = 0
        self._ask(now_ns)

    def _take_calibration(self, now_ns: int) -> None:
        block = b"".join(self._memory[address] for address, _ in _CALIBRATION_PIECES)
        calibration = parse_calibration(block[:BLOCK_BYTES], self._memory[TAIL_ADDRESS])
        self._n_readings += 1
        # A wrong checksum may be the radio's or the board's. The same answer twice is the board's.
        if not (calibration.plausible and calibration.checksum_good) and self._n_readings < 2:
            self._steps.extend(_READ_CALIBRATION)  # Read once more before it is believed.
            self._n_tries = 0
            self._ask(now_ns)
            return
        # A sensible calibration with a wrong checksum was written by somebody and is used with a
        # warning; counts that do not grow with the load cannot be used at all.
        if not calibration.plausible:
            self.fault = SessionFault.NO_CALIBRATION
            return
        self.calibration = calibration
        self._sample_ns = self._nudged_ns = now_ns
        self._outbox.append(set_led(on=True))
        self._set_mode()

    # The samples.

    def _stream(self, report: Report, report_id: int, now_ns: int) -> SensorReport | None:
        if isinstance(report, StatusReport):
            self._set_mode()
            # A newer status report replaces what an older one has planned: only the last one
            # counts.
            self._mode_due_ns = [now_ns + round(after_s * 1e9) for after_s in MODE_AGAIN_S]
            return None
        # Neither is ours: 0x30 is the kernel's mode without a reader, 0x32 that of another program.
        # 0x32 still holds loads, so it is used until our mode is back.
        if isinstance(report, ButtonReport) or report_id == ReportId.SENSORS:
            self._take_back_mode(now_ns)
        if not isinstance(report, SensorReport):
            return None
        # 0 tells nothing: an empty battery reads 0x69 (calibration.py).
        if report.battery:
            self.battery = report.battery
        if not report.valid:
            self.n_invalid += 1
            return None
        self._sample_ns = now_ns
        return report

    def _take_back_mode(self, now_ns: int) -> None:
        """Set our mode again; not for each report of another one that is still on its way."""
        if now_ns - self._foreign_ns < FOREIGN_MODE_S * 1e9:
            return
        self._foreign_ns = now_ns
        self.n_mode_changes += 1
        self._set_mode()

    def _set_mode(self) -> None:
        self._outbox.append(set_mode(ReportId.SENSORS_LONG, continuous=True))
