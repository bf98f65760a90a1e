"""The grid a person stands on, to true scale: heel lines, widths and angles of a `FootPlace`.

A sheet for each foot. They are cut along the middle of the board and along its rear edge, so that
what a printer leaves white at the paper's edges does not matter, and lie side by side on the board.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from balance_arcade.assess.foot_place import FootPlace
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import Words, msgid, words_in
from balance_arcade.reports import look
from balance_arcade.reports.drawing import Anchor, Drawing, Paint, Point, Type
from balance_arcade.reports.pdf_library import PAPERS, pdf_class
from balance_arcade.reports.pdf_shapes import draw_on
from balance_arcade.reports.sheet import Paper

if TYPE_CHECKING:
    from fpdf import ViewerPreferences

USUAL: Final = FootPlace(40.0, 170.0, 14.0)
"""Drawn where nothing else is asked for: 170 mm and 14 degrees after McIlroy and Maki 1997 (source
not read), the heels' line ours."""

HEAD_MM: Final = 34.0
INNER_MM: Final = 10.0
OUTER_MM: Final = 18.0
BELOW_MM: Final = 16.0
CHECK_MM: Final = 100.0
STEP_MM: Final = 10.0
FOOT_MM: Final = 250.0
FAN_FROM_MM: Final = 60.0
FAN_DEG: Final = tuple(range(-10, 50, 5))

TITLE: Final = msgid("Foot grid")
SIDES: Final = {-1: msgid("Left foot"), 1: msgid("Right foot")}
CHECK: Final = msgid("100 mm: measure it. If it differs, print at 100 %.")
MIDDLE: Final = msgid("cut: middle of the board")
REAR: Final = msgid("cut: rear edge of the board")
HEELS: Final = msgid("backs of the heels")
TURN: Final = msgid("each foot turned out, degrees")

_FINE: Final = Paint(stroke=look.LINE, width=0.12)
_STRONG: Final = Paint(stroke=look.SOFT, width=0.22)
_CUT: Final = Paint(stroke=look.INK, width=0.35, dash="3 2")
_RAY: Final = Paint(stroke=look.BLUE, width=0.2, dash="1.5 1.5")
_STANCE: Final = Paint(stroke=look.BLUE, width=0.8)
_FOOT: Final = Paint(stroke=look.SOFT, width=0.3, dash="2 2")
_CHECK: Final = Paint(stroke=look.INK, width=0.5)
_NUMBER: Final = Type(3.2, look.SOFT, "middle")
_WORDS: Final = Type(3.6, look.INK)

_HALF_FOOT: Final = (
    (0.0, 0.0), (0.01, 14.0), (0.05, 26.0), (0.12, 32.0), (0.3, 31.0), (0.45, 34.0), (0.6, 42.0),
    (0.72, 47.0), (0.82, 44.0), (0.9, 36.0), (0.96, 24.0), (0.99, 12.0), (1.0, 0.0),
)  # fmt: skip
"""Half the width of a foot along its length: an outline to stand in, nobody's measured foot."""


def foot_grid_pdf(
    place: FootPlace = USUAL, *, paper: Paper = "A4", language: str = "en", made: str = ""
) -> bytes:
    """Draw both sheets as a PDF.

    Parameters
    ----------
    place : FootPlace
        The stance that stands out on it; what is NaN is taken from `USUAL`.
    paper : {"A4", "letter"}
        Size of its pages; nothing is scaled to it.
    language : str
        As of `balance_arcade.core.words.known_languages`.
    made : str
        Date of the file in ISO 8601; a fixed one otherwise, so that equal grids are equal bytes.

    Returns
    -------
    bytes

    Raises
    ------
    ConfigError
        fpdf2 is not installed, or the stance does not fit the sheet.
    """
    import datetime as dt

    pdf = pdf_class("write .svg")(unit="mm", format=PAPERS[paper])
    pdf.set_creation_date(dt.datetime.fromisoformat(made or "2026-01-01T00:00:00+00:00"))
    pdf.set_title(words_in(language).say(TITLE))
    pdf.set_creator("Balance Arcade")
    pdf.set_lang(language)
    # Readers scale pages to the printer's area unless the file says not to.
    pdf.viewer_preferences = _unscaled()
    pdf.set_auto_page_break(False)
    for side in SIDES:
        pdf.add_page()
        draw_on(pdf, foot_grid(place, (side,), paper=paper, language=language), 0.0, 0.0, pdf.w)
    return bytes(pdf.output())


def _unscaled() -> ViewerPreferences:
    from fpdf import ViewerPreferences as Usual

    class Unscaled(Usual):
        """`fpdf.ViewerPreferences` that asks for no scaling; fpdf2 has no word for it."""

        def serialize(self, *args: object, **kwargs: object) -> str:
            text: str = super().serialize(*args, **kwargs)  # type: ignore[arg-type]
            return text.replace(">>", "/PrintScaling /None\n>>", 1)

    return Unscaled()


def foot_grid_svg(place: FootPlace = USUAL, *, language: str = "en") -> str:
    """Draw both halves as one SVG in millimetres, for a plotter or a print shop.

    Parameters
    ----------
    place, language
        As of `foot_grid_pdf`.
    """
    return foot_grid(place, tuple(SIDES), language=language).file_text()


def foot_grid(
    place: FootPlace = USUAL,
    sides: tuple[int, ...] = (-1, 1),
    *,
    paper: Paper = "A4",
    language: str = "en",
) -> Drawing:
    """Draw one sheet, or both halves side by side; a user unit is a millimetre.

    Parameters
    ----------
    place, paper, language
        As of `foot_grid_pdf`.
    sides : tuple of int
        -1 for the left foot, 1 for the right.

    Raises
    ------
    ConfigError
        The stance does not fit the sheet.
    """
    page_width, height = PAPERS[paper]
    half = page_width - INNER_MM - OUTER_MM
    width = page_width if len(sides) == 1 else 2.0 * (half + OUTER_MM)
    words = words_in(language)
    named = " + ".join(words.say(SIDES[side]) for side in sides)
    drawing = Drawing(width, height, f"{words.say(TITLE)}: {named}")
    drawing.root.set("width", f"{width:g}mm")
    drawing.root.set("height", f"{height:g}mm")
    drawing.rect((0.0, 0.0), (width, height), Paint(fill=look.WHITE))
    for side in sides:
        # The middle of the board is at the inner edge of each sheet.
        middle = width / 2.0 if len(sides) == 2 else INNER_MM if side > 0 else width - INNER_MM
        _Half(drawing, words, _whole(place), side, middle, (half, height)).draw()
    return drawing


def _whole(place: FootPlace) -> FootPlace:
    """Fill what was not noted from the usual stance."""
    line, width, angle = (
        usual if math.isnan(value) else value
        for value, usual in zip(place[:3], USUAL[:3], strict=True)
    )
    return FootPlace(line, width, angle)


class _Half:
    """The grid of one foot: x outwards from the middle, y forwards from the rear edge."""

    def __init__(
        self,
        drawing: Drawing,
        words: Words,
        place: FootPlace,
        side: int,
        middle: float,
        size: Point,
    ) -> None:
        self._on, self._words, self._place, self._side = drawing, words, place, side
        self._middle, self._rear = middle, size[1] - BELOW_MM
        self._wide, self._deep = size[0], size[1] - BELOW_MM - HEAD_MM
        self._heel = place.heel_width_mm / 2.0
        if self._heel + 20.0 > self._wide or place.heel_line_mm + 60.0 > self._deep:
            raise ConfigError(
                "This stance does not fit the sheet.",
                hint=f"Heels up to {2.0 * (self._wide - 20.0):.0f} mm apart, their line up to "
                f"{self._deep - 60.0:.0f} mm from the rear edge.",
            )

    def draw(self) -> None:
        """Draw from the ground up."""
        self._grid()
        self._fan()
        self._stance()
        self._edges()
        self._head()

    def _at(self, x: float, y: float) -> Point:
        return self._middle + self._side * x, self._rear - y

    def _grid(self) -> None:
        for k in range(int(self._wide / STEP_MM) + 1):
            x = k * STEP_MM
            self._on.line(
                [self._at(x, 0.0), self._at(x, self._deep)], _STRONG if k % 5 == 0 else _FINE
            )
            if k and k % 2 == 0:
                self._number(self._at(x, -4.2), f"{x:g}")
        for k in range(int(self._deep / STEP_MM) + 1):
            y = k * STEP_MM
            self._on.line(
                [self._at(0.0, y), self._at(self._wide, y)], _STRONG if k % 5 == 0 else _FINE
            )
            if k and (k <= 10 or k % 5 == 0):
                here = self._at(5.0, y)
                self._number((here[0], here[1] - 0.7), f"{y:g}")

    def _number(self, at: Point, text: str) -> None:
        self._on.text(at, text, _NUMBER)

    def _out(self, degrees: float, radius: float) -> Point:
        """Place at a distance from the heel, in a direction turned out from straight ahead."""
        angle = math.radians(degrees)
        return (
            self._heel + radius * math.sin(angle),
            self._place.heel_line_mm + radius * math.cos(angle),
        )

    def _reach(self, degrees: float, most: float) -> float:
        """How far a ray goes before it leaves the sheet."""
        angle, found = math.radians(degrees), most
        ahead = self._deep - 6.0 - self._place.heel_line_mm
        found = min(found, ahead / math.cos(angle))
        if degrees > 0:
            found = min(found, (self._wide - 4.0 - self._heel) / math.sin(angle))
        if degrees < 0:
            found = min(found, (self._heel - 12.0) / -math.sin(angle))
        return found

    def _fan(self) -> None:
        for degrees in FAN_DEG:
            far = self._reach(degrees, 205.0)
            if far < FAN_FROM_MM + 15.0:
                continue
            self._on.line(
                [
                    self._at(*self._out(degrees, FAN_FROM_MM)),
                    self._at(*self._out(degrees, far - 5.0)),
                ],
                _RAY,
            )
            x, y = self._at(*self._out(degrees, far))
            self._on.text((x, y + 1.2), f"{degrees}°", Type(3.4, look.BLUE, "middle", bold=True))

    def _stance(self) -> None:
        line = self._place.heel_line_mm
        self._on.line([self._at(0.0, line), self._at(self._wide, line)], _STANCE)
        turned = self._place.foot_angle_deg / 2.0
        self._on.line(
            [
                self._at(*self._out(turned, 0.0)),
                self._at(*self._out(turned, self._reach(turned, FOOT_MM) - 6.0)),
            ],
            _STANCE,
        )
        self._outline(turned)
        self._on.circle(self._at(self._heel, line), 1.6, Paint(fill=look.BLUE))
        near = self._at(self._wide - 1.5, line)
        told = f"{self._words.say(HEELS)} {line:g}"
        anchor: Anchor = "end" if self._side > 0 else "start"
        self._on.text((near[0], near[1] - 1.6), told, Type(3.6, look.BLUE, anchor, bold=True))

    def _outline(self, turned: float) -> None:
        """Draw where a foot would stand; one that is longer than the sheet is open at its end."""
        runs: list[list[Point]] = [[]]
        for along, across in _OUTLINE:
            x, y = self._foot(along, across, turned)
            if 0.0 <= x <= self._wide and 0.0 <= y <= self._deep:
                runs[-1].append(self._at(x, y))
            elif runs[-1]:
                runs.append([])
        for run in runs:
            if len(run) > 1:
                self._on.line(run, _FOOT)

    def _foot(self, along: float, across: float, turned: float) -> Point:
        angle, y = math.radians(turned), along * FOOT_MM
        return (
            self._heel + across * math.cos(angle) + y * math.sin(angle),
            self._place.heel_line_mm - across * math.sin(angle) + y * math.cos(angle),
        )

    def _edges(self) -> None:
        say, side = self._words.say, self._side
        self._on.line([self._at(0.0, 0.0), self._at(0.0, self._deep)], _CUT)
        self._on.line([self._at(0.0, 0.0), self._at(self._wide, 0.0)], _CUT)
        anchor: Anchor = "start" if side > 0 else "end"
        top, foot = self._at(1.5, self._deep), self._at(1.5, 0.0)
        self._on.text((top[0], top[1] - 1.5), say(MIDDLE), Type(3.4, look.SOFT, anchor))
        self._on.text((foot[0], foot[1] + 9.5), say(REAR), Type(3.4, look.SOFT, anchor))
        far = self._at(self._wide, self._deep)
        other: Anchor = "end" if side > 0 else "start"
        self._on.text((far[0], far[1] - 1.5), say(TURN), Type(3.4, look.BLUE, other))

    def _head(self) -> None:
        """Name the sheet and its stance, with a line to be measured in each direction."""
        say, place, side = self._words.say, self._place, self._side
        left = self._at(0.0 if side > 0 else self._wide, 0.0)[0]
        numbers = f"{place.heel_line_mm:g},{place.heel_width_mm:g},{place.foot_angle_deg:g}"
        title = f"{say(TITLE)}: {say(SIDES[side])}"
        self._on.text((left, 13.0), title, Type(6.0, look.INK, bold=True))
        self._on.text((left + 92.0, 13.0), f"--feet {numbers}", Type(4.2, look.SOFT))
        self._ruler((left, 20.0), (left + CHECK_MM, 20.0))
        self._on.text((left, 25.5), say(CHECK), _WORDS)
        x, y = self._at(self._wide + 6.0, 20.0)
        self._ruler((x, y), (x, y - CHECK_MM))
        self._on.text((x, y + 5.0), f"{CHECK_MM:g} mm", _NUMBER)

    def _ruler(self, start: Point, end: Point) -> None:
        self._on.line([start, end], _CHECK)
        upright = start[0] == end[0]
        for x, y in (start, end):
            ends = [(x - 2.0, y), (x + 2.0, y)] if upright else [(x, y - 2.0), (x, y + 2.0)]
            self._on.line(ends, _CHECK)


def _rounded(points: list[Point], times: int = 3) -> list[Point]:
    """Cut the corners of a closed outline (Chaikin 1974), and end where it began."""
    for _ in range(times):
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        points = [
            (part * a[0] + (1.0 - part) * b[0], part * a[1] + (1.0 - part) * b[1])
            for a, b in pairs
            for part in (0.75, 0.25)
        ]
    return [*points, points[0]]


_OUTLINE: Final = _rounded(
    [*_HALF_FOOT, *((along, -across) for along, across in reversed(_HALF_FOOT[1:-1]))]
)
