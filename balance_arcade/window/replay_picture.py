"""Draws a replay: the patient's screen as it was, and around it what the therapist reads.

The reader sits before the screen, half a metre away and not two: the small type is for them alone.
"""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games.kit import Kit, Theme
from balance_arcade.games.kit.text import Align, width_of
from balance_arcade.games.kit.theme import Rgb
from balance_arcade.games.registry import view_class
from balance_arcade.window.builder import ScreenBuilder, is_inviting
from balance_arcade.window.director import Director
from balance_arcade.window.replay_screen import ReplayScreen, minutes
from balance_arcade.window.replay_side import SideColumn
from balance_arcade.window.replay_table import draw_table

CAP_UNITS: Final = 10.5
"""Cap height of the therapist's words, in layout units."""

HELP: Final = (
    "Space: pause    Left, Right: trial    , . : one frame    + - : speed    Home: start"
    "    Esc: close"
)
UNGRADED: Final = "* teaches the difficulty nothing"
_JUMP_S: Final = 1.0
_MARGIN: Final = 16.0
_BAR: Final = 44.0
_LINE: Final = 30.0


class ReplayPicture:
    """Draws whole frames of a replay.

    Parameters
    ----------
    size : tuple of int
        Pixels.
    theme : Theme
        Of the patient's screen; the therapist's words follow it.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self.size = size
        self.kit = Kit(size, theme)
        u = self.kit.u
        self.cap_px = max(8.0, CAP_UNITS * u)
        margin = round(_MARGIN * u)
        width, height = size
        share = 0.58 if width / height > 1.5 else 0.62
        pane = (round(share * width), round(share * width * 9 / 16))
        bar = round(_BAR * u)
        self.pane = pygame.Rect((margin, bar), pane)
        side = self.pane.right + margin
        self.side = pygame.Rect(side, bar, width - side - margin, pane[1])
        line = round(_LINE * u)
        self.bar = pygame.Rect(margin, 0, width - 2 * margin, bar)
        self.line = pygame.Rect(margin, self.pane.bottom + margin // 2, width - 2 * margin, line)
        foot = round(28 * u)
        self.foot = pygame.Rect(margin, height - foot, width - 2 * margin, foot)
        top = self.line.bottom + margin // 2
        self.table = pygame.Rect(margin, top, width - 2 * margin, self.foot.top - top)
        self._patient = pygame.Surface(pane, 0, 32)
        self._director = Director(pane, theme, view_class)
        self._builder = ScreenBuilder()
        # Scenes flow into each other along the time of the screen; a jump lies far behind at once.
        self._now_s = self._jumped_s = 0.0

    def draw(self, surface: pygame.Surface, screen: ReplayScreen) -> None:
        """Draw one moment."""
        self.kit.ground(surface)
        self._draw_patient(surface, screen)
        self._draw_bar(surface, screen)
        SideColumn(self.kit, surface, self.side).draw(screen, self.cap_px)
        self._draw_line(surface, screen)
        draw_table(self.kit, surface, self.table, screen, self.cap_px)
        if not screen.is_film:
            self._words(surface, HELP, self.foot.midleft, self.kit.theme.hush)
        if any(not trial.graded for trial in screen.trials):
            self._words(surface, UNGRADED, self.foot.midright, self.kit.theme.hush, align="right")

    def close(self) -> None:
        """Let go of the games' pictures."""
        self._director.close()

    def _draw_patient(self, surface: pygame.Surface, screen: ReplayScreen) -> None:
        now_s, was_s = screen.time_s - screen.start_s, self._now_s
        self._now_s = now_s
        if now_s < was_s:
            self._builder = ScreenBuilder()  # What it remembers lies ahead now.
        if not 0.0 <= now_s - was_s < _JUMP_S:
            self._show(screen)
            self._jumped_s += _JUMP_S
        self._show(screen)
        surface.blit(self._patient, self.pane)
        edge = self.pane.inflate(4, 4)
        pygame.draw.rect(surface, self.kit.theme.panel_edge, edge, 2, round(6 * self.kit.u))

    def _show(self, screen: ReplayScreen) -> None:
        """Draw the patient's screen as it was at this moment."""
        run = screen.run
        patient = self._builder.build(run, self._now_s + self._jumped_s)
        self._director.draw(
            self._patient,
            patient,
            model=run.model,
            control=run.control,
            attract=is_inviting(patient),
        )

    def _draw_bar(self, surface: pygame.Surface, screen: ReplayScreen) -> None:
        theme, bar, cap = self.kit.theme, self.bar, self.cap_px
        width = width_of("REPLAY", cap * 1.2) + 2.4 * cap
        badge = pygame.Rect(0, 0, round(width), round(2.6 * cap))
        badge.midleft = bar.midleft
        self.kit.box(surface, badge, 0.6 * cap, theme.you)
        self._words(surface, "REPLAY", badge.center, theme.ink, align="centre", size=1.2)
        pace = "paused" if screen.speed == 0.0 else f"{screen.speed:g} x"
        done, whole = screen.time_s - screen.start_s, screen.end_s - screen.start_s
        said = f"{minutes(done)} of {minutes(whole)}"
        said = said if screen.is_film else f"{said}    {pace}"
        self._words(surface, said, bar.midright, theme.paper, align="right", size=1.1)
        # Somebody with a long pseudonym must not run into the time.
        room = bar.right - width_of(said, 1.1 * cap) - badge.right - 3.0 * cap
        at = (badge.right + cap, bar.centery)
        size = min(1.1, 1.1 * room / max(1.0, width_of(screen.title, 1.1 * cap)))
        self._words(surface, screen.title, at, theme.paper, size=size)

    def _draw_line(self, surface: pygame.Surface, screen: ReplayScreen) -> None:
        """Draw the line of time: games as bands, trials as dots, and where the replay stands."""
        theme, line, cap = self.kit.theme, self.line, self.cap_px
        whole_s = max(1e-6, screen.end_s - screen.start_s)

        def x(t_s: float) -> float:
            return line.left + line.width * min(1.0, max(0.0, (t_s - screen.start_s) / whole_s))

        ends = ((line.left, line.centery), (line.right, line.centery))
        pygame.draw.line(surface, theme.panel_edge, *ends, 2)
        for span in screen.spans:
            band = pygame.Rect(round(x(span.start_s)), 0, 0, round(1.6 * cap))
            band.width = max(2, round(x(span.end_s)) - band.left)
            band.centery = line.centery
            self.kit.box(surface, band, 0.5 * cap, theme.track)
        for mark in screen.marks:
            at = (x(mark.end_s), float(line.centery))
            if mark.success:
                self.kit.disc(surface, at, 0.42 * cap, theme.paper)
            else:
                self.kit.ring(surface, at, 0.42 * cap, 0.2 * cap, theme.hush)
        now = round(x(screen.time_s))
        head = pygame.Rect(0, 0, max(3, round(0.35 * cap)), line.height)
        head.center = (now, line.centery)
        self.kit.box(surface, head, 0.15 * cap, theme.you)

    def _words(
        self,
        surface: pygame.Surface,
        text: str,
        at: tuple[float, float],
        colour: Rgb,
        *,
        align: Align = "left",
        size: float = 1.0,
    ) -> None:
        self.kit.text.draw_line(surface, text, at, self.cap_px * size, colour, align=align)


def rgb_pixels(surface: pygame.Surface) -> bytes:
    """Pixels of a picture, rows from the top, three bytes each, as a film takes them."""
    return bytes(pygame.image.tobytes(surface, "RGB"))
