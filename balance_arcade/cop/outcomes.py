"""What every clinical test gives back: outcomes with unit and definition, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from balance_arcade.cop.metric import Measured, Metric, measured, reasons


class Outcomes(msgspec.Struct, frozen=True):
    """Outcomes of a test, or of one part of it.

    Attributes
    ----------
    protocol : str
        The protocol with every setting, in one line: what the numbers may be compared within.
    values : dict of str to Measured
        By name; what has no value says why.
    notes : tuple of str
        What a reader of the numbers should know.
    """

    protocol: str
    values: dict[str, Measured]
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> dict[str, str]:
        """Why an outcome has no value, by its name."""
        return reasons(self.values)

    def value(self, name: str) -> float | None:
        """Give the plain number of an outcome; None where it was refused."""
        return self.values[name].value


def outcomes(
    protocol: str,
    table: Mapping[str, Metric],
    found: Mapping[str, float | str],
    notes: tuple[str, ...] = (),
) -> Outcomes:
    """Join a table of outcomes with what a trial gave.

    Parameters
    ----------
    protocol : str
        The protocol in one line.
    table : mapping of str to Metric
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
    >>> from balance_arcade.cop.metric import by_name
    >>> table = by_name(Metric("best_s", "s", "longest", "ours"))
    >>> outcomes("demo/1", table, {"best_s": "nobody stood"}).refused
    {'best_s': 'nobody stood'}
    """
    if set(found) != set(table):
        odd = ", ".join(sorted(set(found) ^ set(table)))
        raise ValueError(f"The outcomes found are not those of the table: {odd}.")
    values = {name: measured(row, found[name]) for name, row in table.items()}
    return Outcomes(protocol, values, notes)


def refuse_all(
    protocol: str, table: Mapping[str, Metric], reason: str, notes: tuple[str, ...] = ()
) -> Outcomes:
    """Refuse every outcome of a table for one reason."""
    return outcomes(protocol, table, dict.fromkeys(table, reason), notes)
