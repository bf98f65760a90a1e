"""Talk with a Tec Gihan controller: ask for what it is, set its rate and range, start and stop."""

from __future__ import annotations

from typing import Protocol

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import (
    BoardError,
    BoardProtocolError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.linetext import shown
from balance_arcade.hw.tecgihan.messages import RATES, Plate, full_scales

ANSWER_S = 1.0
"""How long the controller may take for an answer, as in the maker's program."""

WAKE_S = 20.0
QUIET_S = 0.1
MOST_DRAIN_S = 1.0
MOST_PLATES = 20
_MOST_ANSWER_BYTES = 1024
_STATES = ("IDLE", "EXT", "LEVEL", "MEASURE", "ZERO", "SLEEP", "8AX", "12AX")


class Line(Protocol):
    """What is needed of a link."""

    def read(self, timeout_s: float) -> bytes:
        """Return bytes that have come."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes."""
        ...


class Controller:
    """Asks and commands, one after the other.

    Parameters
    ----------
    link : Line
        Open.
    clock : Clock
        Says when an answer is overdue.
    address : str
        The board's address, for messages.
    """

    def __init__(self, link: Line, clock: Clock, *, address: str) -> None:
        self._link, self._clock, self._address = link, clock, address

    def command(self, word: str) -> None:
        """Send a command that is not answered: START, STOP, DT, WAKE, ZERO, RANGE_..."""
        self._link.write(f"{word}\n".encode("ascii"))

    def drain(self) -> int:
        """Discard what still comes until nothing comes; return how many bytes that were."""
        n_bytes, end_ns = 0, self._clock.now_ns() + round(MOST_DRAIN_S * 1e9)
        quiet_ns = self._clock.now_ns()
        while self._clock.now_ns() < end_ns:
            data = self._link.read(QUIET_S)
            if data:
                n_bytes += len(data)
                quiet_ns = self._clock.now_ns()
            elif self._clock.now_ns() - quiet_ns >= QUIET_S * 1e9:
                break
        return n_bytes

    def ask(self, word: str, wait_s: float = ANSWER_S) -> str:
        """Ask, and return the answer's line; empty where none came."""
        while self._link.read(0.0):  # What is left of an earlier answer is none to this question.
            pass
        self.command(word)
        heard, end_ns = b"", self._clock.now_ns() + round(wait_s * 1e9)
        while (left_ns := end_ns - self._clock.now_ns()) > 0 and len(heard) < _MOST_ANSWER_BYTES:
            heard += self._link.read(left_ns / 1e9)
            line, *rest = heard.replace(b"\r", b"\n").lstrip(b"\n").split(b"\n", 1)
            if rest:
                return line.decode("ascii", errors="replace").strip()
        if heard:
            raise self._strange(word, heard)
        return ""

    def value(self, word: str, prefix: str) -> str:
        """Ask for a value; its answer is the prefix and the value.

        Raises
        ------
        BoardProtocolError
            No answer, or another one.
        """
        answer = self.ask(word)
        if not answer.startswith(f"{prefix}_"):
            raise self._strange(word, answer.encode())
        return answer[len(prefix) + 1 :]

    def make_idle(self, wait_s: float) -> None:
        """Stop what it does, wake it up where it sleeps, until it waits for commands.

        Raises
        ------
        BoardUnavailableError
            Nothing answers (``SILENT``), or it does not wake up.
        BoardProtocolError
            It answers something else, or says that it has a fault.
        """
        self.command("STOP")
        self.drain()
        end_ns, woken = self._clock.now_ns() + round(wait_s * 1e9), False
        while True:
            said = self.ask("STATE", min(ANSWER_S, wait_s))
            state = said.upper()
            if state == "IDLE":
                return
            if state == "SLEEP" and not woken:
                woken = True
                self.command("WAKE")
                end_ns = self._clock.now_ns() + round(WAKE_S * 1e9)
            elif "ERR" in state:
                raise BoardProtocolError(
                    f"The controller says that it has a fault: {state!r}.",
                    address=self._address,
                    hint="Switch it off and on, and check the plates' cables.",
                )
            elif state and state not in _STATES:
                raise self._strange("STATE", said.encode())
            elif state and state != "SLEEP":
                self.command("STOP")
            if self._clock.now_ns() >= end_ns:
                raise self._silent(state, wait_s)
            self._clock.sleep(QUIET_S)

    def plates(self, range_index: int) -> tuple[Plate, ...]:
        """Ask for all plates: number, full scales, depth.

        Raises
        ------
        BoardProtocolError
            An answer is missing or makes no sense.
        """
        n_plates = self._whole("FPCOUNT", "FPCOUNT")
        if not 1 <= n_plates <= MOST_PLATES:
            raise self._strange("FPCOUNT", str(n_plates).encode())
        found = []
        for index in range(n_plates):
            serial = self._whole(f"FPSERIAL_{index}", f"FPSERIAL_{index}")
            plate = f"FP_{serial:04d}"
            told = self.value(f"{plate}_GETFS", "FS")
            scales = full_scales(told, range_index)
            if scales is None:
                raise self._strange(f"{plate}_GETFS", told.encode())
            depth_m = self._number(f"{plate}_GET_AZ0", "AZ0")
            found.append(Plate(serial, scales, abs(depth_m) * 1000.0))
        return tuple(found)

    def set_up(self, rate_hz: int, range_word: str) -> None:
        """Set rate and range.

        Raises
        ------
        BoardProtocolError
            The controller does not take them.
        """
        answer = self.ask(f"SPS_{RATES[rate_hz][0]}")
        if "SPS_OK" not in answer:
            raise self._strange(f"SPS_{RATES[rate_hz][0]}", answer.encode())
        self.command(f"RANGE_{range_word}")
        # The range is not answered; plates lose bytes if the next command comes at once.
        self._clock.sleep(QUIET_S)
        told = self.value("RANGE", "RANGE")
        if told.upper().removesuffix("N") != range_word.upper().removesuffix("N"):
            raise self._strange("RANGE", told.encode())

    def serial(self) -> str:
        """Ask for the controller's number."""
        return str(self._whole("SERIAL", "SERIAL"))

    def version(self) -> str:
        """Ask for the version of its program."""
        return self.value("VER", "VER")

    def _whole(self, word: str, prefix: str) -> int:
        told = self.value(word, prefix)
        try:
            return int(told)
        except ValueError as error:
            raise self._strange(word, told.encode()) from error

    def _number(self, word: str, prefix: str) -> float:
        told = self.value(word, prefix)
        try:
            number = float(told)
        except ValueError as error:
            raise self._strange(word, told.encode()) from error
        # A transducer is not a metre away from the surface; NaN fails the comparison too.
        if not -1.0 < number < 1.0:
            raise self._strange(word, told.encode())
        return number

    def _silent(self, state: str, wait_s: float) -> BoardError:
        what = f"stays in the state {state}" if state else f"has not answered within {wait_s:g} s"
        return BoardUnavailableError(
            f"The force-plate controller {what}.",
            address=self._address,
            reason=UnavailableReason.SILENT,
            hint="Check that it is on, that this is its port, and that no other program uses it.",
        )

    def _strange(self, word: str, heard: bytes) -> BoardError:
        said = f"'{shown(heard)}'" if heard else "nothing"
        return BoardProtocolError(
            f"Asked {word}, the device answers {said}, which is no answer of a Tec Gihan"
            " controller.",
            address=self._address,
            hint="Check that this is the controller's port and that no other program uses it.",
        )
