"""Limits, statokinesigrams and symmetry, then and now, as blocks of a report."""

from __future__ import annotations

import datetime as dt
from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.records.clinic.dossier import Dossier, Limits, Stance
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.figures import limits_figure, load_figure, plane_spans, statokinesigram
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.sheet import Block, Figures, Heading, Words
from balance_arcade.reports.wording import joined

_SIZE: Final = (240.0, 192.0)
_BAR: Final = (400.0, 34.0)
LEAST_QUIET_S: Final = 30.0
"""From so long on a quiet stance counts as one test; areas and ranges of a shorter one are smaller
because it is shorter."""


def stance_blocks(dossier: Dossier) -> list[Block]:
    """Draw limits, quiet stance and symmetry; what was not measured is said."""
    mark = MARKS.get(dossier.origin, "")
    pairs = [*_limits(dossier.limits, mark), *_stances(dossier.stances, mark)]
    blocks: list[Block] = [Heading(msgid("Limits of stability and quiet stance"))]
    if pairs:
        drawings, captions = zip(*pairs, strict=True)
        blocks.append(Figures(tuple(drawings), tuple(captions)))
    missing = []
    if not dossier.limits:
        missing.append(msgid("limits of stability (no lean pass)"))
    if not dossier.stances:
        missing.append(msgid("quiet stance"))
    bars = _bars(dossier)
    if not bars:
        missing.append(msgid("share of the load"))
    if missing:
        blocks.append(Words(joined([msgid("Not measured"), joined(missing)], ": "), small=True))
    if dossier.stances and dossier.stances[-1].seconds < LEAST_QUIET_S:
        short = msgid(
            "The quiet stance lasted {seconds} s; from {least} s on its sway can be compared."
        )
        seconds = f"{dossier.stances[-1].seconds:.0f}"
        blocks.append(
            Words(short.format(seconds=seconds, least=f"{LEAST_QUIET_S:.0f}"), small=True)
        )
    if bars:
        drawings, captions = zip(*bars, strict=True)
        blocks.append(Figures(tuple(drawings), tuple(captions)))
    return blocks


def _day(at: dt.datetime) -> str:
    return at.date().isoformat()


def _limits(limits: tuple[Limits, ...], mark: str) -> list[tuple[Drawing, str]]:
    if not limits:
        return []
    now = limits[-1]
    then = limits[0].limits_mm if len(limits) > 1 else ()
    drawing = limits_figure(now.limits_mm, _SIZE, mark, then_mm=then)
    if drawing is None:
        return []
    filled = joined([msgid("Limits, mm"), _day(now.began)])
    if not then:
        return [(drawing, filled)]
    return [
        (drawing, joined([filled, joined([msgid("dashed"), _day(limits[0].began)], " ")], "; "))
    ]


def _stances(stances: tuple[Stance, ...], mark: str) -> list[tuple[Drawing, str]]:
    """Draw them at the same scale: the larger sway looks larger."""
    shown = [one for one in stances if len(one.path_mm) > 1]
    if not shown:
        return []
    spans = [plane_spans(one.path_mm, one.ellipse_mm) for one in shown]
    most = 1.1 * max(high - low for pair in spans for low, high in pair)
    pairs: list[tuple[Drawing, str]] = []
    for one in shown:
        drawing = statokinesigram(one.path_mm, one.ellipse_mm, _SIZE, mark, span_mm=most)
        lasted = f"{one.seconds:.0f} s"
        words = joined([msgid("Quiet stance"), _day(one.began), lasted])
        if drawing is not None:
            pairs.append((drawing, words))
    return pairs


def _bars(dossier: Dossier) -> list[tuple[Drawing, str]]:
    ends = [dossier.shares[0], dossier.shares[-1]] if dossier.shares else []
    if len(dossier.shares) == 1:
        ends = ends[:1]
    pairs: list[tuple[Drawing, str]] = []
    for at, share in ends:
        drawing = load_figure(share, (_BAR[0] * (3 - len(ends)), _BAR[1]))
        if drawing is not None:
            pairs.append((drawing, joined([msgid("Load in quiet stance"), _day(at)])))
    return pairs
