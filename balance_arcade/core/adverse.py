"""Adverse events: the kinds that a therapist marks, in one place for orders, keys and page.

The kinds are ours. Trials of balance games note falls, near falls, dizziness and pain; a pilot with
people after a stroke found adverse events in four of ten (docs/safety.md), so that they are asked
for by name and not left to free text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from balance_arcade.core.events import Scalar

NEAR_FALL: Final = "near fall"
FALL: Final = "fall"
DIZZINESS: Final = "dizziness"
PAIN: Final = "pain"
OTHER: Final = "other"

ADVERSE_KINDS: Final = (NEAR_FALL, FALL, DIZZINESS, PAIN, OTHER)
ADVERSE: Final = "safety.adverse_event"
MARK: Final = "session.mark"

RELEASE: Final = "release"
"""Text of the mark that says: now the person was let go."""

REDO: Final = "redo"
"""Text of the mark that asks for a test's trial once more; the one before is kept."""


def refused_mark(args: Mapping[str, Scalar]) -> str:
    """Why a mark is refused, as a clause; empty where it is not.

    Examples
    --------
    >>> refused_mark({"text": "took the rail"}), refused_mark({"adverse": "fall"})
    ('', '')
    >>> refused_mark({"adverse": "trip"})
    'an adverse event is near fall, fall, dizziness, pain or other'
    """
    kind = args.get("adverse")
    if kind is None or kind in ADVERSE_KINDS:
        return ""
    return f"an adverse event is {', '.join(ADVERSE_KINDS[:-1])} or {ADVERSE_KINDS[-1]}"


def told_by_mark(args: Mapping[str, Scalar], by: str = "") -> tuple[str, dict[str, Scalar]]:
    """Kind and details of the event that a mark makes.

    Parameters
    ----------
    args : mapping
        Of the order: ``text``, and ``adverse`` with one of `ADVERSE_KINDS`.
    by : str
        Which program gave the order.

    Examples
    --------
    >>> told_by_mark({"text": "talked"})
    ('session.mark', {'text': 'talked'})
    >>> told_by_mark({"adverse": "near fall"}, "keyboard")
    ('safety.adverse_event', {'kind': 'near fall', 'text': '', 'by': 'keyboard'})
    """
    text = str(args.get("text", ""))
    kind = args.get("adverse")
    if kind is None:
        return MARK, {"text": text}
    return ADVERSE, {"kind": kind, "text": text, "by": by}


def sentence(kind: str) -> str:
    """Say that one was marked, for the reason of the pause that it makes.

    Examples
    --------
    >>> sentence("near fall"), sentence("dizziness"), sentence("other")
    ('A near fall was marked.', 'Dizziness was marked.', 'An adverse event was marked.')
    """
    if kind == OTHER:
        return "An adverse event was marked."
    words = f"A {kind}" if kind in {NEAR_FALL, FALL} else kind.capitalize()
    return f"{words} was marked."
