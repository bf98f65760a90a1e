"""Lines of text to rows: every way people print four numbers, and what cannot be read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.lines.columns import Columns, parse_columns
from balance_arcade.hw.lines.decoder import FORGET_AFTER, MOST_LINE_BYTES, LineDecoder
from balance_arcade.hw.linetext import find_format, shown, why_not

GOOD = b"1.5,2,3,4\n"


def rows_of(data, columns="", **how):
    decoder = LineDecoder(parse_columns(columns, "lines:-"), **how)
    return [row.cells for row in decoder.feed(data)], decoder


@pytest.mark.parametrize(
    "line",
    [
        b"12.5,13,-14.25,15e0",
        b" 12.5, 13.0 ,-14.25,\t15",
        b"12.5;13;-14.25;15",
        b"12,5;13;-14,25;15",
        b"12.5\t13\t-14.25\t15",
        b"12,5\t13\t-14,25\t15",
        b"12.5 13   -14.25 15",
        b"12,5 13 -14,25 15",
        b"12,5, 13,0, -14,25, 15,0",
        b"12.5,13,-14.25,15,",
    ],
)
def test_the_ways_four_numbers_are_printed(line):
    assert rows_of(line + b"\r\n")[0] == [(12.5, 13.0, -14.25, 15.0)]


@pytest.mark.parametrize(
    "line",
    [
        b"TL:%b,TR:13,BL:-14.25,BR:15",
        b"cell1=%b cell2=13 cell3=-14.25 cell4=15",
        b"Left %b kg | 13kg | -14.25kg | 15kg",
    ],
)
def test_numbers_among_words_once_two_lines_are_alike(line):
    first, second = line % b"12.5", line % b"-3.5"
    rows, decoder = rows_of(first + b"\n" + second + b"\n")
    assert rows == [(12.5, 13.0, -14.25, 15.0), (-3.5, 13.0, -14.25, 15.0)]
    # Another sentence with four numbers is none of them.
    assert decoder.feed(b"took 1 2 3 4 ms\n") == []
    assert decoder.n_bad_lines == 1


def test_a_boot_message_with_four_numbers_is_no_sample():
    rows, decoder = rows_of(b"load 1 2 3 4 done\nTL,TR,BL,BR\n" + GOOD)
    assert rows == [(1.5, 2.0, 3.0, 4.0)]
    assert decoder.n_headings == 2
    assert decoder.n_bad_lines == 0


@given(st.lists(st.integers(1, 9), max_size=40))
@n_examples(40)
def test_cut_anywhere_the_rows_are_the_same(cuts):
    data = b"tl,tr,bl,br\r\n" + b"".join(b"%d.5,-2,3,%d\r\n" % (i, i) for i in range(10))
    whole, _ = rows_of(data)
    decoder, rows, at = LineDecoder(Columns()), [], 0
    for cut in (*cuts, len(data)):
        rows += decoder.feed(data[at : at + cut])
        at += cut
    rows += decoder.feed(data[at:])
    assert [row.cells for row in rows] == whole
    assert len(whole) == 10


@given(st.binary(max_size=3000))
@n_examples(60)
def test_garbage_never_raises_and_never_grows(noise):
    decoder = LineDecoder(Columns())
    decoder.feed(GOOD)
    for at in range(0, len(noise), 97):
        decoder.feed(noise[at : at + 97])
        assert len(decoder.rest) <= MOST_LINE_BYTES
    rows = decoder.feed(b"\n" + GOOD)
    assert (1.5, 2.0, 3.0, 4.0) in [row.cells for row in rows] or decoder.form is not None


def test_a_line_without_end_is_discarded_once_and_the_next_is_read():
    decoder = LineDecoder(Columns())
    for _ in range(100):
        assert decoder.feed(b"9" * 1000) == []
        assert len(decoder.rest) <= MOST_LINE_BYTES
    assert [row.cells[0] for row in decoder.feed(b"\n" + GOOD)] == [1.5]
    assert decoder.n_bad_lines == 1
    assert decoder.n_discarded_bytes == 100_001


def test_the_half_line_at_the_beginning_is_no_sample():
    rows, decoder = rows_of(b"2.5,13,14,15\n" + GOOD, whole=False)
    assert rows == [(1.5, 2.0, 3.0, 4.0)]
    assert decoder.n_bad_lines == 0
    assert decoder.n_discarded_bytes == 13
    decoder.feed(b"1,2,")
    decoder.begin_anew(whole=False)
    assert decoder.feed(b"3,4\n") == []


def test_nan_inf_and_ovf_are_cells_without_a_value():
    (cells,), _ = rows_of(b"nan,inf,OVF,4\n")
    assert [math.isnan(cell) for cell in cells] == [True, True, True, False]


@pytest.mark.parametrize("line", [b"1,2,3", b"1,2,3,4,5", b"1_0,2,3,4", b"0x1,2,3,4", b"1,2,,4"])
def test_a_line_of_another_form_is_counted_and_shown(line):
    rows, decoder = rows_of(GOOD + line + b"\n" + GOOD)
    assert len(rows) == 2
    assert (decoder.n_bad_lines, decoder.bad_line) == (1, line)
    assert decoder.n_discarded_bytes == len(line)


def test_a_heading_that_comes_again_is_a_restart():
    rows, decoder = rows_of((b"# v1\nTL,TR,BL,BR\nready now\n" + GOOD) * 3)
    assert len(rows) == 3
    assert decoder.n_restarts == 2
    assert decoder.n_bad_lines == 0
    assert decoder.heading == b"# v1"


def test_another_form_is_learned_after_many_lines_of_it():
    other = b"1;2;3;4\n"
    rows, decoder = rows_of(GOOD + other * (FORGET_AFTER + 3))
    assert len(rows) == 4
    assert decoder.n_bad_lines == FORGET_AFTER


def test_time_number_and_columns_that_are_left_out():
    decoder = LineDecoder(parse_columns("seq,-,tl,tr,bl,br,t_ms", "lines:-"))
    (row,) = decoder.feed(b"7,OK,1,2,3,4,1234\n")
    assert (row.number, row.ticks, row.cells) == (7.0, 1234.0, (1.0, 2.0, 3.0, 4.0))
    assert decoder.feed(b"nan,OK,1,2,3,4,1234\n") == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tl,tr,bl", "does not name br"),
        ("tl,tr,bl,br,tl", "names tl twice"),
        ("tl,tr,bl,br,fz", "unknown name 'fz'"),
        ("t_s,t_ms,tl,tr,bl,br", "two times"),
        (",".join(["tl,tr,bl,br", *["-"] * 99]), "more than 64"),
    ],
)
def test_wrong_columns_are_named(text, part):
    with pytest.raises(ConfigError, match=part) as caught:
        parse_columns(text, "lines:-")
    assert "t_ms" in caught.value.hint


@pytest.mark.parametrize(
    ("line", "what", "way_out"),
    [
        (b"1,2,3", "3 numbers instead of 4: '1,2,3'", "columns="),
        (b"12,5,13,1,14,0,15,2", "8 numbers instead of 4, or decimal commas", "decimal points"),
        (b"hello", "no number: 'hello'", "baud"),
        (b"1,2 3;4", "cannot be told apart", "by commas"),
        (b"\x1b[31m1", r"'\x1b[31m1'", "columns="),
    ],
)
def test_why_a_line_cannot_be_read(line, what, way_out):
    assert find_format(line, 4) is None
    said, hint = why_not(line, 4)
    assert what in said
    assert way_out in hint


def test_a_long_line_is_shown_short_and_steers_no_terminal():
    text = shown(b"\x1b]0;x\x07\xff" + b"9" * 500)
    assert len(text) < 80
    assert text.isprintable()
    assert text.endswith("...")
