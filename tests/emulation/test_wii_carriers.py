"""L2CAP over socket pairs: channels, pages that nobody answers, an end in the middle."""

import contextlib
import errno
import os
import socket
import sys
import threading
import time

import pytest
from wii_board import WiiBoardModel
from wii_room import LOAD_N, ONE, read_n, read_on

from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw import parse_address
from balance_arcade.hw.wii import LinuxSystem, find_boards, l2cap, open_wii_board
from balance_arcade.hw.wii.source import ReportSource

KG = (19.0, 16.0, 18.0, 17.0)


class Radio:
    """A board at the far ends of two channels; it answers in a thread."""

    def __init__(self):
        self.board = WiiBoardModel(locked=True)
        self.control, self.control_end = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.interrupt, self.interrupt_end = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.headers = set()
        self.threads = [
            threading.Thread(target=self.serve, args=(end,), daemon=True)
            for end in (self.control_end, self.interrupt_end)
        ]
        for thread in self.threads:
            thread.start()

    def serve(self, end):
        # A host that hangs up in the middle of a burst is no fault of the board's.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._serve(end)

    def _serve(self, end):
        while data := end.recv(64):
            self.headers.add((data[0], end is self.control_end))
            if end is self.control_end:
                end.send(b"\0")  # HANDSHAKE: successful
            for answer in self.board.handle(data[1:]):
                self.interrupt_end.send(b"\xa1" + answer)
            if data[1] == 0x12 and self.board.mode == 0x34:
                for _ in range(10):
                    self.interrupt_end.send(b"\xa1" + self.board.sample(KG))
                self.interrupt_end.send(b"\xa3\x34")  # no input report

    def close(self):
        for end in (self.control_end, self.interrupt_end):
            end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for end in (self.control_end, self.interrupt_end):
            end.close()


@pytest.mark.skipif(not hasattr(socket, "SOCK_SEQPACKET"), reason="needs packet sockets")
@pytest.mark.parametrize("over_interrupt", [False, True])
def test_l2cap(over_interrupt):
    radio = Radio()
    transport = l2cap.L2capTransport(
        radio.control, radio.interrupt, over_interrupt=over_interrupt, address="wii:"
    )
    source = ReportSource(transport, clock=MonotonicClock(), serial=ONE, temperature=False)
    readings = []
    while len(readings) < 10:
        readings += source.read(1.0).items
    assert readings[5].forces_n == pytest.approx(LOAD_N, abs=0.06)
    assert radio.headers == {(0xA2, False)} if over_interrupt else {(0x52, True)}
    assert source.state.n_bad_reports == 0
    assert source.state.notes == ()
    radio.close()
    with pytest.raises(BoardDisconnectedError):
        read_on(source)
    source.close()


class Wire(socket.socket):
    """A channel that is connected already, to an emulated board."""

    def connect(self, where):
        assert where[0] == ONE


class Air:
    """What `socket.socket` is for Bluetooth: boards that listen, and one that does not answer."""

    def __init__(self):
        self.ends = []
        self.n_deaf = 0
        self.paging = threading.Event()
        self.deaf = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.waiting = [socket.socket() for _ in range(4)]
        for other in self.waiting:  # until nobody more may come in
            other.setblocking(False)
            other.connect_ex(self.deaf.getsockname())

    def listen(self, radio):
        self.ends += [radio.control, radio.interrupt]

    def channel(self, address):
        if self.ends:
            return Wire(fileno=self.ends.pop(0).detach())
        self.n_deaf += 1
        air, deaf = self, self.deaf.getsockname()

        class Page(socket.socket):
            def connect(self, where):
                air.paging.set()
                super().connect(deaf)

        return Page()

    def close(self):
        for one in (self.deaf, *self.waiting):
            one.close()


@pytest.fixture
def air(monkeypatch):
    air = Air()
    monkeypatch.setattr(l2cap, "_channel", air.channel)
    monkeypatch.setattr(l2cap, "_connect", lambda channel, *where: channel.connect(where))
    yield air
    air.close()


def dialled(air):
    radio = Radio()
    air.listen(radio)
    board = open_wii_board(parse_address(f"wii:{ONE}?transport=l2cap&silence=60"))
    read_n(board, 5)
    return radio, board


needs_packets = pytest.mark.skipif(
    not hasattr(socket, "SOCK_SEQPACKET"), reason="needs packet sockets"
)


@needs_packets
def test_closing_does_not_wait_for_a_board_that_does_not_answer(air):
    radio, board = dialled(air)

    def read_to_the_end():
        with contextlib.suppress(BoardDisconnectedError):
            while True:
                board.read(0.05)

    reader = threading.Thread(target=read_to_the_end)
    reader.start()
    radio.close()
    assert air.paging.wait(20.0)
    closer = threading.Thread(target=board.close)
    closer.start()
    for thread in (closer, reader):
        thread.join(3.0)  # the page alone would take five
        assert not thread.is_alive()
    assert air.n_deaf == 1  # one page is gone on with


@needs_packets
def test_a_read_is_no_longer_than_said_while_the_board_is_paged(air):
    radio, board = dialled(air)
    radio.close()
    while not air.n_deaf:
        board.read(0.05)
    before = time.monotonic()
    for _ in range(20):
        assert board.read(0.01) == ()
    assert time.monotonic() - before < 4.0  # a page takes five
    board.close()


@needs_packets
def test_a_board_that_answers_again_goes_on(air, monkeypatch):
    radio, board = dialled(air)
    radio.close()
    while not air.n_deaf:
        board.read(0.05)
    monkeypatch.setattr(l2cap, "_CONNECT_S", 0.1)  # of the page that is not answered
    second = Radio()
    air.listen(second)
    assert len(read_n(board, 5)) >= 5
    assert board.health.n_reconnects == 1
    board.close()
    second.close()


@needs_packets
def test_an_end_of_the_first_connection_leaves_no_channel_open(air):
    with pytest.raises(BoardNotFoundError, match="does not answer"):
        open_wii_board(parse_address(f"wii:{ONE}?transport=l2cap"), clock=Hasty())


class Hasty(MonotonicClock):
    """A clock on which a page is over soon."""

    def now_ns(self):
        return super().now_ns() * 100


@pytest.mark.parametrize("device", ["", "board", "00:19:1D:AA:00"])
def test_l2cap_wants_an_address(device):
    with pytest.raises(BoardNotFoundError, match="does not name a board"):
        open_wii_board(parse_address(f"wii:{device}?transport=l2cap"))


def test_other_systems_have_no_l2cap(monkeypatch):
    monkeypatch.setattr(l2cap.sys, "platform", "darwin")
    with pytest.raises(BoardUnavailableError, match="no Bluetooth sockets on darwin") as caught:
        open_wii_board(parse_address(f"wii:{ONE}?transport=l2cap"))
    assert caught.value.reason is UnavailableReason.DRIVER_MISSING


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        (errno.EHOSTUNREACH, UnavailableReason.BLUETOOTH_OFF, "Bluetooth cannot be used"),
        (errno.EAFNOSUPPORT, UnavailableReason.BLUETOOTH_OFF, "Bluetooth cannot be used"),
        (errno.EACCES, UnavailableReason.NOT_PAIRED, "refuses the connection"),
        (errno.ECONNREFUSED, None, "answers, but refuses"),
        (errno.EHOSTDOWN, None, "does not answer"),
    ],
)
def test_what_the_kernel_says_of_a_connection(air, monkeypatch, number, reason, said):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(l2cap, "_connect", refuse)
    with pytest.raises((BoardNotFoundError, BoardUnavailableError), match=said) as caught:
        open_wii_board(parse_address(f"wii:{ONE}?transport=l2cap"))
    assert getattr(caught.value, "reason", None) is reason


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux's sockets")
def test_an_address_of_the_family_is_made_without_pythons_help():
    # Refused for its family by a socket of another one: the kernel has read the address.
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with channel, pytest.raises(OSError) as caught:  # noqa: PT011 - the number is what counts
        l2cap._connect(channel, ONE, 0x11)
    assert caught.value.errno == errno.EINVAL


def test_a_machine_without_boards(tmp_path):
    assert find_boards(LinuxSystem(tmp_path, tmp_path)) == []
