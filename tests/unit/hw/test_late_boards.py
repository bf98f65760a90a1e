"""Late, lost, held and doubled samples at each board: what is counted, and what its samples say."""

import itertools
import os
import struct
from types import SimpleNamespace

import pytest
from test_arduino_board import opened, read_all, stream

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.files.tables.stream_channels import PlateAxes, find_layout
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.lsl.board import LslBoard
from balance_arcade.hw.wii.board import WiiBoard
from balance_arcade.hw.wii.evdev import ABS_OF_CORNERS, EvdevSource
from balance_arcade.hw.wii.source import RAW_ACCURACY, SampleBatch, SourceState, WiiSample

MS = 1_000_000
GEOMETRY = Geometry(433.0, 238.0)


class ScriptedSource:
    """A Wii board whose samples come at times that were laid out beforehand, read one by one."""

    ready, fault = True, None

    def __init__(self, clock, times_ns):
        self.clock, self.times_ns = clock, list(times_ns)
        self.state = SourceState("", "Wii", "factory", RAW_ACCURACY)

    def read(self, timeout_s):
        end_ns = self.clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
        if not self.times_ns or self.times_ns[0] > end_ns:
            self.clock.sleep((end_ns - self.clock.now_ns()) / 1e9)
            return SampleBatch()
        t_ns = self.times_ns.pop(0)
        self.clock.sleep((t_ns - self.clock.now_ns()) / 1e9)
        return SampleBatch((WiiSample((1.0, 2.0, 3.0, 4.0)),))

    def close(self):
        pass


def read_wii(times_ns):
    """Samples, how long each waited for its place in nanoseconds, and the counters."""
    clock = ManualClock()
    source = ScriptedSource(clock, times_ns)
    board = WiiBoard(
        source,
        lambda: source,
        lambda: False,
        address="wii:",
        geometry=GEOMETRY,
        clock=clock,
        silence_s=4.0,
    )
    samples, waits_ns = [], []
    while len(samples) < len(times_ns):
        for sample in board.read(0.1):
            samples.append(sample)
            waits_ns.append(clock.now_ns() - sample.t_host_ns)
    return samples, waits_ns, board.health


def punctual(first, last):
    return [k * 10 * MS for k in range(first, last)]


def of(samples, flag):
    return [sample.seq for sample in samples if sample.flags & flag]


def test_a_wii_burst_is_late_and_not_lost():
    burst = [600 * MS + k * MS // 4 for k in range(21)]
    samples, waits_ns, health = read_wii(punctual(0, 40) + burst + punctual(61, 100))
    assert (health.n_samples, health.n_lost, health.n_gaps) == (100, 0, 0)
    assert health.n_late == len(of(samples, SampleFlag.LATE)) == 19
    assert [sample.t_s for sample in samples] == pytest.approx(
        [k / 100 for k in range(100)], abs=1e-3
    )
    # Only what came late waited for its place; until the burst was through, and no longer.
    assert [k for k, wait_ns in enumerate(waits_ns) if wait_ns] == list(range(40, 60))
    assert max(waits_ns) == 5 * MS


def test_a_wii_pause_is_lost_and_not_late():
    samples, waits_ns, health = read_wii(punctual(0, 40) + punctual(60, 100))
    assert (health.n_samples, health.n_lost, health.n_gaps, health.n_late) == (80, 20, 1, 0)
    assert of(samples, SampleFlag.GAP_BEFORE) == [60]
    assert {wait_ns for wait_ns in waits_ns if wait_ns} == {5 * MS}


def event(kind, code, value, t_ns):
    seconds, rest_ns = divmod(t_ns, 1_000_000_000)
    return struct.pack("@llHHi", seconds, rest_ns // 1000, kind, code, value)


def event_source():
    clock = ManualClock()
    read_fd, write_fd = os.pipe()
    system = SimpleNamespace(open_node=lambda path, flags: read_fd, ioctl=lambda *_: 0)
    node = SimpleNamespace(event="event0", battery=None, uniq="")
    return EvdevSource(node, system, clock=clock, address="wii:"), clock, write_fd


def test_a_burst_of_the_kernels_events_is_late_and_nothing_is_repeated_in_its_pause():
    source, clock, write_fd = event_source()
    times_ns = punctual(1, 40) + [600 * MS + k * MS // 4 for k in range(21)] + punctual(61, 90)
    items = []
    for k, t_ns in enumerate(times_ns):
        clock.sleep((t_ns - clock.now_ns()) / 1e9)
        frame = event(3, ABS_OF_CORNERS[0], 100 + k, t_ns) + event(0, 0, 0, t_ns)
        os.write(write_fd, frame)
        items += source.read(0.0).items
    source.close()
    os.close(write_fd)
    assert not any(item.flags & SampleFlag.HELD for item in items)
    assert len(items) == len(times_ns)
    steps_ms = [(b.t_ns - a.t_ns) / MS for a, b in itertools.pairwise(items)]
    assert steps_ms == pytest.approx([10.0] * len(steps_ms), abs=1.5)
    assert [item.arrived_ns for item in items] == times_ns


def test_an_event_that_is_held_back_when_the_node_goes_is_not_thrown_away():
    source, clock, write_fd = event_source()
    items = []
    for k, t_ns in enumerate([10 * MS, 20 * MS, 300 * MS]):
        clock.sleep((t_ns - clock.now_ns()) / 1e9)
        os.write(write_fd, event(3, ABS_OF_CORNERS[0], 100 + k, t_ns) + event(0, 0, 0, t_ns))
        items += source.read(0.0).items
    assert [item.t_ns for item in items] == [10 * MS, 20 * MS]
    os.close(write_fd)
    assert source.read(0.0).items[-1].t_ns == 300 * MS
    with pytest.raises(BoardDisconnectedError):
        source.read(0.0)
    source.close()


def test_an_arduino_sample_that_comes_twice_is_doubled():
    board, wire = opened([*stream(5), *stream(1, start=4), *stream(5, start=5)])
    samples = read_all(board, wire)
    assert (board.health.n_samples, board.health.n_doubled, board.health.n_lost) == (10, 1, 0)
    assert of(samples, SampleFlag.DOUBLE_BEFORE) == [5]


def test_an_arduino_sample_with_the_counts_before_it_is_held():
    board, wire = opened([*stream(3), *stream(2, start=3, counts=(7, 8, 9, 10)), *stream(2, 5)])
    samples = read_all(board, wire)
    assert of(samples, SampleFlag.HELD) == [4]
    assert board.health.n_held == 1


def test_arduino_samples_that_waited_unread_are_late():
    board, wire = opened(())
    samples = []
    for k in range(20):
        wire.clock.sleep(0.009)  # The emulated line takes the tenth millisecond itself.
        wire.chunks = stream(1, start=k)
        samples += read_all(board, wire)
    assert not of(samples, SampleFlag.LATE)
    wire.clock.sleep(0.099)
    wire.chunks = [b"".join(stream(10, start=20))]
    assert of(read_all(board, wire), SampleFlag.LATE) == [*range(20, 27)]
    assert (board.health.n_late, board.health.n_lost) == (7, 0)


def test_lateness_follows_a_clock_that_is_off():
    for ppm in (-5000, 0, 5000):
        lateness = Lateness()
        times_s = [k * 0.01 for k in range(3000)]
        assert not any(lateness.is_late(t_s, round(t_s * 1e9 * (1 + ppm / 1e6))) for t_s in times_s)
        assert lateness.is_late(30.0, round(30.0e9 * (1 + ppm / 1e6)) + 60 * MS)


class Inlet:
    """Rows and stamps as liblsl gives them."""

    def __init__(self, chunks):
        self.chunks = chunks

    def pull_chunk(self, **_):
        return self.chunks.pop(0) if self.chunks else ([], [])

    def time_correction(self, _):
        return 0.0

    def close_stream(self):
        pass


def test_a_stream_says_what_was_held_doubled_and_lost():
    rows = [[float(k), 2.0, 3.0, 4.0] for k in range(6)]
    rows[3] = rows[4] = rows[2]
    stamps = [0.0, 0.01, 0.02, 0.03, 0.03, 0.08]
    info = BoardInfo("lsl:x", "lsl-x", "Stream", "", GEOMETRY, 100.0, "host")
    layout = find_layout(["tl", "tr", "bl", "br"], ["N"] * 4, "")
    axes = PlateAxes("x", z_down=False, depth_mm=0.0, sense=1.0)
    library = SimpleNamespace(util=SimpleNamespace(LostError=RuntimeError))
    board = LslBoard(library, Inlet([(rows, stamps)]), info, layout, axes, silence_s=4.0)
    # What comes behind a pause waits for whether it was the first of a burst.
    samples = [*board.read(0.1), *board.read(0.1)]
    health = board.health
    assert (health.n_samples, health.n_held, health.n_doubled, health.n_lost) == (5, 1, 1, 4)
    assert of(samples, SampleFlag.HELD) == [3]
    assert of(samples, SampleFlag.DOUBLE_BEFORE) == of(samples, SampleFlag.GAP_BEFORE) == [8]
