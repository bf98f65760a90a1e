"""The reader under hidraw, evdev and L2CAP: whole datagrams, a close from anywhere, once."""

import os
import socket
import sys
import threading
import time

import pytest

from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.hw.wii.transport import DescriptorReader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs packet sockets")


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reader = DescriptorReader(theirs.detach(), address="wii:")
    yield ours, reader
    reader.close()
    ours.close()


def drain(reader, timeout_s=0.0, at_most=64):
    return reader.drain(timeout_s, n_bytes=64, at_most=at_most)


def test_datagrams_stay_whole_and_in_order(pair):
    ours, reader = pair
    for data in (b"a", b"bc", b"def"):
        ours.send(data)
    assert drain(reader, at_most=2) == [b"a", b"bc"]
    assert drain(reader) == [b"def"]
    assert drain(reader) == []


def test_what_came_before_the_end_still_comes(pair):
    ours, reader = pair
    ours.send(b"last")
    ours.close()
    assert drain(reader) == [b"last"]
    for _ in range(2):
        with pytest.raises(BoardDisconnectedError, match="is disconnected"):
            drain(reader)
    with pytest.raises(BoardDisconnectedError, match="is disconnected"):
        reader.write(b"x")


def test_a_full_line_drops_what_is_asked_again_anyhow(pair):
    _, reader = pair
    for _ in range(5000):
        reader.write(bytes(60))


def test_a_closed_reader_says_so(pair):
    _, reader = pair
    reader.close()
    for use in (lambda: drain(reader), lambda: reader.write(b"x")):
        with pytest.raises(BoardDisconnectedError, match="is closed"):
            use()


def test_numbers_that_were_closed_are_left_to_their_new_owners(pair):
    _, reader = pair
    reader.close()
    read_end, write_end = os.pipe()  # These take the numbers that have become free.
    others = os.pipe()
    reader.close()
    os.set_blocking(read_end, False)
    with pytest.raises(BlockingIOError):
        os.read(read_end, 1)
    for fd in (read_end, write_end, *others):
        os.close(fd)


def test_close_ends_a_waiting_read(pair):
    _, reader = pair
    ended = []
    thread = threading.Thread(target=lambda: ended.append(drain(reader, 30.0)))
    thread.start()
    start = time.monotonic()
    while not reader._lock.locked() and time.monotonic() - start < 5.0:
        pass
    reader.close()
    thread.join(5.0)
    assert ended == [[]]
