"""Refused handshakes in words, and the pauses before the next one."""

from __future__ import annotations

import pytest
import zmq

from balance_arcade.server.handshakes import (
    KEYS_DEMANDED,
    NO_HANDSHAKE,
    NO_KEYS_THERE,
    NOT_LISTED,
    WRONG_KEY,
    Handshakes,
)

WELL = int(zmq.EVENT_HANDSHAKE_SUCCEEDED), 0
AUTH = int(zmq.EVENT_HANDSHAKE_FAILED_AUTH), 400
VAGUE = int(zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL), 32
OTHER_MECHANISM = int(zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL), 0x11000002


@pytest.mark.parametrize(
    ("keyed", "told", "trouble"),
    [
        (True, [AUTH], NOT_LISTED),
        (True, [OTHER_MECHANISM], NO_KEYS_THERE),
        (False, [OTHER_MECHANISM], KEYS_DEMANDED),
        (True, [VAGUE], ""),
        (True, [VAGUE] * 3, WRONG_KEY),
        (False, [VAGUE] * 3, NO_HANDSHAKE),
        (True, [VAGUE, WELL, VAGUE, VAGUE], ""),
        (True, [OTHER_MECHANISM, *[VAGUE] * 5], NO_KEYS_THERE),
        (True, [*[VAGUE] * 3, OTHER_MECHANISM], NO_KEYS_THERE),
        (True, [AUTH, WELL], ""),
        (True, [(int(zmq.EVENT_CONNECTED), 7)], ""),
    ],
)
def test_what_libzmq_tells_becomes_a_sentence(keyed, told, trouble):
    handshakes = Handshakes(keyed=keyed)
    paused = [handshakes.note(*each) for each in told]
    assert handshakes.trouble == trouble
    assert paused[-1] == bool(trouble)


def test_pauses_double_up_to_a_limit_and_begin_anew_after_a_success():
    handshakes = Handshakes(keyed=True)
    assert [handshakes.pause_ns() / 1e9 for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0]
    assert [handshakes.pause_ns() for _ in range(100)][-1] == 4e9
    handshakes.note(*WELL)
    assert handshakes.pause_ns() == 5e8
