"""What `watch` prints of a running stream."""

from __future__ import annotations

import msgspec
import pytest

from balance_arcade.cli import main
from balance_arcade.commands.watch_stream import StreamWatch
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import CopSample
from balance_arcade.server.bodies import (
    CHANNELS,
    DTYPE,
    Heartbeat,
    Meta,
    RecorderStatus,
    SampleBlock,
)
from balance_arcade.server.wire import Header, Message

INFO = BoardInfo(
    "sim:",
    "b1",
    "Simulated person",
    "",
    Geometry(433.0, 238.0),
    100.0,
    "virtual",
    origin="simulated",
)


def message(kind, body):
    return Message("b1", kind, Header(1, 2, 5, 0, 1, 0, 0, 1, 0), body)


def block(first, last):
    samples = [
        CopSample(s, 0, s / 100, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0) for s in range(first, last)
    ]
    return message("samples", SampleBlock.of(samples))


@pytest.fixture
def shown():
    return []


def watch(shown, **more):
    return StreamWatch(None, lambda sample, _: shown.append(sample.seq), hz=10.0, **more)


def test_lines_come_at_the_rate_that_was_asked_for_until_the_time_is_up(shown):
    looking = watch(shown, seconds=0.35)
    looking.take(block(500, 530))
    assert (shown, looking.ended) == ([500, 510, 520], False)
    looking.take(block(530, 560))
    assert (shown, looking.ended) == ([500, 510, 520, 530], True)


def test_it_ends_with_the_publisher(shown):
    looking = watch(shown)
    beat = Heartbeat(1.0, {}, {}, 0.0, RecorderStatus(), BoardHealth())
    looking.take(message("hb", beat))
    assert not looking.ended
    looking.take(message("hb", msgspec.structs.replace(beat, closing=True)))
    assert looking.ended


def test_a_board_that_is_no_real_one_is_named_so_once(shown, capsys):
    looking = watch(shown)
    meta = Meta(INFO, CHANNELS, DTYPE, WallAnchor(0, 0), "0.1.0")
    looking.take(message("meta", meta))
    looking.take(message("meta", meta))
    assert capsys.readouterr().err.count("SIMULATED data: Simulated person") == 1


@pytest.mark.parametrize("flag", ["--record", "--station", "--lsl", "--any-port"])
def test_what_needs_a_board_is_refused_without_one(flag, capsys):
    assert main(["watch", flag]) == 1
    assert f"{flag} needs a board" in capsys.readouterr().err
