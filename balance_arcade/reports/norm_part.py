"""Norms beside a report's numbers: where they lie, whose the norm is, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from balance_arcade.assess.norms import NOTHING, NormTold
from balance_arcade.core.words import counted, msgid
from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.outcome_names import spoken
from balance_arcade.reports.sheet import Block, Words
from balance_arcade.reports.wording import Verbatim, begun, joined

MOST_NORMS: Final = 4
_PLACE_ONLY: Final = msgid("a place among these people, no diagnosis")


def norm_blocks(norms: Mapping[str, NormTold]) -> list[Block]:
    """Say norms in small lines, as `norm_lines` gives them."""
    return [Words(line, small=True) for line in norm_lines(norms)]


def norm_lines(norms: Mapping[str, NormTold], named: Callable[[str], str] = spoken) -> list[str]:
    """Say norms: those that apply, the sources once, and each reason once.

    Parameters
    ----------
    norms : mapping of str to NormTold
        By the name of the outcome.
    named : callable
        Says the name of an outcome.

    Returns
    -------
    list of str
        Empty where no outcome was given.
    """
    if not norms:
        return []
    applied = {name: norm for name, norm in norms.items() if norm.applies}
    shown = dict(list(applied.items())[:MOST_NORMS])
    lines: list[str] = [
        joined([joined([named(name), norm.place], ": "), norm.told], "; ")
        for name, norm in shown.items()
    ]
    sources = dict.fromkeys((norm.citation, norm.read) for norm in shown.values())
    told = [joined([_cited(citation), read], ": ") for citation, read in sources]
    if told:
        lines.append(joined([*told, _PLACE_ONLY], "; "))
    if why := _reasons(norms.values()):
        # On one line: a page has no room for more.
        lines.append(joined(why, "; "))
    return [begun(line) for line in lines]


_COMPUTED: Final = msgid("percentiles computed by us from the published results")


def _cited(citation: str) -> str:
    """Take the source apart from what was done with it."""
    source, _, done = citation.partition("; ")
    return joined([Verbatim(source), _COMPUTED if done == _COMPUTED else Verbatim(done)], "; ")


def normed(courses: Iterable[Course]) -> dict[str, Course]:
    """Pick the course of each outcome whose norm is said, by the outcome's name.

    Of one outcome of several methods the first that a norm applies to, or else the first: the same
    velocity is of three tests, and a norm of one of them at most.
    """
    found: dict[str, Course] = {}
    for one in courses:
        before = found.get(one.name)
        if before is None or (one.norm.applies and not before.norm.applies):
            found[one.name] = one
    return found


def norms_of(courses: Iterable[Course]) -> dict[str, NormTold]:
    """Norms of the newest values, as `normed` picks them."""
    return {name: one.norm for name, one in normed(courses).items()}


def _reasons(norms: Iterable[NormTold]) -> list[str]:
    why: dict[str, int] = {}
    n_applied = 0
    for norm in norms:
        n_applied += norm.applies
        if not norm.applies:
            why[norm.told] = why.get(norm.told, 0) + 1
    # Most outcomes have none that anybody has published: that is said only where it is all.
    if len(why) > 1:
        why.pop(NOTHING, None)
    if len(why) == 1 and not n_applied:
        return list(why)
    return [
        joined([counted("{n} outcome", "{n} outcomes", n), reason], ": ")
        for reason, n in why.items()
    ]
