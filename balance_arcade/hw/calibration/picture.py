"""The residuals on the board, drawn as SVG: where it errs, which way, and by how much."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from balance_arcade.hw.calibration.file import FileV2
from balance_arcade.hw.calibration.fit import PointError

MARGIN_MM, HEAD_MM, FOOT_MM = 62.0, 74.0, 78.0
MIN_WIDTH_MM = 470.0
LONGEST_FRAC = 0.16
"""The greatest error is drawn about this long, of the board's smaller side."""

INK, FAINT, BOARD, FITTED, CHECK = "#22313f", "#8795a1", "#f4f1ea", "#1f6f8b", "#c8553d"


def residual_picture(content: FileV2) -> str:
    """Draw the plan of the board with an error arrow at each point.

    Parameters
    ----------
    content : FileV2
        A fitted calibration.

    Returns
    -------
    str
        An SVG file; one user unit is a millimetre of the board, errors are enlarged by the factor
        that stands beneath.
    """
    readings = content.readings
    width, length = readings.width_mm, readings.length_mm
    whole = max(width + 2 * MARGIN_MM, MIN_WIDTH_MM)
    height = HEAD_MM + length + 2 * MARGIN_MM + FOOT_MM
    x0, y0 = whole / 2.0, HEAD_MM + MARGIN_MM + length / 2.0
    times = _enlargement(content)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole:g} {height:g}"'
        f' width="{2 * whole:g}" height="{2 * height:g}" font-family="sans-serif">',
        f'<rect width="{whole:g}" height="{height:g}" fill="#ffffff"/>',
        *_head(content),
        *_plan(x0, y0, width, length),
    ]
    for number, error in enumerate(content.fit.errors, start=1):
        parts += _arrow(number, error, x0, y0, times)
    parts += _foot(content, HEAD_MM + length + 2 * MARGIN_MM, whole, times)
    return "\n".join([*parts, "</svg>", ""])


def _enlargement(content: FileV2) -> float:
    """Pick a round factor that makes the greatest error long enough to see."""
    greatest = max(
        (math.hypot(e.error_ml_mm, e.error_ap_mm) for e in content.fit.errors), default=0.0
    )
    longest = LONGEST_FRAC * min(content.readings.width_mm, content.readings.length_mm)
    wanted = longest / max(greatest, 1e-6)
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= wanted)


def _text(x: float, y: float, text: str, *, size: float = 12.0, more: str = "") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{INK}" {more}>{escape(text)}</text>'
    )


def _head(content: FileV2) -> list[str]:
    fit = content.fit
    lines = [
        f"each place left out in turn: {fit.left_out_rms_mm:.2f} mm rms,"
        f" {fit.left_out_max_mm:.2f} mm at most"
    ]
    if fit.check_rms_mm is not None:
        lines.append(
            f"held-back points: {fit.check_rms_mm:.2f} mm rms, {fit.check_max_mm:.2f} mm at most"
        )
    return [
        _text(16, 26, f"Board {content.board_id}", size=16, more='font-weight="bold"'),
        _text(16, 44, f"Calibration {content.calibration_id}: errors of the centre of pressure"),
        *(_text(16, 61 + 16 * k, line) for k, line in enumerate(lines)),
    ]


def _plan(x0: float, y0: float, width: float, length: float) -> list[str]:
    left, top = x0 - width / 2.0, y0 - length / 2.0
    centre = 'text-anchor="middle"'
    parts = [
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{length:g}" rx="6"'
        f' fill="{BOARD}" stroke="{FAINT}"/>',
        f'<path d="M{left:g} {y0:g}h{width:g}M{x0:g} {top:g}v{length:g}" stroke="{FAINT}"'
        ' stroke-width="0.6" stroke-dasharray="4 4"/>',
        _text(x0, top - 26, "front (toes, ap +)", more=centre),
        _text(x0, top + length + 36, "rear", more=centre),
        _text(left + width + 8, y0 - 6, "ml +"),
    ]
    for name, dx, dy in (("TL", -1, -1), ("TR", 1, -1), ("BL", -1, 1), ("BR", 1, 1)):
        x, y = x0 + dx * width / 2.0, y0 + dy * length / 2.0
        parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="8" fill="#ffffff" stroke="{FAINT}"/>')
        parts.append(_text(x + dx * 24, y + 4, name, size=11, more=centre))
    return parts


def _arrow(number: int, error: PointError, x0: float, y0: float, times: float) -> list[str]:
    colour = CHECK if error.held_back else FITTED
    x, y = x0 + error.ml_mm, y0 - error.ap_mm
    dx, dy = times * error.error_ml_mm, -times * error.error_ap_mm
    far = math.hypot(dx, dy)
    mark = (
        f'<rect x="{x - 2.6:.1f}" y="{y - 2.6:.1f}" width="5.2" height="5.2" fill="{colour}"/>'
        if error.held_back
        else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>'
    )
    title = (
        f"{number}: {error.mass_kg:g} kg at {error.ml_mm:g}, {error.ap_mm:g} mm;"
        f" error {error.error_ml_mm:+.2f}, {error.error_ap_mm:+.2f} mm"
    )
    parts = [f"<g><title>{escape(title)}</title>", mark]
    if far > 1.0:
        ux, uy = dx / far, dy / far
        tip, back = min(5.0, far / 2.0), 0.45
        bx, by = x + dx - tip * ux, y + dy - tip * uy
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}L{x + dx:.1f} {y + dy:.1f}M{bx - back * tip * uy:.1f}'
            f" {by + back * tip * ux:.1f}L{x + dx:.1f} {y + dy:.1f}L{bx + back * tip * uy:.1f}"
            f' {by - back * tip * ux:.1f}" stroke="{colour}" stroke-width="1.6" fill="none"/>'
        )
    return [*parts, "</g>"]


def _foot(content: FileV2, top: float, whole: float, times: float) -> list[str]:
    bar_mm = _round_below(0.25 * whole / times)
    end = 16 + bar_mm * times
    masses = sorted({error.mass_kg for error in content.fit.errors})
    listed = ", ".join(f"{mass:g}" for mass in masses)
    y = top + 14
    return [
        f'<path d="M16 {y:g}v8M16 {y + 4:g}H{end:g}M{end:g} {y:g}v8" stroke="{INK}"'
        ' stroke-width="1.6" fill="none"/>',
        _text(end + 10, y + 8, f"{bar_mm:g} mm of error (drawn {times:g} times as large)"),
        f'<circle cx="20" cy="{y + 26:g}" r="3" fill="{FITTED}"/>',
        _text(32, y + 30, "fitted; its arrow is from a fit without this place"),
        f'<rect x="17" y="{y + 41:g}" width="6" height="6" fill="{CHECK}"/>',
        _text(
            32,
            y + 48,
            f"held back, not fitted.  Masses: {listed} kg; cells"
            f" {content.readings.width_mm:g} x {content.readings.length_mm:g} mm",
        ),
    ]


def _round_below(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= value)
