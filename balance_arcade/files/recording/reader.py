"""Read a recording back: whole, unfinished, cut off or damaged."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording.attached import with_person
from balance_arcade.files.recording.header import (
    END_NAME,
    HEADER_NAME,
    RecordingEnd,
    RecordingHeader,
    check_version,
    decode_header,
    unseal,
)
from balance_arcade.files.recording.layout import ForceArray
from balance_arcade.files.recording.rows import Rows, fault
from balance_arcade.files.recording.scan import MAGIC, Fault, Scan, scan

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
        What stands at its head; the person may have been attached afterwards, in a file beside it.
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
        faults: list[Fault] = []
        self.header = with_person(self._read_header(faults), self.path)
        self._rows = rows = Rows(self._scan)
        faults += rows.faults
        end = self._read_end()
        self.n_samples = len(rows.force)
        if end is None and self._scan.footer:
            faults.append(fault("end", math.nan, math.nan))
        # Other faults have already told where samples are missing; the count would only say it
        # again.
        elif end is not None and self.n_samples != end.n_samples and not faults:
            faults.append(fault("missing", rows.newest_s, math.nan))
        self.end_reason = end.reason if end is not None else ""
        self.end_notes = end.notes if end is not None else ()
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.n_lost_bytes = sum(each.n_bytes for each in faults if each.kind != "index")
        self.complete = self._scan.footer and end is not None and not faults

    def _read_header(self, faults: list[Fault]) -> RecordingHeader:
        name = self.path.name
        metadata = self._scan.metadata.get(HEADER_NAME)
        body = unseal("header", metadata) if metadata is not None else None
        if body is not None:
            return decode_header(body, name)
        # The first chunk holds the header again, under a checksum, for a file whose head is
        # damaged.
        copies = [m.data for m in self._scan.messages if self._scan.kind_of(m.channel) == "meta"]
        if copies:
            header = decode_header(copies[0], name)
            faults.append(fault("header", math.nan, math.nan))
            return header
        if metadata is not None:
            if "schema_version" not in metadata:
                raise RecordingError(
                    f"{name} holds samples that were exported, and is no recording.",
                    hint="Take the file that it was exported from.",
                )
            check_version(metadata.get("schema_version", ""), name)
            raise RecordingError(f"The recording {name} has a damaged header.")
        if not self._scan.footer and not self._scan.messages:
            raise RecordingError(
                f"The recording {name} is cut off before its header.",
                hint="It contains no samples.",
            )
        raise RecordingError(
            f"{name} is an MCAP file, but not a recording of Balance Arcade.",
            hint="Choose a file that Balance Arcade recorded.",
        )

    def _read_end(self) -> RecordingEnd | None:
        metadata = self._scan.metadata.get(END_NAME)
        if metadata is None:
            return None
        body = unseal("end", metadata)
        try:
            return None if body is None else msgspec.json.decode(body, type=RecordingEnd)
        except msgspec.MsgspecError:
            return None

    def forces(self) -> list[ForceSample]:
        """Return the raw samples as they came from the board, oldest first."""
        return [
            ForceSample(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])
            for row in self._rows.force.tolist()
        ]

    def events(self) -> list[Event]:
        """Return the events, oldest first."""
        return list(self._rows.events)

    def states(self) -> list[SessionState]:
        """Return the states of the session, oldest first."""
        return list(self._rows.states)

    def inputs(self) -> list[SessionInput]:
        """Return what the session was told beside its samples, oldest first; none before 1.3."""
        return list(self._rows.inputs)

    @property
    def force_array(self) -> ForceArray:
        """The samples as a structured array, one field for each field of `ForceSample`."""
        return self._rows.force

    @property
    def t_s(self) -> Floats:
        """Times in seconds since the board's first sample, shape (n_samples,)."""
        return np.ascontiguousarray(self._rows.force["t_s"], np.float64)

    @property
    def corners_n(self) -> Floats:
        """Raw corner forces in newtons, shape (n_samples, 4), order tl tr bl br."""
        names = ("tl_n", "tr_n", "bl_n", "br_n")
        return np.ascontiguousarray(np.column_stack([self._rows.force[name] for name in names]))

    @property
    def scan(self) -> Scan:
        """The messages as they stand in the file, for `recover`."""
        return self._scan


HEAD_BYTES = 1 << 16


def peek_header(path: Path | str) -> RecordingHeader:
    """Read only the header of a recording, for a look through many.

    Raises
    ------
    RecordingError
        As of `RecordingReader`; a header that is damaged too.
    """
    path = Path(path)
    return with_person(header_in(_load(path, HEAD_BYTES), path.name), path)


def header_in(data: bytes, name: str) -> RecordingHeader:
    """Read the header in the first `HEAD_BYTES` of the recording of that name.

    Raises
    ------
    RecordingError
        There is none of ours, or of another major version.
    """
    body = unseal("header", scan(data).metadata.get(HEADER_NAME, {}))
    if body is None:
        raise RecordingError(f"{name} has no header of ours.", hint="Read it whole.")
    return decode_header(body, name)


def _load(path: Path, n_bytes: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(n_bytes)
    except FileNotFoundError as error:
        raise RecordingError(f"No recording at {path}.", hint="Check the path.") from error
    except OSError as error:
        raise RecordingError(
            f"The recording {path.name} cannot be read: {error.strerror}.",
            hint=f"Check the permissions of {path}.",
        ) from error
    if not data:
        raise RecordingError(f"The recording {path.name} is empty.", hint="It contains no samples.")
    if not data.startswith(MAGIC):
        if MAGIC.startswith(data):
            raise RecordingError(f"The recording {path.name} is cut off before its header.")
        raise RecordingError(
            f"{path.name} is not a recording: it does not begin as an MCAP file does.",
            hint="Choose a file that Balance Arcade recorded.",
        )
    return data
