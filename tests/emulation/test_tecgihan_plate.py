"""Tec Gihan force plates over a pseudo terminal: where the load acts, several plates, faults."""

import itertools
import os
from types import SimpleNamespace

import pytest
from patience import until
from tecgihan_peer import TecGihanPeer, load_at, swaying

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardProtocolError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board
from balance_arcade.hw.arduino.portnames import board_like_ports
from balance_arcade.hw.tecgihan import entry, find_boards

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


def opened(peer, options="", **more):
    query = "&".join(f"{key}={value}" for key, value in {"wait": 60, "silence": 60, **more}.items())
    return open_board(f"tecgihan:{peer.port}?{query}{options}")


def collect(board, n):
    samples = []
    until(lambda: samples.extend(board.read(0.1)) or len(samples) >= n, f"{n} samples")
    return samples


def place(sample, info):
    half_w, half_l = info.geometry.width_mm / 2, info.geometry.length_mm / 2
    ml = half_w * (sample.tr_n + sample.br_n - sample.tl_n - sample.bl_n) / sample.fz_n
    return ml, half_l * (sample.tl_n + sample.tr_n - sample.bl_n - sample.br_n) / sample.fz_n


@pytest.mark.parametrize(
    ("front", "expected"), [("+x", (20.0, 35.0)), ("+y", (-35.0, 20.0)), ("-y", (35.0, -20.0))]
)
def test_load_and_place_are_the_plates_own(front, expected):
    # 40 mm down to the transducers by the plate's own word, and a mat of 10 mm on it.
    def load(plate, t_s):
        return load_at(700.0, 35.0, 20.0, fx_n=12.0, fy_n=-8.0, a_mm=50.0)

    with TecGihanPeer(load) as peer, opened(peer, f"&front={front}&mat=10") as board:
        sample = collect(board, 1)[0]
        assert sample.fz_n == pytest.approx(700.0, abs=0.1)
        assert place(sample, board.info) == pytest.approx(expected, abs=0.1)
        info = board.info
        assert "Tec Gihan force plate 106" in info.model
        assert "600 x 400 mm assumed" in info.model
        assert (info.serial, info.board_id) == ("4711-106", "tecgihan-4711-106")
        assert info.capacity_n == 3000.0


@pytest.mark.parametrize(("rate", "range_word"), [(120, "3kN"), (240, "10kN"), (10000, "6kN")])
def test_rates_and_ranges(rate, range_word):
    with TecGihanPeer() as peer, opened(peer, rate=rate, range=range_word) as board:
        samples = collect(board, 20)
        assert [s.seq for s in samples] == list(range(len(samples)))
        assert samples[-1].t_s == pytest.approx((len(samples) - 1) / rate)
        assert samples[0].fz_n == pytest.approx(700.0, abs=0.5)
        assert board.info.nominal_rate_hz == rate


def test_one_of_several_plates_or_their_sum():
    def load(plate, t_s):
        return load_at((300.0, 100.0)[plate], (0.0, 0.0)[plate], 0.0, a_mm=40.0)

    with TecGihanPeer(load, serials=(106, 107)) as peer:
        with pytest.raises(ConfigError, match=r"1 \(serial 106\), 2 \(serial 107\)") as caught:
            opened(peer)
        assert "plate=sum" in caught.value.hint
        with pytest.raises(ConfigError, match="There is no plate 3"):
            opened(peer, plate=3)
        with pytest.raises(ConfigError, match="where the centres of 2 plates are"):
            opened(peer, plate="sum")
        with opened(peer, plate=2) as board:
            assert collect(board, 1)[0].fz_n == pytest.approx(100.0, abs=0.1)
        with opened(peer, plate="sum", at="-200,0,200,0", front="+x") as board:
            sample = collect(board, 1)[0]
            assert sample.fz_n == pytest.approx(400.0, abs=0.1)
            # (300 * -200 + 100 * 200) / 400 along the plates' x axis.
            assert place(sample, board.info) == pytest.approx((0.0, -100.0), abs=0.1)
            assert board.info.serial == "4711-106+107"
            assert board.info.capacity_n == 3000.0


def test_each_block_is_asked_for_and_the_measurement_is_stopped():
    with TecGihanPeer() as peer:
        with opened(peer) as board:
            collect(board, 300)
        until(lambda: peer.commands[-1] == "STOP", "the stop")
    started = peer.commands.index("START")
    assert peer.commands[0] == "STOP"
    assert set(peer.commands[started + 1 : -1]) == {"DT"}
    assert peer.commands.count("START") == 1


@pytest.mark.parametrize("fault", ["too few bytes", "too many bytes"])
def test_a_shifted_block_is_noticed_and_nothing_wrong_is_given_out(fault):
    with TecGihanPeer(lambda plate, t_s: load_at(700.0, 0.0, 0.0)) as peer, opened(peer) as board:
        before = collect(board, 100)
        if fault == "too few bytes":
            peer.cut_bytes = 5
        else:
            peer.send(b"\x7f" * 7)
        after = collect(board, 600)
        together = [*before, *after]
        assert all(s.fz_n == pytest.approx(700.0, abs=0.1) for s in together)
        gaps = [s for s in together if s.flags & SampleFlag.GAP_BEFORE]
        assert len(gaps) == 1
        jumps = [b.seq - a.seq - 1 for a, b in itertools.pairwise(together)]
        health = board.health
        assert (health.n_gaps, health.n_lost) == (1, sum(jumps))
        assert health.n_bad_frames == 1
        assert health.n_discarded_bytes > 0
        assert "did not come whole" in health.warnings[0]


def test_a_block_that_is_held_up_is_late_and_the_others_are_not():
    with TecGihanPeer() as peer, opened(peer, rate=120) as board:
        collect(board, 48)
        late = board.health.n_late
        # Less than what counts as overdue; whoever does not read in time is late as well.
        peer.hold_s = 0.15
        until(
            lambda: (board.read(0.1), board.health.n_late > late)[1],
            "a late block",
        )
        assert board.health.n_late % 12 == 0
        assert board.health.n_lost == 0


def test_a_channel_at_its_end_is_marked():
    with TecGihanPeer(lambda plate, t_s: load_at(9000.0, 0.0, 0.0)) as peer, opened(peer) as board:
        assert all(s.flags & SampleFlag.SATURATED for s in collect(board, 5))
        assert "beyond the plate's range" in board.health.warnings[0]


def test_a_sleeping_controller_is_woken_up():
    with TecGihanPeer(state="SLEEP") as peer, opened(peer) as board:
        collect(board, 1)
        assert "WAKE" in peer.commands


def test_a_controller_that_comes_back_goes_on_and_another_one_does_not(tmp_path):
    link = tmp_path / "ttyUSB0"
    with TecGihanPeer(link=link) as first, opened(first) as board:
        before = collect(board, 10)[-1]
        first.unplug()
        until(lambda: (board.read(0.02), board.away)[1], "the loss")
        with TecGihanPeer(link=link, serial=1) as other:
            until(lambda: (board.read(0.02), board.away.others)[1], "the other one's name")
            assert (board.away.remedy, board.away.others) == ("cable", ("controller 1",))
            assert "SERIAL" in other.commands
            assert board.health.n_reconnects == 0
        with TecGihanPeer(link=link):
            after = collect(board, 1)[0]
            assert after.flags & SampleFlag.GAP_BEFORE
            assert after.seq > before.seq + 1
            assert board.health.n_reconnects == 1
            assert board.away is None


@pytest.mark.parametrize(
    ("answers", "kind", "what"),
    [
        ({"STATE": None}, BoardUnavailableError, "has not answered within 0.5 s"),
        ({"STATE": "hello"}, BoardProtocolError, "Asked STATE, the device answers 'hello'"),
        ({"STATE": "ERR_3"}, BoardProtocolError, "says that it has a fault: 'ERR_3'"),
        ({"SERIAL": "SERIAL_x"}, BoardProtocolError, "Asked SERIAL"),
        ({"SPS_1K": "SPS_NG"}, BoardProtocolError, "Asked SPS_1K"),
        ({"RANGE": "RANGE_6kN"}, BoardProtocolError, "Asked RANGE"),
        ({"FPCOUNT": "FPCOUNT_0"}, BoardProtocolError, "Asked FPCOUNT"),
        ({"FP_0106_GETFS": "FS_1,2,3"}, BoardProtocolError, "Asked FP_0106_GETFS"),
        ({"FP_0106_GET_AZ0": "AZ0_40"}, BoardProtocolError, "Asked FP_0106_GET_AZ0"),
    ],
)
def test_answers_that_make_no_sense_are_shown(answers, kind, what):
    with TecGihanPeer(answers=answers) as peer, pytest.raises(kind) as caught:
        opened(peer, wait=0.5 if kind is BoardUnavailableError else 60)
    assert what in caught.value.message
    if kind is BoardUnavailableError:
        assert caught.value.reason is UnavailableReason.SILENT


def test_a_plate_that_falls_silent_ends_with_its_words():
    silent = pytest.raises(BoardDisconnectedError, match="has sent no sample within")
    with TecGihanPeer(n_blocks=1) as peer, opened(peer, silence=0.5) as board, silent:
        collect(board, 10_000)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ("rate=100", "1000"),
        ("range=5kN", "10kN"),
        ("plate=1&at=1,2", "plate=sum"),
        ("plate=sum&at=1,2,3", "x,y"),
        ("width=400", "length="),
        ("speed=1", "silence"),
    ],
)
def test_wrong_options_say_what_to_write(options, hint):
    with pytest.raises(ConfigError) as caught:
        open_board(f"tecgihan:/dev/ttyUSB0?{options}")
    assert hint in caught.value.hint


def test_controllers_are_found_by_their_chip_and_not_asked_as_arduino_boards(monkeypatch):
    ports = [
        SimpleNamespace(device="/dev/ttyUSB3", product="FORCEPLATE CONTROLLER", description="x"),
        SimpleNamespace(device="/dev/ttyUSB4", product="FT232R USB UART", description="x"),
    ]
    for port in ports:
        port.vid = 0x0403
    monkeypatch.setattr(entry.list_ports, "comports", lambda: ports)
    assert [row.address for row in find_boards()] == ["tecgihan:/dev/ttyUSB3"]
    monkeypatch.delenv("BALANCE_ARCADE_PORTS", raising=False)
    assert [row.name for row in board_like_ports()] == ["/dev/ttyUSB4"]
    with pytest.raises(BoardNotFoundError) as caught:
        open_board("tecgihan:")
    assert "tecgihan:/dev/ttyUSB3" in caught.value.hint


def test_the_sway_that_was_put_on_comes_out():
    with TecGihanPeer(lambda p, t_s: swaying(p, 20 * t_s)) as peer, opened(peer) as board:
        samples = collect(board, 300)
        ml = [place(s, board.info)[0] for s in samples]
        assert max(ml) - min(ml) == pytest.approx(6.0, abs=0.6)
