"""Batches follow what a message costs."""

from __future__ import annotations

import pytest

from balance_arcade.server.batching import LOOK_NS, MAX_BLOCK, SHARE, Pace


class Cpu:
    def __init__(self):
        self.ns = 0

    def __call__(self):
        return self.ns


def settle(pace, cpu, cost_us, n_looks=40):
    now_ns = n_sent = 0
    for _ in range(n_looks):
        now_ns += LOOK_NS
        n_sent += 100
        cpu.ns += 100 * cost_us * 1000
        pace.look(n_sent, now_ns)


@pytest.mark.parametrize(("cost_us", "batch"), [(20, 1), (70, 2), (150, 4), (5000, 10)])
def test_a_dear_message_carries_more_samples_and_none_waits_beyond_ten_ms(cost_us, batch):
    cpu = Cpu()
    pace = Pace(cpu)
    settle(pace, cpu, cost_us)
    assert pace.batch(1000.0) == batch
    if cost_us < 350:
        assert cost_us * 1e-6 * 1000.0 / batch < SHARE * 1.5
    assert pace.batch(100.0) == 1


def test_it_looks_now_and_then_and_not_while_little_is_sent():
    cpu = Cpu()
    pace = Pace(cpu)
    assert not pace.look(0, 0)
    assert not pace.look(100, LOOK_NS // 2)
    assert pace.look(200, LOOK_NS)
    assert not pace.look(201, 2 * LOOK_NS)


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan"), float("inf")])
def test_without_a_rate_every_sample_goes_at_once(rate_hz):
    assert Pace(Cpu()).batch(rate_hz) == 1
    assert Pace(Cpu()).batch(1e9) == MAX_BLOCK
