"""The samples of a simulated board, one after another: no threads and no clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Goal
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.sim.acts import Acts
from balance_arcade.hw.sim.body import Body
from balance_arcade.hw.sim.cells import Cells
from balance_arcade.hw.sim.jumping import Jumper
from balance_arcade.hw.sim.presence import FIRST_FOOT_MM
from balance_arcade.hw.sim.seat import PERIODS_S, Seat
from balance_arcade.hw.sim.settings import GEOMETRY, SimSettings, kind_of
from balance_arcade.hw.sim.skills import SKILLS, draw_skill

# Set apart from the body's generators, which are split from the seed alone.
_CELLS_STREAM = 0xCE115
_ACTS_STREAM = 0xAC75
JUMPS_STREAM = 0x1EAF


_MOST_AHEAD = 128
"""Samples whose forces are worked out at once, where nothing but sway happens."""

_SIMULATED = int(SampleFlag.SIMULATED)

_QUIET = 16
"""For how many samples no goal may have come before that, or each would end what was worked out."""

_RARE = 64
"""Goals that are further apart than so many samples end little: few samples wait after each."""

_SOON = 2

_ONTO_FEET_PER_MM = 0.003
"""Share of a seated person's load that leaves the stool with each millimetre forward. Ours."""


class Standing(NamedTuple):
    """The person and the board at one instant.

    Attributes
    ----------
    ml_mm, ap_mm : float
        Centre of pressure of both feet, relative to the board's centre.
    load_n : float
        Vertical force of the whole body.
    load, shared : float
        How far the person has stepped up, as `balance_arcade.hw.sim.presence.Presence.at` says.
    """

    ml_mm: float
    ap_mm: float
    load_n: float
    load: float
    shared: float


class SampleStream:
    """Turns a person on four cells into numbered samples.

    Parameters
    ----------
    settings : SimSettings
        Who, how often, and which faults.

    Attributes
    ----------
    body : Body
        The person.
    acts : Acts
        What the person does with their feet.
    n_gaps, n_lost : int
        Stretches and samples that were swallowed by ``mute``.
    moves_alone : bool
        Whether nobody but the person moves them, so that what they do next is known.
    """

    moves_alone = True

    def __init__(self, settings: SimSettings) -> None:
        self._settings = settings
        self.body = Body(kind_of(settings), seed=settings.seed)
        rng = np.random.default_rng([settings.seed, _CELLS_STREAM])
        self._cells = Cells(GEOMETRY, rng=rng, zeroed=settings.zeroed)
        rng = np.random.default_rng([settings.seed, _ACTS_STREAM])
        skill = draw_skill(SKILLS[settings.profile], rng)
        # Of its own, so that a jump shifts no number of the rest.
        jumper = Jumper(settings.profile, np.random.default_rng([settings.seed, JUMPS_STREAM]))
        reaction_s = self.body.person.reaction_s
        seat = Seat(PERIODS_S[settings.profile])
        self.acts = Acts(skill, reaction_s=reaction_s, rng=rng, jumper=jumper, seat=seat)
        self._seq = 0
        self._n_skipped = 0
        self.n_gaps = 0
        self.n_lost = 0
        # Forces of the samples that come next, the last of them first.
        self._ahead: list[list[float]] = []
        self._goal_seq, self._quiet = -_QUIET, _QUIET
        # A person who sits, or whom somebody steers, and a board that falls silent are worked out
        # sample by sample.
        self._is_plain = self.moves_alone and not settings.seated and settings.mute_s is None
        # A board may be mute from the very first sample.
        self._skip_lost()

    @property
    def next_s(self) -> float:
        """Time of the sample that comes next."""
        return self._seq / self._settings.rate_hz

    @property
    def vanished(self) -> bool:
        """Whether the board is pulled out before the next sample."""
        vanish_s = self._settings.vanish_s
        return vanish_s is not None and self.next_s >= vanish_s

    def follow(self, goal: Goal) -> None:
        """Hand a goal to the person."""
        self._forget_ahead()
        self._quiet = _SOON if self._seq - self._goal_seq > _RARE else _QUIET
        self._goal_seq = self._seq
        self.body.follow(goal)
        self.acts.follow(goal)

    def take(self, t_host_ns: int) -> ForceSample:
        """Make the next sample.

        Parameters
        ----------
        t_host_ns : int
            When it arrives on this computer.
        """
        t_s = self._seq / self._settings.rate_hz
        flags = _SIMULATED
        if self._n_skipped:
            flags |= int(SampleFlag.GAP_BEFORE)
            # The noise of the lost samples is drawn as well, so that what comes after does not
            # depend on the fault.
            self._cells.skip(self._n_skipped)
        tl_n, tr_n, bl_n, br_n = self._ahead.pop() if self._ahead else self._forces(t_s)
        if self._settings.nan_s is not None and _within(self._settings.nan_s, t_s):
            tl_n = math.nan
            flags |= int(SampleFlag.CELL_FAULT)
        sample = ForceSample(
            self._seq, t_host_ns, t_s, tl_n, tr_n, bl_n, br_n, t_device_ticks=-1, flags=flags
        )
        self._seq += 1
        if self._settings.mute_s is not None:
            self._skip_lost()
        return sample

    def _skip_lost(self) -> None:
        """Pass over samples that are lost; the body moves only when the next one is taken."""
        first = self._seq
        while _within(self._settings.mute_s, self.next_s):
            self._seq += 1
        self._n_skipped = self._seq - first
        if self._n_skipped:
            self.n_gaps += 1
            self.n_lost += self._n_skipped

    def _standing(self, t_s: float) -> Standing:
        """Where the person is, and how far on the board."""
        stance = self.body.at(t_s)
        load, shared = self._settings.presence.at(t_s)
        if self._settings.seated:
            # The further forward, the more of the weight comes onto the feet; no foot steps up.
            ahead_mm = max(0.0, stance.ap_mm - self.body.person.rest_ap_mm)
            load_n = stance.load_n * (1.0 - _ONTO_FEET_PER_MM * ahead_mm)
            return Standing(stance.ml_mm, stance.ap_mm, load_n, load, 1.0)
        if self.acts.is_standing:
            return Standing(stance.ml_mm, stance.ap_mm, stance.load_n, load, shared)
        rest_ap_mm = self.body.person.rest_ap_mm
        ml_mm, ap_mm, bears, evenly = self.acts.place(t_s, stance.ml_mm, stance.ap_mm, rest_ap_mm)
        # The breath's load is noise without a movement behind it; the height of a jump comes of the
        # load alone, so that both would not agree.
        jumps = self.acts.is_jumping(t_s)
        load_n = self.body.person.weight_n if jumps else stance.load_n
        return Standing(ml_mm, ap_mm, load_n, load * bears, min(shared, evenly))

    def _forces(self, t_s: float) -> Sequence[float]:
        """Corner forces now; what is known of the next samples by then is kept."""
        is_quiet = self._seq - self._goal_seq >= self._quiet
        if self._is_plain and is_quiet and self.acts.is_standing:
            times_s = np.arange(self._seq, self._seq + _MOST_AHEAD) / self._settings.rate_hz
            if self._settings.presence.is_whole(t_s, float(times_s[-1])):
                self._ahead = self._sway_on(times_s)
                return self._ahead.pop()
        stance = self._standing(t_s)
        # On one foot the centre of pressure is that foot; as the weight is shared it moves to where
        # the body has it.
        foot_ml_mm = self.body.person.rest_ml_mm + FIRST_FOOT_MM
        foot_ap_mm = self.body.person.rest_ap_mm
        return self._cells.read(
            foot_ml_mm + stance.shared * (stance.ml_mm - foot_ml_mm),
            foot_ap_mm + stance.shared * (stance.ap_mm - foot_ap_mm),
            stance.load * stance.load_n,
        )

    def _sway_on(self, times_s: npt.NDArray[np.float64]) -> list[list[float]]:
        """Corner forces of a person who stands on both feet, for as many times as can be told."""
        stances = self.body.look_ahead(times_s)
        person = self.body.person
        foot_mm = np.array((person.rest_ml_mm + FIRST_FOOT_MM, person.rest_ap_mm))
        # As in `_forces` with all of the load on the board and shared, to the last bit.
        stances[:, :2] = foot_mm + (stances[:, :2] - foot_mm)
        forces: list[list[float]] = self._cells.read_all(stances)[::-1].tolist()
        return forces

    def _forget_ahead(self) -> None:
        """Forget what was worked out of samples that have not been taken."""
        if self._ahead:
            self._cells.unread(len(self._ahead))
            self._ahead = []
        if self._seq:
            self.body.seen((self._seq - 1) / self._settings.rate_hz)


def _within(window: tuple[float, float] | None, t_s: float) -> bool:
    return window is not None and window[0] <= t_s < window[1]
