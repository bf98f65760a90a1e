"""Colours of printed pages: the look tokens of docs/look.md on light ground."""

from __future__ import annotations

from typing import Final

PAPER: Final = "#F7F7F2"
INK: Final = "#141A2C"
SOFT: Final = "#4A5266"
"""Words that matter less; still 4.5:1 on paper and on white."""
LINE: Final = "#C3C6CC"
FAINT: Final = "#E4E5E3"
WHITE: Final = "#FFFFFF"

YOU: Final = "#F0E442"
GOAL: Final = "#56B4E9"
GOOD: Final = "#009E73"
CARE: Final = "#D55E00"
AMBER: Final = "#E69F00"
MAUVE: Final = "#CC79A7"
BLUE: Final = "#0072B2"

MARKS: Final = {"real": "", "simulated": "SIMULATED", "replayed": "REPLAY"}
"""What stands on a page of samples that are nobody's, by their origin."""
