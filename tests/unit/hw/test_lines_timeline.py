"""Numbers and times of rows of text: by arrival, by a time column, by a number column."""

import itertools
import math

import pytest

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.decoder import Row
from balance_arcade.hw.lines.timeline import LineTimeline

CORNERS = ("tl", "tr", "bl", "br")
NAN = float("nan")
START_NS = 5_000_000_000


def row(ticks=NAN, number=NAN):
    return Row((1.0, 2.0, 3.0, 4.0), ticks, number)


def timeline(*extra, rate_hz=100.0):
    return LineTimeline(Columns((*extra, *CORNERS)), rate_hz)


def placed(line, rows, *, period_ms=10.0, start_ms=0.0):
    """Place rows that come one by one, and ask once more for what was held back."""
    found = []
    for i, one in enumerate(rows):
        found += line.take([one], START_NS + round((start_ms + i * period_ms) * 1e6))
    return found + settled(line, start_ms + (len(rows) - 1) * period_ms)


def settled(line, at_ms):
    """Ask for what is held back, once nothing more is due."""
    return line.take([], START_NS + round((at_ms + 20.0) * 1e6))


def later(line, one, at_ms):
    """Place one row that comes after a while."""
    return [*line.take([one], START_NS + round(at_ms * 1e6)), *settled(line, at_ms)][0]


def test_by_arrival_rows_of_one_read_are_spread_back():
    line = timeline()
    first = line.take([row()] * 4, START_NS)
    second = line.take([row()] * 4, START_NS + 40_000_000)
    assert [p.seq for p in (*first, *second)] == list(range(8))
    assert [p.t_s for p in (*first, *second)] == pytest.approx([i / 100 for i in range(8)])


def test_a_pause_is_a_gap_by_arrival_and_none_by_numbers():
    for extra, n_lost in (((), 19), (("seq",), 0)):
        line = timeline(*extra)
        placed(line, [row(number=i) for i in range(50)])
        after = later(line, row(number=50), 490 + 200)
        assert after.n_lost == n_lost
        assert bool(after.flags & SampleFlag.GAP_BEFORE) == bool(n_lost)
        assert after.t_s == pytest.approx(0.69)


def test_a_late_burst_is_spread_back_and_marked():
    line = timeline()
    placed(line, [row()] * 100)
    found = [*line.take([row()] * 20, START_NS + 1_190_000_000), *settled(line, 1190)]
    assert [p.t_s for p in found] == pytest.approx([1.0 + i / 100 for i in range(20)], abs=2e-3)
    assert all(p.flags == SampleFlag.LATE for p in found[:15])
    assert sum(p.n_lost for p in found) == 0


def test_portions_of_a_serial_adapter_keep_the_pace():
    line = timeline()
    found = []
    for i in range(200):
        # An FTDI chip hands on what it has every 16 ms.
        found += line.take([row()], START_NS + math.ceil(i * 10 / 16) * 16_000_000)
    steps = [b.t_s - a.t_s for a, b in itertools.pairwise(found[50:])]
    assert steps == pytest.approx([0.01] * len(steps), abs=1.5e-3)


def test_numbers_tell_what_is_missing_and_what_is_double():
    line = timeline("seq")
    found = placed(line, [row(number=n) for n in (10, 11, 11, 15, 16)])
    assert [(p.seq, p.n_lost) for p in found] == [(0, 0), (1, 0), (5, 3), (6, 0)]
    assert line.n_doubles == 1
    assert found[2].flags & SampleFlag.DOUBLE_BEFORE
    assert found[2].flags & SampleFlag.GAP_BEFORE


def test_what_is_missing_within_a_read_keeps_its_place_in_time():
    line = timeline("seq")
    placed(line, [row(number=n) for n in range(50)])
    rows = [row(number=n) for n in (50, 51, 54, 55)]
    found = [*line.take(rows, START_NS + 550_000_000), *settled(line, 550)]
    assert [p.t_s for p in found] == pytest.approx([0.50, 0.51, 0.54, 0.55], abs=2e-3)
    assert [p.n_lost for p in found] == [0, 0, 2, 0]


@pytest.mark.parametrize("wrap", [256, 65536, 2**32])
def test_numbers_wrap(wrap):
    line = timeline("seq")
    found = placed(line, [row(number=(wrap - 2 + i) % wrap) for i in range(5)])
    assert [p.seq for p in found] == list(range(5))
    assert line.n_restarts == 0


def test_numbers_that_begin_again_are_a_restart_and_a_gap():
    line = timeline("seq")
    placed(line, [row(number=n) for n in range(1000, 1050)])
    after = later(line, row(number=0), 490 + 300)
    assert (line.n_restarts, after.n_lost, after.seq) == (1, 29, 79)


@pytest.mark.parametrize(("name", "tick"), [("t_s", 0.01), ("t_ms", 10), ("t_us", 10_000)])
def test_own_time_counts_whatever_the_arrival(name, tick):
    line = timeline(name)
    found = line.take([row(ticks=700 + i * tick) for i in range(30)], START_NS)
    assert [p.t_s for p in found] == pytest.approx([i / 100 for i in range(30)])
    after = later(line, row(ticks=700 + 33 * tick), 1)
    assert (after.seq, after.n_lost) == (33, 3)
    assert after.t_s == pytest.approx(0.33)


def test_own_time_wraps_at_32_bits():
    line = timeline("t_us")
    found = placed(line, [row(ticks=(2**32 - 25_000 + 10_000 * i) % 2**32) for i in range(6)])
    assert [p.t_s for p in found] == pytest.approx([i / 100 for i in range(6)])
    assert line.n_restarts == 0


@pytest.mark.parametrize("ticks", [5, 9_000_000])
def test_own_time_that_jumps_is_a_restart(ticks):
    line = timeline("t_ms")
    placed(line, [row(ticks=40_000 + 10 * i) for i in range(50)])
    after = later(line, row(ticks=ticks), 490 + 2000)
    assert line.n_restarts == 1
    assert after.t_s == pytest.approx(0.49 + 2.0)
    assert after.n_lost == 199


def test_milliseconds_at_a_kilohertz_repeat_without_loss():
    line = timeline("t_ms", rate_hz=1000.0)
    ticks = [int(i * 0.97) for i in range(200)]
    found = placed(line, [row(ticks=t) for t in ticks], period_ms=1.0)
    assert len(found) == 200
    assert all(b.t_s > a.t_s for a, b in itertools.pairwise(found))
    assert found[-1].t_s == pytest.approx(ticks[-1] / 1000, abs=1e-3)
    assert sum(p.n_lost for p in found) == 0


def test_a_time_that_comes_twice_at_a_slow_rate_is_a_double():
    line = timeline("t_ms", rate_hz=50.0)
    found = placed(line, [row(ticks=t) for t in (0, 20, 20, 40)], period_ms=20.0)
    assert [p.t_s for p in found] == pytest.approx([0.0, 0.02, 0.04])
    assert line.n_doubles == 1


@pytest.mark.parametrize("factor", [0.1, 10.0])
def test_another_rate_is_learned_within_seconds_and_then_nothing_is_lost(factor):
    line = timeline()
    placed(line, [row()] * 300)
    period_ms = 10.0 / factor
    n = round(5000 / period_ms)
    found = placed(line, [row()] * n, period_ms=period_ms, start_ms=3000.0 - 10.0 + period_ms)
    late = [p for p in found if p.t_s > 3.0 + 3.0]
    assert line.n_rate_changes == 1
    assert line.rate_hz == pytest.approx(100.0 * factor, rel=0.1)
    assert sum(p.n_lost for p in late) == 0
    steps = [b.t_s - a.t_s for a, b in itertools.pairwise(late)]
    assert steps == pytest.approx([period_ms / 1000] * len(steps), rel=1e-3)
    assert found[-1].t_s == pytest.approx(2.99 + n * period_ms / 1000, abs=0.2)


def test_one_long_pause_is_no_change_of_rate():
    line = timeline()
    placed(line, [row()] * 300)
    placed(line, [row()] * 300, start_ms=6000.0)
    assert line.n_rate_changes == 0


def test_a_cut_line_is_a_gap_even_if_short():
    line = timeline()
    placed(line, [row()] * 50)
    line.break_off()
    after = later(line, row(), 500)
    assert after.n_lost >= 1


def test_a_cut_line_that_lost_nothing_by_its_numbers_is_no_gap():
    line = timeline("seq")
    placed(line, [row(number=n) for n in range(50)])
    line.break_off()
    after = later(line, row(number=50), 900)
    assert (after.n_lost, after.seq) == (0, 50)
    assert not after.flags & SampleFlag.GAP_BEFORE
