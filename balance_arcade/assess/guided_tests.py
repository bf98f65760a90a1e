"""The clinical tests that can be guided, in the order of a clinic's day, and a clinic's own."""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.assess.guidance import (
    PREFIX,
    Axis,
    GuidedPart,
    GuidedTest,
    GuidedTrial,
    Side,
)
from balance_arcade.assess.jump_tests import JUMP_TESTS
from balance_arcade.assess.movement_tests import movement_tests
from balance_arcade.assess.protocols import (
    FOUR_TRIAL,
    LIMITS_OF_STABILITY,
    MCTSIB,
    RHYTHMIC_WEIGHT_SHIFT,
    SINGLE_LEG,
    WEIGHT_BEARING,
    Protocol,
)
from balance_arcade.assess.quiet_protocols import NORM_STANCE, QUIET_STANCE, RESEARCH, ROMBERG
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import msgid

STAND_OPEN: Final = msgid("Stand still. Look at the cross.")
STAND_CLOSED: Final = msgid("Close your eyes. Stand still.")
LEAN: Final = msgid("Wait for the light. Then lean there.")
SWING_SIDEWAYS: Final = msgid("Follow the light from side to side.")
SWING_FORWARD: Final = msgid("Follow the light forward and back.")
ON_LEFT: Final = msgid("Stand on your left leg.")
ON_RIGHT: Final = msgid("Stand on your right leg.")
SHARE: Final = msgid("Stand as evenly as you can.")

CONDITIONS: Final = {
    "eo_firm": STAND_OPEN,
    "ec_firm": STAND_CLOSED,
    "eo_foam": STAND_OPEN,
    "ec_foam": STAND_CLOSED,
}
"""Conditions of stance, by eyes (open, closed) and surface, with the patient's words."""

_EYES_WORDS: Final = msgid("Stand quietly. A tone says when.")
_FOAM_WORDS: Final = msgid("Foam comes. Somebody stands beside you.")


def stances(
    protocol: Protocol, conditions: tuple[str, ...], n_each: int
) -> tuple[GuidedTrial, ...]:
    """Stances of a protocol's time, condition after condition.

    Examples
    --------
    >>> [trial.condition for trial in stances(MCTSIB, ("eo_firm", "ec_firm"), 2)]
    ['eo_firm', 'eo_firm', 'ec_firm', 'ec_firm']
    """
    return tuple(
        GuidedTrial("stance", CONDITIONS[name], protocol["trial_s"], name)
        for name in conditions
        for _ in range(n_each)
    )


def _one_part(
    name: str, title: str, trials: tuple[GuidedTrial, ...], *, seated: bool = False
) -> tuple[GuidedPart, ...]:
    return (GuidedPart(PREFIX + name, title, _EYES_WORDS, "A", False, trials, seated),)


def _stance_test(
    name: str, title: str, purpose: str, protocol: Protocol, conditions: tuple[str, ...]
) -> GuidedTest:
    trials = stances(protocol, conditions, round(protocol["n_trials"]))
    return GuidedTest(name, purpose, protocol, _one_part(name, title, trials))


def _mctsib() -> GuidedTest:
    n_each = round(MCTSIB["n_trials"])
    firm = stances(MCTSIB, ("eo_firm", "ec_firm"), n_each)
    foam = stances(MCTSIB, ("eo_foam", "ec_foam"), n_each)
    return GuidedTest(
        "mctsib",
        "Which senses hold the balance: open and closed eyes, on firm ground and on foam",
        MCTSIB,
        (
            *_one_part("mctsib-firm", msgid("Firm ground"), firm),
            # With closed eyes on foam people do step off: somebody stands there, and has laid the
            # foam down before they say so.
            GuidedPart(PREFIX + "mctsib-foam", msgid("On foam"), _FOAM_WORDS, "C", False, foam),
        ),
    )


def _four_trial() -> GuidedTest:
    n_first, n_all = round(FOUR_TRIAL["n_familiarisation"]), round(FOUR_TRIAL["n_trials"])
    trials = stances(FOUR_TRIAL, ("ec_firm",), n_all)
    marked = tuple(
        msgspec.structs.replace(trial, practice=index < n_first)
        for index, trial in enumerate(trials)
    )
    return GuidedTest(
        "four-trial",
        "Path of the centre of pressure with closed eyes: mean of three after a first one",
        FOUR_TRIAL,
        _one_part("four-trial", msgid("Four stances"), marked),
    )


DIRECTIONS: Final = ("F", "FR", "R", "BR", "B", "BL", "L", "FL")


def _limits_of_stability() -> GuidedTest:
    trials = tuple(
        GuidedTrial("lean", LEAN, LIMITS_OF_STABILITY["trial_s"], name, direction=index)
        for index, name in enumerate(DIRECTIONS)
    )
    part = GuidedPart(
        PREFIX + "limits-of-stability",
        msgid("How far you reach"),
        msgid("Lean to the light as far as comfortable."),
        # As far as they can, behind too: further than any game asks for.
        "C",
        # Once round to learn it: what was reached there is what the test is compared with.
        True,
        trials,
        True,
    )
    return GuidedTest(
        "limits-of-stability",
        "How far, how fast and how straight a person leans in eight directions",
        LIMITS_OF_STABILITY,
        (part,),
    )


PACES_S: Final = (3.0, 2.0, 1.0)
LEAD_WAYS: Final = 2
"""Ways from side to side before the ones that are scored, so that the pace is known."""


def _weight_shift() -> GuidedTest:
    trials = tuple(
        GuidedTrial(
            "shift",
            words,
            pace_s * (LEAD_WAYS + 2.0 * RHYTHMIC_WEIGHT_SHIFT["n_cycles"]),
            f"{axis} {pace_s:g} s",
            axis=axis,
            pace_s=pace_s,
        )
        for axis, words in _SWINGS
        for pace_s in PACES_S
    )
    part = GuidedPart(
        PREFIX + "weight-shift",
        msgid("Side to side"),
        msgid("Follow the light at its pace."),
        "B",
        True,
        trials,
        True,
    )
    return GuidedTest(
        "weight-shift",
        "Shifting the weight to a pace, from side to side and forward and back",
        RHYTHMIC_WEIGHT_SHIFT,
        (part,),
    )


_SWINGS: Final[tuple[tuple[Axis, str], ...]] = (("ml", SWING_SIDEWAYS), ("ap", SWING_FORWARD))


def _single_leg() -> GuidedTest:
    n_each = round(SINGLE_LEG["n_trials"])
    sides: tuple[tuple[Side, str], ...] = (("left", ON_LEFT), ("right", ON_RIGHT))
    # In turn, so that neither leg has all of its trials tired.
    trials = tuple(
        GuidedTrial("one_leg", words, SINGLE_LEG["cap_s"], side, side=side)
        for _ in range(n_each)
        for side, words in sides
    )
    part = GuidedPart(
        PREFIX + "single-leg",
        msgid("On one leg"),
        msgid("Somebody stands beside you. Lift one foot."),
        "C",
        False,
        trials,
    )
    return GuidedTest(
        "single-leg", "How long a person stands on each leg, up to 45 s", SINGLE_LEG, (part,)
    )


def _weight_bearing() -> GuidedTest:
    trials = (GuidedTrial("stance", SHARE, 10.0, "standing"),)
    return GuidedTest(
        "weight-bearing",
        "How evenly the legs bear the weight in quiet stance",
        WEIGHT_BEARING,
        _one_part("weight-bearing", msgid("Even weight"), trials),
    )


_TESTS: Final = (
    _stance_test(
        "quiet-stance",
        msgid("Quiet stance"),
        "Sway in 30 s of quiet stance with open eyes",
        QUIET_STANCE,
        ("eo_firm",),
    ),
    _stance_test(
        "romberg",
        msgid("Eyes open, eyes closed"),
        "Sway with open and with closed eyes, and their quotient",
        ROMBERG,
        ("eo_firm", "ec_firm"),
    ),
    _mctsib(),
    _limits_of_stability(),
    _weight_shift(),
    _single_leg(),
    _weight_bearing(),
    _four_trial(),
    _stance_test(
        "research",
        msgid("Long stance"),
        "Three stances of 90 s with open eyes, for measures that need a long record",
        RESEARCH,
        ("eo_firm",),
    ),
    _stance_test(
        "norm-stance",
        msgid("Long stance, eyes open and closed"),
        "Three stances of 60 s each with open and closed eyes, as the norms of sway were made",
        NORM_STANCE,
        ("eo_firm", "ec_firm"),
    ),
    *movement_tests(_limits_of_stability()),
    *JUMP_TESTS,
)

_known: dict[str, GuidedTest] = {test.name: test for test in _TESTS}


def known_tests() -> tuple[GuidedTest, ...]:
    """Every test that can be guided, those of a clinic's own files last."""
    return tuple(_known.values())


def add_test(test: GuidedTest) -> None:
    """Make a clinic's own test known for this process; one of the same name gives way to it.

    Raises
    ------
    ConfigError
        A test of ours has that name; or another test has a part that is called as one of its own,
        which would be led instead.
    """
    if not is_own(test):
        raise ConfigError(
            f"The name {test.name} is that of a test of Balance Arcade.",
            hint="Choose a name of the clinic's own.",
        )
    mine = {part.name for part in test.parts}
    for other in _known.values():
        if other.name != test.name and mine & {part.name for part in other.parts}:
            raise ConfigError(
                f"The name {test.name} is that of a part of the test {other.name}.",
                hint="Choose another name.",
            )
    _known[test.name] = test


def is_own(test: GuidedTest) -> bool:
    """Whether a test is a clinic's own.

    Examples
    --------
    >>> is_own(guided_test("romberg"))
    False
    """
    return test.name not in {ours.name for ours in _TESTS}


def guided_test(name: str) -> GuidedTest:
    """Look a test up.

    Parameters
    ----------
    name : str
        As in `known_tests`, with hyphens or underscores.

    Raises
    ------
    ConfigError
        There is no such test; the hint lists those there are.

    Examples
    --------
    >>> guided_test("mctsib").n_trials
    12
    """
    found = _known.get(name.strip().lower().replace("_", "-"))
    if found is None:
        raise ConfigError(f"No test is called {name!r}.", hint=f"Known: {', '.join(_known)}.")
    return found


def guided_part(name: str) -> GuidedPart:
    """Look up the part of a test by the name of its activity.

    Raises
    ------
    ConfigError
        No test has such a part.
    """
    for test in _known.values():
        for part in test.parts:
            if part.name == name:
                return part
    raise ConfigError(
        f"No test has the part {name!r}.",
        hint="A clinic's own test is known where its file was given: --protocols FOLDER.",
    )


def owner_of(part_name: str) -> GuidedTest:
    """Find the test that a part belongs to.

    Raises
    ------
    ConfigError
        No test has such a part.
    """
    guided_part(part_name)
    return next(test for test in _known.values() if part_name in {p.name for p in test.parts})
