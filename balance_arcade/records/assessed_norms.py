"""Norms of a test's result: looked up once it is scored, and kept with it."""

from __future__ import annotations

import msgspec

from balance_arcade.assess.norms import MeasuresAs, NormPerson, NormPlace, norms_told
from balance_arcade.files.recording import RecordingHeader
from balance_arcade.records.assessed import Assessment


def told_of(head: RecordingHeader) -> NormPerson:
    """Read age and sex, as far as a recording tells them."""
    ages = () if isinstance(head.age_y, msgspec.UnsetType) else (head.age_y, head.age_y)
    return NormPerson(ages, "" if isinstance(head.sex, msgspec.UnsetType) else head.sex)


def with_norms(found: Assessment, who: NormPerson, measures_as: MeasuresAs) -> Assessment:
    """Return a result with the norms of its outcomes, and with what they hang on.

    Parameters
    ----------
    found : Assessment
        Scored; the place of the feet stands in its `setup`.
    who : NormPerson
        Age and sex.
    measures_as : {"", "force plate", "noisy"}
        How the board measures sway.
    """
    values = {name: one.value for name, one in found.outcomes.items()}
    place = NormPlace(measures_as, found.setup)
    exact = who.ages[0] if who.ages and who.ages[0] == who.ages[1] else None
    return msgspec.structs.replace(
        found,
        age_y=exact,
        sex=who.sex,
        norms=norms_told(values, found.protocol, who, place),
    )
