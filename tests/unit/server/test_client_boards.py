"""Two boards on one stream: how fresh each of them is."""

from __future__ import annotations

import math

import pytest

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import CopSample
from balance_arcade.server.bodies import SampleBlock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.wire import Header, Message


def block(board, t0_ns):
    sample = CopSample(1, t0_ns, 0.1, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0)
    header = Header(1, 0, 5, 0, 1, t0_ns, 0, 1, 0)
    return Message(board, "samples", header, SampleBlock.of([sample]))


def test_each_board_has_an_age_and_the_older_one_is_told_without_a_name():
    clock = ManualClock(start_ns=10_000_000_000)
    with StreamClient("tcp://127.0.0.1:9", "tcp://127.0.0.1:9", clock=clock) as client:
        assert math.isnan(client.age_s())
        client._show([block("b1", 9_000_000_000), block("b2", 7_000_000_000)])
        client._show([block("b1", 9_500_000_000)])
        assert client.age_s("b1") == pytest.approx(0.5)
        assert client.age_s("b2") == pytest.approx(3.0)
        assert client.age_s() == pytest.approx(3.0)
        assert math.isnan(client.age_s("b3"))
