"""A person's way through a session, by scripted samples: the good way and all that happens."""

from __future__ import annotations

import itertools
import math

import msgspec
import pytest
from session_kit import DT_S, INFO, NAN, ORCHARD, STARS, Walk, plan

from balance_arcade.cop.limits import StabilityLimits, direction_vector
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import SampleFlag
from balance_arcade.session import prompts
from balance_arcade.session.plan import SessionPlan


def playing(**fields: object) -> Walk:
    """A session two seconds into play."""
    walk = Walk(plan(**{"zero": False, "zero_skipped_because": "test", **fields}))
    walk.until(Phase.PLAY)
    return walk.go(2.0)


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
    walk = Walk(plan(zero=False, rate_hz=200.0)).go(1.5)
    assert walk.machine.reason == "The board sends 100 samples a second, not 200."
    fast = Walk(plan(zero=False, rate_hz=200.0, speed=4.0)).go(1.5)
    assert fast.machine.reason == "", "arrival means nothing on a clock that is not the wall's"


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


def lean_all(walk: Walk, reach_mm: float = 70.0) -> list[int]:
    """Follow the lean pass as somebody does who reaches 70 mm everywhere."""
    seen: list[int] = []
    ml, ap = walk.machine.centre_mm
    while walk.machine.phase is Phase.LIMITS:
        direction = walk.machine.lean_direction
        if direction is None:
            walk.go(DT_S, ml_mm=ml, ap_mm=ap)
            continue
        if not seen or seen[-1] != direction:
            seen.append(direction)
        out_ml, out_ap = direction_vector(direction)
        walk.go(DT_S, ml_mm=ml + reach_mm * out_ml, ap_mm=ap + reach_mm * out_ap)
    return seen


def leaning(**fields: object) -> Walk:
    walk = Walk(plan(STARS, zero=False, **fields))
    walk.until(Phase.LIMITS)
    return walk


def test_the_lean_pass_measures_eight_directions_clockwise() -> None:
    walk = leaning()
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "quiet sway"
    assert lean_all(walk) == list(range(8))
    assert walk.machine.phase is Phase.INSTRUCT
    limits = walk.machine.limits
    assert limits.source == "lean pass"
    assert limits.limits_mm == pytest.approx((70.0,) * 8, abs=1e-6)
    assert limits.centre_mm == pytest.approx((3.0, 20.0))
    assert walk.last("session.limits")["source"] == "lean pass"
    assert walk.machine.lean_direction is None


def test_each_direction_is_prompted_and_so_is_the_way_back() -> None:
    walk = leaning()
    assert walk.machine.prompt == prompts.LEAN[0]
    walk.go(6.1)
    assert walk.machine.lean_direction is None
    assert walk.machine.prompt == prompts.LEAN_BACK
    walk.go(0.6)
    assert (walk.machine.lean_direction, walk.machine.prompt) == (1, prompts.LEAN[1])


def test_somebody_who_does_not_lean_gets_through_with_what_was_held() -> None:
    walk = leaning()
    walk.until(Phase.INSTRUCT, at_most_s=8 * 7.0)
    assert walk.machine.limits is not None
    assert max(walk.machine.limits.limits_mm) < 1e-9
    assert walk.machine.limits.reach_mm(0.3) == 10.0


def test_a_skipped_direction_is_filled_in_and_named() -> None:
    walk = leaning()
    assert walk.machine.command("next") == "accepted"
    lean_all(walk)
    assert walk.last("session.lean_skipped") == {"direction": 0}
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "partial lean pass"


def test_no_lean_pass_where_nobody_needs_it_or_limits_are_given() -> None:
    given = StabilityLimits((0.0, 0.0), (50.0,) * 8, "lean pass")
    for walk in (
        Walk(plan(ORCHARD, zero=False)),
        Walk(plan(STARS, zero=False, limits=given)),
        Walk(plan(STARS, zero=False, limits_from="quiet sway")),
    ):
        walk.until(Phase.INSTRUCT)
        assert "limits" not in walk.route()
        assert walk.machine.limits is not None
        assert walk.machine.limits.centre_mm == pytest.approx((3.0, 20.0))
    walk = Walk(plan(STARS, zero=False, limits=given))
    walk.until(Phase.INSTRUCT)
    assert walk.last("session.limits")["source"] == "lean pass"


def test_the_lean_pass_comes_before_the_first_activity_that_needs_it_and_once() -> None:
    walk = Walk(plan(ORCHARD, STARS, STARS, zero=False, rest_s=1.0))
    walk.until(Phase.LIMITS)
    assert walk.machine.activity_index == 1
    lean_all(walk)
    walk.until(Phase.ENDED, at_most_s=90.0)
    assert walk.route().count("limits") == 1


def test_a_foot_lifted_in_the_lean_pass_repeats_the_direction() -> None:
    walk = leaning()
    while walk.machine.lean_direction != 2:
        lean_one(walk)
    walk.go(0.5).go(0.4, load_n=250.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Hold the rail and stand as before."
    walk.load_n = 600.0
    walk.until(Phase.LIMITS)
    assert walk.machine.countdown == 3
    assert walk.machine.lean_direction is None
    walk.go(3.05)
    assert (walk.machine.lean_direction, walk.machine.countdown) == (2, 0)
    assert walk.last("session.lean_again") == {"direction": 2}
    assert lean_all(walk) == list(range(2, 8))
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "lean pass"


def lean_one(walk: Walk) -> None:
    before = walk.machine.lean_index
    ml, ap = walk.machine.centre_mm
    while walk.machine.lean_index == before:
        direction = walk.machine.lean_direction
        out = (0.0, 0.0) if direction is None else direction_vector(direction)
        walk.go(DT_S, ml_mm=ml + 60.0 * out[0], ap_mm=ap + 60.0 * out[1])


def test_stepping_off_in_the_lean_pass_measures_the_centre_and_starts_over() -> None:
    walk = leaning()
    lean_one(walk)
    walk.go(1.5, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Hold the rail. Step on when ready."
    walk.go(0.5, load_n=600.0, ml_mm=-8.0, ap_mm=5.0)
    walk.until(Phase.LIMITS)
    assert walk.route()[-4:] == ["paused", "settle", "centre", "limits"]
    assert walk.machine.centre_mm == pytest.approx((-8.0, 5.0))
    assert walk.machine.lean_direction == 0
    assert walk.last("session.lean_restarted") == {"reason": "The feet have moved."}


def test_a_paused_lean_pass_cannot_be_jumped_over_by_next() -> None:
    walk = leaning()
    walk.machine.command("pause")
    assert walk.machine.command("next") == "rejected: the lean pass is paused; resume it first"


# -- pauses ----------------------------------------------------------------------------------


def test_half_the_weight_gone_pauses_after_150_ms_and_goes_on_by_itself() -> None:
    walk = playing()
    walk.load_n = 250.0
    assert walk.until(Phase.PAUSED) == pytest.approx(0.15, abs=0.03)
    assert walk.machine.reason == "More than half of the weight is off the board."
    assert walk.machine.prompt.startswith("Hold the rail")
    walk.go(2.0).load_n = 600.0
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(1.0, abs=0.05)
    assert walk.until(Phase.PLAY) == pytest.approx(3.0, abs=0.02)
    pause = walk.last("session.pause")
    assert pause["kind"] == "step-off"
    assert pause["duration_s"] == pytest.approx(3.0, abs=0.1)
    assert "settle" not in walk.route()[6:], "the feet have not moved"


@pytest.mark.parametrize("seconds", [0.05, 0.12])
def test_a_flicker_does_not_pause(seconds: float) -> None:
    walk = playing()
    for _ in range(5):
        walk.go(seconds, load_n=100.0).go(0.3, load_n=600.0)
    assert walk.machine.phase is Phase.PLAY


def test_stepped_off_and_on_again_measures_the_centre_before_3_2_1() -> None:
    walk = playing()
    walk.go(0.3, load_n=0.0)
    assert walk.machine.prompt == "Hold the rail and stand as before."
    walk.go(0.5)
    assert walk.machine.reason == "Nobody is on the board."
    assert walk.machine.prompt == "Hold the rail. Step on when ready."
    walk.go(0.5, load_n=610.0, ml_mm=9.0, ap_mm=11.0)
    played_s = walk.machine.play_s
    walk.until(Phase.PLAY)
    assert walk.route()[-5:] == ["paused", "settle", "centre", "countdown", "play"]
    assert walk.machine.centre_mm == pytest.approx((9.0, 11.0))
    assert walk.machine.limits is not None
    assert walk.machine.limits.centre_mm == pytest.approx((9.0, 11.0))
    assert walk.machine.weight_n == pytest.approx(610.0)
    assert walk.machine.play_s == pytest.approx(played_s + DT_S), "the game goes on where it was"


def test_limits_of_a_lean_pass_move_with_the_centre() -> None:
    walk = leaning()
    lean_all(walk)
    walk.until(Phase.PLAY)
    walk.go(1.0, load_n=0.0).go(0.5, load_n=600.0, ml_mm=-4.0, ap_mm=2.0)
    walk.until(Phase.PLAY)
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "lean pass"
    assert walk.machine.limits.centre_mm == pytest.approx((-4.0, 2.0))
    assert walk.machine.limits.limits_mm == pytest.approx((70.0,) * 8, abs=1e-6)
    assert walk.route().count("limits") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"silent": True},
        {"ml_mm": NAN},
        {"load_n": NAN},
        {"flags": int(SampleFlag.CELL_FAULT)},
        {"flags": int(SampleFlag.TORN)},
    ],
)
def test_a_bad_signal_pauses_after_200_ms_and_goes_on_by_itself(fault: dict[str, float]) -> None:
    walk = playing()
    walk.go(0.15, **fault)
    assert walk.machine.phase is Phase.PLAY
    walk.go(0.1)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "No good sample for more than 200 ms."
    assert walk.machine.prompt == "One moment, the board is not answering."
    walk.go(1.0)
    walk.go(0.5, silent=False, ml_mm=3.0, load_n=600.0, flags=0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(0.5, abs=0.05)
    assert walk.last("session.pause")["kind"] == "signal"


def test_nobody_there_after_a_lost_signal_is_said() -> None:
    walk = playing()
    walk.go(0.5, silent=True)
    walk.go(1.0, silent=False, load_n=0.0)
    assert walk.machine.reason == "Nobody is on the board."
    assert walk.machine.prompt == "Hold the rail. Step on when ready."


def test_the_wall_clock_may_say_that_the_signal_is_lost() -> None:
    walk = playing()
    walk.machine.signal_lost("The board is silent.")
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "The board is silent."
    walk.go(3.0)
    assert walk.machine.phase is Phase.PAUSED, "until the driver says otherwise"
    walk.machine.signal_ok()
    walk.until(Phase.COUNTDOWN, at_most_s=2.0)


def test_a_lost_signal_before_play_is_said_too() -> None:
    walk = Walk(plan(), load_n=0.0)
    walk.until(Phase.STEP_ON)
    walk.machine.signal_lost("The board is silent.")
    walk.go(2.0, load_n=600.0)
    assert (walk.machine.phase, walk.machine.reason) == (Phase.STEP_ON, "The board is silent.")
    walk.machine.signal_ok()
    walk.until(Phase.SETTLE, at_most_s=1.0)


def test_a_pause_by_order_ends_by_order_only() -> None:
    walk = playing()
    assert walk.machine.command("pause") == "accepted"
    assert walk.machine.prompt == "We pause for a moment."
    walk.go(30.0).go(20.0, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "rejected: nobody is on the board"
    walk.go(3.0, load_n=600.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.SETTLE, "the feet have moved"
    walk.until(Phase.PLAY)


def test_a_pause_by_step_off_can_be_made_one_by_order() -> None:
    walk = playing()
    walk.go(0.3, load_n=250.0)
    assert walk.machine.command("pause") == "accepted"
    walk.go(5.0, load_n=600.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "A short pause was asked for."
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.COUNTDOWN


def test_nobody_for_15_s_goes_back_to_stepping_on() -> None:
    walk = playing()
    walk.load_n = 0.0
    walk.until(Phase.PAUSED)
    assert walk.until(Phase.STEP_ON) == pytest.approx(15.4, abs=0.1)
    assert walk.machine.reason == "Nobody has been on the board for 15 s."
    walk.go(60.0)
    assert walk.machine.phase is Phase.STEP_ON
    walk.load_n = 600.0
    walk.until(Phase.PLAY)
    assert walk.route()[-6:] == ["step_on", "settle", "centre", "instruct", "countdown", "play"]
    assert walk.machine.activity_index == 0
    assert walk.machine.play_s > 1.9


@pytest.mark.parametrize("phase", [Phase.INSTRUCT, Phase.COUNTDOWN])
def test_stepping_off_before_play_pauses_too(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    walk.until(phase)
    walk.go(0.3, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED


def test_fifteen_minutes_without_a_rest_bring_one_and_the_game_goes_on() -> None:
    long = msgspec.structs.replace(ORCHARD, seconds=100.0)
    walk = Walk(plan(long, zero=False, active_cap_s=60.0, rest_s=5.0))
    walk.until(Phase.PLAY)
    assert walk.until(Phase.REST, at_most_s=70.0) == pytest.approx(60.0, abs=0.05)
    assert walk.last("session.phase")["reason"] == "1 minutes of play without a rest."
    assert walk.machine.prompt == "Time for a rest. Please sit down."
    walk.until(Phase.PLAY)
    assert walk.machine.activity_index == 0
    assert walk.until(Phase.RESULT) == pytest.approx(40.0, abs=0.05)


def test_the_cap_is_15_minutes_and_a_rest_resets_it() -> None:
    assert plan().active_cap_s == 900.0
    walk = Walk(plan(ORCHARD, ORCHARD, ORCHARD, zero=False, active_cap_s=15.0, rest_s=1.0))
    walk.until(Phase.ENDED, at_most_s=120.0)
    assert walk.route().count("rest") == 2


def test_somebody_who_left_during_the_rest_is_awaited_and_measured() -> None:
    walk = Walk(plan(ORCHARD, ORCHARD, zero=False, rest_s=20.0))
    walk.until(Phase.REST)
    walk.go(25.0, load_n=0.0)
    assert walk.machine.phase is Phase.STEP_ON
    assert walk.machine.activity_index == 1
    walk.load_n = 600.0
    walk.until(Phase.INSTRUCT)
    again = Walk(plan(ORCHARD, ORCHARD, zero=False, rest_s=20.0))
    again.until(Phase.REST)
    again.go(5.0, load_n=0.0).go(5.0, load_n=600.0)
    again.until(Phase.INSTRUCT)
    assert again.route()[-4:] == ["rest", "settle", "centre", "instruct"]


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
