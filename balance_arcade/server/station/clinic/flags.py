"""What happened in a trial, in words: adverse events, pauses, pain, exertion, marks."""

from __future__ import annotations

from collections.abc import Iterable

from balance_arcade.records.clinic.looking import Flag, TrialLine
from balance_arcade.reports.markup import Node, node

CARE = ("safety.adverse_event", "wellbeing.strong_pain", "game.failed")


def flag_words(flag: Flag) -> str:
    """Say one of them; empty for what only a program wants to know.

    Examples
    --------
    >>> flag_words(Flag("safety.adverse_event", 3.0, {"kind": "near fall", "text": ""}))
    'near fall'
    >>> flag_words(Flag("wellbeing.answer", 3.0, {"scale": "pain", "value": 4, "most": 10}))
    'pain 4 of 10'
    """
    data = flag.data
    text = str(data.get("text") or "")
    if flag.kind == "safety.adverse_event":
        return ": ".join(filter(None, (str(data.get("kind") or "adverse event"), text)))
    if flag.kind == "wellbeing.answer":
        return f"{data.get('scale')} {data.get('value')} of {data.get('most')}"
    if flag.kind == "wellbeing.strong_pain":
        return "strong pain"
    if flag.kind == "game.failed":
        return "the game failed"
    if flag.kind == "session.mark":
        return f"mark: {text}" if text else "mark"
    return ""


def trial_flags(trial: TrialLine) -> list[Node]:
    """Give chips for what is to be seen of a trial; what needs care comes first."""
    shown = [(flag_words(one), one.kind in CARE) for one in trial.flags]
    n_pauses = sum(one.kind == "session.pause" for one in trial.flags)
    found = [(words, care) for words, care in shown if words]
    if not trial.complete:
        found.append(("cut off", True))
    if n_pauses:
        found.append(("1 pause" if n_pauses == 1 else f"{n_pauses} pauses", False))
    if trial.n_refused:
        numbers = "1 number" if trial.n_refused == 1 else f"{trial.n_refused} numbers"
        found.append((f"{numbers} refused", False))
    ordered = sorted(_counted(found), key=lambda pair: not pair[1])
    return [node("span", words, class_="chip care" if care else "chip") for words, care in ordered]


def _counted(found: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Say once, with a number, what happened several times."""
    n_times: dict[tuple[str, bool], int] = {}
    for one in found:
        n_times[one] = n_times.get(one, 0) + 1
    return [(f"{words} × {n}" if n > 1 else words, care) for (words, care), n in n_times.items()]
