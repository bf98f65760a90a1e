"""Every hazard of docs/intended-use.md names a test, and that test is there and holds some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "intended-use.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Cells of the first table under a heading, without its head."""
    part = PAGE.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


HAZARDS = rows("Hazards, and the test that guards each")


def test_there_are_hazards() -> None:
    assert len(HAZARDS) > 15


@pytest.mark.parametrize("row", HAZARDS, ids=lambda row: row[0][:40])
def test_each_hazard_names_tests_that_are_there(row: list[str]) -> None:
    named = re.findall(r"`(tests/[^`]+)`", row[2])
    assert named, f"No test guards: {row[0]}"
    for name in named:
        text = (ROOT / name).read_text("utf-8")
        assert len(re.findall(r"^(async )?def test_", text, re.MULTILINE)) >= 1, name


def test_each_dependency_is_spoken_of() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    needed = project.split("dependencies = [", 1)[1].split("]", 1)[0]
    names = {re.split(r"[<>=\[;]", one)[0].lower() for one in re.findall(r'"([^"]+)"', needed)}
    said = " ".join(row[0] for row in rows("What the program rests on")).lower()
    # Of one line and no consequence: where an operating system keeps folders.
    missing = {name for name in names - {"platformdirs"} if name not in said}
    assert not missing
