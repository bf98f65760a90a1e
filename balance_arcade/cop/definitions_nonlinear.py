"""The rows of nonlinear dynamics: recurrences, divergence, multifractal scaling, Hjorth."""

from __future__ import annotations

from balance_arcade.cop.metric import AXES, Changes, Metric

_TWIN = "twins_nonlinear:nonlinear"
_MOMENTS = (
    "moments of 3 samples 0.48 s apart, Euclidean distances, mean of equal parts of at most 35 s, "
    "{a} at 25 Hz"
)
_RECURRENT = f"pairs within the radius at which the nearest 5 % are; {_MOMENTS}"
_SCALES = (
    "slope of ln F_q over ln n, 20 windows n from 0.64 s to 10 s or a quarter of the stretch, from "
    "both ends, lines"
)
_MARWAN = "Marwan 2007"
_MARWAN_VERTICAL = "Marwan 2007, Marwan 2002"
_KANTELHARDT = "Kantelhardt 2002"
_SPECTRUM = "Kantelhardt 2002, Ihlen 2012"

_NEAR = Changes(back="near")
# Few lines, one line or a small difference decide: another choice of samples may change them.
_LOOSE = Changes(back="-", rate="-")

_NO_LINES = "a part of the record has no line of 0.2 s: nothing comes back the same way"
_NO_NEAR = "a part of the record has no pair within half of the radius"

_RECURRENCES = (
    Metric(
        "rqa_radius_{a}_mm",
        "mm",
        f"distance within which the nearest 5 % of all pairs lie; {_MOMENTS}",
        "van den Hoorn 2020",
        changes=Changes(1, back="near"),
    ),
    Metric(
        "rqa_determinism_{a}",
        "",
        f"share of recurrent pairs in diagonal lines of at least 0.2 s; {_RECURRENT}",
        _MARWAN,
        changes=_NEAR,
    ),
    Metric(
        "rqa_mean_diagonal_{a}_s",
        "s",
        f"mean length of those lines; {_RECURRENT}",
        _MARWAN,
        why_none=_NO_LINES,
        changes=_NEAR,
    ),
    Metric(
        "rqa_longest_diagonal_{a}_s",
        "s",
        f"longest line, between moments at least 0.96 s apart; {_RECURRENT}",
        _MARWAN,
        changes=_LOOSE,
    ),
    Metric(
        "rqa_diagonal_entropy_{a}",
        "",
        f"-sum p ln p, p shares of the lengths of those lines of at least 0.2 s; {_RECURRENT}",
        _MARWAN,
        why_none=_NO_LINES,
        changes=_NEAR,
    ),
    Metric(
        "rqa_laminarity_{a}",
        "",
        "share of recurrent pairs in vertical lines of at least 0.2 s, to the right of the main "
        f"diagonal; {_RECURRENT}",
        _MARWAN_VERTICAL,
        changes=_NEAR,
    ),
    Metric(
        "rqa_trapping_time_{a}_s",
        "s",
        f"mean length of those vertical lines; {_RECURRENT}",
        _MARWAN_VERTICAL,
        why_none=_NO_LINES,
        changes=_NEAR,
    ),
    Metric(
        "rqa_trend_{a}_pct_s",
        "%/s",
        "slope of the percentage of recurrent pairs over the time between them, the last tenth "
        f"left out; {_RECURRENT}",
        "Webber & Zbilut 1994",
        changes=_NEAR,
    ),
    Metric(
        "correlation_dimension_{a}",
        "",
        "log2 of the pairs within the radius at which the nearest 5 % are over those within half "
        f"of it; {_MOMENTS}",
        "Grassberger & Procaccia 1983",
        why_none=_NO_NEAR,
        changes=_NEAR,
    ),
    Metric(
        "lyapunov_exponent_{a}_per_s",
        "1/s",
        "slope over the first second of the mean ln distance from the nearest neighbour more than "
        f"3 s away; {_MOMENTS}",
        "Rosenstein 1993, Roerdink 2006",
        changes=_NEAR,
    ),
)
_SCALINGS = (
    *(
        Metric(
            f"hurst_q{word}_{{a}}",
            "",
            f"{_SCALES}, q = {q}, {{a}} at 25 Hz",
            _KANTELHARDT,
            changes=_NEAR,
        )
        for word, q in (("_minus_5", -5), ("_minus_2", -2), ("_0", 0), ("_2", 2), ("_5", 5))
    ),
    Metric(
        "multifractal_width_{a}",
        "",
        "greatest less least singularity strength d(q h - 1) / dq, q from -5 to 5 in steps of 0.5, "
        f"h the {_SCALES}, {{a}} at 25 Hz",
        _SPECTRUM,
        changes=_LOOSE,
    ),
    Metric(
        "multifractal_peak_{a}",
        "",
        "singularity strength of q = 0, where the spectrum is highest, {a} at 25 Hz",
        _SPECTRUM,
        changes=_NEAR,
    ),
    Metric(
        "multifractal_asymmetry_{a}",
        "",
        "(right less left half of the singularity spectrum) / its width, {a} at 25 Hz",
        "ours",
        why_none="the singularity spectrum has no width",
        changes=_LOOSE,
    ),
)
_HJORTH = (
    Metric(
        "hjorth_mobility_{a}_per_s",
        "1/s",
        "standard deviation of the first differences over that of the values, times the rate, "
        "{a} at 25 Hz",
        "Hjorth 1970",
        changes=_NEAR,
    ),
    Metric(
        "hjorth_complexity_{a}",
        "",
        "mobility of the first differences over that of the values, {a} at 25 Hz",
        "Hjorth 1970",
        why_none="the first differences do not change",
        changes=_NEAR,
    ),
)

RECURRENCE_NAMES = tuple(row.name for row in _RECURRENCES)
SCALING_NAMES = tuple(row.name for row in _SCALINGS)
HJORTH_NAMES = tuple(row.name for row in _HJORTH)

ROWS = tuple(
    row._replace(twin=_TWIN).on(axis)
    for axis in AXES
    for row in (*_RECURRENCES, *_SCALINGS, *_HJORTH)
)
