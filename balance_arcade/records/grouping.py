"""Groups of files by their names, and means of subjects within each group.

Trials of one subject are averaged first, then subjects: n is the number of subjects, and SD their
standard deviation with N - 1. A trial without a value for a metric is left out of that metric. So
a subject with six trials weighs as much as one with two; means over all trials would not be
independent observations (Hurlbert 1984, doi 10.2307/1942661, calls it pseudoreplication).
"""

from __future__ import annotations

import csv
import io
import math
import re
import statistics
from array import array
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.tidy import TidyRow

SUBJECT: Final = "subject"
"""The field whose trials are averaged first; all others make the groups."""

_EXAMPLE: Final = "Write for example --group '{subject}_{condition}_*.txt'."
_FIELD: Final = re.compile(r"\{(.*?)\}|(\*+)|(\?)")


class NamePattern:
    """A pattern over file names: ``{name}`` is a field, ``*`` anything, ``?`` one character.

    A field holds at least one character and as few as the rest of the pattern allows. A pattern
    without ``/`` is held against the name of the file, one with ``/`` against as many of the last
    parts of its path.

    Parameters
    ----------
    pattern : str
        For example ``{subject}_{condition}_*.txt``.

    Raises
    ------
    ConfigError
        It has no field, one without a name, or one twice.

    Examples
    --------
    >>> NamePattern("{subject}_{condition}_*.txt").labels("data/S07_eo_2.txt")
    {'subject': 'S07', 'condition': 'eo'}
    >>> NamePattern("{subject}/{condition}?.csv").labels("data/S07/eo2.csv")
    {'subject': 'S07', 'condition': 'eo'}
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._n_parts = pattern.count("/") + 1
        self.fields: tuple[str, ...] = ()
        regex, at = "", 0
        for found in _FIELD.finditer(pattern):
            regex += re.escape(pattern[at : found.start()]) + self._piece(found)
            at = found.end()
        self._regex = re.compile(regex + re.escape(pattern[at:]), re.DOTALL)
        if not self.fields:
            raise ConfigError(f"The pattern {pattern!r} has no field.", hint=_EXAMPLE)

    def _piece(self, found: re.Match[str]) -> str:
        if found[2]:
            return "[^/]*"
        if found[3]:
            return "[^/]"
        name = found[1]
        if not name.isidentifier():
            raise ConfigError(
                f"A field of the pattern {self.pattern!r} is called {name!r}.",
                hint=f"A name is one word of letters, digits and _. {_EXAMPLE}",
            )
        if name in self.fields:
            raise ConfigError(
                f"The field {name!r} stands twice in the pattern {self.pattern!r}.", hint=_EXAMPLE
            )
        self.fields += (name,)
        return f"(?P<{name}>[^/]+?)"

    def labels(self, file: str) -> dict[str, str]:
        """Fields of a file's name; empty where the pattern does not fit."""
        parts = file.replace("\\", "/").split("/")
        match = self._regex.fullmatch("/".join(parts[-self._n_parts :]))
        return {} if match is None else match.groupdict()


class GroupValue(msgspec.Struct, frozen=True):
    """One metric of one group.

    Attributes
    ----------
    n : int
        Subjects with a value.
    mean, sd : float or None
        Over subjects; the standard deviation, with N - 1, is None for fewer than two.
    """

    n: int
    mean: float | None
    sd: float | None


class Group(msgspec.Struct, frozen=True):
    """Files with the same labels but for the subject.

    Attributes
    ----------
    labels : dict of str to str
        For example ``{"condition": "eo"}``; empty where the pattern has the subject only.
    n_subjects, n_trials : int
        How many; without a field ``subject`` each trial counts as one.
    values : dict of str to GroupValue
        By metric.
    """

    labels: dict[str, str]
    n_subjects: int
    n_trials: int
    values: dict[str, GroupValue]

    @property
    def title(self) -> str:
        """The labels in words.

        Examples
        --------
        >>> Group({"condition": "eo"}, 3, 9, {}).title
        'condition eo'
        """
        return ", ".join(f"{name} {value}" for name, value in self.labels.items()) or "all"


def group_rows(rows: Iterable[TidyRow], names: Iterable[str]) -> list[Group]:
    """Average trials within subjects, then subjects within groups.

    Parameters
    ----------
    rows : iterable of TidyRow
        Files; those without labels, and those that were not measured, are left out.
    names : iterable of str
        Metrics.

    Returns
    -------
    list of Group
        In the order of their labels.
    """
    members: dict[tuple[tuple[str, str], ...], dict[str, _Trials]] = {}
    for number, row in enumerate(rows):
        if row.labels and row.values:
            key = tuple((name, text) for name, text in row.labels.items() if name != SUBJECT)
            subject = row.labels.get(SUBJECT, f"trial {number}")
            members.setdefault(key, {}).setdefault(subject, _Trials()).add(row.values)
    chosen = tuple(names)
    return [_group(dict(key), members[key], chosen) for key in sorted(members)]


class _Trials:
    """Values of one subject's trials, as plain numbers: rows would take ten times the memory."""

    def __init__(self) -> None:
        self.n = 0
        self._values: dict[str, array[float]] = {}

    def add(self, values: Mapping[str, float | None]) -> None:
        """Take in a trial; what has no value in it does not count for that metric."""
        self.n += 1
        for name, value in values.items():
            if value is not None:
                self._values.setdefault(name, array("d")).append(value)

    def mean(self, name: str) -> float | None:
        """Mean over the trials that have a value."""
        values = self._values.get(name)
        return math.fsum(values) / len(values) if values else None


def _group(
    labels: dict[str, str], subjects: Mapping[str, _Trials], names: tuple[str, ...]
) -> Group:
    values = {}
    for name in names:
        means = [mean for trials in subjects.values() if (mean := trials.mean(name)) is not None]
        values[name] = GroupValue(
            len(means),
            statistics.fmean(means) if means else None,
            statistics.stdev(means) if len(means) > 1 else None,
        )
    return Group(labels, len(subjects), sum(one.n for one in subjects.values()), values)


def groups_csv(groups: list[Group], fields: tuple[str, ...], units: Mapping[str, str]) -> bytes:
    """Write groups as a long table: a row a group and metric.

    Parameters
    ----------
    groups : list of Group
        As `group_rows` gives them.
    fields : tuple of str
        Of the pattern.
    units : mapping of str to str
        Units by metric; they stand in the names too.

    Returns
    -------
    bytes
        CSV in UTF-8; an empty cell for what has no value.
    """
    labels = [name for name in fields if name != SUBJECT]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*labels, "metric", "unit", "n_subjects", "n_trials", "n", "mean", "sd"])
    for group in groups:
        for name, value in group.values.items():
            head = [group.labels.get(label) for label in labels]
            counts = [group.n_subjects, group.n_trials, value.n]
            writer.writerow([*head, name, units[name], *counts, value.mean, value.sd])
    return text.getvalue().encode()
