"""How ``analyze --group`` tells people its means: groups side by side, a page of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from balance_arcade.commands.output import WIDTH, paragraph, table
from balance_arcade.records.grouping import Group, GroupValue

_AVERAGED = (
    "Trials of one subject are averaged first, then subjects: n counts subjects, SD is theirs "
    "(N - 1). In brackets: n of a metric that lacks some."
)
_NO_SUBJECTS = (
    "The pattern has no field {subject}: each trial counts by itself; n counts trials, SD is "
    "theirs (N - 1). In brackets: n of a metric that lacks some."
)


def describe_groups(groups: Sequence[Group], names: Iterable[str], *, subjects: bool) -> str:
    """Write down n, mean and SD of every metric in every group.

    Parameters
    ----------
    groups : sequence of Group
        As `balance_arcade.records.grouping.group_rows` gives them.
    names : iterable of str
        Metrics; their units stand in their names.
    subjects : bool
        Whether trials were averaged within subjects first.

    Returns
    -------
    str
        Lines of at most 80 columns where no name is longer.
    """
    if not groups:
        return "No file is in any group.\n"
    lines = [paragraph(_AVERAGED if subjects else _NO_SUBJECTS, rest=""), ""]
    cells = {
        name: [_cell(group.values[name], group.n_subjects) for group in groups]
        for name in names
        if any(group.values[name].n for group in groups)
    }
    longest = max(map(len, cells), default=0)
    widths = [
        max(len(group.title), *(len(row[k]) for row in cells.values()), len(_members(group)))
        for k, group in enumerate(groups)
    ]
    for first, last in _blocks(widths, WIDTH - longest):
        chosen = groups[first:last]
        head = ["", *(group.title for group in chosen)]
        rows = [["", *map(_members, chosen)], ["", *("mean ± SD" for _ in chosen)]]
        rows += [[name, *row[first:last]] for name, row in cells.items()]
        lines += [table(rows, header=head), ""]
    return "\n".join(lines)


def _members(group: Group) -> str:
    trials = f"{group.n_trials} trial{'s' * (group.n_trials != 1)}"
    return f"n {group.n_subjects}" + f", {trials}" * (group.n_subjects != group.n_trials)


def _cell(value: GroupValue, n_subjects: int) -> str:
    if value.mean is None:
        return "–"
    spread = f" ± {value.sd:.3g}" if value.sd is not None else ""
    return f"{value.mean:.4g}{spread}" + f" ({value.n})" * (value.n != n_subjects)


def _blocks(widths: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Which groups stand side by side."""
    blocks: list[tuple[int, int]] = []
    first, used = 0, 0
    for k, width in enumerate(widths):
        if k > first and used + 2 + width > room:
            blocks.append((first, k))
            first, used = k, 0
        used += 2 + width
    return [*blocks, (first, len(widths))]
