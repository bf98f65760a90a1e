"""Push and release: times from the first movement, feet off the board, standing still again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from balance_arcade.assess.foot_place import FootPlace, foot_place_words, read_foot_place
from balance_arcade.assess.push_release import Release, score_release
from balance_arcade.core.errors import ConfigError

WEIGHT_N = 700.0


def made(*, off: tuple[float, float] | None = None, marked_s: float = 4.2) -> Release:
    """A person who leans for four seconds, swings for 1.5 s, and may lose a foot meanwhile."""
    t_s = np.arange(1200) / 100.0
    cop = np.random.default_rng(1).normal(0.0, 0.5, (t_s.size, 2))
    swings = (t_s >= 4.0) & (t_s < 5.5)
    cop[swings, 1] -= 60.0 * np.sin(2.0 * np.pi * (t_s[swings] - 4.0))
    load = np.full(t_s.size, WEIGHT_N)
    if off is not None:
        load[(t_s >= off[0]) & (t_s < off[1])] = 0.4 * WEIGHT_N
    return Release(t_s, cop, load, WEIGHT_N, marked_s)


def test_times_count_from_the_movement_and_the_mark_is_held_against_it() -> None:
    found = score_release(made())
    # 5 mm of a swing of 60 mm a second are passed after some 15 ms.
    assert found.value("mark_lag_s") == pytest.approx(0.2, abs=0.03)
    assert found.value("n_unloadings") == 0.0
    assert found.refused["first_unloading_s"] == "no foot left the board"
    assert found.value("recovery_time_s") == pytest.approx(1.5, abs=0.1)
    assert found.value("furthest_mm") == pytest.approx(60.0, abs=3.0)


def test_a_foot_off_the_board_is_counted_and_delays_the_recovery() -> None:
    found = score_release(made(off=(4.5, 6.0)))
    assert found.value("n_unloadings") == 1.0
    assert found.value("first_unloading_s") == pytest.approx(0.5, abs=0.03)
    assert found.value("unloaded_s") == pytest.approx(1.5, abs=0.02)
    assert found.value("recovery_time_s") == pytest.approx(2.0, abs=0.1)
    for_good = score_release(made(off=(4.5, 99.0)))
    assert "not still on the board" in for_good.refused["recovery_time_s"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"marked_s": math.nan}, "no release marked"),
        ({"marked_s": 9.0}, "was anybody let go"),
        ({"marked_s": 0.5}, "not enough samples of leaning"),
        ({"weight_n": math.nan}, "the weight is not known"),
        ({"stop": "assisted"}, "the trial was stopped: assisted"),
    ],
)
def test_what_cannot_be_told_says_why(change: dict[str, object], said: str) -> None:
    found = score_release(made()._replace(**change))  # type: ignore[arg-type]
    assert all(said in why for why in found.refused.values())
    assert len(found.refused) == len(found.values)


def test_a_stance_is_written_and_read_back_by_numbers() -> None:
    words = foot_place_words(FootPlace(40.0, 170.0, 14.0, "socks"))
    assert read_foot_place(words) == {
        "heel_line_mm": 40.0,
        "heel_width_mm": 170.0,
        "foot_angle_deg": 14.0,
        "footwear": "socks",
    }
    assert foot_place_words(FootPlace()) == ""
    assert read_foot_place("feet: heel_width_mm=1e9 footwear=skis odd") == {}
    with pytest.raises(ConfigError, match="heel width must be 0 to 600, not 900"):
        foot_place_words(FootPlace(heel_width_mm=900.0))
    with pytest.raises(ConfigError, match="no footwear 'skis'"):
        foot_place_words(FootPlace(footwear="skis"))
