"""Samples are sent by the thread that hands them on, which waits for nobody."""

from __future__ import annotations

import select
import threading

import pytest
import zmq

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.server.batching import Pace
from balance_arcade.server.inbox import Inbox, Waker
from balance_arcade.server.live_stream import LEAVE_NS, LOOK_NS, SLOW_NS, LiveStream
from balance_arcade.server.wire import decode

INFO = BoardInfo("sim:", "b1", "Sim", "", Geometry(433.0, 238.0), 1000.0, "virtual")


class Port:
    """What the stream needs of a socket; a send may take time and bring a subscription."""

    def __init__(self, clock):
        self.clock, self.frames, self.sent = clock, [], []
        self.takes_s = 0.0
        self.brings_news = False
        self.threads = []

    def send(self, frame, flags=0):
        self.frames.append(frame)
        self.clock.sleep(self.takes_s)
        if not flags & zmq.SNDMORE:
            self.sent.append(decode(self.frames))
            self.threads.append(threading.current_thread())
            self.frames = []

    def getsockopt(self, option):
        assert option == zmq.EVENTS
        return zmq.POLLIN if self.brings_news else 0


class Room:
    def __init__(self):
        self.clock = ManualClock(1_000_000_000)
        self.waker = Waker()
        self.inbox = Inbox(self.waker)
        self.stream = LiveStream("b1", 7, self.inbox, self.waker, self.clock)
        self.port = Port(self.clock)
        self.stream.open(self.port)
        self.stream._pace = Pace(lambda: 0)
        self.stream.learn(INFO)

    def put(self, *seqs):
        self.clock.sleep(0.001)
        self.stream.put_samples([sample(seq) for seq in seqs], self.clock.now_ns())

    @property
    def is_awake(self):
        return bool(select.select([self.waker.fileno()], [], [], 0)[0])

    @property
    def numbers(self):
        return [[s.seq for s in message.body.samples()] for message in self.port.sent]


def sample(seq):
    return CopSample(seq, seq, seq * 0.001, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)


@pytest.fixture
def room():
    room = Room()
    yield room
    room.waker.close()


def test_a_sample_is_gone_when_the_call_returns_and_wakes_nobody(room):
    room.put(0)
    room.put(1, 2, 3)
    assert room.numbers == [[0], [1, 2, 3]]
    assert room.port.threads == [threading.current_thread()] * 2
    assert [message.header.seq for message in room.port.sent] == [1, 2]
    assert not room.is_awake


def test_while_somebody_else_sends_nobody_waits_and_the_samples_share_a_message(room):
    with room.stream.turn:
        for seq in range(5):
            room.put(seq)
        assert room.numbers == []
        assert room.is_awake
    room.put(5)
    assert room.numbers == []  # Behind those that wait.
    with room.stream.turn:
        room.stream.send_samples(everything=False)
    assert room.numbers == [[0, 1, 2, 3, 4, 5]]
    room.put(6)
    assert room.numbers[-1] == [6]


def test_samples_do_not_overtake_an_event(room):
    room.inbox.put("event", Event(0.0, "recording.started"), 5)
    room.put(0)
    assert room.port.sent == []
    with room.stream.turn:
        for kind, t_ns, body in room.inbox.take():
            room.stream.send(kind, body, t_ns)
        room.stream.send_samples(everything=False)
    assert [message.kind for message in room.port.sent] == ["event", "samples"]


def test_who_is_held_up_by_sending_leaves_it_to_the_thread_for_a_while(room):
    room.port.takes_s = 4.0 * SLOW_NS * 1e-9
    for seq in range(30):
        room.put(seq)
    n_sent = len(room.port.sent)
    assert 1 < n_sent < 30
    assert room.is_awake
    with room.stream.turn:
        room.stream.send_samples(everything=False)
    room.port.takes_s = 0.0
    n_sent = len(room.port.sent)
    room.clock.sleep(LEAVE_NS * 1e-9)
    room.put(30)
    assert len(room.port.sent) == n_sent + 1
    assert room.numbers[-1] == [30]


def test_a_subscription_that_sending_took_in_is_told_to_the_thread(room):
    room.put(0)
    room.port.brings_news = True
    room.clock.sleep(LOOK_NS * 1e-9)
    room.put(1)
    assert room.numbers == [[0], [1]]
    assert room.is_awake


def test_after_the_end_samples_are_kept_and_not_sent(room):
    room.stream.close()
    room.put(0)
    assert room.numbers == []
    assert room.inbox.oldest_sample_ns() is not None


def test_samples_lost_in_the_inbox_are_told_by_the_next_message(room):
    with room.stream.turn:
        room.put(*range(5000))
        room.stream.send_samples(everything=True)
    assert room.numbers[0][0] == 5000 - 4096
    flags = [message.header.flags for message in room.port.sent]
    assert [flag & 512 for flag in flags] == [512] + [0] * (len(flags) - 1)
