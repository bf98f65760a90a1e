"""The drawing kit: one hand through all screens. See ``docs/look.md``."""

from balance_arcade.games.kit.layout import SIZES, PlayArea, ScreenLayout
from balance_arcade.games.kit.particles import Particles
from balance_arcade.games.kit.pieces import Kit
from balance_arcade.games.kit.theme import (
    HIGH_CONTRAST,
    NIGHT,
    THEMES,
    Rgb,
    Theme,
    Viewing,
    contrast_ratio,
    mix,
)

__all__ = [
    "HIGH_CONTRAST",
    "NIGHT",
    "SIZES",
    "THEMES",
    "Kit",
    "Particles",
    "PlayArea",
    "Rgb",
    "ScreenLayout",
    "Theme",
    "Viewing",
    "contrast_ratio",
    "mix",
]
