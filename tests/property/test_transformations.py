"""Every metric against its row that says how it changes, with loads, shear, feet and height."""

import pytest
from transformations import check, measure, rows

from balance_arcade.cop.definitions_body import EXTRA_TABLE
from balance_arcade.cop.groups import own_rows
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.testing.metric_changes import (
    BACKWARDS,
    EXCHANGED,
    MIRRORED,
    MOVED,
    RESAMPLED,
    SCALED,
    changes_of,
    turned,
)
from balance_arcade.testing.trials import smooth_sway

SEEDS = (1, 2, 5)


@pytest.fixture(scope="module", params=SEEDS)
def trial(request):
    cop, force = smooth_sway(request.param)
    return cop, force, measure(cop, force)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_metric_has_a_row_that_says_how_it_changes(preset):
    cop, force = smooth_sway(1, n_samples=10)
    known = rows(preset)
    for name in set(measure(cop, force, preset=preset)) | set(EXTRA_TABLE):
        assert name in known, f"The metric {name} has no row; add it to the group that gives it."
        changes_of(known[name], "balance_arcade.cop")


def test_no_row_is_left_over():
    cop, force = smooth_sway(1, n_samples=10)
    names = {name for preset in PRESETS for name in measure(cop, force, preset=preset)}
    assert {name for name, row in own_rows().items() if not row.streams} <= names


def test_all_values_are_there(trial):
    missing = {name for name, value in trial[2].items() if value is None}
    assert not missing


@pytest.mark.parametrize("change", [MIRRORED, EXCHANGED, turned(30.0), turned(101.0)])
def test_mirrored_exchanged_turned(trial, change):
    cop, force, ours = trial
    check(ours, measure(change.of_points(cop), change.of_points(force)), change)


@pytest.mark.parametrize("change", [SCALED, MOVED])
def test_scaled_and_moved(trial, change):
    """The loads follow the centre of pressure here, so they are other loads."""
    cop, force, ours = trial
    check(ours, measure(change.of_points(cop), force), change, skip=("load",))


def test_backwards(trial):
    cop, force, ours = trial
    theirs = measure(BACKWARDS.of_points(cop), BACKWARDS.of_points(force))
    check(ours, theirs, BACKWARDS)


@pytest.mark.parametrize("rate_hz", [50.0, 200.0])
def test_another_rate(rate_hz):
    """The pipeline of the default: the same person on a slower and on a faster board."""
    ours = measure(*smooth_sway(4, 100.0, 6001, 3.0), preset="default")
    n = round(60 * rate_hz) + 1
    theirs = measure(*smooth_sway(4, rate_hz, n, 3.0), rate_hz=rate_hz, preset="default")
    check(ours, theirs, RESAMPLED, preset="default")


def test_a_metric_without_its_row_is_named_in_words():
    values = {"foo_mm": 1.0}
    with pytest.raises(AssertionError, match="The metric foo_mm has no row"):
        check(values, values, MIRRORED)


def test_a_row_that_does_not_say_how_it_changes_is_named_in_words():
    row = own_rows()["rms_mm"]._replace(changes=None)
    with pytest.raises(LookupError, match="rms_mm has no row for how it changes under a mirror"):
        changes_of(row, "balance_arcade.cop.definitions")
