"""Words that name a vertical load, a side and a time, in the languages of exports."""

from __future__ import annotations

from typing import Final

FORCE: Final = frozenset(
    ("force", "forces", "load", "fz", "vgrf", "grf", "grfz", "kraft", "fuerza", "força", "垂直力")
)
"""Each alone is a load; ``Kraft``, ``Fuerza``, ``Força``; 垂直力 is vertical force."""
BESIDE_SIDE: Final = FORCE | frozenset(("z", "weight", "foot"))
"""Beside left or right each is a load."""
UPRIGHT: Final = frozenset(
    ("z", "v", "vertical", "normal", "ground", "reaction", "vertikale", "vertikal")
)
"""May stand beside a load's name; any other word makes it another quantity."""
LEFT: Final = frozenset(
    ("left", "l", "links", "linke", "linker", "izquierda", "izquierdo", "izq", "esquerda", "gauche")
)
RIGHT: Final = frozenset(
    ("right", "r", "rechts", "rechte", "rechter", "derecha", "derecho", "direita", "droite")
)
TOTAL: Final = frozenset(
    ("combined", "total", "sum", "both", "fzsum", "gesamt", "summe", "suma", "soma")
)
TIME: Final = frozenset(("zeit", "tiempo", "tempo", "temps", "时间", "時間"))
"""Times of a table of loads; English ones stand in `balance_arcade.files.tables.meanings`."""
