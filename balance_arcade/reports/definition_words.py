"""One-line definitions of outcomes that reports say in other languages.

Records keep a definition in English, as the code that measured wrote it: the formula, for a jump
with its source and the least rate. One that is not here (a metric from another package) stays
English.
"""

from __future__ import annotations

import re
from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.reports.wording import Joined, Verbatim, joined

FRAMES: Final = (
    msgid("mean of the condition's three trials of: {title}"),
    msgid("mean of {n} trials of: {title}"),
    msgid("mean of the eight directions of: {title}"),
    msgid("mean over the rises of: {title}"),
    msgid("mean over the trials of: {title}"),
    msgid("needs {n} Hz"),
    msgid("source not read"),
    msgid("textbook"),
    msgid("ours"),
)
"""What stands around a formula."""

DEFINITION_WORDS: Final = (
    msgid("sway_path_mm / T, T = t_last - t_first less breaks"),
    msgid(
        "95 % prediction ellipse, pi 2(N-1)(N+1)/(N(N-2)) F(0.95;2,N-2) sqrt(det S), S with 1/(N-1)"
    ),
    msgid("mean share of the load on the left, 0 to 1"),
    msgid("how far the centre of pressure was leaned from the centre of quiet stance"),
    msgid("time in the phase play, without pauses"),
    msgid("trials that were finished"),
    msgid("net good hits among them"),
    msgid("successes / trials"),
    msgid("difficulty of the last trial, 0 to 1"),
    msgid("path / T over the trial's time"),
    msgid("mean velocity / (0.55 stature), radians to degrees"),
    msgid(
        "path of the centre of gravity, estimated by a pendulum of this stature, / T, as "
        "angle at 0.55 stature"
    ),
    msgid("95 % prediction ellipse"),
    msgid("sum of the steps"),
    msgid("mean velocity ec_firm / eo_firm"),
    msgid("mean velocity ec_foam / eo_foam"),
    msgid("mean velocity eo_foam / eo_firm"),
    msgid("mean velocity ec_foam / ec_firm"),
    msgid("mean velocity ec_foam / eo_firm"),
    msgid("{name} with closed eyes / with open eyes"),
    msgid("trials of the condition that were stopped"),
    msgid("mean of the twelve trials"),
    msgid("mean path of the trials after the familiarisation"),
    msgid("path of the first trial"),
    msgid("shortest path after the familiarisation"),
    msgid("longest path after the familiarisation"),
    msgid("onset of the first movement - cue"),
    msgid(
        "mean angular speed from 5 to 95 % of the way to the endpoint, angle = "
        "asin(distance / (0.55 stature))"
    ),
    msgid("mean speed along the direction from 5 to 95 % of the way to the endpoint"),
    msgid("distance from the centre where the first movement ends"),
    msgid("endpoint / theoretical limit"),
    msgid("endpoint / limit performed before"),
    msgid("greatest distance from the centre along the direction, cue to end"),
    msgid("greatest distance / theoretical limit"),
    msgid("greatest distance / limit performed before"),
    msgid("100 (on-axis way - off-axis way) / on-axis way, onset to endpoint"),
    msgid("polygon through the eight greatest distances, 1/2 sin 45 sum of L_i L_i+1"),
    msgid("on-axis way / T, as angle at 0.55 stature (small angles)"),
    msgid("on-axis way / T"),
    msgid("on-axis velocity / (distance between the targets / pace)"),
    msgid("100 (on-axis way - off-axis way) / on-axis way"),
    msgid("ways from one turn to the next"),
    msgid("mean time from one turn to the next"),
    msgid("mean distance between turns / distance between the targets"),
    msgid("share of the turns towards right or forward that reach the target"),
    msgid("share of the turns towards left or back that reach the target"),
    msgid("longest trial, capped"),
    msgid("mean of the trials, capped"),
    msgid("trials that reached the cap"),
    msgid("path / T over the first 15 s of the longest trial"),
    msgid("shorter best / longer best"),
    msgid("100 mean(L) / (mean(L) + mean(R)) over the window"),
    msgid("100 mean(R) / (mean(L) + mean(R)) over the window"),
    msgid("(mean(R) - mean(L)) / (mean(R) + mean(L)), right positive"),
    msgid("mean of |R - L| / (R + L) of each sample"),
    msgid("from 50 to 90 % of body weight on the feet"),
    msgid("100 (peak load - body weight) / body weight"),
    msgid("(R - L) / (R + L) at the peak, right positive"),
    msgid("times that the feet bear 90 % of body weight for 0.2 s"),
    msgid("start to the moment the fifth rise bears 90 % of body weight"),
    msgid("rises that bear 90 % of body weight before the time is over"),
    msgid(
        "landing to the first moment from which the load stays within 5 % of body weight for 1 s"
    ),
    msgid(
        "landing to the moment from which the running mean of the load stays within 0.25 "
        "standard deviations (1/(N-1)) of the mean of the whole 10 s"
    ),
    msgid("greatest load / body weight"),
    msgid("mark less first movement; below 0 where it came too early"),
    msgid("times the load falls below 80 % of the weight for 0.1 s"),
    msgid("first movement to the first of those"),
    msgid("time below 80 % of the weight"),
    msgid(
        "first movement to the first second in which the load stays within 5 % of the "
        "weight and the centre of pressure within 15 mm of its mean"
    ),
    msgid("greatest way of the centre of pressure from leaning"),
    msgid("greatest {name} of the trials"),
    msgid("mean {name} of the trials"),
    msgid("body weight / 9.80665 m/s^2"),
    msgid("mean load while quiet, less the empty plate's"),
    msgid("net impulse while braking"),
    msgid("rise of the load while braking / its time"),
    msgid("least velocity to a velocity of zero"),
    msgid("way down from standing to the lowest"),
    msgid("coefficient of variation: 100 SD / mean of the trials"),
    msgid("take-off to landing"),
    msgid("flight time / time to take-off"),
    msgid("load where velocity becomes positive"),
    msgid("height by flight time less height by impulse"),
    msgid("g t^2 / 8 of the flight time"),
    msgid("v^2 / 2g of the velocity at take-off"),
    msgid("height by impulse + rise at take-off"),
    msgid("way down in that time"),
    msgid("net impulse in that time"),
    msgid("rise to the first peak / its time"),
    msgid("that over body weight"),
    msgid("greatest load after landing"),
    msgid("landing to a velocity of zero"),
    msgid("least load before take-off while going down / BW"),
    msgid("rise of the load while braking / way down"),
    msgid("mean load while braking"),
    msgid("mean power while braking"),
    msgid("mean load of propulsion"),
    msgid("mean power of propulsion"),
    msgid("mass times velocity at take-off"),
    msgid("least velocity before take-off"),
    msgid("greatest load before take-off"),
    msgid("greatest load times velocity before take-off"),
    msgid("that over mass"),
    msgid("steepest rise over 50 ms before take-off"),
    msgid("greatest velocity before take-off"),
    msgid("net impulse of propulsion"),
    msgid("velocity of zero to take-off"),
    msgid("height by impulse / time to take-off"),
    msgid("standard deviation, 1/(N-1), of the trials"),
    msgid("centre of mass at take-off above standing"),
    msgid("net impulse from the end of weighing to take-off / mass"),
    msgid("onset (5 SD, 30 ms back) to take-off"),
    msgid("standard uncertainty of that"),
    msgid("standard uncertainty of {name}"),
    msgid("net impulse while unweighting"),
    msgid("onset to the least velocity"),
    msgid("velocity that is left in the quiet phase after landing: 0 were nothing wrong"),
    msgid("standard deviation, 1/(N-1), of the load while quiet"),
    msgid("|asymmetry_frac|"),
    msgid("|left_pct - 50|"),
    msgid("sqrt(mean(x^2)), 1/N"),
    msgid("sqrt(mean(y^2)), 1/N"),
    msgid("sqrt(mean((BW - Fz)^2)) / BW over the first 3 s"),
    msgid("least time_threshold_s of the trials"),
    msgid("touch-down to a velocity of zero"),
    msgid("way down in contact"),
    msgid("touch-down to take-off"),
    msgid("how far the load falls below body weight before it rises / body weight"),
    msgid(
        "v^2 / 2g of the velocity at touch-down, integrated backwards from the quiet phase after"
    ),
    msgid("v^2 / 2g of the velocity at landing, integrated backwards from the quiet phase after"),
    msgid("velocity at touch-down, as above"),
    msgid("drop height less the box's that was stated"),
    msgid("rise to the first peak of contact / its time"),
    msgid("greatest load in contact"),
    msgid("greatest load"),
    msgid("greatest load times velocity in contact"),
    msgid("greatest load / way down in contact"),
    msgid("flight time / contact time"),
    msgid("height by flight time / contact time"),
    msgid(
        "0.2 SD of the trials, after Hopkins 2000, doi 10.2165/00007256-200030010-00001 "
        "(source not read), who is quoted with the spread between people; one session "
        "knows only that between this person's trials"
    ),
    msgid("time after landing that the three above look at"),
    msgid(
        "landing to the moment from which the running mean of the load stays within 0.25 "
        "standard deviations of the mean of the whole time"
    ),
    msgid("landing to the greatest load"),
)

_PARTS: Final = re.compile(r"(.*?)(?: \[([^]]*)\])?(?:; (needs \d+ Hz))?")
_UNREAD: Final = ", source not read"


def definition_words(text: str) -> Joined:
    """Take a definition apart, so that a language can say its parts.

    Examples
    --------
    >>> definition_words("take-off to landing [textbook]; needs 100 Hz").pieces
    ('take-off to landing [textbook]', 'needs 100 Hz')
    """
    found = _PARTS.fullmatch(text)
    if found is None:
        return joined([text])
    formula, source, rate = found.groups()
    if source is None:
        return joined([formula, rate or ""], "; ")
    said = source if source in ("ours", "textbook") else Verbatim(source.removesuffix(_UNREAD))
    told = joined([said, "source not read" if source.endswith(_UNREAD) else ""])
    bracketed = joined([Verbatim("["), told, Verbatim("]")], "")
    return joined([joined([formula, bracketed], " "), rate or ""], "; ")
