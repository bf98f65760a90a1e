"""Counters of a board as they are written: those that came later stand only where they count."""

import msgspec
import pytest

from balance_arcade.core.board import BoardHealth

EARLIER = (
    *("n_samples", "n_gaps", "n_lost", "n_bad_frames", "n_discarded_bytes", "measured_rate_hz"),
    *("warnings", "n_restarts", "n_reconnects", "clock_ppm", "battery_bars"),
)


def written(health: BoardHealth) -> dict[str, object]:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(health))


def test_what_older_readers_know_is_always_written_and_nothing_else():
    assert tuple(written(BoardHealth())) == EARLIER


@pytest.mark.parametrize("name", ["n_late", "n_held", "n_doubled"])
def test_each_kind_is_written_where_it_counts(name):
    told = written(BoardHealth(**{name: 3}))
    assert tuple(told) == (*EARLIER, name)
    assert told[name] == 3


def test_what_is_left_out_is_none_counted():
    told = written(BoardHealth(n_samples=7, n_late=2))
    health = msgspec.convert(told, BoardHealth)
    assert (health.n_samples, health.n_late, health.n_held, health.n_doubled) == (7, 2, 0, 0)
