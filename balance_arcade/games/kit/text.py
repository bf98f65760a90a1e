"""Words: set by cap height, spaced evenly, wrapped to fit their box, kept once set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import pygame

from balance_arcade.games.kit.letters import drawable, own_font
from balance_arcade.games.kit.sprites import SpriteStore
from balance_arcade.games.kit.theme import Rgb

LINE: Final = 1.7
"""Distance of base lines in cap heights."""

Align = Literal["left", "centre", "right"]

# pygame's own bold sans-serif is on every machine that has pygame. At screen sizes its letters
# land on whole pixels and stand unevenly; set three times as large and shrunk, they do not.
_OVERSAMPLE: Final = 3
_PROBE: Final = 400
_BREAK: Final = re.compile(r"[ \t\n]+")


@lru_cache(maxsize=1)
def _cap_share() -> float:
    """Cap height of the font as a share of the size that is asked for."""
    _, _, _, top, _ = own_font(_PROBE).metrics("H")[0]
    return top / _PROBE


def _large_font(cap_px: float) -> pygame.font.Font:
    return own_font(max(8, round(cap_px * _OVERSAMPLE / _cap_share())))


@dataclass(frozen=True, slots=True)
class FittedText:
    """How a sentence fits a box.

    Attributes
    ----------
    lines : tuple of str
        The sentence, wrapped.
    cap_px : float
        Cap height it fits with.
    width_px, height_px : float
        Of the block.
    """

    lines: tuple[str, ...]
    cap_px: float
    width_px: float
    height_px: float


@lru_cache(maxsize=2048)
def width_of(text: str, cap_px: float) -> float:
    """Width of one line in pixels."""
    return _large_font(cap_px).size(drawable(text))[0] / _OVERSAMPLE


def wrap(text: str, width_px: float, cap_px: float) -> tuple[str, ...]:
    """Break a sentence into the fewest lines, and make those about equally long.

    Two lines part where a reader pauses, if both fit: behind a full stop before a comma.

    Examples
    --------
    >>> wrap("Hold the rail. Helper: press the front button.", 700.0, 30.0)
    ('Hold the rail.', 'Helper: press the front button.')
    """
    # Not at a space that must not be broken, as between a number and its unit.
    words = [word for word in _BREAK.split(text) if word]
    if not words:
        return ()
    lines = _fill(words, width_px, cap_px)
    if len(lines) == 1:
        return tuple(lines)
    paused = _paused(words, width_px, cap_px) if len(lines) == 2 else None
    if paused is not None:
        return paused
    # The narrowest box that still takes as few lines makes them about equal; halved eight times.
    low, high = width_px / len(lines) * 0.5, width_px
    for _ in range(8):
        middle = (low + high) / 2.0
        if len(_fill(words, middle, cap_px)) > len(lines):
            low = middle
        else:
            high = middle
    return tuple(_fill(words, high, cap_px))


def _paused(words: list[str], width_px: float, cap_px: float) -> tuple[str, str] | None:
    """Two lines that part at a pause, the most equal ones; None where no such lines fit."""
    for pauses in (".!?", ",;"):
        pairs = [
            (" ".join(words[:k]), " ".join(words[k:]))
            for k in range(1, len(words))
            if words[k - 1][-1] in pauses
        ]
        widths = [max(width_of(line, cap_px) for line in pair) for pair in pairs]
        if widths and min(widths) <= width_px:
            return pairs[widths.index(min(widths))]
    return None


def _fill(words: list[str], width_px: float, cap_px: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width_of(longer, cap_px) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=512)
def fit(
    text: str, width_px: float, height_px: float, cap_px: float, min_cap_px: float
) -> FittedText:
    """Wrap a sentence into a box, with type as large as ``cap_px`` or as the box allows.

    Type goes below ``min_cap_px`` only where nothing else would keep the words whole: words are
    never clipped, and scenes are tested to stay above.
    """
    cap = cap_px
    while True:
        lines = wrap(text, width_px, cap)
        width = max((width_of(line, cap) for line in lines), default=0.0)
        height = block_height(len(lines), cap)
        # At 4 px it is given up: nothing can be read there, and the loop has to end.
        if (width <= width_px and height <= height_px) or cap <= 4.0:
            return FittedText(lines, cap, width, height)
        smaller = cap * 0.95
        # Exactly at the bound once, before going below it.
        cap = min_cap_px if smaller < min_cap_px < cap else smaller


def block_height(n_lines: int, cap_px: float) -> float:
    """Height of a block in pixels: from above the first line's capitals to below its tails."""
    return 0.0 if n_lines == 0 else cap_px * (1.5 + LINE * (n_lines - 1))


class TextSetter:
    """Sets lines and blocks, and keeps what it has set."""

    def __init__(self, store: SpriteStore) -> None:
        self._store = store

    def line(self, text: str, cap_px: float, colour: Rgb) -> pygame.Surface:
        """Picture of one line; its capitals stand `ascent` cap heights above its foot."""

        def make() -> pygame.Surface:
            large = _large_font(cap_px).render(drawable(text), True, colour)
            width, height = large.get_size()
            if width == 0:  # Of no letters there is nothing to make smaller.
                return pygame.Surface((1, max(1, round(height / _OVERSAMPLE))), pygame.SRCALPHA)
            size = (max(1, round(width / _OVERSAMPLE)), max(1, round(height / _OVERSAMPLE)))
            return pygame.transform.smoothscale(large, size)

        return self._store.get(("text", text, round(cap_px, 2), colour), make)

    def draw_line(
        self,
        surface: pygame.Surface,
        text: str,
        at: tuple[float, float],
        cap_px: float,
        colour: Rgb,
        *,
        align: Align = "centre",
        alpha: int = 255,
    ) -> pygame.Rect:
        """Draw one line whose capitals are centred on the height of ``at``."""
        sprite = self.line(text, cap_px, colour)
        ascent = _large_font(cap_px).get_ascent() / _OVERSAMPLE
        left = {
            "left": at[0],
            "centre": at[0] - sprite.get_width() / 2.0,
            "right": at[0] - sprite.get_width(),
        }[align]
        top = at[1] + cap_px / 2.0 - ascent
        sprite.set_alpha(alpha)
        return surface.blit(sprite, (round(left), round(top)))

    def draw_block(
        self,
        surface: pygame.Surface,
        text: str,
        box: pygame.Rect,
        cap_px: float,
        colour: Rgb,
        *,
        min_cap_px: float,
        align: Align = "centre",
        alpha: int = 255,
    ) -> FittedText:
        """Draw a sentence within a box, centred in its height; returns how it fitted."""
        fitted = fit(text, float(box.width), float(box.height), cap_px, min_cap_px)
        x = {"left": box.left, "centre": box.centerx, "right": box.right}[align]
        first = box.centery - LINE * fitted.cap_px * (len(fitted.lines) - 1) / 2.0
        for index, line in enumerate(fitted.lines):
            y = first + index * LINE * fitted.cap_px
            self.draw_line(surface, line, (x, y), fitted.cap_px, colour, align=align, alpha=alpha)
        return fitted
