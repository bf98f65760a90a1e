"""`analyze --json` says the numbers of the version before about its recordings."""

from __future__ import annotations

import json

import pytest
from golden_kit import HERE, PRESETS, RECORDINGS, numbers

from balance_arcade.cli import main

GOLDEN = json.loads((HERE / "metrics.json").read_text(encoding="utf-8"))
FILES = [*sorted(RECORDINGS.glob("*.mcap")), HERE / "walk.csv"]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_numbers_are_the_same(file, preset, capsys):
    code = main(["analyze", str(file), "--preset", preset, "--json"])
    told = numbers(json.loads(capsys.readouterr().out))
    golden = GOLDEN[f"{file.name} {preset}"]
    metrics = golden.pop("metrics")
    assert len(metrics) > 150
    # At 20 Hz nothing can be measured after a filter of 10 Hz, and the exit code says so.
    assert code == (0 if any(value is not None for value, _ in metrics.values()) else 3)
    assert {name: told["metrics"].get(name) for name in metrics} == metrics
    assert {name: told[name] for name in golden} == golden
