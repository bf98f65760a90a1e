"""Reports as page and PDF: the same bytes for the same record, and nothing left out in silence."""

from __future__ import annotations

import datetime as dt
import math
import re
import zlib

import msgspec
import numpy as np
import pytest

from balance_arcade.cop.metric import Measured
from balance_arcade.records.assessed import Assessment, MadeTrial
from balance_arcade.records.clinic.progress import Course, Point
from balance_arcade.reports.assessment_sheet import assessment_sheet
from balance_arcade.reports.course_chart import course_chart
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.pdf_letters import set_words
from balance_arcade.reports.sheet import Columns, Figures, Heading, Sheet, Table, Words
from balance_arcade.reports.sheet_html import sheet_html
from balance_arcade.reports.sheet_pdf import sheet_pdf

MADE = "2026-03-02T08:00:00+00:00"


def value(number: float | None, refused: str = "") -> Measured:
    """A velocity."""
    return Measured(number, "mm/s", "path / T", refused)


def found(**changed: object) -> Assessment:
    """Result of a Romberg test with one trial stopped."""
    row = {"part": "assess-romberg", "index": 0, "practice": False, "start_s": 17.0}
    one = Assessment(
        test="romberg",
        protocol="romberg/1 trial_s=30",
        board="Board",
        origin="simulated",
        person="p-017",
        height_mm=None,
        recordings=("a.mcap",),
        trials=(
            {**row, "condition": "eo_firm", "held_s": 30.0, "stop": ""},
            {**row, "condition": "ec_firm", "held_s": 4.0, "stop": "stepped"},
        ),
        stops=("ec_firm, trial 2: stepped",),
        outcomes={
            "mean_velocity_mm_s_eo_firm": value(10.84),
            "mean_velocity_mm_s_ec_firm": value(None, "stopped: stepped"),
            "romberg_mean_velocity_firm": value(None, "one of the two is missing"),
        },
        notes=("Notes <b>stay</b> words.",),
    )
    return msgspec.structs.replace(one, **changed)


def words_of(pdf: bytes) -> str:
    """Every text of a PDF of ours, whose streams are compressed."""
    texts = []
    for stream in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            data = zlib.decompress(stream)
        except zlib.error:
            continue
        texts += re.findall(rb"\((.*?)(?<!\\)\) Tj", data)
    return b" ".join(texts).decode("latin-1")


def test_a_refused_outcome_stands_on_the_sheet_with_its_reason() -> None:
    sheet = assessment_sheet(found(), MADE)
    page = sheet_html(sheet)
    assert "SIMULATED" in page
    assert "stopped: stepped" in page
    assert "one of the two is missing" in page
    assert ">10.8<" in page
    assert "Notes &lt;b&gt;stay&lt;/b&gt; words." in page
    said = words_of(sheet_pdf(sheet))
    for text in ("SIMULATED", "10.8", "one of the two is missing", "Not a medical device"):
        assert text in said, text


def test_where_all_went_well_the_trials_are_one_sentence() -> None:
    trials = tuple({**row, "held_s": 30.0, "stop": ""} for row in found().trials)
    page = sheet_html(assessment_sheet(found(trials=trials, stops=()), MADE))
    assert "All 2 trials were carried through, 30.0 s each." in page
    assert "Trials that were stopped" not in page


def test_uncertainties_stand_beside_their_values_and_the_stance_is_said() -> None:
    row = {"part": "assess-cmj", "index": 1, "condition": "cmj", "start_s": 17.0, "stop": ""}
    jumps = found(
        test="cmj",
        stops=(),
        trials=(
            {**row, "practice": False, "held_s": 2.7, "redone": True},
            {**row, "practice": False, "held_s": 2.9},
        ),
        outcomes={
            "best_jump_height_impulse_m": value(0.4267),
            "u_best_jump_height_impulse_m": value(0.0054),
            "sd_jump_height_impulse_m": value(0.018),
        },
        setup={"heel_line_mm": 40.0, "footwear": "socks"},
    )
    sheet = assessment_sheet(jumps, "2026-03-02T10:00:00Z")
    assert sheet.title == "Countermovement jump"
    overall, trials = (block for block in sheet.blocks if isinstance(block, Table))
    assert overall.rows == (
        ("Best jump height impulse, m", "0.427", "0.011"),
        ("SD jump height impulse, m", "0.018", "–"),
    )
    assert trials.rows[0][0] == "Countermovement jump, made once more"
    said = [block.text for block in sheet.blocks if isinstance(block, Words)]
    assert "Feet: heels 40 mm from the board's rear edge, socks." in said


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_the_same_record_gives_the_same_bytes(paper: str) -> None:
    pages = {sheet_html(assessment_sheet(found(), MADE), paper=paper) for _ in range(2)}  # type: ignore[arg-type]
    files = {sheet_pdf(assessment_sheet(found(), MADE), paper=paper) for _ in range(2)}  # type: ignore[arg-type]
    assert len(pages) == len(files) == 1
    assert b"D:20260302080000" in files.pop()


def test_a_page_asks_for_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = sheet_html(assessment_sheet(found(person="<script>x</script>"), MADE))
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=", page)


def test_statokinesigrams_are_of_the_first_stance_of_each_condition() -> None:
    times = np.arange(1000) / 100.0
    cop = np.column_stack([np.sin(times), np.cos(times)])
    cop[10] = math.nan
    trials = [
        MadeTrial(
            "assess-romberg",
            {"condition": condition, "task": "stance"},
            0.0,
            9.9,
            None,
            times,
            cop,
            np.full(1000, 700.0),
            np.full(1000, 0.5),
            two_boards=False,
            rate_hz=100.0,
        )
        for condition in ("eo_firm", "eo_firm", "ec_firm")
    ]
    sheet = assessment_sheet(found(), MADE, trials)
    (figures,) = [block for block in sheet.blocks if isinstance(block, Figures)]
    assert figures.captions == ("Open eyes", "Closed eyes")


def course(values: tuple[float | None, ...], mdc: float | None, **changed: object) -> Course:
    """A velocity over some sessions."""
    day = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    points = tuple(
        Point(day + dt.timedelta(days=k), f"s{k}", one, "" if one else "stopped", ())
        for k, one in enumerate(values)
    )
    one = Course(
        "mean_velocity_mm_s",
        "mm/s",
        "test: x",
        "path / T",
        points,
        -3.0,
        mdc,
        "changed",
        "Because.",
    )
    return msgspec.structs.replace(one, **changed)


def test_a_chart_shows_its_band_and_what_has_no_value() -> None:
    drawing = course_chart(course((20.0, None, 17.0), 1.6)).file_text()
    # The band of the least detectable change is 3.2 mm/s high.
    assert drawing.count("<rect") == 3
    assert drawing.count("<circle") == 3
    assert course_chart(course((20.0, 17.0), None)).file_text().count("<rect") == 2


def test_a_sheet_of_one_page_is_set_smaller_before_it_takes_a_second() -> None:
    rows = tuple((f"row {k}", str(k)) for k in range(44))
    blocks = (
        Heading("Rows"),
        Table(("", "n"), rows),
        Columns((Words("Left."),), (Words("Right."),)),
    )
    pages = [
        sheet_pdf(Sheet("Full", (), MADE, blocks, one_page=one)).count(b"/Type /Page\n")
        for one in (True, False)
    ]
    assert pages == [1, 2]
    # What fits on no single page is set in the usual size.
    long = (*blocks, Table(("", "n"), rows * 3))
    assert sheet_pdf(Sheet("F", (), MADE, long, one_page=True)) == sheet_pdf(
        Sheet("F", (), MADE, long)
    )


def test_a_pdf_breaks_pages_and_keeps_every_row() -> None:
    rows = tuple((f"row {k}", str(k)) for k in range(120))
    sheet = Sheet("Long", ("p",), MADE, (Heading("Rows"), Table(("", "n"), rows), Words("End.")))
    pdf = sheet_pdf(sheet)
    said = words_of(pdf)
    assert all(f"row {k} " in f"{said} " for k in range(120))
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 3


def test_every_kind_of_shape_is_drawn_on_a_pdf() -> None:
    drawing = Drawing(100.0, 80.0, "All")
    paint = Paint(fill="#56B4E9", stroke="#141A2C", width=2.0, dash="4 2", fill_opacity=0.5)
    drawing.rect((1.0, 1.0), (20.0, 10.0), paint)
    drawing.circle((30.0, 30.0), 5.0, paint)
    drawing.ellipse((50.0, 30.0), (9.0, 4.0), 30.0, paint)
    drawing.polygon([(1.0, 1.0), (9.0, 1.0), (5.0, 9.0)], paint)
    drawing.line([(3.0, 3.0), (3.0, 3.0)], Paint(stroke="#000000"))
    drawing.line([(3.0, 3.0), (30.0, 30.0)], Paint(stroke="#000000"))
    drawing.text((50.0, 70.0), "größer − 1", Type(bold=True, anchor="middle"))
    bare = Sheet("S", (), MADE, ())
    drawn = Sheet("S", (), MADE, (Figures((drawing,), ("all of them",)),))
    assert len(sheet_pdf(drawn)) > len(sheet_pdf(bare)) + 200
    assert "gr\xf6\xdfer - 1" in words_of(sheet_pdf(drawn))


def test_signs_that_no_typeface_of_a_pdf_holds_are_replaced_in_words() -> None:
    assert set_words("– −1 → √2 ≥ α") == ("- -1 > root 2 >= alpha", "Helvetica")
    assert set_words("日本") == ("??", "Helvetica")
    assert set_words("Γ → 日") == ("Γ > ?", "dejavu-part")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Why?", ""),
        ("größer – €5 “so”", ""),
        ("Łucja Wiśniewska, Şahin, Ωμέγα, Ἀχιλλεύς, Анна Щербакова, Նարե, ნინო, Nguyễn", ""),
        ("Анна 日本?", "CJK"),
        ("שלום مرحبا", "Hebrew, Arabic"),
        ("☃", "U+2603"),
    ],
)
def test_letters_of_other_languages_are_printed_or_named(text: str, named: str) -> None:
    drawing = Drawing(100.0, 80.0, "All")
    drawing.text((50.0, 70.0), text, Type(anchor="middle"))
    blocks = (Words(text), Table(("", text), ((text, "1"),)), Figures((drawing,), (text,)))
    sheet = Sheet("S", (text,), MADE, blocks)
    data = sheet_pdf(sheet)
    told = words_of(data)
    assert f"the page has them: {named}." in told if named else "the page has them" not in told
    assert (b"DejaVu" in data) is any(0x17F < ord(o) < 0x590 or o in "Łść€“" for o in text)
    assert sheet_pdf(sheet) == data
    assert text.replace("&", "&amp;") in sheet_html(sheet)
