"""``balance-arcade pair``: pair a board with this computer, by BlueZ over D-Bus, with a deadline.

The order matters: a board goes off some 5 s after it was paired unless its HID service is connected
(comment of BlueZ's ``plugins/autopair.c``), and it remembers this computer only if it was. So
nothing is asked between `Pair`, `Trusted` and `Connect`, and the search is stopped before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import (
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.bluez.agent import Agent, sync_pin
from balance_arcade.hw.wii.bluez.bluetoothd import (
    ADAPTER,
    BLUEZ,
    DEVICE,
    Adapter,
    Bluez,
    BluezBoard,
)
from balance_arcade.hw.wii.bluez.dbus import BusError
from balance_arcade.hw.wii.bluez.facts import BluezFact, Version, as_text, facts_of
from balance_arcade.hw.wii.bluez.troubles import FRONT, SYNC, Trouble, find_trouble

DEADLINE_S = 90.0
"""Long enough for somebody to turn a board over and press SYNC, twice."""

_PAIR_S, _CONNECT_S, _NODE_S = 40.0, 5.0, 5.0
_NAP_S = 0.2
_MOST_ATTEMPTS = 5


class PairedBoard(msgspec.Struct, frozen=True):
    """A board that is paired, trusted and connected.

    Attributes
    ----------
    address : str
        Its address for ``--board``: ``wii:AA:BB:CC:DD:EE:FF``.
    adapter : str
        The computer's adapter, for example ``hci0``.
    bluez : str
        ``BlueZ 5.86``.
    new : bool
        It was paired now, not before.
    node : str or None
        The node that the kernel made for it; None if there was none yet.
    notes : tuple of str
        What else to know, as sentences.
    """

    address: str
    adapter: str
    bluez: str
    new: bool
    node: str | None
    notes: tuple[str, ...]


class Wishes(msgspec.Struct, frozen=True):
    """What is to be paired.

    Attributes
    ----------
    device : str
        Bluetooth address of the board in capitals; empty for any.
    another : bool
        Boards that are paired already are none.
    seconds : float
        Deadline for all of it.
    """

    device: str = ""
    another: bool = False
    seconds: float = DEADLINE_S

    @property
    def address(self) -> str:
        """The board's address as it was asked for."""
        return f"wii:{self.device}"


class Pairing:
    """One go at pairing a board.

    Parameters
    ----------
    bluez : Bluez
        Loaded.
    adapter : Adapter
        Switched on.
    wishes : Wishes
        What is to be paired.
    version : tuple of two int, optional
        BlueZ's, if it is known.
    say : callable
        Is given each sentence for the person at the board, once.
    find_node : callable
        Gives the node that the kernel has for a Bluetooth address, or None.
    clock : Clock
        Measures the deadline.
    """

    def __init__(
        self,
        bluez: Bluez,
        adapter: Adapter,
        wishes: Wishes,
        *,
        version: Version | None,
        say: Callable[[str], None],
        find_node: Callable[[str], Path | None],
        clock: Clock | None = None,
    ) -> None:
        self._bluez, self._adapter, self._wishes = bluez, adapter, wishes
        self._agent = Agent(bluez)
        self._version = version
        self._facts = {fact.name: fact for fact in facts_of(version)}
        self._say, self._said = say, set[str]()
        self._find_node = find_node
        self._clock = clock or MonotonicClock()
        self._end_ns = self._clock.now_ns() + round(wishes.seconds * 1e9)
        self._known = {board.path for board in self._boards() if board.paired}
        self._last: BusError | None = None
        self._paired: set[str] = set()
        self._n_attempts = 0

    def run(self) -> PairedBoard:
        """Pair a board and connect it.

        Raises
        ------
        BoardNotFoundError
            None was there until the deadline.
        BoardUnavailableError
            One was there, but could not be paired or connected; the hint says what helps.
        """
        try:
            self._agent.register()
            self._search()
            return self._until_the_deadline()
        except BusError as error:
            raise board_fault(error, self._wishes.address) from error
        finally:
            # Whatever went wrong has been said; bluetoothd forgets both when we leave the bus.
            with contextlib.suppress(BusError):
                self._stop_search()
                self._agent.unregister()

    def _until_the_deadline(self) -> PairedBoard:
        while self._left_s() > 0.0:
            board = self._candidate()
            if board is None:
                self._tell(f"{SYNC}: the light blinks for 20 seconds.")
            elif (done := self._deal_with(board)) is not None:
                return done
            self._bluez.bus.step(min(self._left_s(), 1.0))
        raise self._too_late()

    def _candidate(self) -> BluezBoard | None:
        """Return the board that is the furthest: connected, heard by the search, known."""
        boards = self._boards()
        if self._wishes.another:
            boards = [board for board in boards if board.path not in self._known]
        # One that is known from earlier, and not paired, may be anywhere.
        boards = [board for board in boards if board.paired or board.seen or board.connected]
        rank = {True: 0, False: 1}
        boards.sort(key=lambda board: (rank[board.connected and board.paired], rank[board.seen]))
        return boards[0] if boards else None

    def _boards(self) -> list[BluezBoard]:
        wanted = self._wishes.device
        return [
            board
            for board in self._bluez.boards(self._adapter)
            if not wanted or board.address == wanted
        ]

    def _deal_with(self, board: BluezBoard) -> PairedBoard | None:
        if board.paired and board.connected:
            self._trust(board)
            return self._finish(board)
        if board.paired and board.seen:
            self._tell(
                f"{board.address} was paired before and asks to be paired anew: its old key is "
                "forgotten."
            )
            self._forget(board)
        elif board.connected and not board.paired:
            self._tell(f"{board.address} is connected without a key, which BlueZ will refuse.")
            self._forget(board)
        elif board.seen:
            return self._pair(board)
        else:
            self._trust(board)
            self._tell(
                f"{board.address} is paired. {FRONT}. If it does not connect, press the red SYNC "
                "button inside its battery case."
            )
        return None

    def _pair(self, board: BluezBoard) -> PairedBoard | None:
        self._n_attempts += 1
        self._tell(f"Found {board.address}. Pairing it; leave the board alone.")
        if (fact := self._facts.get("wrong_pin_first")) is not None:
            self._tell(f"{as_text(self._version)}: {fact.what} {fact.way_out}")
        self._stop_search()
        self._agent.device, self._agent.pin = board.path, sync_pin(self._adapter.address)
        try:
            self._call_pair(board)
        except BusError as error:
            if not error.name.endswith(".AlreadyExists"):
                self._not_paired(error)
                return None
        self._trust(board)
        self._paired.add(board.path)
        return self._connect(board)

    def _call_pair(self, board: BluezBoard) -> None:
        bus = self._bluez.bus
        serial = bus.begin(BLUEZ, board.path, DEVICE, "Pair")
        end_ns = min(self._end_ns, self._clock.now_ns() + round(_PAIR_S * 1e9))
        while bus.reply(serial) is None:
            left_s = (end_ns - self._clock.now_ns()) / 1e9
            if left_s <= 0.0:
                with contextlib.suppress(BusError):
                    self._bluez.call(board.path, DEVICE, "CancelPairing")
                raise BusError("org.bluez.Error.AuthenticationTimeout", "the deadline has passed")
            bus.step(left_s)

    def _not_paired(self, error: BusError) -> None:
        """Try again if that can help; otherwise say why not."""
        if self._agent.unsayable:
            raise self._unsayable_pin() from error
        trouble = find_trouble(str(error))
        if trouble is None or not trouble.again or self._n_attempts >= _MOST_ATTEMPTS:
            raise self._fault(error) from error
        self._last = error
        self._say(f"{trouble.what} {self._way_out(trouble)}")
        self._search()

    def _connect(self, board: BluezBoard) -> PairedBoard | None:
        end_ns = self._clock.now_ns() + round(_CONNECT_S * 1e9)
        while True:
            try:
                self._bluez.bus.call(BLUEZ, board.path, DEVICE, "Connect", timeout_s=_PAIR_S)
            except BusError as error:
                if error.name.endswith(".AlreadyConnected"):
                    return self._finish(board)
                busy = error.name.endswith(".InProgress") and self._clock.now_ns() < end_ns
                if not busy:
                    self._not_connected(error)
                    return None
                self._bluez.bus.step(_NAP_S)
            else:
                return self._finish(board)

    def _not_connected(self, error: BusError) -> None:
        """Wait for the board's own attempt, unless nothing it does can help."""
        trouble = find_trouble(str(error))
        if trouble is not None and trouble.reason is UnavailableReason.DRIVER_MISSING:
            raise self._fault(error) from error
        self._last = error
        self._say("It is paired, but BlueZ could not connect it.")
        self._search()

    def _finish(self, board: BluezBoard) -> PairedBoard | None:
        """Wait for the node that the board is read through; None if the board went off again."""
        end_ns = min(self._end_ns, self._clock.now_ns() + round(_NODE_S * 1e9))
        while (node := self._find_node(board.address)) is None:
            if self._clock.now_ns() >= end_ns:
                break
            self._bluez.bus.step(_NAP_S)
        now = next((each for each in self._boards() if each.path == board.path), None)
        if now is None or not now.connected:
            self._last = BusError("org.bluez.Error.Failed", "br-connection-aborted-by-remote")
            self._search()
            return None
        notes = [fact.what + " " + fact.way_out for fact in self._facts.values() if _later(fact)]
        if node is None:
            notes.append("The kernel has made no node for it yet: balance-arcade doctor says why.")
        return PairedBoard(
            f"wii:{board.address}",
            self._adapter.name,
            as_text(self._version),
            board.path in self._paired,
            None if node is None else str(node),
            tuple(notes),
        )

    def _trust(self, board: BluezBoard) -> None:
        if not board.trusted:
            self._bluez.set(board.path, DEVICE, "Trusted", "b", True)

    def _forget(self, board: BluezBoard) -> None:
        self._bluez.call(self._adapter.path, ADAPTER, "RemoveDevice", "o", board.path)
        self._bluez.drop(board.path)
        self._tell(f"{SYNC}.")

    def _search(self) -> None:
        self._bluez.forget_strengths()
        classic = {"Transport": ("s", "bredr")}
        self._bluez.call(self._adapter.path, ADAPTER, "SetDiscoveryFilter", "a{sv}", classic)
        try:
            self._bluez.call(self._adapter.path, ADAPTER, "StartDiscovery")
        except BusError as error:
            # Ours is still running.
            if not error.name.endswith(".InProgress"):
                raise

    def _stop_search(self) -> None:
        # It may have ended by itself, which is an error too.
        with contextlib.suppress(BusError):
            self._bluez.call(self._adapter.path, ADAPTER, "StopDiscovery")

    def _tell(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    def _left_s(self) -> float:
        return (self._end_ns - self._clock.now_ns()) / 1e9

    def _way_out(self, trouble: Trouble) -> str:
        """Say what helps; where this version is known to fail, what helps against that."""
        fact = self._facts.get("wrong_pin_first")
        tried = trouble.again and self._n_attempts > 0
        return fact.way_out if fact is not None and tried else trouble.way_out

    def _fault(self, error: BusError) -> BoardUnavailableError:
        fault = board_fault(error, self._wishes.address)
        trouble = find_trouble(str(error))
        if trouble is not None:
            fault.hint = self._way_out(trouble)
        return fault

    def _unsayable_pin(self) -> BoardUnavailableError:
        return BoardUnavailableError(
            f"{as_text(self._version)} does not know the board's PIN, and D-Bus cannot carry it "
            f"for the adapter {self._adapter.address}.",
            address=self._wishes.address,
            reason=UnavailableReason.NOT_PAIRED,
            hint="Install BlueZ 5.80 or newer, which knows it; or start bluetoothd without "
            "--noplugin=wiimote.",
        )

    def _too_late(self) -> BoardError:
        seconds = f"{self._wishes.seconds:g} seconds"
        if self._last is not None:
            fault = self._fault(self._last)
            fault.message = f"No board was ready within {seconds}. {fault.message}"
            return fault
        known = [board for board in self._boards() if board.paired]
        if known and not self._wishes.another:
            return BoardUnavailableError(
                f"{known[0].address} is paired and trusted, but did not connect within {seconds}.",
                address=self._wishes.address,
                reason=UnavailableReason.SILENT,
                hint=f"{FRONT}, or its red SYNC button, and try again.",
            )
        return BoardNotFoundError(
            f"No board was found within {seconds}.",
            address=self._wishes.address,
            hint=f"{SYNC}, within two metres of the computer, and try again.",
        )


def board_fault(error: BusError, address: str) -> BoardUnavailableError:
    """Put an error of BlueZ into words."""
    trouble = find_trouble(str(error))
    if trouble is None:
        return BoardUnavailableError(
            f"BlueZ says {error}.",
            address=address,
            reason=UnavailableReason.NOT_PAIRED,
            hint="Ask balance-arcade doctor, and journalctl -u bluetooth.",
        )
    return BoardUnavailableError(
        trouble.what, address=address, reason=trouble.reason, hint=trouble.way_out
    )


def _later(fact: BluezFact) -> bool:
    """Whether a fact matters after pairing."""
    return fact.name == "nodes_left_over"
