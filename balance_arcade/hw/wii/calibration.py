"""Counts to kilograms: the calibration that a Wii Balance Board carries in its own registers.

Registers 0x20 to 0x3F and 0x60, 0x61 of the extension: counts of each sensor at 0, 17 and 34 kg, a
reference temperature, and a checksum over all of it. Layout, checksum and sources are in
``hardware_docs/wii_balance_board/README.md``.
"""

from __future__ import annotations

import zlib

import msgspec

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.wii.reports import Counts

BLOCK_ADDRESS = 0xA40020
BLOCK_BYTES = 32
TAIL_ADDRESS = 0xA40060
TAIL_BYTES = 2
STEP_KG = 17.0

# Boards have about 1700 counts for 17 kg; a tenth of it is no working sensor.
_MIN_STEP_COUNTS = 200
# wiibrew.org's two numbers; nobody cites a source beyond it.
_FACTORY_SCALE = 0.999
_PER_DEGREE = 0.0007

Forces = tuple[float, float, float, float]


class WiiCalibration(msgspec.Struct, frozen=True):
    """A board's factory calibration; the order of the sensors is tl tr bl br.

    Attributes
    ----------
    at_0_kg, at_17_kg, at_34_kg : tuple of int
        Counts of each sensor under these loads.
    reference_temperature : int
        Raw temperature byte at the factory.
    checksum : int
        As it is stored in the board.
    checksum_good : bool
        Whether it fits the rest.
    """

    at_0_kg: Counts
    at_17_kg: Counts
    at_34_kg: Counts
    reference_temperature: int
    checksum: int
    checksum_good: bool

    @property
    def plausible(self) -> bool:
        """Whether every sensor's counts grow with the load as those of a board do."""
        points = zip(self.at_0_kg, self.at_17_kg, self.at_34_kg, strict=True)
        return all(min(b - a, c - b) >= _MIN_STEP_COUNTS for a, b, c in points)

    def kilograms(self, counts: Counts) -> Forces:
        """Load on each sensor in kilograms, from counts at tl tr bl br.

        Two straight lines that meet at 17 kg; the lower goes on below 0 and the upper above 34 kg.
        Negative loads stay negative: clamping them would shift the mean of an unloaded sensor.

        Examples
        --------
        >>> points = ((0, 0, 0, 0), (1700, 1700, 1700, 1700), (3500, 3500, 3500, 3500))
        >>> WiiCalibration(*points, 26, 0, True).kilograms((-17, 850, 2600, 4400))
        (-0.17, 8.5, 25.5, 42.5)
        """
        zero, middle, top = self.at_0_kg, self.at_17_kg, self.at_34_kg
        return (
            _kilograms(counts[0], zero[0], middle[0], top[0]),
            _kilograms(counts[1], zero[1], middle[1], top[1]),
            _kilograms(counts[2], zero[2], middle[2], top[2]),
            _kilograms(counts[3], zero[3], middle[3], top[3]),
        )

    def corrects(self, temperature: int | None) -> bool:
        """Whether a load can be corrected: both temperatures are known, and neither is 0."""
        return bool(temperature and self.reference_temperature)

    def forces_n(self, counts: Counts, temperature: int | None = None) -> Forces:
        """Corner forces in newtons, at standard gravity.

        Parameters
        ----------
        counts : tuple of int
            Raw counts at tl, tr, bl, br.
        temperature : int, optional
            Raw temperature byte of the sample; with it the loads are corrected for temperature.
            Not where it or the reference is 0: then the board has no such number, and 26 degrees
            that are none would be 1.8 % of the load.

        Returns
        -------
        tuple of float
            Newtons at tl, tr, bl, br.
        """
        factor = STANDARD_GRAVITY_M_S2
        if self.corrects(temperature) and temperature is not None:
            factor *= temperature_factor(temperature, self.reference_temperature)
        tl, tr, bl, br = self.kilograms(counts)
        return (tl * factor, tr * factor, bl * factor, br * factor)


def temperature_factor(temperature: int, reference: int) -> float:
    """Correction of a load for the temperature, after wiibrew.org.

    ``0.999 (1 - 0.0007 (T - T0))`` with both temperatures as raw bytes. No measurement behind these
    numbers is published, which is why it is off unless it is asked for.

    Examples
    --------
    >>> round(temperature_factor(30, 26), 6)
    0.996203
    """
    return _FACTORY_SCALE * (1.0 - _PER_DEGREE * (temperature - reference))


def parse_calibration(block: bytes, tail: bytes) -> WiiCalibration:
    """Read the calibration registers.

    Parameters
    ----------
    block : bytes, length 32
        Registers 0x20 to 0x3F.
    tail : bytes, length 2
        Registers 0x60 and 0x61.

    Returns
    -------
    WiiCalibration
        Whether it may be used is for its ``plausible`` and ``checksum_good`` to say.

    Raises
    ------
    ValueError
        Other lengths.
    """
    if len(block) != BLOCK_BYTES or len(tail) != TAIL_BYTES:
        raise ValueError(f"{len(block)} and {len(tail)} bytes are not a calibration")
    # 0 kg stands at 0x24, 17 kg at 0x2C, 34 kg at 0x34, and the block begins at 0x20.
    loads = (_order(block[start : start + 8]) for start in (4, 12, 20))
    stored = int.from_bytes(block[28:32], "big")
    at_0_kg, at_17_kg, at_34_kg = loads
    return WiiCalibration(
        at_0_kg=at_0_kg,
        at_17_kg=at_17_kg,
        at_34_kg=at_34_kg,
        reference_temperature=tail[0],
        checksum=stored,
        checksum_good=stored == checksum(block, tail),
    )


def checksum(block: bytes, tail: bytes) -> int:
    """CRC-32 over 0x24 to 0x3B, then 0x20 and 0x21, then 0x60 and 0x61."""
    return zlib.crc32(block[4:28] + block[0:2] + tail)


def battery_bars(level: int) -> int:
    """Bars of a battery level, 0 to 4, after wiibrew.org.

    Examples
    --------
    >>> [battery_bars(level) for level in (0x69, 0x6A, 0x78, 0x7D, 0x82, 0x99)]
    [0, 1, 2, 3, 4, 4]
    """
    # The reference level 0x69, which stands in register 0x21, plus 0x01, 0x0F, 0x14 and 0x19.
    return sum(level >= threshold for threshold in (0x6A, 0x78, 0x7D, 0x82))


def _order(raw: bytes) -> Counts:
    """Four big-endian counts from the board's order tr br tl bl into ours."""
    tr, br, tl, bl = (int.from_bytes(raw[i : i + 2], "big") for i in range(0, 8, 2))
    return (tl, tr, bl, br)


def _kilograms(count: int, zero: int, middle: int, top: int) -> float:
    # Linux and others clamp below 0 kg, and wiiuse saturates at 34 kg; both would bend a mean.
    if count < middle:
        return STEP_KG * (count - zero) / (middle - zero)
    return STEP_KG + STEP_KG * (count - middle) / (top - middle)
