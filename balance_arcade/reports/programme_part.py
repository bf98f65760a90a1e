"""What a session's page says of its training programme: counts, ratings, and minutes by week."""

from __future__ import annotations

from typing import Final

from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.look import AMBER, BLUE, FAINT, INK, LINE, SOFT
from balance_arcade.reports.markup import Node, node
from balance_arcade.reports.page_room import CHART_HEIGHT, MAX_PROGRAMME_CHARS, cut
from balance_arcade.reports.summary import ProgrammeSummary, WeekMinutes, programme_lines

_TOP, _BOTTOM = 26.0, 17.0
_FEW: Final = 16
"""Up to so many weeks each bar has its minutes above it."""

_WORD: Final = Type(11.0, SOFT, "middle")
_VALUE: Final = Type(11.0, INK, "middle", bold=True)


def programme_part(
    programme: ProgrammeSummary | None, width: float, *, has_chart: bool = True
) -> Node | None:
    """Write the section; None outside of a programme.

    Parameters
    ----------
    programme : ProgrammeSummary or None
        What is to be said.
    width : float
        Of the chart.
    has_chart : bool
        Whether there is room for it.
    """
    if programme is None:
        return None
    lines = [node("p", line, class_="note") for line in _lines(programme)]
    heading = node("h2", "Programme ", node("small", cut(programme.name, MAX_PROGRAMME_CHARS)))
    chart = minutes_figure(programme, width) if has_chart else None
    figure = chart.root if chart is not None else None
    return node("section", heading, *lines, figure, class_="programme")


def _lines(programme: ProgrammeSummary) -> list[str]:
    """Cut to what a page holds; the words beside it hold all of it."""
    return [cut(line, MAX_PROGRAMME_CHARS) for line in programme_lines(programme)]


def minutes_figure(programme: ProgrammeSummary, width: float) -> Drawing | None:
    """Draw a bar for each week: minutes played before those that were asked for.

    A week whose minutes have fallen has a triangle that points down above its bar.

    Parameters
    ----------
    programme : ProgrammeSummary
        With ``minutes``.
    width : float
        Of the drawing.

    Returns
    -------
    Drawing or None
        None where there are no weeks.
    """
    weeks = programme.minutes
    most = max((max(one.played, one.planned) for one in weeks), default=0.0)
    if most <= 0.0:
        return None
    drawing = Drawing(width, CHART_HEIGHT, "Minutes played by week, before those asked for")
    foot = CHART_HEIGHT - _BOTTOM
    scale = (foot - _TOP) / most
    pitch = width / len(weeks)
    bar = min(46.0, pitch * 0.66)
    for k, one in enumerate(weeks):
        x = pitch * (k + 0.5)
        left = x - bar / 2.0
        words = f"Week {one.week}: {one.played:.1f} of {one.planned:.1f} minutes"
        with drawing.group(f"{words}, fewer than the week before" if one.fell else words):
            for minutes, colour in ((one.planned, FAINT), (one.played, BLUE)):
                if minutes > 0.0:
                    top = foot - scale * minutes
                    drawing.rect((left, top), (bar, foot - top), Paint(fill=colour), radius=2.0)
            _above(drawing, x, foot - scale * max(one.played, one.planned), one, n_weeks=len(weeks))
            if len(weeks) <= _FEW or k % 4 == 0:
                drawing.text((x, CHART_HEIGHT - 4.0), f"{one.week}", _WORD)
    drawing.line([(0.0, foot), (width, foot)], Paint(stroke=LINE, width=1.0))
    return drawing


def _above(drawing: Drawing, x: float, y: float, one: WeekMinutes, *, n_weeks: int) -> None:
    if n_weeks <= _FEW and one.played > 0.0:
        drawing.text((x - (6.0 if one.fell else 0.0), y - 4.0), f"{one.played:.0f}", _VALUE)
    if one.fell:
        x += 9.0 if n_weeks <= _FEW else 0.0
        corners = [(x - 5.0, y - 12.0), (x + 5.0, y - 12.0), (x, y - 4.0)]
        drawing.polygon(corners, Paint(fill=AMBER, stroke=INK, width=1.0))
