"""The publisher's inbox: what is full drops the oldest and counts it."""

from __future__ import annotations

import select

import pytest

from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.server.inbox import LANE_LENGTH, Inbox, Waker


def sample(seq):
    return CopSample(seq, seq, seq * 0.01, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0)


@pytest.fixture
def waker():
    waker = Waker()
    yield waker
    waker.close()


def awake(waker):
    return bool(select.select([waker.fileno()], [], [], 0)[0])


def test_samples_that_do_not_fit_push_the_oldest_out_and_are_counted(waker):
    inbox = Inbox(waker, samples_length=5)
    inbox.put_samples([sample(i) for i in range(3)], 0)
    inbox.put_samples([sample(i) for i in range(3, 9)], 1)
    assert inbox.dropped() == {"samples": 4}
    taken = inbox.take_samples(100, older_than_ns=1)
    assert [s.seq for _, s in taken] == [4, 5, 6, 7, 8]


def test_other_lanes_are_bounded_each_by_itself(waker):
    inbox = Inbox(waker)
    for i in range(LANE_LENGTH["event"] + 3):
        inbox.put("event", Event(float(i), "x"), i)
    inbox.put("state", Event(0.0, "stands for a state"), 0)
    assert inbox.dropped() == {"event": 3}
    events = [body for kind, _, body in inbox.take() if kind == "event"]
    assert [events[0].t_s, len(events)] == [3.0, LANE_LENGTH["event"]]
    assert inbox.take() == []


def test_samples_wait_for_their_batch_but_not_for_ever(waker):
    inbox = Inbox(waker)
    inbox.batch = 3
    assert not inbox.put_samples([sample(0), sample(1)], 100)
    assert inbox.take_samples(10, older_than_ns=99) == []
    assert inbox.oldest_sample_ns() == 100
    assert len(inbox.take_samples(10, older_than_ns=100)) == 2
    assert inbox.put_samples([sample(i) for i in range(4)], 200)
    assert [s.seq for _, s in inbox.take_samples(2, older_than_ns=0)] == [0, 1]


def test_many_wakes_are_one_and_none_is_lost(waker):
    for _ in range(100_000):
        waker.wake()
    assert awake(waker)
    waker.clear()
    assert not awake(waker)
    waker.wake()
    assert awake(waker)


def test_waking_after_the_end_is_harmless():
    waker = Waker()
    waker.close()
    waker.wake()
    Inbox(waker).put("event", Event(0.0, "x"), 0)
