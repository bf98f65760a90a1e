"""Which norms the result of a test will be held against, told before the test is made."""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.norm_table import NORMS
from balance_arcade.assess.norms import NormPerson, NormPlace, NormTold, norms_told

_BY_CONDITION: Final = ("quiet_stance", "romberg", "research", "norm_stance", "mctsib")
"""Protocols whose outcomes end with the condition that they are of."""

_BY_NAME: Final = {
    "single_leg": ("mean_left_s", "mean_right_s"),
    "five_sit_to_stand": ("time_of_five_s",),
    "thirty_sit_to_stand": ("time_of_five_s",),
}


def expected_norms(test: GuidedTest, who: NormPerson, place: NormPlace) -> dict[str, NormTold]:
    """Say the norms of a test that is still to be made, as its result will say them.

    Parameters
    ----------
    test : GuidedTest
        Ours, or a clinic's own.
    who, place
        As of `balance_arcade.assess.norms.norm_of`.

    Returns
    -------
    dict of str to NormTold
        By outcome, those that some source is of: the norm, or why it does not apply. Empty where
        no source is of any.

    Examples
    --------
    >>> from balance_arcade.assess.guided_tests import guided_test
    >>> found = expected_norms(guided_test("five-sit-to-stand"), NormPerson((72, 72)), NormPlace())
    >>> print(found["time_of_five_s"].told)
    norm up to 12.6 s: no slower than the average, 70 to 79 years (Bohannon 2006)
    """
    return norms_told(dict.fromkeys(_outcomes(test)), test.protocol.describe(), who, place)


def _outcomes(test: GuidedTest) -> list[str]:
    """Name the outcomes of a test that stand in the table of norms."""
    protocol = test.protocol.name.removesuffix("+changed")
    known = dict.fromkeys(row.outcome for _, rows in NORMS for row in rows)
    if protocol not in _BY_CONDITION:
        return [name for name in known if name in _BY_NAME.get(protocol, ())]
    counted = [one for part in test.parts for one in part.trials if not one.practice]
    endings = tuple(f"_{condition}" for condition in dict.fromkeys(t.condition for t in counted))
    return [name for name in known if name.endswith(endings)]
