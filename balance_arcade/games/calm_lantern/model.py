"""Calm Lantern's rules: twelve seconds to learn the person's quiet sway, then spell after spell.

A spell asks for so many seconds in which the sway of the last second (`sway.SwayMeter`) stays below
a share of the person's own quiet sway. The place does not matter, only how still it is; the goal is
the person's own centre. What is more than the share takes calm time away again, as fast as it came.
After familiarisation the flame is hidden in one spell of three, as the marker is elsewhere.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.calm_lantern.spec import CALM, LIMIT, SPEC, SPELL
from balance_arcade.games.calm_lantern.sway import BOX_STEPS, N_WAYS, SwayMeter
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.movement import NAN, MovementMeter

QUIET_S: Final = 12.0
"""Quiet stance from which the person's own sway is taken; its first second fills the window."""

LEAST_QUIET_MM_S: Final = 1.0
"""Own sway below this is taken for this much: no person sways less, a load does."""

WAIT_S: Final = (0.8, 1.6)
DRAIN: Final = 1.0
STEADY_AGAIN_S: Final = 2.5
"""The flame's steadying is heard at most this often: at the edge it would rattle."""

FAMILIAR_TRIALS: Final = 6
HIDDEN_EVERY: Final = 3
PERCHES: Final = (-0.98, -0.78, -0.58, -0.38, 0.38, 0.58, 0.78, 0.98)
"""Where fireflies wait, across: none before the lantern, and no two at one place."""

N_SWARM: Final = len(PERCHES)
_N_QUIET: Final = round(QUIET_S * STEPS_PER_S / BOX_STEPS) - N_WAYS
_KEPT: Final = ("max_reach_share", "ml_range_mm", "ap_range_mm", "left_load_share")


@dataclass(slots=True)
class Spell:
    """The firefly that waits for calm.

    Attributes
    ----------
    x, y : float
        Where it comes from, -1 to 1 across and 0 to 1 up; only for eyes and ears.
    calm_share, threshold_mm_s : float
        What counts as calm: of the own quiet sway, and in mm/s.
    spell_s, limit_s, difficulty : float
        What it was made with.
    hidden : bool
        The flame is not drawn while it waits.
    calm_s, age_s : float
        How much calm is gathered, and how long it has waited.
    """

    x: float
    y: float
    calm_share: float
    threshold_mm_s: float
    spell_s: float
    limit_s: float
    difficulty: float
    hidden: bool
    calm_s: float = 0.0
    age_s: float = 0.0

    @property
    def done(self) -> float:
        """Share of the spell that is done, 0 to 1."""
        return min(1.0, self.calm_s / self.spell_s)


class Model(BaseModel):
    """Calm Lantern without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    spell : Spell or None
        The one under way.
    quiet_mm_s : float
        The person's own quiet sway; NaN until it is known.
    fireflies : list of tuple
        Where those that are lit came from, oldest first; at most `N_SWARM`.
    n_swarms : int
        How often the pond was full of light.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for _ in range(3600):
    ...     model.step(ControlInput(model.time_s, 0.0, 0.0, 0.0, 0.0))
    >>> model.trials == model.successes > 2
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.spell: Spell | None = None
        self.quiet_mm_s = NAN
        self.fireflies: list[tuple[float, float]] = []
        self.n_swarms = 0
        self.sway = SwayMeter()
        self._quiet: list[float] = []
        self._wait_s = 0.0
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._is_calm = False
        self._since_steady_s = STEADY_AGAIN_S
        self._n_broken = 0
        self._sum_mm_s = 0.0
        self._n_measured = 0
        self._run_s = self._longest_s = self._calm_time_s = 0.0

    @property
    def cursor_visible(self) -> bool:
        """False while a firefly waits and the flame is hidden."""
        return self.spell is None or not self.spell.hidden

    @property
    def goal_radius(self) -> float:
        """All of the person's own limits: the game asks for stillness and not for a place."""
        return 1.0

    def goal(self) -> tuple[float, float] | None:
        """Return the person's own centre, always."""
        return (0.0, 0.0)

    @property
    def learnt(self) -> float:
        """Share of the quiet stance that has been seen, 0 to 1."""
        return 1.0 if math.isfinite(self.quiet_mm_s) else len(self._quiet) / _N_QUIET

    @property
    def unrest(self) -> float:
        """Sway of the last second over what counts as calm (1 at the edge); NaN while unknown."""
        edge_mm_s = self.spell.threshold_mm_s if self.spell else self.quiet_mm_s
        return self.sway.velocity_mm_s / edge_mm_s

    def _advance(self, control: ControlInput) -> None:
        placed = control.on_board and math.isfinite(control.x_mm + control.y_mm)
        fresh = False
        if placed:
            fresh = self.sway.push(control.x_mm, control.y_mm)
        else:
            self.sway.clear()
        if math.isnan(self.quiet_mm_s):
            self._learn(fresh=fresh)
        elif self.spell is not None:
            self._gather(self.spell, control, fresh=fresh)
        else:
            self._wait_s -= DT_S
            if self._wait_s <= 0.0:
                self._invite()

    def _learn(self, *, fresh: bool) -> None:
        """Take the median of the sway, which one shuffle of the shoes does not move."""
        if fresh:
            self._quiet.append(self.sway.velocity_mm_s)
        if len(self._quiet) >= _N_QUIET:
            self.quiet_mm_s = max(LEAST_QUIET_MM_S, statistics.median(self._quiet))
            self._wait_s = WAIT_S[0]
            self._say("game.lantern_lit", quiet_mm_s=self.quiet_mm_s)

    def _invite(self) -> None:
        """Let the next firefly come, with the difficulty of now."""
        difficulty = self._trial_difficulty()
        hidden = (
            self.feedback == "faded"
            # Feedback on two of three trials after familiarisation (doi:10.3390/s24051404).
            and self.trials >= FAMILIAR_TRIALS
            and self.trials % HIDDEN_EVERY == HIDDEN_EVERY - 1
        )
        spell_s = SPELL.at(difficulty)
        if len(self.fireflies) == N_SWARM:
            self.fireflies = []
        taken = [x for x, _ in self.fireflies]
        free = [x for x in PERCHES if x not in taken]
        self.spell = Spell(
            x=free[self.chance.below(len(free))],
            y=self.chance.between(0.0, 1.0),
            calm_share=CALM.at(difficulty),
            threshold_mm_s=CALM.at(difficulty) * self.quiet_mm_s,
            spell_s=spell_s,
            limit_s=LIMIT.at(difficulty) * spell_s,
            difficulty=difficulty,
            hidden=hidden,
        )
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._is_calm, self._since_steady_s, self._n_broken = False, STEADY_AGAIN_S, 0
        self._sum_mm_s, self._n_measured = 0.0, 0
        self._run_s = self._longest_s = self._calm_time_s = 0.0
        self._say("game.trial_start", index=self.trials, x=0.0, y=0.0)
        self._say("game.firefly_near", x=self.spell.x, hidden=hidden)

    def _gather(self, spell: Spell, control: ControlInput, *, fresh: bool) -> None:
        spell.age_s += DT_S
        # A comparison with NaN is false: while the sway is not known nothing is calm.
        calm = self.sway.velocity_mm_s <= spell.threshold_mm_s
        self._meter.push(0.0, 0.0, control, inside=calm)
        spell.calm_s = max(0.0, spell.calm_s + (DT_S if calm else -DRAIN * DT_S))
        self._watch(spell, calm=calm, fresh=fresh)
        if spell.calm_s >= spell.spell_s:
            self._close(spell, lit=True)
        elif spell.age_s >= spell.limit_s:
            self._close(spell, lit=False)

    def _watch(self, spell: Spell, *, calm: bool, fresh: bool) -> None:
        """Measure the spell, and say where calm begins."""
        self._since_steady_s += DT_S
        if fresh:
            self._sum_mm_s += self.sway.velocity_mm_s
            self._n_measured += 1
        if calm != self._is_calm:
            self._is_calm = calm
            self._n_broken += not calm
            # Not while it is hidden: a sound would tell what the eye is not to see.
            if calm and not spell.hidden and self._since_steady_s >= STEADY_AGAIN_S:
                self._since_steady_s = 0.0
                self._say("game.flame_steady", x=0.0)
        self._run_s = self._run_s + DT_S if calm else 0.0
        self._longest_s = max(self._longest_s, self._run_s)
        self._calm_time_s += DT_S if calm else 0.0

    def _close(self, spell: Spell, *, lit: bool) -> None:
        self.spell = None
        self._wait_s = self.chance.between(*WAIT_S)
        self._say("game.firefly_lit" if lit else "game.firefly_away", x=spell.x)
        moved = self._meter.results()
        metrics = {name: moved[name] for name in _KEPT}
        metrics |= {
            "quiet_velocity_mm_s": self.quiet_mm_s,
            "sway_velocity_mm_s": self._sum_mm_s / self._n_measured if self._n_measured else NAN,
            "threshold_velocity_mm_s": spell.threshold_mm_s,
            "spell_s": spell.spell_s,
            "longest_calm_s": self._longest_s,
            "calm_time_share": self._calm_time_s / spell.age_s,
            "hold_interruptions": float(self._n_broken),
            "marker_hidden": float(spell.hidden),
        }
        self._end_trial(
            success=lit, difficulty=spell.difficulty, metrics=metrics, graded=not spell.hidden
        )
        if lit:
            self._light(spell)

    def _light(self, spell: Spell) -> None:
        """Keep a firefly; once all are lit they fly on when the next one comes."""
        self.fireflies.append((spell.x, spell.y))
        if len(self.fireflies) == N_SWARM:
            self.n_swarms += 1
            self._say("game.swarm", number=self.n_swarms)

    def _state(self) -> tuple[float, ...]:
        spell, sway_mm_s = self.spell, self.sway.velocity_mm_s
        return (
            self.quiet_mm_s if math.isfinite(self.quiet_mm_s) else -1.0,
            sway_mm_s if math.isfinite(sway_mm_s) else -1.0,
            self._wait_s,
            spell.x if spell else -2.0,
            spell.y if spell else -2.0,
            spell.calm_s if spell else 0.0,
            spell.age_s if spell else 0.0,
            float(len(self.fireflies)),
            float(self.n_swarms),
        )
