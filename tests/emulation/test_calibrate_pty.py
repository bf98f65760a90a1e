"""``calibrate`` end to end: an emulated board behind a pseudo terminal, and a mass on it.

Its cells have unlike gains, cross-talk, wrong places, noise, and drift; it streams bytes. Whoever
puts the mass down is the test, which reads the prompts as a person would.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import threading
from dataclasses import dataclass, field

import arduino_peer as peer
import numpy as np
import pytest
from lines_peer import LinesPeer

from balance_arcade.cli import main
from balance_arcade.hw import open_board
from balance_arcade.hw.calibration.study import COUNTS_PER_N, BoardModel, SyntheticBoard

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")

G = 9.80665
RATE_HZ = 400.0
WINDOW = "0.2"


@dataclass
class Bench:
    """A board on a table, and what lies on it."""

    placement_mm: float = 0.1
    drift_n_s: float = 0.0
    seed: int = 5
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)
    board: SyntheticBoard = field(init=False)

    def __post_init__(self):
        self.rng = random.Random(self.seed)
        self.board = SyntheticBoard(BoardModel(), np.random.default_rng(self.seed))
        self._still = self._cells(0.0, 0.0, 0.0)

    def put(self, mass_kg, ml_mm, ap_mm):
        """Put a mass down, nearly where it should be."""
        ml = ml_mm + self.rng.gauss(0.0, self.placement_mm)
        ap = ap_mm + self.rng.gauss(0.0, self.placement_mm)
        self._still = self._cells(mass_kg, ml, ap)

    def _cells(self, mass_kg, ml, ap):
        force = np.array([mass_kg * G])
        return self.board.cells(force, np.array([[ml, ap]]))[0] + self.board.zero

    def counts(self, t_s):
        drift = self.drift_n_s * t_s * COUNTS_PER_N
        noise = 0.02 * COUNTS_PER_N
        return [round(cell + drift + self.rng.gauss(0.0, noise)) for cell in self._still]

    def peer(self):
        return peer.ArduinoPeer(
            on_ask=lambda seq: peer.hello(seq, rate_hz=RATE_HZ),
            rate_hz=RATE_HZ,
            counts_at=self.counts,
        )


class Person:
    """Standard output of the command: reads each prompt and does what it says."""

    def __init__(self, bench, *, wrong=None, stop_at=None):
        self.bench, self.wrong, self.stop_at = bench, wrong or {}, stop_at
        self.events, self._text = [], ""

    def write(self, text):
        self._text += text
        *lines, self._text = self._text.split("\n")
        for line in lines:
            self._hear(json.loads(line))
        return len(text)

    def flush(self):
        pass

    def _hear(self, event):
        self.events.append(event)
        if event["event"] != "prompt":
            return
        if event["step"] == self.stop_at:
            raise KeyboardInterrupt
        do = event["do"]
        mass, ml, ap = do["mass_kg"], do["ml_mm"], do["ap_mm"]
        n_points = sum(e.get("kind", "tare") != "tare" for e in self.events)
        if do["kind"] != "tare":
            mass, ml, ap = self.wrong.get(n_points + 1, lambda *all: all)(mass, ml, ap)
        self.bench.put(mass, ml, ap)

    @property
    def result(self):
        assert self.events[-1]["event"] == "result"
        return self.events[-1]


@pytest.fixture
def calibrate(monkeypatch, tmp_path):
    """Run the command with a person in front of it; its own settings folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(address, person, *words):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", person)
            return main(
                ["calibrate", address, "--json", "--window", WINDOW, "--patience", "20", *words]
            )

    return run


def test_a_board_is_calibrated_and_then_finds_a_person(calibrate, tmp_path, capsys):
    bench = Bench(drift_n_s=0.01)
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        person = Person(bench)
        assert calibrate(address, person) == 0
        fit = person.result["fit"]
        assert (fit["n_points"], fit["n_checks"]) == (18, 5)
        assert fit["check_rms_mm"] < 0.4
        assert [e["do"]["kind"] for e in person.events if e["event"] == "prompt"].count("tare") == 6
        assert "±" in person.result["sentence"]
        files = sorted(f.name for f in (tmp_path / "balance-arcade" / "calibrations").iterdir())
        assert files == ["0011223344556677.svg", "0011223344556677.toml"]
        bench.put(70.0, 40.0, -30.0)
        with open_board(address) as board:
            assert board.info.calibration_id == person.result["calibration_id"]
            assert board.info.accuracy.noise_sd_n == pytest.approx(0.02, rel=0.3)
            ml, ap, fz_n = _place(board)
        # Drift since the last tare is still in: 0.04 N a second in all.
        assert ml == pytest.approx(40.0, abs=0.6)
        assert ap == pytest.approx(-30.0, abs=0.6)
        assert fz_n == pytest.approx(70.0 * G, rel=0.005)


def test_the_counts_of_any_sketch_are_calibrated_alike(calibrate):
    bench = Bench()
    sketch = LinesPeer(
        "udp",
        rate_hz=RATE_HZ,
        line_at=lambda n, t_s: b"%d %d %d %d\n" % tuple(bench.counts(t_s)),
    )
    with sketch:
        address = sketch.address("units=counts&width=400&length=300&id=plank-1", rate=RATE_HZ)
        person = Person(bench)
        assert calibrate(address, person) == 0
        bench.put(70.0, 40.0, -30.0)
        with open_board(address) as board:
            assert board.info.calibration_id == person.result["calibration_id"]
            assert _place(board) == pytest.approx((40.0, -30.0, 70.0 * G), rel=0.02)


def _place(board):
    samples = []
    while len(samples) < 200:
        samples += board.read(1.0)
    forces_n = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples[-150:]]).mean(axis=0)
    x, y = np.array(board.info.geometry.corners_mm()).T
    return forces_n @ x / forces_n.sum(), forces_n @ y / forces_n.sum(), forces_n.sum()


def test_a_point_off_its_mark_is_named_kept_and_taken_again(calibrate, tmp_path, capsys):
    bench = Bench()
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        beside = {7: lambda kg, ml, ap: (kg, ml + 10.0, ap)}
        assert calibrate(address, Person(bench, wrong=beside)) == 1
        said = capsys.readouterr().err
        assert "Point 7 (10 kg at ml" in said
        assert "--resume --redo 7" in said
        folder = tmp_path / "balance-arcade" / "calibrations"
        assert [f.name for f in folder.iterdir()] == ["0011223344556677.toml.part"]
        again = Person(bench)
        assert calibrate(address, again, "--resume", "--redo", "7") == 0
        asked = [e["do"]["kind"] for e in again.events if e["event"] == "prompt"]
        assert asked == ["tare", "point", "tare"]
        assert again.result["fit"]["n_points"] == 18


def test_masses_that_were_placed_by_eye_fit_once_that_is_said(calibrate, capsys):
    bench = Bench(placement_mm=1.0)
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        assert calibrate(address, Person(bench)) == 1
        assert "--placement-mm 1" in capsys.readouterr().err
        again = Person(bench)
        assert calibrate(address, again, "--resume", "--placement-mm", "1") == 0
        assert [e["event"] for e in again.events] == ["result"]
        assert again.result["fit"]["n_points"] == 18


def test_ctrl_c_keeps_what_was_read(calibrate, capsys):
    bench = Bench()
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        assert calibrate(address, Person(bench, stop_at=9)) == 130
        assert "Kept 8 new readings" in capsys.readouterr().err
        assert calibrate(address, Person(bench), "--resume", "--masses", "12,25") == 1
        assert "another plan" in capsys.readouterr().err
        rest = Person(bench)
        assert calibrate(address, rest, "--resume") == 0
        prompts = [e for e in rest.events if e["event"] == "prompt"]
        # 23 points in all, 6 of them taken; an empty board before, after and between.
        assert [e["do"]["kind"] for e in prompts].count("tare") == 5
        assert len(prompts) == 17 + 5


def test_an_unfinished_calibration_is_put_aside_by_the_next(calibrate, tmp_path, capsys):
    bench = Bench()
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        assert calibrate(address, Person(bench, stop_at=4)) == 130
        (part,) = tmp_path.rglob("*.part")
        kept = part.read_bytes()
        assert calibrate(address, Person(bench, stop_at=3)) == 130
        assert calibrate(address, Person(bench, stop_at=3)) == 130
    assert "There is an unfinished calibration" in capsys.readouterr().err
    assert part.with_name(part.name + ".before").read_bytes() == kept
    assert part.read_bytes() != kept


@pytest.mark.parametrize("masses", ["10", "10,10", "10,12"])
def test_masses_that_cannot_calibrate_are_refused_at_the_start(calibrate, capsys, masses):
    assert calibrate("arduino:/nowhere", Person(Bench()), "--masses", masses) == 1
    assert "needs at least two masses that differ" in capsys.readouterr().err


class Hands(Person):
    """A person at the keys: goes back once, then takes a lighter mass even so."""

    def __init__(self, bench, keys):
        super().__init__(bench, wrong={2: lambda kg, ml, ap: (0.7 * kg, ml, ap)})
        self._keys, self._hints = keys, 0

    def _hear(self, event):
        super()._hear(event)
        prompts = [e["step"] for e in self.events if e["event"] == "prompt"]
        if event["event"] == "prompt" and prompts == [1, 2, 3]:
            self.bench.put(10.0, *self._first)
            os.write(self._keys, b"B\n")
        elif event["event"] == "prompt" and event["step"] == 2:
            self._first = event["do"]["ml_mm"], event["do"]["ap_mm"]
        elif event["event"] == "hint" and event["wait"] == "another mass":
            self._hints += 1
            os.write(self._keys, b"\n")


def test_keys_go_back_and_take_what_is_there(calibrate, monkeypatch, capsys):
    monkeypatch.setattr("balance_arcade.commands.calibrate_walk.HINT_AFTER_S", 0.5)
    read_end, write_end = os.pipe()
    bench = Bench()
    with os.fdopen(read_end, encoding="utf-8") as keys, bench.peer() as device:
        monkeypatch.setattr(sys, "stdin", keys)
        hands = Hands(bench, write_end)
        assert calibrate(f"arduino:{device.port}", hands) == 1
        os.close(write_end)
        for thread in threading.enumerate():
            if thread.name == "calibrate-keys":
                thread.join(5.0)
    steps = [e["step"] for e in hands.events if e["event"] == "prompt"]
    assert steps[:5] == [1, 2, 3, 2, 3]
    assert "does not fit the others" in capsys.readouterr().err


def test_a_script_of_points(calibrate, tmp_path):
    rows = [f"{kg},{ml},{ap},no" for kg in (10, 30) for ml in (-150, 150) for ap in (-90, 0, 90)]
    script = tmp_path / "points.csv"
    text = "\n".join(["mass_kg,ml_mm,ap_mm,held_back", *rows, "30,20,10,yes"])
    script.write_text(text, encoding="utf-8")
    bench = Bench()
    with bench.peer() as device:
        person = Person(bench)
        assert calibrate(f"arduino:{device.port}", person, "--script", str(script)) == 0
        assert (person.result["fit"]["n_points"], person.result["fit"]["n_checks"]) == (12, 1)


def test_a_step_that_is_never_done_ends_by_itself(calibrate, capsys):
    bench = Bench()
    with bench.peer() as device:
        lazy = Person(bench, wrong={1: lambda *_: (0.0, 0.0, 0.0)})
        assert calibrate(f"arduino:{device.port}", lazy, "--patience", "1") == 1
        assert "Step 2 was not done within 1 s (put the mass on)" in capsys.readouterr().err


def test_checks_of_a_calibrated_board(calibrate, tmp_path, capsys):
    bench = Bench()
    with bench.peer() as device:
        address = f"arduino:{device.port}"
        assert calibrate(address, Person(bench)) == 0
        for _ in range(3):
            daily = Person(bench)
            assert calibrate(address, daily, "--daily-check", "20") == 0
            assert daily.result["check"]["good"]
        corners = Person(bench)
        assert calibrate(address, corners, "--corner-check") == 0
        assert len(corners.result["check"]["points"]) == 4
        shifted = {2: lambda kg, ml, ap: (kg, ml, ap + 5.0)}
        bad = Person(bench, wrong=shifted)
        assert calibrate(address, bad, "--corner-check") == 1
        shift = bad.result["check"]["points"][1]
        assert shift["error_ap_mm"] == pytest.approx(5.0, abs=1.0)
        assert "ml 100, ap 75 mm is off by" in bad.result["check"]["verdict"]
        lighter = {n: lambda kg, ml, ap: (kg * 0.993, ml, ap) for n in (1, 2, 3)}
        less = Person(bench, wrong=lighter)
        assert calibrate(address, less, "--daily-check", "20") == 1
        assert "against 4 earlier checks" in less.result["check"]["verdict"]
        history = tmp_path / "balance-arcade" / "calibrations" / "0011223344556677.checks.jsonl"
        assert len(history.read_text(encoding="utf-8").splitlines()) == 6


def test_the_readings_are_fitted_again(calibrate, tmp_path, capsys):
    bench = Bench()
    with bench.peer() as device:
        first = Person(bench)
        assert calibrate(f"arduino:{device.port}", first) == 0
    path = first.result["file"]
    assert main(["calibrate", "--refit", path, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["calibration_id"] == first.result["calibration_id"]
    assert again["fit"] == first.result["fit"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sim:"], "cannot be calibrated"),
        ([], "No board is named"),
        (["arduino:x", "--masses", "0,10"], "Every mass must be above 0"),
        (["arduino:x", "--window", "0"], "--window must be 0.2 to 60 s"),
        (["arduino:x", "--gravity", "1.6"], "--gravity must be"),
        (["arduino:x", "--latitude", "100"], "latitude_deg"),
        (["arduino:x", "--redo", "3"], "Add --resume"),
        (["arduino:x", "--script", "none.csv"], "cannot be read"),
        (["--refit", "none.toml"], "cannot be read"),
        (["--study", "0"], "--study must be 1 to"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_opened(words, message, capsys):
    assert main(["calibrate", *words]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("check", [("--daily-check", "20"), ("--corner-check",)])
def test_a_board_that_was_never_calibrated_is_not_checked(calibrate, tmp_path, capsys, check):
    bench = Bench()
    with bench.peer() as device:
        person = Person(bench)
        assert calibrate(f"arduino:{device.port}", person, *check) == 1
    assert person.events == []  # nobody was asked to carry a mass
    said = capsys.readouterr().err
    assert "nothing to check" in said
    assert f"balance-arcade calibrate arduino:{device.port}" in said
    assert not (tmp_path / "balance-arcade").exists()


@pytest.mark.parametrize("board", ["sim:", "replay:nothing.mcap"])
def test_a_board_without_cells_of_its_own_is_not_checked(calibrate, capsys, board):
    person = Person(Bench())
    assert calibrate(board, person, "--daily-check", "20") == 1
    assert person.events == []
    assert "cannot be calibrated" in capsys.readouterr().err
