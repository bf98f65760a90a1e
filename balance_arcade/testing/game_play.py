"""Plays a game for its contract suite: players made of arithmetic, and what came of it."""

from __future__ import annotations

import hashlib
import importlib
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from balance_arcade.games.contract import (
    STEPS_PER_S,
    ControlInput,
    GameEvent,
    GameModel,
    GameOptions,
    TrialResult,
)
from balance_arcade.games.entry import GameEntry
from balance_arcade.testing.game_jumps import CLUMSY, jumped

ON_BOARD = 0.05
"""Share of the weight above which somebody counts as on the board."""

RESTLESS_S = 20.0
"""So long somebody who is to jump cannot stand still either."""

Place = tuple[float, float]
Player = Callable[[GameModel, float], ControlInput]


def load(place: str) -> Any:
    """Object named as ``module:name``."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def make(entry: GameEntry, **options: Any) -> GameModel:
    """Fresh model of a game."""
    model: GameModel = load(entry.model)(GameOptions(**options))
    return model


def at(t_s: float, x: float, y: float, *, on_board: bool = True) -> ControlInput:
    """Person at a place, whose limits are 80 mm in all directions."""
    if not on_board:
        return ControlInput(t_s, x, y, on_board=False)
    left = min(1.0, max(0.0, 0.5 - 0.2 * x)) if math.isfinite(x) else math.nan
    return ControlInput(t_s, x, y, 80.0 * x, 80.0 * y, math.hypot(x, y), 700.0, 1.0, left)


def as_asked(model: GameModel, t_s: float, x: float, y: float) -> ControlInput:
    """Person at a place, on the feet that the game asks for: on one leg, off the board."""
    stance = getattr(model, "stance", "both")
    load = jumped(model, t_s)
    if load is not None:
        return _bearing(t_s, x, y, load)
    if stance == "off":
        return ControlInput(t_s, x, y, load_n=0.0, load_frac=0.0, on_board=False)
    if stance in {"left", "right"}:
        # The middle of a foot lies 95 mm from the middle of the board.
        x = math.copysign(95.0 / 80.0, 1.0 if stance == "right" else -1.0)
    return at(t_s, x, y)


def _bearing(t_s: float, x: float, y: float, share: float) -> ControlInput:
    """Person at a place who bears a share of their weight."""
    there = at(t_s, x, y, on_board=share > ON_BOARD)
    return msgspec.structs.replace(there, load_n=700.0 * share, load_frac=share)


def ideal(model: GameModel, t_s: float) -> ControlInput:
    """Person who is always where the goal is, as the game asks for."""
    return as_asked(model, t_s, *(model.goal() or (0.0, 0.0)))


def still(_model: GameModel, t_s: float) -> ControlInput:
    """Person who stands in the middle."""
    return at(t_s, 0.0, 0.0)


def restless(model: GameModel, t_s: float, *, stumbles: bool) -> ControlInput:
    """Person who lands and does not come to rest, or steps off again half a second later.

    One who is to jump does so in some way that cannot be told, or not as high as is asked for.
    """
    load = jumped(model, t_s, CLUMSY)
    if load is not None:
        return _bearing(t_s, 0.0, 0.0, load)
    control = as_asked(model, t_s, 0.0, 0.0)
    if not control.on_board:
        return control
    if stumbles and getattr(model, "stance", "both") == "both" and t_s % 1.0 > 0.5:
        return ControlInput(t_s, 0.0, 0.0, load_n=0.0, load_frac=0.0, on_board=False)
    if hasattr(model, "goal_jump") and t_s > RESTLESS_S:
        # Who never stands still is never asked to jump.
        return control
    share = 1.0 + 0.15 * math.sin(9.0 * t_s)
    return msgspec.structs.replace(control, load_n=700.0 * share, load_frac=share)


def dreamy(model: GameModel, t_s: float) -> ControlInput:
    """Person who plays well for eight seconds and looks elsewhere for as long."""
    if t_s % 16.0 < 8.0:
        return ideal(model, t_s)
    if model.spec.leaves_board:
        return restless(model, t_s, stumbles=t_s % 32.0 > 16.0)
    return at(t_s, 0.7 * math.sin(0.9 * t_s), 0.5 * math.sin(1.8 * t_s))


def stepping(model: GameModel, t_s: float) -> ControlInput:
    """Person who comes onto the board with half of the weight, now and then before asked to."""
    if getattr(model, "stance", "both") != "off":
        return _bearing(t_s, 0.0, 0.0, 0.5)
    return at(t_s, 0.0, 0.0) if t_s % 20.0 > 18.0 else as_asked(model, t_s, 0.0, 0.0)


def bobbing(model: GameModel, t_s: float) -> ControlInput:
    """Person who is where the goal is, and squats for three seconds of every six."""
    control = ideal(model, t_s)
    part = t_s % 6.0
    down = math.sin(4.0 * math.pi * part / 3.0) if part < 3.0 else 0.0
    # Lighter, then heavier on the way down; heavier, then lighter on the way up.
    load = 1.0 - 0.07 * down if part < 1.5 else 1.0 + 0.07 * down
    return msgspec.structs.replace(control, load_frac=load)


def wild(seed: int) -> Player:
    """Anything at all: leaps, steps off the board, places that are no numbers."""
    chance = random.Random(seed)  # noqa: S311 - a game's input, not a secret
    now = at(0.0, 0.0, 0.0)

    def play(_model: GameModel, t_s: float) -> ControlInput:
        nonlocal now
        if chance.random() < 0.02:
            x, y = chance.uniform(-1.3, 1.3), chance.uniform(-1.3, 1.3)
            odd = chance.random()
            # What a faulty board gives: no number, no end, nobody.
            if odd < 0.1:
                x = math.nan
            elif odd < 0.2:
                y = math.inf
            now = at(t_s, x, y, on_board=odd < 0.85)
        return now

    return play


@dataclass
class Played:
    """What came of playing.

    Attributes
    ----------
    model : GameModel
        As it stands.
    digest : str
        Hash of the state after every step.
    trials, events : list
        All of them, oldest first.
    goals : set of tuple
        Every goal that was asked for.
    """

    model: GameModel
    digest: str = ""
    trials: list[TrialResult] = field(default_factory=list)
    events: list[GameEvent] = field(default_factory=list)
    goals: set[Place] = field(default_factory=set)


def play(
    entry: GameEntry, player: Player, seconds: float, *, drain_every: int = 1, **options: Any
) -> Played:
    """Play a game for so many seconds of game time."""
    model = make(entry, **options)
    played, digest = Played(model), hashlib.sha256()
    for k in range(round(seconds * STEPS_PER_S)):
        model.step(player(model, k / STEPS_PER_S))
        # After every step, so that two plays that part and meet again still differ.
        digest.update(model.state_bytes())
        goal = model.goal()
        if goal is not None:
            played.goals.add(goal)
        if k % drain_every == 0:
            played.trials += model.drain_trials()
            played.events += model.drain_events()
    played.trials += model.drain_trials()
    played.events += model.drain_events()
    played.digest = digest.hexdigest()
    return played
