"""The whole way from a pulled cable to the patient's pause and the recording, and back."""

import itertools
import json
import math
import os
import threading
import time

import arduino_peer as peer
import pytest
from patience import until

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.opening import open_warm
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cli import main
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import SampleFlag
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.setup import plan_games
from balance_arcade.session.plan import SessionPlan

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")

N_PER_COUNT = 50 * 9.80665 / (1e-3 / (0.5 / 128) * 2**23)
EMPTY_S = 2.0
AWAY_S = 1.5


class Person:
    """Steps on two seconds after the start and sways a little; the board's restarts do not matter.

    The cells' noise never repeats, so that none of them counts as stuck.
    """

    def __init__(self):
        self.start_s = time.monotonic()
        self.n = 0

    def __call__(self, _t_s):
        self.n += 1
        t_s = time.monotonic() - self.start_s
        load_n = 0.0 if t_s < EMPTY_S else 175.0
        sway_n = 2.0 * math.sin(2.0 * math.pi * 0.4 * t_s) if load_n else 0.0
        noise = self.n % 7
        return tuple(
            round((load_n + sign * sway_n) / N_PER_COUNT) + sign * noise for sign in (1, -1, 1, -1)
        )


@pytest.fixture
def device(tmp_path):
    device = peer.ArduinoPeer(rate_hz=100.0, counts_at=Person(), link=tmp_path / "ttyACM0")
    with device:
        yield device


def pull_and_put_back(device):
    port = device.port
    device.unplug()
    time.sleep(AWAY_S)
    device.plug(port)


def address(device):
    return f"arduino:{device.port}?calibration=nominal"


def seconds_missing(samples):
    return max(b.t_s - a.t_s for a, b in itertools.pairwise(samples))


def test_a_game_pauses_says_why_goes_on_and_both_parts_are_recorded(device, tmp_path):
    board = open_warm(address(device))
    device._counts_at.start_s = time.monotonic()  # Compiling takes its time in a new checkout.
    planned = plan_games(["orchard"], seconds=4.0)
    limits = StabilityLimits(
        (0.0, 0.0), (60.0, 55.0, 60.0, 45.0, 40.0, 45.0, 60.0, 55.0), "default"
    )
    plan = SessionPlan(
        activities=tuple(planned),
        limits=limits,
        self_check_s=0.3,
        zero_s=0.5,
        settle_s=0.5,
        centre_s=0.5,
        instruct_s=0.0,
        countdown_s=0.5,
        result_s=0.0,
        rest_s=0.0,
    )
    host = Host(board, Switches(publish=False, folder=tmp_path, summary=False))
    session = host.begin(Playlist(("orchard",), seconds=4.0, plan=plan))
    run = session.run

    def pull_in_play():
        until(lambda: run.phase is Phase.PLAY, "play")
        time.sleep(1.0)
        pull_and_put_back(device)

    puller = threading.Thread(target=pull_in_play)
    puller.start()
    try:
        play_headless(host, session)
    finally:
        host.close()
        puller.join()
    health = board.health
    assert (health.n_reconnects, health.n_gaps) == (1, 1)
    (result,) = run.results()
    assert result.seconds == pytest.approx(4.0, abs=0.1)
    # On a busy computer it is silent before its cable is missed: the pause says what began it.
    assert {"The board is disconnected.", "The board is silent."} & set(result.pauses)

    reader = RecordingReader(next(f for f in host.recordings if "orchard" in f.name))
    assert reader.complete
    phases = [phase for phase, _ in itertools.groupby(state.phase for state in reader.states())]
    paused = phases.index(Phase.PAUSED)
    assert phases[paused - 1] is Phase.PLAY
    assert Phase.PLAY in phases[paused + 1 :]
    (gap,) = [event for event in reader.events() if event.kind == "board.gap"]
    assert AWAY_S < gap.data["gap_s"] < AWAY_S + 2.0
    samples = reader.forces()
    assert seconds_missing(samples) == pytest.approx(gap.data["gap_s"])
    assert sum(bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples) == 1
    after = [s for s in samples if s.seq >= gap.data["to_seq"]]
    assert len(after) > 100
    assert after[-1].fz_n == pytest.approx(700.0, abs=10.0)


def test_serve_records_both_parts(device, tmp_path, capsys):
    def pull_soon():
        device.wait_for(peer.START)
        time.sleep(0.7)
        pull_and_put_back(device)

    puller = threading.Thread(target=pull_soon)
    puller.start()
    words = ["serve", address(device), "--seconds", "4", "--json", "--out", str(tmp_path)]
    any_port = "tcp://127.0.0.1:0"
    code = main([*words, "--live", any_port, "--ctl", any_port])
    puller.join()
    assert code == 0
    end = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (end["health"]["n_reconnects"], end["health"]["n_gaps"]) == (1, 1)
    assert any("unplugged and came back" in said for said in end["health"]["warnings"])
    reader = RecordingReader(end["recording"])
    assert reader.complete
    samples = reader.forces()
    assert AWAY_S < seconds_missing(samples) < AWAY_S + 2.0
    assert len(samples) + end["health"]["n_lost"] == samples[-1].seq + 1


def test_a_board_that_stays_away_ends_the_recording_whole(device, tmp_path, capsys):
    def pull_soon():
        device.wait_for(peer.START)
        time.sleep(0.5)
        device.unplug()

    puller = threading.Thread(target=pull_soon)
    puller.start()
    any_port = "tcp://127.0.0.1:0"
    words = ["serve", f"{address(device)}&silence=1", "--seconds", "20", "--out", str(tmp_path)]
    code = main([*words, "--live", any_port, "--ctl", any_port])
    puller.join()
    assert code == 1
    assert "did not come back within" in capsys.readouterr().err
    (file,) = tmp_path.glob("*.mcap")
    reader = RecordingReader(file)
    assert reader.complete
    assert "board.lost" in [event.kind for event in reader.events()]
