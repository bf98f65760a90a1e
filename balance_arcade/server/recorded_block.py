"""Recorded forces as messages of the stream."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.core.samples import SampleFlag
from balance_arcade.files.recording.header import RecordingHeader
from balance_arcade.files.recording.layout import ForceArray
from balance_arcade.server.batching import MAX_BLOCK
from balance_arcade.server.bodies import CHANNELS, SampleBlock
from balance_arcade.server.wire import MAJOR, MINOR, Header, HeaderFlag, encode

_UNUSABLE = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)
_ORIGINS = {"simulated": HeaderFlag.SIMULATED, "replayed": HeaderFlag.REPLAYED}


def block_of(
    rows: ForceArray, zero_n: Sequence[float] | None, header: RecordingHeader
) -> SampleBlock:
    """Compute from recorded forces what the stream carried; the display's columns are NaN.

    Parameters
    ----------
    rows : structured array, shape (n_samples,)
        Of a recording.
    zero_n : sequence of 4 floats or None
        Forces of the empty board that held then.
    header : RecordingHeader
        Of the recording; tells the board's size.

    Returns
    -------
    SampleBlock
        The same numbers as the live stream's, bit for bit: both come from one kernel.
    """
    forces = np.stack([rows[name] for name in ("tl_n", "tr_n", "bl_n", "br_n")], axis=1)
    flags = rows["flags"].astype(np.int64)
    # As live: a frame that cannot be used gives no centre of pressure.
    forces[(flags & _UNUSABLE) != 0, 0] = math.nan
    found = cop_from_corners(forces, header.board.geometry, zero_n=zero_n)
    nobody = np.isnan(found.cop_mm[:, 0])
    values = np.full((len(rows), len(CHANNELS)), math.nan)
    columns = {
        "seq": rows["seq"],
        "t_s": rows["t_s"],
        "ml_mm": found.cop_mm[:, 0],
        "ap_mm": found.cop_mm[:, 1],
        "fz_n": found.fz_n,
        "left_frac": found.left_frac,
        "front_frac": found.front_frac,
        "flags": flags | np.where(nobody, int(SampleFlag.OFF_BOARD), 0),
        "t_host_ns": rows["t_host_ns"],
    }
    for name, column in columns.items():
        values[:, CHANNELS.index(name)] = column
    return SampleBlock(values)


def frames_of(
    rows: ForceArray,
    zero_n: Sequence[float] | None,
    header: RecordingHeader,
    board_id: str,
    boot_id: int,
) -> list[list[bytes]]:
    """Return recorded samples as messages without a number, `MAX_BLOCK` samples each.

    Parameters
    ----------
    rows, zero_n, header
        As of `block_of`.
    board_id, boot_id
        As of the stream.
    """
    rate_hz = header.board.nominal_rate_hz
    flags = int(HeaderFlag.RECORDED | _ORIGINS.get(header.board.origin, HeaderFlag.NONE))
    dt_ns = round(1e9 / rate_hz) if rate_hz > 0.0 else 0
    frames = []
    for begin in range(0, len(rows), MAX_BLOCK):
        part = rows[begin : begin + MAX_BLOCK]
        t0_ns = int(part["t_host_ns"][0])
        head = Header(
            MAJOR, MINOR, boot_id, header.trial_id or 0, 0, t0_ns, dt_ns, len(part), flags
        )
        frames.append(encode(board_id, "samples", head, block_of(part, zero_n, header)))
    return frames
