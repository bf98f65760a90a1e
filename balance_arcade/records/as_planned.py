"""Whether a clinic's own test was led as its file says: files change, and boards have copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from balance_arcade.assess.guidance import GuidedTest, GuidedTrial
from balance_arcade.assess.guided_tests import is_own
from balance_arcade.core.errors import RecordingError
from balance_arcade.records.assessed import MadeTrial

_SLACK_S: Final = 0.1
"""A trial ends with a step of the guide."""


def check_as_planned(trials: Sequence[MadeTrial], test: GuidedTest) -> None:
    """Refuse trials of a clinic's own test that another version of its file led.

    They would be scored by times and conditions that nobody was asked for.

    Parameters
    ----------
    trials : sequence of MadeTrial
        As they were made.
    test : GuidedTest
        As it is known here; one of ours is never refused.

    Raises
    ------
    RecordingError
        Condition, practice or length of a trial is another.
    """
    if not is_own(test):
        return
    plans = {part.name: part.trials for part in test.parts}
    for made in trials:
        index, plan = made.facts.get("index"), plans.get(made.part, ())
        known = isinstance(index, int) and 0 <= index < len(plan)
        if not known or not _fits(made, plan[index]):  # type: ignore[index]
            raise RecordingError(
                f"Another version of the test {test.name} was led on the board than its file here"
                " tells.",
                hint="Give the board's computer and this one the same protocol file.",
            )


def _fits(made: MadeTrial, planned: GuidedTrial) -> bool:
    if made.condition != planned.condition or made.practice != planned.practice:
        return False
    held_s = made.facts.get("held_s")
    # What ends by itself, or was stopped, has no length to compare.
    if planned.kind != "stance" or made.stop is not None or not isinstance(held_s, int | float):
        return True
    return abs(held_s - planned.seconds) <= _SLACK_S
