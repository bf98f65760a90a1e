"""Read a recording back: whole, unfinished, cut off or damaged."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.recording.header import (
    END_NAME,
    HEADER_NAME,
    RecordingEnd,
    RecordingHeader,
    check_version,
    decode_header,
    unseal,
)
from balance_arcade.core.recording.layout import FORCE_DTYPE, ForceArray, unpack
from balance_arcade.core.recording.scan import MAGIC, Fault, Message, Scan, scan
from balance_arcade.core.samples import ForceSample

Floats = npt.NDArray[np.float64]


class RecordingReader:
    """A recording in memory.

    Parameters
    ----------
    path : Path
        A ``.mcap`` or ``.mcap.part`` file.

    Raises
    ------
    RecordingError
        No file, an empty one, no MCAP, another program's MCAP, another major version, cut off
        before its header. A file that is damaged further on is read as far as it can be: see
        `faults`.

    Attributes
    ----------
    header : RecordingHeader
        What stands at its head.
    complete : bool
        The file was closed properly and all of it could be read.
    end_reason : str
        ``finished``, ``interrupted`` (put together after a crash) or empty (never closed).
    end_notes : tuple of str
        Faults that were left behind when it was put together.
    n_samples : int
        Samples read.
    n_lost_bytes : int
        Bytes that could not be used.
    faults : tuple of Fault
        What is wrong with it, in the order of the file.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._scan = scan(_load(self.path))
        self.faults: tuple[Fault, ...] = ()
        self._faults: list[Fault] = []
        self.header = self._read_header()
        self._events: list[Event] = []
        self._states: list[SessionState] = []
        self._read_messages()
        end = self._read_end()
        if end is None and self._scan.footer:
            self._fault("end", math.nan, math.nan, 0)
        self.end_reason = end.reason if end is not None else ""
        self.end_notes = end.notes if end is not None else ()
        self.n_samples = len(self._force)
        if end is not None and self.n_samples != end.n_samples and not self._faults:
            self._fault("missing", self._newest_s(), math.nan, 0)
        self.faults = tuple(self._faults)
        self.n_lost_bytes = sum(fault.n_bytes for fault in self.faults if fault.kind != "index")
        self.complete = self._scan.footer and end is not None and not self.faults

    def _read_header(self) -> RecordingHeader:
        name = self.path.name
        metadata = self._scan.metadata.get(HEADER_NAME)
        body = unseal("header", metadata) if metadata is not None else None
        if body is not None:
            return decode_header(body, name)
        copies = [m.data for m in self._scan.messages if self._scan.kind_of(m.channel) == "meta"]
        if copies:
            header = decode_header(copies[0], name)
            self._faults.append(
                Fault(
                    "header",
                    "The header is damaged; its copy was read instead.",
                    math.nan,
                    math.nan,
                )
            )
            return header
        if metadata is not None:
            check_version(metadata.get("schema_version", ""), name)
            raise RecordingError(f"The recording {name} has a damaged header.")
        if not self._scan.footer and not self._scan.messages:
            raise RecordingError(
                f"The recording {name} is cut off before its header.",
                hint="It holds no samples.",
            )
        raise RecordingError(
            f"{name} is an MCAP file, but not a recording of Balance Arcade.",
            hint="Choose a file that Balance Arcade recorded.",
        )

    def _read_messages(self) -> None:
        blocks: list[ForceArray] = []
        expected: dict[int, int] = {}
        # Channels that may have lost messages to a fault already told.
        excused: set[int] = set()
        faults = iter([*self._scan.breaks, None])
        fault = next(faults)
        # Faults wait for the next good block, which tells until when samples may be missing.
        open_faults: list[tuple[str, int, float]] = []
        newest_s = math.nan
        for index, message in enumerate(self._scan.messages):
            while fault is not None and fault.at_message <= index:
                open_faults.append((fault.kind, fault.n_bytes, newest_s))
                excused = set(self._scan.channels)
                fault = next(faults)
            if message.sequence != expected.get(message.channel, 0) and (
                message.channel not in excused
            ):
                open_faults.append(("missing", 0, newest_s))
                excused = set(self._scan.channels)
            excused.discard(message.channel)
            expected[message.channel] = (message.sequence + 1) & 0xFFFFFFFF
            if self._scan.kind_of(message.channel) != "force":
                self._read_other(message)
                continue
            block = self._unpack(message)
            if not len(block):
                continue
            oldest_s = float(block["t_s"][0])
            for kind, n_bytes, from_s in open_faults:
                self._fault(kind, from_s, oldest_s, n_bytes)
            open_faults = []
            newest_s = float(block["t_s"][-1])
            blocks.append(block)
        while fault is not None:
            open_faults.append((fault.kind, fault.n_bytes, newest_s))
            fault = next(faults)
        for kind, n_bytes, from_s in open_faults:
            self._fault(kind, from_s, math.nan, n_bytes)
        self._force = np.concatenate(blocks) if blocks else np.empty(0, FORCE_DTYPE)

    def _unpack(self, message: Message) -> ForceArray:
        stride = self._scan.channels[message.channel][1]
        try:
            return unpack(message.data, stride)
        except ValueError:
            self._fault("message", self._log_s(message), self._log_s(message), len(message.data))
            return np.empty(0, FORCE_DTYPE)

    def _read_other(self, message: Message) -> None:
        kind = self._scan.kind_of(message.channel)
        try:
            if kind == "event":
                self._events.append(msgspec.msgpack.decode(message.data, type=Event))
            elif kind == "state":
                self._states.append(msgspec.msgpack.decode(message.data, type=SessionState))
        except msgspec.MsgspecError:
            self._fault("message", self._log_s(message), self._log_s(message), len(message.data))

    @staticmethod
    def _log_s(message: Message) -> float:
        return message.log_ns / 1e9

    def _newest_s(self) -> float:
        return float(self._force["t_s"][-1]) if len(self._force) else math.nan

    def _read_end(self) -> RecordingEnd | None:
        metadata = self._scan.metadata.get(END_NAME)
        if metadata is None:
            return None
        body = unseal("end", metadata)
        try:
            return None if body is None else msgspec.json.decode(body, type=RecordingEnd)
        except msgspec.MsgspecError:
            return None

    def _fault(self, kind: str, from_s: float, to_s: float, n_bytes: int) -> None:
        where = _between(from_s, to_s)
        words = {
            "cut off": f"The file was not closed; what came {where} is missing.",
            "damaged": f"Bytes of the file have changed; samples {where} are left out.",
            "missing": f"A block of samples {where} is missing.",
            "end": "What the file says of its own end is damaged.",
            "index": "The index at the end of the file is damaged; no sample is lost.",
            "message": f"A message {where} cannot be understood and is left out.",
        }
        self._faults.append(Fault(kind, words[kind], from_s, to_s, n_bytes))

    def forces(self) -> list[ForceSample]:
        """Return the raw samples as they came from the board, oldest first."""
        return [
            ForceSample(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])
            for row in self._force.tolist()
        ]

    def events(self) -> list[Event]:
        """Return the events, oldest first."""
        return list(self._events)

    def states(self) -> list[SessionState]:
        """Return the states of the session, oldest first."""
        return list(self._states)

    @property
    def force_array(self) -> ForceArray:
        """The samples as a structured array, one field for each field of `ForceSample`."""
        return self._force

    @property
    def t_s(self) -> Floats:
        """Times in seconds since the board's first sample, shape (n_samples,)."""
        return np.ascontiguousarray(self._force["t_s"], np.float64)

    @property
    def corners_n(self) -> Floats:
        """Raw corner forces in newtons, shape (n_samples, 4), order tl tr bl br."""
        names = ("tl_n", "tr_n", "bl_n", "br_n")
        return np.ascontiguousarray(np.column_stack([self._force[name] for name in names]))

    @property
    def scan(self) -> Scan:
        """The messages as they stand in the file, for `recover`."""
        return self._scan


def _between(from_s: float, to_s: float) -> str:
    if math.isnan(from_s) and math.isnan(to_s):
        return "at an unknown time"
    if math.isnan(from_s):
        return f"before {to_s:.2f} s"
    if math.isnan(to_s):
        return f"after {from_s:.2f} s"
    return f"between {from_s:.2f} and {to_s:.2f} s"


def _load(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RecordingError(f"No recording at {path}.", hint="Check the path.") from error
    except OSError as error:
        raise RecordingError(
            f"The recording {path.name} cannot be read: {error.strerror}.",
            hint=f"Check the rights of {path}.",
        ) from error
    if not data:
        raise RecordingError(f"The recording {path.name} is empty.", hint="It holds no samples.")
    if not data.startswith(MAGIC):
        if MAGIC.startswith(data):
            raise RecordingError(f"The recording {path.name} is cut off before its header.")
        raise RecordingError(
            f"{path.name} is not a recording: it does not begin as an MCAP file does.",
            hint="Choose a file that Balance Arcade recorded.",
        )
    return data
