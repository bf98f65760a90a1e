"""What a summary says of the quiet stance before play: how long, how measured, why no norm."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.app.summing_up import quiet_words
from balance_arcade.assess.norms import OTHER_TIMES
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.records.quiet import QuietStance


@pytest.mark.parametrize(("seconds", "is_short"), [(5.0, True), (29.0, True), (29.9, False)])
def test_a_short_start_is_called_too_short_and_no_norm_is_guessed(
    seconds: float, is_short: bool
) -> None:
    t_s = np.arange(600) / 100.0
    cop_mm = np.column_stack((np.sin(t_s), np.cos(t_s)))
    measured = analyze_trial(t_s, cop_mm, rate_hz=100.0)
    words = quiet_words(QuietStance(cop_mm, 0.5, measured, seconds))
    assert words.startswith(f"quiet stance of {seconds:.0f} s")
    assert ("too short to be compared (30 s are)" in words) is is_short
    assert words.endswith(OTHER_TIMES)
