"""Looks at frames as they are drawn: what stands out from what is really behind it, and how far."""

import sys
from dataclasses import dataclass

import numpy as np
import pygame

from balance_arcade.core.words import Words
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.text import TextSetter
from balance_arcade.games.registry import view_class
from balance_arcade.games.spoken import words_for
from balance_arcade.testing.seeing import (
    COLOUR_BLIND,
    colour_distance,
    contrast_of,
    luminance_of,
)

TEXT_CONTRAST = 7.0
"""Of words on the patient's screen (WCAG 2.2, 1.4.6), against the bright end of their ground."""

SHAPE_CONTRAST = 3.0
"""Of figures that carry meaning (WCAG 2.2, 1.4.11), for at least `SHAPE_SHARE` of them."""

SHAPE_SHARE = 0.08
FAR_APART = 20.0
"""Distance in CIELAB from which colours are told apart at a glance; black and white are 100."""

NOT_ALIKE = 15.0
"""The same between marker and target, which differ by shape too."""

MOST_PIXELS = 1500
"""So many of a figure's pixels are judged, evenly chosen."""

SIGHTS = ("", *COLOUR_BLIND)


@dataclass
class Shape:
    """A figure, and what it was drawn over: pixels that it covers, shape (n, 3) each."""

    kind: str
    over: np.ndarray
    drawn: np.ndarray

    @property
    def contrast(self):
        """Contrast that `SHAPE_SHARE` of the figure has at least."""
        ratio = contrast_of(luminance_of(self.drawn), luminance_of(self.over))
        return float(np.quantile(ratio, 1.0 - SHAPE_SHARE))

    def apart(self, sight):
        """Colour distance that `SHAPE_SHARE` of the figure has at least, to a kind of sight."""
        far = colour_distance(self.drawn, self.over, sight)
        return float(np.quantile(far, 1.0 - SHAPE_SHARE))

    def colour(self):
        """Its commonest strong colour."""
        far = colour_distance(self.drawn, self.over)
        return np.median(self.drawn[far >= np.quantile(far, 0.6)], axis=0).astype(np.uint8)


@dataclass
class Line:
    """A line of text: its letters' pixels, its ground's, and how high a capital is."""

    text: str
    cap_px: float
    ink: tuple[int, int, int]
    ground: np.ndarray
    place: pygame.Rect
    letters: np.ndarray

    @property
    def contrast(self):
        """Of its colour to the bright end of its ground, or to the dark end of a bright ground."""
        ground, ink = luminance_of(self.ground), float(luminance_of(self.ink))
        return min(float(contrast_of(ink, np.quantile(ground, q))) for q in (0.04, 0.96))


def dim(kind, shapes):
    """Say if the usual one of a kind of shapes does not stand out from its ground to somebody."""
    contrast = float(np.median([shape.contrast for shape in shapes]))
    found = [f"{kind} has a contrast of {contrast:.1f}"] if contrast < SHAPE_CONTRAST else []
    for sight in SIGHTS:
        apart = float(np.median([shape.apart(sight) for shape in shapes]))
        if apart < FAR_APART:
            found.append(f"{kind} is {apart:.0f} from its ground to {sight or 'all'}")
    return found


WHERE_TO_GO = {
    "bubble-river": "View._draw_goal",
    "calm-lantern": "View._draw_ring",
    "echo": "_draw_bell",
    "even-keel": "View._draw_goal",
    "ferry-crossing": "View._draw_goal",
    "flamingo-ladder": "View._draw_ring",
    "marble-maze": "View._draw_cups",
    "orchard": "View._draw_spot",
    "sky-hop": "View._draw_goal",
    "slalom": "_draw_gate",
    "star-reach": "View._draw_star",
    "star-reach-react": "_draw_light",
    "stick-the-landing": "View._draw_rings",
}
"""What draws the place to reach, in each game's view."""


class Looker:
    """Notes every line and every marker and goal with what was there before.

    Attributes
    ----------
    language : str
        What is spoken, whatever a window was made with; empty: as it was made.
    notes_shapes : bool
        Whether figures are noted too, or lines alone.
    """

    def __init__(self, monkeypatch):
        self.language = ""
        self.lines, self.shapes = [], []
        self.notes_shapes = True
        self._in_target = False
        self._patch(monkeypatch)

    def clear(self):
        self.lines, self.shapes = [], []

    def _patch(self, monkeypatch):
        say, line = Words.say, TextSetter.draw_line

        def read(words, text):
            return say(words_for(self.language) if self.language else words, text)

        def draw_line(setter, surface, text, at, cap_px, colour, **more):
            strip = surface.get_rect().clip(
                (0, round(at[1] - 2 * cap_px), surface.get_width(), round(4 * cap_px))
            )
            is_whole = more.get("alpha", 255) >= 250 and text and strip.height
            before = surface.subsurface(strip).copy() if is_whole else None
            rect = line(setter, surface, text, at, cap_px, colour, **more)
            if before is not None and rect.width > 1:
                letters = pygame.surfarray.array_alpha(setter.line(text, cap_px, colour))
                ground = before.subsurface(rect.move(0, -strip.top).clip(before.get_rect()))
                self._note_line(text, cap_px, colour, (surface, ground), rect, letters)
            return rect

        monkeypatch.setattr(Words, "say", read)
        monkeypatch.setattr(TextSetter, "draw_line", draw_line)
        for kind, reach in (("you", 1.0), ("goal", 1.25), ("reached", 1.0)):
            monkeypatch.setattr(Kit, kind, self._noting(kind, getattr(Kit, kind), reach))

    def watch(self, monkeypatch, game):
        """Note what a game draws where the person should go, as shapes of the kind ``target``."""
        module = sys.modules[view_class(game).__module__]
        *owner, name = WHERE_TO_GO[game].split(".")
        owner = view_class(game) if owner else module
        draw = getattr(owner, name)

        def drawn(*args, **more):
            if not self.notes_shapes:
                return draw(*args, **more)
            surface = next(one for one in args if isinstance(one, pygame.Surface))
            before, self._in_target = surface.copy(), True
            done = draw(*args, **more)
            self._in_target = False
            self._note_shape("target", before, surface)
            return done

        monkeypatch.setattr(owner, name, drawn)

    def _note_line(self, text, cap_px, ink, surfaces, rect, letters):
        surface, ground = surfaces
        ground = pygame.surfarray.array3d(ground)[::2, ::2]
        is_screen = surface.get_flags() & pygame.SRCALPHA == 0
        letters = letters[: rect.width, : rect.height] >= 250
        self.lines.append(
            Line(text, cap_px, ink, ground.reshape(-1, 3), rect, letters if is_screen else None)
        )

    def _noting(self, kind, draw, reach):
        def drawn(kit, surface, at, radius, **more):
            # A ring within a target is a part of it.
            is_part = kind == "goal" and self._in_target
            is_faint = more.get("alpha", 255) < 250 or more.get("age_s", 10.0) < 0.3
            if is_part or is_faint or not self.notes_shapes:
                return draw(kit, surface, at, radius, **more)
            half = radius * reach
            box = pygame.Rect(round(at[0] - half), round(at[1] - half), *(2 * [round(2 * half)]))
            box = box.clip(surface.get_rect())
            before = surface.subsurface(box).copy() if box.width and box.height else None
            done = draw(kit, surface, at, radius, **more)
            if before is not None:
                self._note_shape(kind, before, surface.subsurface(box))
            return done

        return drawn

    def _note_shape(self, kind, before, after):
        whole = [pygame.surfarray.pixels2d(one) for one in (before, after)]
        xs, ys = np.nonzero(whole[0] != whole[1])
        del whole
        if not len(xs):
            return
        box = pygame.Rect(xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1)
        over, drawn = (pygame.surfarray.array3d(one.subsurface(box)) for one in (before, after))
        # The figure itself and not its glow or shadow.
        changed = np.abs(over.astype(np.int16) - drawn).max(axis=2) > 24
        n_pixels = int(changed.sum())
        if n_pixels > 20:
            few = slice(None, None, 1 + n_pixels // MOST_PIXELS)
            self.shapes.append(Shape(kind, over[changed][few], drawn[changed][few]))

    def faults(self, surface, theme):
        """Say what does not stand out on a finished frame."""
        found = []
        for line in self.lines:
            if line.contrast < TEXT_CONTRAST:
                found.append(f"{line.text!r} has a contrast of {line.contrast:.1f}")
            if line.letters is not None and surface.get_rect().contains(line.place):
                now = pygame.surfarray.array3d(surface.subsurface(line.place))[line.letters]
                kept = (colour_distance(now, line.ink) < 12.0).mean() if len(now) else 1.0
                if kept < 0.97:
                    found.append(f"{1 - kept:.0%} of {line.text!r} is painted over")
        for shape in self.shapes:
            # Targets come and go gently: `dim` judges the usual one of a game.
            found += [] if shape.kind == "target" else dim(shape.kind, [shape])
        if not theme.is_high_contrast:
            found += self._alike()
        return found

    def _alike(self):
        """Marker and goal whose colours are alike to somebody."""
        last = {shape.kind: shape.colour() for shape in self.shapes}
        last["target"] = last.get("goal", last.get("target"))
        if "you" not in last or last["target"] is None:
            return []
        far = {
            sight: float(colour_distance(last["you"], last["target"], sight)) for sight in SIGHTS
        }
        return [
            f"marker and target are {one:.0f} apart to {sight or 'all'}"
            for sight, one in far.items()
            if one < NOT_ALIKE
        ]
