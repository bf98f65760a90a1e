"""From the status of a sample frame to the flags of a sample."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arduino.messages import COUNTS_MAX, COUNTS_MIN, SampleStatus

# As plain numbers: an enumeration's operators cost more than the rest of a sample's way.
_STATUS_TORN, _TORN = int(SampleStatus.TORN), int(SampleFlag.TORN)
_STATUS_SATURATED, _SATURATED = int(SampleStatus.SATURATED), int(SampleFlag.SATURATED)
_STATUS_CELL_FAULT, _CELL_FAULT = int(SampleStatus.CELL_FAULT), int(SampleFlag.CELL_FAULT)
GAP_BEFORE: Final = int(SampleFlag.GAP_BEFORE)


def flags_of(status: int, counts: tuple[int, int, int, int]) -> int:
    """Make `SampleFlag` bits of a frame's status and of counts at the end of their range."""
    flags = 0
    if status & _STATUS_TORN:
        flags |= _TORN
    if status & _STATUS_SATURATED or COUNTS_MAX in counts or COUNTS_MIN in counts:
        flags |= _SATURATED
    if status & _STATUS_CELL_FAULT:
        flags |= _CELL_FAULT
    return flags
