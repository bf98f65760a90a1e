"""Ports that print numbers are offered as boards of lines, with one opening and nothing stolen."""

import os

import arduino_peer
import pytest
from lines_peer import LinesPeer, csv

from balance_arcade.hw import open_board
from balance_arcade.hw.arduino import look, portnames
from balance_arcade.hw.arduino.look import diagnose, find_boards

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.setattr(portnames.list_ports, "comports", list)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return lambda *ports: monkeypatch.setenv("BALANCE_ARCADE_PORTS", ",".join(ports))


def rows_of(peer, machine):
    machine(peer.port)
    return look.ask_ports(0.5)


def test_a_port_that_prints_four_numbers_is_offered_and_opens(machine):
    with LinesPeer("pty", rate_hz=100.0) as peer:
        machine(peer.port)
        rows = {row.address: row for row in find_boards()}
        row = rows[f"lines:{peer.port}"]
        assert "Lines of text" in row.model
        assert "units=, width= and length=" in row.note
        (finding,) = diagnose()
        assert finding.level == "ok"
        assert f"lines:{peer.port}" in finding.what
        with open_board(f"{row.address}?units=n&width=400&length=300&rate=100&wait=60") as board:
            assert board.info.nominal_rate_hz == 100.0


def test_more_columns_are_offered_with_the_word_for_them(machine):
    peer = LinesPeer("pty", rate_hz=100.0, line_at=lambda n, t_s: csv((n, 1, 2, 3, 4)))
    with peer:
        (seen,) = rows_of(peer, machine)
        assert "columns= for its 5 numbers" in seen.what_to_add


def test_boot_messages_and_one_number_are_not_offered(machine):
    peer = LinesPeer("pty", rate_hz=100.0, line_at=lambda n, t_s: b"weight %d\r\n" % n)
    with peer:
        (seen,) = rows_of(peer, machine)
        assert seen.lines == ""
        assert seen.address.startswith("arduino:")


def test_a_board_of_ours_stays_ours(machine):
    with arduino_peer.ArduinoPeer() as device:
        machine(device.port)
        (row,) = find_boards()
        assert row.address == f"arduino:{device.port}"
