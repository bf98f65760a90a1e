"""One C3D file: its parameters, and the analog channels in their units."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.c3d_layout import (
    BLOCK,
    MARK,
    CutOffError,
    Head,
    Layout,
    LayoutError,
    lay_out,
    read_head,
)
from balance_arcade.files.tables.c3d_parameters import ChainError, Parameters
from balance_arcade.files.tables.c3d_samples import read_words
from balance_arcade.files.tables.c3d_words import FloatArray

MAX_BYTES = 1 << 31
"""Files beyond this are refused: nobody waits for a trial of an hour and more."""

MAX_PARAMETER_BYTES = 65_535 * BLOCK
"""Largest section of parameters that is read: as far as a pointer to the samples reaches."""

_MID_SCALE = 32_768
_NEAR_MID_SCALE = 2_048
_RATE_DOUBT, _RATE_LIMIT = 1e-4, 1e-2


class C3dFile:
    """Parameters and analog samples of one file.

    The file is not held in memory: the parameters are, and the channels that are asked for.

    Parameters
    ----------
    path : Path
        An existing file.

    Raises
    ------
    RecordingError
        It is no C3D file, is cut off, or claims what it cannot hold; the message says which.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []
        """What was assumed, or did not agree."""
        try:
            with path.open("rb") as file:
                n_bytes = file.seek(0, os.SEEK_END)
                if n_bytes > MAX_BYTES:
                    raise RecordingError(
                        f"{path.name} is larger than 2 GB.",
                        hint="Cut the trial out of it and export that.",
                    )
                self._head, self.parameters = _read_parameters(file, n_bytes)
            self._layout = lay_out(self._head, self.parameters, n_bytes)
        except OSError as error:
            raise self._unreadable(error) from error
        except (ChainError, LayoutError) as error:
            raise self.unsound(str(error)) from error
        except CutOffError as error:
            raise self._cut_off(str(error)) from error
        self.notes.extend(self._layout.notes)
        if self.parameters.n_mended:
            self.notes.append(
                "A pointer of its parameters leads nowhere; that parameter's length was followed."
            )

    @property
    def layout(self) -> Layout:
        """Where the samples are, and how many."""
        return self._layout

    @property
    def first_frame(self) -> int:
        """Number of the first frame, from 1: of the trial, else of the first block."""
        start = self.parameters.numbers("TRIAL:ACTUAL_START_FIELD", signed=False)
        number = start[0] + 65536.0 * start[1] if start.size == 2 else float(self._head.first)
        return int(number) if math.isfinite(number) and number >= 1.0 else 1

    def count(self, name: str) -> int:
        """First number of a parameter as a count; 0 where there is none."""
        try:
            return self.parameters.count(name) or 0
        except ChainError as error:
            raise self.unsound(str(error)) from error

    def rate_hz(self) -> float:
        """Analog samples a second.

        ``ANALOG:RATE``, else the rate of the frames times their samples. Both must agree, because
        the time of every sample hangs on it.
        """
        frames = self.parameters.numbers("POINT:RATE")[:1]
        frame_hz = float(frames[0]) if frames.size else self._head.rate_hz
        by_frames = frame_hz * self._layout.n_per_frame
        stated = self.parameters.numbers("ANALOG:RATE")[:1]
        rate_hz = float(stated[0]) if stated.size else 0.0
        if not (math.isfinite(rate_hz) and rate_hz > 0.0):
            rate_hz = by_frames
        if not (math.isfinite(rate_hz) and rate_hz > 0.0):
            raise self.fault("it does not tell its sampling rate")
        apart = abs(by_frames / rate_hz - 1.0)
        if apart > _RATE_LIMIT and frame_hz > 0.0:
            raise self.fault(
                f"ANALOG:RATE is {rate_hz:g} Hz, and {self._layout.n_per_frame} samples in each of "
                f"{frame_hz:g} frames a second make {by_frames:g} Hz"
            )
        if _RATE_DOUBT < apart <= _RATE_LIMIT:
            self.notes.append(
                f"ANALOG:RATE is {rate_hz:g} Hz, by its frames it is {by_frames:g} Hz; the former "
                "was taken."
            )
        return rate_hz

    def channel_texts(self, name: str) -> list[str]:
        """Texts of the analog channels, as ``LABELS``; those beyond 255 stand in ``LABELS2``."""
        return self.parameters.texts(f"ANALOG:{name}") + self.parameters.texts(f"ANALOG:{name}2")

    def samples(self, channels: npt.NDArray[np.int64]) -> FloatArray:
        """Read analog channels in their units.

        Parameters
        ----------
        channels : ndarray of int, shape (n_channels,)
            Counted from 1.

        Returns
        -------
        ndarray of float64, shape (n_samples, n_channels)
            ``(stored - OFFSET) * SCALE * GEN_SCALE``; NaN where the file holds no number.

        Raises
        ------
        RecordingError
            There is no such channel, or it has no scale.
        """
        if channels.min() < 1 or channels.max() > self._layout.n_channels:
            raise self.fault("its plate names analog channels that are not there")
        scale = self._of_channels("SCALE", channels)
        unsigned = self._is_unsigned(channels)
        offset = self._of_channels("OFFSET", channels, signed=not unsigned)
        general = self.parameters.numbers("ANALOG:GEN_SCALE")[:1]
        factor = float(general[0]) if general.size else 1.0
        if not math.isfinite(factor):
            raise self.fault(f"ANALOG:GEN_SCALE is {factor:g}")
        try:
            stored = read_words(self.path, self._layout, channels - 1, signed=not unsigned)
        except OSError as error:
            raise self._unreadable(error) from error
        except CutOffError as error:
            raise self._cut_off(str(error)) from error
        stored[~np.isfinite(stored)] = np.nan
        stored -= offset
        stored *= scale
        stored *= factor
        return stored

    def _of_channels(
        self, name: str, channels: npt.NDArray[np.int64], *, signed: bool = True
    ) -> FloatArray:
        """Values of channels, those beyond 255 from the second list."""
        values = np.concatenate(
            [self.parameters.numbers(f"ANALOG:{name}{more}", signed=signed) for more in ("", "2")]
        )
        if channels.max() > values.size:
            raise self.fault(
                f"ANALOG:{name} holds {values.size} values and its plate has channel "
                f"{channels.max()}"
            )
        chosen = values[channels - 1]
        if not np.isfinite(chosen).all():
            raise self.fault(f"ANALOG:{name} of its plate is no number")
        return chosen

    def _is_unsigned(self, channels: npt.NDArray[np.int64]) -> bool:
        """Whether stored values and offsets are unsigned.

        ``ANALOG:FORMAT`` says it. Files older than that (2005) are signed, but for those of 16-bit
        converters (user guide, ANALOG:FORMAT), which are known by offsets at the middle of their
        range: taken as signed, every value would lie on one side of its zero.
        """
        says = "".join(self.parameters.texts("ANALOG:FORMAT")[:1]).upper()
        if says in ("SIGNED", "UNSIGNED"):
            return says == "UNSIGNED"
        offsets = self._of_channels("OFFSET", channels, signed=False)
        if np.abs(offsets - _MID_SCALE).max() > _NEAR_MID_SCALE:
            return False
        self.notes.append(
            "The file does not say whether its values are signed; its offsets of about "
            f"{_MID_SCALE} say that they are not."
        )
        return True

    def fault(self, why: str) -> RecordingError:
        """Make the error that names the file."""
        return RecordingError(
            f"{self.path.name}: {why}.", hint="Export the trial again with its force plates."
        )

    def unsound(self, why: str) -> RecordingError:
        """Make the error for a file that contradicts itself."""
        return RecordingError(
            f"{self.path.name} is no sound C3D file: {why}.",
            hint="Export it again, or copy it again if it was damaged on the way.",
        )

    def _cut_off(self, why: str) -> RecordingError:
        return RecordingError(f"{self.path.name} is cut off: {why}.", hint="Copy the file again.")

    def _unreadable(self, error: OSError) -> RecordingError:
        return RecordingError(
            f"{self.path.name} cannot be read: {error.strerror}.",
            hint="Check the file's permissions.",
        )


def _read_parameters(file: BinaryIO, n_bytes: int) -> tuple[Head, Parameters]:
    """Read the first block and the parameters, and nothing of the samples."""
    file.seek(0)
    block = file.read(BLOCK)
    if n_bytes < 2 * BLOCK or len(block) < BLOCK or block[1] != MARK:
        raise LayoutError("its first block is not that of a C3D file")
    begin = (block[0] - 1) * BLOCK
    if block[0] < 2 or begin + 4 > n_bytes:
        raise LayoutError("its parameters lie beyond its end")
    file.seek(begin)
    head = read_head(block, file.read(4)[-1])
    if head.samples_at > n_bytes:
        raise LayoutError("its samples lie beyond its end")
    end = head.samples_at if head.samples_at > begin else n_bytes
    section = file.read(min(end - begin - 4, MAX_PARAMETER_BYTES))
    return head, Parameters(section, head.processor)
