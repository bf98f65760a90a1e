"""A person seen from behind who shows the movement that a game asks for, again and again.

The body turns about the ankles as one piece, as it does in a safe lean, and the light on the ground
goes where the weight goes: what the person will see the own marker do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.games.contract import Movement
from balance_arcade.games.kit import Kit, Rgb, ease, mix
from balance_arcade.games.kit.canvas import Point

LEAN_S: Final = 3.6
"""One way out, a stay, and the way back."""

SIDE_DEG: Final = 11.0
"""Lean to the side in the picture: more than a person's, or it would not be seen."""

BEHIND: Final = 0.13
"""Before a hop the person stands so far behind the board, in the figure's own heights."""

HOP_BOARD: Final = 0.68
"""The board is drawn smaller where somebody stands beside it."""

FLAT: Final = 0.30
"""Height of a circle on the ground as a share of its width."""

WAYS: Final[dict[Movement, tuple[tuple[float, float], ...]]] = {
    "all": ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -0.6)),
    "sideways": ((-1.0, 0.0), (1.0, 0.0)),
    "forward": ((0.0, 1.0), (0.0, -0.6)),
    "still": ((0.0, 0.0),),
    "one_leg": ((0.45, 0.0), (-0.45, 0.0)),
    "land": ((0.0, 0.0),),
    "hop_on": ((0.0, 0.0),),
}
"""Where each movement leads, one after the other: right and forward, in shares of the own limit."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How the figure stands at a moment.

    Attributes
    ----------
    right, forward : float
        Lean, -1 to 1.
    lift : float
        How far a foot, or in a landing the whole body, is off the ground, 0 to 1.
    goal : tuple of float
        Where it is going, right and forward.
    held : float
        Share of the stay that is over, 0 to 1.
    behind : float
        How far behind the board the person stands, 0 to 1: 0 is on it.
    """

    right: float
    forward: float
    lift: float
    goal: tuple[float, float]
    held: float
    behind: float = 0.0


def pose_at(movement: Movement, t_s: float) -> Pose:
    """Pose of a movement at a time.

    Parameters
    ----------
    movement : str
        What the game asks for, see `balance_arcade.games.contract.GameSpec`.
    t_s : float
        Seconds since the instruction came.

    Examples
    --------
    >>> round(pose_at("sideways", 1.7).right, 2)
    -1.0
    """
    ways = WAYS[movement]
    number, age_s = divmod(max(0.0, t_s), LEAN_S)
    goal = ways[int(number) % len(ways)]
    out = ease.in_out(age_s / 1.2) - ease.in_out((age_s - 2.2) / 1.2)
    held = ease.clamp01((age_s - 1.1) / 1.1) if age_s < 2.4 else 0.0
    lift = 0.0
    if movement == "one_leg":
        lift = out
    if movement == "land":
        lift, held = (
            math.sin(math.pi * ease.clamp01((age_s - 0.4) / 0.7)),
            ease.clamp01((age_s - 1.2) / 2.0),
        )
    if movement == "hop_on":
        return _hop_on(age_s)
    return Pose(goal[0] * out, goal[1] * out, max(0.0, lift), goal, held)


def _hop_on(age_s: float) -> Pose:
    """Stand behind the board, hop onto it with both feet, stay; then stand behind it again."""
    over = ease.clamp01((age_s - 0.8) / 0.6)
    lift = 2.2 * math.sin(math.pi * over)
    return Pose(0.0, 0.0, lift, (0.0, 0.0), ease.clamp01((age_s - 1.5) / 1.7), 1.0 - over)


def draw_figure(
    kit: Kit,
    surface: pygame.Surface,
    box: pygame.Rect,
    movement: Movement,
    t_s: float,
    *,
    seated: bool = False,
) -> None:
    """Draw the figure of a movement in a box; for every frame.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Drawn on.
    box : pygame.Rect
        Where, in pixels.
    movement : str
        What the game asks for.
    t_s : float
        Seconds since it came.
    seated : bool
        The person sits on a stool, and leans from the hips.
    """
    pose = pose_at(movement, t_s)
    tall = min(box.height * 0.86, box.width * 1.04)
    foot = (float(box.centerx), box.bottom - tall * 0.15)
    board = HOP_BOARD if movement == "hop_on" else 1.0
    _draw_ground(kit, surface, foot, tall, pose, board)
    if movement in {"land", "hop_on"}:
        foot = (foot[0], foot[1] + BEHIND * tall * pose.behind)
        foot = (foot[0], foot[1] - 0.07 * tall * pose.lift)
    if seated:
        _draw_seated(kit, surface, foot, tall, pose)
    else:
        _draw_body(kit, surface, foot, tall, pose, one_leg=movement == "one_leg")
    if pose.goal != (0.0, 0.0) and movement != "one_leg":
        _draw_arrow(kit, surface, foot, tall, pose)


def _draw_arrow(kit: Kit, surface: pygame.Surface, foot: Point, tall: float, pose: Pose) -> None:
    """Draw which way: beside the head, where the body goes; up is forward, as on the screen."""
    side = pose.goal[0] or 1.0
    at = (foot[0] + math.copysign(0.36 * tall, side), foot[1] - 0.84 * tall)
    turn = 90.0 * pose.goal[0] if pose.goal[0] else (0.0 if pose.goal[1] > 0.0 else 180.0)
    kit.arrow(surface, at, 0.16 * tall, turn, kit.theme.goal)


def _draw_ground(
    kit: Kit, surface: pygame.Surface, foot: Point, tall: float, pose: Pose, board: float
) -> None:
    """Draw the board, the ring to go to, and the light under the person."""
    theme, reach, wide = kit.theme, tall * 0.30, tall * board
    edge = theme.paper if theme.is_high_contrast else theme.panel_edge
    kit.ellipse(surface, foot, (wide * 0.46, wide * 0.46 * FLAT), edge)
    inner = theme.night_top if theme.is_high_contrast else mix(theme.panel, theme.track, 0.6)
    kit.ellipse(surface, foot, (wide * 0.445, wide * 0.445 * FLAT - 2.0 * kit.u), inner)
    ring = (foot[0] + pose.goal[0] * reach, foot[1] - pose.goal[1] * reach * FLAT * 1.6)
    size = tall * 0.095
    kit.ellipse(surface, ring, (size, size * 0.5), theme.goal, 255)
    kit.ellipse(surface, ring, (size * 0.76, size * 0.36), inner, round(255 * (1 - pose.held)))
    if pose.behind > 0.0 or (pose.lift > 0.0 and board < 1.0):
        # Nobody on the board: no light on it.
        return
    light = (foot[0] + pose.right * reach, foot[1] - pose.forward * reach * FLAT * 1.6)
    kit.glow(surface, light, tall * 0.16, theme.you, 0.35)
    kit.ellipse(surface, light, (tall * 0.052, tall * 0.026), theme.paper)
    kit.ellipse(surface, light, (tall * 0.042, tall * 0.020), theme.you)


def _draw_body(
    kit: Kit, surface: pygame.Surface, foot: Point, tall: float, pose: Pose, *, one_leg: bool
) -> None:
    """Draw legs, trunk, arms and head, all turned about the ankles."""
    side = math.radians(SIDE_DEG) * pose.right
    # Leaning away from the viewer the body is seen shorter, and stands a little higher.
    short = 1.0 - 0.07 * abs(pose.forward)
    ahead = 0.035 * tall * pose.forward

    def spot(x: float, up: float) -> Point:
        """Pixel of a place of the upright body, in heights from the point between the feet."""
        turned_x, turned_up = x + up * math.sin(side), up * math.cos(side) * short
        return foot[0] + turned_x * tall, foot[1] - turned_up * tall - ahead * up

    legs = _legs_colour(kit)
    lifted = -1.0 if pose.goal[0] > 0 else 1.0
    for where in (-1.0, 1.0):
        up = 0.0
        if one_leg and where == lifted:
            up = 0.13 * pose.lift
        ankle = (foot[0] + where * 0.105 * tall, foot[1] - up * tall)
        knee, hip = spot(where * 0.082, 0.25 + up * 0.6), spot(where * 0.056, 0.47)
        kit.line(surface, (ankle, knee, hip), 0.062 * tall, legs)
        kit.ellipse(surface, (ankle[0], ankle[1] + 0.012 * tall), (0.05 * tall, 0.024 * tall), legs)
    _draw_upper(kit, surface, spot, tall)


def _legs_colour(kit: Kit) -> Rgb:
    theme = kit.theme
    return theme.paper if theme.is_high_contrast else mix(theme.panel_edge, theme.hush, 0.25)


def _draw_upper(
    kit: Kit, surface: pygame.Surface, spot: Callable[[float, float], Point], tall: float
) -> None:
    """Draw arms, trunk and head; ``spot`` says where a place of the upright body is now."""
    theme = kit.theme
    cloth: Rgb = theme.paper if theme.is_high_contrast else mix(theme.hush, theme.goal, 0.35)
    skin = theme.paper if theme.is_high_contrast else mix(theme.second[0], theme.paper, 0.45)
    for where in (-1.0, 1.0):
        # Arms a little away from the body: free to catch a rail.
        arm = (spot(where * 0.112, 0.755), spot(where * 0.165, 0.61), spot(where * 0.170, 0.49))
        kit.line(surface, arm, 0.042 * tall, cloth)
        kit.disc(surface, arm[-1], 0.026 * tall, skin)
    trunk = [spot(x, up) for x, up in ((-0.10, 0.77), (0.10, 0.77), (0.078, 0.46), (-0.078, 0.46))]
    kit.polygon(surface, trunk, cloth)
    kit.line(surface, trunk, 0.045 * tall, cloth, closed=True)
    kit.line(surface, (spot(0.0, 0.80), spot(0.0, 0.84)), 0.05 * tall, skin)
    kit.disc(surface, spot(0.0, 0.905), 0.070 * tall, skin)
    if not theme.is_high_contrast:
        # Hair, seen from behind.
        kit.disc(surface, spot(0.0, 0.918), 0.068 * tall, (0x4A, 0x38, 0x34))


SEAT_UP: Final = 0.30
"""Height of the stool's seat, in the figure's own."""


def _draw_seated(kit: Kit, surface: pygame.Surface, foot: Point, tall: float, pose: Pose) -> None:
    """Draw a stool, and a person on it who leans from the hips; the legs stay where they are."""
    side = math.radians(1.6 * SIDE_DEG) * pose.right
    short = 1.0 - 0.10 * abs(pose.forward)
    ahead = 0.08 * tall * pose.forward

    def spot(x: float, up: float) -> Point:
        """Pixel of a place of the upright body, whose hips sit on the stool."""
        over = up - 0.46
        x, over = x + over * math.sin(side), over * math.cos(side) * short
        return foot[0] + x * tall, foot[1] - (SEAT_UP + 0.03 + over) * tall - ahead * (up - 0.46)

    legs, seat = _legs_colour(kit), foot[1] - SEAT_UP * tall
    wood = kit.theme.second[0] if kit.theme.is_high_contrast else mix(legs, kit.theme.ink, 0.45)
    for where in (-1.0, 1.0):
        # The feet stand before the stool, which is up on the screen.
        knee = (foot[0] + where * 0.125 * tall, seat + 0.01 * tall)
        ankle = (foot[0] + where * 0.165 * tall, foot[1] - 0.055 * tall)
        kit.line(surface, (knee, ankle), 0.058 * tall, legs)
        kit.ellipse(surface, (ankle[0], ankle[1] + 0.01 * tall), (0.05 * tall, 0.024 * tall), legs)
    for where in (-1.0, 1.0):
        leg = ((foot[0] + where * 0.085 * tall, seat), (foot[0] + where * 0.115 * tall, foot[1]))
        kit.line(surface, leg, 0.026 * tall, wood)
    kit.ellipse(surface, (foot[0], seat), (0.145 * tall, 0.042 * tall), wood)
    _draw_upper(kit, surface, spot, tall)
