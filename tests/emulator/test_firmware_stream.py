"""Hours on the board in minutes: what goes into the converters comes out of the line."""

from __future__ import annotations

import itertools
import math
import os
import random
import struct

import arduino_peer as wire
import avr_run as avr
import pytest

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

MINUTES = float(os.environ.get("BALANCE_ARCADE_EMULATED_MINUTES", "0.5"))
LOAD_STEP_S = 0.005
BOOT_US = 300.0
"""The board's clock starts so much later than its processor, at most."""

MOST_HIGH_NS = 700
"""What a clock pulse lasts when no interrupt can come in between: ten cycles, and some leave."""


def load_at(i: int) -> tuple[float, float, float, float]:
    """Counts of the four cells in the i-th step: slow, fast, large, negative, fractional."""
    t_s = i * LOAD_STEP_S
    return (
        3e6 * math.sin(0.9 * t_s),
        -2e6 + 4e4 * math.sin(20.0 * t_s),
        8.3e6 * math.sin(0.2 * t_s),
        (i * 7919 % 2_000_003) - 1e6 + 0.3,
    )


def loads(seconds: float) -> list[str]:
    return [
        f"at {i * LOAD_STEP_S:.6f} load {' '.join(f'{c:.2f}' for c in load_at(i))}"
        for i in range(int(seconds / LOAD_STEP_S))
    ]


def chatter(seconds: float, seed: int = 5) -> list[str]:
    """A computer that asks all the time, at every moment of the board's work."""
    rng = random.Random(seed)
    kinds = (wire.ASK_HELLO, wire.ASK_STATUS, wire.PING, wire.START)
    orders, t_s = [], 1.0
    for seq in itertools.count(1):
        t_s += rng.expovariate(8.0)
        if t_s >= seconds - 1.0:
            return orders
        kind = rng.choice(kinds)
        orders.append(avr.send(t_s, kind, seq, b"\x01\x00\x00\xff" if kind == wire.PING else b""))
    raise AssertionError


def load_errors(run: avr.Run) -> list[float]:
    """Largest difference of each word that was offered from the load at that moment."""
    errors = []
    for k, corner in enumerate(avr.CORNERS):
        for t_us, counts in run.words[corner]:
            i = int(t_us / 1e6 / LOAD_STEP_S)
            # A load that changes in the very step may count already or not yet.
            near = [load_at(j)[k] for j in (max(i - 1, 0), i, i + 1)]
            errors.append(min(abs(counts - load) for load in near))
    return errors


def assert_counts_are_words(run: avr.Run, periods_us: float = 11_500.0) -> float:
    """Each count is a word that its chip had offered, of about the sample's time.

    Returns
    -------
    float
        The largest time between two words of one sample, in microseconds.
    """
    widest_us = 0.0
    for sample in run.samples:
        offered_us = []
        mean_us = sample.t_us + BOOT_US
        for corner, counts in zip(avr.CORNERS, sample.counts, strict=True):
            # Backwards from the newest that can be in it, were the other three a period older.
            came_us, word = run.offered(corner, mean_us + 0.75 * periods_us)
            while word != counts:
                came_us, word = run.offered(corner, came_us - 0.01)
                assert mean_us - came_us < periods_us + 600.0, (sample, corner)
            offered_us.append(came_us)
        widest_us = max(widest_us, max(offered_us) - min(offered_us))
    assert widest_us < periods_us + 600.0
    return widest_us


@pytest.mark.timeout(120 + 120 * MINUTES)  # A busy computer emulates half as fast as time goes.
def test_minutes_without_a_bad_or_missing_frame(tmp_path, table, firmware_size):
    seconds = 60.0 * MINUTES
    run = avr.run(tmp_path, loads(seconds) + chatter(seconds), seconds=seconds)
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert run.n_missing == 0
    slowest_hz = 91.3
    assert len(run.samples) == pytest.approx((seconds - 0.2) * slowest_hz, abs=3)
    assert not any(s.status & avr.ALARMS for s in run.samples)
    worst_counts = max(load_errors(run))
    assert worst_counts <= 1.0
    widest_us = assert_counts_are_words(run)
    assert run.chip("torn") == run.chip("protocol_faults") == run.chip("timing_faults") == [0] * 4
    assert run.chip("power_downs") == [1] * 4  # The restart at the board's own start.
    high_ns = max(run.chip("longest_high_ns"))
    assert high_ns <= MOST_HIGH_NS
    assert max(run.chip("longest_read_ns")) < 75_000
    answers = sum(len(run.of(kind)) for kind in (wire.HELLO, wire.STATUS, wire.PONG))
    table("image", firmware_size.split(": ")[1])
    table("emulated minutes", f"{seconds / 60:.1f}")
    table("frames", f"{len(run.frames)}, {len(run.samples)} of them samples")
    table("bad frames, missing samples", f"{run.n_bad}, {run.n_missing}")
    table("largest error of a load", f"{worst_counts:.2f} counts")
    table("false alarms", "0")
    table("words of one sample apart", f"at most {widest_us / 1000:.1f} ms")
    table("clock high", f"{min(run.chip('shortest_high_ns')):.0f} to {high_ns:.0f} ns")
    table("reading of a word", f"at most {max(run.chip('longest_read_ns')) / 1000:.1f} us")
    table("answers while measuring", str(answers))


def test_samples_bear_the_board_s_time(tmp_path):
    run = avr.run(tmp_path, seconds=5.0)
    steps_us = [b.t_us - a.t_us for a, b in itertools.pairwise(run.samples)]
    assert all(in_step(step) for step in steps_us)
    assert run.samples[-1].t_us == pytest.approx(5e6, abs=23_000)


def in_step(step_us: float) -> bool:
    """Whether two samples are a period of the slowest chip apart, passed-over words apart.

    Where a faster chip's word is passed over the mean of the four times is a quarter of a period
    further on; all three may be at once. In between each of them comes a little sooner.
    """
    return -600.0 < step_us - 1e6 / 91.3 < 0.75 * 1e6 / 91.3 + 600.0


@pytest.mark.parametrize(
    ("rates", "slowest_hz"),
    [
        ("92,92,92,92", 92.0),  # In step: all four ready at once, after the restart for ever.
        ("92.001,92,91.999,92.002", 91.999),  # Drifting slowly through each other.
        ("94,90,92,93", 90.0),
        ("320,310,330,318", 310.0),  # The HX717.
        ("11.7,11.6,11.8,11.65", 11.6),  # RATE left low on all of them ...
        ("92,11.7,92,92", 11.7),  # ... or on one.
    ],
)
def test_the_slowest_chip_sets_the_pace(tmp_path, rates, slowest_hz):
    seconds = 6.0
    # Words differ from each other, so that one may not stand for another.
    run = avr.run(
        tmp_path, seconds=seconds, start_s=1.0, options=[f"--rates={rates}", "--noise=5000"]
    )
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert len(run.samples) == pytest.approx((seconds - 1.0) * slowest_hz, abs=3)
    assert not any(s.status & avr.ALARMS for s in run.samples)
    assert_counts_are_words(run, 1.05e6 / slowest_hz)
    assert run.chip("protocol_faults") == [0] * 4


def test_the_last_bit_and_the_first(tmp_path):
    loads_of = [(8388606, -8388607, 1, -1), (0x555555, -0x555556, 0x2AAAAA, -0x2AAAAB)]
    orders = [f"at {0.5 * i} load {' '.join(map(str, c))}" for i, c in enumerate(loads_of, 1)]
    run = avr.run(tmp_path, orders, seconds=1.5)
    assert {s.counts for s in run.samples} >= set(loads_of)
    assert run.samples[-1].counts == loads_of[1]
    assert not any(s.status & avr.ALARMS for s in run.samples)


def test_microseconds_and_numbers_go_round(tmp_path):
    # As after 71 minutes, and 65536 samples: the counters lie in RAM, the code is the same.
    timer, number = symbol("timer0_overflow_count"), symbol("_ZN5boardL10sample_seqE")
    orders = [f"at 0.150 poke {timer + i:x} {byte:x}" for i, byte in enumerate(b"\x00\xfd\xff\xff")]
    orders += [f"at 0.151 poke {number + i:x} {byte:x}" for i, byte in enumerate(b"\xf0\xff")]
    orders.append(avr.send(2.0, wire.ASK_STATUS))
    run = avr.run(tmp_path, orders, seconds=3.0, start_s=0.4)
    times = [s.t_us for s in run.samples]
    assert times[0] > 2**32 - 600_000
    assert times[-1] < 3_000_000
    steps_us = [(b - a) % 2**32 for a, b in itertools.pairwise(times)]
    assert all(in_step(step) for step in steps_us)
    assert run.samples[0].seq == 0xFFF0
    assert (run.n_missing, run.n_bad) == (0, 0)
    assert not any(s.status & avr.ALARMS for s in run.samples)
    beats_us = [struct.unpack("<I", body[1:5])[0] for _, body in run.of(wire.HEARTBEAT)]
    assert len(beats_us) >= 2


def test_silence_lasts_across_the_wrap(tmp_path):
    timer = symbol("timer0_overflow_count")
    orders = [f"at 0.150 poke {timer + i:x} {byte:x}" for i, byte in enumerate(b"\x00\xfd\xff\xff")]
    run = avr.run(tmp_path, [*orders, "at 0.4 dead bl"], seconds=2.5)
    after = [s for s in run.samples[60:]]
    assert after
    assert all(s.status & avr.ALARMS == 0x400 for s in after)


def symbol(name: str) -> int:
    """Address of a variable in the processor's RAM."""
    import subprocess

    lines = subprocess.run(
        ["avr-nm", str(avr.IMAGE)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found = [int(line.split()[0], 16) & 0xFFFF for line in lines if line.split()[-1] == name]
    assert len(found) == 1, name
    return found[0]
