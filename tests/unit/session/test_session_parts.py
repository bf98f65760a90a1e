"""The parts of the machine on their own: thresholds, ring, plan, lean pass, calibration."""

from __future__ import annotations

import math

import msgspec
import pytest
from session_kit import DT_S, INFO, NAN, ORCHARD, force

from balance_arcade.core.samples import CopSample
from balance_arcade.session.leanpass import LeanPass
from balance_arcade.session.plan import PlannedActivity, SessionPlan
from balance_arcade.session.ring import Ring
from balance_arcade.session.safety import Held, StanceWatch
from balance_arcade.session.taring import CentreMean, EmptyBoard, SelfCheck


def cop(seq: int, load_n: float = 600.0, ml_mm: float = 0.0, flags: int = 0) -> CopSample:
    t_s = seq / 100.0
    on = load_n >= 20.0
    ml, ap = (ml_mm, 20.0) if on else (NAN, NAN)
    return CopSample(seq, round(t_s * 1e9), t_s, ml, ap, load_n, 0.5, 0.5, ml, ap, flags)


class Watched:
    """A watch fed at 100 Hz."""

    def __init__(self, weight_n: float = NAN) -> None:
        self.watch = StanceWatch()
        self.watch.weight_n = weight_n
        self.seq = 0

    def go(self, seconds: float, load_n: float = 600.0, ml_mm: float = 0.0) -> StanceWatch:
        for _ in range(round(seconds * 100.0)):
            self.watch.step(0.01, cop(self.seq, load_n, ml_mm), self.seq / 100.0)
            self.seq += 1
        return self.watch


def test_on_board_takes_300_ms_above_15_kg_or_a_fifth_of_the_weight() -> None:
    watched = Watched()
    assert not watched.go(0.30, 148.0).present
    assert watched.go(0.02, 148.0).present
    assert not Watched().go(5.0, 147.0).present
    assert Watched(weight_n=500.0).go(0.35, 101.0).present
    assert not Watched(weight_n=500.0).go(5.0, 99.0).present


def test_unloaded_takes_150_ms_below_half_and_ends_at_once() -> None:
    watched = Watched(weight_n=600.0)
    watched.go(1.0)
    assert not watched.go(0.15, 299.0).unloaded
    assert watched.go(0.02, 299.0).unloaded
    assert not watched.go(0.01, 301.0).unloaded
    assert not watched.go(5.0, 301.0).unloaded


def test_stepped_off_takes_500_ms_below_a_tenth() -> None:
    watched = Watched(weight_n=600.0)
    watched.go(1.0)
    assert watched.go(0.50, 59.0).present
    watch = watched.go(0.02, 59.0)
    assert (watch.present, watch.left) == (False, True)
    assert watched.go(5.0, 0.0).empty_s == pytest.approx(5.01, abs=0.02)
    assert watched.go(1.0).empty_s == 0.0
    assert watched.watch.left, "until the centre is measured again"
    watched.watch.forget_leaving()
    assert not watched.watch.left
    watched.go(1.0)
    assert watched.go(9.0, 61.0).present, "on one leg and the rail, not gone"


def test_steady_counts_while_load_and_place_stay() -> None:
    watched = Watched(weight_n=600.0)
    assert watched.go(2.3).steady_s == pytest.approx(2.0, abs=0.03)
    assert watched.go(0.01, ml_mm=26.0).steady_s == 0.0
    watched.go(3.0)
    assert watched.go(0.01, load_n=670.0).steady_s == 0.0
    assert watched.go(1.0, load_n=0.0).steady_s == 0.0


def test_stale_counts_on_the_samples_clock() -> None:
    watch = StanceWatch()
    watch.step(DT_S, cop(0), 0.0)
    watch.step(DT_S, cop(0), 0.20)
    assert not watch.stale
    watch.step(DT_S, cop(0), 0.21)
    assert watch.stale
    watch.step(DT_S, cop(21), 0.22)
    assert not watch.stale
    watch.step(DT_S, None, 0.5)
    assert watch.stale


def test_held_starts_anew_after_a_break() -> None:
    held = Held(0.2)
    assert [
        held.update(c, t) for c, t in ((True, 0.0), (False, 0.1), (True, 0.15), (True, 0.3))
    ] == [False] * 4
    assert held.update(True, 0.35)


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 11])
def test_ring_holds_the_newest(n: int) -> None:
    ring: Ring[object] = Ring(4)  # type: ignore[type-var]
    for seq in range(n):
        ring.append(force(2 * seq))  # type: ignore[arg-type]
    kept = [2 * seq for seq in range(n)][-4:]
    for since in range(-1, 2 * n + 1):
        assert [s.seq for s in ring.since(since)] == [q for q in kept if q > since]  # type: ignore[attr-defined]
    assert [s.seq for s in ring.between(2, 6)] == [q for q in kept if 2 <= q <= 6]  # type: ignore[attr-defined]


def test_a_ring_wants_room() -> None:
    with pytest.raises(ValueError, match="capacity"):
        Ring(0)


# -- plan ------------------------------------------------------------------------------------


def test_plan_for_a_live_board() -> None:
    made = SessionPlan.for_board(INFO, [ORCHARD])
    assert (made.zero, made.limits_from, made.countdown_s, made.rest_s) == (
        True,
        "lean pass",
        3.0,
        30.0,
    )
    assert (made.settle_s, made.centre_s) == (3.0, 5.0)
    quick = SessionPlan.for_board(INFO, [ORCHARD], quick=True)
    assert (quick.instruct_s, quick.result_s, quick.rest_s, quick.countdown_s) == (
        0.0,
        0.0,
        0.0,
        3.0,
    )


def test_plan_for_a_replay() -> None:
    info = msgspec.structs.replace(INFO, origin="replayed", pre_zeroed=True)
    made = SessionPlan.for_board(info, [ORCHARD])
    assert (made.zero, made.limits_from, made.instruct_s, made.countdown_s) == (
        False,
        "quiet sway",
        0.0,
        0.0,
    )
    assert made.zero_skipped_because
    assert made.centre_s == 5.0


@pytest.mark.parametrize(
    "fields",
    [
        {"activities": ()},
        {"rest_s": -1.0},
        {"settle_s": NAN},
        {"rate_hz": 0.0},
        {"rest_s": math.inf},
    ],
)
def test_plans_that_make_no_sense_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"activity|finite|positive"):
        SessionPlan(**{"activities": (ORCHARD,), **fields})  # type: ignore[arg-type]


def test_an_instruction_has_eight_words_at_most() -> None:
    with pytest.raises(ValueError, match="eight words"):
        PlannedActivity("a", "A", "one two three four five six seven eight nine")


# -- calibration -----------------------------------------------------------------------------


def test_empty_board_wants_stillness() -> None:
    empty = EmptyBoard(1.0)
    assert not empty.still(5.0)
    for seq in range(50):
        empty.push(cop(seq, 3.0 + seq % 2))
    assert not empty.still(0.49)
    empty.push(cop(50, 40.0))
    for seq in range(51, 200):
        empty.push(cop(seq, 40.0))
    assert empty.first_seq == 50
    assert empty.still(1.5)
    assert empty.mean_n == pytest.approx(40.0)
    empty.push(cop(200, NAN))
    assert not empty.still(9.0)
    empty.push(cop(201, 5.0))
    assert empty.first_seq == 201


def test_a_creeping_load_is_not_still() -> None:
    empty = EmptyBoard(1.0)
    for seq in range(400):
        empty.push(cop(seq, seq * 0.5))
        assert not empty.still(seq / 100.0)


def test_self_check_of_a_good_board() -> None:
    check = SelfCheck(100.0)
    for seq in range(100):
        check.push(cop(seq))
    assert check.measured_hz == pytest.approx(100.0)
    assert check.verdict() == ""


def test_self_check_does_not_mind_samples_that_arrive_in_bursts() -> None:
    check = SelfCheck(100.0)
    for seq in range(100):
        check.push(msgspec.structs.replace(cop(seq), t_host_ns=seq // 50 * 100_000_000))
    assert check.verdict() == ""


def test_self_check_names_a_rate_that_is_not_the_boards() -> None:
    check = SelfCheck(80.0)
    for seq in range(10):
        check.push(msgspec.structs.replace(cop(seq), t_s=seq / 10.0))
    assert check.verdict() == "The board sends 10 samples a second, not 80."


def test_centre_is_the_mean_of_those_who_stand() -> None:
    centre = CentreMean()
    for seq in range(20):
        centre.push(cop(seq, 600.0 + seq, ml_mm=float(seq)))
    centre.push(cop(21, 0.0))
    assert centre.enough
    assert centre.centre_mm == (9.5, 20.0)
    assert centre.weight_n == pytest.approx(609.5)


# -- lean pass -------------------------------------------------------------------------------


def test_a_lean_ends_on_its_plateau_and_waits_for_the_way_back() -> None:
    lean = LeanPass((0.0, 0.0), 100.0, lean_s=6.0, back_s=4.0)
    for k in range(1000):
        if lean.returning:
            break
        out = min(80.0, k * 1.0)
        lean.step(0.01, cop_at(k, 0.0, out))
    assert lean.direction is None
    assert k == pytest.approx(80 + 50 + 150, abs=15)
    for _ in range(100):
        lean.step(0.01, cop_at(k, 0.0, 70.0))
    assert lean.index == 0, "still leaning out"
    for _ in range(60):
        lean.step(0.01, cop_at(k, 0.0, 10.0))
    assert (lean.index, lean.direction) == (1, 1)


def test_nobody_is_kept_waiting_in_a_lean() -> None:
    lean = LeanPass((0.0, 0.0), 100.0, lean_s=2.0, back_s=1.0)
    n_steps = 0
    while not lean.done:
        lean.step(0.01, cop_at(n_steps, 50.0, 0.0) if n_steps % 2 else None)
        n_steps += 1
    assert n_steps <= 2 * 8 * 302, "each direction twice at most"
    lean.step(0.01, None)
    lean.skip()


def cop_at(seq: int, ml_mm: float, ap_mm: float) -> CopSample:
    return msgspec.structs.replace(cop(seq), ml_mm=ml_mm, ap_mm=ap_mm)
