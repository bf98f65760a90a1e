"""What is said of norms below the live numbers: those of the test under way, or why there is none.

A norm is of a test's result, never of the seconds that a page shows. So the page says what the
result will be held against, for every age that the source has: who stands there is not known to a
page that follows a board, and no age is ever sent.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Final

from balance_arcade.assess.guidance import PREFIX
from balance_arcade.assess.guided_tests import owner_of
from balance_arcade.assess.norm_table import NORMS, NormRow, Source
from balance_arcade.assess.norms import READ_WORDS, Norm, other_test
from balance_arcade.core.errors import ConfigError

OF_PLAY: Final = "No norm: those that can be cited are of the results of whole tests, not of play."
OF_UNREAD: Final = (
    "A clinic's own test, whose file this station has not read: its norm is not known here."
)
OF_THIS: Final = "No norm of this test that may be cited is known."
_SHOWN: Final = {
    "mean_velocity_mm_s_eo_firm": "velocity, eyes open",
    "mean_velocity_mm_s_ec_firm": "velocity, eyes closed",
    "mean_left_s": "time on one leg",
    "time_of_five_s": "time of five rises",
}
"""One outcome a condition: the others stand in the result."""

_BANDS: Final = {
    "percentiles": "5th to 95th percentile",
    "mean and SD": "Mean minus to plus SD",
    "limit of the average": "No slower than the average",
}


@lru_cache(maxsize=64)
def norm_words(activity: str) -> str:
    """Say the norms of the test that is under way, or why there is none.

    Parameters
    ----------
    activity : str
        Name of a game or of a part of a test; empty before there is one.

    Returns
    -------
    str
        A sentence or two; empty before there is an activity.

    Examples
    --------
    >>> norm_words("star-reach") == OF_PLAY, norm_words("assess-cmj") == OF_THIS, norm_words("")
    (True, True, '')
    >>> print(norm_words("assess-five-sit-to-stand").split(", ")[0])
    Norm of the result: time of five rises up to 11.4 s (60–69 years)
    """
    if not activity:
        return ""
    if not activity.startswith(PREFIX):
        return OF_PLAY
    try:
        method = owner_of(activity).protocol.describe()
    except ConfigError:
        return OF_UNREAD
    near = ""
    for source, rows in NORMS:
        why = other_test(source, method)
        if not why:
            return _told(source, [row for row in rows if row.outcome in _SHOWN])
        near = near or (f"{why.capitalize()}." if _is_of(source, method) else "")
    return near or OF_THIS


def _is_of(source: Source, method: str) -> bool:
    """Whether it is the source's protocol with other numbers."""
    return method.split("/", maxsplit=1)[0].removesuffix("+changed") in source.protocols


def _told(source: Source, rows: list[NormRow]) -> str:
    parts = []
    ordered = sorted(rows, key=lambda row: list(_SHOWN).index(row.outcome))
    for outcome, group in groupby(ordered, key=lambda row: row.outcome):
        bands = ", ".join(_band(source, row) for row in group)
        parts.append(f"{_SHOWN[outcome]} {bands}")
    return (
        f"Norm of the result: {'; '.join(parts)}. {_BANDS[source.kind]},"
        f" {source.name} ({READ_WORDS[source.read]}); {source.how}."
    )


def _band(source: Source, row: NormRow) -> str:
    norm = Norm(source, row.outcome, row.unit, row.ages, row.n_subjects, row.marks)
    low, high = norm.band
    span = f"up to {high:.3g}" if low is None else f"{low:.2g}–{high:.2g}"
    return f"{span} {row.unit} ({row.ages[0]}–{row.ages[1]} years)"
