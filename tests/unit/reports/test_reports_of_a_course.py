"""Reports from the records over a course of twelve sessions; what is planted in it is known."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import pytest
from course_kit import FIRST_MM, PERSON, check, course

from balance_arcade.core.errors import ConfigError, RecordsError
from balance_arcade.core.words import words_in
from balance_arcade.games.registry import game_title
from balance_arcade.records.clinic.dossier import dossier_of_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.reports.from_records import Wanted, english_sheet, report_sheet
from balance_arcade.reports.sheet import Table
from balance_arcade.reports.sheet_html import sheet_html
from balance_arcade.reports.sheet_pdf import sheet_pdf
from balance_arcade.reports.wording import Verbatim, joined, said, texts_of

WANTED = {
    "progress": Wanted(person=PERSON),
    "session": Wanted(session="session11"),
    "research": Wanted(person=PERSON, variant="research"),
    "session for research": Wanted(session="session03", variant="research"),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The course's database and folder, made once."""
    folder = tmp_path_factory.mktemp("course")
    with course(folder) as database:
        yield database, folder


def sheet_of(kept, name="progress", language="en"):
    asked = msgspec.structs.replace(WANTED[name], language=language)
    return report_sheet(*kept, asked, title_of=game_title, check=check)


def rows_of(sheet):
    return {
        row[0]: row[1:] for block in sheet.blocks if isinstance(block, Table) for row in block.rows
    }


def test_a_planted_change_is_told_from_error_and_from_too_little(kept):
    rows = rows_of(sheet_of(kept))
    assert rows["Mean velocity, mm/s, open eyes"] == ("24", "15", "−9", "1.21", "changed")
    assert rows["Ellipse area, mm², open eyes"][2:] == ("−10", "72.5", "within error")
    assert rows["Romberg mean velocity firm"][3:] == ("–", "too few trials")
    assert next(iter(rows)) == "Mean velocity, mm/s, open eyes"


def test_limits_and_stance_then_and_now_stand_over_each_other(kept):
    found = dossier_of_person(*kept, PERSON, check=check)
    assert [one.limits_mm[0] for one in found.limits] == [58.0, pytest.approx(78.3)]
    assert found.limits[0].limits_mm == FIRST_MM
    first, newest = found.stances
    assert (first.seconds, newest.seconds) == (30.0, 30.0)
    # Planted: 1.7 times the sway of the newest.
    assert first.ellipse_mm[2] / newest.ellipse_mm[2] == pytest.approx(1.7, rel=1e-3)
    page = sheet_html(sheet_of(kept))
    assert "(58)" in page
    assert "Limits, mm, 2026-02-12; dashed 2026-01-05" in page
    for words in ("left 41 %", "left 48 %", "Quiet stance, 2026-01-05, 30 s"):
        assert words in page, words


def test_plan_and_dose_are_counted_from_what_was_kept(kept):
    found = dossier_of_person(*kept, PERSON, check=check).dose
    assert (found.planned, found.started, found.completed, found.successful) == (60, 58, 58, 35)
    # Two sessions of three and two sets of three minutes each.
    assert {one.planned for one in found.weeks} == {30.0}
    assert found.weeks[0].played == pytest.approx((2 * 500 + 300 + 310) / 60)
    assert [one.monday for one in found.weeks][:2] == [dt.date(2026, 1, 5), dt.date(2026, 1, 12)]
    without = dossier_of_person(*kept, PERSON).dose
    assert without.why_none == "the programme was not read"


def test_what_happened_stands_on_the_page_and_nothing_in_it_is_markup(kept):
    page = sheet_html(sheet_of(kept))
    assert "near fall, &lt;b&gt;held&lt;/b&gt; the rail" in page
    assert "m2" not in page  # The fall was withdrawn.
    assert ": fall" not in page
    assert "日本語" in page
    assert "Nobody is on the board." in page
    assert "No norm" in page
    assert "Not a medical device" in page


@pytest.mark.parametrize(
    ("name", "language", "paper"),
    [
        ("progress", "en", "A4"),
        # Letter is the shorter sheet, and German the longest language.
        ("progress", "de", "letter"),
        ("progress", "es", "letter"),
        ("session", "de", "letter"),
    ],
)
def test_a_clinics_report_is_one_page_and_equal_bytes(kept, name, language, paper):
    sheet = sheet_of(kept, name, language)
    pdf = sheet_pdf(sheet, paper=paper)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert sheet_pdf(sheet_of(kept, name, language), paper=paper) == pdf
    assert b"D:20260212093000" in pdf


@pytest.mark.parametrize("language", ["de", "es"])
@pytest.mark.parametrize("name", WANTED)
def test_every_sentence_is_said_in_the_language(kept, name, language):
    words = words_in(language)
    sheet = english_sheet(*kept, WANTED[name], title_of=game_title, check=check)
    texts = texts_of(sheet)
    assert [one for one in texts if not words.knows(one.replace("−", "-"))] == []
    shown = " ".join(texts_of(sheet_of(kept, name, language)))
    assert "1.21" not in shown
    assert not re.search(r"\d{4}-\d\d-\d\d", shown)


def test_dates_and_commas_are_the_languages_own():
    spanish = words_in("es")
    assert said("2026-01-05", spanish) == "05/01/2026"
    assert said("1899-12-31", spanish) == "31/12/1899"
    assert said(joined(["Board", Verbatim("v 1.5 2026-01-05")], ": "), spanish) == (
        "Tabla: v 1.5 2026-01-05"
    )
    assert said("−2.5", spanish) == "−2,5"
    with pytest.raises(ConfigError):
        words_in("xx")


def test_somebody_without_a_session_gets_a_page_that_says_so(tmp_path, kept):
    database, _ = kept
    records = Records(database, tmp_path)
    if "p-empty" not in records.people():
        records.add_person("p-empty")
    for variant in ("clinic", "research"):
        sheet = report_sheet(database, tmp_path, Wanted(person="p-empty", variant=variant))
        assert "There is no session of this person yet." in sheet_html(sheet)
        assert sheet_pdf(sheet).startswith(b"%PDF-")
    with pytest.raises(RecordsError, match="Nobody is called"):
        report_sheet(database, tmp_path, Wanted(person="p-none"))


def test_odd_sessions_are_reported_whole(tmp_path):
    """One trial alone, years far away, and words of 10,000 letters of any script."""
    with course(tmp_path, n_sessions=1) as database:
        records = Records(database, tmp_path)
        records.note("session00", "ש" * 4000 + "<script>" + "字" * 5000)
        sheet = report_sheet(database, tmp_path, Wanted(person=PERSON))
        assert "No outcome has two values yet: change cannot be told." in sheet_html(sheet)
        for year, name in ((1805, "old"), (2199, "new")):
            records.add_recording(odd(tmp_path, year, name))
        for language in ("en", "de"):
            wanted = Wanted(person=PERSON, language=language)
            sheet = report_sheet(database, tmp_path, wanted)
            assert "<script>" not in sheet_html(sheet)
            assert sheet_pdf(sheet).startswith(b"%PDF-")
        assert sheet.under[1] == "01.05.1805 – 01.05.2199"


def odd(folder, year, name):
    """A recording of another century, whose file is gone."""
    value = ReadOutcome("test", "rms_mm", 1.0 if year < 2000 else None, "mm", "d", "why", "m")
    return ReadRecording(
        folder / f"{name}.mcap", name * 8, name, name, "x" * 128, PERSON, "real", "B" * 3000, "",
        "0.1.0", dt.datetime(year, 5, 1, tzinfo=dt.UTC), None, 0, False, "interrupted", (value,),
        (),
    )  # fmt: skip
