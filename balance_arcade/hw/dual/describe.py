"""The description of two boards as one."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from balance_arcade.core.board import BoardHealth, BoardInfo, Origin
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.hw.dual.frame import CommonFrame

# The further right, the less real: a pair is as real as its less real half.
_LESS_REAL: tuple[Origin, ...] = ("real", "replayed", "simulated")
_ID_LENGTH = 24


def describe(left: BoardInfo, right: BoardInfo, frame: CommonFrame, address: str) -> BoardInfo:
    """Describe the pair.

    Parameters
    ----------
    left, right : BoardInfo
        Of each board.
    frame : CommonFrame
        Where they stand.
    address : str
        The address that opens both again.

    Returns
    -------
    BoardInfo
        Rate and clock are the left board's; the origin is the less real one's.
    """
    both = (left, right)
    # Both ids must fit into the 64 characters of a board's name (`checking.py`).
    ids = "-".join(info.board_id[:_ID_LENGTH].strip("-") for info in both)
    return BoardInfo(
        address=address,
        board_id=f"dual-{ids}",
        model=f"Two boards: left {left.model}; right {right.model}",
        serial=" + ".join(info.serial for info in both if info.serial),
        geometry=frame.geometry,
        nominal_rate_hz=left.nominal_rate_hz,
        clock=left.clock,
        calibration_id=" + ".join(info.calibration_id for info in both if info.calibration_id),
        origin=max((info.origin for info in both), key=_LESS_REAL.index),
        pre_zeroed=left.pre_zeroed and right.pre_zeroed,
        speed=left.speed,
        accuracy=frame.accuracy(left.accuracy, right.accuracy),
        capacity_n=_both_n(left, right),
        firmware=_both_versions(left, right),
    )


def _both_n(left: BoardInfo, right: BoardInfo) -> float | UnsetType:
    """Add what both can carry, a foot on each; unset where one of them does not know."""
    if left.capacity_n is UNSET or right.capacity_n is UNSET:
        return UNSET
    return left.capacity_n + right.capacity_n


def _both_versions(left: BoardInfo, right: BoardInfo) -> str | UnsetType:
    """Name the program of each, once where they are equal; unset where a board tells none."""
    if left.firmware is UNSET or right.firmware is UNSET:
        return UNSET
    return " + ".join(dict.fromkeys((left.firmware, right.firmware)))


def unknown_accuracy(left: BoardInfo, right: BoardInfo) -> tuple[str, ...]:
    """Name the board whose accuracy is unknown, so that the accuracy of the pair is unknown too."""
    sides = [
        side
        for side, info in (("left", left), ("right", right))
        if info.accuracy is None and (info.origin == "real" or info.calibration_id)
    ]
    if not sides:
        return ()
    which = f"The {sides[0]} board does not state" if len(sides) == 1 else "Neither board states"
    return (f"{which} how well it measures, so the pair cannot: calibrate each board by itself.",)


def merged_health(
    both: tuple[BoardHealth, BoardHealth],
    *,
    n_samples: int,
    n_gaps: int,
    n_lost: int,
    flagged: FlagCounts,
    warnings: tuple[str, ...],
) -> BoardHealth:
    """Count for the pair: samples and gaps are its own, faults are both boards' together.

    Parameters
    ----------
    both : tuple of BoardHealth
        Of the left and the right board.
    n_samples, n_gaps, n_lost : int
        Of the pair.
    flagged : FlagCounts
        Of the pair: a sample is late or held where either board's part of it is.
    warnings : tuple of str
        Of the pair; those of the boards follow with their side in front.

    Returns
    -------
    BoardHealth
    """
    left, right = both
    named = [f"Left board: {text}" for text in left.warnings]
    named += [f"Right board: {text}" for text in right.warnings]
    return BoardHealth(
        n_samples=n_samples,
        n_gaps=n_gaps,
        n_lost=n_lost,
        n_bad_frames=left.n_bad_frames + right.n_bad_frames,
        n_discarded_bytes=left.n_discarded_bytes + right.n_discarded_bytes,
        # The stream has the left board's samples and so its rate.
        measured_rate_hz=left.measured_rate_hz,
        warnings=(*warnings, *named),
        n_restarts=left.n_restarts + right.n_restarts,
        n_reconnects=left.n_reconnects + right.n_reconnects,
        clock_ppm=left.clock_ppm,
        battery_bars=min(
            (one.battery_bars for one in both if one.battery_bars is not None), default=None
        ),
        n_late=flagged.n_late,
        n_held=flagged.n_held,
        # Left out before the boards were joined, so each board's own count is the exact one.
        n_doubled=left.n_doubled + right.n_doubled,
        supply_mv=min((one.supply_mv for one in both if one.supply_mv is not None), default=None),
    )
