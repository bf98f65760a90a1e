"""Percentiles of sway from the results file of the public balance data set, without our package.

Run it on ``BDSinfoCOP.txt`` of the data set (Santos and Duarte 2016, doi 10.7717/peerj.2648,
CC BY 4.0; the file lies beside the companion notebooks) to print the rows of
`balance_arcade.assess.norm_table`::

    python tests/reference/bds_norms.py BDSinfoCOP.txt

A subject counts in a condition with the mean of its three trials; one who made fewer is left out.
Percentiles are NumPy's, linear between the ranks.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

AGES = ((18, 39), (60, 85))
QUANTITIES = (("COPvelo", 10.0), ("COParea", 100.0))
PERCENTS = (5, 25, 50, 75, 95)


def norm_rows(path):
    """Rows (quantity, least age, most age, eyes, surface, n, percentiles in mm/s or mm2)."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        trials = list(csv.DictReader(file, delimiter="\t"))
    rows = []
    for quantity, scale in QUANTITIES:
        for least, most in AGES:
            for eyes in ("Open", "Closed"):
                for surface in ("Firm", "Foam"):
                    means = []
                    for subject in sorted({trial["Subject"] for trial in trials}):
                        mine = [
                            trial
                            for trial in trials
                            if trial["Subject"] == subject
                            and trial["Vision"] == eyes
                            and trial["Surface"] == surface
                            and least <= float(trial["Age"]) < most + 1
                        ]
                        if len(mine) == 3:
                            means.append(scale * sum(float(t[quantity]) for t in mine) / 3.0)
                    marks = tuple(np.percentile(means, PERCENTS)) if means else ()
                    rows.append(
                        (quantity, least, most, eyes.lower(), surface.lower(), len(means), marks)
                    )
    return rows


if __name__ == "__main__":
    for row in norm_rows(sys.argv[1]):
        print(*row[:-1], *(f"{value:.4g}" for value in row[-1]))
