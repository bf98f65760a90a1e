"""Pictures of the patient's screen: made only while somebody asks, one for each question."""

from __future__ import annotations

import time

import pytest
from patience import until

from balance_arcade.core.clock import ManualClock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Request, decode_reply
from balance_arcade.server.pictures import (
    HOLD_NS,
    MAX_ASKERS,
    MAX_PICTURE_BYTES,
    PICTURE,
    Picture,
    Pictures,
)
from balance_arcade.server.publisher import Publisher

JPEG = b"\xff\xd8 a picture \xff\xd9"


def picture(jpeg=JPEG, t_ns=5):
    return Picture(jpeg, 640, 360, t_ns=t_ns, t_s=0.5, sample_seq=50, seen=True)


class Desk:
    """Pictures with a clock in hand, and what wakes the publisher counted."""

    def __init__(self):
        self.clock = ManualClock()
        self.n_woken = 0
        self.pictures = Pictures(7, self._wake, self.clock)
        self.pictures.is_made = True

    def _wake(self):
        self.n_woken += 1

    def ask(self, name, number="a"):
        return self.pictures.ask([name], Request(number, PICTURE))

    def taken(self):
        return {env[0]: decode_reply(data) for env, data in self.pictures.take()}


@pytest.fixture
def desk():
    return Desk()


def test_nothing_is_wanted_until_somebody_asks_nor_after_the_answer(desk):
    begun = []
    desk.pictures.asked = lambda: begun.append(1)
    assert not desk.pictures.wanted.is_set()
    desk.pictures.put(picture())
    assert desk.taken() == {}
    assert desk.ask(b"one") is None
    assert desk.ask(b"two") is None
    assert desk.pictures.wanted.is_set()
    assert begun == [1]
    assert desk.taken() == {}
    desk.pictures.put(picture())
    answers = desk.taken()
    assert [answers[name].result["n"] for name in (b"one", b"two")] == [2, 2]
    assert answers[b"one"].result["jpeg"] == JPEG
    assert (answers[b"one"].status, answers[b"one"].boot_id) == ("done", 7)
    assert desk.n_woken == 1
    assert not desk.pictures.wanted.is_set()


def test_of_one_connection_the_newest_question_counts(desk):
    desk.ask(b"one", "a")
    desk.ask(b"one", "b")
    desk.pictures.put(picture())
    ((_, data),) = desk.pictures.take()
    assert decode_reply(data).id == "b"


def test_whoever_waits_too_long_is_told_so(desk):
    desk.ask(b"early")
    desk.clock.sleep(0.5)
    desk.ask(b"late")
    desk.clock.sleep(HOLD_NS / 1e9 - 0.5)
    assert {n: r.result for n, r in desk.taken().items()} == {b"early": {"none": "waiting"}}
    assert desk.pictures.wanted.is_set()
    desk.pictures.tell("hidden")
    assert desk.taken()[b"late"].result == {"none": "hidden"}
    assert not desk.pictures.wanted.is_set()


def test_where_nobody_draws_that_is_said_at_once(desk):
    desk.pictures.is_made = False
    assert desk.ask(b"one").result == {"none": "never"}
    assert not desk.pictures.wanted.is_set()


def test_questions_and_bytes_are_bounded(desk):
    for number in range(MAX_ASKERS):
        assert desk.ask(b"%d" % number) is None
    assert desk.ask(b"more").reason.startswith("busy")
    assert desk.ask(b"0", "again") is None
    with pytest.raises(ValueError, match="too large"):
        desk.pictures.put(picture(bytes(MAX_PICTURE_BYTES + 1)))
    desk.pictures.put(picture(bytes(MAX_PICTURE_BYTES)))
    assert all(len(data) < 65_503 for _, data in desk.pictures.take())


def test_a_station_fetches_pictures_over_its_control_port():
    publisher = Publisher(
        "sim-1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda command: "accepted",
    )
    publisher.start()
    pictures = publisher.pictures
    try:
        with StreamClient(publisher.live_endpoint, publisher.ctl_endpoint) as client:
            assert client.request("picture").result == {"none": "never"}
            pictures.is_made = True
            future = client.submit("picture", timeout_s=60.0)

            def drawn():
                # Nobody draws before somebody asks.
                if pictures.wanted.is_set():
                    pictures.put(picture(t_ns=time.monotonic_ns()))
                return client.poll(0.01) is not None and future.done()

            until(drawn, "the picture")
            result = future.result().result
            assert (result["jpeg"], result["sample_seq"], result["seen"]) == (JPEG, 50, True)
            # Only as exact as the clocks' offset, which half a round trip may put wrong.
            assert -1e9 < client.there_ns - result["t_ns"] < 60e9
            assert "picture" in client.request("hello").result["capabilities"]
    finally:
        publisher.stop()
