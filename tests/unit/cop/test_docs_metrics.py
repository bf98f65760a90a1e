"""The table in the documentation names every metric there is, with its unit, and no other."""

import re
from pathlib import Path

from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.board import Geometry

FOLDER = Path(__file__).resolve().parents[3] / "docs"
DOCS = FOLDER / "metrics.md"
TABLES = (DOCS, FOLDER / "metrics-time.md")
LIVE = CopStream(Geometry(433.0, 238.0), 100.0).metrics().values


def table_rows():
    texts = [path.read_text("utf-8").split("\n## Table\n")[1] for path in TABLES]
    for line in "\n".join(text.split("\n## ")[0] for text in texts).splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        for name in re.findall(r"`(\w+)`", cells[1]) if len(cells) > 6 else []:
            yield name, cells[2].strip().replace("²", "2"), cells[6].strip()


def test_the_table_is_whole():
    names = [name for name, _, _ in table_rows()]
    assert len(names) == len(set(names))
    assert set(names) == set(DEFINITIONS) | set(LIVE)


def test_units_agree():
    for name, unit, _ in table_rows():
        if name in DEFINITIONS:
            assert unit == DEFINITIONS[name].unit, name


def test_what_streams_is_in_the_live_window():
    assert {name for name, _, streams in table_rows() if streams == "yes"} == set(LIVE)


def test_every_pipeline_is_explained():
    text = DOCS.read_text("utf-8")
    assert all(f"`{name}/{p.version}`" in text for name, p in PRESETS.items())
    assert "`live/1`" in text
