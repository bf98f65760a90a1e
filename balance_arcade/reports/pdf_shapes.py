"""Draws a `Drawing` on a PDF, shape by shape: the few kinds that drawings are made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.markup import Node
from balance_arcade.reports.pdf_letters import PLAIN, set_words, use

if TYPE_CHECKING:
    from fpdf import FPDF

_POINT_MM: Final = 25.4 / 72.0


class _Place:
    """From a drawing's units to millimetres of the page."""

    def __init__(self, left: float, top: float, scale: float) -> None:
        self.left, self.top, self.scale = left, top, scale

    def x(self, value: float) -> float:
        return self.left + value * self.scale

    def y(self, value: float) -> float:
        return self.top + value * self.scale


def draw_on(pdf: FPDF, drawing: Drawing, left: float, top: float, width: float) -> None:
    """Draw a drawing on the present page.

    Parameters
    ----------
    pdf : FPDF
        In millimetres.
    drawing : Drawing
        What is drawn.
    left, top, width : float
        Where, and how wide, in millimetres.
    """
    place = _Place(left, top, width / drawing.width)
    for shape in drawing.root.iter():
        _PAINT.get(str(shape.tag), _nothing)(pdf, shape, place)


def _nothing(pdf: FPDF, shape: Node, place: _Place) -> None:
    """Titles and groups draw nothing by themselves."""


def _style(pdf: FPDF, shape: Node, place: _Place) -> str:
    """Set colours and lines; return the style that fpdf2 knows, empty for an unseen shape."""
    fill, stroke = shape.get("fill", "none"), shape.get("stroke", "none")
    if fill != "none":
        pdf.set_fill_color(_mixed(fill, _number(shape, "fill-opacity", 1.0)))
    if stroke != "none":
        pdf.set_draw_color(stroke)
        pdf.set_line_width(max(0.05, _number(shape, "stroke-width", 1.0) * place.scale))
    dash = [float(part) for part in shape.get("stroke-dasharray", "").replace(",", " ").split()]
    if dash:
        pdf.set_dash_pattern(dash[0] * place.scale, dash[-1] * place.scale)
    else:
        pdf.set_dash_pattern()
    return ("D" if stroke != "none" else "") + ("F" if fill != "none" else "")


def _mixed(colour: str, opacity: float) -> str:
    """Colour on white paper: transparency is not needed where nothing lies beneath."""
    if opacity >= 1.0:
        return colour
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    mixed = [round(255 + (part - 255) * opacity) for part in parts]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _number(shape: Node, name: str, usual: float = 0.0) -> float:
    return float(shape.get(name, usual))


def _rect(pdf: FPDF, shape: Node, place: _Place) -> None:
    style: Any = _style(pdf, shape, place)
    if style:
        size = [_number(shape, name) * place.scale for name in ("width", "height")]
        at = place.x(_number(shape, "x")), place.y(_number(shape, "y"))
        pdf.rect(*at, size[0], size[1], style=style)


def _circle(pdf: FPDF, shape: Node, place: _Place) -> None:
    style: Any = _style(pdf, shape, place)
    if style:
        at = place.x(_number(shape, "cx")), place.y(_number(shape, "cy"))
        pdf.circle(*at, _number(shape, "r") * place.scale, style=style)


def _ellipse(pdf: FPDF, shape: Node, place: _Place) -> None:
    style: Any = _style(pdf, shape, place)
    if not style:
        return
    x, y = place.x(_number(shape, "cx")), place.y(_number(shape, "cy"))
    rx, ry = (_number(shape, name) * place.scale for name in ("rx", "ry"))
    words = shape.get("transform", "").removeprefix("rotate(").removesuffix(")").split()
    # SVG turns clockwise for positive angles, fpdf2 anticlockwise.
    with pdf.rotation(-float(words[0]) if words else 0.0, x, y):
        pdf.ellipse(x - rx, y - ry, 2.0 * rx, 2.0 * ry, style=style)


def _points(shape: Node, place: _Place) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in shape.get("points", "").split())
    return [(place.x(float(x)), place.y(float(y))) for x, y in pairs]


def _polyline(pdf: FPDF, shape: Node, place: _Place) -> None:
    style: Any = _style(pdf, shape, place)
    points = _points(shape, place)
    if not style or not points:
        return
    if len(set(points)) == 1:
        pdf.circle(*points[0], pdf.line_width / 2.0, style="F")
    else:
        pdf.polyline(points, style=style)


def _polygon(pdf: FPDF, shape: Node, place: _Place) -> None:
    style: Any = _style(pdf, shape, place)
    if style:
        pdf.polygon(_points(shape, place), style=style)


def _text(pdf: FPDF, shape: Node, place: _Place) -> None:
    words, family = set_words("".join(shape.itertext()))
    size_mm = _number(shape, "font-size", 12.0) * place.scale
    use(pdf, family)
    is_bold = family == PLAIN and shape.get("font-weight") == "bold"
    pdf.set_font(family, "B" if is_bold else "", size_mm / _POINT_MM)
    pdf.set_text_color(shape.get("fill", "#000000"))
    x, width = place.x(_number(shape, "x")), pdf.get_string_width(words)
    anchor = shape.get("text-anchor", "start")
    x -= {"middle": width / 2.0, "end": width}.get(anchor, 0.0)
    if math.isfinite(x):
        pdf.text(x, place.y(_number(shape, "y")), words)


_PAINT: Final = {
    "rect": _rect,
    "circle": _circle,
    "ellipse": _ellipse,
    "polyline": _polyline,
    "polygon": _polygon,
    "text": _text,
}
