"""QR codes of what two computers must know of each other: in a terminal, as PNG, as SVG."""

from __future__ import annotations

import io
from pathlib import Path

import segno

from balance_arcade.core.errors import ConfigError

BORDER = 4
"""Empty modules around it, as the standard wants (ISO/IEC 18004, section 6.3.8)."""

PIXELS = 8
"""Of one module in a PNG."""

KINDS = (".png", ".svg")


def qr_text(text: str) -> str:
    """Draw a QR code with characters of a terminal, two modules a character.

    Parameters
    ----------
    text : str
        What it says.

    Returns
    -------
    str
        Lines of half blocks, light modules in the colour of the terminal's letters: right on a dark
        ground. On a light one it is a negative, unless the colours are set (white on black).

    Examples
    --------
    >>> len(qr_text("balance-arcade:board").splitlines())
    17
    """
    out = io.StringIO()
    segno.make_qr(text, error="m").terminal(out, border=BORDER, compact=True)
    return out.getvalue()


def qr_svg(text: str) -> str:
    """Draw a QR code as an SVG element that can stand in a page.

    Parameters
    ----------
    text : str
        What it says.

    Returns
    -------
    str
        An element ``svg`` with a white ground, without a declaration, a style or a script: a strict
        content security policy takes it.

    Examples
    --------
    >>> qr_svg("balance-arcade:board")[1:4]
    'svg'
    """
    return str(
        segno.make_qr(text, error="m").svg_inline(
            border=BORDER, light="white", omitsize=True, svgclass=None, lineclass=None
        )
    )


def save_qr(text: str, path: Path) -> None:
    """Write a QR code as a picture.

    Parameters
    ----------
    text : str
        What it says.
    path : Path
        Ends with ``.png`` or ``.svg``.

    Raises
    ------
    ConfigError
        It ends otherwise, or cannot be written.
    """
    if path.suffix.lower() not in KINDS:
        raise ConfigError(
            f"{path.name} is no kind of picture that is written.", hint="Name a .png or .svg file."
        )
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(
        picture, kind=path.suffix[1:].lower(), scale=PIXELS, border=BORDER, light="white"
    )
    try:
        path.write_bytes(picture.getvalue())
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}).", hint="Name another file."
        ) from error
