"""What goes wrong between converter and processor, and what becomes of it: never a wrong count."""

from __future__ import annotations

import itertools

import arduino_peer as wire
import fast_rig as fast
import pytest

LOADS = (100_000, 200_000, 300_000, 400_000)
NEAR = 6 * 0.77e-6 * fast.COUNTS_PER_V
ALARMS = fast.TORN | fast.SATURATED | fast.SILENT


def right(sample) -> bool:
    """Whether a sample holds the loads, within its noise."""
    return all(abs(c - load) < NEAR for c, load in zip(sample.counts, LOADS, strict=True))


def honest(samples) -> bool:
    """Whether numbers and times go together, so that every loss shows, and every count is right."""
    return all(right(s) for s in samples) and all(
        round((b.t_us - a.t_us) / 1000) == (b.seq - a.seq) % 65536
        for a, b in itertools.pairwise(samples)
    )


@pytest.mark.parametrize("bit", range(0, 136, 5))
def test_a_wrong_bit_anywhere_in_a_reading(rig, bit):
    rig.started()
    rig.lib.rig_corrupt(1, bit)
    samples = rig.run(0.05).samples
    (bad,) = [s for s in samples if s.status & ALARMS]
    # The last sound counts again, flagged, and one period old.
    assert bad.status & ALARMS == fast.SILENT
    assert bad.ages == (10, 10, 10, 10)
    assert honest(samples)
    assert len(samples) == 50


def test_age_grows_over_damaged_readings(rig):
    rig.started()
    rig.lib.rig_corrupt(5, 40)
    ages = [s.ages[0] for s in rig.run(0.03).samples]
    assert [age for age in ages if age] == [10, 20, 30, 40, 50]


def test_damage_without_end_starts_the_converter_anew(rig):
    rig.started()
    rig.lib.rig_corrupt(500, 77)
    samples = rig.run(1.5).samples
    rig.lib.rig_corrupt(0, 0)
    samples += rig.run(1.5).samples
    assert rig.counters.n_starts > 1
    assert honest(samples)
    assert not samples[-1].status & ALARMS
    assert max(s.ages[0] for s in samples) == 127


@pytest.mark.parametrize("level", [0, 1])
def test_dout_that_stands_still(rig, level):
    rig.started()
    rig.lib.rig_stuck(level)
    samples = rig.run(0.5).samples
    assert all(s.status & fast.SILENT == fast.SILENT for s in samples)
    rig.lib.rig_stuck(-1)
    samples = rig.run(2.0).samples
    assert honest(samples)
    assert not samples[-1].status & ALARMS


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("keeps_newest", [False, True])
def test_edges_that_do_not_come(rig, n, keeps_newest):
    rig.started()
    rig.lib.rig_keeps_newest(keeps_newest)
    rig.lib.rig_no_edge(n)
    samples = rig.run(0.05).samples
    assert honest(samples)
    assert {s.status & ALARMS for s in samples} == {0}
    # The buffer was full, and which conversions it kept is not said: one more is not used.
    assert 50 - len(samples) == n + 1
    assert sum(bool(s.status & fast.LOST) for s in samples) == 1


@pytest.mark.parametrize("us", [700, 950, 1100, 1990, 2600, 20_000])
@pytest.mark.parametrize("keeps_newest", [False, True])
def test_a_processor_that_stood_still(rig, us, keeps_newest):
    rig.started()
    rig.lib.rig_keeps_newest(keeps_newest)
    # A ramp, on which a count of another moment is a wrong count.
    samples = []
    for step in range(60):
        at = 0.0 if step < 30 else 1.0
        rig.load(load + 50_000 * at for load in LOADS)
        if step == 30:
            rig.lib.rig_hold(us)
        samples += rig.run(0.001).samples
    jumps = [s.counts[0] > LOADS[0] + 25_000 for s in samples]
    assert jumps == sorted(jumps)
    # The load changed when the hold began, so nothing later than that holds the old one.
    old = [s for s, jump in zip(samples, jumps, strict=True) if not jump]
    assert all(b.t_us - a.t_us == 1000 for a, b in itertools.pairwise(old))
    assert all((b.t_us - a.t_us) == 1000 * (b.seq - a.seq) for a, b in itertools.pairwise(samples))
    assert rig.counters.n_late_reads == 0


@pytest.mark.parametrize("us", [1500, 2600, 20_000])
@pytest.mark.parametrize("keeps_newest", [False, True])
def test_nothing_that_was_held_meanwhile_bears_a_later_time(rig, us, keeps_newest):
    rig.started()
    rig.lib.rig_keeps_newest(keeps_newest)
    before = rig.run(0.02).samples
    rig.lib.rig_hold(us)
    rig.load(load + 50_000 for load in LOADS)
    samples = rig.run(0.03).samples
    changed_us = before[-1].t_us + us
    assert all(right(s) for s in samples if s.t_us <= changed_us)
    assert not any(abs(s.counts[0] - LOADS[0]) < NEAR for s in samples if s.t_us > changed_us)
    assert len(samples) > 25


def test_a_clock_that_stops_and_comes_back(rig):
    rig.started()
    rig.lib.rig_clock(0.0)
    samples = rig.run(1.0).samples
    silent = [s for s in samples if s.status & fast.SILENT]
    assert len(silent) == pytest.approx(10, abs=1)
    assert {s.ages for s in silent} <= {(127,) * 4, *((a,) * 4 for a in range(127))}
    rig.lib.rig_clock(8.192e6)
    samples += rig.run(2.0).samples
    assert honest(samples)
    assert rig.counters.n_silences == 1
    assert not samples[-1].status & ALARMS


def test_a_supply_that_goes_and_comes(rig):
    rig.started()
    rig.lib.rig_unpowered(True)
    samples = rig.run(0.3).samples
    rig.lib.rig_unpowered(False)
    samples += rig.run(2.0).samples
    assert honest(samples)
    assert not samples[-1].status & ALARMS


@pytest.mark.parametrize("wait_us", range(0, 1000, 130))
def test_a_dip_that_resets_the_converter(rig, wait_us):
    rig.started()
    rig.lib.rig_hold(0)
    rig.run(0.02 + wait_us / 1e6)
    rig.lib.rig_brown_out()  # Gain 1 and 4 kSPS from here on, until it is set up again.
    samples = rig.run(0.2).samples
    assert honest([s for s in samples if not s.status & ALARMS])
    assert all(right(s) for s in samples)
    assert rig.counters.n_starts == 2
    assert len(samples) > 150


@pytest.mark.parametrize(("address", "mask"), [(4, 0x1000), (3, 0x0008), (2, 0x0001)])
def test_a_register_that_changes_by_itself(rig, address, mask):
    rig.started()
    rig.lib.rig_flip(address, mask)
    samples = rig.run(0.2).samples
    assert rig.counters.n_starts == 2
    assert all(right(s) for s in samples[1:])
    assert len(samples) > 150


def test_a_spike_on_sync_is_told(rig):
    rig.started()
    rig.run(0.0004)
    rig.lib.rig_resync()
    samples = rig.run(0.05).samples
    assert [s.status & fast.TORN for s in samples if s.status & fast.TORN] == [fast.TORN]
    assert all(right(s) for s in samples)


def test_no_converter_at_all(rig_library):
    rig = fast.Rig(rig_library)
    rig.lib.rig_unpowered(True)
    rig.command(wire.START)
    heard = rig.run(2.0)
    assert heard.of(wire.HELLO)
    assert len(heard.samples) == pytest.approx(20, abs=2)
    assert {s.status & fast.SILENT for s in heard.samples} == {fast.SILENT}
    assert {s.ages for s in heard.samples} == {(127,) * 4}


def test_loads_beyond_the_range(rig):
    rig.started()
    rig.load((1e8, -1e8, 300_000, 400_000))
    samples = rig.run(0.05).samples
    assert samples[-1].status & fast.SATURATED == 0x30
    assert samples[-1].counts[:2] == (0x7FFFFF, -0x800000)


@pytest.mark.parametrize("ppm", [-2000, 2000])
def test_clocks_that_differ(rig, ppm):
    rig.lib.rig_clock(8.192e6 * (1 + ppm / 1e6))
    samples = rig.started().run(3.0).samples
    assert honest(samples)
    assert {s.status & (ALARMS | fast.LOST) for s in samples} == {0}


def test_an_age_does_not_wrap_to_young(rig):
    rig.started()
    rig.lib.rig_clock(0.0)
    ages = [s.ages[0] for s in rig.run(1.0).samples]
    assert ages[-1] == 127
    rig.lib.rig_hold(2**32 - 995_000)  # The microseconds have come round.
    assert {s.ages for s in rig.run(0.5).samples} == {(127,) * 4}
