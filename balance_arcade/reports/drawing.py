"""A drawing: shapes and words in user units, y downwards, as SVG."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from balance_arcade.reports.look import INK
from balance_arcade.reports.markup import Node, add, coordinate, node, svg_file

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

FONT: Final = "Helvetica Neue, Arial, Liberation Sans, sans-serif"
"""Typefaces of one width: lines break in the same places on every machine that has one."""
_ADVANCE_EM: Final = 0.58
_BOLD_ADVANCE_EM: Final = 0.64
_ELLIPSIS: Final = "…"


class Paint(NamedTuple):
    """How a shape is filled and outlined; ``none`` leaves either out."""

    fill: str = "none"
    stroke: str = "none"
    width: float = 1.0
    dash: str = ""
    fill_opacity: float = 1.0


class Type(NamedTuple):
    """How words are set: size in user units, colour, where their place lies in them."""

    size: float = 12.0
    fill: str = INK
    anchor: Anchor = "start"
    bold: bool = False

    def width(self, words: str) -> float:
        """Estimate how long words are; the page's typeface is not known, so rather too long."""
        return len(words) * self.size * (_BOLD_ADVANCE_EM if self.bold else _ADVANCE_EM)

    def fitted(self, words: str, most: float) -> str:
        """Cut words, with an ellipsis, to a length.

        Examples
        --------
        >>> Type(size=10.0).fitted("a board with a long name", 70.0)
        'a board wit…'
        """
        if self.width(words) <= most:
            return words
        kept = len(words)
        while kept and self.width(words[:kept] + _ELLIPSIS) > most:
            kept -= 1
        return words[:kept].rstrip() + _ELLIPSIS


class Drawing:
    """Shapes one over the other.

    Parameters
    ----------
    width, height : float
        Of the view box, in user units.
    title : str
        What the picture shows, for those who hear the page; shown by browsers when pointed at.
    scale : float
        CSS pixels a user unit.

    Raises
    ------
    ValueError
        By every method, where a place is not a finite number.

    Examples
    --------
    >>> drawing = Drawing(20.0, 10.0, "A dot")
    >>> drawing.circle((5.0, 5.0), 2.0, Paint(fill="#000000"))
    >>> drawing.file_text().splitlines()[2]
    '<circle cx="5" cy="5" r="2" fill="#000000" />'
    """

    def __init__(self, width: float, height: float, title: str, *, scale: float = 1.0) -> None:
        self.width, self.height = width, height
        self.root = node(
            "svg",
            node("title", title),
            viewBox=" ".join(map(coordinate, (0.0, 0.0, width, height))),
            width=scale * width,
            height=scale * height,
            role="img",
            font_family=FONT,
        )
        self._into = self.root

    @contextlib.contextmanager
    def group(self, title: str = "") -> Iterator[None]:
        """Put what follows into one group; its title is shown when pointed at."""
        outer, self._into = self._into, node("g", node("title", title) if title else None)
        outer.append(self._into)
        try:
            yield
        finally:
            self._into = outer

    def rect(self, at: Point, size: Point, paint: Paint, *, radius: float = 0.0) -> None:
        """Draw a rectangle from its upper left corner."""
        shape = node("rect", x=at[0], y=at[1], width=size[0], height=size[1])
        if radius:
            shape.set("rx", coordinate(radius))
        self._add(shape, paint)

    def circle(self, at: Point, radius: float, paint: Paint) -> None:
        """Draw a circle around a point."""
        self._add(node("circle", cx=at[0], cy=at[1], r=radius), paint)

    def ellipse(self, at: Point, radii: Point, angle_deg: float, paint: Paint) -> None:
        """Draw an ellipse; the angle counts from the right to the first radius, anticlockwise."""
        shape = node("ellipse", cx=at[0], cy=at[1], rx=radii[0], ry=radii[1])
        # The page's y points down, so anticlockwise is negative there.
        turn = (-angle_deg, *at)
        shape.set("transform", f"rotate({' '.join(map(coordinate, turn))})")
        self._add(shape, paint)

    def line(self, points: Sequence[Point], paint: Paint) -> None:
        """Draw straight lines from point to point."""
        shape = node("polyline", points=_places(points), stroke_linejoin="round")
        # So that a line that never leaves its first point is a dot.
        shape.set("stroke-linecap", "round")
        self._add(shape, paint)

    def polygon(self, points: Sequence[Point], paint: Paint) -> None:
        """Draw a closed outline."""
        self._add(node("polygon", points=_places(points), stroke_linejoin="round"), paint)

    def text(self, at: Point, words: str, style: Type) -> None:
        """Write words with their foot at a point."""
        shape = node("text", words, x=at[0], y=at[1], font_size=style.size, fill=style.fill)
        if style.anchor != "start":
            shape.set("text-anchor", style.anchor)
        if style.bold:
            shape.set("font-weight", "bold")
        add(self._into, shape)

    def file_text(self) -> str:
        """Write the drawing as an SVG file."""
        return svg_file(self.root)

    def _add(self, shape: Node, paint: Paint) -> None:
        shape.set("fill", paint.fill)
        if paint.fill_opacity != 1.0:
            shape.set("fill-opacity", coordinate(paint.fill_opacity))
        if paint.stroke != "none":
            shape.set("stroke", paint.stroke)
            shape.set("stroke-width", coordinate(paint.width))
        if paint.dash:
            shape.set("stroke-dasharray", paint.dash)
        add(self._into, shape)


def _places(points: Sequence[Point]) -> str:
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)
