"""Records with everything a metric may need, and how its row says that it changes."""

import numpy as np

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.groups import built_in_groups, own_rows
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.testing.metric_changes import changes_of, difference
from balance_arcade.testing.trials import RATE_HZ

BASE_MM = np.array([[-120.0, -110.0], [120.0, -110.0], [120.0, 110.0], [-120.0, 110.0]])


def loads_of(cop):
    """Corner forces of a person of 700 N whose load follows the centre of pressure."""
    x, y = (0.5 + cop / 400.0).T
    return 700.0 * np.column_stack(((1 - x) * y, x * y, (1 - x) * (1 - y), x * (1 - y)))


def measure(cop, force, *, rate_hz=RATE_HZ, preset="raw", base_mm=BASE_MM):
    t = np.arange(cop.shape[0]) / rate_hz
    corners = loads_of(cop)
    total = corners.sum(axis=1)
    shares = LoadShares(corners[:, [0, 2]].sum(axis=1) / total, corners[:, :2].sum(axis=1) / total)
    extras = Extras(corners, force, base_mm, 1700.0)
    trial = analyze_trial(t, cop, rate_hz=rate_hz, preset=preset, loads=shares)
    found = extra_metrics(t, cop, rate_hz=rate_hz, preset=preset, extras=extras)
    return {name: m.value for name, m in (trial.metrics | found).items()}


def rows(preset="raw"):
    """Every row of ours, in the words of a preset."""
    out = dict(own_rows())
    for named in built_in_groups():
        out |= named.group.table(PRESETS[preset])
    return out


def check(ours, theirs, change, preset="raw", skip=()):
    """Hold every metric of a changed record against its row."""
    known = rows(preset)
    wrong = []
    for name in ours:
        assert name in known, f"The metric {name} has no row; add it to the group that gives it."
        row = known[name]
        if not any(word in name for word in skip):
            changes = changes_of(row, "balance_arcade.cop")
            wrong.append(difference(name, changes, ours, theirs, change))
    wrong = [sentence for sentence in wrong if sentence]
    assert not wrong, "\n".join(wrong)
