"""A board that is unplugged and comes back: over real pseudo terminals, whose names change."""

import itertools
import os
import threading
import time

import arduino_peer as peer
import pytest

from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


def counts(t_s):
    n = round(t_s * 1000)
    return (10**6 + n, 10**6 - n, 10**6 + 2 * n, 10**6 - 2 * n)


@pytest.fixture
def device(tmp_path):
    with peer.ArduinoPeer(rate_hz=100.0, counts_at=counts, link=tmp_path / "ttyACM0") as device:
        yield device


def opened(device, **options):
    query = {"calibration": "nominal", "wait": 3, "silence": 4, **options}
    return open_board(
        f"arduino:{device.port}?" + "&".join(f"{key}={value}" for key, value in query.items())
    )


def read_for(board, seconds):
    """Everything that comes in a while."""
    end_s = time.monotonic() + seconds
    samples = []
    while time.monotonic() < end_s:
        samples += board.read(0.05)
    return samples


def read_until_found(board):
    """Samples after the board is back, and how long that took."""
    start_s = time.monotonic()
    while not (got := list(board.read(0.05))):
        assert time.monotonic() - start_s < 3.0, "the board was not found again"
    return got, time.monotonic() - start_s


def orderly(samples):
    return all(b.t_s > a.t_s and b.seq > a.seq for a, b in itertools.pairwise(samples))


def test_it_goes_on_after_a_gap(device, caplog):
    caplog.set_level("INFO", "balance_arcade")
    with opened(device) as board:
        before = read_for(board, 0.3)
        port = device.port
        device.unplug()
        assert read_for(board, 1.0) == []
        assert board.health.warnings[0].startswith("The board has been disconnected for")
        device.plug(port)
        after, took_s = read_until_found(board)
        assert took_s < 2.0
        after += read_for(board, 0.3)
        assert orderly(before + after)
        assert len(after) > 10
        assert [bool(s.flags & SampleFlag.GAP_BEFORE) for s in after] == [True] + [False] * (
            len(after) - 1
        )
        away_s = (after[0].t_host_ns - before[-1].t_host_ns) / 1e9
        assert after[0].t_s - before[-1].t_s == pytest.approx(away_s, abs=0.001)
        health = board.health
        assert (health.n_reconnects, health.n_gaps, health.n_restarts) == (1, 1, 1)
        assert health.n_lost == after[0].seq - before[-1].seq - 1
        assert not any("away" in warning for warning in health.warnings)
        assert any("unplugged and came back" in warning for warning in health.warnings)
    said = [record.getMessage() for record in caplog.records if ".hw." in record.name]
    for line, start in zip(
        said,
        (
            "opened arduino-",
            "{}: away, looking for it",
            "{}: back after",
            "{}: the board has",
            "closed {}",
        ),
        strict=True,
    ):
        assert line.startswith(start.format(board.info.board_id)), said


def test_it_comes_back_under_another_name(device, tmp_path, monkeypatch):
    names = [tmp_path / "ttyACM0", tmp_path / "ttyACM1"]
    monkeypatch.setenv("BALANCE_ARCADE_PORTS", ",".join(map(str, names)))
    with opened(device) as board:
        before = read_for(board, 0.2)
        device.unplug()
        read_for(board, 0.3)
        device.plug(names[1])
        after, took_s = read_until_found(board)
        assert took_s < 2.0
        assert orderly(before + after)
        assert board.health.n_reconnects == 1


def test_a_board_with_its_own_supply_keeps_its_count(device):
    with opened(device) as board:
        before = read_for(board, 0.3)
        port = device.port
        device.unplug()
        read_for(board, 0.7)
        device.plug(port, reset=False)
        # What it read meanwhile found no line and is lost; its numbers say how much.
        device._n_streamed = round((time.monotonic() - device._streaming_since) * 100)
        after, _ = read_until_found(board)
        assert orderly(before + after)
        missing = after[0].seq - before[-1].seq
        assert after[0].t_s - before[-1].t_s == pytest.approx(missing / 100)
        assert board.health.n_restarts == 0


def test_twice(device):
    with opened(device) as board:
        got = read_for(board, 0.2)
        for _ in range(2):
            port = device.port
            device.unplug()
            got += read_for(board, 0.3)
            device.plug(port)
            got += read_until_found(board)[0]
        assert orderly(got)
        assert board.health.n_reconnects == 2
        assert sum(bool(s.flags & SampleFlag.GAP_BEFORE) for s in got) == 2


def test_it_does_not_come_back(device):
    with opened(device, silence=0.5) as board:
        read_for(board, 0.2)
        device.unplug()
        with pytest.raises(BoardDisconnectedError, match="did not come back within") as caught:
            read_for(board, 3.0)
        assert "cable" in caught.value.hint


def test_another_board_comes_instead(device):
    with opened(device, silence=1) as board:
        read_for(board, 0.2)
        port = device.port
        device.unplug()
        stranger = peer.ArduinoPeer(
            on_ask=lambda seq: peer.hello(seq, unique_id=b"somebody"), rate_hz=100.0, link=port
        )
        with stranger, pytest.raises(BoardDisconnectedError) as caught:
            read_for(board, 3.0)
        assert f"The board 736f6d65626f6479 is at {port}" in str(caught.value)
        assert stranger.commands.count(peer.START) == 0
        assert stranger.commands.count(peer.ASK_HELLO) <= 2  # It is not asked all the time.


def test_closing_while_it_is_away_lets_everything_go(device):
    board = opened(device, silence=30)
    read_for(board, 0.2)
    port = device.port
    device.unplug()
    read_for(board, 0.2)
    silent = peer.ArduinoPeer(on_ask=None, link=port)
    with silent:
        read_for(board, 0.3)
        got = []
        reader = threading.Thread(target=lambda: got.append(board.read(20.0)))
        reader.start()
        board.close()
        reader.join(timeout=15.0)
        assert got == [()]
        with pytest.raises(BoardDisconnectedError, match="is closed"):
            board.read(0.0)
        # The port is free again.
        silent._on_ask = peer.hello
        open_board(f"arduino:{port}?calibration=nominal").close()
