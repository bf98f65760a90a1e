"""A station fetches what it missed, also when the control port comes late, is busy, or pages."""

from __future__ import annotations

import contextlib

import pytest
import zmq
from port_kit import Sockets, publishing, until
from stream_examples import BODIES, INFO

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import CopSample
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Reply, decode_request, encode_control
from balance_arcade.server.link import MAX_UNREAD_NS
from balance_arcade.server.reader import MAX_MISSING, Gap
from balance_arcade.server.recovery import ASK_AGAIN_NS, FORGET_NS, MAX_AT_ONCE, Recovery
from balance_arcade.server.request_handler import BUSY, MAX_REPLY_BYTES
from balance_arcade.server.wire import Header, encode

BOOT = 77


def frames(seq, boot=BOOT):
    header = Header(1, 2, boot, 0, seq, seq, 0, 2, 0)
    return encode("b1", "samples", header, BODIES["samples"])


class Halves:
    """A publisher whose ports come and go one by one, and a station on a clock of its own."""

    def __init__(self, sockets):
        self.sockets = sockets
        self.live = sockets.socket(zmq.XPUB)
        self.live.setsockopt(zmq.XPUB_VERBOSER, 1)
        port = self.live.bind_to_random_port("tcp://127.0.0.1")
        probe = sockets.socket(zmq.ROUTER)
        self.ctl_endpoint = f"tcp://127.0.0.1:{probe.bind_to_random_port('tcp://127.0.0.1')}"
        probe.close()
        self.clock = ManualClock()
        self.client = StreamClient(f"tcp://127.0.0.1:{port}", self.ctl_endpoint, clock=self.clock)
        self.shown = []
        self.ctl = None
        until(lambda: self.poll() or self.live.poll(1), "the subscription")
        self.live.recv()

    def poll(self):
        self.shown += [m.header.seq for m in self.client.poll(0.005) if m.kind == "samples"]

    def is_joined_anew(self):
        self.poll()
        return self.live.poll(1) and self.live.recv().startswith(b"\x01")

    def send(self, *seqs, boot=BOOT):
        for seq in seqs:
            self.live.send_multipart(frames(seq, boot))
        heard_ns = self.client.heard_ns
        self.clock.sleep(0.001)
        until(lambda: self.poll() or self.client.heard_ns != heard_ns, "what was sent")
        self.poll()

    def join_without_the_control_port(self):
        self.send(1, 2)
        self.pass_time(3.0)
        assert self.client.reader.joined

    def pass_time(self, seconds):
        for _ in range(round(seconds / 0.25)):
            self.clock.sleep(0.25)
            self.poll()

    def open_control_port(self):
        self.ctl = self.sockets.socket(zmq.ROUTER)
        self.ctl.bind(self.ctl_endpoint)

    def asked(self, cmd="replay"):
        """The next request of a kind, once the station has found the port."""
        found = []

        def look():
            self.poll()
            while self.ctl.poll(5):
                name, data = self.ctl.recv_multipart()
                request = decode_request(data)
                if request.cmd == cmd:
                    found.append((name, request))
                    return True
            self.clock.sleep(0.05)
            return False

        until(look, f"a {cmd}")
        return found[0]

    def answer(self, name, request, *seqs, boot=BOOT, more=False, **said):
        result = {"messages": [frames(seq, boot) for seq in seqs], "more": more}
        words = {"status": "done", "result": result, "boot_id": boot} | said
        self.ctl.send_multipart([name, encode_control(Reply(request.id, **words))])


@pytest.fixture
def halves():
    sockets = Sockets()
    halves = Halves(sockets)
    with contextlib.closing(halves.client):
        yield halves
    sockets.close()


def test_a_station_joins_while_its_own_thread_does_something_else():
    """What has to be answered in a handshake is answered by libzmq, in time."""
    sockets = Sockets()
    live, ctl = sockets.socket(zmq.XPUB), sockets.socket(zmq.ROUTER)
    ports = [sock.bind_to_random_port("tcp://127.0.0.1") for sock in (live, ctl)]
    with contextlib.closing(StreamClient(*(f"tcp://127.0.0.1:{port}" for port in ports))):
        until(lambda: live.poll(5), "the subscription of a station that is not asked")
    sockets.close()


def test_a_gap_is_asked_for_again_when_the_control_port_comes_later_than_the_stream(halves):
    halves.join_without_the_control_port()
    halves.send(3, 6, 7)
    assert halves.client.reader.gaps["samples"].n_missing == 2
    halves.pass_time(20.0)
    halves.open_control_port()
    name, request = halves.asked()
    assert request.args == {"kind": "samples", "from": 4, "to": 5}
    halves.answer(name, request, 4, 5)
    until(lambda: halves.poll() or len(halves.shown) == 7, "what was missed")
    assert sorted(halves.shown) == list(range(1, 8))
    assert halves.client.reader.gaps["samples"].n_missing == 0


def test_a_busy_publisher_is_asked_again(halves):
    halves.join_without_the_control_port()
    halves.open_control_port()
    halves.send(3, 6)
    for _ in range(3):
        name, request = halves.asked()
        halves.answer(name, request, status="error", reason=BUSY)
    halves.answer(*halves.asked(), 4, 5)
    until(lambda: halves.poll() or len(halves.shown) == 6, "what was missed")
    assert sorted(halves.shown) == [1, 2, 3, 4, 5, 6]


def test_gaps_of_a_publisher_that_was_started_again_are_not_asked_for(halves):
    halves.join_without_the_control_port()
    halves.send(3, 6)
    halves.send(1, 2, boot=78)
    halves.pass_time(3.0)
    halves.send(5, boot=78)
    halves.open_control_port()
    name, request = halves.asked()
    assert request.args == {"kind": "samples", "from": 3, "to": 4}
    halves.answer(name, request, 3, 4, boot=78)
    until(lambda: halves.poll() or halves.shown[-2:] == [3, 4], "what was missed")


def test_a_snapshot_that_is_cut_is_completed_and_nothing_counts_as_lost(monkeypatch):
    monkeypatch.setattr("balance_arcade.server.live_stream.MAX_BLOCK", 10)
    rate_hz, n_samples = 1000.0, 20_000
    with publishing() as (publisher, _):
        publisher.on_info(INFO)
        for begin in range(0, n_samples, 1000):
            made = [
                CopSample(i, i, i / rate_hz, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)
                for i in range(begin, begin + 1000)
            ]
            publisher.on_samples(made)
            until(lambda: publisher._inbox.oldest_sample_ns() is None, "all messages")
        assert publisher.n_sent["samples"] * 900 > 2 * MAX_REPLY_BYTES
        with StreamClient(
            publisher.live_endpoint, publisher.ctl_endpoint, snapshot_s=60.0
        ) as client:
            found = []

            def whole():
                for message in client.poll(0.05):
                    if message.kind == "samples":
                        found.extend(message.body.values[:, 0].astype(int).tolist())
                return len(found) >= n_samples

            until(whole, "all samples")
            assert sorted(found) == list(range(n_samples))
            # The newest come first: a page that joins is live at once.
            assert max(found[: n_samples // 3]) == n_samples - 1
            count = client.reader.gaps["samples"]
            assert (count.n_gaps, count.n_lost, count.n_recovered) == (0, 0, 0)


# -- what is asked for, and when ------------------------------------------------------------------


class Asker:
    def __init__(self):
        self.gaps = []

    def __call__(self, gap):
        self.gaps.append(gap)
        return str(len(self.gaps))


def gap(first):
    return Gap("samples", first, first, "b1", BOOT)


def test_few_gaps_are_asked_for_at_once_and_the_others_in_their_order():
    recovery, asker = Recovery(), Asker()
    recovery.add(map(gap, range(10)), 0)
    recovery.ask(asker, 0)
    recovery.ask(asker, 0)
    assert asker.gaps == [gap(i) for i in range(MAX_AT_ONCE)]
    assert recovery.answered("2") == gap(1)
    assert recovery.answered("2") is None
    recovery.ask(asker, 0)
    assert asker.gaps[MAX_AT_ONCE:] == [gap(MAX_AT_ONCE)]


def test_what_failed_is_asked_for_later_and_not_for_ever():
    recovery, asker = Recovery(), Asker()
    recovery.add([gap(1)], 0)
    now_ns = 0
    while now_ns < 2 * FORGET_NS:
        recovery.ask(asker, now_ns)
        recovery.failed(str(len(asker.gaps)), now_ns)
        now_ns += ASK_AGAIN_NS // 2
    assert FORGET_NS // ASK_AGAIN_NS <= len(asker.gaps) <= FORGET_NS // ASK_AGAIN_NS + 1
    recovery.failed("nothing known", now_ns)


def test_the_oldest_of_too_many_gaps_are_forgotten():
    recovery, asker = Recovery(), Asker()
    recovery.add(map(gap, range(MAX_MISSING + 3)), 0)
    recovery.ask(asker, 0)
    assert asker.gaps[0] == gap(3)


def test_what_does_not_matter_any_more_is_forgotten():
    recovery, asker = Recovery(), Asker()
    recovery.add(map(gap, range(MAX_AT_ONCE + 2)), 0)
    recovery.ask(asker, 0)
    recovery.keep(lambda known: known.first == MAX_AT_ONCE + 1)
    assert [recovery.answered(str(i + 1)) for i in range(MAX_AT_ONCE)] == [None] * MAX_AT_ONCE
    recovery.ask(asker, 0)
    assert asker.gaps[MAX_AT_ONCE:] == [gap(MAX_AT_ONCE + 1)]


def test_who_left_the_stream_unread_begins_with_an_empty_queue_and_asks_for_the_rest(halves):
    halves.join_without_the_control_port()
    for seq in (3, 4):
        halves.live.send_multipart(frames(seq))
    halves.clock.sleep(MAX_UNREAD_NS / 1e9 + 1.0)
    until(halves.is_joined_anew, "the second subscription")
    halves.send(5)
    assert halves.shown == [1, 2, 5]
    halves.open_control_port()
    name, request = halves.asked()
    assert request.args == {"kind": "samples", "from": 3, "to": 4}
    halves.answer(name, request, 3, 4)
    until(lambda: halves.poll() or len(halves.shown) == 5, "what was missed")


def test_who_reads_now_and_then_keeps_the_connection(halves):
    halves.join_without_the_control_port()
    for seq in range(3, 6):
        halves.clock.sleep(MAX_UNREAD_NS / 1e9 - 0.5)
        halves.send(seq)
    assert not halves.live.poll(50)
    assert halves.shown == [1, 2, 3, 4, 5]
