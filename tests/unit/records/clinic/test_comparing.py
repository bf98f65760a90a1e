"""Sides and conditions compared: the error of a difference against one worked out by hand."""

from __future__ import annotations

import datetime as dt
import math
import statistics

import pytest

from balance_arcade.records.clinic.comparing import Pair, pairs_of
from balance_arcade.records.clinic.progress import Course, Point, least_change
from balance_arcade.reports.pair_part import pair_blocks, pair_chart, pair_words

LEFT = [(9.0, 10.0, 11.0), (14.0, 16.0, 15.0), (20.0, 21.0, 22.0)]
RIGHT = [(24.0, 25.0, 23.0), (25.0, 24.0, 26.0), (27.0, 26.0, 25.0)]


def course(name: str, repeats: list[tuple[float, ...]], method: str = "single_leg/1") -> Course:
    points = tuple(
        Point(
            dt.datetime(2026, 3, 1 + k, tzinfo=dt.UTC),
            f"s{k}",
            statistics.fmean(one) if one else None,
            "" if one else "stopped",
            one,
        )
        for k, one in enumerate(repeats)
    )
    mdc, why = least_change([one for one in repeats if one])
    return Course(name, "s", method, "", points, None, mdc, "too few trials", why)


def naive_least(*sides: list[tuple[float, ...]]) -> float:
    """1.96 standard errors of a difference, from the pooled variance of each side by hand."""
    squares = 0.0
    for side in sides:
        pooled = statistics.fmean(statistics.variance(one) for one in side)
        squares += pooled / len(side[0])
    return 1.96 * math.sqrt(squares)


def test_a_difference_beyond_its_error_is_different_and_coming_nearer_is_told() -> None:
    (pair,) = pairs_of([course("best_left_s", LEFT), course("best_right_s", RIGHT)])
    assert (pair.kind, pair.name, pair.words) == ("sides", "best_s", ("left", "right"))
    assert pair.values == (21.0, 26.0)
    assert pair.least == pytest.approx(naive_least(LEFT, RIGHT), rel=1e-4)
    assert pair.verdict == "different"
    assert pair.nearer == pytest.approx(14.0 - 5.0)
    assert pair.nearer_verdict == "changed"
    now, moved = pair_words(pair)
    assert "difference -5, least detectable 1.6 s, the smaller is 81 %" in now
    assert moved == "They are nearer together than at first, by 9 s."


def test_a_small_difference_is_within_error_and_few_repeats_give_no_verdict() -> None:
    near = [(one[0] + 1.0, one[1] + 1.0, one[2] + 1.0) for one in LEFT]
    (pair,) = pairs_of([course("best_left_s", LEFT), course("best_right_s", near)])
    assert (pair.verdict, pair.nearer_verdict) == ("within error", "within error")
    few = [(9.0,), (15.0,), (21.0,)]
    (pair,) = pairs_of([course("best_left_s", few), course("best_right_s", RIGHT)])
    assert (pair.verdict, pair.least) == ("too few trials", None)
    assert pair_words(pair)[1] == ""


def test_only_the_same_method_unit_and_session_are_compared() -> None:
    one = course("best_left_s", LEFT)
    assert pairs_of([one, course("best_right_s", RIGHT, "single_leg+changed/1")]) == []
    apart = course("best_right_s", [(), (), ()])
    assert pairs_of([one, apart]) == []
    # The newest session that has both.
    (pair,) = pairs_of([one, course("best_right_s", [RIGHT[0], RIGHT[1], ()])])
    assert pair.values == (15.0, 25.0)
    # Halves of one load are no two measurements.
    assert pairs_of([course("left_pct_standing", LEFT), course("right_pct_standing", RIGHT)]) == []


def test_eyes_surface_and_directions_are_told_by_their_words() -> None:
    names = [f"rms_mm_{eyes}_{on}" for eyes in ("eo", "ec") for on in ("firm", "foam")]
    names += ["reach_deg_FL", "reach_deg_FR", "trials"]
    found = pairs_of([course(name, LEFT) for name in names])
    assert sorted((pair.kind, pair.name, *pair.words) for pair in found) == [
        ("eyes", "rms_mm_firm", "open eyes", "closed eyes"),
        ("eyes", "rms_mm_foam", "open eyes", "closed eyes"),
        ("sides", "reach_deg", "forward left", "forward right"),
        ("surface", "rms_mm_ec", "firm ground", "foam"),
        ("surface", "rms_mm_eo", "firm ground", "foam"),
    ]


def test_the_chart_tells_the_lines_apart_without_colour_and_the_table_has_them() -> None:
    pair: Pair = pairs_of([course("best_left_s", LEFT), course("best_right_s", RIGHT)])[0]
    text = pair_chart(pair).file_text()
    assert text.count("stroke-dasharray") == 1
    assert text.count("<circle") == 4  # Three values and the legend.
    assert ">left</text>" in text
    heading, table, *_ = pair_blocks([pair] * 20)
    assert "Best, s" in str(table)
    assert "Sides and conditions" in str(heading)
    assert pair_blocks([]) == []
