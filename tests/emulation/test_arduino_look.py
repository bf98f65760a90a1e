"""Finding boards behind ports: `boards` and `doctor` against emulated ones on pseudo terminals."""

import functools
import json
import os
import threading

import arduino_peer as peer
import pytest
from patience import DEADLINE_S

from balance_arcade.cli import main
from balance_arcade.hw import open_board
from balance_arcade.hw.arduino import handshake, look, portnames
from balance_arcade.hw.arduino.look import ask_ports, diagnose, find_boards

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """Only the ports that a test names, and nobody's settings."""
    monkeypatch.setattr(portnames.list_ports, "comports", list)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def name_ports(*ports):
        monkeypatch.setenv("BALANCE_ARCADE_PORTS", ",".join(ports))

    name_ports()
    return name_ports


def test_a_board_is_named_with_firmware_rate_and_calibration(machine, capsys):
    with peer.ArduinoPeer() as device:
        machine(device.port)
        (row,) = find_boards()
        assert row.address == f"arduino:{device.port}"
        assert (row.firmware, row.origin) == ("0.3.1", "simulated")
        assert (row.info.nominal_rate_hz, row.info.calibration_id) == (100.0, "nominal")
        assert device.commands.count(peer.START) == 0
        assert main(["boards"]) == 0
        shown = capsys.readouterr().out.partition(device.port)[2].partition("\n\n")[0]
        for text in ("0.3.1", "100 Hz", "nominal", "unknown"):
            assert text in shown


def test_the_error_of_the_centre_of_pressure_is_shown(machine, tmp_path, capsys):
    path = tmp_path / "balance-arcade" / "calibrations" / f"{peer.UNIQUE_ID.hex()}.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        'version = 1\nboard_id = "0011223344556677"\ncalibration_id = "bench"\n'
        "width_mm = 433\nlength_mm = 238\nzero_counts = [0, 0, 0, 0]\n"
        "gain_n_per_count = [1, 2, 3, 4]\n"
    )
    with peer.ArduinoPeer() as device:
        machine(device.port)
        assert main(["boards", "--json"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        row = next(row for row in rows if row["address"] == f"arduino:{device.port}")
        assert row["info"]["calibration_id"] == "bench"
        assert row["cop_error_mm"] is None  # A file of version 1 does not tell how good it is.


def test_a_busy_port_is_not_disturbed(machine):
    with (
        peer.ArduinoPeer(rate_hz=100.0) as device,
        open_board(f"arduino:{device.port}?calibration=nominal") as board,
    ):
        assert board.read(2.0)
        machine(device.port)
        n_commands = len(device.commands)
        (row,) = find_boards()
        assert "in use by another program" in row.note
        assert len(device.commands) == n_commands
        assert board.read(2.0)
        assert board.health.n_gaps == 0


def test_a_port_that_somebody_holds_is_not_even_opened(machine, tmp_path):
    # A plain file in the port's place: whoever opens it shows among this process's handles.
    port = tmp_path / "ttyACM0"
    port.touch()
    machine(str(port))
    with port.open():
        (row,) = find_boards()
    if os.path.isdir("/proc/self/fd"):
        assert f"(process {os.getpid()})" in row.note


def together(n_ports):
    """Make answers that come when all ports were asked: asked in turn, the first is too late."""
    asked, all_asked = set(), threading.Event()

    def when_all_are_asked(answer):
        def on_ask(seq):
            asked.add(on_ask)
            if len(asked) == n_ports:
                all_asked.set()
            all_asked.wait(20.0)
            return answer(seq)

        return on_ask

    return when_all_are_asked


def _greet_for(patience_s, *args, wait_s, **options):
    assert wait_s == look.LOOK_S
    return handshake.greet(*args, wait_s=patience_s, **options)


def test_a_board_that_opening_its_port_has_reset_is_no_silent_one(machine, monkeypatch):
    # An Uno hears nothing in the second and a half of its reset.
    assert 6 * handshake.ASK_EVERY_S < look.LOOK_S
    # On a busy computer those six questions take longer than they are given.
    patient = functools.partial(_greet_for, DEADLINE_S)
    monkeypatch.setattr(look, "greet", patient)
    with peer.ArduinoPeer(on_ask=lambda seq: peer.hello(seq) if seq >= 6 else b"") as device:
        machine(device.port)
        finding, measures = diagnose()
    assert finding.level == "ok"
    assert "0011223344556677" in finding.what
    # It is read for a moment as well, and this one does nothing but greet.
    assert measures.level == "fail"
    assert "has sent no sample" in measures.what


def test_a_dead_cell_is_a_finding(machine):
    with peer.ArduinoPeer(rate_hz=100.0) as device:  # Its counts never change.
        machine(device.port)
        found = [finding.what for finding in diagnose()]
    assert "The front-left cell does not move: check its wires." in found


def test_silent_strange_and_missing_ports_are_findings(machine):
    when_all_are_asked, printed = together(3), b"ok\r\nX:0.00 Y:0.00\r\n"
    with (
        peer.ArduinoPeer(on_ask=when_all_are_asked(peer.hello)) as good,
        peer.ArduinoPeer(on_ask=when_all_are_asked(lambda seq: b"")) as silent,
        peer.ArduinoPeer(on_ask=when_all_are_asked(lambda seq: printed)) as printer,
    ):
        machine(good.port, silent.port, printer.port, "/dev/ttyNONE7")
        found = diagnose()
    found = [finding for finding in found if "has sent no sample" not in finding.what]
    assert [finding.level for finding in found] == ["ok", "warn", "warn", "warn"]
    said = [finding.what for finding in found]
    assert "0011223344556677" in said[0]
    assert "Nothing answered" in said[1]
    assert 'it prints "ok X:0.00 Y:' in said[2]
    assert "no port /dev/ttyNONE7" in said[3]
    assert "BALANCE_ARCADE_PORTS" in found[3].hint


def test_a_port_that_may_not_be_opened_would_stop_a_session(machine, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(portnames, "holder", lambda port: None)
    monkeypatch.setattr("serial.Serial.open", refuse)
    machine("/dev/ttyACM0")
    (finding,) = diagnose()
    assert finding.level == "fail"
    assert "usermod" in finding.hint


def test_a_calibration_that_cannot_be_used_would_stop_a_session(machine, tmp_path):
    path = tmp_path / "balance-arcade" / "calibrations" / f"{peer.UNIQUE_ID.hex()}.toml"
    path.parent.mkdir(parents=True)
    path.write_text("this is no calibration")
    with peer.ArduinoPeer() as device:
        machine(device.port)
        (finding,) = diagnose()
    assert finding.level == "fail"
    assert "calibration" in finding.what


def test_nothing_connected_stops_nobody(machine):
    (finding,) = diagnose()
    assert finding.level == "ok"
    assert ask_ports() == []


def test_watching_a_board_says_its_warnings_once_each(capsys):
    with peer.ArduinoPeer(rate_hz=100.0) as device:  # Its counts never change.
        address = f"arduino:{device.port}?calibration=nominal"
        assert main(["watch", address, "--seconds", "4", "--hz", "1"]) == 0
    said = capsys.readouterr().err
    for corner in ("front-left", "front-right", "rear-left", "rear-right"):
        assert said.count(f"Warning: The {corner} cell does not move") == 1
    assert said.count("nominal, not for measurements: run") == 1
