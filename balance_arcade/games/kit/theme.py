"""Colours and manners of a screen: named tokens, never bare numbers in a scene."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from balance_arcade.core.words import ENGLISH

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Viewing:
    """How the screen is looked at, so that type can be set in millimetres.

    Attributes
    ----------
    diagonal_mm : float
        Diagonal of the picture; 610 mm is a 24-inch screen.
    distance_m : float
        How far away the person stands, in metres; type sizes are stated for 2 m and grow with it.
    """

    diagonal_mm: float = 610.0
    distance_m: float = 2.0


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours; scenes name the token, the theme says the colour.

    Attributes
    ----------
    name : str
        ``night`` or ``high-contrast``.
    night_top, night_bottom : tuple of int
        Ground, a vertical gradient.
    paper, hush : tuple of int
        Text, and quieter text; both at least 7:1 on the ground.
    you, goal, good, care : tuple of int
        The person's own marker, where to go, reached, hazard.
    second : tuple of tuple of int
        Accents for large shapes only.
    panel, panel_edge, track : tuple of int
        Cards, their edge, and the empty part of a bar or ring.
    ink : tuple of int
        Dark outline and text on bright shapes.
    shadow_alpha : int
        Strength of soft shadows, 0 to 255.
    glow : float
        Strength of glows, 0 to 1.
    reduced_motion : bool
        Nothing drifts, breathes or falls; only the person's marker and the goal move.
    viewing : Viewing
        Screen and distance that type sizes are made for.
    plain : bool
        Scenery is left out in favour of plain shapes in this theme's colours.
    scene : str
        Which of its places a game shows, of its `GameSpec.scenes`; empty for the first.
    look : str
        Time of day or year in which a place is seen, of `balance_arcade.games.looks`; empty as it
        is painted.
    language : str
        Two letters: in what language words and numbers are drawn.
    """

    name: str
    night_top: Rgb
    night_bottom: Rgb
    paper: Rgb
    hush: Rgb
    you: Rgb
    goal: Rgb
    good: Rgb
    care: Rgb
    second: tuple[Rgb, Rgb, Rgb]
    panel: Rgb
    panel_edge: Rgb
    track: Rgb
    ink: Rgb
    shadow_alpha: int = 120
    glow: float = 1.0
    reduced_motion: bool = False
    viewing: Viewing = field(default_factory=Viewing)
    plain: bool = False
    scene: str = ""
    look: str = ""
    language: str = ENGLISH

    @property
    def is_high_contrast(self) -> bool:
        """Whether scenery should be left out in favour of plain shapes."""
        return self.plain or self.name == "high-contrast"


NIGHT: Final = Theme(
    name="night",
    night_top=(0x0C, 0x12, 0x26),
    night_bottom=(0x18, 0x24, 0x3F),
    paper=(0xF7, 0xF7, 0xF2),
    hush=(0xC4, 0xCB, 0xDA),
    you=(0xF0, 0xE4, 0x42),
    goal=(0x56, 0xB4, 0xE9),
    good=(0x00, 0x9E, 0x73),
    care=(0xD5, 0x5E, 0x00),
    second=((0xE6, 0x9F, 0x00), (0xCC, 0x79, 0xA7), (0x00, 0x72, 0xB2)),
    panel=(0x16, 0x20, 0x3C),
    panel_edge=(0x3A, 0x4A, 0x74),
    track=(0x2E, 0x3B, 0x60),
    ink=(0x0A, 0x0E, 0x1C),
)

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    night_top=(0, 0, 0),
    night_bottom=(0, 0, 0),
    paper=(255, 255, 255),
    hush=(255, 255, 255),
    you=(255, 255, 0),
    goal=(255, 255, 255),
    good=(255, 255, 255),
    care=(255, 255, 0),
    second=((200, 200, 200), (160, 160, 160), (120, 120, 120)),
    panel=(0, 0, 0),
    panel_edge=(255, 255, 255),
    track=(90, 90, 90),
    ink=(0, 0, 0),
    shadow_alpha=0,
    glow=0.0,
)

THEMES: Final = {theme.name: theme for theme in (NIGHT, HIGH_CONTRAST)}


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """Colour between two, ``share`` 0 to 1 of the way from the first to the second.

    Examples
    --------
    >>> mix((0, 0, 0), (200, 100, 50), 0.5)
    (100, 50, 25)
    """
    t = min(1.0, max(0.0, share))
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def luminance(colour: Rgb) -> float:
    """Relative luminance of an sRGB colour, 0 to 1, as WCAG 2.1 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255.0
        # IEC 61966-2-1 has 0.04045, WCAG 2.1 printed 0.03928; for 8-bit channels both are the same.
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])


def contrast_ratio(a: Rgb, b: Rgb) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.1 defines it.

    Examples
    --------
    >>> round(contrast_ratio((255, 255, 255), (0, 0, 0)), 1)
    21.0
    """
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
