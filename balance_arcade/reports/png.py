"""Drawings as PNG, by resvg (the extra ``plot``); letters by whichever font the system has."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.reports.drawing import FONT, Drawing

SCALE: Final = 2.0
"""Pixels a user unit: sharp in print at half a page's width."""

_FONTS: Final = FONT.replace("sans-serif", "DejaVu Sans, Segoe UI, FreeSans")
"""Families by name: resvg draws no letter of a family that it does not find."""


def check_png() -> None:
    """Refuse PNG where it cannot be made.

    Raises
    ------
    ConfigError
        The extra ``plot`` is not installed.
    """
    try:
        import resvg_py  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "PNG pictures need the package resvg-py.",
            hint="Install it with: pip install 'balance-arcade[plot]'; SVG needs nothing.",
        ) from error


def png_of(drawing: Drawing, *, scale: float = SCALE) -> bytes:
    """Paint a drawing.

    Parameters
    ----------
    drawing : Drawing
        Any.
    scale : float
        Pixels a user unit.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    ConfigError
        The extra ``plot`` is not installed.
    """
    check_png()
    import resvg_py

    # The root names the fonts for all; written as the SVG file has them it would hide the rest.
    text = drawing.file_text().replace(f'font-family="{FONT}"', f'font-family="{_FONTS}"', 1)
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=scale, font_files=_last_resort()))


def _last_resort() -> list[str]:
    """Find a font that is surely there: pygame brings one, and need not be loaded for it."""
    spec = importlib.util.find_spec("pygame")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        font = Path(folder) / "freesansbold.ttf"
        if font.is_file():
            return [str(font)]
    return []
