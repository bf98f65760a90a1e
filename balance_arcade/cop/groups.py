"""Which groups of metrics a trial is measured by: ours, and those of other packages.

Built-in groups stand in a table, so that they measure from a source tree whose package metadata is
not installed. Other packages add theirs through the entry-point group ``balance_arcade.metrics``:
the name is the group's, the object a `balance_arcade.cop.metric_group.MetricGroup`. What is wrong
with one of them is said by name; it is left out, and everything else goes on.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, get_args

from balance_arcade.cop.definitions import LIVE_ROWS
from balance_arcade.cop.definitions_body import EXTRA_TABLE
from balance_arcade.cop.metric import Kind, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, MetricGroup
from balance_arcade.cop.pipelines import EARLIER, PRESETS

_log = logging.getLogger(__name__)

GROUP = "balance_arcade.metrics"
BUILT_IN: dict[str, str] = {
    "sway": "balance_arcade.cop.groups_sway:SWAY",
    "spectrum": "balance_arcade.cop.groups_spectrum:SPECTRUM",
    "diffusion": "balance_arcade.cop.groups_diffusion:DIFFUSION",
    "scaling": "balance_arcade.cop.dfa:DFA",
    "entropy": "balance_arcade.cop.entropy:ENTROPY",
    "dimensions": "balance_arcade.cop.fractal:FRACTAL",
    "irregularity": "balance_arcade.cop.groups_entropy:IRREGULARITY",
    "nonlinear": "balance_arcade.cop.groups_nonlinear:NONLINEAR",
}
_OURS = "balance_arcade."

NAME = re.compile(r"[a-z][a-z0-9_]*")


class NamedGroup(NamedTuple):
    """A group that can be measured.

    Attributes
    ----------
    name : str
        Of its entry point.
    package : str
        Who made it; empty for ours.
    group : MetricGroup
        The group.
    """

    name: str
    package: str
    group: MetricGroup


class ForeignGroups(NamedTuple):
    """What other packages bring.

    Attributes
    ----------
    groups : tuple of NamedGroup
        Those that can be measured, by name.
    left_out : tuple of str
        A sentence for each that cannot.
    """

    groups: tuple[NamedGroup, ...]
    left_out: tuple[str, ...]


@functools.cache
def built_in_groups() -> tuple[NamedGroup, ...]:
    """Our own groups, in the order in which they are measured."""
    out = []
    for name, value in BUILT_IN.items():
        module, _, attribute = value.partition(":")
        out.append(NamedGroup(name, "", getattr(import_module(module), attribute)))
    return tuple(out)


@functools.cache
def own_rows() -> dict[str, Metric]:
    """Every row of ours, by name: of all presets, of the live window, and of what needs more.

    Where a preset has another formula for a name, the row is that of the other presets.
    """
    rows: dict[str, Metric] = {}
    for named in built_in_groups():
        for pipeline in PRESETS.values():
            # The right side wins: a name keeps the row of the first preset that has it.
            rows = named.group.table(pipeline) | rows
    return rows | EXTRA_TABLE | LIVE_ROWS


@functools.cache
def foreign_groups() -> ForeignGroups:
    """Look for the groups of other packages; once a process.

    Returns
    -------
    ForeignGroups
        A package that does not load, keeps to another version of the contract, has an incomplete
        row, or takes a name that is taken, is left out whole and named in a sentence.
    """
    entries = sorted(_installed(), key=lambda entry: (entry.name, entry.value))
    usable: list[NamedGroup] = []
    left_out: list[str] = []
    for entry in entries:
        found = _load(entry, [e for e in entries if e.name == entry.name])
        if isinstance(found, str):
            left_out.append(found)
        else:
            usable.append(found)
    rivals = _rivals(usable)
    left_out += rivals.values()
    for sentence in left_out:
        _log.warning("%s", sentence)
    kept = tuple(named for named in usable if (named.name, named.package) not in rivals)
    return ForeignGroups(kept, tuple(left_out))


def foreign_versions() -> tuple[str, ...]:
    """Name and version of every package that brings metrics, left out or not, in order."""
    named = {
        entry.module if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"
        for entry in _installed()
    }
    return tuple(sorted(named))


def _installed() -> tuple[EntryPoint, ...]:
    """Entry points of all packages; ours may stand there twice and count as built in."""
    return tuple(entry for entry in entry_points(group=GROUP) if not entry.value.startswith(_OURS))


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.module


def _load(entry: EntryPoint, same_name: Sequence[EntryPoint]) -> NamedGroup | str:
    """Load a group, or say why it is left out."""
    # Never choose between two in silence.
    if entry.name in BUILT_IN:
        return _sentence(entry, "one of our own groups has this name")
    if len(same_name) > 1:
        others = ", ".join(e.value for e in same_name)
        return _sentence(entry, f"several packages claim the name: {others}")
    try:
        group = entry.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is said, and ours go on
        return _sentence(entry, f"{entry.value} does not load ({in_words(error)})")
    try:
        wrong = wrong_group(group)
        fixed = group if wrong else _with_fixed_rows(group)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is said, and ours go on
        return _sentence(entry, f"their rows cannot be read ({in_words(error)})")
    return _sentence(entry, wrong) if wrong else NamedGroup(entry.name, _package(entry), fixed)


def _with_fixed_rows(group: MetricGroup) -> MetricGroup:
    """Keep the rows as they were checked, whatever the package does to them later."""
    every = (*PRESETS.values(), *EARLIER.values())
    tables = {pipeline.id: tuple(group.table(pipeline).values()) for pipeline in every}
    return group._replace(rows=lambda pipeline: tables[pipeline.id])


def _sentence(entry: EntryPoint, why: str) -> str:
    return f"The metrics '{entry.name}' of {_package(entry)} are left out: {why}."


def in_words(error: BaseException) -> str:
    """Name an error in one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def wrong_group(group: Any) -> str:
    """Say why a group of another package cannot be taken; empty if it can."""
    if not isinstance(group, MetricGroup):
        return f"what they name is no MetricGroup but {type(group).__name__}"
    if group.contract != METRIC_CONTRACT:
        return (
            f"they keep to version {group.contract!r} of the contract for metrics, this program "
            f"to version {METRIC_CONTRACT}"
        )
    taken = own_rows()
    for pipeline in PRESETS.values():
        rows = group.table(pipeline)
        if not rows:
            return "they have no row"
        for row in rows.values():
            if why := wrong_row(row):
                return why
            if row.name in taken:
                return f"the name {row.name} is taken by one of our own metrics"
    return ""


def wrong_row(row: Any) -> str:
    """Say what a row lacks that a result cannot be shown without; empty if it lacks nothing.

    Examples
    --------
    >>> wrong_row(Metric("best_s", "s", "", "ours"))
    'the metric best_s has no formula'
    """
    if not isinstance(row, Metric):
        return f"a row is no Metric but {type(row).__name__}"
    if not all(isinstance(text, str) for text in (row.name, row.unit, row.formula, row.source)):
        return f"the metric {row.name} has a field that is no text"
    known = get_args(Kind)
    faults = {
        f"the metric {row.name!r} has other signs in its name than small letters, digits and _": (
            not NAME.fullmatch(row.name)
        ),
        f"the metric {row.name} has no formula": not row.formula.strip(),
        f"the metric {row.name} has no source": not row.source.strip(),
        f"the metric {row.name} is of an unknown kind {row.kind!r}; known: {', '.join(known)}": (
            row.kind not in known
        ),
        f"the metric {row.name} does not say in words why it may have no value": (
            not isinstance(row.why_none, str)
        ),
        f"the metric {row.name} needs a whole number of samples, not {row.n_least!r}": (
            not isinstance(row.n_least, int)
        ),
    }
    return next((fault for fault, there in faults.items() if there), "")


def _rivals(groups: Iterable[NamedGroup]) -> dict[tuple[str, str], str]:
    """Say which groups claim a metric that another package's group claims too."""
    claims: dict[str, list[NamedGroup]] = {}
    for named in groups:
        for name in _names(named.group):
            claims.setdefault(name, []).append(named)
    return {
        (named.name, named.package): (
            f"The metrics '{named.name}' of {named.package} are left out: several packages claim "
            f"the name {name}: {', '.join(sorted(f'{n.package} ({n.name})' for n in claimants))}."
        )
        for name, claimants in claims.items()
        if len(claimants) > 1
        for named in claimants
    }


def _names(group: MetricGroup) -> set[str]:
    tables: Iterable[Mapping[str, Metric]] = (group.table(p) for p in PRESETS.values())
    return {name for table in tables for name in table}
