"""Protocols of guided jumps and landings: how many, how long they are waited for, what ends one."""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.protocols import STABILISATION, Protocol, Setting, StopRule

NOT_MADE: Final = "no jump"
RESTLESS: Final = "moved"

_RULES: Final = tuple(
    StopRule(reason, "ours") for reason in ("stepped", "fell", "assisted", NOT_MADE, RESTLESS)
)


def _settings(wait_s: float, lead_s: float, n_trials: float, after_s: float) -> dict[str, Setting]:
    return {
        "n_trials": Setting(n_trials, "", "best of three, as is usual in the field", "ours"),
        "n_practice": Setting(1.0, "", "once to learn it; counts for nothing", "ours"),
        "wait_s": Setting(wait_s, "s", "so long after the tone it is waited for", "ours"),
        "lead_s": Setting(lead_s, "s", "before the tone, that is weighed in", "ours"),
        "after_s": Setting(
            after_s, "s", "followed after the landing; 0: until the person stands still", "ours"
        ),
    }


def _protocol(
    name: str, wait_s: float, lead_s: float, *notes: str, after_s: float = 0.0
) -> Protocol:
    settings = _settings(wait_s, lead_s, 3.0, after_s)
    return Protocol(name, 1, settings, _RULES, notes)


CMJ: Final = _protocol("countermovement_jump", 10.0, 2.0)
SQUAT_JUMP: Final = _protocol("squat_jump", 12.0, 2.0)
HOPS: Final = _protocol("hops", 10.0, 2.0)
DROP_JUMP: Final = _protocol(
    "drop_jump", 8.0, 1.0, "The box is not taken for the fall: nobody drops from just its height."
)
LANDING: Final = _protocol(
    "drop_landing",
    8.0,
    1.0,
    "The load is followed for one time after every landing: its length changes the result.",
    after_s=STABILISATION["trial_s"],
)
