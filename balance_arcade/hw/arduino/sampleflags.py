"""What a sample's status and counts say of it, as the flags that every board shares."""

from __future__ import annotations

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arduino.messages import COUNTS_MAX, COUNTS_MIN, SampleStatus

# As plain numbers: an enumeration's operators cost more than the rest of a sample's way.
_STATUS_TORN, _TORN = int(SampleStatus.TORN), int(SampleFlag.TORN)
_STATUS_SATURATED, _SATURATED = int(SampleStatus.SATURATED), int(SampleFlag.SATURATED)
_STATUS_CELL_FAULT, _CELL_FAULT = int(SampleStatus.CELL_FAULT), int(SampleFlag.CELL_FAULT)
GAP_BEFORE = int(SampleFlag.GAP_BEFORE)


def sample_flags(status: int, counts: tuple[int, int, int, int]) -> int:
    """Return the sum of `SampleFlag` bits of a sample.

    Examples
    --------
    >>> sample_flags(int(SampleStatus.TORN), (1, 2, 3, 4)) == int(SampleFlag.TORN)
    True
    """
    flags = 0
    if status & _STATUS_TORN:
        flags |= _TORN
    if status & _STATUS_SATURATED or COUNTS_MAX in counts or COUNTS_MIN in counts:
        flags |= _SATURATED
    if status & _STATUS_CELL_FAULT:
        flags |= _CELL_FAULT
    return flags
