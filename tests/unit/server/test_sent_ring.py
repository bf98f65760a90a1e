"""The ring of what was sent against a plain list: the same messages in memory of one size."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.server import sent_ring
from balance_arcade.server.sent_ring import Sent, SentRing

TOPIC = b"ba/1/b/samples"


def size(sent):
    return len(sent.frames[1]) + len(sent.frames[2])


class PlainRing:
    """The same rules, kept as a list."""

    def __init__(self, max_messages, max_items, max_bytes):
        self.limits = max_messages, max_items, max_bytes
        self.kept = []

    def append(self, sent):
        max_messages, max_items, max_bytes = self.limits
        self.kept.append(sent)
        while (
            len(self.kept) > max_messages
            or (len(self.kept) > 1 and sum(one.n for one in self.kept) > max_items)
            or sum(map(size, self.kept)) > max_bytes
        ):
            del self.kept[0]


@n_examples(60)
@given(
    limits=st.tuples(st.integers(1, 6), st.integers(1, 12), st.integers(1, 40)),
    drawn=st.lists(
        st.tuples(st.integers(1, 4), st.binary(max_size=9), st.binary(max_size=20)), max_size=40
    ),
    first=st.integers(-2, 45),
    last=st.integers(-2, 45),
)
def test_it_keeps_what_a_plain_list_keeps(limits, drawn, first, last):
    ring, plain = SentRing(*limits), PlainRing(*limits)
    assert (len(ring), ring.newest_ns, ring.last(3), ring.since(0)) == (0, None, [], [])
    for seq, (n, head, payload) in enumerate(drawn, 1):
        sent = Sent(seq, 10 * seq, n, (TOPIC, head, payload))
        ring.append(sent)
        plain.append(sent)
        assert list(ring.between(0, seq)) == plain.kept
    assert list(ring.between(first, last)) == [s for s in plain.kept if first <= s.seq <= last]
    assert ring.last(3) == plain.kept[-3:]
    assert ring.since(10 * first) == [s for s in plain.kept if s.t0_ns >= 10 * first]
    assert ring.newest_ns == (plain.kept[-1].t0_ns if plain.kept else None)


@pytest.mark.parametrize("n_bytes", [1, 400])
def test_a_full_ring_takes_no_more_memory(n_bytes):
    ring = SentRing(200, 200, 100_000)
    head, payload = b"h" * 60, bytes(n_bytes)

    def send(first):
        for seq in range(first, first + 1000):
            ring.append(Sent(seq, seq, 1, (TOPIC, head, payload)))

    send(1)
    tracemalloc.start()
    try:
        send(1001)
        # Other threads of the process take and keep memory of their own meanwhile.
        mine = [tracemalloc.Filter(True, file) for file in (sent_ring.__file__, __file__)]
        traces = tracemalloc.take_snapshot().filter_traces(mine).statistics("filename")
        kept = sum(trace.size for trace in traces)
    finally:
        tracemalloc.stop()
    # As objects, 200 messages are 200 * (60 + n_bytes) and more.
    assert (len(ring), kept < 4096) == (200, True)
