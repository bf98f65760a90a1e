"""One foot lifted and down again: found by load share or place, told, and by class a pause."""

from __future__ import annotations

import msgspec
import pytest
from session_kit import ORCHARD, Walk, plan

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.session import prompts
from balance_arcade.session.feet import HALF_STANCE_MM, LIFTED_S, FootWatch

CENTRE_MM = 3.0
FAR_MM = CENTRE_MM + HALF_STANCE_MM + 8.0


def playing(safety_class: str = "A") -> Walk:
    game = msgspec.structs.replace(ORCHARD, safety_class=safety_class, seconds=60.0)
    walk = Walk(plan(game, zero=False, unwatched=True))
    walk.until(Phase.PLAY)
    return walk.go(1.0)


def told(walk: Walk) -> list[tuple[str, object]]:
    walk.go(0.02)
    return [(e.kind, e.data["side"]) for e in walk.events if e.kind.startswith("safety.foot")]


@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
def test_class_a_waits_for_the_foot_and_goes_on_by_itself(side: str, sign: float) -> None:
    walk = playing()
    walk.ml_mm = CENTRE_MM + sign * (FAR_MM - CENTRE_MM)
    assert walk.until(Phase.PAUSED) == pytest.approx(LIFTED_S, abs=0.03)
    assert walk.machine.prompt == prompts.PAUSED[prompts.FOOT]
    assert told(walk) == [("safety.foot_lifted", side)]
    assert walk.machine.command("resume") == "rejected: the weight is on one foot"
    walk.go(0.5, ml_mm=CENTRE_MM)
    assert told(walk)[1:] == [("safety.foot_down", side)]
    walk.until(Phase.PLAY)
    pause = walk.last("session.pause")
    assert (pause["kind"], pause["reason"]) == ("foot", "The weight is on one foot.")


@pytest.mark.parametrize("safety_class", ["B", "C"])
def test_in_the_other_classes_it_is_only_told(safety_class: str) -> None:
    walk = playing(safety_class).go(2.0, ml_mm=FAR_MM).go(1.0, ml_mm=CENTRE_MM)
    assert walk.machine.phase is Phase.PLAY
    assert told(walk) == [("safety.foot_lifted", "left"), ("safety.foot_down", "left")]
    assert walk.last("safety.foot_down")["lifted_s"] == pytest.approx(1.9, abs=0.1)


def test_a_moment_beyond_and_a_tremor_about_the_threshold_are_no_foot() -> None:
    walk = playing()
    for _ in range(20):
        walk.go(LIFTED_S - 0.1, ml_mm=FAR_MM).go(0.1, ml_mm=CENTRE_MM)
    assert told(walk) == []
    # Lifted, it is down again only some way back.
    walk = playing("B").go(1.0, ml_mm=FAR_MM)
    walk.go(3.0, ml_mm=FAR_MM - 10.0)
    assert told(walk) == [("safety.foot_lifted", "left")]


def test_who_reaches_far_with_both_feet_down_may_lean_so_far() -> None:
    from balance_arcade.cop.limits import StabilityLimits

    limits = StabilityLimits((CENTRE_MM, 20.0), (90.0,) * 8, "lean pass")
    walk = Walk(plan(ORCHARD, zero=False, limits=limits))
    walk.until(Phase.PLAY)
    walk.go(2.0, ml_mm=CENTRE_MM + 100.0)
    assert told(walk) == []
    walk.go(1.0, ml_mm=CENTRE_MM + 106.0)
    assert told(walk) == [("safety.foot_lifted", "left")]
    assert walk.machine.phase is Phase.PAUSED


def test_who_left_directions_out_is_not_stopped_for_a_far_lean() -> None:
    from balance_arcade.cop.limits import StabilityLimits

    limits = StabilityLimits((CENTRE_MM, 20.0), (30.0,) * 8, "partial lean pass")
    walk = Walk(plan(ORCHARD, zero=False, limits=limits))
    walk.until(Phase.PLAY)
    walk.go(2.0, ml_mm=FAR_MM)
    assert told(walk) == [("safety.foot_lifted", "left")]
    assert walk.machine.phase is Phase.PLAY


@pytest.mark.parametrize(("left", "side"), [(0.03, "left"), (0.97, "right")])
def test_two_boards_tell_it_by_the_load_of_each_foot_wherever_that_stands(
    left: float, side: str
) -> None:
    found: list[tuple[str, object]] = []
    watch = FootWatch(lambda kind, data: found.append((kind, data["side"])))

    def stand(share: float, from_s: float) -> None:
        for k in range(50):
            t_s = from_s + k / 100.0
            flags = int(SampleFlag.FOOT_LOADS)
            watch.step(CopSample(k, 0, t_s, 5.0, 0.0, 700.0, share, 0.5, 5.0, 0.0, flags), t_s)

    stand(0.2, 0.0)
    assert found == []
    stand(left, 1.0)
    # Between both thresholds nothing changes.
    stand(0.07 if left < 0.5 else 0.93, 2.0)
    assert found == [("safety.foot_lifted", side)]
    stand(0.3, 3.0)
    assert found == [("safety.foot_lifted", side), ("safety.foot_down", side)]
