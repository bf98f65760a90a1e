"""The page on jumps lists every value as the code has it, and every setting."""

import re
from pathlib import Path

import pytest

from balance_arcade.assess.jump_rows import SIDES, STANDING, TABLES
from balance_arcade.cop.jumps.uncertainty import COVERAGE

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "jumps.md").read_text(encoding="utf-8")


def rows_below(heading):
    part = PAGE.split(f"\n### {heading}", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    return {
        cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
        for cells in (
            line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")
        )
    }


HEADINGS = {
    "cmj": "Countermovement jump",
    "sj": "Squat jump",
    "dj": "Drop jump",
    "hops": "Repeated hops",
    "landing": "Drop landing",
    "push": "Isometric push",
    "squat": "Squat (",
    "sts": "Sit to stand",
    "sides": "Left and right",
}


@pytest.mark.parametrize("test", HEADINGS)
def test_the_tables_are_the_codes(test):
    table = SIDES if test == "sides" else TABLES[test]
    if test == "sj":
        table = {name: row for name, row in table.items() if name not in STANDING}
    written = rows_below(HEADINGS[test])
    assert list(written) == list(table)
    for name, row in table.items():
        unit, formula, source, needs = written[name]
        assert unit == (row.metric.unit or "-")
        assert formula == row.metric.formula
        assert source == row.metric.source
        assert needs == f"{row.needs_hz:g}"


def test_the_table_of_coverage_holds_what_it_promises():
    shares = [float(x) for x in re.findall(r"\| ([\d.]+) % \|$", PAGE, re.MULTILINE)]
    assert len(shares) > 50
    assert min(shares) >= 95.0
    assert COVERAGE == 2.0
