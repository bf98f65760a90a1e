"""A board counts as a force plate for norms where its own noise is small against people's sway."""

import msgspec

from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.records.device_kind import measures_as

PLAIN = BoardInfo("a:", "a", "A", "", Geometry(433.0, 238.0), 100.0, "device")


def of_noise(noise_sd_n: float, **facts: object) -> str:
    accuracy = CellAccuracy(noise_sd_n, 0.3, "bench")
    return measures_as(msgspec.structs.replace(PLAIN, accuracy=accuracy, **facts))


def test_noise_decides_and_what_is_not_known_is_no_plate():
    assert of_noise(0.02) == "force plate"
    assert of_noise(2.0) == "noisy"
    assert measures_as(PLAIN) == ""
    assert of_noise(0.02, nominal_rate_hz=0.0) == ""
    assert measures_as(msgspec.structs.replace(PLAIN, origin="simulated")) == "force plate"
    assert measures_as(msgspec.structs.replace(PLAIN, origin="replayed")) == ""
