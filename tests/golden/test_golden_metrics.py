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
    values = {name: told["metrics"].get(name, [None, None]) for name in metrics}
    assert {name: unit for name, (_, unit) in values.items()} == {
        name: unit for name, (_, unit) in metrics.items()
    }
    # Not to the last digit: NumPy and OpenBLAS choose their loops by the processor, and those of
    # another one add in another order (seen: 12 values of 165 moved by less than 2e-15 of them).
    for name, (golden_value, _) in metrics.items():
        same = golden_value if golden_value is None else pytest.approx(golden_value, rel=1e-11)
        assert values[name][0] == same, name
    assert {name: told[name] for name in golden} == golden
