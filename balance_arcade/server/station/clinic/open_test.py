"""A clinical test that was prepared at the station and is not scored yet."""

from __future__ import annotations

import dataclasses
import datetime as dt

from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.server.station.clinic.scoring import Feet


@dataclasses.dataclass(frozen=True)
class OpenTest:
    """What was said when it was prepared.

    Attributes
    ----------
    test : GuidedTest
        Which.
    person : str
        Pseudonym.
    height_mm : float or None
        Stature.
    feet : Feet
        How the person stands.
    place : int
        Of the board, from 1.
    since : datetime
        When it was prepared, in UTC: older recordings are of something else.
    """

    test: GuidedTest
    person: str
    height_mm: float | None
    feet: Feet
    place: int
    since: dt.datetime
