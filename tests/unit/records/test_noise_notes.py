"""What looks like noise is not called so where the samples name another cause."""

from __future__ import annotations

import pytest

from balance_arcade.cop.batch import SamplesUsed, noise_note
from balance_arcade.core.data_faults import DataFault
from balance_arcade.records.noise_notes import notes_of_noise
from balance_arcade.records.resolution import BoardResolution, MetricResolution

USED = SamplesUsed(3000, 0, 0.0, 0, 0, 0, 0, 2.5, ("Short.", noise_note(2.5)))
BELOW = BoardResolution(
    "", 700.0, 0.1, 0.1, {"sway_path_mm": MetricResolution(9.0, 1.0, None, below=True)}
)
KEPT = DataFault("cell_below_zero", "The rear left corner reads below zero.", "kept", 2800)
PLATES = DataFault("several_plates", "Two plates bear load.", "kept")
STEPS = DataFault("steps_on_inside", "The load still rises.", "kept", 70)
MENDED = DataFault("clock_wraps", "The clock began again.", "mended", 1)


@pytest.mark.parametrize("faults", [(), (PLATES,), (MENDED,), (STEPS,)])
def test_noise_is_noise_where_the_samples_are_sound(faults):
    said = notes_of_noise(USED, BELOW, faults)
    assert said[:2] == USED.notes
    assert said[2] == (
        "sway_path_mm is below what this board can tell: a dead weight would give 9."
    )


def test_junk_is_the_cause_where_there_is_junk():
    said = notes_of_noise(USED, BELOW, (PLATES, KEPT))
    assert said[0] == "Short."
    assert said[1].startswith("The unfiltered path is 2.50 times the filtered one: the cause may")
    assert said[2].startswith("A dead weight could have given sway_path_mm: the cause may")
    assert all("(cell_below_zero)" in note and ": noise" not in note for note in said[1:])
