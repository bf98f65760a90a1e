"""The contract suite says in sentences what is wrong; each fault is made on purpose."""

import math

import numpy as np
import pytest

from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import MetricGroup
from balance_arcade.testing import metric_contract
from balance_arcade.testing.metric_contract import CHECKS, MetricContract, metric_faults

ROW = Metric(
    "reach_{a}_mm",
    "mm",
    "mean of {x}^2 under the root",
    "ours",
    "place",
    2,
    "nobody moves",
    changes=Changes(1),
    twin=f"{__name__}:twin",
)


def twin(t_s, points, rate_hz):
    assert isinstance(points[0], tuple)
    out = {}
    for k, axis in enumerate(AXES):
        mean = math.fsum(p[k] for p in points) / len(points)
        mean_square = math.fsum((p[k] - mean) ** 2 for p in points) / len(points)
        out[f"reach_{axis}_mm"] = math.sqrt(mean_square)
    return out


def wrong_twin(t_s, points, rate_hz):
    return {name: 1.001 * value for name, value in twin(t_s, points, rate_hz).items()}


def dumb_twin(t_s, points, rate_hz):
    return {}


def measure(signals, pipeline):
    cop = signals.used.cop_mm
    there = cop[~np.isnan(cop[:, 0])]
    return {f"reach_{axis}_mm": float(there[:, k].std()) for k, axis in enumerate(AXES)}


def group(measure=measure, contract=1, **other):
    row = ROW._replace(**other)
    return MetricGroup(contract, tuple(row.on(axis) for axis in AXES), measure)


def changed(**other):
    return group(changes=Changes(1)._replace(**other))


def raises(signals, pipeline):
    raise KeyError("left")


def restless(signals, pipeline, _count=[0]):  # noqa: B006 - that it remembers is the fault
    _count[0] += 1
    return {name: value + _count[0] for name, value in measure(signals, pipeline).items()}


def spoils(signals, pipeline):
    out = measure(signals, pipeline)
    signals.used.cop_mm[0] = 0.0
    return out


def test_a_good_group_has_no_fault():
    assert metric_faults(group()) == []


@pytest.mark.parametrize(
    ("check", "faulty", "words"),
    [
        ("rows", object(), "The group is no MetricGroup but object."),
        ("rows", group(contract=3), "keeps to version 3 of the contract"),
        ("rows", group(formula=""), "the metric reach_ml_mm has no formula"),
        ("rows", group(source=" "), "the metric reach_ml_mm has no source"),
        ("rows", group(formula="{y}"), "The formula of reach_ml_mm has braces"),
        ("rows", group(unit="s"), "The unit of reach_ml_mm is s in its row, but mm in its name."),
        ("rows", group(unit="cm"), "The unit of reach_ml_mm is cm in its row, but mm in its name."),
        ("rows", group(name="reach_{a}"), "The unit of reach_ml is mm in its row, but none in its"),
        ("rows", group(n_least=0), "is of the kind place, so it has to say how many samples"),
        ("rows", group(streams=True), "reach_ml_mm says that it streams; only our own can"),
        ("rows", group(name="rms_{a}_mm"), "The name rms_ml_mm is taken by one of our own"),
        ("rows", group(changes=None), "The metric reach_ml_mm has no row for how it changes under"),
        ("rows", group(changes=None), f"add changes=Changes(...) to its Metric in {__name__}"),
        ("rows", changed(mirror="left"), "reach_ml_mm says mirror='left'; known are same, minus"),
        ("rows", changed(power="two"), "reach_ml_mm says power='two'; give a whole number or None"),
        ("values", group(raises), "On the standard trial 'quiet sway' (preset default) the group"),
        ("values", group(raises), "KeyError: 'left' ("),
        ("values", group(lambda s, p: {"a": 1.0}), "a value, but no row, of a"),
        ("values", group(lambda s, p: "no luck today"), "reach_ml_mm has no value: no luck today."),
        ("values", group(lambda s, p: "no"), "reach_ml_mm is refused without words: 'no'."),
        ("repeats", group(restless), "reach_ml_mm of one and the same trial ('quiet sway') is"),
        ("repeats", group(spoils), "The group changes the samples of the trial 'quiet sway'."),
        ("mirror", changed(mirror="minus"), "reach_ml_mm changes under a mirror other than its"),
        ("mirror", changed(mirror="axial"), 'says (mirror="axial"): reach_ml_mm is'),
        ("turn", changed(turn="same"), "reach_ml_mm changes when the board is turned other than"),
        ("scale", changed(power=2), "reach_ml_mm changes with the scale of the record other than"),
        ("axes", changed(swap="inverse"), "reach_ml_mm changes when ml and ap are exchanged other"),
        ("move", changed(move="moved"), "reach_ml_mm changes when the board is moved other than"),
        ("twins", group(twin="no_such_module:f"), "no_such_module:f of reach_ml_mm cannot be ask"),
        ("twins", group(twin=f"{__name__}:none"), "cannot be asked: AttributeError"),
        ("twins", group(twin=f"{__name__}:dumb_twin"), "does not give reach_ml_mm, although"),
        ("twins", group(twin=f"{__name__}:wrong_twin"), "but its twin"),
    ],
)
def test_a_fault_is_said_in_words(check, faulty, words):
    faults = CHECKS[check](faulty)
    assert any(words in fault for fault in faults), faults
    assert all(fault.endswith(".") and "\n" not in fault for fault in faults)


def drifts_backwards(signals, pipeline):
    """The last sample counts most: not the same from the other end."""
    cop = signals.used.cop_mm
    weights = np.linspace(0.0, 1.0, len(cop))
    return {
        f"reach_{axis}_mm": float(np.nansum(weights * np.abs(cop[:, k] - np.nanmean(cop[:, k]))))
        for k, axis in enumerate(AXES)
    }


def counts_samples(signals, pipeline):
    return {f"reach_{axis}_mm": float(signals.n_used) for axis in AXES}


def test_what_hangs_on_the_direction_of_time_or_on_the_rate_is_said():
    assert "backwards in time" in CHECKS["backwards"](group(drifts_backwards))[0]
    assert "at another sampling rate" in CHECKS["rate"](group(counts_samples))[0]
    assert CHECKS["rate"](changed(rate="-")._replace(measure=counts_samples)) == []


def test_the_tests_fail_with_sentences_and_nothing_else():
    class Faulty(MetricContract):
        group = changed(mirror="minus")

    with pytest.raises(AssertionError, match="reach_ml_mm changes under a mirror") as caught:
        Faulty().test_mirror()
    assert "Traceback" not in str(caught.value)
    Faulty().test_scale()
    Faulty.group = group(changes=None)
    with pytest.raises(AssertionError, match="has no row for how it changes"):
        Faulty().test_scale()


def test_every_check_has_its_test():
    held = [name for name in dir(MetricContract) if name.startswith("test_")]
    assert len(held) == len(CHECKS) == 11
    assert metric_contract.metric_faults(group(source="")) == CHECKS["rows"](group(source=""))
