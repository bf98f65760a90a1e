"""A Wii Balance Board whose own calibration is corrected with known masses."""

import io
import json
import os
import random
import sys

import numpy as np
import pytest
from wii_peer import WiiPeer
from wii_room import LOAD_N, ONE, TWO, Room, read_n

from balance_arcade.cli import main
from balance_arcade.core.errors import CalibrationError, ConfigError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.hw import raw_address
from balance_arcade.hw.calibration import calibration_path
from balance_arcade.hw.wii import entry

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs nodes of a kernel")

TEXT = f"""
version = 1
board_id = "{ONE}"
calibration_id = "bench"
width_mm = 430.0
length_mm = 240.0
zero_counts = [1.0, 0.0, 0.0, 0.0]
gain_n_per_count = [2.0, 1.0, 1.0, 1.0]
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    made = Room(tmp_path / "machine")
    yield made
    for close in reversed(made.opened):
        close()


def own_file():
    path = calibration_path(ONE)
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_boards_own_file_corrects_what_its_cells_say(room):
    own_file()
    room.plug()
    board = room.open()
    sample = read_n(board, 20)[7]
    assert sample.tl_n == pytest.approx(2.0 * (LOAD_N[0] - 1.0), abs=0.3)
    assert sample.tr_n == pytest.approx(LOAD_N[1], abs=0.3)
    assert board.info.calibration_id == "bench"
    assert board.info.geometry.width_mm == 430.0


def test_a_spacing_beside_a_file_is_refused_and_not_left_out_silently(room):
    own_file()
    room.plug()
    with pytest.raises(ConfigError, match="width=400 is not valid") as caught:
        room.open(width=400)
    assert "calibration=factory" in caught.value.hint
    assert room.open(width=400, calibration="factory").info.geometry.width_mm == 400.0


def test_factory_is_the_board_as_it_is(room):
    own_file()
    room.plug()
    board = room.open(calibration="factory")
    assert read_n(board, 20)[7].tl_n == pytest.approx(LOAD_N[0], abs=0.3)
    assert board.info.calibration_id.startswith("factory ")
    assert board.info.accuracy is not None
    assert raw_address(f"wii:{ONE}") == (f"wii:{ONE}?calibration=factory", "N")


def test_a_file_of_another_board_is_refused(room):
    path = own_file()
    room.plug(uniq=TWO)
    with pytest.raises(CalibrationError, match=f"belongs to board {ONE}"):
        room.open(calibration=path)
    board = room.open()
    assert read_n(board, 20)[7].tl_n == pytest.approx(LOAD_N[0], abs=0.3)


def test_a_list_of_boards_says_how_well_they_measure_without_opening_them(room):
    room.plug()
    room.plug(uniq=TWO, number=2)
    own_file()
    one, two = room.find()
    assert (one.info.calibration_id, two.info.calibration_id) == ("bench", "factory")
    assert (one.info.geometry.width_mm, two.info.geometry.width_mm) == (430.0, 433.0)
    assert two.info.accuracy.residual_n == 2.3
    assert two.info.serial == TWO
    calibration_path(ONE).write_text("version = 7", encoding="utf-8")
    assert "calibration" in room.find()[0].note


def test_a_correction_for_temperature_is_told_beside_the_file(room):
    own_file()
    room.plug()
    assert room.open(temperature="on").info.calibration_id == "bench temperature"


class Person(io.TextIOBase):
    """Reads the prompts and puts masses on a board whose sensors are not where they should be."""

    def __init__(self):
        self.events, self.kg = [], (0.0,) * 4
        self._text, self._rng = "", random.Random(3)
        x = np.array((-218.0, 214.0, -216.0, 219.0))
        y = np.array((121.0, 117.0, -119.0, -118.0))
        self._arms = np.array((np.ones(4), x, y))

    def put(self, kg, ml, ap):
        """Least-norm share of the load, through gains that are off by some hundredths."""
        share = np.linalg.pinv(self._arms) @ (kg * np.array((1.0, ml, ap)))
        self.kg = tuple(float(k) for k in share * (1.03, 0.98, 1.01, 0.97))

    def load(self, t_s):
        # Half a count of flicker, as real sensors have.
        return tuple(kg + self._rng.gauss(0.0, 0.005) for kg in self.kg)

    def write(self, text):
        self._text += text
        *lines, self._text = self._text.split("\n")
        for line in lines:
            event = json.loads(line)
            self.events.append(event)
            if event["event"] == "prompt":
                do = event["do"]
                self.put(do["mass_kg"], do["ml_mm"], do["ap_mm"])
        return len(text)


def place_mm(board):
    samples = read_n(board, 40)[10:]
    forces_n = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples]).mean(axis=0)
    return forces_n @ np.array(board.info.geometry.corners_mm()) / forces_n.sum()


def test_a_board_is_calibrated_on_top_of_its_own_calibration(room, monkeypatch):
    person = Person()
    room.plug(WiiPeer(load=person.load))
    monkeypatch.setattr(entry, "LinuxSystem", lambda: room.system)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", person)
        words = ["--json", "--window", "0.3", "--masses", "20,40", "--patience", "20"]
        assert main(["calibrate", "wii:", *words]) == 0
    result = person.events[-1]
    assert result["board_id"].upper() == ONE
    assert result["fit"]["check_rms_mm"] < 0.5
    person.put(70.0, 50.0, -20.0)
    raw = room.open(calibration="factory")
    before = place_mm(raw)
    raw.close()
    board = room.open()
    after = place_mm(board)
    assert np.hypot(*(before - (50.0, -20.0))) > 2.0
    assert np.hypot(*(after - (50.0, -20.0))) < 0.5
    assert board.info.accuracy.source.startswith("calibration of ")
    assert read_n(board, 5)[4].fz_n == pytest.approx(70.0 * G, rel=0.005)
