"""Minutes of play week by week, before those that a programme asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.records.clinic.dose import DoseWeek
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.look import BLUE, FAINT, INK, LINE, SOFT

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 4.0, 20.0, 20.0
_FEW: Final = 14
"""Up to so many weeks each bar has its minutes above it."""


def dose_figure(weeks: Sequence[DoseWeek], size: tuple[float, float]) -> Drawing | None:
    """Draw a bar a week.

    Parameters
    ----------
    weeks : sequence of DoseWeek
        Oldest first, without holes.
    size : tuple of float
        Width and height.

    Returns
    -------
    Drawing or None
        None where nothing was played and nothing planned.
    """
    most = max((max(one.played, _planned(one)) for one in weeks), default=0.0)
    if most <= 0.0:
        return None
    drawing = Drawing(*size, msgid("Minutes of play by week, before those planned"))
    y = Axis(0.0, most, size[1] - _BOTTOM, _TOP)
    left, width = _LEFT, size[0] - _LEFT - _RIGHT
    for tick in y.ticks(3):
        drawing.line([(left, y.place(tick)), (left + width, y.place(tick))], Paint(stroke=FAINT))
        drawing.text((left - 5.0, y.place(tick) + 4.0), f"{tick:g}", Type(11.0, SOFT, "end"))
    pitch = width / len(weeks)
    bar = min(40.0, pitch * 0.7)
    for k, one in enumerate(weeks):
        x = left + pitch * (k + 0.5)
        _bar(drawing, one, (x, y.at_low), (bar, y))
        if len(weeks) <= _FEW:
            above = y.place(max(one.played, _planned(one))) - 4.0
            drawing.text((x, above), f"{one.played:.0f}", Type(11.0, INK, "middle", bold=True))
    drawing.line([(left, y.at_low), (left + width, y.at_low)], Paint(stroke=LINE))
    drawing.text((0.0, 10.0), msgid("minutes"), Type(11.0, SOFT))
    for k in sorted({0, len(weeks) - 1}):
        x = left + pitch * (k + 0.5)
        anchor = Type(11.0, SOFT, "middle" if len(weeks) == 1 else "start" if k == 0 else "end")
        at = {"start": left, "end": left + width}.get(anchor.anchor, x)
        drawing.text((at, size[1] - 5.0), weeks[k].monday.isoformat(), anchor)
    return drawing


def _planned(one: DoseWeek) -> float:
    return one.planned if math.isfinite(one.planned) else 0.0


def _bar(
    drawing: Drawing, one: DoseWeek, at: tuple[float, float], scale: tuple[float, Axis]
) -> None:
    (x, foot), (bar, y) = at, scale
    planned = _planned(one)
    if planned > 0.0:
        # What was asked for is an outline, so that it is told from play on a grey print too.
        top = y.place(planned)
        drawing.rect((x - bar / 2.0, top), (bar, foot - top), Paint(fill=FAINT, stroke=SOFT))
    if one.played > 0.0:
        top = y.place(one.played)
        drawing.rect((x - bar / 2.0 + 2.0, top), (bar - 4.0, foot - top), Paint(fill=BLUE))
