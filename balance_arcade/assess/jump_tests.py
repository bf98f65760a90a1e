"""Guided jumps and landings: the tables of `balance_arcade.assess.guidance`.

All are of class C: somebody stands beside the person, and says so on the station or by key. Nobody
confirms by leaning, and nobody frail is asked to jump.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.guidance import PREFIX, GuidedPart, GuidedTest, GuidedTrial, Kind
from balance_arcade.assess.jump_protocols import CMJ, DROP_JUMP, HOPS, LANDING, SQUAT_JUMP
from balance_arcade.assess.protocols import Protocol
from balance_arcade.core.words import msgid

_BESIDE: Final = msgid("Somebody stands beside you. Jump at the tone.")
STEP_OFF: Final = msgid("Step off the board, onto the box.")
"""What is read before a drop, until the board is empty."""


def jump_trials(protocol: Protocol, kind: Kind, test: str, words: str) -> tuple[GuidedTrial, ...]:
    """Give the trials of a jump, the ones for practice first.

    Examples
    --------
    >>> [one.practice for one in jump_trials(CMJ, "jump", "cmj", "Jump.")]
    [True, False, False, False]
    """
    n_practice = round(protocol["n_practice"])
    return tuple(
        GuidedTrial(
            kind,
            words,
            protocol["wait_s"],
            test,
            practice=number < n_practice,
            lead_s=protocol["lead_s"],
            after_s=protocol["after_s"],
        )
        for number in range(n_practice + round(protocol["n_trials"]))
    )


def _test(
    name: str, title: str, purpose: str, protocol: Protocol, trials: tuple[GuidedTrial, ...]
) -> GuidedTest:
    part = GuidedPart(PREFIX + name, title, _BESIDE, "C", False, trials)
    return GuidedTest(name, purpose, protocol, (part,))


JUMP_TESTS: Final = (
    _test(
        "cmj",
        msgid("Jump with a swing"),
        "Countermovement jump: height, best of three, with its uncertainty",
        CMJ,
        jump_trials(CMJ, "jump", "cmj", msgid("Stand still. Then jump at the tone.")),
    ),
    _test(
        "sj",
        msgid("Jump from a squat"),
        "Squat jump: height without a countermovement, best of three",
        SQUAT_JUMP,
        jump_trials(SQUAT_JUMP, "jump", "sj", msgid("At the tone: squat, hold still, jump.")),
    ),
    _test(
        "drop-jump",
        msgid("Drop and jump"),
        "Drop jump: contact time, height and reactive strength, best of three",
        DROP_JUMP,
        jump_trials(DROP_JUMP, "drop", "dj", msgid("At the tone: drop, and jump at once.")),
    ),
    _test(
        "hops",
        msgid("Hops on the spot"),
        "Ten hops: reactive strength and stiffness of the best five",
        HOPS,
        jump_trials(HOPS, "jump", "hops", msgid("At the tone: hop ten times, then stand.")),
    ),
    _test(
        "landing",
        msgid("Drop and land"),
        "Drop landing: time until the load is steady, by two published definitions",
        LANDING,
        jump_trials(LANDING, "drop", "landing", msgid("At the tone: drop, land, stand still.")),
    ),
)
