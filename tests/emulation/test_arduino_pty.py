"""The whole board over a real pseudo terminal, against an emulated one that speaks bytes."""

import errno
import itertools
import os
import socket
import threading

import arduino_peer as peer
import pytest
import serial
from patience import DEADLINE_S, until

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardProtocolError,
    BoardUnavailableError,
    CalibrationError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import list_boards, open_board
from balance_arcade.hw.arduino import portfaults, portnames

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")

NOMINAL_N_PER_COUNT = 50 * 9.80665 / (1e-3 / (0.5 / 128) * 2**23)


def opened(device, **options):
    query = {"calibration": "nominal", "wait": 60, "silence": 60, **options}
    return open_board(
        f"arduino:{device.port}?" + "&".join(f"{key}={value}" for key, value in query.items())
    )


def read_n(board, n):
    samples = []
    until(lambda: samples.extend(board.read(2.0)) or len(samples) >= n, f"{n} samples")
    return samples


def read_on(board):
    while True:
        board.read(0.05)


def samples(n, start=0, us=0):
    return b"".join(
        peer.sample(i, us + 10_000 * i, (1000 + i, 2000 + i, 3000 + i, 4000 + i))
        for i in range(start, start + n)
    )


def test_hello_and_stream():
    with peer.ArduinoPeer(on_start=[samples(60)]) as device, opened(device) as board:
        got = read_n(board, 60)
        assert [s.seq for s in got] == list(range(60))
        assert [s.t_s for s in got] == pytest.approx([i / 100 for i in range(60)])
        assert got[7].bl_n == pytest.approx(3007 * NOMINAL_N_PER_COUNT)
        # A busy computer reads late, which is no fault of the board's.
        assert all(s.flags & ~SampleFlag.LATE == SampleFlag.SIMULATED for s in got)
        info = board.info
        assert (info.origin, info.calibration_id) == ("simulated", "nominal")
        assert "nominal calibration, not for measurements" in info.model
        health = board.health
        assert (health.n_samples, health.n_gaps, health.n_bad_frames) == (60, 0, 0)
        assert any("nominal, not for measurements" in text for text in health.warnings)
        board.close()
        device.wait_for(peer.STOP)


def test_a_stream_with_a_pace_of_its_own():
    with peer.ArduinoPeer(rate_hz=200.0) as device, opened(device) as board:
        got = read_n(board, 60)
        assert [s.seq for s in got] == list(range(len(got)))
        assert board.health.measured_rate_hz == pytest.approx(200.0)
        host_ns = [s.t_host_ns for s in got]
        assert host_ns == sorted(host_ns)


def test_every_byte_in_a_write_of_its_own():
    with peer.ArduinoPeer() as device, opened(device) as board:
        device.wait_for(peer.START)
        sender = threading.Thread(
            target=lambda: [device.send(bytes([byte])) for byte in samples(20)]
        )
        sender.start()
        assert [s.seq for s in read_n(board, 20)] == list(range(20))
        sender.join()
        assert board.health.n_bad_frames == 0


def test_garbage_on_the_line():
    noise = bytes(range(256)) * 3
    script = samples(5) + noise + b"\0" + samples(5, start=5)
    with peer.ArduinoPeer(on_start=[script]) as device, opened(device) as board:
        assert [s.seq for s in read_n(board, 10)] == list(range(10))
        assert board.health.n_bad_frames > 0
        assert board.health.n_discarded_bytes == 3 * 255


def test_a_gap_in_the_numbers():
    script = samples(5) + samples(5, start=9)
    with peer.ArduinoPeer(on_start=[script]) as device, opened(device) as board:
        got = read_n(board, 10)
        assert [s.seq for s in got] == [0, 1, 2, 3, 4, 9, 10, 11, 12, 13]
        assert got[5].flags & SampleFlag.GAP_BEFORE
        assert got[5].t_s == pytest.approx(0.09)
        assert (board.health.n_gaps, board.health.n_lost) == (1, 4)


def test_32_bit_microseconds_wrap():
    script = b"".join(peer.sample(65530 + i, 2**32 - 25_000 + 10_000 * i) for i in range(20))
    with peer.ArduinoPeer(on_start=[script]) as device, opened(device) as board:
        got = read_n(board, 20)
        assert [s.seq for s in got] == list(range(20))
        assert [s.t_s for s in got] == pytest.approx([i / 100 for i in range(20)])
        assert board.health.n_gaps == 0


def test_a_reset_in_the_middle():
    script = [samples(10, us=50_000_000), samples(10)]
    with peer.ArduinoPeer(on_start=script) as device, opened(device) as board:
        got = read_n(board, 10)
        device.send(b"\x15\xf3boot\0" + peer.hello(0, flags=peer.EMULATED | peer.BOOT))
        got += read_n(board, 10)
        device.wait_for(peer.START, n_times=2)
        assert got[10].flags & SampleFlag.GAP_BEFORE
        assert all(b.t_s > a.t_s and b.seq > a.seq for a, b in itertools.pairwise(got))
        assert board.health.n_gaps == 1


def test_a_reset_that_only_shows_as_silence():
    # The hello of the restarted board is lost; the driver asks it to start again by itself.
    with peer.ArduinoPeer(on_start=[samples(3), samples(3)]) as device, opened(device) as board:
        read_n(board, 6)
        assert device.commands.count(peer.START) == 2


def test_a_board_that_misses_the_first_question():
    answers = iter([b"", b"\x7f", b"\0" + peer.hello(3)])
    with peer.ArduinoPeer(on_ask=lambda seq: next(answers), on_start=[samples(2)]) as device:
        with opened(device) as board:
            read_n(board, 2)
        assert device.commands.count(peer.ASK_HELLO) == 3


def test_silence():
    with peer.ArduinoPeer(on_start=[samples(1)]) as device, opened(device, silence=0.3) as board:
        read_n(board, 1)
        with pytest.raises(BoardDisconnectedError, match=r"no sample for 0\.3 s"):
            read_on(board)


def test_unplugged():
    with peer.ArduinoPeer(rate_hz=100.0) as device, opened(device, silence=1) as board:
        read_n(board, 5)
        device.unplug()
        with pytest.raises(
            BoardDisconnectedError, match=r"disconnected|does not accept bytes"
        ) as caught:
            read_on(board)
        assert "cable" in caught.value.hint


def test_unplugged_is_seen_by_a_read_that_does_not_wait():
    with peer.ArduinoPeer(rate_hz=100.0) as device, opened(device) as board:
        read_n(board, 5)
        device.unplug()
        for _ in range(1000):
            assert board.read(0.0) is not None
        assert board.health.warnings[0].startswith("The board has been disconnected for")


def test_close_from_another_thread_ends_a_waiting_read():
    with peer.ArduinoPeer(on_start=[samples(1)]) as device:
        board = opened(device, silence=30)
        read_n(board, 1)
        got = []
        reader = threading.Thread(target=lambda: got.append(board.read(DEADLINE_S)))
        reader.start()
        board.close()
        reader.join(timeout=DEADLINE_S)
        assert not reader.is_alive()
        assert got == [()]
        board.close()
        with pytest.raises(BoardDisconnectedError, match="is closed"):
            board.read(0.0)


def test_busy_port():
    with peer.ArduinoPeer(rate_hz=100.0) as device, opened(device):
        with pytest.raises(BoardUnavailableError, match="in use by another program") as caught:
            opened(device)
        assert caught.value.reason is UnavailableReason.BUSY


def test_a_failed_open_lets_the_port_go():
    with peer.ArduinoPeer(on_ask=None) as device:
        for _ in range(2):
            with pytest.raises(BoardUnavailableError, match="Nothing answered") as caught:
                opened(device, wait=0.2)
            assert caught.value.reason is UnavailableReason.SILENT
        with serial.Serial(device.port, exclusive=True):
            pass


def test_a_wrong_device():
    with (
        peer.ArduinoPeer(on_ask=lambda seq: b"echo:unknown command\r\n") as device,
        pytest.raises(BoardProtocolError, match="bytes that are not frames of ours"),
    ):
        opened(device, wait=0.3)


def test_an_uncalibrated_board_is_nominal_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with peer.ArduinoPeer() as device, open_board(f"arduino:{device.port}") as board:
        assert board.info.calibration_id == "nominal"
        assert "not for measurements" in board.info.model
        assert any("balance-arcade calibrate" in text for text in board.health.warnings)


def test_the_temperature_near_the_cells():
    with peer.ArduinoPeer(rate_hz=100.0) as device, opened(device) as board:
        assert board.temperature_c is None
        device.send(peer.status(1))
        read_n(board, 20)
        assert board.temperature_c == 21.5
        assert board.health.supply_mv == 4950


def test_an_unknown_converter_needs_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with (
        peer.ArduinoPeer(on_ask=lambda seq: peer.hello(seq, adc=77)) as device,
        pytest.raises(CalibrationError, match="no nominal calibration") as caught,
    ):
        open_board(f"arduino:{device.port}")
    assert "0011223344556677.toml" in caught.value.hint


def test_a_calibration_file(tmp_path):
    path = tmp_path / "bench.toml"
    path.write_text(
        'version = 1\nboard_id = "0011223344556677"\ncalibration_id = "bench"\n'
        "width_mm = 433\nlength_mm = 238\nzero_counts = [1000, 2000, 3000, 4000]\n"
        "gain_n_per_count = [1, 2, 3, 4]\n"
    )
    with (
        peer.ArduinoPeer(on_start=[samples(3)]) as device,
        opened(device, calibration=path) as board,
    ):
        got = read_n(board, 3)
        assert (got[2].tl_n, got[2].tr_n, got[2].bl_n, got[2].br_n) == (2, 4, 6, 8)
        assert board.info.geometry.width_mm == 433
        assert board.info.calibration_id == "bench"


@pytest.mark.parametrize(
    ("port", "message"),
    [
        ("/dev/ttyNONE7", "no port /dev/ttyNONE7"),
        ("", "does not name a port"),
        ("FILE", "file is a file, not a serial port"),
        ("FOLDER", "is a folder, not a serial port"),
        ("FIFO", "fifo is a pipe, not a serial port"),  # which nobody reads
        ("SOCKET", "socket is a socket, not a serial port"),
        ("/dev/null", "/dev/null cannot be opened as a serial port"),
        ("/dev/zero", "/dev/zero cannot be opened as a serial port"),
    ],
)
def test_no_such_port(tmp_path, monkeypatch, port, message):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    (tmp_path / "file").write_text("kept")
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    port = {"FOLDER": str(tmp_path)}.get(port, port.lower() if port.isupper() else port)
    with pytest.raises(BoardNotFoundError, match=message) as caught:
        open_board(f"arduino:{port}")
    assert "port" in caught.value.hint.lower()
    assert (tmp_path / "file").read_text() == "kept"


def test_a_missing_port_lists_those_that_are_there(monkeypatch):
    monkeypatch.setattr(portfaults, "port_names", lambda: ["/dev/ttyACM0", "/dev/ttyUSB1"])
    with pytest.raises(BoardNotFoundError) as caught:
        open_board("arduino:/dev/ttyNONE7")
    assert caught.value.hint.endswith("Existing ports: /dev/ttyACM0, /dev/ttyUSB1.")


def test_a_port_that_may_not_be_opened(monkeypatch):
    def refuse(self):
        raise serial.SerialException(errno.EACCES, "could not open port")

    monkeypatch.setattr(serial.Serial, "open", refuse)
    with pytest.raises(BoardUnavailableError, match="may not open /dev/ttyACM0") as caught:
        open_board("arduino:/dev/ttyACM0")
    assert caught.value.reason is UnavailableReason.PERMISSION
    assert "dialout" in caught.value.hint


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("bauds=9600", "unknown option 'bauds'"),
        ("baud=fast", "baud=fast is not valid"),
        ("width=400", "width=400 is not valid"),
        ("calibration=nominal&length=1", "length=1 is not valid"),
    ],
)
def test_options_that_do_not_fit(query, message):
    with pytest.raises(ConfigError, match=message):
        open_board(f"arduino:/dev/ttyACM0?{query}")


def test_ports_behind_board_chips_are_listed(monkeypatch):
    class Port:
        def __init__(self, device, vid):
            self.device, self.vid, self.product, self.description = device, vid, None, None

    found = [Port("/dev/ttyS0", None), Port("/dev/ttyACM3", 0x2341), Port("/dev/ttyUSB9", 0x9999)]
    monkeypatch.setattr(portnames.list_ports, "comports", lambda: found)
    rows = [row for row in list_boards() if row.address.startswith("arduino:")]
    assert [(row.address, row.origin) for row in rows] == [("arduino:/dev/ttyACM3", "real")]
