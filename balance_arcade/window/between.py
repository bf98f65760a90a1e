"""Scenes between games: paused, rest, result, the end and the invitation."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.core.events import Phase
from balance_arcade.core.words import msgid
from balance_arcade.games.guided.spec import is_guided
from balance_arcade.games.keepsake import Kept
from balance_arcade.games.kit import Kit, ease, mix
from balance_arcade.games.scenery import draw_keepsake
from balance_arcade.window import chrome
from balance_arcade.window.board_picture import BoardPicture
from balance_arcade.window.rate import rate
from balance_arcade.window.screen import BEST, PROMPTS, ScreenModel

PRAISE = (
    msgid("Thank you for playing"),
    msgid("A good start, well done"),
    msgid("Well done, that was steady"),
    msgid("Wonderful, every bit of it"),
)
"""What a result says by stars; never what was missed."""

INVITATION = msgid("Step on to begin")
NEW_BEST = msgid("A personal best: {n}")
_COUNT = msgid("{n} of {total}")


def paused(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw why it waits (one line above) and what to do (hand on the rail, words below)."""
    chrome.backdrop(kit, surface)
    # Below the mark's row on a real board too: the moon hangs there, and words would cross it.
    box = chrome.middle(kit, kit.layout.mark.bottom + round(12 * kit.u))
    why = _why(kit, screen)
    head = pygame.Rect(box.left, box.top, box.width, round(kit.layout.type.body * 3.4))
    if why:
        _reason(kit, surface, why, head)
    _rail(kit, surface, pygame.Rect(box.left, head.bottom, box.width, box.bottom - head.bottom))
    chrome.chrome(kit, surface, screen)


def _reason(kit: Kit, surface: pygame.Surface, why: str, head: pygame.Rect) -> None:
    """Set why it waits, with a pause sign before it; both together stand in the middle."""
    sign = round(94 * kit.u)
    words = pygame.Rect(head.left + sign, head.top, head.width - sign, head.height)
    fitted = kit.words(surface, why, words, colour=kit.theme.hush)
    left = words.centerx - fitted.width_px / 2.0
    kit.pause(surface, (left - 54 * kit.u, head.centery), 50 * kit.u, kit.theme.hush)


def _rail(kit: Kit, surface: pygame.Surface, room: pygame.Rect) -> None:
    """Draw two hands on a rail."""
    height = round(min(room.height * 0.86, room.width * 0.42))
    rail = pygame.Rect(0, 0, round(height * 2.1), height)
    rail.center = room.center
    kit.glow(surface, rail.center, height * 0.95, kit.theme.second[0], 0.26)
    if kit.theme.is_high_contrast:
        kit.rail(surface, rail, kit.theme.second[2], kit.theme.paper)
        return
    skin = mix(kit.theme.second[0], kit.theme.paper, 0.45)
    kit.rail(surface, rail, mix(kit.theme.hush, kit.theme.track, 0.35), skin)


def _why(kit: Kit, screen: ScreenModel) -> str:
    """Reason as a sentence; nothing where a board's driver worded it and no catalogue has it."""
    why = screen.state.reason
    why = why[:1].upper() + why[1:]
    return why if kit.spoken.knows(why) else ""


def rest(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw a light that breathes slowly, and the time that is left inside its ring."""
    chrome.backdrop(kit, surface, "lake")
    box = chrome.middle(kit)
    if screen.coming:
        # Below the mark's row, which is too narrow for the name of a game and its set.
        top = kit.layout.mark.bottom if screen.mark else kit.layout.safe.top
        head = pygame.Rect(box.left, top, box.width, round(2.4 * kit.layout.type.body))
        kit.words(surface, screen.coming, head, colour=kit.theme.hush)
        box = chrome.middle(kit, head.bottom)
    at = (float(box.centerx), float(box.centery))
    radius = box.height * (0.45 if screen.coming else 0.36)
    breath = 0.5 if kit.theme.reduced_motion else ease.breathe(screen.now_s, 8.0)
    kit.glow(surface, at, radius * 1.9, kit.theme.second[0], 0.24 + 0.40 * breath)
    kit.glow(surface, at, radius * 1.1, kit.theme.you, 0.10 + 0.22 * breath)
    # The light stands around the ring: upon it the time could hardly be read.
    kit.disc(surface, at, radius, kit.theme.ink, 205)
    share = screen.progress if math.isfinite(screen.progress) else 0.0
    kit.progress(surface, at, radius, 13 * kit.u, 1.0 - share, kit.theme.goal)
    if screen.held > 0.0:
        kit.progress(surface, at, radius * 0.86, 13 * kit.u, screen.held, kit.theme.you)
    if screen.clock:
        kit.label(surface, screen.clock, at, cap_px=kit.layout.type.number * 1.25)
    chrome.chrome(kit, surface, screen)


TEST_DONE: Final = msgid("Thank you. This part is done.")

KEPT_S: Final = 3.0
"""How long the stars have stood before the new keepsake is shown and named."""


def result(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the stars that were won, settling one by one, and one kind sentence; then the scale."""
    if screen.rating is not None:
        rate(kit, surface, screen, screen.rating)
        return
    chrome.backdrop(kit, surface, "meadow")
    head = chrome.title(kit, surface, screen.state.title, marked=bool(screen.mark))
    box = chrome.middle(kit, head.bottom)
    if is_guided(screen.state.activity):
        # A test is neither won nor lost.
        at = (float(box.centerx), float(box.centery))
        kit.glow(surface, at, box.height * 0.7, kit.theme.second[0], 0.20)
        kit.reached(surface, at, min(box.height * 0.26, box.width * 0.13))
        chrome.sentence(kit, surface, screen.state.prompt or TEST_DONE, screen.phase_age_s)
        chrome.mark(kit, surface, screen)
        return
    # A third row, for the best, wants the stars a little higher and smaller.
    size, height = (0.26, 0.42) if screen.best is None else (0.22, 0.33)
    radius = min(box.height * size, box.width * 0.11)
    at = (float(box.centerx), box.top + box.height * height)
    kit.glow(surface, at, radius * 3.4, kit.theme.second[0], 0.16)
    kit.stars(surface, at, radius, screen.state.stars, screen.phase_age_s)
    if screen.state.trials and screen.state.successes:
        count = _COUNT.format(n=screen.state.successes, total=screen.state.trials)
        spot = (box.centerx, at[1] + radius * 1.75)
        # After the last star has settled, and until something new has grown: one thing at a time.
        shown = ease.clamp01((screen.phase_age_s - 1.6) / 0.4)
        if screen.kept is not None:
            shown = min(shown, ease.clamp01((KEPT_S - screen.phase_age_s) / 0.3))
        kit.label(surface, count, spot, cap_px=kit.layout.type.number, alpha=round(255 * shown))
    _best(kit, surface, screen, (at[0], at[1] + radius * 2.75))
    words = screen.state.prompt or PRAISE[min(3, max(0, screen.state.stars))]
    since_s = screen.phase_age_s
    if screen.kept is not None and since_s >= KEPT_S:
        since_s -= KEPT_S
        words = screen.kept.words
        _keepsake(kit, surface, screen.kept, (box.centerx, at[1] + radius * 1.75), since_s)
    chrome.sentence(kit, surface, words, since_s)
    chrome.mark(kit, surface, screen)


def _best(kit: Kit, surface: pygame.Surface, screen: ScreenModel, at: tuple[float, float]) -> None:
    """Set the person's best below the count; one that was reached now comes with a slow light."""
    if screen.best is None:
        return
    share = ease.clamp01((screen.phase_age_s - 2.0) / 0.8)
    words = (NEW_BEST if screen.best.is_new else BEST).format(n=screen.best.level)
    if screen.best.is_new:
        kit.glow(surface, at, 5.0 * kit.layout.type.number, kit.theme.you, 0.10 * share)
    colour = kit.theme.you if screen.best.is_new else kit.theme.paper
    kit.label(surface, words, at, colour=colour, alpha=round(255 * share))


def _keepsake(
    kit: Kit, surface: pygame.Surface, kept: Kept, at: tuple[float, float], since_s: float
) -> None:
    """Draw what has grown last, larger than at its place; in high contrast the words are enough."""
    if kit.theme.is_high_contrast:
        return
    arrived = ease.clamp01(since_s / 0.6)
    kit.glow(surface, at, 90 * kit.u, kit.theme.second[0], 0.34 * arrived)
    kind, size = kept.keepsake.kind, kept.sizes[kept.newest]
    # A tree stands on its foot.
    foot = (at[0], at[1] + 48 * kit.u) if kind == "tree" else at
    draw_keepsake(kit, surface, kind, foot, size, kept.newest, scale=2.0)


def ended(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw a calm close: a check after a session as planned, hands on the rail after any other."""
    chrome.backdrop(kit, surface, "bay")
    head = chrome.store_words(kit, surface, screen)
    box = chrome.middle(kit, None if head is None else head.bottom)
    if screen.is_as_planned:
        _tick(kit, surface, screen, box)
    else:
        _rail(kit, surface, box.inflate(0, -round(0.2 * box.height)))
    words = screen.state.prompt or _why(kit, screen) or PROMPTS[Phase.ENDED]
    chrome.sentence(kit, surface, words, screen.phase_age_s)
    chrome.mark(kit, surface, screen)


def _tick(kit: Kit, surface: pygame.Surface, screen: ScreenModel, box: pygame.Rect) -> None:
    at = (float(box.centerx), float(box.centery))
    radius = box.height * 0.25
    # From 85 %: the scene before fades out meanwhile, and larger growth looks like a zoom.
    grown = ease.arrive(screen.phase_age_s, 0.3)
    kit.glow(surface, at, radius * 2.4, kit.theme.good, 0.45)
    kit.reached(surface, at, radius * (0.85 + 0.15 * grown))


def attract(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the invitation that stands while nobody is there: a board under a quiet sky."""
    chrome.backdrop(kit, surface)
    head = chrome.title(kit, surface, "Balance Arcade", marked=bool(screen.mark))
    box = chrome.middle(kit, head.bottom).inflate(0, -round(24 * kit.u))
    board = BoardPicture(kit, box, screen.geometry)
    board.slab(surface)
    breath = 0.6 if kit.theme.reduced_motion else ease.breathe(screen.now_s, 6.0)
    kit.glow(surface, box.center, box.height * 0.8, kit.theme.you, 0.06 + 0.14 * breath)
    if screen.seated:
        board.stool(surface, alpha=round(90 + 130 * breath))
    else:
        board.feet(surface, alpha=round(90 + 130 * breath))
    for k in range(3):
        turn = 2.0 * math.pi * (k / 3.0) + (0.0 if kit.theme.reduced_motion else screen.now_s / 9)
        spot = (
            box.centerx + box.width * 0.43 * math.cos(turn),
            box.centery + box.height * 0.34 * math.sin(turn),
        )
        kit.glow(surface, spot, 40 * kit.u, kit.theme.you, 0.5)
        kit.disc(surface, spot, 4 * kit.u, kit.theme.you, 220)
    chrome.sentence(kit, surface, screen.state.prompt or INVITATION, screen.phase_age_s)
    chrome.mark(kit, surface, screen)
