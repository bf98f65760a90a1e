"""Count, for every template of a series, the templates near it, without visiting the pairs.

Samples are put into cells no wider than the radius, so that two of one cell are near in any case
and only two of neighbouring cells have to be told apart, along one side of each cell. Templates
whose samples share their cells form a group. Between two groups "near" then means: below a bound
along each value in which their cells differ, which is counted in O(n log n) for two values (a sweep
over a Fenwick tree) and O(n log^2 n) for three (halving, then sweeps). Every template has at most
27 neighbouring groups. Equal values fall into one cell and cost nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.kernel import inner_kernel, kernel
from balance_arcade.cop.template_groups import (
    MAX_DIMS,
    group_templates,
    order_by_value,
    rank_samples,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

# Below 32 the halving stops and every one is compared; 64, a machine word, are counted by bits.
LEAF_BITS = 5
WORD = 64

# Up to this many pairs are compared one by one: less work than any order.
FEW_PAIRS = 32

# Rows of the work array, for each value in which two groups' cells differ.
OURS, THEIRS, REACHED, PLACE, SPARE = range(5)
N_WORK = 5


@inner_kernel
def _outwards(
    ours: Ints, theirs: Ints, rank: Ints, reach: Ints, d: int, side: int, work: Ints
) -> int:
    """Order both groups outwards from ours along value d; returns the greatest count.

    Their cell lies above ours (`side` 1) or below (-1). Into `work` go ours and theirs in order,
    how many of theirs each of ours reaches, and the place of each of theirs: what is reached is
    always the first of theirs.
    """
    n, m = ours.shape[0], theirs.shape[0]
    for k in range(m):
        b = theirs[k] if side > 0 else theirs[m - 1 - k]
        work[THEIRS, k] = b
        work[PLACE, b] = k
    # What one of ours reaches grows with k, so `reached` never goes back: O(n + m).
    reached = 0
    for k in range(n):
        a = ours[k] if side > 0 else ours[n - 1 - k]
        if side > 0:
            while reached < m and rank[work[THEIRS, reached] + d] < reach[a + d]:
                reached += 1
        else:
            while reached < m and rank[a + d] < reach[work[THEIRS, reached] + d]:
                reached += 1
        work[OURS, k] = a
        work[REACHED, a] = reached
    return reached


@inner_kernel
def _add(tree: Small, place: int, size: int, change: int) -> None:
    """Change one place of a Fenwick tree (doi 10.1002/spe.4380240306)."""
    place += 1
    while place <= size:
        tree[place] += change
        place += place & -place


@inner_kernel
def _sum_below(tree: Small, place: int) -> int:
    """Sum of the places before this one."""
    total = 0
    while place > 0:
        total += tree[place]
        place &= place - 1
    return total


@inner_kernel
def _sweep(
    ours: Ints, theirs: Ints, first: Ints, second: Ints, tree: Small, size: int, near: Ints
) -> None:
    """Count those of theirs that are reached along two values; both in order of the first one."""
    added = 0
    m = theirs.shape[0]
    for a in ours:
        while added < m and first[PLACE, theirs[added]] < first[REACHED, a]:
            _add(tree, second[PLACE, theirs[added]], size, 1)
            added += 1
        if added > 0:
            near[a] += _sum_below(tree, second[REACHED, a])
    # Taking off costs log(size) for each, clearing one write for each place: whichever is less.
    if added * 16 > size:
        for k in range(size + 1):
            tree[k] = 0
    else:
        for k in range(added):
            _add(tree, second[PLACE, theirs[k]], size, -1)


@inner_kernel
def _split(items: Ints, keys: Ints, bit: int, spare: Ints, picked: Ints) -> int:
    """Move those with the bit set behind the others; returns how many have it not set."""
    zeros, ones = 0, 0
    for i in items:
        if keys[i] >> bit & 1:
            spare[ones] = i
            ones += 1
        else:
            picked[zeros] = i
            zeros += 1
    for k in range(zeros):
        items[k] = picked[k]
    for k in range(ones):
        items[zeros + k] = spare[k]
    return zeros


@inner_kernel
def _leaf(ours: Ints, by_place: Ints, work: Ints, near: Ints) -> None:
    """Compare the last few one by one."""
    for a in ours:
        reached = work[0, REACHED, a]
        r1, r2 = work[1, REACHED, a], work[2, REACHED, a]
        n = 0
        # Whole leaves before this one were counted by the sweeps above.
        for k in range(reached >> LEAF_BITS << LEAF_BITS, reached):
            b = by_place[k]
            n += (work[1, PLACE, b] < r1) & (work[2, PLACE, b] < r2)
        near[a] += n


@inner_kernel
def _three(work: Ints, n_ours: int, n_theirs: int, tree: Small, near: Ints) -> None:
    """Count those of theirs that are reached along three values.

    Halves the order along the first value again and again, sweeps along the second, and keeps a
    Fenwick tree over the third: O(n log^2 n).
    """
    ours, theirs = work[1, OURS, :n_ours], work[1, THEIRS, :n_theirs]
    n_bits = 0
    while n_theirs >> n_bits:
        n_bits += 1
    # Nodes of one level follow each other in both lists; a node is a common high part.
    for bit in range(n_bits - 1, LEAF_BITS - 1, -1):
        i, j = 0, 0
        while i < n_ours:
            node = work[0, REACHED, ours[i]] >> (bit + 1)
            i_stop = i
            while i_stop < n_ours and work[0, REACHED, ours[i_stop]] >> (bit + 1) == node:
                i_stop += 1
            while j < n_theirs and work[0, PLACE, theirs[j]] >> (bit + 1) < node:
                j += 1
            j_stop = j
            while j_stop < n_theirs and work[0, PLACE, theirs[j_stop]] >> (bit + 1) == node:
                j_stop += 1
            lower = _split(ours[i:i_stop], work[0, REACHED], bit, work[0, SPARE], work[1, SPARE])
            # Ours in the upper half reach all of theirs in the lower half along the first value.
            near_ones = _split(
                theirs[j:j_stop], work[0, PLACE], bit, work[0, SPARE], work[1, SPARE]
            )
            _sweep(
                ours[i + lower : i_stop],
                theirs[j : j + near_ones],
                work[1],
                work[2],
                tree,
                n_theirs,
                near,
            )
            i, j = i_stop, j_stop
    _leaf(ours, work[0, THEIRS], work, near)


@inner_kernel
def _bits(word: np.uint64) -> np.int64:
    """Count the set bits of a 64-bit word (sideways addition)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    word = word + (word >> np.uint64(8))
    word = word + (word >> np.uint64(16))
    return np.int64((word + (word >> np.uint64(32))) & np.uint64(127))


@inner_kernel
def _few(work: Ints, masks: Words, n_sided: int, n_ours: int, n_theirs: int, near: Ints) -> None:
    """Count by bits: a word for what is reached along each value, then the bits they share."""
    for s in range(n_sided):
        for k in range(n_theirs):
            bit = np.uint64(1) << np.uint64(work[0, PLACE, work[s, THEIRS, k]])
            masks[s, k + 1] = masks[s, k] | bit
    for k in range(n_ours):
        a = work[0, OURS, k]
        shared = masks[0, work[0, REACHED, a]] & masks[1, work[1, REACHED, a]]
        if n_sided == 3:
            shared &= masks[2, work[2, REACHED, a]]
        near[a] += _bits(shared)


@inner_kernel
def _pairwise(ours: Ints, theirs: Ints, side: Ints, rank: Ints, reach: Ints, near: Ints) -> None:
    """Compare every one of ours with every one of theirs."""
    for a in ours:
        n = 0
        for b in theirs:
            reached = True
            for d in range(side.shape[0]):
                if side[d] > 0:
                    reached &= rank[b + d] < reach[a + d]
                elif side[d] < 0:
                    reached &= rank[a + d] < reach[b + d]
            n += reached
        near[a] += n


@inner_kernel
def _count_ordered(
    work: Ints, n_sided: int, n_ours: int, n_theirs: int, tree: Small, masks: Words, near: Ints
) -> None:
    """Count those of theirs that are reached along the two or three values they are ordered by."""
    if n_theirs <= WORD:
        _few(work, masks, n_sided, n_ours, n_theirs, near)
    elif n_sided == 3:
        _three(work, n_ours, n_theirs, tree, near)
    else:
        ours, theirs = work[0, OURS, :n_ours], work[0, THEIRS, :n_theirs]
        _sweep(ours, theirs, work[0], work[1], tree, n_theirs, near)


@inner_kernel
def _count_between(
    start: Ints,
    stop: Ints,
    side: Ints,
    by_value: Ints,
    rank: Ints,
    reach: Ints,
    work: Ints,
    tree: Small,
    masks: Words,
    near: Ints,
) -> None:
    """Add to each template of the first group how many of the second one it reaches."""
    n_ours, n_theirs = stop[OURS] - start[OURS], stop[THEIRS] - start[THEIRS]
    if n_ours * n_theirs <= FEW_PAIRS:
        ours, theirs = (
            by_value[0, start[OURS] : stop[OURS]],
            by_value[0, start[THEIRS] : stop[THEIRS]],
        )
        _pairwise(ours, theirs, side[: by_value.shape[0]], rank, reach, near)
        return
    # Not a plain 0: the compiler would know it, and compile what it is given to once more for it.
    n_sided = int(np.int64(0))
    for d in range(by_value.shape[0]):
        if side[d] == 0:
            continue
        ours = by_value[d, start[OURS] : stop[OURS]]
        theirs = by_value[d, start[THEIRS] : stop[THEIRS]]
        if _outwards(ours, theirs, rank, reach, d, side[d], work[n_sided]) == 0:
            return
        n_sided += 1
    if n_sided > 1:
        _count_ordered(work, n_sided, n_ours, n_theirs, tree, masks, near)
    else:
        for a in by_value[0, start[OURS] : stop[OURS]]:
            near[a] += work[0, REACHED, a] if n_sided else n_theirs


@inner_kernel
def _compare(ours: Ints, other: Ints, side: Ints) -> int:
    """Whether a group comes before (-1), is (0) or comes after (1) our neighbour on that side."""
    for d in range(side.shape[0]):
        wanted = ours[d] + side[d]
        if other[d] != wanted:
            return -1 if other[d] < wanted else 1
    return 0


@kernel
def _count(
    grouping: tuple[Ints, Ints, Ints, Ints, Ints],
    near: Ints,
    spaces: tuple[Ints, Small, Words],
    first_code: int,
) -> None:
    """Add up over all pairs of neighbouring groups from this one on.

    Neighbours are numbered from all cells one lower to all cells one higher; the number in the
    middle is the group itself, those after it are the mirror images of those before. `spaces` are
    work space that is made outside, because zeros of another type take a quarter of a second to
    compile.
    """
    by_value, starts, cells, rank, reach = grouping
    work, tree, masks = spaces
    n_dims, n_groups = by_value.shape[0], starts.shape[0] - 1
    side, start, stop = np.empty(MAX_DIMS, np.int64), np.empty(2, np.int64), np.empty(2, np.int64)
    for d in range(MAX_DIMS):
        side[d] = 0  # and stays so beyond n_dims
    for code in range(first_code, 3**n_dims):
        rest = code
        for d in range(n_dims - 1, -1, -1):
            side[d] = rest % 3 - 1
            rest //= 3
        other = 0
        for g in range(n_groups):
            # Both follow the order of the cells, so the neighbour only ever moves on.
            while other < n_groups and _compare(cells[g], cells[other], side) < 0:
                other += 1
            if other < n_groups and _compare(cells[g], cells[other], side) == 0:
                start[OURS], stop[OURS] = starts[g], starts[g + 1]
                start[THEIRS], stop[THEIRS] = starts[other], starts[other + 1]
                _count_between(start, stop, side, by_value, rank, reach, work, tree, masks, near)


class Near(NamedTuple):
    """Those near each template, (n_templates,), and the pairs inside of groups, all of them near.

    Each template counts as near itself; where pairs are counted once, only later groups do.
    """

    counts: Ints
    n_inside: int


class Ranked(NamedTuple):
    """A series in order, by what `rank_samples` gives; templates of any length share it.

    Attributes
    ----------
    order, rank, reach, cell : numpy.ndarray, shape (n_samples,)
        What sorts the values, and place, number within the radius above and cell of each.
    """

    order: Ints
    rank: Ints
    reach: Ints
    cell: Ints


def rank(values: Floats, radius: float) -> Ranked:
    """Put a series in order for `count_near`.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite.
    radius : float
        Inclusive.
    """
    order = np.argsort(values, kind="stable")
    return Ranked(order, *rank_samples(values, order, radius))


def count_near(ranked: Ranked, n_templates: int, n_dims: int, *, once: bool) -> Near:
    """Count the templates that no value keeps farther apart than the radius.

    Parameters
    ----------
    ranked : Ranked
        `rank` of the series; template i is its values i to i + n_dims - 1.
    n_templates, n_dims : int
        From 1 to ``n_samples - n_dims + 1``, and at most 3.
    once : bool
        Count each pair of templates once; ``counts.sum() + n_inside`` are then all pairs.
    """
    group, starts, cells = group_templates(ranked.cell, n_templates, n_dims)
    by_value = order_by_value(ranked.order, group, starts.shape[0] - 1, n_dims)
    near = np.zeros(n_templates, np.int64)
    spaces = (
        np.empty((MAX_DIMS, N_WORK, n_templates), np.int64),
        np.zeros(n_templates + 1, np.int32),
        np.zeros((MAX_DIMS, WORD + 1), np.uint64),  # column 0, nothing reached, stays empty
    )
    first_code = 3**n_dims // 2 + 1 if once else 0
    _count((by_value, starts, cells, ranked.rank, ranked.reach), near, spaces, first_code)
    sizes = np.diff(starts)
    return Near(near, int((sizes * (sizes - 1) // 2).sum()))
