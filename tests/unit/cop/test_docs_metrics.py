"""The table in the documentation names every metric there is, with its unit, and no other."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.definitions_body import EXTRA_TABLE
from balance_arcade.cop.groups import built_in_groups, own_rows
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.board import Geometry

FOLDER = Path(__file__).resolve().parents[3] / "docs"
DOCS = FOLDER / "metrics.md"
FREQUENCY = FOLDER / "metrics-frequency.md"
TABLES = (
    DOCS,
    *(FOLDER / f"metrics-{page}.md" for page in ("time", "body", "irregularity", "nonlinear")),
)
ROWS = own_rows()
# Their page explains them outside of the tables, with what is wrong with them.
PAPER_ONLY = {
    name
    for named in built_in_groups()
    for name in named.group.table(PRESETS["quijoux2021"])
    if name not in named.group.table(PRESETS["default"])
}
LIVE = CopStream(Geometry(433.0, 238.0), 100.0).metrics().values


def table_rows(paths=TABLES):
    texts = [path.read_text("utf-8").split("\n## Table\n")[1] for path in paths]
    for line in "\n".join(text.split("\n## ")[0] for text in texts).splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        for name in re.findall(r"`(\w+)`", cells[1]) if len(cells) > 6 else []:
            yield name, cells[2].strip().replace("²", "2"), cells[4].strip(), cells[6].strip()


def as_line(row):
    """The line of a table that a row asks for."""
    streams = "yes" if row.streams else "[no](metrics.md#what-streams)"
    return f"| `{row.name}` | {row.unit} | {row.formula} | {row.source} | | {streams} |"


def test_the_table_is_whole():
    names = [name for name, *_ in table_rows()]
    assert len(names) == len(set(names))
    elsewhere = {name for name, *_ in table_rows([FREQUENCY])}
    for name, row in ROWS.items():
        assert name in (*names, *elsewhere) or name in PAPER_ONLY, (
            f"docs/metrics*.md have no row for {name}; add there: {as_line(row)}"
        )
    for name in (*names, *elsewhere):
        assert name in ROWS, f"docs/metrics*.md have a row for {name}, which nothing gives."


def test_the_tables_say_what_the_rows_say():
    for name, unit, source, streams in table_rows([*TABLES, FREQUENCY]):
        row = ROWS[name]
        said = (unit, source, streams == "yes")
        assert said == (row.unit, row.source, row.streams), (
            f"docs/metrics*.md say of {name}: {said}; its row says: {as_line(row)}"
        )


def test_what_streams_is_in_the_live_window():
    assert {name for name, row in ROWS.items() if row.streams} == set(LIVE)


def test_every_pipeline_is_explained():
    text = DOCS.read_text("utf-8")
    assert all(f"`{name}/{p.version}`" in text for name, p in PRESETS.items())
    assert "`live/1`" in text


def batch_names():
    """Every name that any preset gives; an empty record has them all, refused."""
    none = np.empty(0)
    for preset in PRESETS:
        trial = analyze_trial(
            none,
            np.empty((0, 2)),
            rate_hz=100.0,
            preset=preset,
            loads=LoadShares(none, none),
        )
        yield from trial.metrics
    yield from EXTRA_TABLE


def rows_of_what_streams_not():
    text = DOCS.read_text("utf-8").split("\n## What streams\n")[1].split("\n## ")[0]
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and "`" in cells[1]:
            yield re.findall(r"`([\w*]+)`", cells[1]), cells[2], cells[3]


def test_every_batch_metric_streams_or_has_one_reason():
    patterns = [pattern for names, _, _ in rows_of_what_streams_not() for pattern in names]
    found = {name: [p for p in patterns if fnmatchcase(name, p)] for name in set(batch_names())}
    for name, matching in found.items():
        assert len(matching) == (name not in LIVE), name
    assert set(patterns) == {p for matching in found.values() for p in matching}


def test_what_is_shown_instead_is_live():
    for names, why, instead in rows_of_what_streams_not():
        assert len(why) > 20, names
        shown = re.findall(r"`(\w+)`", instead)
        assert shown or instead.startswith("nothing"), names
        assert set(shown) <= set(LIVE), names
