"""What every clinical test gives back: outcomes with unit and definition, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from balance_arcade.cop.batch import Measured


class Outcome(NamedTuple):
    """One row of a test's table of outcomes.

    Attributes
    ----------
    unit : str
        Unit of the value; empty for a plain number.
    text : str
        The formula in one line.
    source : str
        Where the outcome comes from; ``ours`` where no paper or page defines it.
    """

    unit: str
    text: str
    source: str


class Outcomes(msgspec.Struct, frozen=True):
    """Outcomes of a test, or of one part of it.

    Attributes
    ----------
    protocol : str
        The protocol with every setting, in one line: what the numbers may be compared within.
    values : dict of str to Measured
        By name; `value` is None where it was refused.
    refused : dict of str to str
        Why an outcome has no value.
    notes : tuple of str
        What a reader of the numbers should know.
    """

    protocol: str
    values: dict[str, Measured]
    refused: dict[str, str]
    notes: tuple[str, ...] = ()

    def value(self, name: str) -> float | None:
        """Give the plain number of an outcome; None where it was refused."""
        return self.values[name].value


class Refused(msgspec.Struct, frozen=True):
    """There is no such number, and this is why.

    Attributes
    ----------
    what : str
        What was asked for.
    reason : str
        Why there is none.
    """

    what: str
    reason: str


def outcomes(
    protocol: str,
    table: Mapping[str, Outcome],
    found: Mapping[str, float | str],
    notes: tuple[str, ...] = (),
) -> Outcomes:
    """Join a table of outcomes with what a trial gave.

    Parameters
    ----------
    protocol : str
        The protocol in one line.
    table : mapping of str to Outcome
        Every outcome that the test promises.
    found : mapping of str to float or str
        A number, or the reason why there is none; exactly the names of the table.
    notes : tuple of str
        See `Outcomes`.

    Returns
    -------
    Outcomes
        A number that is not finite is refused too, so that no NaN leaves as a result.

    Raises
    ------
    ValueError
        The names are not those of the table.

    Examples
    --------
    >>> table = {"best_s": Outcome("s", "longest", "ours")}
    >>> outcomes("demo/1", table, {"best_s": "nobody stood"}).refused
    {'best_s': 'nobody stood'}
    """
    if set(found) != set(table):
        odd = ", ".join(sorted(set(found) ^ set(table)))
        raise ValueError(f"The outcomes found are not those of the table: {odd}.")
    values, refused = {}, {}
    for name, row in table.items():
        got = found[name]
        if isinstance(got, str):
            refused[name] = got
        elif not math.isfinite(got):
            refused[name] = "the samples do not determine it"
        values[name] = Measured(
            None if name in refused or isinstance(got, str) else float(got), row.unit, row.text
        )
    return Outcomes(protocol, values, refused, notes)


def refuse_all(
    protocol: str, table: Mapping[str, Outcome], reason: str, notes: tuple[str, ...] = ()
) -> Outcomes:
    """Refuse every outcome of a table for one reason."""
    return outcomes(protocol, table, dict.fromkeys(table, reason), notes)
