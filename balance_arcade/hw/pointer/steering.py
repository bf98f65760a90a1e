"""From a pointer's place to a lean: a follower of limited speed, and stepping on and off.

The body goes on swaying as it does in quiet stance, and the lean is laid over it. The follower is
critically damped and quick, so that the hand feels in command, but no faster than the fastest lean
of anybody who stands: a jump of the mouse is no jump of the centre of pressure. Our own choice, for
trying games; it models nobody's data.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from balance_arcade.core.board import PointerPlace
from balance_arcade.hw.pointer.leaping import Leaping
from balance_arcade.hw.sim.jumping import Jumper
from balance_arcade.hw.sim.landing import landing_force
from balance_arcade.hw.sim.presence import STEP_S, stepped
from balance_arcade.hw.sim.profiles import Profile
from balance_arcade.hw.sim.settings import SimSettings
from balance_arcade.hw.sim.skills import SKILLS
from balance_arcade.hw.sim.stream import JUMPS_STREAM, SampleStream, Standing

QUICKNESS_RAD_S: Final = 18.0
"""Natural frequency of the follower: a step of the hand is nine tenths done after 0.22 s."""

FASTEST_MM_S: Final = 600.0
STEPS_HZ: Final = 400

IDLE_S: Final = 12.0
"""A hand that has not moved for so long is gone; only a person who plays alone takes over."""


class Steering:
    """The lean of a person whom a hand steers, in millimetres from where they stand quietly.

    Parameters
    ----------
    person : Profile
        Whose reach it is.

    Examples
    --------
    >>> from balance_arcade.hw.sim.profiles import PROFILES
    >>> steering = Steering(PROFILES["healthy"])
    >>> steering.point(PointerPlace(1.0, 0.0))
    >>> steering.advance(2.0)
    >>> round(steering.place_mm[0]), round(steering.place_mm[1])
    (92, 0)
    """

    def __init__(self, person: Profile) -> None:
        self._person = person
        self._wanted = self._place = self._speed = (0.0, 0.0)
        self._t_s = 0.0

    def point(self, place: PointerPlace) -> None:
        """Take the pointer's place; farther than the person's reach is pulled back to it."""
        forward, right, back, left = self._person.reach_mm
        self._wanted = self._person.within_reach(
            place.x * (right if place.x > 0.0 else left),
            place.y * (forward if place.y > 0.0 else back),
        )

    def rest(self) -> None:
        """Go back to quiet stance."""
        self._wanted = (0.0, 0.0)

    def advance(self, t_s: float) -> None:
        """Move on to a time, in equal steps whatever the board's rate is."""
        while self._t_s < t_s:
            self._t_s += 1.0 / STEPS_HZ
            across, along = self._step(0), self._step(1)
            self._place, self._speed = (across[0], along[0]), (across[1], along[1])

    @property
    def place_mm(self) -> tuple[float, float]:
        """Lean to the right and forward."""
        return self._place

    def _step(self, axis: int) -> tuple[float, float]:
        away_mm, speed = self._wanted[axis] - self._place[axis], self._speed[axis]
        pull = QUICKNESS_RAD_S * (QUICKNESS_RAD_S * away_mm - 2.0 * speed)
        speed = max(-FASTEST_MM_S, min(FASTEST_MM_S, speed + pull / STEPS_HZ))
        return self._place[axis] + speed / STEPS_HZ, speed


class SteeredStream(SampleStream):
    """Samples of a person whom a hand steers.

    Parameters
    ----------
    settings : SimSettings
        Who, how often, and which faults.

    Attributes
    ----------
    lands : bool
        Whoever is let up onto the board now lands on it instead of stepping up.
    leaping : Leaping
        Makes leaps of a button that is held and let go, where a game asks for them.
    """

    moves_alone = False

    def __init__(self, settings: SimSettings) -> None:
        super().__init__(settings)
        self._skill = SKILLS[settings.profile]
        self.lands = self._has_landed = False
        self._steering = Steering(self.body.person)
        rng = np.random.default_rng([settings.seed, JUMPS_STREAM])
        self.leaping = Leaping(Jumper(settings.profile, rng))
        self._last = PointerPlace(0.0, 0.0)
        self._moved_s = -math.inf
        self._turned_s = -math.inf
        self._on_board = True

    @property
    def since_moved_s(self) -> float:
        """How long the hand has kept still, in seconds; infinite before it came."""
        return self.next_s - self._moved_s

    def point(self, place: PointerPlace) -> None:
        """Take the pointer's place; one that stays where it was is no movement."""
        if place == self._last and math.isfinite(self._moved_s):
            return
        self._last, self._moved_s = place, self.next_s
        self._steering.point(place)

    def rest(self) -> None:
        """Go back to quiet stance on the board: the hand is gone."""
        self._steering.rest()
        self._last = PointerPlace(0.0, 0.0)

    def _standing(self, t_s: float) -> Standing:
        quiet = super()._standing(t_s)
        self._steering.advance(t_s)
        ml_mm, ap_mm = self._steering.place_mm
        # A button that is held for a leap is no step off.
        leaps = self._on_board and self.leaping.holds(t_s, held=not self._last.on_board)
        if leaps and self.leaping.is_up(t_s):
            self._has_landed = False
            load = self.leaping.load(t_s)
            return Standing(quiet.ml_mm + ml_mm, quiet.ap_mm + ap_mm, quiet.load_n, load, 1.0)
        # A foot that has not landed yet is not lifted again.
        if not leaps and self._last.on_board != self._on_board and t_s - self._turned_s >= STEP_S:
            self._on_board, self._turned_s = self._last.on_board, t_s
            self._has_landed = self._on_board and self.lands
        since_s = t_s - self._turned_s
        load, shared = stepped(since_s if self._on_board else STEP_S - since_s)
        if self._has_landed:
            load = landing_force(since_s, self._skill.impact_bw, self._skill.settle_s)
            shared = 1.0
        return Standing(
            quiet.ml_mm + ml_mm,
            quiet.ap_mm + ap_mm,
            quiet.load_n,
            load if self._has_landed else min(load, quiet.load),
            min(shared, quiet.shared),
        )
