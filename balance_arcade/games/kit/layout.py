"""Where things go on a screen of any size: one unit, one safe frame, one place for each thing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from pygame import Rect

from balance_arcade.games.kit.theme import Viewing

UNITS: Final = 720.0
"""Layout units from the top of the screen to its foot."""

SAFE_SHARE: Final = 0.05
BODY_MM: Final = 13.0
NUMBER_MM: Final = 26.0
COUNTDOWN_MM: Final = 40.0
STATED_DISTANCE_M: Final = 2.0

# The smallest a size may look on a big screen, and the largest that still leaves room for the
# picture on a small one, both in layout units of cap height.
BODY_UNITS: Final = (27.0, 40.0)
NUMBER_UNITS: Final = (50.0, 66.0)
COUNTDOWN_UNITS: Final = (150.0, 230.0)


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """Cap heights in pixels.

    Attributes
    ----------
    body, number, countdown : float
        Sentences and labels; score and clock; 3-2-1. Nothing is smaller than ``body``.
    too_small : bool
        The screen is so small or so far that the stated millimetres would fill it; sizes were
        held back and the screen should be moved nearer.
    """

    body: float
    number: float
    countdown: float
    too_small: bool


@dataclass(frozen=True, slots=True)
class PlayArea:
    """A rectangle that holds a game's own coordinates: x to the right, y forward (up).

    Attributes
    ----------
    rect : pygame.Rect
        On the screen, in pixels.
    centre : tuple of float
        Where (0, 0) is.
    scale : float
        Pixels for one unit; by default the unit disc with a reach of 1.1 fits the rectangle.
    """

    rect: Rect
    centre: tuple[float, float]
    scale: float

    def px(self, x: float, y: float) -> tuple[float, float]:
        """Pixel of a point in game coordinates."""
        return self.centre[0] + x * self.scale, self.centre[1] - y * self.scale

    def unit(self, px: float, py: float) -> tuple[float, float]:
        """Game coordinates of a pixel."""
        return (px - self.centre[0]) / self.scale, (self.centre[1] - py) / self.scale


class ScreenLayout:
    """Places on a screen of ``size`` pixels, looked at as ``viewing`` says.

    Attributes
    ----------
    u : float
        Pixels of one layout unit: height / 720.
    screen, safe : pygame.Rect
        Everything; and without the outer 5 %.
    prompt : pygame.Rect
        The one sentence: centred, at the foot, room for two lines.
    numbers : pygame.Rect
        Clock and score, one above the other, top right.
    mark : pygame.Rect
        SIMULATED or REPLAY, top left.
    stage : pygame.Rect
        Between the top of the safe frame and the sentence.
    """

    def __init__(self, size: tuple[int, int], viewing: Viewing | None = None) -> None:
        width, height = size
        if width < 1 or height < 1:
            msg = f"a screen has at least one pixel, not {width}x{height}"
            raise ValueError(msg)
        self.size = (int(width), int(height))
        self.viewing = viewing or Viewing()
        self.u = height / UNITS
        self.screen = Rect(0, 0, width, height)
        inset_x, inset_y = round(width * SAFE_SHARE), round(height * SAFE_SHARE)
        self.safe = Rect(inset_x, inset_y, width - 2 * inset_x, height - 2 * inset_y)
        self.type = self._type_sizes()
        self._place()

    def _type_sizes(self) -> TypeSizes:
        width, height = self.size
        px_per_mm = math.hypot(width, height) / self.viewing.diagonal_mm
        # Twice as far away, letters are twice as large, and fill the same angle.
        px_per_mm *= self.viewing.distance_m / STATED_DISTANCE_M
        # A screen that is narrower than 4:3 has less width for the same words.
        narrow = min(1.0, width / height / (4 / 3))

        def held(mm: float, units: tuple[float, float]) -> float:
            return min(max(mm * px_per_mm, units[0] * self.u), units[1] * self.u * narrow)

        return TypeSizes(
            body=held(BODY_MM, BODY_UNITS),
            number=held(NUMBER_MM, NUMBER_UNITS),
            countdown=held(COUNTDOWN_MM, COUNTDOWN_UNITS),
            too_small=px_per_mm * BODY_MM > BODY_UNITS[1] * self.u * narrow,
        )

    def _place(self) -> None:
        safe, body = self.safe, self.type.body
        prompt_height = round(2 * 1.75 * body)
        self.prompt = Rect(safe.left, safe.bottom - prompt_height, safe.width, prompt_height)
        number_size = (round(3.7 * self.type.number), round(2 * 1.45 * self.type.number))
        self.numbers = Rect((safe.right - number_size[0], safe.top), number_size)
        self.mark = Rect(safe.left, safe.top, round(body * 9.5), round(body * 2.0))
        gap = round(10 * self.u)
        self.stage = Rect(safe.left, safe.top, safe.width, self.prompt.top - gap - safe.top)

    def rect(self, x: float, y: float, width: float, height: float) -> Rect:
        """Rectangle from layout units, measured from the middle top of the screen.

        ``x`` is the rectangle's centre, so that every aspect ratio composes around the middle.
        """
        left = self.size[0] / 2.0 + (x - width / 2.0) * self.u
        return Rect(round(left), round(y * self.u), round(width * self.u), round(height * self.u))

    def units(self, value: float) -> float:
        """Pixels of a length in layout units."""
        return value * self.u

    @property
    def width_u(self) -> float:
        """Width of the screen in layout units: 960 at 4:3, 1280 at 16:9, 1680 at 21:9."""
        return self.size[0] / self.u

    def play(self, aspect: float = 1.0, *, reach: float = 1.1) -> PlayArea:
        """Largest area of an aspect ratio (width / height) that covers neither words nor numbers.

        Parameters
        ----------
        aspect : float
            Width over height.
        reach : float
            Game units from the centre to the nearer edge.
        """
        gap = round(12 * self.u)
        centre = self.size[0] / 2.0
        best = Rect(0, 0, 0, 0)
        # Beside mark and numbers, or below one or both: which leaves most depends on the shape.
        for top in (self.stage.top, self.mark.bottom + gap, self.numbers.bottom + gap):
            half = self.stage.width / 2.0
            if top < self.mark.bottom:
                half = min(half, centre - self.mark.right - gap)
            if top < self.numbers.bottom:
                half = min(half, self.numbers.left - gap - centre)
            height = min(self.stage.bottom - top, 2.0 * half / aspect)
            if height > best.height:
                best = Rect(0, 0, round(height * aspect), round(height))
                best.center = (round(centre), (top + self.stage.bottom) // 2)
        scale = min(best.width, best.height) / 2.0 / reach
        return PlayArea(best, (float(best.centerx), float(best.centery)), scale)


SIZES: Final = ((1024, 768), (1280, 800), (1920, 1080), (2560, 1080), (3840, 2160))
"""Screens that every scene is tried on: 4:3, 16:10, 16:9, 21:9 and a large one."""
