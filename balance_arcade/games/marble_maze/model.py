"""Marble Maze's rules: leaning tilts the tray, the marble rolls into the cup that shines.

A cup counts when the marble reaches it in its time without a firm touch of the wood; a gentle
slide along a wall is not one. That is the score of clinical mazes, hits less wall hits over
targets, with the floor at each cup, so one bad corner never costs what was earned before. Full
backward tilt never takes more than 60 % of the person's limit behind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.holding import HoldMeter
from balance_arcade.games.marble_maze.guide import Guide
from balance_arcade.games.marble_maze.levels import Cell, Tray, make_tray, tray_size
from balance_arcade.games.marble_maze.rolling import Marble, speed_share, tilt_for
from balance_arcade.games.marble_maze.spec import FIRM, FULL_TILT, PACE, SPEC, SPEED, WALL
from balance_arcade.games.movement import NAN, MovementMeter
from balance_arcade.games.safety import REAR_CAP, reach_cap

CUP_RADIUS: Final = 0.30
FIRST_LOOK_S: Final = 4.0
"""Added to every cup's time, to see where it is."""

ARRIVE_S: Final = 1.5
STILL_RADIUS: Final = 0.25
STUCK_S: Final = 8.0
NUDGE_S: Final = 1.0
NUDGE_SPEED: Final = 0.4
STOP_S: Final = 0.25
"""A tray that lies level so long breaks the roll off: the marble stands by then (ours)."""


@dataclass(slots=True)
class Cup:
    """The cup that shines.

    Attributes
    ----------
    cell : Cell
        Where it is.
    way_cells : int
        Length of the way to it when it lit up.
    limit_s, speed, firm_cells_s, full_tilt, difficulty : float
        What it was made with: time, top speed and the speed from which a touch counts, both in
        cells per second, lean for full tilt.
    age_s, rolled_cells, tilt_sum : float
        What happened since.
    n_touches : int
        Firm touches of the wood.
    n_stops : int
        How often the tray was let lie level after the marble had set off.
    has_set_off : bool
        The tray was tilted enough for the marble to roll.
    level_s : float
        How long it has lain level since.
    """

    cell: Cell
    way_cells: int
    limit_s: float
    speed: float
    firm_cells_s: float
    full_tilt: float
    difficulty: float
    age_s: float = 0.0
    rolled_cells: float = 0.0
    tilt_sum: float = 0.0
    n_touches: int = 0
    n_stops: int = 0
    has_set_off: bool = False
    level_s: float = 0.0


class Model(BaseModel):
    """Marble Maze without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    tray : Tray
        Walls and cups; replaced when its last cup is done.
    wall_radius : float
        Half the walls' thickness in cells.
    marble : Marble
        Place and speed in cells.
    cup : Cup
        The one that shines.
    cup_number : int
        Which of ``tray.cups`` it is.
    filled : list of Cell
        Cups of this tray that were reached.
    tilt : tuple of float
        Tilt of the tray, each part from -1 to 1, for the picture's shadow.
    arriving_s : float
        Time left until a new tray lies still; nothing moves before.
    n_trays_done : int
        Trays whose last cup is done.
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.n_trays_done = 0
        self.tilt = (0.0, 0.0)
        self._tilt_share = self._speed_share = 0.0
        self.filled: list[Cell] = []
        self._meter, self._sway = MovementMeter((0.0, 0.0), (0.0, 0.0)), HoldMeter()
        self._lay_tray(self._trial_difficulty())

    @property
    def goal_radius(self) -> float:
        """NaN: the goal is a lean to steer by, not a place to hold."""
        return NAN

    @property
    def way_cells(self) -> int:
        """Cells left to the cup."""
        return self.guide.way(self.tray.cell_at(self.marble.x, self.marble.y))

    def goal(self) -> tuple[float, float] | None:
        """Lean that a calm player would take now."""
        return (0.0, 0.0) if self.arriving_s > 0.0 else self._lean()

    def _lean(self) -> tuple[float, float]:
        ux, uy = self.guide.steer(self.marble, self.cup.speed)
        share = math.hypot(ux, uy)
        if share <= 0.0:
            return 0.0, 0.0
        tilt = tilt_for(min(1.0, share)) / share
        x, y = ux * tilt * self.cup.full_tilt, uy * tilt * self.cup.full_tilt
        if y < 0.0:
            # Undoes `_tilt_of`, where less of a lean may be full tilt behind.
            y *= min(self.cup.full_tilt, REAR_CAP) / self.cup.full_tilt
        radius = math.hypot(x, y)
        if radius <= REAR_CAP:
            return x, y  # Within the smallest cap of all.
        cap = reach_cap(x, y)
        return (x * cap / radius, y * cap / radius) if radius > cap else (x, y)

    def _lay_tray(self, difficulty: float) -> None:
        """Bring a new tray and light its first cup."""
        self.tray: Tray = make_tray(self.chance, tray_size(difficulty))
        self.wall_radius = WALL.at(difficulty) / 2.0
        self.marble = Marble(self.tray.start[0] + 0.5, self.tray.start[1] + 0.5)
        self.filled = []
        self.arriving_s = ARRIVE_S
        self._light_cup(0, difficulty)

    def _light_cup(self, number: int, difficulty: float) -> None:
        self.cup_number = number
        cell = self.tray.cups[number]
        self.guide = Guide(self.tray, cell)
        way = self.guide.way(self.tray.cell_at(self.marble.x, self.marble.y))
        self.cup = Cup(
            cell=cell,
            way_cells=way,
            limit_s=FIRST_LOOK_S + PACE.at(difficulty) * max(1, way),
            speed=SPEED.at(difficulty),
            firm_cells_s=FIRM.at(difficulty) * SPEED.at(difficulty),
            full_tilt=FULL_TILT.at(difficulty),
            difficulty=difficulty,
        )
        self._still_at = (self.marble.x, self.marble.y)
        self._still_s = 0.0
        self._nudge_s = 0.0
        self._say("game.trial_start", index=self.trials)
        self._say("game.cup_lit", x=cell[0] + 0.5, y=cell[1] + 0.5, way_cells=way)

    def _advance(self, control: ControlInput) -> None:
        tx, ty = self.tilt = self._tilt_of(self.x, self.y)
        self._tilt_share = share = math.hypot(tx, ty)
        self._speed_share = speed_share(share)
        if self.arriving_s > 0.0:
            self.arriving_s = max(0.0, self.arriving_s - DT_S)
            return
        cup, marble = self.cup, self.marble
        if cup.age_s == 0.0:
            # Not before the tray lies still: a lean towards it is no answer yet.
            self._meter, self._sway = MovementMeter((self.x, self.y), self._lean()), HoldMeter()
        was_x, was_y = marble.x, marble.y
        impact = marble.roll(self.tray, self.wall_radius, self._wanted_speed())
        cup.age_s += DT_S
        cup.rolled_cells += math.hypot(marble.x - was_x, marble.y - was_y)
        cup.tilt_sum += share
        # Never inside: the goal is a lean that changes all the time, so nothing can be arrived at.
        self._meter.push(self.x, self.y, control, inside=False)
        self._sway.push(control, inside=True)
        self._count_stops(cup)
        if impact >= cup.firm_cells_s:
            cup.n_touches += 1
            self._say("game.wall_touch", x=marble.x, y=marble.y, share=impact / cup.speed)
        if math.hypot(marble.x - cup.cell[0] - 0.5, marble.y - cup.cell[1] - 0.5) <= CUP_RADIUS:
            self._end_cup(reached=True)
        elif cup.age_s >= cup.limit_s:
            self._end_cup(reached=False)
        else:
            self._watch_stillness()

    def _count_stops(self, cup: Cup) -> None:
        """Count how often the tray is let lie level on the way; a turn through level is none."""
        if self._speed_share > 0.0:
            cup.has_set_off, cup.level_s = True, 0.0
        elif cup.has_set_off:
            was_s, cup.level_s = cup.level_s, cup.level_s + DT_S
            cup.n_stops += was_s < STOP_S <= cup.level_s

    def _tilt_of(self, x: float, y: float) -> tuple[float, float]:
        """Tilt for a lean; its length is at most 1."""
        full = self.cup.full_tilt
        tx = x / full
        # Behind, full tilt is reached at the rear cap: nobody has to lean further to get the marble
        # back.
        ty = y / full if y >= 0.0 else y / min(full, REAR_CAP)
        length = math.hypot(tx, ty)
        return (tx / length, ty / length) if length > 1.0 else (tx, ty)

    def _wanted_speed(self) -> tuple[float, float]:
        if self._nudge_s > 0.0:
            self._nudge_s -= DT_S
            ux, uy = self.guide.steer(self.marble, self.cup.speed)
            return ux * NUDGE_SPEED, uy * NUDGE_SPEED
        if self._tilt_share <= 0.0:
            return 0.0, 0.0
        scale = self.cup.speed * self._speed_share / self._tilt_share
        return self.tilt[0] * scale, self.tilt[1] * scale

    def _watch_stillness(self) -> None:
        """Help a marble on that has not left its place for long though the tray is tilted."""
        place = (self.marble.x, self.marble.y)
        if math.dist(place, self._still_at) > STILL_RADIUS:
            self._still_at, self._still_s = place, 0.0
        # A tray that lies level is a choice; only a marble that should roll and does not is stuck.
        elif self._speed_share > 0.0:
            self._still_s += DT_S
        if self._still_s >= STUCK_S:
            self._still_s, self._nudge_s = 0.0, NUDGE_S
            self._say("game.nudge", x=place[0], y=place[1])

    def _end_cup(self, *, reached: bool) -> None:
        cup = self.cup
        self._say("game.cup_filled" if reached else "game.cup_dims", x=cup.cell[0], y=cup.cell[1])
        if reached:
            self.filled.append(cup.cell)
        seen = self._meter.results()
        metrics = {
            "cup_reached_share": float(reached),
            "time_s": cup.age_s,
            "wall_touches": float(cup.n_touches),
            "way_cells": float(cup.way_cells),
            "path_ratio": cup.rolled_cells / cup.way_cells if reached and cup.way_cells else NAN,
            "mean_tilt_share": cup.tilt_sum * DT_S / cup.age_s,
        }
        for name in ("max_reach_share", "ml_range_mm", "ap_range_mm", "left_load_share"):
            metrics[name] = seen[name]
        # Hits less wall hits with the floor at each cup: a touch costs this cup and no other.
        clean = reached and cup.n_touches == 0
        set_off_s = seen["reaction_time_s"]
        untold = {
            "reaction_time_s": set_off_s,
            "movement_time_s": cup.age_s - set_off_s if reached else NAN,
            "roll_interruptions": float(cup.n_stops),
            "lean_velocity_mm_s": self._sway.velocity_mm_s,
        }
        self._end_trial(success=clean, difficulty=cup.difficulty, metrics=metrics, untold=untold)
        # Once for the next cup, whichever tray it is in: each call counts a trial that begins.
        difficulty = self._trial_difficulty()
        if self.cup_number + 1 < len(self.tray.cups):
            self._light_cup(self.cup_number + 1, difficulty)
            return
        self.n_trays_done += 1
        self._say("game.tray_done", number=self.n_trays_done)
        self._lay_tray(difficulty)

    def _state(self) -> tuple[float, ...]:
        marble = self.marble
        return (
            marble.x,
            marble.y,
            marble.vx,
            marble.vy,
            float(self.cup_number),
            float(self.cup.n_touches),
            float(self.n_trays_done),
            self.arriving_s,
            self._nudge_s,
        )
