"""A clinic's own test: one of ours with other times, trials or conditions, under another name."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from balance_arcade.assess.guidance import PREFIX, GuidedPart, GuidedTest, GuidedTrial
from balance_arcade.assess.guided_tests import CONDITIONS, guided_test
from balance_arcade.assess.own_movement import FIXED, OF_MOVEMENT, movement_trials
from balance_arcade.assess.protocols import Protocol
from balance_arcade.core.errors import ConfigError

OF_STANCE: Final = (
    "quiet-stance",
    "romberg",
    "research",
    "norm-stance",
    "mctsib",
    "four-trial",
)
"""Tests of stance that a clinic's own may be based on."""

KNOWN: Final = (*OF_STANCE, *OF_MOVEMENT)

FREE_ORDER: Final = ("quiet-stance", "romberg", "research", "norm-stance", "squat")
"""Those whose trials may be listed one by one."""

LONGEST_S: Final = 600.0
MOST_TRIALS: Final = 24
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME: Final = 24


class OwnTrial(msgspec.Struct, frozen=True):
    """One trial as a clinic lists it.

    Attributes
    ----------
    condition : str
        One of `balance_arcade.assess.guided_tests.CONDITIONS`, or of
        `balance_arcade.assess.movement_tests.SQUATS`.
    practice : bool
        It counts for nothing.
    """

    condition: str
    practice: bool = False


def own_test(
    name: str,
    based_on: str,
    *,
    title: str = "",
    settings: dict[str, float] | None = None,
    trials: Sequence[OwnTrial] = (),
) -> GuidedTest:
    """Make a clinic's own test.

    Parameters
    ----------
    name : str
        Small letters, digits and single hyphens; none of ours.
    based_on : str
        One of `KNOWN`.
    title : str
        On the patient's screen; that of the other test otherwise.
    settings : dict of str to float, optional
        What is other than in the protocol it is based on; each result says so.
    trials : sequence of OwnTrial
        In their order, where it is another than ours.

    Returns
    -------
    GuidedTest

    Raises
    ------
    ConfigError
        A name that cannot be one, a test that cannot be changed so, an unknown setting or
        condition, a time that is not above 0, too many trials.

    Examples
    --------
    >>> test = own_test("ward-romberg", "romberg", settings={"trial_s": 20.0})
    >>> test.parts[0].name, test.parts[0].trials[0].seconds, test.protocol.name
    ('assess-ward-romberg', 20.0, 'romberg+changed')
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise ConfigError(
            f"A test cannot be called {name[:40]!r}.",
            hint=f"Take up to {_LONGEST_NAME} small letters, digits and single hyphens.",
        )
    if based_on not in KNOWN:
        raise ConfigError(
            f"A test cannot be based on {based_on[:40]!r}.", hint=f"Known: {', '.join(KNOWN)}."
        )
    base = guided_test(based_on)
    if trials and based_on not in FREE_ORDER:
        raise ConfigError(
            f"The trials of {based_on} have a fixed order.",
            hint=f"Leave the list out, or base the test on {', '.join(FREE_ORDER)}.",
        )
    if len(trials) > MOST_TRIALS:
        raise ConfigError(f"A test has at most {MOST_TRIALS} trials, not {len(trials)}.")
    changed = dict(settings or {})
    _refuse_fixed(based_on, changed)
    if trials and based_on in OF_STANCE:
        changed["n_trials"] = float(_n_each(trials))
    protocol = base.protocol.changed(**changed) if changed else base.protocol
    _check(protocol, changed)
    parts = tuple(_part(part, name, base.name, title, protocol, trials) for part in base.parts)
    return GuidedTest(name, base.purpose, protocol, parts)


def _refuse_fixed(based_on: str, changed: dict[str, float]) -> None:
    for key in FIXED.get(based_on, ()):
        if key in changed:
            raise ConfigError(
                f"The setting {key} is what {based_on} is, and stays.",
                hint="Leave it out, or base the test on another.",
            )


def _check(protocol: Protocol, changed: dict[str, float]) -> None:
    for key in changed:
        value, unit = protocol[key], protocol.settings[key].unit
        if unit == "s" and not 0.0 < value <= LONGEST_S:
            raise ConfigError(
                f"The setting {key} must be above 0 and at most {LONGEST_S:g} s, not {value:g}."
            )
        if key.startswith("n_") and not (value.is_integer() and 0 <= value <= MOST_TRIALS):
            raise ConfigError(
                f"The setting {key} must be a whole number up to {MOST_TRIALS}, not {value:g}."
            )
        if key.endswith("_frac") and not 0.0 < value <= 1.0:
            raise ConfigError(f"The setting {key} must be above 0 and at most 1, not {value:g}.")
    if "n_trials" in protocol.settings and not protocol["n_trials"] >= 1.0:
        raise ConfigError("The setting n_trials must be at least 1.")


def _n_each(trials: Sequence[OwnTrial]) -> int:
    """How often each condition is asked for; the same for all, so that means may be compared."""
    for trial in trials:
        if trial.condition not in CONDITIONS:
            raise ConfigError(
                f"There is no condition {trial.condition[:40]!r}.",
                hint=f"Known: {', '.join(CONDITIONS)}.",
            )
        if trial.condition.endswith("foam"):
            raise ConfigError(
                "Trials on foam need the gate of mctsib.", hint="Base the test on mctsib."
            )
    counted = [trial.condition for trial in trials if not trial.practice]
    counts = {counted.count(condition) for condition in counted}
    if len(counts) != 1:
        raise ConfigError(
            "Every condition must be asked for equally often, practice left out.",
            hint="Add trials, or mark some with practice = true.",
        )
    return counts.pop()


def _part(
    part: GuidedPart,
    name: str,
    base: str,
    title: str,
    protocol: Protocol,
    listed: Sequence[OwnTrial],
) -> GuidedPart:
    seconds = protocol["trial_s"] if base in OF_STANCE else 0.0
    if base in OF_MOVEMENT:
        trials = movement_trials(part, protocol, listed)
    elif listed:
        trials = tuple(
            GuidedTrial(
                "stance", CONDITIONS[one.condition], seconds, one.condition, practice=one.practice
            )
            for one in listed
        )
    else:
        conditions = tuple(dict.fromkeys(trial.condition for trial in part.trials))
        n_first = round(protocol["n_familiarisation"]) if base == "four-trial" else 0
        n_each = math.floor(protocol["n_trials"])
        trials = tuple(
            GuidedTrial("stance", CONDITIONS[one], seconds, one, practice=index < n_first)
            for one in conditions
            for index in range(n_each)
        )
    return msgspec.structs.replace(
        part,
        name=part.name.replace(PREFIX + base, PREFIX + name, 1),
        title=title or part.title,
        trials=trials,
    )
