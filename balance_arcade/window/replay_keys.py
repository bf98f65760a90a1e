"""Keys of a replay: pause, one frame, trials, speed, start, close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pygame

SPEEDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""What plus and minus go through."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a frame's keys ask for.

    Attributes
    ----------
    close, full_screen : bool
        The window is to go; to fill the screen, or no longer.
    pause : bool
        Pause, or go on.
    frames : int
        Frames on, or back where it is negative.
    trials : int
        Trials on, or back.
    faster : int
        Speeds up, or down.
    start : bool
        Back to the beginning.
    """

    close: bool = False
    full_screen: bool = False
    pause: bool = False
    frames: int = 0
    trials: int = 0
    faster: int = 0
    start: bool = False


_STEPS: Final = {
    pygame.K_PERIOD: ("frames", 1),
    pygame.K_COMMA: ("frames", -1),
    pygame.K_RIGHT: ("trials", 1),
    pygame.K_LEFT: ("trials", -1),
    pygame.K_PLUS: ("faster", 1),
    pygame.K_EQUALS: ("faster", 1),
    pygame.K_KP_PLUS: ("faster", 1),
    pygame.K_MINUS: ("faster", -1),
    pygame.K_KP_MINUS: ("faster", -1),
}
_SWITCHES: Final = {
    pygame.K_SPACE: "pause",
    pygame.K_HOME: "start",
    pygame.K_ESCAPE: "close",
    pygame.K_F11: "full_screen",
}


def read_wishes() -> Wish:
    """Read SDL's queue once a frame."""
    steps = {"frames": 0, "trials": 0, "faster": 0}
    switches: dict[str, Any] = dict.fromkeys(_SWITCHES.values(), False)
    for event in pygame.event.get():
        if event.type == pygame.QUIT:
            switches["close"] = True
        elif event.type == pygame.KEYDOWN and event.key in _SWITCHES:
            name = _SWITCHES[event.key]
            # Two presses within one frame take each other back, but nobody closes by halves.
            switches[name] = name in {"close", "start"} or not switches[name]
        elif event.type == pygame.KEYDOWN and event.key in _STEPS:
            name, step = _STEPS[event.key]
            steps[name] += step
    return Wish(**(switches | steps))


def next_speed(speed: float, steps: int) -> float:
    """Speed so many steps of `SPEEDS` up or down; one that is none of them goes to its neighbour.

    Examples
    --------
    >>> next_speed(1.0, 1), next_speed(3.0, -1), next_speed(16.0, 1)
    (2.0, 2.0, 16.0)
    """
    for _ in range(abs(steps)):
        if steps > 0:
            speed = min((one for one in SPEEDS if one > speed), default=speed)
        else:
            speed = max((one for one in SPEEDS if one < speed), default=speed)
    return speed
