"""Sides and conditions of one test compared: left with right, open eyes with closed, or foam.

Two values of one session differ by more than error where their difference is greater than 1.96
times its own standard error. That error is the root of the sum of both squares, because the trials
of one side are not those of the other. Both come from the person's own repeats, as in
`balance_arcade.records.clinic.progress`, and where those are too few there is no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from balance_arcade.core.words import msgid
from balance_arcade.records.clinic.progress import Course, Verdict

Kind = Literal["sides", "eyes", "surface"]

TOKENS: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("sides", "left", "right"),
    ("sides", "L", "R"),
    ("sides", "FL", "FR"),
    ("sides", "BL", "BR"),
    ("eyes", "eo", "ec"),
    ("surface", "firm", "foam"),
)
"""Words of an outcome's name that say which of the two it is."""

WORDS: Final = {
    "left": msgid("left"),
    "right": msgid("right"),
    "L": msgid("to the left"),
    "R": msgid("to the right"),
    "FL": msgid("forward left"),
    "FR": msgid("forward right"),
    "BL": msgid("back left"),
    "BR": msgid("back right"),
    "eo": msgid("open eyes"),
    "ec": msgid("closed eyes"),
    "firm": msgid("firm ground"),
    "foam": msgid("foam"),
}

Apart = Literal["different", "within error", "too few trials"]


class Pair(msgspec.Struct, frozen=True):
    """One outcome on both sides, or in both conditions.

    Attributes
    ----------
    kind : {"sides", "eyes", "surface"}
        What is compared.
    name : str
        Of the outcome, without the word for its side.
    one, other : Course
        Left before right, open before closed eyes, firm before foam.
    words : tuple of str
        Which each is.
    values : tuple of float
        Both in the newest session that has both.
    difference : float
        First less second.
    least : float or None
        Least difference that is more than error; None where too little was repeated.
    verdict : {"different", "within error", "too few trials"}
        Of that difference.
    nearer : float or None
        By how much the two have come nearer since the first session that has both; below 0 they
        moved apart. None with one such session.
    nearer_verdict : {"changed", "within error", "too few trials"}
        Of that.
    """

    kind: Kind
    name: str
    one: Course
    other: Course
    words: tuple[str, str]
    values: tuple[float, float]
    difference: float
    least: float | None
    verdict: Apart
    nearer: float | None
    nearer_verdict: Verdict

    @property
    def share(self) -> float | None:
        """Smaller over greater where both are above 0; None elsewhere."""
        low, high = sorted(self.values)
        return low / high if low > 0.0 else None


def pairs_of(courses: Sequence[Course]) -> list[Pair]:
    """Find what can be compared, what differs first.

    Parameters
    ----------
    courses : sequence of Course
        Of one person. Only values of the same unit, source and method are compared.

    Returns
    -------
    list of Pair
        Shares of one load (``left_pct``, ``right_pct``) are none: each is 100 less the other.
    """
    known = {(one.name, one.unit, one.method): one for one in courses}
    found = []
    for one in courses:
        for kind, token, counter in TOKENS:
            parts = one.name.split("_")
            if token not in parts or "pct" in parts[:2]:
                continue
            at = parts.index(token)
            other = known.get(("_".join((*parts[:at], counter, *parts[at + 1 :])), *_rest(one)))
            pair = None if other is None else _pair(kind, one, other, (token, counter), at)
            if pair is not None:
                found.append(pair)
    order = ("different", "within error", "too few trials")
    return sorted(found, key=lambda pair: (order.index(pair.verdict), pair.kind, pair.name))


def _rest(course: Course) -> tuple[str, str]:
    return course.unit, course.method


def _pair(kind: Kind, one: Course, other: Course, which: tuple[str, str], at: int) -> Pair | None:
    theirs = {point.session: point.value for point in other.points}
    both = [
        (point.value, beside)
        for point in one.points
        if point.value is not None and (beside := theirs.get(point.session)) is not None
    ]
    if not both:
        return None
    parts = one.name.split("_")
    difference = both[-1][0] - both[-1][1]
    least, least_nearer = least_differences(one.mdc95, other.mdc95)
    nearer = abs(both[0][0] - both[0][1]) - abs(difference) if len(both) > 1 else None
    return Pair(
        kind=kind,
        name="_".join((*parts[:at], *parts[at + 1 :])),
        one=one,
        other=other,
        words=(WORDS[which[0]], WORDS[which[1]]),
        values=both[-1],
        difference=difference,
        least=least,
        verdict=_apart(difference, least),
        nearer=nearer,
        nearer_verdict=_changed(nearer, least_nearer),
    )


def least_differences(one: float | None, other: float | None) -> tuple[float | None, float | None]:
    """From two minimal detectable changes to those of the difference, and of its own change.

    A minimal detectable change is ``1.96 sqrt(2) SE``, so the difference of two values of one
    session, ``1.96 sqrt(SE1^2 + SE2^2)``, is the root of half the sum of both squares; its change
    between two sessions is root two greater.

    Examples
    --------
    >>> least_differences(3.0, 4.0)[1], least_differences(None, 4.0)
    (5.0, (None, None))
    """
    if one is None or other is None:
        return None, None
    whole = math.hypot(one, other)
    return whole / math.sqrt(2.0), whole


def _apart(difference: float, least: float | None) -> Apart:
    if least is None:
        return "too few trials"
    return "different" if abs(difference) > least else "within error"


def _changed(nearer: float | None, least: float | None) -> Verdict:
    if nearer is None or least is None:
        return "too few trials"
    return "changed" if abs(nearer) > least else "within error"
