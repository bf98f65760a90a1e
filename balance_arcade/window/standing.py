"""Scenes before anything is asked of the person: check, empty board, step on, settle, centre."""

from __future__ import annotations

import math

import pygame

from balance_arcade.games.kit import Kit, ease
from balance_arcade.window import chrome
from balance_arcade.window.board_picture import BoardPicture
from balance_arcade.window.screen import ScreenModel


def _board(
    kit: Kit, screen: ScreenModel, share: float = 0.90, *, below: pygame.Rect | None = None
) -> BoardPicture:
    """Place the board on the screen, below the mark and below words that stand above it."""
    top = kit.layout.mark.bottom if screen.mark else None
    box = chrome.middle(kit, top if below is None else below.bottom)
    inner = box.inflate(-round(box.width * (1.0 - share)), -round(box.height * (1.0 - share)))
    return BoardPicture(kit, inner, screen.geometry)


def _breath(kit: Kit, screen: ScreenModel, period_s: float = 4.0) -> float:
    return 0.6 if kit.theme.reduced_motion else ease.breathe(screen.now_s, period_s)


def self_check(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the board while its four corners wake."""
    chrome.backdrop(kit, surface)
    board = _board(kit, screen, below=chrome.store_words(kit, surface, screen))
    board.slab(surface, corners=0.35 + 0.65 * _breath(kit, screen))
    _error(kit, surface, board.rect.inflate(-round(90 * kit.u), 0), screen)
    chrome.chrome(kit, surface, screen)


def zero(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the empty board, the feet beside it, and how long it still takes."""
    chrome.backdrop(kit, surface)
    board = _board(kit, screen, below=chrome.store_words(kit, surface, screen))
    board.slab(surface, corners=1.0)
    x, y = board.rect.center
    if screen.board_error:
        y = board.rect.top + round(0.3 * board.rect.height)
    kit.ring(surface, (x, y), 62 * kit.u, 11 * kit.u, kit.theme.track)
    if math.isfinite(screen.progress):
        kit.arc(surface, (x, y), 62 * kit.u, 11 * kit.u, screen.progress, kit.theme.goal)
    foot = board.rect.inflate(-round(130 * kit.u), 0)
    foot.top = y + round(76 * kit.u)
    foot.height = board.rect.bottom - round(8 * kit.u) - foot.top
    _error(kit, surface, foot, screen)
    chrome.chrome(kit, surface, screen)


def step_on(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw where the feet go; they glide onto the board and wait there."""
    chrome.backdrop(kit, surface)
    board = _board(kit, screen)
    board.slab(surface)
    breath = _breath(kit, screen, 5.0)
    kit.glow(
        surface, board.rect.center, board.rect.height * 0.72, kit.theme.goal, 0.16 + 0.2 * breath
    )
    # From below, as a person comes to the board.
    arrived = ease.arrive(screen.phase_age_s, 0.9)
    lift = 46 * kit.u * (1.0 - arrived)
    alpha = round((120 + 135 * breath) * arrived)
    if screen.seated:
        board.stool(surface, alpha=alpha, lift=-lift)
    else:
        board.feet(surface, alpha=alpha, lift=lift)
    chrome.chrome(kit, surface, screen)


def settle(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the feet on the board, the person's marker, and a bar that fills as it steadies."""
    chrome.backdrop(kit, surface)
    board = _board(kit, screen, 0.80)
    board.slab(surface)
    if screen.seated:
        board.stool(surface, bright=False)
    else:
        board.feet(surface, bright=False)
    board.marker(surface, screen.sample)
    _under_bar(kit, surface, board.rect, screen.progress)
    chrome.chrome(kit, surface, screen)


def centre(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw a lantern of rings around the person's marker that fills while they stand quietly."""
    chrome.backdrop(kit, surface)
    box = chrome.middle(kit)
    board = BoardPicture(kit, box.inflate(-round(box.width * 0.1), 0), screen.geometry)
    place = box.center
    radius = box.height * 0.36
    kit.glow(surface, place, radius * 1.75, kit.theme.goal, 0.34)
    for share, alpha in ((0.34, 150), (0.67, 100)):
        kit.ring(surface, place, radius * share, 3 * kit.u, kit.theme.goal, alpha)
    done = screen.progress if math.isfinite(screen.progress) else 0.0
    kit.progress(surface, place, radius, 15 * kit.u, done, kit.theme.goal)
    if screen.sample is not None and screen.sample.on_board:
        middle = screen.state.centre_mm
        ml = screen.sample.ml_display_mm - (middle[0] if math.isfinite(middle[0]) else 0.0)
        ap = screen.sample.ap_display_mm - (middle[1] if math.isfinite(middle[1]) else 0.0)
        # A step aside stays in sight: the person sees which way the middle is.
        x, y = _held_within((ml * board.scale * 1.5, -ap * board.scale * 1.5), radius * 0.9)
        kit.you(surface, (place[0] + x, place[1] + y), 25 * kit.u)
    chrome.chrome(kit, surface, screen)


def _error(kit: Kit, surface: pygame.Surface, room: pygame.Rect, screen: ScreenModel) -> None:
    """Say on the board how well it measures, for whoever set it up."""
    if screen.board_error:
        kit.words(surface, screen.board_error, room, colour=kit.theme.hush)


def _held_within(offset: tuple[float, float], radius: float) -> tuple[float, float]:
    length: float = (offset[0] ** 2 + offset[1] ** 2) ** 0.5
    if not length > radius:
        return offset
    return offset[0] * radius / length, offset[1] * radius / length


def _under_bar(kit: Kit, surface: pygame.Surface, board: pygame.Rect, share: float) -> None:
    if not math.isfinite(share):
        return
    height = round(16 * kit.u)
    width = round(board.width * 0.7)
    track = pygame.Rect(0, 0, width, height)
    track.midtop = (board.centerx, board.bottom + round(22 * kit.u))
    kit.box(surface, track, height / 2, kit.theme.track)
    # Never shorter than its round ends are.
    full = pygame.Rect(track.topleft, (max(height, round(width * min(1.0, share))), height))
    if share > 0.0:
        kit.box(surface, full, height / 2, kit.theme.goal)
