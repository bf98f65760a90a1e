"""``balance-arcade assess --grid FILE``: the grid that a person stands on, to true scale."""

from __future__ import annotations

import os
from pathlib import Path

from balance_arcade.assess.foot_place import FootPlace
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import language_of
from balance_arcade.files.whole import write_whole


def write_foot_grid(name: str, place: FootPlace, *, paper: str, language: str | None) -> Path:
    """Write the grid in the form that a file's ending names, and say how it is to be printed.

    Parameters
    ----------
    name : str
        ``.pdf``: two sheets; ``.svg``: both halves side by side, in millimetres.
    place : FootPlace
        The stance that stands out on it.
    paper : str
        ``A4`` or ``letter``.
    language : str or None
        Of its words; None for this computer's.

    Raises
    ------
    ConfigError
        Another ending, a stance that no sheet holds, or fpdf2 is not installed.
    """
    from balance_arcade.reports.foot_grid import foot_grid_pdf, foot_grid_svg

    path = out_file(name, "--grid", inputs=[])
    told = language or language_of(os.environ)
    match path.suffix.lower():
        case ".pdf":
            size = "letter" if paper == "letter" else "A4"
            data = foot_grid_pdf(place, paper=size, language=told)  # type: ignore[arg-type]
            how = f"two sheets of {size}: print at 100 % (actual size)"
        case ".svg":
            data, how = foot_grid_svg(place, language=told).encode("utf-8"), "in millimetres"
        case _:
            raise ConfigError(
                f"{path.name} is to be a grid in which form?", hint="End it with .pdf or .svg."
            )
    write_whole(path, data, "The grid")
    note(f"{path}: {how}, then measure the line of 100 mm")
    return path
