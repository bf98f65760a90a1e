"""The page on frequency and complexity names every descriptor of its groups, and no other."""

import re
from pathlib import Path

import numpy as np

from balance_arcade.cop import dfa, diffusion_rows, entropy, fractal
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.groups import built_in_groups
from balance_arcade.cop.groups_spectrum import SPECTRUM
from balance_arcade.cop.metric import by_name
from balance_arcade.cop.pipelines import PRESETS

PAGE_FOLDER = Path(__file__).resolve().parents[3] / "docs"
PAGE = (PAGE_FOLDER / "metrics-frequency.md").read_text("utf-8")
SPECTRA = {name: SPECTRUM.table(pipeline) for name, pipeline in PRESETS.items()}
OURS = SPECTRA["default"] | by_name(
    *diffusion_rows.rows(PRESETS["default"]), *entropy.ROWS, *dfa.ROWS, *fractal.ROWS
)


def table_rows():
    for line in PAGE.split("\n## Table\n")[1].split("\n## ")[0].splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        for name in re.findall(r"`(\w+)`", cells[1]) if len(cells) > 5 else []:
            yield name, cells[2].strip().replace("²", "2")


def test_the_table_is_whole():
    rows = list(table_rows())
    assert len(rows) == len(dict(rows))
    assert dict(rows) == {name: descriptor.unit for name, descriptor in OURS.items()}


def test_units_are_in_the_names():
    ends = {"mm2": "_mm2", "Hz": "_hz", "mm2/s": "_mm2_s", "s": "_s"}
    for name, descriptor in OURS.items():
        assert name.endswith(ends.get(descriptor.unit, "")), name
        assert bool(descriptor.unit) == name.endswith(tuple(ends.values())), name


def test_every_group_gives_its_names_for_an_empty_record_and_shares_none():
    trial = analyze_trial(np.empty(0), np.empty((0, 2)), rate_hz=100.0)
    assert set(OURS) <= set(trial.metrics)
    assert set(trial.refused) == set(trial.metrics)
    tables = [named.group.table(PRESETS["default"]) for named in built_in_groups()]
    n_names = sum(len(table) for table in tables)
    n_of_loads = sum(row.kind == "load" for row in DEFINITIONS.values())
    assert n_names - n_of_loads == len(trial.metrics)


def test_every_preset_has_the_same_names():
    for name, table in SPECTRA.items():
        more = set(table) - set(SPECTRA["default"])
        assert set(SPECTRA["default"]) <= set(table)
        assert bool(more) == (name == "quijoux2021")
        assert all(table[other].formula.startswith("unsound") for other in more)


def test_what_only_the_papers_preset_has_is_explained():
    page = (PAGE_FOLDER / "metrics-time.md").read_text("utf-8")
    every = set().union(*(analyze_empty(preset) for preset in PRESETS))
    more = every - analyze_empty("default")
    assert len(more) == 18
    shown = set(re.findall(r"`(\w+)`", page))
    for name in more:
        plain = re.sub(r"_(ml|ap)_mm2$", "_mm2", name) if "msd_1s" in name else name
        assert plain in shown, name


def analyze_empty(preset):
    return set(analyze_trial([], np.empty((0, 2)), rate_hz=100.0, preset=preset).metrics)
