"""Raw counts through the Lab Streaming Layer, calibrated as an Arduino board's are."""

import pytest
from lsl_peer import LslPeer
from patience import until

from balance_arcade.core.errors import CalibrationError, ConfigError
from balance_arcade.hw import open_board, raw_address
from balance_arcade.hw.calibration import calibration_path

COUNTS = ("counts",) * 4


def counting(units=COUNTS, **how):
    return LslPeer(lambda t_s: (1000.0, 2000.0, 3000.0, 4000.0), units=units, **how)


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def write_calibration(owner):
    path = calibration_path(owner)
    path.parent.mkdir(parents=True)
    path.write_text(
        f'version = 1\nboard_id = "{owner}"\ncalibration_id = "bench"\n'
        "width_mm = 433\nlength_mm = 238\nzero_counts = [0, 0, 0, 1000]\n"
        "gain_n_per_count = [0.1, 0.2, 0.3, 0.4]\n"
    )
    return path


def first(address):
    with open_board(address) as board:
        sample = until(lambda: board.read(1.0), "a sample")[0]
        return board.info, (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)


@pytest.mark.parametrize("units", [COUNTS, ()])
def test_counts_are_calibrated_by_the_streams_own_file_or_a_named_one(units):
    with counting(units) as peer:
        address = f"lsl:?source={peer.name}"
        path = write_calibration(peer.name)
        # Without a unit only the address can say that they are counts.
        info, forces = first(address if units else f"{address}&calibration={path}")
        assert forces == pytest.approx((100.0, 400.0, 900.0, 1200.0))
        assert (info.calibration_id, info.geometry.width_mm) == ("bench", 433.0)
        raw, unit = raw_address(f"{address}&width=433&length=238")
        info, forces = first(raw)
        assert (unit, info.calibration_id) == ("counts", "counts")
        assert forces == (1000.0, 2000.0, 3000.0, 4000.0)


def test_counts_without_a_calibration_and_forces_with_one_are_refused():
    with counting() as peer:
        with pytest.raises(CalibrationError, match="never calibrated here"):
            open_board(f"lsl:?source={peer.name}")
        with pytest.raises(ConfigError, match="how far apart"):
            open_board(f"lsl:?source={peer.name}&calibration=counts")
    with counting(("N",) * 4) as peer, pytest.raises(ConfigError, match="only four corners"):
        open_board(f"lsl:?source={peer.name}&calibration=counts&width=433&length=238")
