"""How hard was it? Eleven steps that rise from very easy to very hard, a mark on one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pygame

from balance_arcade.core.words import msgid
from balance_arcade.games.kit import Kit, mix
from balance_arcade.session.rating import HARDEST, Scale
from balance_arcade.window import chrome
from balance_arcade.window.screen import RatingScreen, ScreenModel

if TYPE_CHECKING:
    from balance_arcade.games.run import GameRun
    from balance_arcade.session.rating import RatingQuestion

NEXT_SET: Final = msgid("Next: {title}, {n} of {total}")
NEXT_BLOCK: Final = msgid("Next: {title}")

_N_STEPS: Final = HARDEST + 1
_LEAST: Final = 0.17
"""Height of the first step as a share of the last one's."""


def rating_screen(question: RatingQuestion | None) -> RatingScreen | None:
    """Turn the question under way into what its scene draws; None where nothing is asked."""
    if question is None:
        return None
    choice = question.choice
    return RatingScreen(choice.index, choice.held, choice.someone, question.scale)


def coming(run: GameRun) -> str:
    """Words for the set that follows the rest; empty outside of a programme."""
    machine = run.machine
    planned = machine.plan.activities
    # A rest that interrupts an activity is followed by that one.
    index = machine.activity_index + (0 if machine.rests_from_long_play else 1)
    place = planned[index].place if index < len(planned) else None
    if place is None:
        return ""
    words = NEXT_SET if place.sets > 1 else NEXT_BLOCK
    return words.format(title=planned[index].title, n=place.set, total=place.sets)


def rate(kit: Kit, surface: pygame.Surface, screen: ScreenModel, asked: RatingScreen) -> None:
    """Draw the steps, the number that is looked at above its own, and the words at both ends."""
    chrome.backdrop(kit, surface, "meadow")
    head = chrome.title(kit, surface, asked.scale.question, marked=bool(screen.mark))
    box = chrome.middle(kit, head.bottom)
    cap = kit.layout.type.body
    foot = box.bottom - round(2.2 * cap)
    # Above the last step there is room for its number, and beside the ends for its ring.
    top, edge = box.top + round(2.0 * _radius(kit) + 18 * kit.u), round(26 * kit.u)
    room = pygame.Rect(box.left + edge, top, box.width - 2 * edge, foot - top)
    steps = [_step(room, k) for k in range(_N_STEPS)]
    looked = steps[asked.index] if asked.index >= 0 else None
    if looked is not None:
        kit.glow(surface, looked.center, room.width / _N_STEPS * 1.8, kit.theme.you, 0.2)
    for k, step in enumerate(steps):
        _draw_step(kit, surface, step, looked_at=k == asked.index)
    _ends(kit, surface, room, foot + round(1.2 * cap), asked.scale)
    if looked is not None:
        _number(kit, surface, looked, asked)
    elif asked.held > 0.0:
        # Held before any number: it will be left out.
        at = (float(steps[0].centerx), steps[0].top - _radius(kit) - 10 * kit.u)
        _ring(kit, surface, at, asked.held)
    chrome.sentence(kit, surface, screen.state.prompt, screen.phase_age_s)
    chrome.mark(kit, surface, screen)


def _step(room: pygame.Rect, k: int) -> pygame.Rect:
    """Place of a step within the room, from left to right ever higher."""
    pitch = room.width / _N_STEPS
    height = round(room.height * (_LEAST + (1.0 - _LEAST) * k / HARDEST))
    left, right = room.left + pitch * (k + 0.11), room.left + pitch * (k + 0.89)
    return pygame.Rect(round(left), room.bottom - height, round(right - left), height)


def _draw_step(kit: Kit, surface: pygame.Surface, step: pygame.Rect, *, looked_at: bool) -> None:
    theme = kit.theme
    if looked_at:
        kit.box(surface, step, 14 * kit.u, theme.you)
        return
    colour = theme.track if theme.is_high_contrast else mix(theme.goal, theme.panel, 0.35)
    edge = theme.panel_edge if theme.is_high_contrast else None
    kit.box(surface, step, 14 * kit.u, colour, edge=edge, edge_width=3 * kit.u)


def _ends(kit: Kit, surface: pygame.Surface, room: pygame.Rect, y: int, scale: Scale) -> None:
    """Say what the first and the last step mean; the steps between say it by their height."""
    kit.label(surface, scale.low, (room.left, y), align="left")
    kit.label(surface, scale.high, (room.right, y), align="right")


def _radius(kit: Kit) -> float:
    """Radius of the ring about the number, which fills while it is held."""
    return 1.05 * kit.layout.type.number


def _number(kit: Kit, surface: pygame.Surface, step: pygame.Rect, asked: RatingScreen) -> None:
    at = (float(step.centerx), step.top - _radius(kit) - 10 * kit.u)
    _ring(kit, surface, at, asked.held)
    kit.label(surface, str(asked.index), at, cap_px=kit.layout.type.number)


def _ring(kit: Kit, surface: pygame.Surface, at: tuple[float, float], held: float) -> None:
    """Draw the round ground of a number, and the ring that fills while it is held."""
    radius = _radius(kit)
    kit.disc(surface, at, radius, kit.theme.ink, 190)
    if held > 0.0:
        kit.progress(surface, at, radius, 9 * kit.u, held, kit.theme.you)
