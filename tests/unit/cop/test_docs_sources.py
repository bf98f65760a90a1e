"""Every row of every table of metrics: formula, a source that can be found, whether it streams."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "docs"
PAGES = sorted(FOLDER.glob("metrics*.md"))
COLUMNS = ["name", "unit", "formula", "source", "departures", "streams"]
# In print only, or a chapter of a book; no identifier that could be found.
WITHOUT_DOI = {("Riley", "1995"), ("Baratto", "2002"), ("Riccio", "1993"), ("Breniere", "1996")}
PLAIN = ("ours", "textbook", "as above", "weight-bearing tests", "doi 10.")
PROGRAMS = ("Stabilometry-Analysis-Software of UL-FRI", "posturography.m of Acuna")


def rows():
    for page in PAGES:
        table = page.read_text("utf-8").split("\n## Table\n")[1].split("\n## ")[0].strip()
        lines = [line for line in table.splitlines() if line.startswith("|")]
        for line in lines:
            yield page.name, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def cited(text):
    return re.findall(r"([A-Z][a-z]+)(?: & [A-Z][\w ]+?)? (\d{4})", text)


def found_with_doi(author, year):
    listed = [
        entry
        for page in PAGES
        for line in page.read_text("utf-8").splitlines()
        if "doi 10." in line and " · " in line
        for entry in line.split(" · ")
    ]
    return any(re.search(rf"{author}\b.*{year}.*doi 10\.\d+/", entry) for entry in listed)


def test_there_are_six_pages_of_one_form():
    assert [page.name for page in PAGES] == [
        "metrics-body.md",
        "metrics-frequency.md",
        "metrics-irregularity.md",
        "metrics-nonlinear.md",
        "metrics-time.md",
        "metrics.md",
    ]
    heads = [cells for _, cells in rows() if cells[0] == "name"]
    assert heads == [COLUMNS] * len(PAGES)


@pytest.mark.parametrize(("page", "cells"), [r for r in rows() if "`" in r[1][0]])
def test_a_row_says_what_it_is_and_where_it_comes_from(page, cells):
    assert len(cells) == len(COLUMNS), (page, cells)
    _, _, formula, source, _, streams = cells
    assert len(formula) > 1
    assert streams == "yes" or re.fullmatch(r"\[no\]\((metrics\.md)?#what-streams\)", streams)
    known = cited(source)
    assert known or source.startswith((*PLAIN, *PROGRAMS)), source
    for author, year in known:
        assert (author, year) in WITHOUT_DOI or found_with_doi(author, year), (author, year)


def test_nothing_is_left_to_memory():
    for page in (*PAGES, FOLDER / "clinical-tests.md"):
        assert "from memory" not in page.read_text("utf-8"), page.name
