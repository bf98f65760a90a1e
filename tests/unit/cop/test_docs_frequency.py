"""The page on frequency and complexity names every descriptor of its groups, and no other."""

import re
from pathlib import Path

import numpy as np

from balance_arcade.cop import dfa, diffusion, entropy, fractal, spectrum
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.groups import GROUPS
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.cop.prepare import prepare
from balance_arcade.cop.signals import Signals

PAGE_FOLDER = Path(__file__).resolve().parents[3] / "docs"
PAGE = (PAGE_FOLDER / "metrics-frequency.md").read_text("utf-8")
OURS = (
    spectrum.table(PRESETS["default"])
    | diffusion.table()
    | entropy.table()
    | dfa.table()
    | fractal.table()
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
    n_names = sum(
        len(group(Signals(prepare([], np.empty((0, 2)), 100.0, None), {}, 0.0, "nobody"), pipeline))
        for group in GROUPS
        for pipeline in [PRESETS["default"]]
    )
    assert n_names + sum(d.kind != "load" for d in DEFINITIONS.values()) == len(trial.metrics)


def test_every_preset_has_the_same_names():
    for pipeline in PRESETS.values():
        more = set(spectrum.table(pipeline)) - set(spectrum.table(PRESETS["default"]))
        assert set(spectrum.table(PRESETS["default"])) <= set(spectrum.table(pipeline))
        assert bool(more) == (pipeline.name == "quijoux2021")
        assert all(spectrum.table(pipeline)[name].text.startswith("unsound") for name in more)


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
