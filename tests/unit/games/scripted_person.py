"""A person made of arithmetic: leans towards goals with a lag and sways a little."""

import math

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample

WEIGHT_N = 700.0
REACH_MM = 70.0
NAN = math.nan


def board(rate_hz=100.0):
    return BoardInfo(
        "sim:test",
        "sim-test",
        "Scripted person",
        "",
        Geometry(433.0, 238.0),
        rate_hz,
        "virtual",
        origin="simulated",
        pre_zeroed=True,
        speed=0.0,
    )


class Person:
    """Gives samples; `off` and `mute` are made to happen by the test."""

    def __init__(self, *, rate_hz=100.0, lag_s=0.25, centre=(5.0, -8.0), plays=True):
        self.rate_hz = rate_hz
        self.lag_s = lag_s
        self.centre = centre
        self.plays = plays
        self.seq = 0
        self.at = centre
        self.off = False

    def sample(self, goal=None):
        t_s = self.seq / self.rate_hz
        ml, ap = self.centre
        if goal is not None and self.plays and math.isfinite(goal.ml_mm + goal.ap_mm):
            away = (goal.ml_mm - ml, goal.ap_mm - ap)
            share = min(1.0, REACH_MM / max(1e-9, math.hypot(*away)))
            ml, ap = ml + share * away[0], ap + share * away[1]
        ease = 1.0 / self.rate_hz / self.lag_s
        self.at = self.at[0] + ease * (ml - self.at[0]), self.at[1] + ease * (ap - self.at[1])
        sway = 1.5 * math.sin(2.1 * t_s), 1.5 * math.sin(1.3 * t_s + 1.0)
        x, y = self.at[0] + sway[0], self.at[1] + sway[1]
        fz_n, left = (WEIGHT_N, 0.5 - x / 433.0)
        if self.off:
            x = y = left = NAN
            fz_n = 0.0
        seq, self.seq = self.seq, self.seq + 1
        return CopSample(seq, round(t_s * 1e9), t_s, x, y, fz_n, left, 0.5, x, y)


def play_on(run, person, *, until=None, seconds=600.0, keep=None):
    """Feed sample by sample until a condition holds, the session ends, or time is up."""
    end = person.seq + round(seconds * person.rate_hz)
    while not run.finished and person.seq < end:
        if until is not None and until(run):
            return
        sample = person.sample(run.goal())
        if keep is not None:
            keep.append(sample)
        run.feed(sample)
    assert until is None or run.finished or until(run), f"still {run.phase}"


def in_play(after_steps=0):
    return lambda run: run.phase is Phase.PLAY and run.model.n_steps > after_steps
