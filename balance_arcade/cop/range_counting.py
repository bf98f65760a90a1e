"""Count, for every template of a series, the templates near it, without visiting the pairs.

Samples are put into cells no wider than the radius, so that two of one cell are near in any case
and only two of neighbouring cells have to be told apart, along one side of each cell. Templates
whose samples share their cells form a group. Between two groups "near" then means: below a bound
along each value in which their cells differ: along one value that is a number, along two or three
it is counted by bits, 64 pairs at a time, as rows of what is reached along each value that are laid
over each other. Only pairs of neighbouring groups that differ in two or three values cost more than
their sorting, about a tenth of all pairs at a radius of 0.2 standard deviations; n^2 / 64 words are
the most there can be. Every template has at most 27 neighbouring groups. Equal values fall into one
cell and cost nothing.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.template_groups import (
    MAX_DIMS,
    group_templates,
    order_by_value,
    rank_samples,
)
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

# A machine word of pairs is counted at once, and of larger groups a portion of eight words, which
# is as much as a processor compares in one step; its rows of bits stay in the cache.
WORD = 64
N_WORDS = 8
PORTION = N_WORDS * WORD

# Up to this many pairs are compared one by one: less work than any order.
FEW_PAIRS = 32

# Which of two groups; and the rows of the work array: how many of theirs each of ours reaches along
# each value in which their cells differ, how many of the first k of theirs lie in a portion, and
# the place of each of theirs along the first of these values.
OURS, THEIRS = range(2)
RANK, REACH = range(2)
REACHED, WITHIN, PLACE = 0, 3, 6
N_WORK = 7


@inner_kernel
def _from_here(members: Ints, k: int, side: int) -> int:
    """Give the k-th of a group from its end that is nearer to its neighbour's other end.

    What is reached of a group that lies above ours (`side` 1) are always its first members, and of
    one below ours (-1) always its last.
    """
    return int(members[k] if side > 0 else members[members.shape[0] - 1 - k])


@inner_kernel
def _reach_above(reach: Ints, rank: Ints, members: Ints, out: Ints) -> int:
    """Find how many of a group above each of ours reaches along one value; returns the greatest.

    `reach` is that of ours and `rank` that of theirs, both in order; `members` are ours.
    """
    n, m = np.uint64(reach.shape[0]), np.uint64(rank.shape[0])
    k, reached, one = np.uint64(0), np.uint64(0), np.uint64(1)
    # One step of either, O(n + m), and no branch that depends on the numbers: it could not be
    # foretold, and a wrong guess costs the processor more than all the rest of a step.
    while k < n and reached < m:
        goes_on = np.uint64(rank[reached] < reach[k])
        out[members[k]] = np.int64(reached)
        reached += goes_on
        k += one - goes_on
    while k < n:
        out[members[k]] = np.int64(reached)
        k += one
    return int(reached)


@inner_kernel
def _reach_below(rank: Ints, reach: Ints, members: Ints, out: Ints) -> int:
    """Do the same with a group below: `rank` is that of ours, `reach` that of theirs."""
    n, m = np.uint64(rank.shape[0]), np.uint64(reach.shape[0])
    k, reached, one = np.uint64(0), np.uint64(0), np.uint64(1)
    while k < n and reached < m:
        goes_on = np.uint64(rank[n - one - k] < reach[m - one - reached])
        out[members[n - one - k]] = np.int64(reached)
        reached += goes_on
        k += one - goes_on
    while k < n:
        out[members[n - one - k]] = np.int64(reached)
        k += one
    return int(reached)


@inner_kernel
def _bits(word: np.uint64) -> np.int64:
    """Count the set bits of a 64-bit word."""
    # Summed in pairs, in nibbles, in bytes; the product adds up all bytes in the highest one. In
    # this very form the compiler knows what it is, and takes the processor's own instruction.
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    # `multiply` and not `*`: plain Python would warn of the overflow that is meant here.
    total: np.uint64 = np.multiply(word, np.uint64(0x0101010101010101)) >> np.uint64(56)
    return np.int64(total)


@inner_kernel
def _rows(place: Ints, theirs: Ints, side: int, first: int, within: Ints, rows: Words) -> None:
    """Lay out what is reached along a value of a portion of theirs.

    ``within[k]`` is how many of the first k along that value lie in the portion, and row k of
    `rows` has the bits of the first k of these.
    """
    n = 0
    for k in range(theirs.shape[0]):
        within[k] = n
        bit = place[_from_here(theirs, k, side)] - first
        if 0 <= bit < PORTION:
            one, none = np.uint64(1) << np.uint64(bit & 63), np.uint64(0)
            # A row is written as a whole: one that was written in parts is slow to be read again.
            for w in range(N_WORDS):
                rows[n + 1, w] = rows[n, w] | (one if bit >> 6 == w else none)
            n += 1
    within[theirs.shape[0]] = n


@inner_kernel
def _few(work: Ints, masks: Words, n_sided: int, ours: Ints, near: Ints) -> None:
    """Count by bits, where a word holds all of theirs."""
    for a in ours:
        shared = masks[0, work[REACHED, a], 0] & masks[1, work[REACHED + 1, a], 0]
        if n_sided == 3:
            shared &= masks[2, work[REACHED + 2, a], 0]
        near[a] += _bits(shared)


@inner_kernel
def _many(
    work: Ints, masks: Words, n_sided: int, first: int, ours: Ints, side: int, near: Ints
) -> None:
    """Count by bits what ours, in order of the first value, reach in a portion of theirs."""
    last = n_sided - 1
    # What they reach along the first value only falls from here on.
    for k in range(ours.shape[0] - 1, -1, -1):
        a = _from_here(ours, k, side)
        along = min(PORTION, work[REACHED, a] - first)
        if along <= 0:
            break
        across = work[WITHIN + 1, work[REACHED + 1, a]]
        # Without a third value the second one is taken twice, which changes nothing.
        upwards = work[WITHIN + last, work[REACHED + last, a]]
        n = np.int64(0)
        for w in range(N_WORDS):
            n += _bits(masks[0, along, w] & masks[1, across, w] & masks[last, upwards, w])
        near[a] += n


@inner_kernel
def _pairwise(ours: Ints, theirs: Ints, side: Ints, rank: Ints, reach: Ints, near: Ints) -> None:
    """Compare every one of ours with every one of theirs."""
    for a in ours:
        n = 0
        for b in theirs:
            reached = True
            for d in range(side.shape[0]):
                if side[d] > 0:
                    reached &= rank[d, b] < reach[d, a]
                elif side[d] < 0:
                    reached &= rank[d, a] < reach[d, b]
            n += reached
        near[a] += n


@inner_kernel
def _count_by_bits(
    sided: Ints,
    side: Ints,
    start: Ints,
    stop: Ints,
    by_value: Ints,
    spaces: tuple[Ints, Words],
    near: Ints,
) -> None:
    """Count what is reached along the two or three values `sided` at once."""
    work, masks = spaces
    first_value, n_theirs = sided[0], stop[THEIRS] - start[THEIRS]
    theirs = by_value[first_value, start[THEIRS] : stop[THEIRS]]
    for k in range(n_theirs):
        work[PLACE, _from_here(theirs, k, side[first_value])] = k
    ours = by_value[first_value, start[OURS] : stop[OURS]]
    for first in range(0, n_theirs, PORTION):
        for s in range(1, sided.shape[0]):
            theirs = by_value[sided[s], start[THEIRS] : stop[THEIRS]]
            _rows(work[PLACE], theirs, side[sided[s]], first, work[WITHIN + s], masks[s])
        if n_theirs <= WORD:
            _few(work, masks, sided.shape[0], ours, near)
        else:
            _many(work, masks, sided.shape[0], first, ours, side[first_value], near)


@inner_kernel
def _count_between(
    start: Ints,
    stop: Ints,
    side: Ints,
    grouping: tuple[Ints, Ints, Ints, Ints],
    spaces: tuple[Ints, Words],
    sided: Ints,
    near: Ints,
) -> None:
    """Add to each template of the first group how many of the second one it reaches."""
    by_value, rank, reach, ordered = grouping
    work = spaces[0]
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
        here, there = slice(start[OURS], stop[OURS]), slice(start[THEIRS], stop[THEIRS])
        members, out = by_value[d, here], work[REACHED + n_sided]
        if side[d] > 0:
            most = _reach_above(ordered[d, REACH, here], ordered[d, RANK, there], members, out)
        else:
            most = _reach_below(ordered[d, RANK, here], ordered[d, REACH, there], members, out)
        if most == 0:
            return
        sided[n_sided] = d
        n_sided += 1
    if n_sided > 1:
        _count_by_bits(sided[:n_sided], side, start, stop, by_value, spaces, near)
    else:
        for a in by_value[0, start[OURS] : stop[OURS]]:
            near[a] += work[REACHED, a] if n_sided else n_theirs


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
    grouping: tuple[Ints, Ints, Ints, Ints, Ints, Ints],
    near: Ints,
    spaces: tuple[Ints, Words],
    first_code: int,
) -> None:
    """Add up over all pairs of neighbouring groups from this one on.

    Neighbours are numbered from all cells one lower to all cells one higher; the number in the
    middle is the group itself, those after it are the mirror images of those before. `spaces` are
    work space that is made outside, because zeros of another type take a quarter of a second to
    compile.
    """
    by_value, starts, cells, rank, reach, ordered = grouping
    n_dims, n_groups = by_value.shape[0], starts.shape[0] - 1
    sided = np.empty(MAX_DIMS, np.int64)
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
                _count_between(
                    start, stop, side, (by_value, rank, reach, ordered), spaces, sided, near
                )


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


@functools.cache
def _first_bits() -> Words:
    """Row k has the first k bits set."""
    bits = np.tri(PORTION + 1, PORTION, -1, np.uint8)
    rows: Words = np.packbits(bits, axis=1, bitorder="little").view("<u8")
    rows.flags.writeable = False
    return rows


def _masks() -> Words:
    """Rows of bits for `_count_by_bits`, whose kernels write those of all values but the first."""
    masks = np.zeros((MAX_DIMS, PORTION + 1, N_WORDS), np.uint64)
    # Bits follow the order along the first value. Row 0 of the others, nothing reached, stays zero.
    masks[0] = _first_bits()
    return masks


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
    # Templates are numbered anew in the order of their groups, so that all of a group lies together
    # in the memory; in the order of the series every step of the counting would miss the cache.
    members = by_value[0]
    number = np.empty(n_templates, np.int64)
    number[members] = np.arange(n_templates)
    places = members + np.arange(n_dims)[:, None]
    ranks, reaches = ranked.rank[places], ranked.reach[places]
    by_number = number[by_value]
    ordered = np.empty((n_dims, 2, n_templates), np.int64)
    ordered[:, RANK] = np.take_along_axis(ranks, by_number, axis=1)
    ordered[:, REACH] = np.take_along_axis(reaches, by_number, axis=1)
    grouping = (by_number, starts, cells, ranks, reaches, ordered)
    near = np.zeros(n_templates, np.int64)
    spaces = np.empty((N_WORK, n_templates + 1), np.int64), _masks()
    first_code = 3**n_dims // 2 + 1 if once else 0
    _count(grouping, near, spaces, first_code)
    sizes = np.diff(starts)
    return Near(near[number], int((sizes * (sizes - 1) // 2).sum()))
