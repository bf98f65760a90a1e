"""Guided rising, release, squats and seated leaning: tables of `balance_arcade.assess.guidance`."""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.assess.guidance import PREFIX, GuidedPart, GuidedTest, GuidedTrial
from balance_arcade.assess.protocols import (
    LIMITS_OF_STABILITY,
    SIT_TO_STAND,
    WEIGHT_BEARING,
    Protocol,
    Setting,
    StopRule,
)
from balance_arcade.assess.push_release import PUSH_RELEASE
from balance_arcade.assess.sit_to_stand import NOT_DONE
from balance_arcade.core.words import msgid

RISES: Final = msgid("Arms crossed. Stand up, sit, five times.")
RISES_FOR_A_TIME: Final = msgid("Stand up and sit, as often as possible.")
LEAN_BACK: Final = msgid("Lean back into the hands. Step if needed.")

_STS_RULES: Final = tuple(
    StopRule(reason, "ours") for reason in ("fell", "assisted", "used arms", NOT_DONE, "stepped")
)


def _rising(name: str, **settings: Setting) -> Protocol:
    return msgspec.structs.replace(
        SIT_TO_STAND, name=name, settings=SIT_TO_STAND.settings | settings, stop_rules=_STS_RULES
    )


FIVE_TIMES: Final = _rising(
    "five_sit_to_stand",
    most_s=Setting(60.0, "s", "longer is not finished", "ours"),
    n_trials=Setting(1.0, "", "once, after one rise for practice", "memory"),
)
THIRTY_SECONDS: Final = _rising(
    "thirty_sit_to_stand",
    trial_s=Setting(30.0, "s", "30 s chair stand, Jones 1999 (source not read)", "memory"),
    n_trials=Setting(1.0, "", "once, after one rise for practice", "memory"),
)
SQUAT_BEARING: Final = msgspec.structs.replace(
    WEIGHT_BEARING,
    name="weight_bearing_squat",
    settings=WEIGHT_BEARING.settings
    | {"trial_s": Setting(5.0, "s", "held at each angle of the knee", "ours")},
    stop_rules=tuple(StopRule(reason, "ours") for reason in ("stepped", "fell", "assisted")),
)
SEATED_LIMITS: Final = msgspec.structs.replace(
    LIMITS_OF_STABILITY,
    name="seated_limits",
    departures=(
        *LIMITS_OF_STABILITY.departures,
        "Seated: the load is that of stool and feet, the height of the leaning body over the board "
        "is not known, and no angle and no share of an expected limit is given.",
    ),
)

SQUATS: Final = (
    ("standing", msgid("Stand as evenly as you can.")),
    ("squat_30", msgid("Bend your knees a little. Hold.")),
    ("squat_60", msgid("Bend your knees further. Hold.")),
    ("squat_90", msgid("Bend to a right angle. Hold.")),
)
"""Conditions of the squat test, by the knee's angle, which somebody beside the person watches."""


def _rises(words: str, seconds: float, condition: str, n_rises: int) -> tuple[GuidedTrial, ...]:
    """Give one rise for practice and the test's trial."""
    practice = GuidedTrial("rise", words, 20.0, "practice", practice=True, n_rises=1)
    return practice, GuidedTrial("rise", words, seconds, condition, n_rises=n_rises)


def _test(
    name: str, title: str, instruction: str, purpose: str, protocol: Protocol, *trials: GuidedTrial
) -> GuidedTest:
    part = GuidedPart(PREFIX + name, title, instruction, "C", False, trials)
    return GuidedTest(name, purpose, protocol, (part,))


def release_trials(protocol: Protocol) -> tuple[GuidedTrial, ...]:
    """Give the releases of a protocol, the ones for practice first.

    Examples
    --------
    >>> [one.practice for one in release_trials(PUSH_RELEASE)]
    [True, False, False, False]
    """
    n_practice = round(protocol["n_practice"])
    return tuple(
        GuidedTrial(
            "release",
            LEAN_BACK,
            protocol["wait_s"],
            "back",
            practice=number < n_practice,
            after_s=protocol["after_s"],
        )
        for number in range(n_practice + round(protocol["n_trials"]))
    )


def _push_release() -> GuidedTest:
    return _test(
        "push-and-release",
        msgid("Let go"),
        msgid("Somebody holds you, and lets go."),
        "How a person who is let go catches themselves: feet off the board, time to stand still",
        PUSH_RELEASE,
        *release_trials(PUSH_RELEASE),
    )


def movement_tests(leaning: GuidedTest) -> tuple[GuidedTest, ...]:
    """Give the tests; seated leaning is made of the standing one.

    Parameters
    ----------
    leaning : GuidedTest
        Limits of stability.
    """
    (part,) = leaning.parts
    seated = msgspec.structs.replace(part, name=PREFIX + "seated-limits")
    by_chair = msgid("Somebody stands beside you. Chair behind the board.")
    return (
        _test(
            "five-sit-to-stand",
            msgid("Five times up"),
            by_chair,
            "Time in which a person rises from a chair five times",
            FIVE_TIMES,
            *_rises(RISES, FIVE_TIMES["most_s"], "five", 5),
        ),
        _test(
            "thirty-sit-to-stand",
            msgid("Up and down for 30 s"),
            by_chair,
            "How often a person rises from a chair in 30 s",
            THIRTY_SECONDS,
            *_rises(RISES_FOR_A_TIME, THIRTY_SECONDS["trial_s"], "thirty", 0),
        ),
        _push_release(),
        _test(
            "squat",
            msgid("Even weight in a squat"),
            msgid("Hold a squat. Somebody stands beside you."),
            "How evenly the legs bear the weight standing and at 30, 60 and 90 degrees of the knee",
            SQUAT_BEARING,
            *(
                GuidedTrial("stance", words, SQUAT_BEARING["trial_s"], name)
                for name, words in SQUATS
            ),
        ),
        GuidedTest(
            "seated-limits",
            "How far a seated person leans in eight directions",
            SEATED_LIMITS,
            (seated,),
        ),
    )
