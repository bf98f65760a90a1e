"""A board behind a serial server in the network: bytes over a local socket."""

import socket
import threading

import arduino_peer as peer
import pytest

from balance_arcade.core.errors import BoardDisconnectedError, BoardNotFoundError
from balance_arcade.hw import open_board


def serve(server, *, n_samples):
    """Answer one caller as a board does, then hang up."""
    caller, _ = server.accept()
    with caller:
        started = False
        while not started:
            data = caller.recv(4096)
            if b"\x81" in data:
                caller.sendall(b"\0" + peer.hello(1))
            started = b"\x82" in data
        caller.sendall(b"".join(peer.sample(i, 10_000 * i, (i, i, i, i)) for i in range(n_samples)))


def test_a_board_behind_a_socket():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        thread = threading.Thread(target=serve, args=(server,), kwargs={"n_samples": 50})
        thread.start()
        with open_board(
            f"arduino:socket://127.0.0.1:{port}?calibration=nominal&silence=1"
        ) as board:
            samples = []
            while len(samples) < 50:
                samples += board.read(1.0)
            assert [s.seq for s in samples] == list(range(50))
            thread.join()
            server.close()
            with pytest.raises(BoardDisconnectedError, match="did not come back"):
                board.read(10.0)


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(BoardNotFoundError, match=r"socket://127\.0\.0\.1"):
        open_board(f"arduino:socket://127.0.0.1:{port}")
