"""Batches follow what a message costs."""

from __future__ import annotations

import pytest

from balance_arcade.server.batching import LOOK_EVERY, MAX_BLOCK, SHARE, Pace


class Cpu:
    def __init__(self):
        self.ns = self.n_asked = 0

    def __call__(self):
        self.n_asked += 1
        return self.ns


def settle(pace, cpu, cost_us, n_looks=100):
    for _ in range(n_looks):
        with pace:
            cpu.ns += cost_us * 1000


@pytest.mark.parametrize(("cost_us", "batch"), [(20, 1), (50, 2), (100, 4), (5000, 10)])
def test_a_dear_message_carries_more_samples_and_none_waits_beyond_ten_ms(cost_us, batch):
    cpu = Cpu()
    pace = Pace(cpu)
    settle(pace, cpu, cost_us)
    assert pace.batch(1000.0) == batch
    if cost_us < 250:
        assert cost_us * 1e-6 * 1000.0 / batch < SHARE * 1.5
    assert pace.batch(100.0) == 1


def test_one_message_in_sixteen_is_measured():
    cpu = Cpu()
    pace = Pace(cpu)
    assert sum(pace.is_due() for _ in range(3 * LOOK_EVERY)) == 3
    with pace:
        cpu.ns += 1
    assert cpu.n_asked == 2


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan"), float("inf")])
def test_without_a_rate_every_sample_goes_at_once(rate_hz):
    assert Pace(Cpu()).batch(rate_hz) == 1
    assert Pace(Cpu()).batch(1e9) == MAX_BLOCK
