"""What can go wrong on a board, done to the emulated one: seen, flagged and survived."""

from __future__ import annotations

import itertools
import random
import struct

import arduino_peer as wire
import avr_run as avr
import pytest

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

LOADS = (100_000, -200_000, 300_000, -400_000)
LOAD = "load " + " ".join(map(str, LOADS))
PERIOD_S = 1.0 / 91.3
CELL = pytest.mark.parametrize("cell", range(4), ids=avr.CORNERS)


def between(run: avr.Run, start_s: float, end_s: float) -> list[avr.Sample]:
    return [s for s in run.samples if start_s * 1e6 <= s.t_us < end_s * 1e6]


def alarms(samples: list[avr.Sample]) -> set[int]:
    return {s.status & avr.ALARMS for s in samples}


def status_of(body: bytes) -> dict[str, int]:
    names = (
        "state",
        "t_us",
        "n_sent",
        "n_torn",
        "n_overrun",
        "n_bad_commands",
        "supply_mv",
        "temp",
    )
    return dict(zip(names, struct.unpack("<BIIIIHHh", body), strict=True))


@CELL
def test_a_dead_chip_is_flagged_and_its_last_count_repeated(tmp_path, cell, table):
    corner = avr.CORNERS[cell]
    orders = [LOAD, f"at 1.0 dead {corner}", "at 1.2 load 1 2 3 4", f"at 2.0 mend {corner}"]
    run = avr.run(tmp_path, orders, seconds=3.0)
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert alarms(between(run, 0.3, 0.99)) == {0}
    dead = between(run, 1.1, 2.0)
    assert alarms(dead) == {0x100 << cell}
    assert {s.counts[cell] for s in dead} == {LOADS[cell]}
    # The others go on at their own pace after the one chip was given up.
    assert len(between(run, 1.0, 2.0)) >= 85
    assert alarms(between(run, 2.1, 3.0)) == {0}
    assert run.samples[-1].counts == (1, 2, 3, 4)
    table(f"dead chip {corner}", f"flagged after {1000 * first_after(run, 1.0, avr.SILENT):.0f} ms")


def first_after(run: avr.Run, t_s: float, bits: int) -> float:
    return next(s.t_us / 1e6 - t_s for s in run.samples if s.t_us > t_s * 1e6 and s.status & bits)


def test_all_chips_dead_from_the_start(tmp_path):
    orders = [f"dead {corner}" for corner in avr.CORNERS] + ["at 2.5 mend tl"]
    run = avr.run(tmp_path, orders, seconds=4.0)
    assert run.n_missing == 0
    silent = between(run, 0.7, 2.5)
    assert alarms(silent) == {0xF00}
    assert len(silent) == pytest.approx(18, abs=2)
    assert alarms(between(run, 2.7, 4.0)) == {0xE00}


@CELL
def test_a_shorted_wire_is_no_stream_of_zeros(tmp_path, cell):
    run = avr.run(tmp_path, [LOAD, f"at 1.0 short {avr.CORNERS[cell]}"], seconds=4.0)
    assert run.n_missing == 0
    assert alarms(between(run, 1.05, 4.0)) == {0x100 << cell}
    # The one word read off the shorted wire is flagged as torn.
    assert alarms(between(run, 0.99, 1.05)) <= {0, 0x1 << cell, 0x100 << cell}
    good = [s.counts[cell] for s in run.samples if not s.status & avr.TORN]
    assert set(good) == {LOADS[cell]}


@CELL
def test_a_torn_word_is_flagged(tmp_path, cell, table):
    times = [0.5 + 0.0937 * i for i in range(20)]
    orders = [f"at {t:.4f} tear {avr.CORNERS[cell]} {i + 5}" for i, t in enumerate(times)]
    run = avr.run(tmp_path, [LOAD, *orders, avr.send(2.9, wire.ASK_STATUS)], seconds=3.0)
    assert run.stats[avr.CORNERS[cell]]["torn"] == 20
    torn = [s for s in run.samples if s.status & avr.TORN]
    assert len(torn) == 20
    assert alarms(torn) == {1 << cell}
    # Not one wrong count goes by unflagged, and nothing else is flagged.
    assert all(s.counts == LOADS for s in run.samples if not s.status & avr.ALARMS)
    assert alarms(run.samples) == {0, 1 << cell}
    assert status_of(run.of(wire.STATUS)[-1][1])["n_torn"] == 20
    table(f"torn words {avr.CORNERS[cell]}", f"20 of 20 flagged, {len(torn) - 20} false")


def test_words_torn_by_a_processor_that_was_held_up(tmp_path, table):
    # It stands still for about a period again and again, so that readings run into the next word.
    rng = random.Random(3)
    times = [0.5 + 0.05 * i for i in range(550)]
    orders = [f"at {t:.6f} hold {rng.uniform(10_500, 11_000):.1f}" for t in times]
    noise = ["--noise=900000"]
    run = avr.run(tmp_path, orders, seconds=28.5, options=noise)
    n_torn = sum(run.chip("torn"))
    assert n_torn >= 3
    for k, corner in enumerate(avr.CORNERS):
        known = {counts for _, counts in run.words[corner]}
        sound = {s.counts[k] for s in run.samples if not s.status & (0x1 << k)}
        assert sound <= known | {0}
    table("words torn by a held-up processor", f"{n_torn:.0f}, none unflagged")


@CELL
def test_a_chip_that_hangs_is_started_anew(tmp_path, cell):
    corner = avr.CORNERS[cell]
    run = avr.run(tmp_path, [LOAD, f"at 1.0 hang {corner}"], seconds=3.0)
    assert alarms(between(run, 1.1, 2.0)) == {0x100 << cell}
    assert alarms(between(run, 2.2, 3.0)) == {0}
    assert {s.counts for s in run.samples} == {LOADS}


@CELL
def test_a_loose_contact_is_no_word(tmp_path, cell, table):
    # A low data wire says "ready"; what is clocked out then is no word, and comes too early.
    times = [0.5 + 0.1037 * i for i in range(30)]
    orders = [f"at {t:.4f} glitch {avr.CORNERS[cell]}" for t in times]
    run = avr.run(tmp_path, [LOAD, *orders], seconds=4.0)
    strays = run.stats[avr.CORNERS[cell]]["protocol_faults"]
    assert strays > 10
    wrong = [s for s in run.samples if s.counts != LOADS]
    unflagged = [s for s in wrong if not s.status & (1 << cell)]
    # One that comes just when the next word is due cannot be told from it.
    assert len(unflagged) <= 2
    assert alarms(run.samples) <= {0, 1 << cell}
    table(f"loose contact {avr.CORNERS[cell]}", f"{len(wrong)} wrong, {len(unflagged)} unflagged")


@CELL
@pytest.mark.parametrize("sign", [1, -1])
def test_saturation(tmp_path, cell, sign):
    loads = [abs(c) * sign for c in LOADS]
    orders = ["load " + " ".join(map(str, loads)), f"at 1.0 saturate {avr.CORNERS[cell]}"]
    run = avr.run(tmp_path, [*orders, f"at 2.0 mend {avr.CORNERS[cell]}"], seconds=3.0)
    assert alarms(between(run, 0.3, 1.0)) == alarms(between(run, 2.03, 3.0)) == {0}
    full = between(run, 1.03, 2.0)
    assert alarms(full) == {0x10 << cell}
    assert {s.counts[cell] for s in full} == {0x7FFFFF if sign > 0 else -0x800000}


def test_a_stuck_chip_repeats_its_word(tmp_path):
    # The board cannot tell it from a steady load; the computer's side warns after a second.
    run = avr.run(tmp_path, ["at 1.0 stuck tr"], seconds=3.0, options=["--noise=500"])
    assert len({s.counts[1] for s in between(run, 1.03, 3.0)}) == 1
    assert len({s.counts[0] for s in between(run, 1.03, 3.0)}) > 100


@CELL
def test_power_down_by_a_spike_on_the_clock(tmp_path, cell):
    corner = avr.CORNERS[cell]
    run = avr.run(tmp_path, [LOAD, f"at 1.0 powerdown {corner}"], seconds=2.0)
    assert run.stats[corner]["power_downs"] == 2
    assert alarms(between(run, 0.99, 1.1)) == {0, 0x100 << cell}
    assert alarms(between(run, 1.1, 2.0)) == {0}
    assert {s.counts for s in run.samples} == {LOADS}


@CELL
def test_power_down_by_a_clock_held_high(tmp_path, cell, table):
    # What interrupts do to firmware that leaves them on while the clock is high.
    corner = avr.CORNERS[cell]
    orders = [f"at {0.5 + 0.3 * i:.1f} stretch {corner} 80" for i in range(10)]
    run = avr.run(tmp_path, [LOAD, *orders], seconds=4.0)
    assert run.stats[corner]["power_downs"] == 11
    wrong = [s for s in run.samples if s.counts != LOADS]
    assert all(s.status & (1 << cell) for s in wrong)
    flagged = [s for s in run.samples if s.status & avr.ALARMS]
    assert sum(1 for s in flagged if s.status & (1 << cell)) == 10
    assert any(s.status & (0x100 << cell) for s in flagged)
    assert alarms(run.samples) == {0, 1 << cell, 0x100 << cell}
    table(f"power-downs {corner}", "10 of 10 flagged")


def test_a_slow_line_drops_whole_samples_and_counts_them(tmp_path, table):
    orders = ["at 1.0 slower 12", "at 3.0 slower 1", avr.send(3.9, wire.ASK_STATUS)]
    run = avr.run(tmp_path, [LOAD, *orders], seconds=4.0)
    assert run.n_bad == 0
    assert run.n_missing > 50
    lost_before = [
        (b.seq - a.seq > 1, bool(b.status & avr.LOST)) for a, b in itertools.pairwise(run.samples)
    ]
    assert all(gap == flag for gap, flag in lost_before)
    status = status_of(run.of(wire.STATUS)[-1][1])
    assert status["n_overrun"] == run.n_missing
    assert {s.counts for s in run.samples} == {LOADS}
    # The cells were read all the time, and once the line is free everything comes again.
    assert run.chip("unread") == [0] * 4
    assert alarms(between(run, 3.3, 4.0)) == {0}
    table("slow line", f"{run.n_missing} samples lost, all counted and flagged")


def test_a_stopped_line_stops_nothing_else(tmp_path):
    run = avr.run(tmp_path, [LOAD, "at 1.0 slower 100000"], seconds=4.0)
    assert run.chip("unread") == [0] * 4
    assert run.chip("read") == run.chip("words")


def test_a_storm_of_resets(tmp_path, table):
    rng = random.Random(11)
    times = [1.0 + 0.05 * i + rng.uniform(0.0, 0.04) for i in range(60)]
    orders = [LOAD, *(f"at {t:.6f} reset" for t in times), avr.send(4.5, wire.START)]
    orders += [avr.send(t + 0.004, wire.START) for t in times]
    run = avr.run(tmp_path, orders, seconds=6.0)
    hellos = [body for _, body in run.of(wire.HELLO)]
    assert run.stats["board"]["resets"] == 60
    assert len(hellos) >= 55  # A board that is reset in the middle of its hello does not finish it.
    assert all(body[9] & 2 for body in hellos)
    # Whatever the chips were left in the middle of, no wrong count comes.
    assert {s.counts for s in run.samples if not s.status & avr.SILENT} == {LOADS}
    assert run.n_bad <= 60
    after = [s for s in run.samples[-120:]]
    assert {s.counts for s in after} == {LOADS}
    assert alarms(after) == {0}
    table("resets", f"60, {len(hellos)} hellos, no wrong count")


def test_resets_amid_readings(tmp_path):
    # The reset comes while a word is clocked out: the chip is left in the middle of it.
    rng = random.Random(2)
    orders = ["load 5592405 -5592406 2796202 -2796203"]
    for i in range(40):
        orders += [f"at {1.0 + 0.2 * i + rng.uniform(0, 0.0109):.6f} reset"]
        orders += [avr.send(1.02 + 0.2 * i, wire.START)]
    run = avr.run(tmp_path, orders, seconds=9.5)
    assert {s.counts for s in run.samples} == {(5592405, -5592406, 2796202, -2796203)}
    assert alarms(run.samples) == {0}


def test_garbage_from_the_computer(tmp_path, table):
    rng = random.Random(7)
    orders, n_bytes = [], 0
    for i in range(300):
        data = bytes(
            rng.choice((0, 2, 5, 0x82, rng.randrange(256))) for _ in range(rng.randrange(1, 30))
        )
        if i % 10 == 0:
            data = bytes(rng.randrange(1, 256) for _ in range(300))
        n_bytes += len(data)
        orders.append(f"at {0.5 + 0.03 * i:.3f} send {data.hex(' ')}")
    orders += [avr.send(9.9, wire.ASK_STATUS, 77)]
    run = avr.run(tmp_path, [LOAD, *orders], seconds=10.2)
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert alarms(run.samples) == {0}
    assert {s.counts for s in run.samples} == {LOADS}
    seq, body = run.of(wire.STATUS)[-1]
    assert seq == 77
    assert status_of(body)["n_bad_commands"] > 100
    assert not run.of(wire.REFUSAL)
    table("garbage", f"{n_bytes} bytes, {status_of(body)['n_bad_commands']} bad commands counted")


def test_a_flood_of_questions_crowds_no_sample_out(tmp_path, table):
    # As fast as the line carries them; each answer is four times as long as its question.
    burst = " ".join([avr.command(wire.ASK_STATUS)] * 100)
    orders = [f"at {0.5 + 0.08 * i:.2f} send {burst}" for i in range(40)]
    run = avr.run(tmp_path, [LOAD, *orders], seconds=4.5)
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert alarms(run.samples) == {0}
    assert {s.counts for s in run.samples} == {LOADS}
    assert len(run.of(wire.STATUS)) > 800
    assert max(run.chip("longest_high_ns")) == 625
    longest_us = max(run.chip("longest_read_ns")) / 1000
    assert longest_us < 75
    table("reading of a word under a flood", f"at most {longest_us:.1f} us")


def test_the_rate_of_one_chip_changes(tmp_path):
    # Warm-up, or a chip that is not like the others: no flag, the pace follows.
    run = avr.run(tmp_path, [LOAD, "at 1.0 rate tl 80", "at 3.0 rate tl 93"], seconds=5.0)
    assert alarms(run.samples) == {0}
    assert len(between(run, 1.5, 2.5)) == pytest.approx(80, abs=2)
    assert len(between(run, 3.5, 4.5)) == pytest.approx(91.3, abs=2)


def test_rate_is_pulled_low_and_high_again(tmp_path):
    run = avr.run(tmp_path, [LOAD, "at 1.0 rate tl 11.7", "at 3.0 rate tl 92"], seconds=5.0)
    assert alarms(between(run, 1.0, 1.2)) == {0, 0x100}
    assert alarms(between(run, 1.4, 3.0)) == {0}
    assert len(between(run, 1.5, 2.5)) == pytest.approx(12, abs=1)
    # The first word of the new pace comes too early to be believed, and that one only.
    assert sum(bool(s.status & avr.ALARMS) for s in between(run, 3.0, 5.0)) <= 1
    assert {s.counts for s in run.samples} == {LOADS}
