"""Metrics of other packages: shown with their definition, or named and left out; ours stay."""

import logging
import sys
import types
from importlib.metadata import EntryPoint, entry_points

import numpy as np
import pytest

from balance_arcade.cop import groups
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.metric import Changes, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, MetricGroup
from balance_arcade.testing.trials import quiet_trial

ROW = Metric("reach_mm", "mm", "greatest ml", "ours", "place", 2, changes=Changes(1))
TRIAL = quiet_trial()


@pytest.fixture
def install(monkeypatch):
    """Put entry points where packages would, each with an object behind it."""
    module = types.ModuleType("foreign_metrics")
    monkeypatch.setitem(sys.modules, "foreign_metrics", module)

    def put(*entries):
        found = []
        for number, (name, what) in enumerate(entries):
            value = what
            if not isinstance(what, str):
                setattr(module, f"GROUP_{number}", what)
                value = f"foreign_metrics:GROUP_{number}"
            found.append(EntryPoint(name, value, groups.GROUP))
        monkeypatch.setattr(groups, "entry_points", lambda group: tuple(found))
        groups.foreign_groups.cache_clear()

    put()
    yield put
    groups.foreign_groups.cache_clear()


def group(measure=None, rows=(ROW,), contract=METRIC_CONTRACT):
    return MetricGroup(contract, rows, measure or (lambda signals, pipeline: {"reach_mm": 7.0}))


def analysed(preset="raw"):
    return analyze_trial(
        TRIAL.t_s, TRIAL.cop_mm, rate_hz=TRIAL.rate_hz, preset=preset, foreign=True
    )


def test_built_in_groups_measure_without_any_package_metadata(install):
    assert len(analysed().metrics) > 100
    assert analysed().quality.notes == ()


def test_the_packages_metadata_names_the_same_groups_as_the_table():
    ours = {
        entry.name: entry.value
        for entry in entry_points(group=groups.GROUP)
        if entry.value.startswith("balance_arcade.")
    }
    assert ours == groups.BUILT_IN


def test_our_own_entry_points_are_no_rivals_of_the_table(install):
    install(("sway", groups.BUILT_IN["sway"]), ("sway", groups.BUILT_IN["sway"]))
    assert groups.foreign_groups() == ((), ())


@pytest.mark.parametrize("preset", ["raw", "default", "quijoux2021"])
def test_a_metric_from_outside_stands_behind_ours_with_its_definition(install, preset):
    before = analysed(preset)
    install(("reach", group()))
    after = analysed(preset)
    assert list(after.metrics) == [*before.metrics, "reach_mm"]
    found = after.metrics["reach_mm"]
    assert (found.value, found.unit, found.definition) == (7.0, "mm", "greatest ml")
    assert {n: after.metrics[n] for n in before.metrics} == before.metrics
    assert after.quality == before.quality


def test_it_sees_the_samples_and_what_was_found_before(install):
    seen = {}

    def measure(signals, pipeline):
        seen.update(values=dict(signals.values), n=signals.n_used, raw=signals.raw.cop_mm.shape)
        return {"reach_mm": float(signals.used.cop_mm[:, 0].max())}

    install(("reach", group(measure)))
    trial = analysed()
    assert trial.metrics["reach_mm"].value == TRIAL.cop_mm[:, 0].max()
    assert seen["n"] == len(TRIAL.t_s)
    assert seen["raw"] == TRIAL.cop_mm.shape
    assert seen["values"]["rms_mm"] == trial.metrics["rms_mm"].value


def test_it_is_refused_by_the_rules_of_its_kind(install):
    install(("reach", group()))
    short = analyze_trial([0.0], [[1.0, 2.0]], rate_hz=100.0, preset="raw", foreign=True)
    assert short.metrics["reach_mm"].refused == "too short: 1 samples, 2 needed"
    nobody = analyze_trial(np.empty(0), np.empty((0, 2)), rate_hz=100.0, foreign=True)
    assert nobody.metrics["reach_mm"].refused == "no sample has somebody on the board"


def test_a_metric_of_loads_is_there_where_loads_are(install):
    install(("reach", group(rows=(ROW._replace(kind="load"),))))
    assert "reach_mm" not in analysed().metrics
    half = np.full(len(TRIAL.t_s), 0.5)
    with_loads = analyze_trial(
        TRIAL.t_s,
        TRIAL.cop_mm,
        rate_hz=100.0,
        preset="raw",
        loads=LoadShares(half, half),
        foreign=True,
    )
    assert with_loads.metrics["reach_mm"].value == 7.0


def raises(signals, pipeline):
    raise ZeroDivisionError("in the\nmiddle")


def leaves(signals, pipeline):
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (raises, "they raised ZeroDivisionError: in the middle"),
        (leaves, "they raised SystemExit: 3"),
        (lambda s, p: None, "measure gave NoneType"),
        (lambda s, p: {}, "there is a row, but no value or reason, of reach_mm"),
        (lambda s, p: {"reach_mm": 1.0, "rms_mm": 2.0}, "a value, but no row, of rms_mm"),
        (lambda s, p: {"reach_mm": None}, "reach_mm is NoneType, neither a number nor a reason"),
        (lambda s, p: {"reach_mm": ""}, "the reason why reach_mm has no value is empty"),
        (lambda s, p: "", "the reason why there is no value is empty"),
    ],
)
def test_what_goes_wrong_in_a_trial_is_said_and_everything_else_goes_on(
    install, caplog, measure, words
):
    before = analysed()
    install(("bad", group(measure)), ("good", group(rows=(ROW._replace(name="other_mm"),))))
    with caplog.at_level(logging.WARNING):
        after = analysed()
    assert {n: after.metrics[n] for n in before.metrics} == before.metrics
    item = after.metrics["reach_mm"]
    assert item.value is None
    assert words in item.refused
    notes = [n for n in after.quality.notes if "'bad' of foreign_metrics are left out" in n]
    assert len(notes) == 1
    assert words in notes[0]
    assert notes[0] in caplog.messages


def test_a_number_that_is_none_is_refused(install):
    install(("reach", group(lambda s, p: {"reach_mm": np.float32("nan")})))
    assert analysed().metrics["reach_mm"].refused == "the samples do not determine it"
    install(("reach", group(lambda s, p: "the moon is full")))
    assert analysed().metrics["reach_mm"].refused == "the moon is full"


def test_it_can_change_nothing_of_ours(install):
    def measure(signals, pipeline):
        for record in (signals.used, signals.raw):
            record.cop_mm[:] = 0.0
            record.t_s[:] = 0.0
        signals.sums[:] = 0.0
        with pytest.raises(TypeError):
            signals.values["rms_mm"] = 0.0
        return {"reach_mm": 1.0}

    cop = TRIAL.cop_mm.copy()
    before = analysed()
    second = group(lambda s, p: {"b_mm": float(s.used.cop_mm.max())}, (ROW._replace(name="b_mm"),))
    install(("a", group(measure)), ("b", second))
    after = analysed()
    assert {n: after.metrics[n] for n in before.metrics} == before.metrics
    assert after.quality == before.quality
    assert after.metrics["b_mm"].value == cop.max()
    np.testing.assert_array_equal(TRIAL.cop_mm, cop)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("no_such_package_x:GROUP", "no_such_package_x:GROUP does not load (ModuleNotFoundError"),
        ("math:no_such_thing", "math:no_such_thing does not load (AttributeError"),
        (object(), "what they name is no MetricGroup but object"),
        (group(contract=2), "they keep to version 2 of the contract for metrics, this program to"),
        (group(contract="1"), "version '1' of the contract"),
        (group(rows=()), "they have no row"),
        (group(rows=(ROW, ROW)), "their rows cannot be read (ValueError: Two rows are called"),
        (group(rows=("reach_mm",)), "their rows cannot be read (AttributeError"),
        (group(rows=3), "their rows cannot be read (TypeError"),
        (group(rows=(ROW._replace(formula=" "),)), "the metric reach_mm has no formula"),
        (group(rows=(ROW._replace(source=""),)), "the metric reach_mm has no source"),
        (group(rows=(ROW._replace(kind="way"),)), "unknown kind 'way'; known: place, path"),
        (group(rows=(ROW._replace(name="Reach mm"),)), "'Reach mm' has other signs in its name"),
        (group(rows=(ROW._replace(unit=None),)), "reach_mm has a field that is no text"),
        (group(rows=(ROW._replace(n_least="2"),)), "a whole number of samples, not '2'"),
        (group(rows=(ROW._replace(name="rms_mm"),)), "rms_mm is taken by one of our own metrics"),
        (group(rows=(ROW._replace(name="n_breaks"),)), "n_breaks is taken by one of our own"),
        (group(rows=(ROW._replace(name="cog_path_mm"),)), "cog_path_mm is taken by one of our own"),
        (group(rows=(ROW._replace(name="vfy_mm_s2"),)), "vfy_mm_s2 is taken by one of our own"),
    ],
)
def test_what_cannot_be_taken_is_named_and_left_out(install, caplog, what, words):
    before = analysed()
    with caplog.at_level(logging.WARNING):
        install(("bad", what))
        after = analysed()
    assert after.metrics == before.metrics
    (note,) = after.quality.notes
    assert note.startswith("The metrics 'bad' of ")
    assert words in note
    assert caplog.messages == [note]


def test_a_name_of_ours_is_taken(install):
    install(("sway", group()))
    (note,) = analysed().quality.notes
    assert "'sway' of foreign_metrics are left out: one of our own groups has this name" in note


def test_two_packages_with_one_name_are_refused_both(install):
    install(("twin", "a:b"), ("twin", "c:d"))
    notes = analysed().quality.notes
    assert len(notes) == 2
    assert all("several packages claim the name: a:b, c:d" in note for note in notes)


def test_two_packages_with_one_metric_are_refused_both(install):
    install(("one", group()), ("two", group()), ("three", group(rows=(ROW._replace(name="z"),))))
    groups.foreign_groups.cache_clear()
    trial = analysed()
    assert "reach_mm" not in trial.metrics
    claimed = [note for note in trial.quality.notes if "claim the name reach_mm" in note]
    assert len(claimed) == 2
    assert all("foreign_metrics (one), foreign_metrics (two)" in note for note in claimed)


def test_rows_stay_as_they_were_checked(install):
    rows = [ROW]
    install(("reach", group(rows=lambda pipeline: tuple(rows))))
    rms = analysed().metrics["rms_mm"]
    rows[0] = ROW._replace(name="rms_mm", unit="furlong")
    after = analysed()
    assert after.metrics["rms_mm"] == rms
    assert after.metrics["reach_mm"].value == 7.0


def test_who_does_not_ask_for_them_has_ours_alone(install):
    """A clinical test, the warm-up of a session: no code of others runs there."""
    install(("reach", group(raises)))
    trial = analyze_trial(TRIAL.t_s, TRIAL.cop_mm, rate_hz=100.0, preset="raw")
    assert "reach_mm" not in trial.metrics
    assert trial.quality.notes == ()
