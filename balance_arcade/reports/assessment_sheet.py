"""The report of a clinical test: one sheet with its outcomes, its trials and how they were made."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from balance_arcade import __version__
from balance_arcade.assess.guided_tests import DIRECTIONS
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.cop.metric import Measured
from balance_arcade.core.words import counted, msgid
from balance_arcade.records.assessed import Assessment, MadeTrial
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.figure_text import figure
from balance_arcade.reports.figures import limits_figure, statokinesigram
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.norm_part import norm_blocks
from balance_arcade.reports.outcome_names import CONDITIONS, spoken
from balance_arcade.reports.sheet import Block, Figures, Heading, Sheet, Table, Words
from balance_arcade.reports.titles_of_tests import title_of_test
from balance_arcade.reports.wording import Joined, Verbatim, begun, joined

FIGURE: Final = (260.0, 250.0)
MOST_LARGE: Final = 2
SMALL_FIGURE: Final = (180.0, 176.0)
"""Of more than two beside each other: drawn smaller, so that its letters are printed no smaller."""
MOST_FIGURES: Final = 4
MOST_NAMED: Final = 3
REACH_FIGURE: Final = (330.0, 300.0)
_WHOLE: Final = msgid("carried through")
_NO: Final = "–"


def assessment_sheet(
    found: Assessment, made: str, trials: Sequence[MadeTrial] = (), *, title: str = ""
) -> Sheet:
    """Lay out the result of a test.

    Parameters
    ----------
    found : Assessment
        The result.
    made : str
        When the test was made, ISO 8601 in UTC.
    trials : sequence of MadeTrial
        For statokinesigrams; without them there are none.
    title : str
        Of the sheet; the test's name otherwise.

    Returns
    -------
    Sheet
        Refused outcomes stand on it with their reasons: what is missing is never left out.
    """
    day = joined([made[:10], Verbatim(f"{made[11:16]} UTC")], " ")
    person = Verbatim(found.person) if found.person else msgid("no person named")
    under = (person, day, Verbatim(found.board))
    blocks: list[Block] = []
    if found.stops:
        stops = begun(joined(map(_stop, found.stops), "; "))
        blocks += [Heading(msgid("Trials that were stopped")), Words(joined([stops, "."], ""))]
    blocks += _outcomes(found)
    if found.norms:
        blocks += [Heading(msgid("Norms")), *norm_blocks(found.norms)]
    blocks += _figures(trials, MARKS[found.origin]) or _reach(found)
    blocks += _made(found)
    if found.notes:
        blocks.append(Heading(msgid("To be known")))
        blocks += [Words(text, small=True) for text in found.notes]
    return Sheet(
        title=title or title_of_test(found.test),
        under=under,
        mark=MARKS[found.origin],
        made=made,
        blocks=tuple(blocks),
        foot=(
            joined([msgid("Protocol"), Verbatim(found.protocol)], ": "),
            joined([msgid("Recordings"), Verbatim(", ".join(found.recordings))], ": "),
            Verbatim(f"Balance Arcade {__version__}"),
        ),
        one_page=True,
    )


_STOP: Final = re.compile(r"(.+), trial (\d+): (.*)")


def _stop(text: str) -> str:
    """Take apart what a result says of a trial that was stopped."""
    found = _STOP.fullmatch(text)
    if found is None:
        return text
    condition, number, reason = found.groups()
    trial = msgid("trial {n}").format(n=number)
    return joined([joined([_spoken_condition(condition), trial]), reason], ": ")


def _spoken_condition(name: str) -> str:
    """Say a condition; directions and paces are written alike in every language."""
    words = CONDITIONS.get(name) or _SIDES.get(name)
    return words if words and not words.isupper() else Verbatim(name.replace("_", " "))


_SIDES: Final = {
    "stance": msgid("Stance"),
    "left": msgid("Left"),
    "right": msgid("Right"),
    "standing": msgid("Standing"),
    "squat_30": msgid("Squat, 30°"),
    "squat_60": msgid("Squat, 60°"),
    "squat_90": msgid("Squat, 90°"),
    "five": msgid("Five rises"),
    "thirty": msgid("30 s"),
    "release": msgid("Release"),
    "cmj": msgid("Countermovement jump"),
    "sj": msgid("Squat jump"),
    "dj": msgid("Drop jump"),
    "hops": msgid("Hops"),
    "landing": msgid("Landing"),
}


def _conditions(found: Assessment) -> list[str]:
    """Find which endings of the outcomes' names are conditions, in the order of the trials."""
    made = [str(row["condition"]).replace(" ", "_") for row in found.trials]
    return [
        one
        for one in dict.fromkeys(made)
        if one and any(name.endswith(f"_{one}") for name in found.outcomes)
    ]


def _outcomes(found: Assessment) -> list[Block]:
    conditions = _conditions(found)
    pairs = {
        name: (name.removesuffix(f"_{one}"), one)
        for name in found.outcomes
        for one in conditions
        if name.endswith(f"_{one}")
    }
    blocks: list[Block] = []
    if conditions:
        metrics = list(dict.fromkeys(metric for metric, _ in pairs.values()))
        rows = [
            (spoken(metric), *(_cell(found.outcomes.get(f"{metric}_{one}")) for one in conditions))
            for metric in metrics
        ]
        header = ("", *map(_spoken_condition, conditions))
        shown = [row for row in rows if any(cell != _NO for cell in row[1:])]
        blocks += [
            Heading(msgid("By condition")),
            Table(header, tuple(shown), _first(len(conditions))),
        ]
    rest = {name: one for name, one in found.outcomes.items() if name not in pairs}
    if plain := _plain(rest):
        blocks += [Heading(msgid("Overall")), plain]
    return blocks + _refusals(found)


def _plain(rest: dict[str, Measured]) -> Table | None:
    """Tabulate single outcomes, with twice their standard uncertainty where that is known."""
    spread = {n.removeprefix("u_"): one for n, one in rest.items() if n.startswith("u_")}
    told = {n: one for n, one in rest.items() if one.value is not None and not n.startswith("u_")}
    if not told:
        return None
    if not spread:
        return Table(
            ("", msgid("Value")), tuple((spoken(n), _cell(one)) for n, one in told.items()), 0.6
        )
    rows = tuple((spoken(n), _cell(one), _twice(spread.get(n))) for n, one in told.items())
    return Table(("", msgid("Value"), "± 95 %"), rows, 0.6)


def _twice(one: Measured | None) -> str:
    if one is None or one.value is None:
        return _NO
    # Two digits, and never an exponent.
    return np.format_float_positional(COVERAGE * one.value, 2, fractional=False, trim="-")


def _first(n_columns: int) -> float:
    return 0.4 if n_columns <= 4 else 0.3


def _refusals(found: Assessment) -> list[Block]:
    """Say once each why values are missing."""
    why: dict[str, list[str]] = {}
    for name, one in found.outcomes.items():
        if one.value is None:
            why.setdefault(one.refused, []).append(name)
    if not why:
        return []
    lines: list[Block] = []
    for reason, names in why.items():
        n = counted("{n} outcome without a value", "{n} outcomes without a value", len(names))
        lines.append(Words(joined([joined([n, _named(names)], ": "), reason], ": "), small=True))
    return [Heading(msgid("Not measured")), *lines]


def _named(names: list[str]) -> Joined:
    """Say names as a sheet's tables do; of many the first."""
    more = msgid("and more") if len(names) > MOST_NAMED else ""
    return joined([*map(spoken, names[:MOST_NAMED]), more], "; ")


def _cell(one: Measured | None) -> str:
    if one is None or one.value is None:
        return _NO
    return figure(one.value)


def _figures(trials: Sequence[MadeTrial], mark: str) -> list[Block]:
    """Draw the first counted stance of each condition."""
    first: dict[str, MadeTrial] = {}
    for trial in trials:
        if trial.facts.get("task") == "stance" and not trial.practice:
            first.setdefault(trial.condition, trial)
    shown = list(first.items())[:MOST_FIGURES]
    size = FIGURE if len(shown) <= MOST_LARGE else SMALL_FIGURE
    drawn = {condition: _path(trial, mark, size) for condition, trial in shown}
    there = {_spoken_condition(name): one for name, one in drawn.items() if one is not None}
    if not there:
        return []
    return [
        Heading(msgid("Centre of pressure, first trial of each")),
        Figures(tuple(there.values()), tuple(there)),
    ]


def _path(trial: MadeTrial, mark: str, size: tuple[float, float]) -> Drawing | None:
    inside = (trial.t_s >= trial.start_s) & (trial.t_s <= trial.end_s)
    path = trial.cop_mm[inside]
    path = path[~np.isnan(path).any(axis=1)]
    none = (math.nan,) * 5
    return statokinesigram([(x, y) for x, y in path.tolist()], none, size, mark)


def _reach(found: Assessment) -> list[Block]:
    """Draw how far the person reached in each direction."""
    far = [found.outcomes.get(f"max_excursion_mm_{where}") for where in DIRECTIONS]
    reached = [one.value for one in far if one is not None and one.value is not None]
    if len(reached) < len(DIRECTIONS):
        return []
    drawing = limits_figure([max(0.0, one) for one in reached], REACH_FIGURE)
    words = msgid("Furthest in each direction, mm")
    return [Heading(msgid("How far")), Figures((drawing,), (words,))] if drawing else []


def _made(found: Assessment) -> list[Block]:
    kinds: dict[tuple[str, str], list[float]] = {}
    for row in found.trials:
        words = joined(
            [
                _spoken_condition(str(row["condition"])),
                msgid("practice") if row["practice"] else "",
                msgid("made once more") if row.get("redone") else "",
            ]
        )
        held_s = row["held_s"] if isinstance(row["held_s"], int | float) else math.nan
        kinds.setdefault((words, str(row["stop"]) or _WHOLE), []).append(held_s)
    whole = [one for (_, end), held_s in kinds.items() if end == _WHOLE for one in held_s]
    if len(whole) == len(found.trials) and len({f"{one:.1f}" for one in whole}) == 1:
        text = counted(
            "{n} trial was carried through, {t} s.",
            "All {n} trials were carried through, {t} s each.",
            len(whole),
            t=f"{whole[0]:.1f}",
        )
        return [Heading(msgid("Trials")), Words(text), *_stance(found)]
    rows = tuple((words, _each(held_s), end) for (words, end), held_s in kinds.items())
    ended = Table(("", msgid("Seconds"), msgid("How they ended")), rows, 0.4)
    return [Heading(msgid("Trials")), ended, *_stance(found)]


_STANCES: Final = {
    "heel_line_mm": msgid("heels {n} mm from the board's rear edge"),
    "heel_width_mm": msgid("{n} mm apart"),
    "foot_angle_deg": msgid("{n}° between them"),
}
_FOOTWEAR: Final = {
    "barefoot": msgid("barefoot"),
    "socks": msgid("socks"),
    "shoes": msgid("shoes"),
    "orthosis": msgid("orthosis"),
    "other": msgid("other footwear"),
}


def _stance(found: Assessment) -> list[Block]:
    """Say where the feet stood and what was on them, as far as it was noted."""
    said = [
        words.format(n=f"{one:g}")
        for name, words in _STANCES.items()
        if isinstance(one := found.setup.get(name), int | float)
    ]
    worn = str(found.setup.get("footwear", ""))
    said += [_FOOTWEAR.get(worn) or Verbatim(worn)] if worn else []
    told = joined([msgid("Feet"), joined(said)], ": ")
    return [Words(joined([told, "."], ""))] if said else []


def _each(held_s: list[float]) -> Joined:
    """Say how long trials lasted; equal ones once.

    Examples
    --------
    >>> _each([10.0, 10.0, 10.0]), _each([12.04, 45.0])
    ('3 x 10.0', '12.0; 45.0')
    """
    texts = [f"{one:.1f}" for one in held_s]
    if len(texts) > 1 and len(set(texts)) == 1:
        return joined([f"{len(texts)}", texts[0]], " x ")
    # No comma: it is the decimal point of some languages.
    return joined(texts, "; ")
