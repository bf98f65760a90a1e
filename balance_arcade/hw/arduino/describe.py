"""The description of a board, made of its hello."""

from __future__ import annotations

from msgspec import UNSET

from balance_arcade.core.board import BoardInfo
from balance_arcade.hw.arduino.calibration import RAW_CALIBRATION
from balance_arcade.hw.arduino.messages import AdcKind, HelloFlag, HelloFrame
from balance_arcade.hw.calibration import NOMINAL, Calibration


def describe(
    hello: HelloFrame, calibration: Calibration, address: str, *, capacity_n: float | None = None
) -> BoardInfo:
    """Describe a board by its hello, its calibration, and the load that its builder stated."""
    emulated = bool(hello.flags & HelloFlag.EMULATED)
    # A number that a newer firmware knows is shown as it came; `AdcKind(...)` would raise.
    known = {kind.value: kind.name for kind in AdcKind}
    adc = known.get(hello.adc, f"converter {hello.adc}")
    firmware = "{}.{}.{}".format(*hello.firmware)
    traits = [adc, f"firmware {firmware}"]
    if calibration.calibration_id == NOMINAL:
        traits.append("nominal calibration, not for measurements")
    if calibration.calibration_id == RAW_CALIBRATION:
        traits.append("counts, not newtons")
    return BoardInfo(
        address=address,
        # Eight digits are enough to tell boards of one room apart, and fit on a screen; ``serial``
        # has all.
        board_id=f"arduino-{hello.unique_id.hex()[-8:]}",
        model=f"{'Emulated Arduino' if emulated else 'Arduino'} board ({', '.join(traits)})",
        serial=hello.unique_id.hex(),
        geometry=calibration.geometry,
        nominal_rate_hz=hello.nominal_rate_hz,
        clock="device",
        calibration_id=calibration.calibration_id,
        origin="simulated" if emulated else "real",
        accuracy=calibration.accuracy,
        capacity_n=UNSET if capacity_n is None else capacity_n,
        firmware=firmware,
    )
