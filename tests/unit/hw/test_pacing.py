"""A computer that is held up at any moment never makes a read come back without what is due."""

from __future__ import annotations

import pytest

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.pacing import wait_for_samples

SAMPLE = ForceSample(0, 0, 0.0, 1.0, 1.0, 1.0, 1.0)
DUE_S = 0.04


class HeldUp(ManualClock):
    """Loses a second at one of the moments at which the time is asked for."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.left = at

    def now_ns(self) -> int:
        self.left -= 1
        if self.left == 0:
            self.sleep(1.0)
        return super().now_ns()


@pytest.mark.parametrize("at", range(1, 14))
def test_a_sample_that_came_due_while_the_computer_was_held_up_is_not_left_behind(at):
    clock = HeldUp(at)
    seen_s = []

    def due():
        seen_s.append(ManualClock.now_ns(clock) / 1e9)
        return [SAMPLE] if seen_s[-1] >= DUE_S else []

    samples = wait_for_samples(
        due, lambda: round(DUE_S * 1e9), clock=clock, timeout_s=0.05, over=lambda: False
    )
    assert samples == [SAMPLE]


def test_nothing_comes_back_only_after_a_last_look():
    clock = ManualClock()
    looks_s = []

    def due():
        looks_s.append(clock.now_ns() / 1e9)
        return []

    assert (
        wait_for_samples(due, lambda: 10**12, clock=clock, timeout_s=0.05, over=lambda: False) == []
    )
    assert looks_s[-1] == pytest.approx(0.05)
