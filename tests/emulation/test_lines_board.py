"""Boards of lines over pseudo terminals, TCP, UDP and pipes: what is read, refused, and said."""

import math
import os
import socket
import subprocess
import sys

import pytest
from lines_peer import LinesPeer, csv, free_udp_port, standing
from patience import until

from balance_arcade.core.errors import (
    BoardNotFoundError,
    BoardProtocolError,
    BoardUnavailableError,
    CalibrationError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board, raw_address

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")

SPACING = "width=400&length=300"
KG = 9.80665


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """Nobody's calibrations."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "balance-arcade" / "calibrations"


def collect(board, n):
    samples = []
    until(lambda: samples.extend(board.read(0.1)) or len(samples) >= n, f"{n} samples")
    return samples


def said(board):
    return " ".join(board.health.warnings)


def fixed(line):
    return lambda n, t_s: line


def forces(sample):
    return (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)


@pytest.mark.parametrize(
    ("units", "newtons"), [("n", 1.0), ("kg", KG), ("g", KG / 1000), ("LBF", 4.4482216152605)]
)
def test_units_and_columns(units, newtons):
    peer = LinesPeer("udp", line_at=fixed(b"9;4;3;2;1\n"))
    options = f"columns=-,br,bl,tr,tl&units={units}&{SPACING}"
    with peer, open_board(peer.address(options, rate=400)) as board:
        assert forces(collect(board, 1)[0]) == pytest.approx([newtons * x for x in (1, 2, 3, 4)])
        assert board.info.board_id == f"lines-127-0-0-1-{peer.udp_port}"


def test_the_rate_is_measured_and_headings_are_said_once():
    peer = LinesPeer("pty", rate_hz=100.0, first=b"booting\r\n" * 2 + b"tl,tr,bl,br\r\n")
    with peer, open_board(peer.address()) as board:
        assert board.info.nominal_rate_hz == pytest.approx(100.0, rel=0.25)
        assert f"{board.info.nominal_rate_hz:g} Hz measured" in board.info.model
        samples = collect(board, 50)
        assert [s.seq for s in samples][:50] == list(range(50))
        assert forces(samples[0]) == pytest.approx(standing(samples[0].t_s), abs=40)


def test_a_time_column_makes_times_of_the_board():
    def line(n, t_s):
        return b"%d," % (5000 + 10 * n) + csv(standing(t_s))

    peer = LinesPeer("tcp", rate_hz=200.0, line_at=line)
    with peer, open_board(peer.address(f"columns=t_ms,tl,tr,bl,br&units=n&{SPACING}")) as board:
        # It says 10 ms and sends every 5: its own time counts.
        assert board.info.nominal_rate_hz == pytest.approx(100.0)
        assert board.info.clock == "device"
        samples = collect(board, 60)
        assert [s.t_s for s in samples] == pytest.approx([i / 100 for i in range(len(samples))])
        first = samples[0].t_device_ticks
        assert [s.t_device_ticks - first for s in samples[:3]] == [0, 10, 20]


def refused(line, options=f"units=n&{SPACING}", wait=0.3, **more):
    peer = LinesPeer("udp", line_at=fixed(line))
    with peer, pytest.raises((BoardProtocolError, BoardUnavailableError)) as caught:
        open_board(peer.address(options, wait=wait, **more))
    return caught.value


@pytest.mark.parametrize(
    ("line", "what", "hint"),
    [
        (b"1,2,3\n", "3 numbers instead of 4: '1,2,3'", "columns="),
        (b"12,5,13,1,14,0,15,2\n", "or decimal commas", "separate the numbers by ;"),
        (b"hello\n", "no number: 'hello'", "baud"),
        (b"\x1b[2J\x00\xff\n", r"\x1b[2J\x00\xff", ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(line, what, hint):
    error = refused(line)
    assert what in error.message
    assert hint in error.hint
    assert str(error).isprintable()


def test_silence_bytes_without_lines_and_one_line_only():
    with pytest.raises(BoardUnavailableError) as caught:
        open_board(f"lines:udp://:{free_udp_port()}?units=n&{SPACING}&wait=0.1")
    assert caught.value.reason is UnavailableReason.SILENT
    peer = LinesPeer("tcp", line_at=fixed(b"12.5 "))
    with peer, pytest.raises(BoardProtocolError, match="no whole line"):
        open_board(peer.address(wait=0.2))
    peer = LinesPeer("tcp", line_at=lambda n, t_s: b"1,2,3,4\n" if n < 2 else b"")
    with peer, pytest.raises(BoardProtocolError, match="rate cannot be told") as caught:
        open_board(peer.address(wait=0.2))
    assert "rate=HZ" in caught.value.hint


@pytest.mark.parametrize(
    ("address", "what", "hint"),
    [
        ("lines:", "where the lines come from", "lines:tcp://HOST:PORT"),
        ("lines:udp://:?units=n", "end in one port", "udp://:PORT"),
        ("lines:tcp://:5?units=n", "no host", "HOST"),
        ("lines:udp://nowhere.example:5?units=n", "not an IP address", "0.0.0.0"),
        ("lines:udp://:70000?units=n", "no valid port", "PORT"),
        ("lines:-?width=400&length=300", "numbers' unit", "units=counts"),
        ("lines:-?units=stone", "unknown unit 'stone'", "lbf"),
        ("lines:-?units=kg", "how far apart", "width=MM"),
        ("lines:-?units=kg&width=400", "width=400 is not valid", "length="),
        ("lines:-?units=kg&width=400&length=300&speed=1", "unknown option 'speed'", "silence"),
        ("lines:-?units=kg&width=400&length=300&id=../x", "id=../x is not valid", "letters"),
        ("lines:-?units=kg&calibration=a.toml&width=400&length=300", "calibration=", "units="),
    ],
)
def test_wrong_addresses_say_what_to_write(address, what, hint):
    with pytest.raises(ConfigError) as caught:
        open_board(address)
    assert what in caught.value.message
    assert hint in caught.value.hint


def test_places_that_are_not_there(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for place, what in [
        (f"tcp://127.0.0.1:{port}", "No connection to 127.0.0.1"),
        ("/dev/ttyNONE7", "no port /dev/ttyNONE7"),
        (f"pipe:{tmp_path}/none", "cannot be opened"),
        (f"pipe:{tmp_path}", "is not a pipe"),
    ]:
        with pytest.raises(BoardNotFoundError, match=what):
            open_board(f"lines:{place}?units=n&{SPACING}&wait=2")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(BoardUnavailableError) as caught:
            open_board(f"lines:udp://:{taken.getsockname()[1]}?units=n&{SPACING}")
    assert caught.value.reason is UnavailableReason.BUSY


def test_bad_lines_missing_numbers_and_raw_counts_are_warned_of_by_name():
    lines = [b"812345,2,3,4\n", b"812344,2,nan,4\n", b"1,2\n", b"812345,2,3,4\n"]
    peer = LinesPeer("udp", rate_hz=100.0, line_at=lambda n, t_s: lines[n % 4])
    words = ("rear-left cell sent no number", "newest: '1,2'", "raw counts are taken")
    samples = []
    with peer, open_board(peer.address(rate=100)) as board:
        until(
            lambda: (
                samples.extend(board.read(0.1)),
                all(text in said(board) for text in words),
            )[1],
            "all three warnings",
        )
        assert board.health.n_bad_frames >= 1
    odd = [s for s in samples if math.isnan(s.bl_n)]
    assert odd
    assert all(s.flags & SampleFlag.CELL_FAULT for s in odd)


def test_a_second_sender_is_left_out_and_named_and_may_take_over_later():
    def alone(n, t_s):
        return csv((10, 20, 30, 40))

    with LinesPeer("udp", line_at=alone) as peer, open_board(peer.address(rate=400)) as board:
        collect(board, 5)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            other.sendto(b"99,99,99,99\n", ("127.0.0.1", peer.udp_port))
            until(lambda: board.read(0.05) and "another sender" in said(board), "the other's name")
            assert f"port {other.getsockname()[1]}" in said(board)
            peer.pause()
            until(
                lambda: (
                    other.sendto(b"99,99,99,99\n", ("127.0.0.1", peer.udp_port))
                    and any(s.tl_n == 99.0 for s in board.read(0.05))
                ),
                "the other sender's samples",
            )
        assert board.health.n_reconnects == 1


@pytest.mark.parametrize("way", ["pty", "tcp"])
def test_a_cable_that_is_put_back_goes_on_after_a_gap(way, tmp_path):
    link = tmp_path / "ttyUSB0" if way == "pty" else None
    first = LinesPeer(way, link=link)
    with first, open_board(first.address(rate=400, silence=60)) as board:
        before = collect(board, 20)[-1]
        port = first.tcp_port
        first.stop()
        until(lambda: (board.read(0.02), "broke off" in said(board))[1], "the words of it")
        assert (board.away.why, board.away.remedy) == (
            "The board is disconnected.",
            "cable" if way == "pty" else "supply",
        )
        again = LinesPeer(way, link=link, tcp_port=port)
        with again:
            after = collect(board, 1)[0]
            assert after.flags & SampleFlag.GAP_BEFORE
            assert after.seq > before.seq + 1
            assert after.t_s > before.t_s
            collect(board, 20)
            assert board.away is None
            assert board.health.n_reconnects == 1
            assert board.health.n_lost > 0


def test_a_short_break_is_a_gap_though_the_pause_is_none():
    first = LinesPeer("tcp", rate_hz=5.0)
    with first, open_board(first.address(rate=5)) as board:
        collect(board, 2)
        first.stop()
        with LinesPeer("tcp", rate_hz=5.0, tcp_port=first.tcp_port):
            assert collect(board, 1)[0].flags & SampleFlag.GAP_BEFORE


def test_lines_that_turn_unreadable_end_with_the_line():
    peer = LinesPeer("udp", line_at=lambda n, t_s: b"1,2,3,4\n" if n < 40 else b"1,2,3\n")
    unread = pytest.raises(BoardProtocolError, match="3 numbers instead of 4: '1,2,3'")
    with peer, open_board(peer.address(rate=400, silence=0.4)) as board, unread:
        collect(board, 1000)


def test_standard_input_and_a_named_pipe(tmp_path):
    program = (
        "from balance_arcade.hw import open_board\n"
        f"b = open_board('lines:-?units=n&rate=100&{SPACING}')\n"
        "n = 0\n"
        "try:\n"
        "    while True: n += len(b.read(1.0))\n"
        "except Exception as e: print(n, e)\n"
    )
    lines = csv((1, 2, 3, 4)) * 500
    done = subprocess.run(
        [sys.executable, "-c", program], input=lines, capture_output=True, check=True
    )
    assert done.stdout.startswith(b"500 The lines from standard input have broken off"), done
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = os.open(fifo, os.O_RDWR)
    os.write(writer, csv((1, 2, 3, 4)) * 3)
    with open_board(f"lines:pipe:{fifo}?units=n&rate=100&{SPACING}&silence=60") as board:
        assert len(collect(board, 3)) == 3
        os.close(writer)
        until(lambda: board.read(0.05) or True, "a read of the ended pipe")
        again = os.open(fifo, os.O_RDWR)
        os.write(again, csv((5, 6, 7, 8)))
        assert collect(board, 1)[0].tl_n == 5.0
        os.close(again)


def test_raw_counts_need_a_calibration_and_are_calibrated_as_arduino_boards_are(settings):
    peer = LinesPeer("udp", line_at=fixed(b"1000,2000,8388607,4000\n"))
    address = peer.address(f"units=counts&{SPACING}", id="plank-1", rate=400)
    with peer:
        with pytest.raises(CalibrationError, match="never calibrated") as caught:
            open_board(address)
        assert "balance-arcade calibrate" in caught.value.hint
        raw, unit = raw_address(address)
        assert unit == "counts"
        with open_board(raw) as board:
            sample = collect(board, 1)[0]
            assert forces(sample) == (1000.0, 2000.0, 8388607.0, 4000.0)
            assert sample.flags & SampleFlag.SATURATED
            assert (board.info.calibration_id, board.info.serial) == ("counts", "plank-1")
        settings.mkdir(parents=True)
        (settings / "plank-1.toml").write_text(
            'version = 1\nboard_id = "plank-1"\ncalibration_id = "bench"\n'
            "width_mm = 400\nlength_mm = 300\nzero_counts = [0, 0, 8388607, 0]\n"
            "gain_n_per_count = [0.1, 0.2, 0.3, 0.4]\n"
        )
        with open_board(address) as board:
            assert forces(collect(board, 1)[0]) == pytest.approx((100.0, 400.0, 0.0, 1600.0))
            assert board.info.calibration_id == "bench"
        with pytest.raises(ConfigError, match="was calibrated with 400 x 300 mm"):
            open_board(address.replace("width=400", "width=500"))
