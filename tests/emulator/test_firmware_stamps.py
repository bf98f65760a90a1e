"""When a sample was measured: each word once, and the mean of the times of its four words."""

from __future__ import annotations

import itertools
import math

import avr_run as avr
import pytest

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

RATES = "--rates=93.4,92,91.3,92.7"
"""Clocks of the chips, spread by 2.3 %."""

UNLIKE = "--noise=900000"
"""So much noise that no word is like another."""

STEP_S = 0.002
HALF_WIDTH_MM, HALF_LENGTH_MM = 216.5, 119.0
SIGNS = ((-1, 1), (1, 1), (-1, -1), (1, -1))
FULL_COUNTS = 2e6


@pytest.mark.parametrize("rates", ["93.75,93.74,93.73,93.72", "93.75,93.7,93.71,93.72"])
def test_a_word_is_handed_out_once_whenever_a_cell_is_lost(tmp_path, rates):
    # With these clocks the one chip is given up, one and a half periods and 16 ms after its last
    # word, just while words of the others are looked at for the second time.
    begun_s = [0.6 + 0.11 * i for i in range(29)]
    orders = [
        f"at {t_s + after_s:.4f} {verb} tl"
        for t_s in begun_s
        for verb, after_s in (("dead", 0.0), ("mend", 0.06))
    ]
    run = avr.run(tmp_path, orders, seconds=4.0, options=[f"--rates={rates}", UNLIKE])
    assert (run.n_bad, run.n_missing) == (0, 0)
    assert sum(bool(s.status & avr.SILENT) for s in run.samples) >= 30
    for before, after in itertools.pairwise(run.samples):
        assert before.t_us < after.t_us
        for cell in range(4):
            repeated = after.status & (0x100 << cell)  # Its last count, and said to be that.
            assert repeated or after.counts[cell] != before.counts[cell], (after, cell)


def test_the_stamp_is_the_mean_of_the_times_of_the_words(tmp_path):
    run = avr.run(tmp_path, seconds=4.0, options=[RATES, UNLIKE])
    delays_us = [sample.t_us - mean_us(run, sample)[0] for sample in run.samples]
    # From the processor's first instruction to the clock's: always the same.
    assert max(delays_us) - min(delays_us) < 200.0
    assert len(run.samples) > 300


def test_a_silent_chip_is_left_out_of_the_mean(tmp_path):
    run = avr.run(tmp_path, ["at 1.0 dead br"], seconds=2.0, options=[RATES, UNLIKE])
    silent = [sample for sample in run.samples if sample.status & avr.SILENT]
    assert len(silent) > 80
    delays_us = [sample.t_us - mean_us(run, sample, cells=3)[0] for sample in silent]
    assert max(delays_us) - min(delays_us) < 200.0


def test_the_centre_of_pressure_of_somebody_who_moves(tmp_path, table):
    orders = [
        f"at {i * STEP_S:.6f} load {' '.join(f'{counts:.1f}' for counts in loads(i * STEP_S))}"
        for i in range(round(10.0 / STEP_S))
    ]
    run = avr.run(tmp_path, orders, seconds=10.0, options=[RATES])
    whole = run.samples[20:]
    stamped = cop_error_mm([(sample.t_us, sample) for sample in whole])
    # What firmware 1.0 stamped them with.
    newest = cop_error_mm([(mean_us(run, sample)[1], sample) for sample in whole])
    table("centre of pressure, stamp of the newest word", f"{newest:.3f} mm rms off")
    table("centre of pressure, mean of the four", f"{stamped:.3f} mm rms off")
    assert newest > 0.1
    assert stamped < 0.8 * newest


def loads(t_s: float) -> list[float]:
    ml_mm, ap_mm = where_mm(t_s)
    return [
        FULL_COUNTS / 4.0 * (1.0 + x * ml_mm / HALF_WIDTH_MM + y * ap_mm / HALF_LENGTH_MM)
        for x, y in SIGNS
    ]


def where_mm(t_s: float) -> tuple[float, float]:
    """Somebody who swings by 20 mm to the sides and by 15 mm to and fro."""
    return (
        20.0 * math.sin(2.0 * math.pi * 0.5 * t_s),
        15.0 * math.sin(2.0 * math.pi * 0.4 * t_s + 1.0),
    )


def mean_us(run: avr.Run, sample: avr.Sample, cells: int = 4) -> tuple[float, float]:
    """When a sample's words were offered, of its first cells: the mean, and the newest."""
    offered_us = []
    for corner, counts in list(zip(avr.CORNERS, sample.counts, strict=True))[:cells]:
        came_us, word = run.offered(corner, sample.t_us + 25_000.0)
        while word != counts or came_us > sample.t_us + 12_000.0:
            came_us, word = run.offered(corner, came_us - 0.01)
        offered_us.append(came_us)
    return sum(offered_us) / cells, max(offered_us)


def cop_error_mm(stamped: list[tuple[float, avr.Sample]]) -> float:
    """Root mean square distance from where the load was, at the delay that fits best."""
    return min(
        math.sqrt(sum(_miss(t_us + delay_us, s) for t_us, s in stamped) / len(stamped))
        for delay_us in range(-8000, 2000, 100)
    )


def _miss(t_us: float, sample: avr.Sample) -> float:
    ml_mm, ap_mm = where_mm(t_us / 1e6)
    full = sum(sample.counts)
    pairs = list(zip(sample.counts, SIGNS, strict=True))
    got_ml_mm = HALF_WIDTH_MM * sum(c * x for c, (x, _) in pairs) / full
    got_ap_mm = HALF_LENGTH_MM * sum(c * y for c, (_, y) in pairs) / full
    return (got_ml_mm - ml_mm) ** 2 + (got_ap_mm - ap_mm) ** 2
