"""The day of a moment is the one on the wall's calendar, not the one in Greenwich."""

from __future__ import annotations

import time

import pytest

from balance_arcade.core.clock import WallAnchor


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC0", "2026-03-02"), ("EST-9", "2026-03-03"), ("WST+8", "2026-03-02")]
)
def test_the_day_is_that_of_this_computers_zone(monkeypatch, zone, day):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert WallAnchor(1_772_490_600_000_000_000, 0).day() == day  # 22:30 in Greenwich.
    finally:
        monkeypatch.undo()
        time.tzset()
