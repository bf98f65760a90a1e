"""A hand that leans for a person: mouse, touch, gamepad or arrow keys become a pointer's place.

The middle of the window is quiet stance, and `REACH_SHARE` of its height from there is as far as
the person leans, to every side alike. Whatever moved last leads. The right mouse button, the second
button of a gamepad or Backspace, while held, is a step off the board.
"""

from __future__ import annotations

import contextlib
import math
from typing import Final

import pygame

from balance_arcade.core.board import PointerFollower, PointerPlace

REACH_SHARE: Final = 0.40
KEY_SPEED_PER_S: Final = 1.8
"""Arrow keys lean so fast, in reaches a second; let go, the person comes back as fast."""

DEAD_ZONE: Final = 0.12
"""A worn stick rests that far from its middle."""

_ARROWS: Final = {
    pygame.K_LEFT: (-1.0, 0.0),
    pygame.K_RIGHT: (1.0, 0.0),
    pygame.K_UP: (0.0, 1.0),
    pygame.K_DOWN: (0.0, -1.0),
    pygame.K_a: (-1.0, 0.0),
    pygame.K_d: (1.0, 0.0),
    pygame.K_w: (0.0, 1.0),
    pygame.K_s: (0.0, -1.0),
}
_OFF_BUTTON: Final = 1
_RIGHT_BUTTON: Final = 3
_LONGEST_STEP_S: Final = 0.1


class Hand:
    """Reads what moves a pointer and tells the board.

    Parameters
    ----------
    follower : PointerFollower
        The board that leans.

    Examples
    --------
    >>> class Board:
    ...     def point(self, place):
    ...         print(place.x, place.y, place.on_board)
    >>> hand = Hand(Board())
    >>> hand.takes(pygame.event.Event(pygame.MOUSEMOTION, pos=(928, 360)))
    True
    >>> hand.lead((1280, 720), 0.0)
    1.0 0.0 True
    """

    def __init__(self, follower: PointerFollower) -> None:
        self._follower = follower
        self._pixel: tuple[float, float] | None = None
        self._touch: tuple[float, float] | None = None
        self._keys: set[int] = set()
        self._off: set[str] = set()
        self._place = (0.0, 0.0)
        self._keyed = False
        self._told: PointerPlace | None = None
        self._now_s = math.nan
        self._sticks: dict[int, pygame.joystick.JoystickType] = {}
        # Without a driver for sticks there is still the mouse.
        with contextlib.suppress(pygame.error):
            pygame.joystick.init()

    def takes(self, event: pygame.event.Event) -> bool:
        """Take an event that moves the pointer; False leaves it to the keys."""
        kind = event.type
        if kind == pygame.MOUSEMOTION:
            self._pixel = event.pos
        elif kind in {pygame.FINGERDOWN, pygame.FINGERMOTION}:
            self._touch = (event.x, event.y)
        elif kind in {pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP}:
            if event.button == _RIGHT_BUTTON:
                self._step("mouse", down=kind == pygame.MOUSEBUTTONDOWN)
        elif kind in {pygame.KEYDOWN, pygame.KEYUP}:
            return self._takes_key(event.key, down=kind == pygame.KEYDOWN)
        else:
            return self._takes_stick(event)
        return True

    def lead(self, size: tuple[int, int], now_s: float) -> None:
        """Tell the board where the pointer is, if it has moved since the last frame.

        Parameters
        ----------
        size : tuple of int
            Pixels of the window.
        now_s : float
            Time of the frame.
        """
        since_s = now_s - self._now_s if math.isfinite(self._now_s) else 0.0
        self._now_s = now_s
        if self._touch is not None:
            self._pixel = (self._touch[0] * size[0], self._touch[1] * size[1])
            self._touch = None
        if self._pixel is not None:
            far = REACH_SHARE * size[1]
            x, y = self._pixel
            self._place = _within((x - size[0] / 2.0) / far, (size[1] / 2.0 - y) / far)
            self._pixel, self._keyed = None, False
        self._lean_by_keys(min(_LONGEST_STEP_S, since_s))
        place = PointerPlace(*self._place, on_board=not self._off)
        if place != (self._told or PointerPlace(0.0, 0.0)):
            self._told = place
            self._follower.point(place)

    def _step(self, by: str, *, down: bool) -> None:
        if down:
            self._off.add(by)
        else:
            self._off.discard(by)

    def _takes_key(self, key: int, *, down: bool) -> bool:
        if key == pygame.K_BACKSPACE:
            self._step("key", down=down)
        elif key not in _ARROWS:
            return False
        elif down:
            self._keys.add(key)
            self._keyed = True
        else:
            self._keys.discard(key)
        return True

    def _takes_stick(self, event: pygame.event.Event) -> bool:
        if event.type == pygame.JOYDEVICEADDED:
            stick = pygame.joystick.Joystick(event.device_index)
            # Kept: a stick that nobody holds on to sends nothing.
            self._sticks[stick.get_instance_id()] = stick
        elif event.type == pygame.JOYDEVICEREMOVED:
            self._sticks.pop(event.instance_id, None)
        elif event.type == pygame.JOYAXISMOTION and event.axis in {0, 1}:
            value = 0.0 if abs(event.value) < DEAD_ZONE else event.value
            x, y = self._place
            self._place = _within(value, y) if event.axis == 0 else _within(x, -value)
            self._keyed = False
        elif event.type in {pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP}:
            if event.button == _OFF_BUTTON:
                self._step("stick", down=event.type == pygame.JOYBUTTONDOWN)
        else:
            return False
        return True

    def _lean_by_keys(self, dt_s: float) -> None:
        if not self._keyed:
            return
        x = sum(_ARROWS[key][0] for key in self._keys)
        y = sum(_ARROWS[key][1] for key in self._keys)
        far, step = _within(x, y), KEY_SPEED_PER_S * dt_s
        self._place = _towards(self._place[0], far[0], step), _towards(self._place[1], far[1], step)


def _within(x: float, y: float) -> tuple[float, float]:
    """Pull a place back to the person's reach."""
    far = math.hypot(x, y)
    return (x, y) if far <= 1.0 else (x / far, y / far)


def _towards(value: float, wanted: float, step: float) -> float:
    return min(wanted, value + step) if wanted > value else max(wanted, value - step)
