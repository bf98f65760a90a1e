import math

import msgspec
import pytest
from summary_examples import BARE, EMPTY, FULL, PATH, USUAL

from balance_arcade.reports.summary import render_text, thinned


def test_text_says_what_the_page_says():
    text = render_text(USUAL)
    for part in ("SIMULATED", "P-0042", "Marble Maze", "12 of 13", "47 / 53 %", "lean pass"):
        assert part in text
    assert "One foot left the board" in text
    assert "Not a medical device" in text
    bare = render_text(BARE)
    assert "nothing" in bare
    assert "none" in bare
    assert "SIMULATED" not in bare


def test_text_names_all_that_a_page_only_counts():
    text = render_text(FULL)
    assert text.count("One foot left the board One foot") == len(FULL.pauses)
    assert all(name in text for name in FULL.recordings)
    assert "nan" not in render_text(EMPTY)


def test_small_print_stands_as_before():
    assert render_text(USUAL).splitlines()[-4:] == [
        "Board: Board; cells 433 x 238 mm; serial SIM-1; calibration 2026-03-02 abc;"
        " 100.0 samples/s, 17 lost. This board: ±0.44 mm at 60 kg (95 %; calibration of"
        " 2026-03-02 with 10 to 20 kg).",
        "Numbers: unfiltered for numbers, window 30 s.",
        "Recordings: 2026-01-05_1.mcap, 2026-01-05_2.mcap.",
        "Balance Arcade 0.1.0. Not a medical device. For training and documentation only.",
    ]
    last = render_text(BARE).splitlines()[-1]
    assert last == "Balance Arcade. Not a medical device. For training and documentation only."


def test_small_print_says_what_was_late_held_or_doubled_apart_from_what_was_lost():
    text = render_text(msgspec.structs.replace(USUAL, n_late=551, n_held=3, n_doubled=1))
    assert "100.0 samples/s, 17 lost, 551 late, 3 held, 1 doubled." in text


def test_too_much_is_refused():
    with pytest.raises(ValueError, match="at most 10 numbers"):
        msgspec.structs.replace(BARE, numbers=FULL.numbers * 2)
    with pytest.raises(ValueError, match="8 directional limits"):
        msgspec.structs.replace(BARE, limits_mm=(1.0, 2.0))


def test_thinning_keeps_the_count_low_and_drops_gaps():
    path = [*PATH, (math.nan, 1.0)] * 3
    kept = thinned(path, 100)
    assert len(kept) <= 100
    assert all(math.isfinite(ml + ap) for ml, ap in kept)


def test_the_date_is_in_words_and_what_is_no_date_stays():
    assert BARE.date == "5 January 2026, 10:00 UTC"
    assert "5 January 2026, 10:00 UTC" in render_text(BARE)
    other = msgspec.structs.replace(BARE, started="2026-12-31T23:59:00+01:00")
    assert other.date == "31 December 2026, 23:59 UTC+01:00"
    assert msgspec.structs.replace(BARE, started="today").date == "today"


def test_what_was_set_stands_in_the_small_print():
    summary = msgspec.structs.replace(USUAL, settings="weak side left, assist 1.5")
    assert "Settings: weak side left, assist 1.5." in render_text(summary)
    assert "Settings" not in render_text(USUAL)
