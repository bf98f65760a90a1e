"""Where a C3D file's samples stand and how many they are, checked against its length.

Layout after the C3D format's user guide (c3d.org): blocks of 512 bytes; the first holds the block
of the parameters, the mark 0x50, counts of points, analog values and frames; the samples begin at a
block of their own. A frame is four words a point, then the analog channels, once for each analog
sample of the frame. All words are floats where the scale is negative, else 16-bit numbers.

The number of frames stands in up to four places. ``POINT:FRAMES`` is the one that counts (the
guide's "Reading the frame count"); it ends at 65,535, and then, or where it was cut to 16 bits,
``POINT:LONG_FRAMES`` or ``TRIAL:ACTUAL_START_FIELD`` and ``ACTUAL_END_FIELD`` go on. The header's
first and last frame are those of the raw trial and count only where there is nothing else.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from balance_arcade.files.tables.c3d_parameters import Parameters
from balance_arcade.files.tables.c3d_words import Processor

BLOCK = 512
MARK = 0x50
LAST_COUNT = 65_535
"""The largest count that 16 bits hold; stands for "this or more"."""

MAX_SAMPLES = 1 << 24
"""Analog samples beyond this (4.6 hours at 1000 Hz) are refused: they are held in memory."""

_HEAD = "HHHHHxxxxHH"  # words 2 to 6, the scale's place, words 9 and 10
_SCALE_AT, _RATE_AT = 12, 20


class LayoutError(ValueError):
    """The file is no sound C3D file; the message says why."""


class CutOffError(ValueError):
    """The file ends before its samples do; the message says where."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the first block says.

    Attributes
    ----------
    processor : Processor
        Which machine wrote the numbers.
    n_points, n_analogs : int
        Markers, and analog values of all samples, in one frame.
    first, last : int
        Frames of the raw trial.
    scale : float
        Of the markers; negative where samples are floats.
    parameters_at, samples_at : int
        Bytes from the file's begin.
    n_per_frame : int
        Analog samples in one frame; 0 where it is not said.
    rate_hz : float
        Frames a second.
    """

    processor: Processor
    n_points: int
    n_analogs: int
    first: int
    last: int
    scale: float
    parameters_at: int
    samples_at: int
    n_per_frame: int
    rate_hz: float

    @property
    def n_frames(self) -> int:
        """Frames by this block alone."""
        return max(self.last - self.first + 1, 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the analog samples are.

    Attributes
    ----------
    processor : Processor
        Which machine wrote the numbers.
    floats : bool
        Whether they are floats, else 16-bit numbers.
    samples_at : int
        Byte at which the first frame begins.
    n_frames, n_points, n_channels, n_per_frame : int
        Frames; markers of a frame; analog channels; analog samples of a frame.
    notes : tuple of str
        What the places did not agree on.
    """

    processor: Processor
    floats: bool
    samples_at: int
    n_frames: int
    n_points: int
    n_channels: int
    n_per_frame: int
    notes: tuple[str, ...]

    @property
    def word_bytes(self) -> int:
        """Bytes of one value."""
        return 4 if self.floats else 2

    @property
    def frame_words(self) -> int:
        """Values in one frame."""
        return 4 * self.n_points + self.n_channels * self.n_per_frame


def read_head(block: bytes, processor_byte: int) -> Head:
    """Read the first block.

    Parameters
    ----------
    block : bytes
        512 of them, with the mark in its place.
    processor_byte : int
        The fourth byte of the parameters.

    Returns
    -------
    Head

    Raises
    ------
    LayoutError
        The processor is none that is known, or the samples would begin in the first block.
    """
    try:
        processor = Processor(processor_byte)
    except ValueError as error:
        raise LayoutError(f"its processor type {processor_byte} is not known") from error
    n_points, n_analogs, first, last, _, start, n_per_frame = struct.unpack_from(
        processor.order + _HEAD, block, 2
    )
    scale, rate_hz = (
        float(processor.floats(processor.float_words(block[at : at + 4]))[0])
        for at in (_SCALE_AT, _RATE_AT)
    )
    if start < 2:
        raise LayoutError("its samples lie in its first block")
    if not (math.isfinite(rate_hz) and rate_hz > 0.0 and math.isfinite(scale)):
        raise LayoutError("its frame rate is no positive number")
    return Head(
        processor=processor,
        n_points=n_points,
        n_analogs=n_analogs,
        first=first,
        last=last,
        scale=scale,
        parameters_at=(block[0] - 1) * BLOCK,
        samples_at=(start - 1) * BLOCK,
        n_per_frame=n_per_frame,
        rate_hz=rate_hz,
    )


def lay_out(head: Head, parameters: Parameters, n_bytes: int) -> Layout:
    """Find the samples.

    Parameters
    ----------
    head : Head
        What the first block says.
    parameters : Parameters
        What the parameters say.
    n_bytes : int
        Length of the file.

    Returns
    -------
    Layout
        It fits into the file.

    Raises
    ------
    LayoutError
        First block and parameters do not agree, or the samples are too many.
    CutOffError
        The file is shorter than its frames.
    ChainError
        A count is none.
    """
    _agree(parameters, "POINT:USED", head.n_points)
    n_per_frame, n_channels = _analog_counts(head, parameters)
    floats = head.scale < 0.0
    frame_bytes = (4 * head.n_points + head.n_analogs) * (4 if floats else 2)
    held = n_bytes - head.samples_at
    n_frames, notes = _n_frames(head, parameters, held, frame_bytes)
    if n_frames * n_per_frame > MAX_SAMPLES:
        raise LayoutError(
            f"it holds {n_frames * n_per_frame} analog samples, and {MAX_SAMPLES} are the most "
            "that are read"
        )
    return Layout(
        processor=head.processor,
        floats=floats,
        samples_at=head.samples_at,
        n_frames=n_frames,
        n_points=head.n_points,
        n_channels=n_channels,
        n_per_frame=n_per_frame,
        notes=notes,
    )


def _agree(parameters: Parameters, name: str, count: int) -> None:
    stated = parameters.count(name)
    if stated is not None and stated != count:
        raise LayoutError(f"{name} is {stated} and its first block says {count}")


def _analog_counts(head: Head, parameters: Parameters) -> tuple[int, int]:
    """Analog samples of a frame, and channels."""
    n_per_frame = head.n_per_frame
    if n_per_frame == 0 and head.n_analogs:
        # The first block leaves the samples of a frame out; the number of channels gives them.
        n_used = parameters.count("ANALOG:USED") or head.n_analogs
        n_per_frame = head.n_analogs // n_used
    if n_per_frame == 0:
        _agree(parameters, "ANALOG:USED", head.n_analogs)
        return 1, head.n_analogs
    _agree(parameters, "ANALOG:USED", head.n_analogs // n_per_frame)
    if head.n_analogs % n_per_frame:
        raise LayoutError("its analog values do not fill whole samples")
    return n_per_frame, head.n_analogs // n_per_frame


def _n_frames(
    head: Head, parameters: Parameters, held: int, frame_bytes: int
) -> tuple[int, tuple[str, ...]]:
    """Frames, and what is to be said of them."""
    count = parameters.count("POINT:FRAMES") or head.n_frames
    long = max(_long_counts(parameters), default=0)
    if count == LAST_COUNT and not long and "ROTATION:DATA_START" not in parameters:
        return _beyond_the_last_count(held, frame_bytes)
    # A long count is believed where the short one is at its end or is what 16 bits kept of it, or
    # where the file is long enough for it: programs that cut a trial leave the old one behind.
    wraps = (long - count) % (LAST_COUNT + 1) == 0
    if long > count and (count >= LAST_COUNT or wraps or long * frame_bytes <= held):
        count = long
    if count * frame_bytes > held:
        raise _cut_off(count, frame_bytes, held)
    return count, tuple(
        f"{where} says {other} frames and POINT:FRAMES {count}; the {count} were read."
        for other, where in ((long, "A longer count"), (head.n_frames, "The first block"))
        if count < other
    )


def _beyond_the_last_count(held: int, frame_bytes: int) -> tuple[int, tuple[str, ...]]:
    """Frames of a file that says 65,535 and may mean more: as many as it holds.

    The samples end with a block, filled up with zeros; frames that may be nothing else are left.
    """
    if LAST_COUNT * frame_bytes > held:
        raise _cut_off(LAST_COUNT, frame_bytes, held)
    filled = BLOCK - 1 if held % BLOCK == 0 else 0
    count = max(LAST_COUNT, -(-(held - filled) // frame_bytes) if filled else held // frame_bytes)
    if count == LAST_COUNT:
        return count, ()
    return count, (
        f"The file counts {LAST_COUNT} frames, the most that it can, and holds {count}; "
        f"the {count} were read.",
    )


def _cut_off(count: int, frame_bytes: int, held: int) -> CutOffError:
    return CutOffError(
        f"it claims {count} frames, {count * frame_bytes} bytes, and holds {max(held, 0)}"
    )


def _long_counts(parameters: Parameters) -> list[int]:
    """Find counts of frames in more than 16 bits; what is no count is left out."""
    stated = parameters.numbers("POINT:LONG_FRAMES")[:1].tolist()
    begin, end = (
        parameters.numbers(f"TRIAL:ACTUAL_{which}_FIELD", signed=False)
        for which in ("START", "END")
    )
    if begin.size == 2 and end.size == 2:
        low, high = end - begin
        stated.append(low + 65536.0 * high + 1.0)
    return [int(count) for count in stated if math.isfinite(count) and count >= 1.0]
