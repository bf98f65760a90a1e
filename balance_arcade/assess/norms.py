"""A norm where there is one that may be cited for the very same test, else the reason for none.

Nothing is scaled, stretched or guessed: age, protocol, stance and kind of board have to be those of
the source, and what is not known of them is a reason too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from balance_arcade.assess.norm_table import NORMS, NormRow, Source
from balance_arcade.core.words import msgid

PERCENTS: Final = (5, 25, 50, 75, 95)

Sex = Literal["", "female", "male"]
MeasuresAs = Literal["", "force plate", "noisy"]
"""How a board measures sway: as a force plate does; with more noise than a norm of one stands; or
empty, nobody has found out. `balance_arcade.records.device_kind` says which."""

NO_AGE: Final = msgid("no norm: the age is not known")
NOTHING: Final = msgid("no norm that may be cited is known of this")
OTHER_AGE: Final = msgid("no norm: the source has nobody of this age")
BETWEEN: Final = msgid("no norm: the year of birth leaves open which age group it is")
OTHER_TEST: Final = msgid("no norm: the source led another test")
OTHER_TIMES: Final = msgid("no norm: duration or number of trials are not the source's")
NO_FEET: Final = msgid("no norm: it was not noted where the feet stood")
OTHER_FEET: Final = msgid("no norm: the feet stood otherwise than in the source")
NO_DEVICE: Final = msgid("no norm: how well this board measures is not known")
OTHER_DEVICE: Final = msgid("no norm: this board measures with more noise than the source's plate")

READ_WORDS: Final = {
    "data": msgid("computed from the source's own data"),
    "abstract": msgid("figures of the abstract, which was read"),
    "quoted": msgid("source not read; pages that quote its means agree, its SDs are unchecked"),
}

BELOW_ALL: Final = msgid("below the 5th percentile")
ABOVE_ALL: Final = msgid("above the 95th percentile")
_PLACES: Final = (
    msgid("5th to 25th percentile"),
    msgid("25th to 50th percentile"),
    msgid("50th to 75th percentile"),
    msgid("75th to 95th percentile"),
)
WITHIN_SD: Final = msgid("within one SD of the mean")
BELOW_SD: Final = msgid("more than one SD below the mean")
ABOVE_SD: Final = msgid("more than one SD above the mean")
AVERAGE: Final = msgid("not slower than the average")
SLOWER: Final = msgid("slower than the average")

_TOLD: Final = {
    "percentiles": msgid(
        "norm {low} to {high} {title}: 5th to 95th percentile, {first} to {last} years,"
        " n = {n} ({name})"
    ),
    "mean and SD": msgid(
        "norm {low} to {high} {title}: mean ± SD, {first} to {last} years, n = {n}"
        " ({name}, source not read)"
    ),
    "limit of the average": msgid(
        "norm up to {high} {title}: no slower than the average, {first} to {last} years ({name})"
    ),
}

_PROTOCOL: Final = re.compile(r"\b([a-z_]+)(\+changed)?/(\d+)((?: [a-z]\w*=\S+)*)")


class NormPerson(msgspec.Struct, frozen=True):
    """What a norm has to know of a person.

    Attributes
    ----------
    ages : tuple of int, or empty
        Least and most age in whole years at the test: a year of birth leaves two open. Empty
        where it is not known.
    sex : {"", "female", "male"}
        Empty where it is not known; no norm of today's table asks for it.
    """

    ages: tuple[int, int] | tuple[()] = ()
    sex: Sex = ""


class NormPlace(msgspec.Struct, frozen=True):
    """What a norm has to know of where and on what the person stood.

    Attributes
    ----------
    measures_as : {"", "force plate", "noisy"}
        How the board measures sway.
    feet : mapping of str to str or float
        As `balance_arcade.assess.foot_place.read_foot_place` gives it.
    """

    measures_as: MeasuresAs = ""
    feet: Mapping[str, str | float] = {}


class NoNorm(msgspec.Struct, frozen=True):
    """That no norm applies.

    Attributes
    ----------
    why : str
        One of the sentences above; they are in the catalogues.
    source : str
        Name of the source that is nearest; empty where there is none.
    """

    why: str
    source: str = ""


class Norm(msgspec.Struct, frozen=True):
    """How a group of people did in the same test.

    Attributes
    ----------
    source : Source
        Where it comes from, whether it was read, who the people were and what they did.
    outcome, unit : str
        What, in our unit.
    ages : tuple of int
        Youngest and oldest of the group, whole years.
    n_subjects : int
        How many; 0 where the source does not say.
    marks : tuple of float
        As of `balance_arcade.assess.norm_table.NormRow`.
    """

    source: Source
    outcome: str
    unit: str
    ages: tuple[int, int]
    n_subjects: int
    marks: tuple[float, ...]

    @property
    def band(self) -> tuple[float | None, float]:
        """Lower and upper end of the band that a chart shades.

        5th to 95th percentile; mean minus to mean plus SD, cut at 0 and at the protocol's cap; or
        everything up to the limit, with None below.
        """
        if self.source.kind == "percentiles":
            return self.marks[0], self.marks[-1]
        if self.source.kind == "mean and SD":
            mean, sd = self.marks
            return max(mean - sd, 0.0), min(mean + sd, self.source.settings.get("cap_s", mean + sd))
        return None, self.marks[0]

    @property
    def middle(self) -> float | None:
        """Median or mean; None where there is only a limit."""
        if self.source.kind == "percentiles":
            return self.marks[2]
        return self.marks[0] if self.source.kind == "mean and SD" else None

    def place(self, value: float) -> str:
        """Say where a value lies among these people; a place, no diagnosis.

        Parameters
        ----------
        value : float
            Finite, in the norm's unit.

        Returns
        -------
        str
            Words that are in the catalogues.

        Raises
        ------
        ValueError
            The value is not a number.
        """
        if math.isnan(value):
            raise ValueError("The value must be a number.")
        if self.source.kind == "limit of the average":
            return SLOWER if value > self.marks[0] else AVERAGE
        if self.source.kind == "mean and SD":
            mean, sd = self.marks
            if abs(value - mean) <= sd:
                return WITHIN_SD
            return BELOW_SD if value < mean else ABOVE_SD
        if value < self.marks[0]:
            return BELOW_ALL
        for words, mark in zip(_PLACES, self.marks[1:], strict=True):
            if value <= mark:
                return words
        return ABOVE_ALL

    def told(self) -> str:
        """Say the band in one sentence of the catalogues: ages, people, source, whether read."""
        low, high = self.band
        return _TOLD[self.source.kind].format(
            low="" if low is None else _three(low),
            high=_three(high),
            title=self.unit.replace("mm2", "mm²"),
            first=self.ages[0],
            last=self.ages[1],
            n=self.n_subjects,
            name=self.source.name,
        )


def _three(value: float) -> str:
    """Write three digits, without an exponent."""
    return f"{value:.3g}" if value < 1000.0 else f"{value:.0f}"


def norm_of(outcome: str, method: str, who: NormPerson, place: NormPlace) -> Norm | NoNorm:
    """Find the norm of an outcome of a test.

    Parameters
    ----------
    outcome : str
        Name of the outcome, with its condition: ``mean_velocity_mm_s_eo_firm``.
    method : str
        Of the outcome: it holds the protocol with every setting, as
        `balance_arcade.assess.protocols.Protocol.describe` writes it.
    who : NormPerson
        Age, and sex.
    place : NormPlace
        Board and feet.

    Returns
    -------
    Norm or NoNorm
        The reason is that nearest to a norm: whoever mends it comes one step closer.

    Examples
    --------
    >>> method = "test: five-sit-to-stand five_sit_to_stand/1 n_timed=5"
    >>> found = norm_of("time_of_five_s", method, NormPerson((72, 72)), NormPlace())
    >>> print(found.told())
    norm up to 12.6 s: no slower than the average, 70 to 79 years (Bohannon 2006)
    >>> found.place(13.0)
    'slower than the average'
    >>> print(norm_of("time_of_five_s", method, NormPerson(), NormPlace()).why)
    no norm: the age is not known
    """
    nearest = NoNorm(NOTHING)
    for source, rows in NORMS:
        mine = [row for row in rows if row.outcome == outcome]
        if not mine:
            continue
        why = other_test(source, method) or _other_place(source, place)
        if why:
            nearest = NoNorm(why, source.name)
            continue
        found = _of_age(mine, who)
        if isinstance(found, str):
            nearest = NoNorm(found, source.name)
            continue
        return Norm(source, found.outcome, found.unit, found.ages, found.n_subjects, found.marks)
    return nearest


def other_test(source: Source, method: str) -> str:
    """Say why a source is of another test than a method; empty where it is of this one."""
    found = _PROTOCOL.search(method)
    if found is None or found[1] not in source.protocols:
        return OTHER_TEST
    settings = dict(part.split("=", 1) for part in found[4].split())
    for name, wanted in source.settings.items():
        try:
            same = float(settings[name]) == wanted
        except (KeyError, ValueError):
            same = False
        if not same:
            return OTHER_TIMES
    return ""


def _other_place(source: Source, place: NormPlace) -> str:
    if source.device == "stopwatch":
        return ""
    if place.measures_as != "force plate":
        return OTHER_DEVICE if place.measures_as == "noisy" else NO_DEVICE
    for name, (least, most) in source.feet.items():
        noted = place.feet.get(name)
        if not isinstance(noted, int | float):
            return NO_FEET
        if not least <= noted <= most:
            return OTHER_FEET
    return ""


def _of_age(rows: list[NormRow], who: NormPerson) -> NormRow | str:
    if not who.ages:
        return NO_AGE
    least, most = who.ages
    at = [
        next((row for row in rows if row.ages[0] <= age <= row.ages[1]), None)
        for age in (least, most)
    ]
    if at[0] is not at[1]:
        return BETWEEN
    return at[0] or OTHER_AGE


class NormTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """A norm, or why there is none, in plain words and numbers, for files, pages and reports.

    Attributes
    ----------
    told : str
        The band with ages, people and source, or why there is no norm; in the catalogues.
    place : str
        Where the value lies among these people; empty without a value or without a norm.
    low, high : float or None
        Ends of the band in the outcome's unit; None without a norm, and `low` where it has none.
    middle : float or None
        Median or mean of the group.
    citation, people, how, read : str
        The source; whom it measured; how; and how the figures were come by, in the catalogues.
    """

    told: str
    place: str = ""
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    citation: str = ""
    people: str = ""
    how: str = ""
    read: str = ""

    @property
    def applies(self) -> bool:
        """Whether there is a norm."""
        return self.high is not None


def norm_told(found: Norm | NoNorm, value: float | None) -> NormTold:
    """Say a norm, or why there is none, in plain words and numbers.

    Examples
    --------
    >>> norm_told(NoNorm(NO_AGE), 8.0).told
    'no norm: the age is not known'
    """
    if isinstance(found, NoNorm):
        return NormTold(found.why)
    low, high = found.band
    return NormTold(
        found.told(),
        "" if value is None else found.place(value),
        low,
        high,
        found.middle,
        found.source.citation,
        found.source.people,
        found.source.how,
        READ_WORDS[found.source.read],
    )


def norms_told(
    values: Mapping[str, float | None], method: str, who: NormPerson, place: NormPlace
) -> dict[str, NormTold]:
    """Say the norms of all outcomes of a test that some source is of; of the others nothing.

    Parameters
    ----------
    values : mapping of str to float or None
        By name of the outcome.
    method, who, place
        As of `norm_of`.

    Returns
    -------
    dict of str to NormTold
        Also where a norm does not apply, with the reason.
    """
    found = {name: norm_of(name, method, who, place) for name in values}
    return {
        name: norm_told(norm, values[name])
        for name, norm in found.items()
        if not (isinstance(norm, NoNorm) and norm.why == NOTHING)
    }
