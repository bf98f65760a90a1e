"""Every metric against the table that says how it changes; see `transformations`."""

import math
import re

import numpy as np
import pytest
from transformations import ROWS, rows_of

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.extras import EXTRA_TABLE, Extras, extra_findings
from balance_arcade.cop.pipelines import PRESETS

RATE_HZ = 100.0
N = 6001  # every fourth sample is the same from either end
BASE_MM = np.array([[-120.0, -110.0], [120.0, -110.0], [120.0, 110.0], [-120.0, 110.0]])
SEEDS = (1, 2, 5)
NEAR = 0.12


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
    found = extra_findings(t, cop, rate_hz=rate_hz, preset=preset, extras=extras)
    values = {name: m.value for name, m in trial.metrics.items()}
    return values | {n: None if f.refused else f.value for n, f in found.items()}


def sway(seed, rate_hz=RATE_HZ, n=N, highest_hz=8.0):
    """A smooth sway and the horizontal force that moves a body so; the same at any rate."""
    rng = np.random.default_rng(seed)
    f = np.linspace(0.03, highest_hz, 240)
    t = np.arange(n) / rate_hz
    columns, forces = [], []
    for width in (1.0, 1.7):
        size = width * rng.normal(size=240) / (f + 0.15) ** 1.4
        phase = rng.uniform(0.0, 7.0, 240)
        waves = np.sin(np.outer(t, 2.0 * math.pi * f) + phase)
        columns.append(waves @ size)
        forces.append(waves @ (size * f**2 / (1.0 + f**4)))
    mix = np.array([[1.0, 0.2], [0.1, 0.9]])
    return np.column_stack(columns) @ mix, np.column_stack(forces) @ mix


def other_axis(name):
    return re.sub(r"_(ml|ap)(?=_|$)", lambda m: "_ap" if m[1] == "ml" else "_ml", name)


def exchanged(name):
    pairs = {"_pos_": "_neg_", "left": "right", "tl_": "tr_", "bl_": "br_"}
    for a, b in (pairs | {b: a for a, b in pairs.items()}).items():
        if a in name:
            return name.replace(a, b)
    return name


def axial(a, b):
    return abs((a - b + 90.0) % 180.0 - 90.0)


def compare(kind, ours, theirs, name, *, names_to=lambda n: n, scale=1.0):
    """Check one metric by the word that stands in the table."""
    if kind == "-":
        return
    target = exchanged(name) if kind == "exchange" else names_to(name)
    value, other = ours[name], theirs[target]
    if value is None or other is None:
        assert value is other is None, name
    elif kind == "near":
        assert other == pytest.approx(value, rel=NEAR, abs=1e-3), name
    else:
        expected = {"minus": -value, "inverse": 1.0 / value if value else 0.0}.get(kind, value)
        assert other == pytest.approx(expected * scale, rel=1e-6, abs=1e-8), name


@pytest.fixture(scope="module", params=SEEDS)
def trial(request):
    cop, force = sway(request.param)
    return cop, force, measure(cop, force)


def every(values, attribute):
    return [(name, getattr(rows_of(name)[0], attribute)) for name in values]


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_metric_has_one_row(preset):
    cop, force = sway(1, n=10)
    names = set(measure(cop, force, preset=preset)) | set(EXTRA_TABLE)
    for name in names:
        assert len(rows_of(name)) == 1, name


def test_no_row_is_left_over():
    cop, force = sway(1, n=10)
    names = {name for preset in PRESETS for name in measure(cop, force, preset=preset)}
    for row in ROWS:
        for pattern in row.names.split():
            assert any(pattern in _patterns(name) for name in names), pattern


def _patterns(name):
    return [p for row in rows_of(name) for p in row.names.split()]


def test_all_values_are_there(trial):
    missing = {name for name, value in trial[2].items() if value is None}
    assert not missing


def test_mirror(trial):
    cop, force, ours = trial
    theirs = measure(cop * (-1.0, 1.0), force * (-1.0, 1.0))
    for name, kind in every(ours, "mirror"):
        if kind == "axial":
            assert axial(theirs[name], 180.0 - ours[name]) < 1e-6, name
        else:
            compare(kind, ours, theirs, name)


def test_exchanged_axes(trial):
    cop, force, ours = trial
    theirs = measure(np.ascontiguousarray(cop[:, ::-1]), np.ascontiguousarray(force[:, ::-1]))
    for name, kind in every(ours, "swap"):
        if kind == "axial":
            assert axial(theirs[name], 90.0 - ours[name]) < 1e-6, name
        else:
            compare(kind, ours, theirs, name, names_to=other_axis)


@pytest.mark.parametrize("degrees", [30.0, 101.0])
def test_turned_board(trial, degrees):
    cop, force, ours = trial
    a = math.radians(degrees)
    turn = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    theirs = measure(cop @ turn, force @ turn)
    for name, kind in every(ours, "turn"):
        if kind == "axial":
            assert axial(theirs[name], ours[name] + degrees) < 1e-6, name
        else:
            compare(kind, ours, theirs, name)


def test_scaled(trial):
    cop, force, ours = trial
    theirs = measure(cop * 2.0, force)
    for name, power in every(ours, "power"):
        if power is not None and "load" not in name:
            compare("same", ours, theirs, name, scale=2.0**power)


def test_moved(trial):
    cop, force, ours = trial
    theirs = measure(np.add(cop, (32.0, -16.0)), force)
    for name, kind in every(ours, "move"):
        if kind == "moved":
            shift = 32.0 if "_ml_" in name else -16.0
            assert theirs[name] == pytest.approx(ours[name] + shift, rel=1e-9), name
        elif "load" not in name:
            compare(kind, ours, theirs, name)


def test_backwards(trial):
    cop, force, ours = trial
    theirs = measure(np.ascontiguousarray(cop[::-1]), np.ascontiguousarray(force[::-1]))
    for name, kind in every(ours, "back"):
        compare(kind, ours, theirs, name)


@pytest.mark.parametrize("rate_hz", [50.0, 200.0])
def test_another_rate(rate_hz):
    """The pipeline of the default: the same person on a slower and on a faster board."""
    ours = measure(*sway(4, 100.0, 6001, 3.0), preset="default")
    n = round(60 * rate_hz) + 1
    theirs = measure(*sway(4, rate_hz, n, 3.0), rate_hz=rate_hz, preset="default")
    for name, kind in every(ours, "rate"):
        compare(kind, ours, theirs, name)
