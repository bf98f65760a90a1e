"""The bodies of the messages ``meta``, ``hb``, ``alarm`` and ``samples``.

``state``, ``metrics`` and ``event`` carry `SessionState`, `LiveMetrics` and `Event` of the core as
they are. ``docs/protocol.md`` is the authority; a change here is a change there.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import CopSample
from balance_arcade.server.lease import LeaseStatus

CHANNELS: tuple[str, ...] = (
    "seq",
    "t_s",
    "ml_mm",
    "ap_mm",
    "fz_n",
    "left_frac",
    "front_frac",
    "ml_display_mm",
    "ap_display_mm",
    "flags",
    "t_host_ns",
)
"""Columns of a sample block in order; later minor versions only add columns at the end."""

DTYPE = "<f8"


class Meta(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the stream before the data; sent when it changes and to every newcomer.

    Attributes
    ----------
    board : BoardInfo
        The board. Its address is cut to the scheme: a path may hold a person's name.
    channels : tuple of str
        Names of the columns of a sample block, the unit in the name.
    dtype : str
        Type of one number: ``<f8`` is a little-endian 64-bit float.
    wall : WallAnchor
        One pair of wall and monotonic time of the board's computer.
    app_version : str
        Version of the program that publishes.
    games : tuple of str
        Names of the games that ``start`` begins when no session is under way. Left out where there
        are none: the publisher takes neither ``start`` nor ``tare`` then.
    programme : str
        Name of the training programme that ``start`` with ``programme`` begins. Left out where
        there is none.
    """

    board: BoardInfo
    channels: tuple[str, ...]
    dtype: str
    wall: WallAnchor
    app_version: str
    games: tuple[str, ...] = ()
    programme: str = ""


class RecorderStatus(msgspec.Struct, frozen=True):
    """What the recorder does.

    Attributes
    ----------
    state : str
        ``idle``, ``recording`` or ``failed``.
    file : str
        File name without path; empty while idle.
    age_s : float
        Seconds since it last wrote; NaN where that is not known.
    reason : str
        Why it failed; empty otherwise.
    """

    state: str = "idle"
    file: str = ""
    age_s: float = float("nan")
    reason: str = ""


class FirstTrial(msgspec.Struct, frozen=True):
    """How long it took from the program's start to the first trial that was scored.

    Attributes
    ----------
    seconds : float
        On this computer's clock.
    touches : int
        Orders of stations that it took.
    """

    seconds: float
    touches: int


class Heartbeat(msgspec.Struct, frozen=True):
    """Sign of life, twice a second, whether there are samples or not.

    Attributes
    ----------
    uptime_s : float
        Seconds since the publisher started.
    last_seq : dict of str to int
        Number of the newest message of every kind sent so far; shows a loss at the end of a burst.
    dropped : dict of str to int
        Items discarded inside the publisher because its inbox was full (samples count singly).
    sample_age_s : float
        Seconds since the newest sample came in; NaN before the first.
    recorder : RecorderStatus
        What the recorder does.
    health : BoardHealth
        The board's own counters.
    n_bad_requests : int
        Invalid messages on either port; they were discarded.
    closing : bool
        True in the last heartbeat of a publisher that ends on purpose.
    n_stations : int
        Connections to the stream.
    lease : LeaseStatus
        Who steers; left out while nobody does.
    first_trial : FirstTrial
        How long it took to begin; left out before the first trial has been scored.
    """

    uptime_s: float
    last_seq: dict[str, int]
    dropped: dict[str, int]
    sample_age_s: float
    recorder: RecorderStatus
    health: BoardHealth
    n_bad_requests: int = 0
    closing: bool = False
    n_stations: int = 0
    lease: LeaseStatus | msgspec.UnsetType = msgspec.UNSET
    first_trial: FirstTrial | msgspec.UnsetType = msgspec.UNSET


class AlarmItem(msgspec.Struct, frozen=True):
    """One fault that is present.

    Attributes
    ----------
    code : str
        Short name for programs: ``signal``, ``recorder``.
    reason : str
        What a person should read.
    since_t_s : float
        Time on the board's clock when it began; NaN before there is one.
    over_t_s : float or UNSET
        When its cause went; unset, and left out, while that is present.
    acknowledged_by : str or UNSET
        Who has said that they know of it; unset, and left out, until somebody has.
    """

    code: str
    reason: str
    since_t_s: float
    over_t_s: float | msgspec.UnsetType = msgspec.UNSET
    acknowledged_by: str | msgspec.UnsetType = msgspec.UNSET


class Alarms(msgspec.Struct, frozen=True):
    """Every fault of now, and what nobody has acknowledged; the newest message replaces the older.

    Attributes
    ----------
    active : tuple of AlarmItem
        Faults that are present; empty means that all is well.
    latched : tuple of AlarmItem or UNSET
        Those that nobody has acknowledged since they came, present or over; unset, and left out,
        where there are none.
    """

    active: tuple[AlarmItem, ...] = ()
    latched: tuple[AlarmItem, ...] | msgspec.UnsetType = msgspec.UNSET


_pack_row = struct.Struct(f"<{len(CHANNELS)}d").pack


def sample_bytes(samples: Sequence[CopSample]) -> bytes:
    """Return samples as the payload of a message: raw little-endian float64, row by row.

    Examples
    --------
    >>> sample = CopSample(7, 0, 0.07, 1.5, -2.0, 700.0, 0.5, 0.4, 1.4, -1.9)
    >>> len(sample_bytes([sample, sample])) == 2 * 8 * len(CHANNELS)
    True
    """
    return b"".join(
        [
            _pack_row(
                s.seq,
                s.t_s,
                s.ml_mm,
                s.ap_mm,
                s.fz_n,
                s.left_frac,
                s.front_frac,
                s.ml_display_mm,
                s.ap_display_mm,
                s.flags,
                s.t_host_ns,
            )
            for s in samples
        ]
    )


class SampleBlock:
    """Consecutive samples of one message.

    Parameters
    ----------
    values : ndarray of float64, shape (n_samples, n_channels)
        One row a sample, columns as `CHANNELS`.

    Examples
    --------
    >>> sample = CopSample(7, 0, 0.07, 1.5, -2.0, 700.0, 0.5, 0.4, 1.4, -1.9)
    >>> block = SampleBlock.of([sample])
    >>> block.column("ml_mm")
    array([1.5])
    >>> block.samples()[0] == sample
    True
    """

    def __init__(self, values: NDArray[np.float64]) -> None:
        self.values = values

    def __len__(self) -> int:
        return int(self.values.shape[0])

    @classmethod
    def of(cls, samples: Sequence[CopSample]) -> SampleBlock:
        """Make a block of samples."""
        values = np.frombuffer(sample_bytes(samples), dtype=DTYPE)
        return cls(values.reshape(len(samples), len(CHANNELS)).astype(np.float64))

    def column(self, name: str) -> NDArray[np.float64]:
        """One channel of all samples.

        Raises
        ------
        ValueError
            There is no such channel; the message lists those that exist.
        """
        if name not in CHANNELS:
            raise ValueError(
                f"There is no channel {name!r}. Known channels: {', '.join(CHANNELS)}."
            )
        return self.values[:, CHANNELS.index(name)]

    def samples(self) -> list[CopSample]:
        """Return the block as samples, oldest first."""
        return [_sample(row) for row in self.values.tolist()]

    def to_bytes(self) -> bytes:
        """Raw little-endian float64, row by row."""
        return np.ascontiguousarray(self.values, dtype=DTYPE).tobytes()


def _sample(row: list[Any]) -> CopSample:
    seq, t_s, ml, ap, fz, left, front, ml_display, ap_display, flags, t_host = row[: len(CHANNELS)]
    return CopSample(
        int(seq), int(t_host), t_s, ml, ap, fz, left, front, ml_display, ap_display, int(flags)
    )


def public_info(info: BoardInfo) -> BoardInfo:
    """Return the board's description for the wire: only the scheme of its address is left.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> info = BoardInfo("replay:/home/ada/mrs-smith.mcap", "replay", "Recording", "",
    ...                  Geometry(400.0, 400.0), 100.0, "virtual")
    >>> public_info(info).address
    'replay:'
    """
    scheme = info.address.split(":", 1)[0]
    return msgspec.structs.replace(info, address=f"{scheme}:")
