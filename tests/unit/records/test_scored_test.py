"""Tests that a simulated person was led through, scored from their recordings."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.assess.guided_tests import add_test, guided_test
from balance_arcade.assess.own_test import OwnTrial, own_test
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.events import Command, Event
from balance_arcade.files.tables import read_trial
from balance_arcade.games.setup import RunOptions
from balance_arcade.records import assessed
from balance_arcade.records.assessed import MadeTrial, find_trials, open_recordings
from balance_arcade.records.scored_test import (
    _without_foam,
    check_height,
    keep_assessment,
    score_test,
)

Take = Callable[[str, str], list[Path]]

SHORT = own_test(
    "short-romberg",
    "romberg",
    settings={"trial_s": 5.0},
    trials=[OwnTrial("eo_firm", practice=True), OwnTrial("eo_firm"), OwnTrial("ec_firm")],
)


def lead(folder: Path, name: str, address: str, orders: dict[float, Command] | None = None) -> None:
    """Lead the person on a board through a test; orders come at their time on its clock."""
    test, left = guided_test(name), dict(orders or {})
    playlist = Playlist(
        tuple(part.name for part in test.parts),
        options=RunOptions(spotter_confirmed=True),
        quick=True,
    )
    switches = Switches(publish=False, folder=folder, summary=False)
    with Host.open(address, switches) as host:
        session = host.begin(playlist, follower=host.follower)
        if not left:
            play_headless(host, session)
        else:
            session.begin()
            while not session.run.finished:
                for sample in host.source.pump():
                    session.feed((sample,))
                    for t_s in [one for one in left if sample.t_s >= one]:
                        session.order(left.pop(t_s))
        host.end_session()


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Recordings of a short test of three stances."""
    add_test(SHORT)
    folder = tmp_path_factory.mktemp("stances")
    lead(folder, SHORT.name, "sim:?seed=3&speed=0&profile=older")
    return sorted(folder.glob("*.mcap"))


def test_a_stance_is_scored_by_the_samples_of_its_trial_alone(recordings: list[Path]) -> None:
    found = score_test(recordings, SHORT, height_mm=1700.0)
    assert found.origin == "simulated"
    assert [row["condition"] for row in found.trials] == ["eo_firm", "eo_firm", "ec_firm"]
    assert [row["practice"] for row in found.trials] == [True, False, False]
    assert "values" not in found.trials[0]
    file = next(path for path in recordings if "assess" in path.name)
    trial = read_trial(file)
    assert trial.corners_n is not None
    assert trial.geometry is not None
    start_s = float(found.trials[1]["start_s"])  # type: ignore[arg-type]
    inside = (trial.t_s >= start_s - 0.005) & (trial.t_s <= start_s + 5.005)
    cop = cop_from_corners(trial.corners_n[inside], trial.geometry).cop_mm
    direct = analyze_trial(trial.t_s[inside], cop, rate_hz=100.0)
    assert found.outcomes["mean_velocity_mm_s_eo_firm"].value == pytest.approx(
        direct.metrics["mean_velocity_mm_s"].value
    )
    pair = [found.outcomes[f"mean_velocity_mm_s_{eyes}_firm"].value for eyes in ("eo", "ec")]
    assert pair[0] is not None
    assert pair[1] is not None
    ratio = found.outcomes["romberg_mean_velocity_firm"].value
    assert ratio == pytest.approx(pair[1] / pair[0])


def test_the_same_files_give_the_same_result_and_it_is_kept_whole(recordings: list[Path]) -> None:
    first = score_test(recordings, SHORT, height_mm=1700.0)
    again = score_test(list(reversed(recordings)), SHORT, height_mm=1700.0)
    assert msgspec.json.encode(first) == msgspec.json.encode(again)
    path = keep_assessment(first, recordings[-1])
    assert msgspec.json.decode(path.read_bytes(), type=assessed.Assessment) == first


def test_without_a_stature_angles_say_why_they_are_none(recordings: list[Path]) -> None:
    found = score_test(recordings, SHORT)
    assert found.outcomes["sway_velocity_deg_s_eo_firm"].refused == "the stature is not known"
    assert found.outcomes["mean_velocity_mm_s_eo_firm"].value is not None
    with pytest.raises(ConfigError, match="cannot be scored without the person's stature") as said:
        check_height(guided_test("limits-of-stability"), None)
    assert "--height-cm" in said.value.hint


def test_a_recording_of_another_test_or_of_none_is_refused(recordings: list[Path]) -> None:
    with pytest.raises(RecordingError, match="No recording holds a finished trial of the test"):
        score_test(recordings, guided_test("mctsib"))
    with pytest.raises(RecordingError, match="There is no recording to score"):
        score_test([], SHORT)


def test_recordings_of_two_sessions_are_not_mixed(recordings: list[Path], tmp_path: Path) -> None:
    lead(tmp_path, SHORT.name, "sim:?seed=4&speed=0")
    with pytest.raises(RecordingError, match="are of 2 sessions"):
        open_recordings([recordings[0], next(iter(tmp_path.glob("*.mcap")))])


def test_a_step_off_and_a_mark_stop_a_trial_and_the_condition_is_refused(tmp_path: Path) -> None:
    add_test(SHORT)
    # Words, countdown and practice are over at 30 s of the board's clock; the second stance runs.
    orders = {32.0: Command("1", "mark", {"text": "eyes opened"})}
    lead(tmp_path, SHORT.name, "sim:?seed=3&speed=0&step_off=44,50", orders)
    found = score_test(sorted(tmp_path.glob("*.mcap")), SHORT, height_mm=1700.0)
    assert [row["stop"] for row in found.trials] == ["", "eyes opened", "stepped"]
    refused = found.outcomes["mean_velocity_mm_s_eo_firm"].refused
    assert refused == "stopped: eyes opened"
    assert "stopped: stepped" in found.outcomes["mean_velocity_mm_s_ec_firm"].refused
    assert len(found.stops) == 2


def test_a_fall_that_was_marked_goes_before_the_step_that_the_board_saw() -> None:
    events = [Event(12.0, "safety.adverse_event", {"kind": "fall"})]
    assert assessed._stop_of(events, 10.0, 11.0, "stepped", SHORT) == "fell"
    late = [Event(17.0, "safety.adverse_event", {"kind": "fall"})]
    assert assessed._stop_of(late, 10.0, 11.0, "stepped", SHORT) == "stepped"
    other = [Event(10.5, "session.mark", {"text": "talked"})]
    assert assessed._stop_of(other, 10.0, 11.0, "", SHORT) is None


def test_a_dead_weight_under_the_feet_is_taken_out_exactly() -> None:
    rng = np.random.default_rng(5)
    person_n, foam_n, foam_mm = 700.0, 20.0, np.array((40.0, -30.0))
    cop = rng.normal(size=(500, 2)) * 5.0
    seen = (person_n * cop + foam_n * foam_mm) / (person_n + foam_n)
    times = np.arange(500) / 100.0
    trial = MadeTrial(
        "assess-mctsib-foam",
        {"condition": "ec_foam"},
        0.0,
        5.0,
        None,
        times,
        seen,
        np.full(500, person_n + foam_n),
        np.full(500, 0.5),
        two_boards=False,
        rate_hz=100.0,
    )
    back, note = _without_foam(trial, assessed.Person(weight_n=person_n))
    assert "20 N more on foam" in note
    # Where the foam lies moves the mean only; the sway is the person's again.
    moved = back.cop_mm - back.cop_mm.mean(axis=0)
    assert moved == pytest.approx(cop - cop.mean(axis=0))
    for weight_n in (math.nan, 719.5, 600.0):
        same, none = _without_foam(trial, assessed.Person(weight_n=weight_n))
        assert same is trial
        assert none == ""


def test_leaning_gives_all_eight_directions_about_what_the_person_can_reach(
    tmp_path: Path,
) -> None:
    lead(tmp_path, "limits-of-stability", "sim:?seed=2&speed=0")
    files = sorted(tmp_path.glob("*.mcap"))
    found = score_test(files, guided_test("limits-of-stability"), height_mm=1700.0)
    _, person = find_trials(open_recordings(files), guided_test("limits-of-stability"))
    assert person.limits is not None
    for where in ("F", "FR", "R", "BR", "B", "BL", "L", "FL"):
        share = found.outcomes[f"max_excursion_performed_pct_{where}"].value
        # The furthest moment lies beyond what was held for a while in the lean pass.
        assert share is not None, where
        assert 90.0 < share < 130.0, where
    assert found.outcomes["max_excursion_area_mm2"].value is not None


def test_a_trial_that_is_made_once_more_is_kept_and_counts_for_nothing(tmp_path: Path) -> None:
    add_test(SHORT)
    # In the rest after the first trial that counts.
    redo = {39.0: Command("once-more", "mark", {"text": "redo"}, by="keyboard")}
    lead(tmp_path, SHORT.name, "sim:?seed=2&speed=0", redo)
    found = score_test(sorted(tmp_path.glob("*.mcap")), SHORT)
    rows = [(row["condition"], row["practice"], row.get("redone", False)) for row in found.trials]
    assert rows == [
        ("eo_firm", True, False),
        ("eo_firm", False, True),
        ("eo_firm", False, False),
        ("ec_firm", False, False),
    ]
    # Only what counts has numbers.
    assert ["values" in row for row in found.trials] == [False, False, True, True]
    assert found.outcomes["mean_velocity_mm_s_eo_firm"].value is not None
