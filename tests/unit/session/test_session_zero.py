"""What a session says of an empty board that cannot be weighed, and of one with a wrong zero."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from session_kit import INFO, ScriptBoard, Walk, force, plan, portions, stream

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample, ForceSample, SampleFlag
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.taring import SelfCheck

CELL_FAULT = int(SampleFlag.CELL_FAULT)


def at_zero() -> Walk:
    """Somebody stands on the board while it is checked, so that its zero has yet to come."""
    walk = Walk(plan())
    walk.until(Phase.ZERO)
    return walk


def test_an_empty_board_far_below_zero_is_weighed() -> None:
    walk = at_zero()
    walk.go(0.01, load_n=-118.0)
    assert walk.until(Phase.STEP_ON) < 2.0
    assert walk.last("session.zero")["fz_n"] == pytest.approx(-118.0)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"silent": True}, "No good sample"),
        ({"flags": CELL_FAULT}, "A load cell is dead or gives no numbers"),
    ],
)
def test_an_empty_board_that_cannot_be_weighed_says_why(fault: dict[str, float], says: str) -> None:
    walk = at_zero()
    walk.go(0.01, load_n=0.0)
    walk.go(4.0, **fault)
    assert walk.machine.phase is Phase.ZERO
    walk.go(2.0)
    assert walk.machine.reason.startswith(says)


def test_an_empty_board_that_does_not_rest_says_so() -> None:
    walk = at_zero()
    for k in range(70):
        walk.go(0.1, load_n=40.0 * (k % 2))
    assert walk.machine.phase is Phase.ZERO
    assert walk.machine.reason.startswith("The empty board's load does not come to rest")


def test_raw_counts_fail_the_check_in_words() -> None:
    check = SelfCheck(100.0)
    for k in range(100):
        t_s = k / 100.0
        check.push(CopSample(k, 0, t_s, 0.0, 0.0, 45_873.0, 0.5, 0.5, 0.0, 0.0))
    assert "raw counts are taken for newtons" in check.verdict()


def test_a_zero_far_above_is_named_among_the_boards_warnings() -> None:
    samples = [force(seq, tl_n=118.0, tr_n=0.1, bl_n=2.0, br_n=-118.0) for seq in range(50)]
    source = LocalSource(ScriptBoard(portions(samples, 10)), stream())
    for _ in range(5):
        source.pump()
    assert source.health.warnings == ()
    source.set_zero_from(0, 49)
    (warning,) = source.health.warnings
    assert warning.startswith("The empty board read 12 kg at its front-left cell")
    source.stop()


def swaying(n: int, **fields: float) -> list[ForceSample]:
    """Four cells with noise of their own, but for those that are given."""
    noise = np.random.default_rng(5).normal(150.0, 0.4, (n, 4))
    rows = (dict(zip(("tl_n", "tr_n", "bl_n", "br_n"), row, strict=True)) for row in noise)
    return [force(seq, **{**row, **fields}) for seq, row in enumerate(rows)]


def test_a_board_of_another_package_has_its_dead_cell_named_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = ScriptBoard(portions(swaying(300, br_n=77.0), 10))
    source = LocalSource(board, stream())
    with caplog.at_level("WARNING"):
        for _ in range(30):
            source.pump()
    text = "The rear-right cell does not move: check its wires."
    assert source.health.warnings == (text,)
    # Once, and not every second.
    assert [text in record.getMessage() for record in caplog.records] == [True]
    source.stop()


def test_a_simulated_board_is_left_alone() -> None:
    info = msgspec.structs.replace(INFO, origin="simulated")
    source = LocalSource(ScriptBoard(portions(swaying(300, br_n=77.0), 10), info), stream())
    for _ in range(30):
        source.pump()
    assert source.health.warnings == ()
    source.stop()
