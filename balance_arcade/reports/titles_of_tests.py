"""What a clinical test is called on a report: as a heading, and short behind an outcome's name."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.reports.wording import Verbatim

TITLES: Final = {
    "quiet-stance": msgid("Quiet stance"),
    "limits-of-stability": msgid("Limits of stability"),
    "weight-bearing": msgid("Weight bearing"),
    "mctsib": msgid("mCTSIB: senses and balance"),
    "romberg": msgid("Romberg: open and closed eyes"),
    "four-trial": msgid("Four-trial balance test"),
    "weight-shift": msgid("Rhythmic weight shift"),
    "single-leg": msgid("Single-leg stance"),
    "norm-stance": msgid("Long stance, 3 x 60 s, open and closed eyes"),
    "research": msgid("Long stance, 3 x 90 s"),
    "five-sit-to-stand": msgid("Five times sit to stand"),
    "thirty-sit-to-stand": msgid("Sit to stand in 30 s"),
    "push-and-release": msgid("Push and release"),
    "squat": msgid("Weight bearing in a squat"),
    "seated-limits": msgid("Limits of stability, seated"),
    "cmj": msgid("Countermovement jump"),
    "sj": msgid("Squat jump"),
    "drop-jump": msgid("Drop jump"),
    "hops": msgid("Repeated hops, 10/5"),
    "landing": msgid("Drop landing"),
}

SHORT: Final = {
    "quiet-stance": Verbatim("30 s"),
    "romberg": Verbatim("Romberg"),
    "mctsib": Verbatim("mCTSIB"),
    "norm-stance": Verbatim("3 x 60 s"),
    "research": Verbatim("3 x 90 s"),
    "seated-limits": msgid("seated"),
    "limits-of-stability": msgid("standing"),
}


def title_of_test(name: str) -> str:
    """Name a test; a clinic's own has the clinic's name in every language.

    Examples
    --------
    >>> title_of_test("single-leg"), title_of_test("ward-romberg")
    ('Single-leg stance', 'Ward romberg')
    """
    return TITLES.get(name) or Verbatim(name.replace("-", " ").capitalize())


def short_test(method: str) -> str:
    """Name the test of a method behind an outcome that several tests have.

    Examples
    --------
    >>> short_test("test: norm-stance norm_stance/1 trial_s=60"), short_test("game: game orchard")
    ('3 x 60 s', '')
    """
    source, _, rest = method.partition(": ")
    if source != "test":
        return ""
    name = rest.split(" ", 1)[0]
    return SHORT.get(name) or title_of_test(name)
