"""What is said of a board of lines, from the bytes that it sends."""

from __future__ import annotations

import pytest

from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.counters import LineCounters
from balance_arcade.hw.lines.decoder import LineDecoder
from balance_arcade.hw.lines.timeline import LineTimeline


def warnings_of(data, *, raw=True):
    """Send bytes through a board's parts, 100 lines a second."""
    columns = Columns(("seq", "t_ms", "tl", "tr", "bl", "br"))
    decoder, line = LineDecoder(columns), LineTimeline(columns, 100.0)
    counters = LineCounters(raw=raw)
    for i, piece in enumerate(data.splitlines(keepends=True)):
        for placed in line.take(decoder.feed(piece), 5_000_000_000 + i * 10_000_000):
            counters.note_row(placed)
    return counters.warnings(decoder, line, 100.0)


def lines(cell):
    """Counts of four cells, the rear left one as `cell` has them."""
    rows = (f"{i},{10 * i},{200 + i},{300 - i},{cell(i)},{100 + i}\r\n" for i in range(60))
    return "".join(rows).encode()


def test_counts_below_zero_without_their_sign_are_named():
    said = warnings_of(lines(lambda i: ((-1) ** i * 5) % 2**24))
    assert [text for text in said if "2^24" in text] == [
        "The rear-left cell's counts leap by 2^24, 30 times: the sketch prints counts below zero "
        "without their sign; take 16777216 off those above 8388607."
    ]


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        (lambda i: (-1) ** i * 5, True),  # with their sign
        (lambda i: 8_388_600 + i, True),  # offset binary, across the middle
        (lambda i: 2_000_000_000 + i * 9_000_000, True),  # 32 bits
        (lambda i: ((-1) ** i * 5) % 2**24, False),  # newtons
    ],
)
def test_other_counts_leap_nowhere(cell, raw):
    assert not [text for text in warnings_of(lines(cell), raw=raw) if "2^24" in text]
