"""Group the templates of a series by the cells of their samples, for ordered counting.

What cells and groups are for stands in `balance_arcade.cop.range_counting`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Values of a template at most.
MAX_DIMS = 3


@kernel
def rank_samples(values: Floats, order: Ints, radius: float) -> tuple[Ints, Ints, Ints]:
    """Place of every sample in `order`, how many samples are <= it + radius, and its cell.

    Two samples of one cell are within the radius, two of cells that are no neighbours are not.
    """
    n = values.shape[0]
    rank, reach, cell = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    stop = 0
    first = 0
    n_cells = 0
    for i in range(n):
        here = values[order[i]]
        while stop < n and values[order[stop]] - here <= radius:
            stop += 1
        if here - values[order[first]] > radius:
            first = i
            n_cells += 1
        rank[order[i]] = i
        reach[order[i]] = stop
        cell[order[i]] = n_cells
    return rank, reach, cell


@inner_kernel
def _stable_by(keys: Ints, order: Ints, n_keys: int, out: Ints) -> None:
    """Sort `order` by the keys of its members; equal ones stay as they stand."""
    starts = np.empty(n_keys + 1, np.int64)
    for k in range(n_keys + 1):
        starts[k] = 0
    for i in order:
        starts[keys[i] + 1] += 1
    for k in range(n_keys):
        starts[k + 1] += starts[k]
    for i in order:
        out[starts[keys[i]]] = i
        starts[keys[i]] += 1


@kernel
def group_templates(cell: Ints, n_templates: int, n_dims: int) -> tuple[Ints, Ints, Ints]:
    """Group templates by their cells: group of each, first place and cells of each group."""
    order, spare = np.empty(n_templates, np.int64), np.empty(n_templates, np.int64)
    n_cells = cell[0] + 1
    for i in range(n_templates):
        order[i] = i
    for c in cell:
        n_cells = max(n_cells, c + 1)
    for d in range(n_dims - 1, -1, -1):
        _stable_by(cell[d:], order, n_cells, spare)
        order, spare = spare, order
    group = np.empty(n_templates, np.int64)
    starts = np.empty(n_templates + 1, np.int64)
    cells = np.empty((n_templates, MAX_DIMS), np.int64)
    n_groups = 0
    for place in range(n_templates):
        i = order[place]
        same = place > 0
        for d in range(n_dims):
            same = same and cells[n_groups - 1, d] == cell[i + d]
        if not same:
            starts[n_groups] = place
            for d in range(MAX_DIMS):
                cells[n_groups, d] = cell[i + d] if d < n_dims else 0
            n_groups += 1
        group[i] = n_groups - 1
    starts[n_groups] = n_templates
    return group, starts[: n_groups + 1], cells[:n_groups]


@kernel
def order_by_value(order: Ints, group: Ints, n_groups: int, n_dims: int) -> Ints:
    """Templates by group and, inside it, by their value number d; (n_dims, n_templates)."""
    n_templates = group.shape[0]
    out = np.empty((n_dims, n_templates), np.int64)
    picked = np.empty(n_templates, np.int64)
    for d in range(n_dims):
        n = 0
        for i in order:
            if d <= i < n_templates + d:
                picked[n] = i - d
                n += 1
        _stable_by(group, picked, n_groups, out[d])
    return out
