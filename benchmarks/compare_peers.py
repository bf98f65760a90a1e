"""Print every descriptor of ours beside the same one of other packages, as a Markdown table.

Run ``python benchmarks/compare_peers.py FILE...``. Packages come with the extra ``bench``; one that
is not installed is named as such. Which function of a package is called, and why its number
differs, stands in ``peer_table.py``.
"""

from __future__ import annotations

import importlib
import math
import platform
import sys
import time
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from peer_table import PEERS, Row, Samples, rows

from balance_arcade import __version__
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.files.tables import read_trial
from balance_arcade.records.analyze import AnalysisResult, analyze_file

SAME = 1e-9
"""Relative difference from our unfiltered value up to which a peer agrees."""

SLOW_HZ = 25.0


class Cell(NamedTuple):
    """What a peer gave: its text, and why that is not our number."""

    text: str
    why: str = ""


def load_peers() -> dict[str, Any]:
    """Import what is installed; None stands for what is not."""
    found: dict[str, Any] = {}
    for name in PEERS:
        try:
            found[name] = importlib.import_module(name)
        except ImportError:
            found[name] = None
    return found


def read_samples(file: str) -> Samples:
    """Read the unfiltered samples that have a centre of pressure."""
    trial = read_trial(file)
    cop_mm = trial.cop_mm
    if cop_mm is None and trial.corners_n is not None and trial.geometry is not None:
        cop_mm = cop_from_corners(trial.corners_n, trial.geometry).cop_mm
    if cop_mm is None:
        raise RecordingError(f"{trial.path.name} holds no centre of pressure.")
    there = np.isfinite(cop_mm).all(axis=1)
    cop_mm = np.ascontiguousarray(cop_mm[there])
    slow_mm = low_passed_at(cop_mm, trial.rate_hz, SLOW_HZ).copy()
    return Samples(trial.t_s[there], cop_mm, slow_mm, trial.rate_hz)


def ask(row: Row, peer: Any, samples: Samples, ours: float | None) -> Cell:
    """Call one peer; whatever it raises is its answer."""
    if peer is None:
        return Cell("not installed")
    try:
        with warnings.catch_warnings():
            # What a peer thinks of its own input is not ours to print.
            warnings.simplefilter("ignore")
            value = float(row.call(peer, samples))
    except Exception as error:  # noqa: BLE001 - foreign code may raise anything; it is shown
        said = f"{type(error).__name__}: {error}".splitlines()[0].replace("|", "/")
        return Cell(f"fails: {said[:60]}")
    if ours is not None and math.isclose(value, ours, rel_tol=SAME, abs_tol=1e-12):
        return Cell(f"{value:.6g} ✓")
    return Cell(f"{value:.6g}", row.why or "differs, not explained")


def number(result: AnalysisResult, name: str) -> float | None:
    """Give a value, None where there is none."""
    found = result.metrics.get(name)
    return None if found is None else found.value


def table_of(file: str, peers: dict[str, Any]) -> str:
    """Make the table of one record."""
    samples = read_samples(file)
    default, raw = analyze_file(file, "default"), analyze_file(file, "raw")
    cells: dict[str, dict[str, Cell]] = {name: {} for name in raw.metrics}
    for row in rows():
        cells[row.descriptor][row.peer] = ask(
            row, peers[row.peer], samples, number(raw, row.descriptor)
        )
    head = ["descriptor", "unit", "ours, `default`", "ours, `raw`", *PEERS, "why they differ"]
    lines = [f"| {' | '.join(head)} |", "| --- | --- |" + " ---: |" * (2 + len(PEERS)) + " --- |"]
    for name, measured in raw.metrics.items():
        values = [number(default, name), measured.value]
        line = [f"`{name}`", measured.unit]
        line += ["refused" if v is None else f"{v:.6g}" for v in values]
        line += [cells[name][p].text if p in cells[name] else "" for p in PEERS]
        lines.append(f"| {' | '.join([*line, reasons(cells[name])])} |")
    counts = f"{len(cells)} descriptors; {sum(map(bool, cells.values()))} of them in a peer."
    about = f"{len(samples.cop_mm)} samples at {samples.rate_hz:g} Hz. {counts}"
    return "\n".join([about, "", *lines])


def reasons(cells: dict[str, Cell]) -> str:
    """Say why, once for all peers that share a reason."""
    who: dict[str, list[str]] = {}
    for peer, cell in cells.items():
        if cell.why:
            who.setdefault(cell.why, []).append(peer)
    return "; ".join(f"{', '.join(names)}: {why}" for why, names in who.items())


def versions() -> str:
    """Name everything that had a part in the numbers."""
    parts = [f"balance_arcade {__version__}", f"Python {platform.python_version()}"]
    for name in ("numpy", *PEERS):
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} not installed")
    return ", ".join(parts)


def main(files: list[str]) -> int:
    """Print the page."""
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    names = " ".join(Path(f).name for f in files)
    print("# Beside other packages\n")
    print(f"Made by `python benchmarks/compare_peers.py {names}`, {time.strftime('%Y-%m-%d')}.")
    print(f"With {versions()}.\n")
    print(
        "Every peer is given the unfiltered samples, so its value belongs beside `raw`; our own\n"
        "filter is why `default` differs from that. ✓ is agreement to 1e-9; an empty cell means\n"
        "that the package has no such descriptor. Entropies, Katz and Higuchi are taken by all\n"
        "of the samples at 25 Hz, and so are diffusion, DFA and everything behind them; spectra\n"
        "by us too, by peers at the record's rate, so they agree to a thousandth there at best.\n"
        "Where ours is the mean of equal parts, so is a peer's. Calls: `benchmarks/peer_table.py`\n"
        "and what it names. What the names mean: [metrics.md](metrics.md),\n"
        "[time](metrics-time.md), [frequency and complexity](metrics-frequency.md),\n"
        "[irregularity](metrics-irregularity.md), [nonlinear dynamics](metrics-nonlinear.md)."
    )
    peers = load_peers()
    for file in files:
        print(f"\n## {Path(file).name}\n")
        try:
            print(table_of(file, peers))
        except BalanceArcadeError as error:
            print(f"No table: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
