import html.parser
import math
import re

import msgspec
import pytest
from summary_examples import BARE, EMPTY, EVERY, FULL, HOSTILE, USUAL
from svg_look import check

from balance_arcade.core.errors import RecordingError
from balance_arcade.reports.page_room import MAX_PAUSES, figure_room
from balance_arcade.reports.summary import DIRECTIONS, PauseNote, number_text
from balance_arcade.reports.summary_page import render_html, write_summary

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOUSE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer"),
    *("div", "p", "span", "strong", "small", "h1", "h2", "figure", "figcaption", "ul", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("svg", "g", "rect", "circle", "ellipse", "polyline", "polygon", "text"),
}


class Reader(html.parser.HTMLParser):
    """Keeps the words of a page, and checks that every element is closed in its turn."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.attributes, self.words = [], set(), [], []
        self.feed(page)
        self.close()
        assert self.open == []
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)


def on_page(value):
    text = number_text(value)
    return "–" if text == "-" else text.replace("-", "−")


@pytest.mark.parametrize("name", EVERY)
def test_every_page_is_well_formed_asks_for_nothing_and_repeats_itself(name):
    page = render_html(EVERY[name])
    assert page == render_html(msgspec.structs.replace(EVERY[name]))
    page.encode("utf-8")
    reader = Reader(page)
    assert reader.tags <= HOUSE_TAGS
    assert ("html", "lang", "en") in reader.attributes
    assert not [a for a in reader.attributes if a[1] in {"src", "href"} or a[1].startswith("on")]
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|https?:", style)
    assert "Not a medical device" in reader.text or name == "hostile"
    assert not re.search(r"\bnan\b|\binf\b", reader.text.lower())


@pytest.mark.parametrize("name", EVERY)
def test_figures_are_well_formed_and_lie_within_their_edges(name):
    figures = re.findall(r"<svg.*?</svg>", render_html(EVERY[name]), re.DOTALL)
    for figure in figures:
        check(figure)
    assert (name == "bare") == (not figures)


def test_every_number_of_the_summary_is_on_the_page():
    text = Reader(render_html(USUAL)).text
    for one in USUAL.activities:
        assert f"{one.title} {one.seconds:.0f} s {one.successes} of {one.trials}" in text
        assert f"{one.stars} of 3 stars" in text
        assert f"{one.difficulty:.2f}" in text
    for number in USUAL.numbers:
        unit = number.unit.replace("mm2", "mm²")
        assert f"{number.label} {on_page(number.value)} {unit}" in text
    assert "– mm" in text
    for limit in USUAL.limits_mm:
        assert re.search(rf"\b{limit:.0f}\b", text)
    for name in DIRECTIONS[::2]:
        assert name in text
    assert "centre, ml −3.61, ap 4.62 mm; rings 50 mm" in text
    assert "half axes 22.7 × 13.1 mm, 69°; centre ml 1.21, ap −29.3 mm" in text
    assert "47 % left, 53 % right" in text
    assert "left 47 % 53 % right" in text
    assert "at 61 s for 9 s: One foot left the board" in text
    assert "P-0042 5 January 2026, 10:00 UTC 3 activities, 138 s, 5 of 9 stars" in text
    assert "cells 433 x 238 mm; serial SIM-1; calibration 2026-03-02 abc;" in text
    assert "100.0 samples/s, 17 lost" in text
    assert "±0.44 mm at 60 kg" in text
    for words in (USUAL.pipeline, "Balance Arcade 0.1.0", *USUAL.recordings):
        assert words in text


def test_what_is_not_a_persons_is_marked_on_the_page_and_on_each_figure():
    for summary, mark in ((USUAL, "SIMULATED"), (FULL, "REPLAY")):
        page = render_html(summary)
        assert f'<div class="mark">\n<p>\n<strong>{mark}</strong>' in page
        assert f" {mark}</title>\n<style>" in page
        figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
        assert len(figures) == 2
        assert all(f">{mark}</text>" in figure for figure in figures)
    real = render_html(msgspec.structs.replace(USUAL, origin="real"))
    assert "SIMULATED" not in real
    assert "REPLAY" not in real
    assert 'class="mark"' not in real


def test_hostile_words_stay_words():
    page = render_html(HOSTILE)
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</style>") == page.count("</title>\n<style>") == 1
    assert not re.search("[\x00\x1b\u202e\udcff]", page)
    text = Reader(page).text
    assert text.count("</title></style><script>alert(1)</script><img src='http://x/'>&") >= 12
    assert "�[31m\\udcff�" in text


def test_empty_parts_are_named_and_the_rest_takes_their_room():
    text = Reader(render_html(BARE)).text
    assert "Nothing was played." in text
    assert "Not measured limits of stability, quiet stance, load" in text
    assert "Pauses None." in text
    assert "Numbers" not in text
    empty = render_html(EMPTY)
    assert "Not measured" in empty
    assert "No 95 % ellipse" in empty
    assert Reader(empty).text.count("–") >= 4  # limits, time, difficulty
    quiet_only = render_html(msgspec.structs.replace(USUAL, limits_mm=()))
    assert 'viewBox="0 0 706' in quiet_only
    assert 'viewBox="0 0 706' not in render_html(USUAL).split("<figure>", 1)[1].split("Load")[0]


def test_what_is_too_much_for_one_page_is_counted():
    many = msgspec.structs.replace(
        FULL,
        activities=FULL.activities * 2,
        pauses=(*FULL.pauses, PauseNote(math.nan, 1.0, "x")),
    )
    page = render_html(many)
    text = Reader(page).text
    assert "and 12 more" in text
    assert page.count('class="played"') == 2
    assert page.count("<li>") == MAX_PAUSES
    assert "and 7 more, 55 s together" in text
    assert f"13 files, {FULL.recordings[0]} to {FULL.recordings[-1]}." in text
    assert "…</h1>" in page
    assert f"<title>{FULL.title} REPLAY</title>" in page


def test_figures_shrink_as_words_grow_but_never_beyond_reading():
    brim = msgspec.structs.replace(
        FULL, activities=FULL.activities * 2, pipeline="a long way " * 30, board="board " * 40
    )
    rooms = [figure_room(summary) for summary in (BARE, USUAL, FULL, brim)]
    heights = [room.figure_px for room in rooms]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] >= 170.0
    assert [room.dense for room in rooms] == [False, False, True, True]
    assert '<main class="dense">' in render_html(brim)
    assert '<main class="short">' in render_html(BARE)


def test_both_files_are_written_and_a_missing_folder_is_one_clear_line(tmp_path):
    files = write_summary(tmp_path, USUAL)
    assert {k: v.rpartition("/")[2] for k, v in files.items()} == {
        "html": "summary-20260105T100000Z.html",
        "text": "summary-20260105T100000Z.txt",
    }
    page = (tmp_path / "summary-20260105T100000Z.html").read_text(encoding="utf-8")
    assert page == render_html(USUAL)
    with pytest.raises(RecordingError, match="The summary cannot be written"):
        write_summary(tmp_path / "nowhere", USUAL)


def test_text_no_file_can_hold_is_written_all_the_same(tmp_path):
    files = write_summary(tmp_path, msgspec.structs.replace(HOSTILE, started="now"))
    assert set(files) == {"html", "text"}
