"""The report of a clinical test: one sheet with its outcomes, its trials and how they were made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from balance_arcade import __version__
from balance_arcade.assess.guided_tests import DIRECTIONS
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.cop.metric import Measured
from balance_arcade.records.assessed import Assessment, MadeTrial
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.figures import limits_figure, statokinesigram
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.norm_part import norm_blocks
from balance_arcade.reports.outcome_names import CONDITIONS, spoken
from balance_arcade.reports.sheet import Block, Figures, Heading, Sheet, Table, Words

FIGURE: Final = (260.0, 250.0)
MOST_FIGURES: Final = 4
REACH_FIGURE: Final = (330.0, 300.0)
_TITLES: Final = {
    "mctsib": "mCTSIB: senses and balance",
    "romberg": "Romberg: open and closed eyes",
    "four-trial": "Four-trial balance test",
    "weight-shift": "Rhythmic weight shift",
    "single-leg": "Single-leg stance",
    "norm-stance": "Long stance, 3 x 60 s, open and closed eyes",
    "research": "Long stance, 3 x 90 s",
    "five-sit-to-stand": "Five times sit to stand",
    "thirty-sit-to-stand": "Sit to stand in 30 s",
    "push-and-release": "Push and release",
    "squat": "Weight bearing in a squat",
    "seated-limits": "Limits of stability, seated",
    "cmj": "Countermovement jump",
    "sj": "Squat jump",
    "drop-jump": "Drop jump",
    "hops": "Repeated hops, 10/5",
    "landing": "Drop landing",
}
_WHOLE: Final = "carried through"
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
    day = made[:16].replace("T", " ") + " UTC"
    under = tuple(filter(None, (found.person or "no person named", day, found.board)))
    blocks: list[Block] = []
    if found.stops:
        blocks += [Heading("Trials that were stopped"), Words("; ".join(found.stops) + ".")]
    blocks += _outcomes(found)
    if found.norms:
        blocks += [Heading("Norms"), *norm_blocks(found.norms)]
    blocks += _figures(trials, MARKS[found.origin]) or _reach(found)
    blocks += _made(found)
    if found.notes:
        blocks.append(Heading("To be known"))
        blocks += [Words(text, small=True) for text in found.notes]
    return Sheet(
        title=title or _TITLES.get(found.test, found.test.replace("-", " ").capitalize()),
        under=under,
        mark=MARKS[found.origin],
        made=made,
        blocks=tuple(blocks),
        foot=(
            f"Protocol: {found.protocol}",
            f"Recordings: {', '.join(found.recordings)}",
            f"Balance Arcade {__version__}",
        ),
    )


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
        header = ("", *(CONDITIONS.get(one, one.replace("_", " ")) for one in conditions))
        shown = [row for row in rows if any(cell != _NO for cell in row[1:])]
        blocks += [Heading("By condition"), Table(header, tuple(shown), _first(len(conditions)))]
    rest = {name: one for name, one in found.outcomes.items() if name not in pairs}
    if plain := _plain(rest):
        blocks += [Heading("Overall"), plain]
    return blocks + _refusals(found)


def _plain(rest: dict[str, Measured]) -> Table | None:
    """Tabulate single outcomes, with twice their standard uncertainty where that is known."""
    spread = {n.removeprefix("u_"): one for n, one in rest.items() if n.startswith("u_")}
    told = {n: one for n, one in rest.items() if one.value is not None and not n.startswith("u_")}
    if not told:
        return None
    if not spread:
        return Table(("", "value"), tuple((spoken(n), _cell(one)) for n, one in told.items()), 0.6)
    rows = tuple((spoken(n), _cell(one), _twice(spread.get(n))) for n, one in told.items())
    return Table(("", "value", "± 95 %"), rows, 0.6)


def _twice(one: Measured | None) -> str:
    return _NO if one is None or one.value is None else f"{COVERAGE * one.value:.2g}"


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
    lines = [
        Words(f"{len(names)} without a value ({_named(names)}): {reason}.", small=True)
        for reason, names in why.items()
    ]
    return [Heading("Not measured"), *lines]


def _named(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")


def _cell(one: Measured | None) -> str:
    if one is None or one.value is None:
        return _NO
    return f"{one.value:.0f}" if abs(one.value) >= 1000.0 else f"{one.value:.3g}"


def _figures(trials: Sequence[MadeTrial], mark: str) -> list[Block]:
    """Draw the first counted stance of each condition."""
    drawings: list[Drawing] = []
    captions: list[str] = []
    for trial in trials:
        words = CONDITIONS.get(trial.condition, trial.condition)
        stands = trial.facts.get("task") == "stance" and not trial.practice
        if not stands or words in captions or len(drawings) == MOST_FIGURES:
            continue
        inside = (trial.t_s >= trial.start_s) & (trial.t_s <= trial.end_s)
        path = trial.cop_mm[inside]
        path = path[~np.isnan(path).any(axis=1)]
        none = (math.nan,) * 5
        drawing = statokinesigram([(x, y) for x, y in path.tolist()], none, FIGURE, mark)
        if drawing is not None:
            drawings.append(drawing)
            captions.append(words)
    if not drawings:
        return []
    return [
        Heading("Centre of pressure, first trial of each"),
        Figures(tuple(drawings), tuple(captions)),
    ]


def _reach(found: Assessment) -> list[Block]:
    """Draw how far the person reached in each direction."""
    far = [found.outcomes.get(f"max_excursion_mm_{where}") for where in DIRECTIONS]
    reached = [one.value for one in far if one is not None and one.value is not None]
    if len(reached) < len(DIRECTIONS):
        return []
    drawing = limits_figure([max(0.0, one) for one in reached], REACH_FIGURE)
    words = "Furthest in each direction, mm"
    return [Heading("How far"), Figures((drawing,), (words,))] if drawing else []


def _made(found: Assessment) -> list[Block]:
    kinds: dict[tuple[str, str], list[float]] = {}
    for row in found.trials:
        name = str(row["condition"])
        words = CONDITIONS.get(name, name) + (", practice" if row["practice"] else "")
        words += ", made once more" if row.get("redone") else ""
        held_s = row["held_s"] if isinstance(row["held_s"], int | float) else math.nan
        kinds.setdefault((words, str(row["stop"]) or _WHOLE), []).append(held_s)
    whole = [one for (_, end), held_s in kinds.items() if end == _WHOLE for one in held_s]
    if len(whole) == len(found.trials) and len({f"{one:.1f}" for one in whole}) == 1:
        text = f"All {len(whole)} trials were carried through, {whole[0]:.1f} s each."
        return [Heading("Trials"), Words(text), *_stance(found)]
    rows = tuple((words, _each(held_s), end) for (words, end), held_s in kinds.items())
    ended = Table(("", "Seconds", "How they ended"), rows, 0.4)
    return [Heading("Trials"), ended, *_stance(found)]


_STANCES: Final = {
    "heel_line_mm": "heels {} mm from the board's rear edge",
    "heel_width_mm": "{} mm apart",
    "foot_angle_deg": "{}° between them",
    "footwear": "{}",
}


def _stance(found: Assessment) -> list[Block]:
    """Say where the feet stood and what was on them, as far as it was noted."""
    said = [
        words.format(one if isinstance(one, str) else f"{one:g}")
        for name, words in _STANCES.items()
        if (one := found.setup.get(name)) is not None
    ]
    return [Words(f"Feet: {', '.join(said)}.")] if said else []


def _each(held_s: list[float]) -> str:
    """Say how long trials lasted; equal ones once.

    Examples
    --------
    >>> _each([10.0, 10.0, 10.0]), _each([12.04, 45.0])
    ('3 x 10.0', '12.0, 45.0')
    """
    texts = [f"{one:.1f}" for one in held_s]
    if len(texts) > 1 and len(set(texts)) == 1:
        return f"{len(texts)} x {texts[0]}"
    return ", ".join(texts)
