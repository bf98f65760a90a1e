"""Trials of a clinic's own test that is based on rising, a release, squats, leaning or jumps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from balance_arcade.assess.guidance import GuidedPart, GuidedTrial
from balance_arcade.assess.jump_tests import jump_trials
from balance_arcade.assess.movement_tests import SQUATS, release_trials
from balance_arcade.assess.protocols import Protocol as Table
from balance_arcade.core.errors import ConfigError

OF_MOVEMENT: Final = (
    "five-sit-to-stand", "thirty-sit-to-stand", "push-and-release", "squat", "limits-of-stability",
    "seated-limits", "cmj", "sj", "drop-jump", "hops", "landing",
)  # fmt: skip
"""Tests of movement that a clinic's own may be based on."""

FIXED: Final = {
    "five-sit-to-stand": ("n_trials", "n_timed"),
    "thirty-sit-to-stand": ("n_trials", "n_timed"),
}
"""Settings that are the test itself: its outcomes bear them in their names."""


class Listed(Protocol):
    """A trial as a clinic lists it."""

    @property
    def condition(self) -> str:
        """Which of the test's conditions."""

    @property
    def practice(self) -> bool:
        """Whether it counts for nothing."""


def movement_trials(
    part: GuidedPart, table: Table, listed: Sequence[Listed]
) -> tuple[GuidedTrial, ...]:
    """Make the trials of a part anew by a protocol that a clinic has changed.

    Parameters
    ----------
    part : GuidedPart
        Of the test that it is based on.
    table : Protocol
        With the clinic's settings.
    listed : sequence
        Of a squat alone: its trials in their order.

    Returns
    -------
    tuple of GuidedTrial

    Raises
    ------
    ConfigError
        A condition that squats do not have, or that counts twice.
    """
    first = part.trials[0]
    if first.is_jump:
        return jump_trials(table, first.kind, first.condition, first.words)
    if first.kind == "release":
        return release_trials(table)
    if first.kind == "rise":
        last = part.trials[-1]
        seconds = table["most_s"] if last.n_rises else table["trial_s"]
        return (*part.trials[:-1], msgspec.structs.replace(last, seconds=seconds))
    trials = _squats(listed) if listed else part.trials
    return tuple(msgspec.structs.replace(one, seconds=table["trial_s"]) for one in trials)


def _squats(listed: Sequence[Listed]) -> tuple[GuidedTrial, ...]:
    words = dict(SQUATS)
    for one in listed:
        if one.condition not in words:
            raise ConfigError(
                f"There is no condition {one.condition[:40]!r}.", hint=f"Known: {', '.join(words)}."
            )
    counted = [one.condition for one in listed if not one.practice]
    if not counted or len(set(counted)) < len(counted):
        raise ConfigError(
            "Each condition of a squat counts once, practice left out.",
            hint="Mark the others with practice = true, or leave them out.",
        )
    return tuple(
        GuidedTrial("stance", words[one.condition], 0.0, one.condition, practice=one.practice)
        for one in listed
    )
