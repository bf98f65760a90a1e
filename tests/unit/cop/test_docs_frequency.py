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

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "metrics-frequency.md").read_text("utf-8")
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
        assert set(spectrum.table(pipeline)) == set(spectrum.table(PRESETS["default"]))
