"""Sky Hop without a picture: a leap to a height that is asked for, or hops to a beat.

The person stands still and is weighed; a cloud waits at a share of their own highest leap of this
game, and they leap into it, neither under nor over it. The first three leaps are as high as they
like: they say what the own highest is. Heights are those of the clinical test
(`balance_arcade.assess.jumps`), told by the detector that cuts records, and no cloud is thinner
than what the board can tell.
"""

from __future__ import annotations

import math
from collections import deque
from enum import IntEnum
from statistics import median
from typing import Final

from balance_arcade.cop.jumps.detector import JumpEvent
from balance_arcade.core.board import Stance
from balance_arcade.games.base import N_WARM_UP, BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.live_jumps import LiveJumps
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.sky_hop.beat import BEATS_S, ENOUGH, BeatHops
from balance_arcade.games.sky_hop.judging import DIGITS, Judged, judge
from balance_arcade.games.sky_hop.leap import Leap
from balance_arcade.games.sky_hop.numbers import Cloud, beat_numbers, leap_numbers
from balance_arcade.games.sky_hop.spec import (
    BAND,
    HIGHEST,
    HOPS,
    LOWEST,
    OFF_BEAT,
    RHYTHM,
    SPEC,
)

PAUSE_S: Final = 2.5
"""Rest between two leaps, at least; standing still comes on top."""

BREATH_EVERY: Final = 6
BREATH_S: Final = 10.0
"""A longer rest after so many leaps, for legs that land on a hard board. Ours."""

ASK_S: Final = 2.0
SHOW_S: Final = 1.8
MOST_REFUSED: Final = 3
"""So many leaps in a row that cannot be told end the trial, and nobody is graded by them."""

APART: Final = 0.08
"""A cloud hangs at least so far from the one before, as a share of the own best, where there is
room: to repeat a leap is easier than to make another."""

N_DOUBTS: Final = 5
"""The median doubt of so many leaps is what the board can tell."""

GAP_S: Final = 0.5
SLOW_SHOWN_S: Final = 6.0


class Stage(IntEnum):
    """Where a trial stands."""

    STILL = 0
    GO = 1
    SHOW = 2
    SLOW = 3


class Model(BaseModel):
    """Sky Hop without a picture.

    Attributes
    ----------
    stage : Stage
        To stand still, to leap or hop, it is shown how it was, or the board is too slow.
    stage_s : float
        For how long.
    cloud : Cloud or None
        Asked for now, or last.
    leap : Leap or None
        Under way; None between two, and where hops are asked for.
    hops : BeatHops or None
        Under way or the last ones; None without a beat.
    judged : Judged or None
        The last leap that was told.
    best_m : float
        Own highest leap of this game; 0 before the first.
    load_share : float
        Load over body weight now; 1 where it is not known.
    is_hit : bool
        Whether the last trial succeeded.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for k in range(600):
    ...     model.step(ControlInput(k / 120.0, 0.0, 0.0, load_n=700.0, load_frac=1.0))
    >>> model.stage.name, model.stance, model.cloud.is_free
    ('GO', 'jump', True)
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.stage, self.stage_s = Stage.STILL, 0.0
        self.cloud: Cloud | None = None
        self.leap: Leap | None = None
        self.hops: BeatHops | None = None
        self.judged: Judged | None = None
        self.best_m, self.load_share = 0.0, 1.0
        self.is_hit = False
        self._live = LiveJumps()
        self._doubts_m: deque[float] = deque((0.0,), maxlen=N_DOUBTS)
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._weight_n = math.nan
        self._heard_s = math.nan
        self._wait_s = 0.0
        self._is_open = self._is_asked = self._told_method = False
        self._n_refused = self._n_leaps = 0

    @property
    def has_beat(self) -> bool:
        """Whether hops to a beat are asked for."""
        return self.options.mode == RHYTHM

    @property
    def is_quiet(self) -> bool:
        """Whether somebody stands still and is weighed."""
        return not math.isnan(self._weight_n)

    @property
    def rest_share(self) -> float:
        """Share of the rest that is over, 0 to 1; it is whole once the person stands still too."""
        done = min(1.0, self.stage_s / self._rest_s)
        return done if self.is_quiet else min(0.9, done)

    @property
    def _rest_s(self) -> float:
        return BREATH_S if self._n_leaps >= BREATH_EVERY else PAUSE_S

    @property
    def rise_m(self) -> float:
        """How far above the board the body is now."""
        return 0.0 if self.leap is None else self.leap.rise_m(self._live.now_s)

    @property
    def stance(self) -> Stance:
        """On both feet, or in a jump until it has come to rest."""
        if self.stage is not Stage.GO:
            return "both"
        if not self.has_beat:
            return "jump"
        return "both" if self.hops is None or self.hops.is_counting_in else "hops"

    @property
    def finished(self) -> bool:
        """Where the board cannot tell a jump the game ends, after it has said so."""
        return self.stage is Stage.SLOW and self.stage_s >= SLOW_SHOWN_S

    @property
    def goal_radius(self) -> float:
        """No place is aimed at: NaN."""
        return math.nan

    def goal(self) -> tuple[float, float] | None:
        """Nowhere: a height is aimed at."""
        return None

    def goal_jump(self) -> tuple[float, float]:
        """Height as a share of the own highest, and the beat."""
        if self.has_beat:
            return 1.0, 0.0 if self.hops is None else self.hops.beat_s
        return (1.0 if self.cloud is None or self.cloud.is_free else self.cloud.share), 0.0

    def _advance(self, control: ControlInput) -> None:
        self.stage_s += DT_S
        if control.t_s - self._heard_s > GAP_S:
            # What was under way before a pause begins anew.
            self._forget()
        self._heard_s = control.t_s
        share = control.load_frac
        self.load_share = share if math.isfinite(share) else 1.0
        found = self._live.push(control)
        for t_s, event in found:
            self._take(t_s, event)
        if self.stage is Stage.GO:
            self._go_on(control)
        elif self.stage is Stage.STILL:
            self._wait_for_rest()
        elif self.stage is Stage.SHOW and self.stage_s >= SHOW_S:
            self._enter(Stage.STILL)

    def _forget(self) -> None:
        self._live.forget()
        self._weight_n = math.nan
        if self.stage is not Stage.SLOW:
            self._enter(Stage.STILL)

    def _enter(self, stage: Stage) -> None:
        if stage is Stage.STILL:
            self.leap = None
            self._is_asked = False
        self.stage, self.stage_s = stage, 0.0

    def _take(self, t_s: float, event: JumpEvent) -> None:
        self._weight_n = event.value_n if event.kind == "weighed" else math.nan
        if self.stage is not Stage.GO:
            return
        if self.leap is not None:
            was_up = self.leap.part == "air"
            self.leap.take(t_s, event)
            if was_up and self.leap.part == "landed":
                self._say("game.landed")
        elif self.hops is not None:
            interval_s = self.hops.take(t_s, event)
            if not math.isnan(interval_s):
                in_time = self.hops.is_in_time(interval_s)
                self._say("game.hop", interval_s=interval_s, in_time=in_time)
                if self.hops.is_done:
                    self._say("game.landed")

    def _wait_for_rest(self) -> None:
        """Wait until the rest is over and the person stands still."""
        if self._live.refused:
            self._say("game.too_slow", why=self._live.refused)
            self._enter(Stage.SLOW)
            return
        rest_s = self._rest_s
        if rest_s > PAUSE_S and self.stage_s <= DT_S:
            self._say("game.breathe")
        if self.stage_s < rest_s:
            return
        if self.is_quiet:
            self._begin()
        elif self.stage_s >= rest_s + ASK_S and not self._is_asked:
            self._is_asked = True
            self._say("game.stand_still")

    def _begin(self) -> None:
        """Ask for a leap, or for hops; one that could not be told is asked for again."""
        if self._n_leaps >= BREATH_EVERY:
            self._n_leaps = 0
        if not self._is_open:
            self._is_open, self._n_refused, self._wait_s = True, 0, 0.0
            self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
            self.cloud = self._next_cloud()
            self._say("game.trial_start", index=self.trials)
        self._enter(Stage.GO)
        self._n_leaps += 1
        cloud = self.cloud
        if cloud is None:
            return
        if self.has_beat:
            self.hops = BeatHops(cloud.beat_s, cloud.n_hops, cloud.band, self._live.rate_hz)
            self._say("game.count_in", beat_s=cloud.beat_s, band=self.hops.band)
            return
        self.leap = Leap(self._live, self._weight_n)
        if cloud.is_free:
            self._say("game.leap_free")
        else:
            self._say("game.cloud_waits", height_m=cloud.height_m, half_m=cloud.half_m)

    def _next_cloud(self) -> Cloud:
        difficulty = self._trial_difficulty()
        if self.has_beat:
            beat_s = round(self.chance.between(*BEATS_S), 3)
            n_hops = round(HOPS.at(difficulty))
            return Cloud(difficulty, band=OFF_BEAT.at(difficulty), beat_s=beat_s, n_hops=n_hops)
        if self.trials < N_WARM_UP or self.best_m <= 0.0:
            return Cloud(difficulty)
        low, high = LOWEST.at(difficulty), HIGHEST.at(difficulty)
        share = self.chance.between(low, high)
        last = self.cloud.share if self.cloud is not None else 0.0
        if abs(share - last) < APART < high - low:
            # Round the range, so that no height is likelier than another.
            share = low + (last + self.chance.between(APART, high - low - APART) - low) % (
                high - low
            )
        doubt_m = median(self._doubts_m)
        # Nobody is held to less than what the board can tell.
        half_m = max(BAND.at(difficulty) * self.best_m, doubt_m)
        height_m = round(share * self.best_m, DIGITS)
        return Cloud(difficulty, share, height_m, round(half_m, DIGITS), half_m / self.best_m)

    def _go_on(self, control: ControlInput) -> None:
        """Follow what is under way, and end it."""
        self._meter.push(self.x, self.y, control, inside=True)
        if self.leap is not None:
            self._wait_s += DT_S * (self.leap.part == "ready")
            self.leap.step()
            if self.leap.ending:
                self._end_leap(self.leap)
        elif self.hops is not None:
            if self.hops.step():
                self._say("game.beat", counting_in=self.hops.is_counting_in)
            if self.hops.ending:
                self._end_hops(self.hops)

    def _end_leap(self, leap: Leap) -> None:
        if leap.ending == "none":
            self._say("game.no_leap")
            self._close(success=False, told=Judged(""))
            return
        judged = Judged(leap.ending) if leap.ending in {"off", "double"} else self._measured(leap)
        if judged.refusal:
            self._refuse(judged)
            return
        self._tell_method(judged)
        self.judged = judged
        self._doubts_m.append(judged.doubt_m)
        self._tell(judged)

    def _measured(self, leap: Leap) -> Judged:
        result = self._live.measure("cmj", *leap.span_s)
        return judge(result, leap.weight_n, leap.rest_n)

    def _refuse(self, judged: Judged) -> None:
        """Say why a leap is not told, and ask for it again; not for ever."""
        self._n_refused += 1
        why = judged.why or {"off": "left the board", "double": "two flights"}[judged.refusal]
        self._say("game.not_told", why=why, **{judged.refusal: True})
        if self._n_refused < MOST_REFUSED:
            self._enter(Stage.STILL)
        else:
            self._close(success=False, told=judged, graded=False)

    def _tell_method(self, judged: Judged) -> None:
        """Say once how heights are told on this board, and what it cannot tell."""
        if self._told_method:
            return
        self._told_method = True
        rate_hz = round(self._live.rate_hz, 1)
        why = f"by impulse, to {100.0 * judged.doubt_m:.1f} cm at {rate_hz:g} samples a second"
        if math.isnan(judged.flown_m):
            why += "; too slow for flight times"
        if rate_hz < 500.0:
            why += "; too slow for rates of force development"
        self._say("game.method_told", why=why, rate_hz=rate_hz, doubt_m=judged.doubt_m)

    def _tell(self, judged: Judged) -> None:
        """Say how high it was, and whether that was in the cloud."""
        cloud, height_m = self.cloud, judged.height_m
        if cloud is None or cloud.is_free:
            self.best_m = max(self.best_m, height_m)
            self._say("game.leap_measured", height_m=height_m, doubt_m=judged.doubt_m)
            # It only says what the own highest is; there is nothing to grade.
            self._close(success=True, told=judged, graded=False)
            return
        off_m = height_m - cloud.height_m
        kind = "game.cloud_reached"
        if abs(off_m) > cloud.half_m:
            kind = "game.over_cloud" if off_m > 0.0 else "game.under_cloud"
        self._say(kind, height_m=height_m, doubt_m=judged.doubt_m)
        self._close(success=abs(off_m) <= cloud.half_m, told=judged)
        self.best_m = max(self.best_m, height_m)

    def _end_hops(self, hops: BeatHops) -> None:
        if hops.ending == "off":
            self._refuse(Judged("off"))
            return
        kept = hops.share >= ENOUGH
        self._say("game.rhythm_kept" if kept else "game.rhythm_rests", share=hops.share)
        self._close(success=kept, told=None)

    def _close(self, *, success: bool, told: Judged | None, graded: bool = True) -> None:
        cloud = self.cloud
        if cloud is None:
            return
        metrics = self._meter.results()
        if told is None and self.hops is not None:
            metrics = beat_numbers(self.hops, self._live) | _shared(metrics)
        elif told is not None:
            metrics = leap_numbers(cloud, told, self.best_m, self._wait_s) | _shared(metrics)
        self.is_hit, self._is_open = success, False
        self._end_trial(
            success=success, difficulty=cloud.difficulty, metrics=metrics, graded=graded
        )
        self._enter(Stage.SHOW)

    def _state(self) -> tuple[float, ...]:
        cloud, hops = self.cloud, self.hops
        return (
            float(self.stage),
            self.stage_s,
            self.best_m,
            cloud.share if cloud else -1.0,
            cloud.half_m if cloud else -1.0,
            cloud.beat_s if cloud else 0.0,
            float(("ready", "air", "landed").index(self.leap.part)) if self.leap else -1.0,
            float(hops.n_beats) if hops else -1.0,
            float(len(hops.intervals)) if hops else -1.0,
            float(self.is_quiet),
            float(self._n_refused),
            float(self._n_leaps),
        )


def _shared(metrics: dict[str, float]) -> dict[str, float]:
    names = ("max_reach_share", "ml_range_mm", "ap_range_mm", "left_load_share")
    return {name: metrics[name] for name in names}
