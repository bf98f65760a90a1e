"""Orders, answers, events and states are the bytes on the wire that they were before."""

from __future__ import annotations

import json

import pytest
from golden_kit import ANSWERS, HERE, ORDERS, wire_bytes

from balance_arcade.server.control import COMMANDS, QUERIES, decode_reply, decode_request

GOLDEN = json.loads((HERE / "wire.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def written():
    return wire_bytes()


@pytest.mark.parametrize("name", list(GOLDEN))
def test_the_same_bytes_are_written(name, written):
    assert written[name] == GOLDEN[name]


def test_every_order_and_question_of_then_is_still_taken():
    assert set(ORDERS) <= {*COMMANDS, *QUERIES}
    for name, args in ORDERS.items():
        request = decode_request(bytes.fromhex(GOLDEN[f"request {name}"]))
        assert (request.cmd, request.args, request.not_after_ns) == (name, args, 5_000_000_000)


def test_every_answer_of_then_is_still_read():
    for status, (reason, result) in ANSWERS.items():
        reply = decode_reply(bytes.fromhex(GOLDEN[f"reply {status}"]))
        assert (reply.status, reply.reason, reply.result) == (status, reason, result)
        assert (reply.boot_id, reply.major, reply.minor) == (1234567890123, 1, 2)
