"""What the row of a metric must say before anybody can use it."""

from __future__ import annotations

import re
from typing import Any

from balance_arcade.cop.groups import wrong_row
from balance_arcade.cop.metric import Metric
from balance_arcade.cop.refusal import COUNTED
from balance_arcade.testing.metric_changes import KNOWN_WORDS, changes_of

UNIT_ENDS = {
    "mm": "_mm",
    "mm/s": "_mm_s",
    "mm/s2": "_mm_s2",
    "mm2": "_mm2",
    "mm2/s": "_mm2_s",
    "mm2/Hz": "_mm2_hz",
    "1/mm": "_per_mm",
    "1/s": "_per_s",
    "s": "_s",
    "Hz": "_hz",
    "deg": "_deg",
    "deg/s": "_deg_s",
    "%": "_pct",
    "%/s": "_pct_s",
}


def row_faults(row: Metric, where: str) -> list[str]:
    """Say what a row lacks.

    Parameters
    ----------
    row : Metric
        Any row.
    where : str
        Where it stands, for the sentences.

    Returns
    -------
    list of str
        A sentence for each thing that is missing or wrong.

    Examples
    --------
    >>> row_faults(Metric("foo_mm", "cm", "mean of x", "ours"), "my_package")[0]
    'The unit of foo_mm is cm in its row, but mm in its name.'
    """
    if fault := wrong_row(row):
        return [f"In {where} {fault}."]
    out = []
    # The longest first, since `_s` also ends `_mm_s`.
    end = next((e for e in sorted(UNIT_ENDS.values(), key=len)[::-1] if row.name.endswith(e)), "")
    shown = next((unit for unit, known in UNIT_ENDS.items() if known == end), "none")
    if UNIT_ENDS.get(row.unit, "") != end:
        said = row.unit or "none"
        out.append(f"The unit of {row.name} is {said} in its row, but {shown} in its name.")
    if re.search(r"[{}]", row.formula.replace("{T}", "")):
        out.append(f"The formula of {row.name} has braces around something else than T.")
    if row.kind in COUNTED and row.n_least < 1:
        out.append(
            f"The metric {row.name} is of the kind {row.kind}, so it has to say how many samples "
            f"it needs; add n_least=... to its Metric in {where}."
        )
    try:
        changes = changes_of(row, where)
    except LookupError as missing:
        return [*out, str(missing.args[0])]
    return out + _odd_words(row.name, changes)


def _odd_words(name: str, changes: Any) -> list[str]:
    """Say which words of a row nobody knows; what an outsider wrote may be anything."""
    out = [
        f"The metric {name} says {field}={getattr(changes, field)!r}; known are {', '.join(known)}."
        for field, known in KNOWN_WORDS.items()
        if getattr(changes, field) not in known
    ]
    if not (changes.power is None or isinstance(changes.power, int)):
        out.append(f"The metric {name} says power={changes.power!r}; give a whole number or None.")
    return out
