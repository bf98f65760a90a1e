"""Class C waits for a spotter before each activity: by order or key, never by leaning."""

from __future__ import annotations

import msgspec
import pytest
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.events import Phase
from balance_arcade.session import prompts, spotter
from balance_arcade.session.front_button import order_of_press
from balance_arcade.session.plan import SessionPlan

HOP = msgspec.structs.replace(ORCHARD, name="hop", title="Hop", safety_class="C")


def waiting(*activities, **fields) -> Walk:
    walk = Walk(plan(*(activities or (HOP,)), zero=False, **fields))
    walk.until(Phase.INSTRUCT)
    return walk.go(20.0)


def confirmed(walk: Walk) -> list[dict[str, object]]:
    return [dict(e.data) for e in walk.events if e.kind == "safety.spotter_confirmed"]


def test_the_activity_waits_calmly_until_somebody_confirms() -> None:
    walk = waiting()
    machine = walk.machine
    assert machine.phase is Phase.INSTRUCT
    assert (machine.prompt, machine.reason) == (prompts.SPOTTER, spotter.AWAITS)
    assert machine.asks == "spotter"
    assert machine.command("confirm", by="station-3f2a") == "accepted"
    assert confirmed(walk.go(0.1)) == [{"game": "hop", "source": "station-3f2a"}]
    assert (machine.prompt, machine.reason, machine.asks) == (HOP.instruction, "", "")
    # The instruction can be read in full from here on.
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(machine.plan.instruct_s - 0.1, abs=0.02)


def test_neither_leaning_nor_another_order_nor_the_boards_button_confirms() -> None:
    walk = waiting()
    for ml_mm, ap_mm in ((60.0, 20.0), (-60.0, 20.0), (3.0, 80.0), (3.0, 20.0)):
        walk.go(3.0, ml_mm=ml_mm, ap_mm=ap_mm)
    press = order_of_press(walk.machine, 1)
    assert press is not None
    for name in ("start", "next", press.name):
        assert walk.machine.command(name) == f"rejected: {spotter.FIRST}"
    assert walk.machine.phase is Phase.INSTRUCT
    assert confirmed(walk) == []


def test_a_step_off_is_no_way_around_it() -> None:
    walk = waiting()
    walk.go(3.0, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    walk.go(20.0, load_n=600.0)
    assert walk.machine.phase is Phase.INSTRUCT
    assert walk.machine.command("pause") == "accepted"
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.INSTRUCT


def test_a_pause_in_play_asks_for_nobody_again_but_a_long_absence_does() -> None:
    walk = waiting()
    walk.machine.command("confirm", by="keyboard")
    walk.until(Phase.PLAY)
    walk.go(1.0, load_n=0.0).go(1.0, load_n=600.0)
    walk.until(Phase.PLAY)
    walk.go(20.0, load_n=0.0)
    assert walk.machine.phase is Phase.STEP_ON
    walk.go(30.0, load_n=600.0)
    assert (walk.machine.phase, walk.machine.asks) == (Phase.INSTRUCT, "spotter")


def test_it_is_asked_before_each_activity_of_class_c_alone() -> None:
    walk = waiting(HOP, STARS, HOP, rest_s=1.0, limits_from="quiet sway")
    walk.machine.command("confirm", by="keyboard")
    walk.until(Phase.PLAY)
    walk.machine.command("next")
    # The second one is of class A.
    walk.until(Phase.PLAY)
    walk.machine.command("next")
    walk.until(Phase.INSTRUCT)
    walk.go(20.0)
    assert (walk.machine.activity_index, walk.machine.asks) == (2, "spotter")
    assert len(confirmed(walk)) == 1


@pytest.mark.parametrize("quick", [True, False])
def test_the_flag_counts_for_each_where_nobody_watches(quick: bool) -> None:
    board = BoardInfo("sim:", "sim", "Sim", "", Geometry(433.0, 238.0), 100.0, "virtual")
    walk = Walk(SessionPlan.for_board(board, [HOP], quick=quick), load_n=0.0)
    walk.until(Phase.STEP_ON)
    walk.go(20.0, load_n=600.0)
    assert walk.machine.phase is (Phase.RESULT if quick else Phase.INSTRUCT) or quick
    assert confirmed(walk) == ([{"game": "hop", "source": "flag"}] if quick else [])


@pytest.mark.parametrize("phase", [Phase.PLAY, Phase.COUNTDOWN])
def test_confirming_what_does_not_wait_is_refused(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    walk.until(phase)
    assert walk.machine.command("confirm") == f"rejected: {spotter.NOT_AWAITED}"


@pytest.mark.parametrize("safety_class", ["A", "B", "C"])
@pytest.mark.parametrize("load_n", [0.0, 15.0, 250.0])
def test_a_step_off_pauses_within_200_ms_of_the_samples_in_every_class(
    safety_class: str, load_n: float
) -> None:
    game = msgspec.structs.replace(ORCHARD, safety_class=safety_class)
    walk = Walk(plan(game, zero=False, unwatched=True))
    walk.until(Phase.PLAY)
    walk.go(1.0)
    walk.load_n = load_n
    assert walk.until(Phase.PAUSED) <= 0.200
