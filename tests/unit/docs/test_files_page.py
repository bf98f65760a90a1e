"""The page on files names every kind of text that is read, and every unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance_arcade.files.tables.formats import FORMATS
from balance_arcade.files.tables.loggers import LOGGERS

PAGE = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_kind_has_its_row(form):
    words = form.name.split("(")[0].strip().removesuffix("'s export").lower()
    rows = [line.lower() for line in PAGE.splitlines() if line.startswith("|")]
    assert any(words in row for row in rows), words


@pytest.mark.parametrize("logger", LOGGERS, ids=lambda logger: logger.title)
def test_every_logger_stands_there_with_its_source(logger):
    repository, version = logger.source.removeprefix("github.com/").split(",")[0].split()
    assert f"{repository} {version}" in PAGE
