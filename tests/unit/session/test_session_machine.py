"""A person's way through a session, by scripted samples: from stepping on to the end."""

from __future__ import annotations

import itertools
import math

import msgspec
import pytest
from session_kit import INFO, NAN, ORCHARD, STARS, Walk, plan, playing

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import SampleFlag
from balance_arcade.session import prompts
from balance_arcade.session.plan import SessionPlan


def test_the_good_way() -> None:
    walk = Walk(plan(ORCHARD, ORCHARD), load_n=0.0)
    assert walk.machine.phase is Phase.SELF_CHECK
    walk.until(Phase.STEP_ON)
    assert walk.machine.prompt == "Step on when you are ready."
    walk.go(3.0)
    assert walk.machine.phase is Phase.STEP_ON
    assert math.isnan(walk.machine.weight_n)
    walk.load_n = 600.0
    assert walk.until(Phase.SETTLE) == pytest.approx(0.3, abs=0.03)
    assert walk.until(Phase.CENTRE) == pytest.approx(3.0, abs=0.05)
    assert walk.until(Phase.INSTRUCT) == pytest.approx(5.0, abs=0.02)
    assert walk.machine.weight_n == pytest.approx(600.0)
    assert walk.machine.centre_mm == pytest.approx((3.0, 20.0))
    assert walk.machine.prompt == "Catch the apples."
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(6.0, abs=0.02)
    counted = []
    while walk.machine.phase is Phase.COUNTDOWN:
        counted.append(walk.machine.countdown)
        walk.step()
    assert sorted(set(counted), reverse=True) == [3, 2, 1]
    assert all(counted.count(n) == pytest.approx(120, abs=1) for n in (3, 2, 1))
    assert walk.machine.countdown == 0
    assert walk.until(Phase.RESULT) == pytest.approx(10.0, abs=0.02)
    assert walk.machine.prompt == "Well done!"
    assert walk.until(Phase.REST) == pytest.approx(6.0, abs=0.02)
    assert walk.until(Phase.INSTRUCT) == pytest.approx(30.0, abs=0.02)
    assert walk.machine.activity_index == 1
    walk.until(Phase.ENDED)
    assert walk.machine.reason == "All activities are done."
    middle = ["instruct", "countdown", "play", "result"]
    assert walk.route() == [
        *("self_check", "zero", "step_on", "settle", "centre"),
        *middle,
        "rest",
        *middle,
        "ended",
    ]
    assert walk.machine.active_s == pytest.approx(20.0, abs=0.01)


def test_play_lasts_the_planned_number_of_steps_through_any_pauses() -> None:
    walk = playing()
    for _ in range(3):
        walk.machine.command("pause")
        walk.go(0.5)
        walk.machine.command("resume")
        walk.until(Phase.PLAY)
        walk.go(1.1)
    walk.until(Phase.RESULT)
    phases = [e.data for e in walk.events if e.kind == "session.phase" and e.data["from"] == "play"]
    assert len(phases) == 4
    assert walk.machine.play_s == pytest.approx(10.0, abs=1e-9)


def test_zero_names_the_samples_of_the_empty_board() -> None:
    walk = Walk(plan(), load_n=-196.0)  # an offset of -20 kg is an offset, nobody is that light
    walk.until(Phase.STEP_ON)
    zero = walk.last("session.zero")
    assert (zero["first_seq"], zero["last_seq"]) == (0, pytest.approx(150, abs=1))
    assert zero["fz_n"] == pytest.approx(-196.0)
    assert zero["confirmed"] is False


def test_zero_waits_until_the_board_is_empty() -> None:
    walk = Walk(plan(), load_n=600.0).go(8.0)
    assert walk.machine.phase is Phase.ZERO
    assert walk.machine.prompt == "Please step off the board."
    assert walk.machine.reason == "The board carries 61 kg and must be empty."
    walk.load_n = 4.0
    assert walk.until(Phase.STEP_ON) == pytest.approx(1.5, abs=0.03)
    assert walk.last("session.zero")["first_seq"] > 800
    assert walk.machine.reason == ""


def test_zero_never_contains_a_step_on() -> None:
    walk = Walk(plan(self_check_s=0.5), load_n=0.0).go(1.2, load_n=0.0)
    walk.go(0.3, load_n=60.0)
    walk.go(0.2, load_n=0.0)
    walk.until(Phase.STEP_ON)
    zero = walk.last("session.zero")
    assert zero["first_seq"] >= 150
    assert zero["fz_n"] == 0.0


def test_zero_of_a_board_with_a_large_offset_wants_a_word() -> None:
    walk = Walk(plan(), load_n=250.0).go(0.5)
    assert walk.machine.command("next") == "rejected: the board is being checked"
    walk.go(4.0)
    assert walk.machine.phase is Phase.ZERO
    assert walk.machine.command("next") == "accepted"
    assert walk.machine.phase is Phase.STEP_ON
    walk.step()
    assert walk.last("session.zero")["confirmed"] is True


def test_a_person_cannot_be_confirmed_away() -> None:
    walk = Walk(plan(), load_n=600.0).go(4.0)
    assert walk.machine.command("next") == "rejected: the board reads too much to be empty"


def test_zero_is_skipped_with_a_reason() -> None:
    info = msgspec.structs.replace(INFO, pre_zeroed=True)
    walk = Walk(SessionPlan.for_board(info, [ORCHARD]))
    walk.until(Phase.SETTLE)
    assert "zero" not in walk.route()
    assert walk.last("session.zero_skipped") == {"reason": "the data bring their own zero"}


# -- self-check ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"flags": int(SampleFlag.CELL_FAULT)}, "faulty load cell"),
        ({"load_n": NAN}, "faulty load cell"),
        ({"flags": int(SampleFlag.GAP_BEFORE)}, "Samples are being lost"),
        ({"silent": True}, "Only 0 samples"),
    ],
)
def test_a_board_that_is_not_sane_is_named_and_ends_the_session(
    person: dict[str, float], words: str
) -> None:
    walk = Walk(plan(zero=False)).go(1.5, **person)
    assert walk.machine.phase is Phase.SELF_CHECK
    assert words in walk.machine.reason
    walk.until(Phase.ENDED, at_most_s=10.0)
    assert "failed its check" in walk.machine.reason
    assert words in walk.machine.reason


def test_a_board_that_recovers_passes() -> None:
    walk = Walk(plan(zero=False)).go(2.5, flags=int(SampleFlag.TORN))
    walk.go(2.0, flags=0)
    assert walk.machine.phase is Phase.SETTLE
    assert [e.data["ok"] for e in walk.events if e.kind == "session.self_check"][-1] is True


def test_a_rate_that_is_not_the_nominal_one_is_named() -> None:
    for speed in (1.0, 4.0):  # Judged by the samples' own times, whatever the wall's clock does.
        walk = Walk(plan(zero=False, rate_hz=200.0, speed=speed)).go(1.5)
        assert walk.machine.reason == "The board sends 100 samples a second, not 200."


# -- stepping on, settling, centre -----------------------------------------------------------


def test_a_short_touch_is_not_stepping_on() -> None:
    walk = Walk(plan(), load_n=0.0)
    walk.until(Phase.STEP_ON)
    walk.go(0.25, load_n=600.0).go(1.0, load_n=0.0)
    assert walk.machine.phase is Phase.STEP_ON
    walk.go(2.0, load_n=140.0)
    assert walk.machine.phase is Phase.STEP_ON, "less than 15 kg is nobody"


def test_settling_waits_for_a_steady_stance() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.SETTLE)
    for k in range(10):
        walk.go(0.8, ml_mm=60.0 * (-1) ** k)
    assert walk.machine.phase is Phase.SETTLE
    assert walk.until(Phase.CENTRE) > 2.0


def test_somebody_who_never_stands_still_is_measured_and_it_is_said() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.SETTLE)
    for k in range(60):
        if walk.machine.phase is not Phase.SETTLE:
            break
        walk.go(0.5, ml_mm=60.0 * (-1) ** k)
    assert walk.machine.phase is Phase.CENTRE
    assert walk.last("session.phase")["reason"] == "Not steady within 20 s; measured all the same."


@pytest.mark.parametrize("phase", [Phase.SETTLE, Phase.CENTRE])
def test_stepping_off_before_the_centre_goes_back_and_says_so(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    walk.until(phase)
    walk.go(1.0).go(0.8, load_n=0.0)
    assert walk.machine.phase is Phase.STEP_ON
    assert walk.last("session.phase")["reason"] == "Stepped off before the centre was measured."
    assert walk.machine.prompt == "Step on when you are ready."
    walk.load_n = 600.0
    walk.until(Phase.INSTRUCT)


def test_a_silent_board_in_the_centre_starts_it_again() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.CENTRE)
    walk.go(2.0).go(0.4, silent=True)
    assert walk.machine.phase is Phase.SETTLE
    assert walk.machine.reason == "No good sample for more than 200 ms."
    walk.silent = False
    assert walk.until(Phase.INSTRUCT) > 7.9
    assert walk.last("session.centre")["n_samples"] == pytest.approx(500, abs=2)


# -- limits ----------------------------------------------------------------------------------


def test_the_activity_may_end_by_itself() -> None:
    walk = playing()
    walk.machine.activity_finished()
    assert walk.machine.phase is Phase.RESULT
    with pytest.raises(RuntimeError, match="result"):
        walk.machine.activity_finished()


def test_an_activity_without_a_time_goes_on_until_it_says_so() -> None:
    endless = msgspec.structs.replace(ORCHARD, seconds=NAN)
    walk = Walk(plan(endless, zero=False))
    walk.until(Phase.PLAY)
    walk.go(60.0)
    assert walk.machine.phase is Phase.PLAY
    assert math.isnan(walk.machine.time_left_s)


def test_the_end_of_the_data_ends_the_session() -> None:
    walk = playing()
    walk.machine.end("The recording is over.")
    walk.machine.end("Again.")
    assert (walk.machine.phase, walk.machine.reason) == (Phase.ENDED, "The recording is over.")
    walk.go(1.0)
    assert walk.machine.phase is Phase.ENDED


@pytest.mark.parametrize(
    ("load_n", "words"),
    [(600.0, prompts.ENDED_ON_BOARD), (0.0, prompts.PHASES[Phase.ENDED])],
)
def test_whoever_still_stands_there_at_the_end_is_told_to_come_down(
    load_n: float, words: str
) -> None:
    walk = playing()
    walk.go(1.0, load_n=load_n)
    walk.machine.end("The board was unplugged.")
    assert walk.machine.prompt == words


def test_every_change_of_phase_is_an_event_with_reason_and_length() -> None:
    walk = playing()
    walk.go(0.5, load_n=250.0)
    walk.load_n = 600.0
    walk.until(Phase.ENDED)
    changes = [event for event in walk.events if event.kind == "session.phase"]
    for before, after in itertools.pairwise(changes):
        assert before.data["to"] == after.data["from"]
        assert after.data["lasted_s"] == pytest.approx(after.t_s - before.t_s, abs=1e-6)
    assert len([event for event in walk.events if event.kind == "session.pause"]) == 1


def test_time_left_counts_down() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.CENTRE)
    walk.go(2.0)
    assert walk.machine.time_left_s == pytest.approx(3.0, abs=0.02)
    walk.until(Phase.PLAY)
    walk.go(4.0)
    assert walk.machine.time_left_s == pytest.approx(6.0, abs=0.02)
    walk.machine.command("pause")
    assert math.isnan(walk.machine.time_left_s)


def test_a_replay_takes_no_time_for_words() -> None:
    info = msgspec.structs.replace(INFO, origin="replayed", pre_zeroed=True)
    walk = Walk(SessionPlan.for_board(info, [STARS, ORCHARD]))
    assert walk.until(Phase.PLAY) < 7.0
    assert walk.route() == [
        *("self_check", "step_on", "settle", "centre", "instruct", "countdown", "play"),
    ]
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "quiet sway"
    walk.until(Phase.RESULT)
    assert walk.until(Phase.PLAY) < 0.1


def test_steps_that_make_no_sense_are_refused() -> None:
    machine = Walk(plan()).machine
    for dt_s, t_s in ((0.0, 1.0), (-1.0, 1.0), (NAN, 1.0), (0.1, NAN), (math.inf, 0.0)):
        with pytest.raises(ValueError, match="step"):
            machine.step(dt_s, None, t_s)
