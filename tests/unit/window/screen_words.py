"""Reads what is drawn without setting a letter: what it says, where it stands, whether it fits."""

import pygame

from balance_arcade.core.words import Words
from balance_arcade.games.kit.text import TextSetter, width_of
from balance_arcade.games.spoken import words_for


class Reader:
    """Notes every text on its way to the screen.

    Attributes
    ----------
    language : str
        What every kit speaks, so that a view need not be made for each; empty: as it was made.
    unknown, raw : set of str
        Texts that no catalogue has, and those that were drawn without the kit, so that nobody has
        translated them.
    blocks, lines : list of tuple
        (text, box, how it fitted) and (text, place, cap height, size of the surface).
    """

    def __init__(self, monkeypatch):
        self.language = ""
        self._said = set()
        self._in_block = False
        self.clear()
        self._patch(monkeypatch)

    def clear(self):
        """Forget the screen before."""
        self.unknown, self.raw = set(), set()
        self.blocks, self.lines = [], []

    def _patch(self, monkeypatch):
        say, block, line = Words.say, TextSetter.draw_block, TextSetter.draw_line

        def read(words, text):
            words = words_for(self.language) if self.language else words
            said = say(words, text)
            self._said.add(said)
            if not words.knows(text):
                self.unknown.add(text)
            return said

        def draw_block(setter, surface, text, box, cap_px, colour, **more):
            self._note(text)
            self._in_block = True
            fitted = block(setter, surface, text, box, cap_px, colour, **more)
            self._in_block = False
            self.blocks.append((text, box.copy(), fitted, more["min_cap_px"]))
            return fitted

        def draw_line(setter, surface, text, at, cap_px, colour, **more):
            if not self._in_block:
                self._note(text)
            rect = line(setter, surface, text, at, cap_px, colour, **more)
            if more.get("alpha", 255) > 0:
                self.lines.append((text, rect, cap_px, surface.get_size()))
            return rect

        def blank(setter, text, cap_px, colour):
            width = max(1, round(width_of(text, cap_px)))
            return pygame.Surface((width, round(cap_px * 1.5)), pygame.SRCALPHA, 32)

        monkeypatch.setattr(Words, "say", read)
        monkeypatch.setattr(TextSetter, "draw_block", draw_block)
        monkeypatch.setattr(TextSetter, "draw_line", draw_line)
        monkeypatch.setattr(TextSetter, "line", blank)

    def _note(self, text):
        if text not in self._said:
            self.raw.add(text)

    def strange(self, names=()):
        """Say what was drawn in English, but for names, and what to do."""
        todo = [
            f"no catalogue has {text!r}: mark it with msgid" for text in self.unknown - {*names}
        ]
        todo += [f"{text!r} was not translated: draw it with the kit" for text in self.raw]
        return [f"{one}; then `make words`" for one in sorted(todo)]

    def faults(self, size):
        """Say what is too small, clipped or lies on something else on a screen of a size."""
        found = []
        for text, box, fitted, floor in self.blocks:
            if fitted.cap_px < floor - 0.01:
                found.append(f"{text!r} shrinks to {fitted.cap_px / floor:.2f} of the least size")
            if fitted.width_px > box.width or fitted.height_px > box.height:
                found.append(f"{text!r} is larger than its box")
        # Cards are painted on surfaces of their own; what lies on what counts on the screen.
        whole = pygame.Rect((0, 0), size)
        inks = [(text, _ink(rect, cap)) for text, rect, cap, on in self.lines if on == size]
        for k, (text, ink) in enumerate(inks):
            if not whole.contains(ink):
                found.append(f"{text!r} leaves the screen")
            found += [
                f"{text!r} lies on {other!r}"
                for other, second in inks[k + 1 :]
                if ink.colliderect(second)
            ]
        return found


def _ink(rect, cap_px):
    """Rectangle of the capitals alone."""
    inner = rect.copy()
    inner.height = round(cap_px)
    inner.centery = rect.centery
    return inner
