"""The account of samples: every number is received, replayed, declared or missing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.samples import SampleFlag
from balance_arcade.server.ledger import MAX_HOLES, SampleLedger

NUMBERS = st.sets(st.integers(0, 60), min_size=1, max_size=12).map(sorted)
STEPS = st.lists(st.tuples(st.sampled_from(["receive", "replay", "declare"]), NUMBERS), max_size=25)


@given(STEPS, st.booleans())
def test_it_agrees_with_plain_sets(steps, from_start):
    ledger = SampleLedger(from_start=from_start)
    sets = {"receive": set(), "replay": set(), "declare": set()}
    for step, numbers in steps:
        held = set().union(*sets.values())
        if step == "declare":
            missing = {n for first, last in ledger.missing() for n in range(first, last + 1)}
            ledger.declare(numbers[0], numbers[-1])
            sets[step] |= missing & set(range(numbers[0], numbers[-1] + 1))
        else:
            is_new = ledger.take(np.array(numbers), replayed=step == "replay")
            assert is_new.tolist() == [n not in held for n in numbers]
            sets[step] |= set(numbers) - held
    held = set().union(*sets.values())
    counts = (ledger.n_received, ledger.n_replayed, ledger.n_declared)
    assert counts == tuple(map(len, sets.values()))
    if held:
        first = 0 if from_start else min(held)
        missing = {n for first, last in ledger.missing() for n in range(first, last + 1)}
        assert missing == set(range(first, max(held) + 1)) - held
        assert ledger.n_span == sum(counts) + ledger.n_missing


def test_a_gap_of_the_board_is_declared_where_nothing_else_was_lost():
    gap = int(SampleFlag.GAP_BEFORE)
    ledger = SampleLedger()
    ledger.take(np.array([0, 1, 5]), np.array([0, 0, gap]))
    assert (ledger.n_declared, ledger.missing()) == (3, [])
    ledger.take(np.array([9]), np.array([gap]), follows=True)
    assert (ledger.n_declared, ledger.missing()) == (6, [])
    # A message was lost before this one: what it held is not the board's gap.
    ledger.take(np.array([20]), np.array([gap]), follows=False)
    assert (ledger.n_declared, ledger.missing()) == (6, [(10, 19)])


def test_its_memory_is_bounded_and_what_it_forgets_is_declared():
    ledger = SampleLedger()
    for seq in range(0, 3 * 2 * MAX_HOLES, 2):
        ledger.take(np.array([seq]))
    assert len(ledger.missing()) == MAX_HOLES
    assert ledger.n_declared == 2 * MAX_HOLES - 1
    assert ledger.n_span == ledger.n_received + ledger.n_declared + ledger.n_missing
