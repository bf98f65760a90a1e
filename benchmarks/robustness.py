"""How far every number moves with what should not matter: before (version 1) and after.

    python benchmarks/robustness.py                 what moves by more than 1 %, and how many
    python benchmarks/robustness.py --all           every metric
    python benchmarks/robustness.py --versions      what version 2 changes on undisturbed trials
    python benchmarks/robustness.py --trials FOLDER text files as the public data set has them

Every record is written as a file and read by `analyze_file`, as the command ``analyze`` does. A
change is given in per cent of the number itself, or of a tenth of the metric's median size over the
trials where that is more, so that a number near zero (a mean position, an exponent of 0.01) does
not divide by next to nothing.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.records.analyze import analyze_file

Floats = npt.NDArray[np.float64]

BDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "bds"
RATE_HZ = 100.0
N_SAMPLES = 3000
RATES_HZ = (40.0, 50.0, 80.0, 92.0, 128.0, 200.0, 500.0, 1000.0)
FAST_HZ = 250.0
CLOCKS_S = (5.0, 1.7e9)
BEFORE, AFTER = "default/1", "default"
MOVED = 0.01
LOST = math.inf


class Record(NamedTuple):
    """Times in s, centre of pressure in mm, rate in Hz."""

    t_s: Floats
    cop_mm: Floats
    rate_hz: float


def trials(folder: Path | None = None) -> list[Record]:
    """Take 30 s of each public trial that is there, or of sums of sines where none is."""
    files = sorted((folder or BDS).glob("BDS*.txt"))
    if folder is not None and not files:
        raise SystemExit(f"{folder} holds no BDS*.txt.")
    t_s = np.arange(N_SAMPLES) / RATE_HZ
    if not files:
        return [Record(t_s, synthetic(t_s, seed), RATE_HZ) for seed in range(4)]
    # The files hold ap before ml, in centimetres.
    tables = [np.loadtxt(file, skiprows=1)[:N_SAMPLES, [8, 7]] for file in files]
    return [Record(t_s, 10.0 * table, RATE_HZ) for table in tables]


def synthetic(t_s: Floats, seed: int) -> Floats:
    """Sway of 300 tones up to 8 Hz that falls with the frequency, as a person's does."""
    rng = np.random.default_rng(seed)
    f_hz = np.geomspace(0.03, 8.0, 300)
    size = rng.normal(size=(2, 300)) * 0.25 / (f_hz + 0.1) ** 1.2
    phase = rng.uniform(0.0, 2.0 * math.pi, (2, 300))
    return np.column_stack(
        [
            np.sin(2.0 * math.pi * np.outer(t_s, f_hz) + p) @ s
            for s, p in zip(size, phase, strict=True)
        ]
    )


def one_less(record: Record) -> Iterator[Record]:
    """Leave out the last sample."""
    yield Record(record.t_s[:-1], record.cop_mm[:-1], record.rate_hz)


def lost(record: Record) -> Iterator[Record]:
    """Lose 0.05 % of the samples, here and there."""
    rng = np.random.default_rng(1)
    n = len(record.t_s)
    for _ in range(2):
        gone = rng.choice(np.arange(1, n - 1), math.ceil(0.0005 * n), replace=False)
        yield Record(
            np.delete(record.t_s, gone), np.delete(record.cop_mm, gone, axis=0), record.rate_hz
        )


def jitter(record: Record) -> Iterator[Record]:
    """Stamp regular samples up to 1 ms too early or too late, and with that standard deviation."""
    rng = np.random.default_rng(2)
    n = len(record.t_s)
    for off_s in (rng.uniform(-1e-3, 1e-3, n), 1e-3 * rng.normal(size=n)):
        yield Record(record.t_s + off_s, record.cop_mm, record.rate_hz)


def fast_jitter(record: Record) -> Iterator[Record]:
    """Do the same to a board that is so fast that 1 ms is a quarter of its period."""
    cop_mm = low_passed_at(record.cop_mm, record.rate_hz, FAST_HZ)
    yield from jitter(Record(np.arange(len(cop_mm)) / FAST_HZ, cop_mm, FAST_HZ))


def other_rates(record: Record) -> Iterator[Record]:
    """Take the same sway at 40 to 1000 Hz; what a rate cannot hold is taken off first."""
    for rate_hz in RATES_HZ:
        cop_mm = low_passed_at(record.cop_mm, record.rate_hz, rate_hz)
        yield Record(np.arange(len(cop_mm)) / rate_hz, cop_mm, rate_hz)


def other_clocks(record: Record) -> Iterator[Record]:
    """Start the clock at 5 s and in the year 2023."""
    for start_s in CLOCKS_S:
        yield record._replace(t_s=record.t_s + start_s)


CHANGES: dict[str, Callable[[Record], Iterator[Record]]] = {
    "one sample less": one_less,
    "0.05 % lost": lost,
    "1 ms of jitter": jitter,
    "1 ms, 250 Hz board": fast_jitter,
    "40 to 1000 Hz": other_rates,
    "clock at 5 s, Unix": other_clocks,
}


def measured(record: Record, preset: str, folder: Path) -> dict[str, float]:
    """Give every number of a record as a user gets it; NaN where it is refused."""
    path = folder / "trial.csv"
    rows = np.column_stack((record.t_s, record.cop_mm))
    header = "t_s,cop_ml_mm,cop_ap_mm"
    np.savetxt(path, rows, "%.6f,%.9f,%.9f", header=header, comments="")
    found = analyze_file(path, preset).metrics
    return {
        name: math.nan if item.value is None else item.value
        for name, item in found.items()
        if item.unit or item.value is not None or "too" in item.refused
    }


def largest_changes(
    records: list[Record], preset: str, changes: dict[str, Callable[[Record], Iterator[Record]]]
) -> dict[str, dict[str, float]]:
    """Find how far each number moves at most, over all trials.

    Parameters
    ----------
    records : list of Record
        The trials.
    preset : str
        A name of `balance_arcade.cop.pipelines.preset_names`.
    changes : dict
        What is done to a trial, by its name.

    Returns
    -------
    dict of str to dict of str to float
        By metric and change: the largest difference over the number, or over a tenth of the
        metric's median size; infinite where a number was lost.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = [measured(record, preset, folder) for record in records]
        names = [n for n in plain[0] if all(math.isfinite(one.get(n, math.nan)) for one in plain)]
        size = {n: float(np.median([abs(one[n]) for one in plain])) for n in names}
        out = {n: dict.fromkeys(changes, 0.0) for n in names}
        for change, made in changes.items():
            for record, here in zip(records, plain, strict=True):
                for other in made(record):
                    there = measured(other, preset, folder)
                    for n in names:
                        moved = _moved(here[n], there.get(n, math.nan), size[n])
                        out[n][change] = max(out[n][change], moved)
    return out


def _moved(here: float, there: float, size: float) -> float:
    if math.isnan(there):
        return LOST
    size = max(abs(here), 0.1 * size)
    return abs(there - here) / size if size > 0.0 else 0.0 if there == here else LOST


def table(
    before: dict[str, dict[str, float]], after: dict[str, dict[str, float]], *, everything: bool
) -> str:
    """Write both as a table in Markdown, and under it how many numbers moved by more than 1 %."""
    changes = list(next(iter(before.values())))
    lines = ["| metric | " + " | ".join(changes) + " |", "|" + " --- |" * (len(changes) + 1)]
    for n, moved in after.items():
        known = n in before
        both = [(before[n][c] if known else 0.0, moved[c]) for c in changes]
        if everything or any(max(pair) > MOVED for pair in both):
            cells = [f"{percent(a) if known else 'new'} → {percent(b)}" for a, b in both]
            lines.append(f"| `{n}` | " + " | ".join(cells) + " |")
    names = [n for n in after if n in before]
    for limit in (MOVED, 0.05):
        counts = [
            tuple(sum(one[n][c] > limit for n in names) for one in (before, after)) for c in changes
        ]
        cells = [f"{a} → {b}" for a, b in counts]
        row = f"by more than {100.0 * limit:g} %, of {len(names)}"
        lines.append(f"| **{row}** | " + " | ".join(cells) + " |")
        new = [moved for n, moved in after.items() if n not in before]
        counts = [str(sum(moved[c] > limit for moved in new)) for c in changes]
        if new:
            row = f"of {len(new)} new ones"
            lines.append(f"| **{row}** | " + " | ".join(counts) + " |")
    return "\n".join(lines)


def between_versions(records: list[Record]) -> str:
    """Write how far version 2 of each preset moves each number of undisturbed trials."""
    presets = ("default", "raw", "duarte_bds")
    moved: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        for preset in presets:
            for record in records:
                old = measured(record, f"{preset}/1", Path(name))
                new = measured(record, preset, Path(name))
                for n in (n for n in old if n in new and math.isfinite(old[n])):
                    one = moved.setdefault(n, {}).setdefault(preset, [])
                    one.append(abs(new[n] / old[n] - 1.0) if old[n] else abs(new[n]))
    lines = [f"| metric | {' | '.join(presets)} |", "| --- | --- | --- | --- |"]
    for n, by_preset in moved.items():
        if any(max(found) > 1e-9 for found in by_preset.values()):
            cells = [
                f"{percent(float(np.median(by_preset[p])))} to {percent(max(by_preset[p]))}"
                for p in presets
            ]
            lines.append(f"| `{n}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def percent(moved: float) -> str:
    """Write a share in per cent; what is gone in a word.

    Examples
    --------
    >>> percent(0.0123), percent(math.inf), percent(1e-7)
    ('1.2', 'lost', '0')
    """
    if moved == LOST:
        return "lost"
    return "0" if moved < 5e-5 else f"{100.0 * moved:.2g}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every metric")
    parser.add_argument("--versions", action="store_true", help="version 1 beside version 2")
    parser.add_argument("--trials", type=Path, help="folder of BDS*.txt")
    args = parser.parse_args()
    records = trials(args.trials)
    if args.versions:
        print(f"Median to largest change in per cent over {len(records)} trials of 30 s:\n")
        print(between_versions(records))
        return
    found = [largest_changes(records, preset, CHANGES) for preset in (BEFORE, AFTER)]
    print(f"Largest change in per cent, {BEFORE} → {AFTER}, over {len(records)} trials of 30 s:\n")
    print(table(found[0], found[1], everything=args.all))


if __name__ == "__main__":
    main()
