"""Analog samples of a C3D file: read in pieces, the wanted channels alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.files.tables.c3d_layout import CutOffError, Layout
from balance_arcade.files.tables.c3d_words import FloatArray

PIECE_BYTES = 1 << 20
"""Bytes of the file that are held at once, beside the samples; a single frame may be larger."""


def read_words(
    path: Path, layout: Layout, channels: npt.NDArray[np.int64], *, signed: bool
) -> FloatArray:
    """Read the stored values of some analog channels.

    Parameters
    ----------
    path : Path
        The file.
    layout : Layout
        Where its samples are.
    channels : ndarray of int, shape (n_wanted,)
        From 0.
    signed : bool
        How 16-bit numbers are understood.

    Returns
    -------
    ndarray of float64, shape (n_samples, n_wanted)
        Not yet scaled.

    Raises
    ------
    CutOffError
        The file became shorter meanwhile.
    OSError
        It cannot be read.
    """
    n_samples = layout.n_frames * layout.n_per_frame
    wanted = np.empty((n_samples, channels.size))
    frame_bytes = layout.frame_words * layout.word_bytes
    at_once = max(PIECE_BYTES // frame_bytes, 1)
    # Where the channels stand in a frame, sample by sample.
    columns = (
        4 * layout.n_points
        + layout.n_channels * np.arange(layout.n_per_frame)[:, None]
        + channels[None, :]
    )
    with path.open("rb") as file:
        file.seek(layout.samples_at)
        for begin in range(0, layout.n_frames, at_once):
            n_frames = min(at_once, layout.n_frames - begin)
            raw = file.read(n_frames * frame_bytes)
            # The length was checked before; the file was shortened while it was read.
            if len(raw) < n_frames * frame_bytes:
                raise CutOffError(f"it ended after {begin + len(raw) // frame_bytes} frames")
            frames = _words(raw, layout, signed=signed).reshape(n_frames, layout.frame_words)
            rows = slice(begin * layout.n_per_frame, (begin + n_frames) * layout.n_per_frame)
            wanted[rows] = _decoded(frames[:, columns], layout).reshape(-1, channels.size)
    return wanted


def _words(raw: bytes, layout: Layout, *, signed: bool) -> npt.NDArray[np.generic]:
    if layout.floats:
        return layout.processor.float_words(raw)
    return np.frombuffer(raw, dtype=f"{layout.processor.order}{'i2' if signed else 'u2'}")


def _decoded(words: npt.NDArray[np.generic], layout: Layout) -> npt.NDArray[np.generic]:
    return layout.processor.floats(words) if layout.floats else words
