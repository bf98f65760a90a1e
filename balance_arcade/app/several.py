"""Several boards at once: each has a host, a thread and recordings of its own, all one page."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Final

from balance_arcade.app.compiling import Progress
from balance_arcade.app.faults import faults_of, in_words
from balance_arcade.app.folders import open_log
from balance_arcade.app.host import Host
from balance_arcade.app.kept import say_kept
from balance_arcade.app.opening import open_warm
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.serving import Serving
from balance_arcade.app.station_process import StationProcess
from balance_arcade.app.switches import Switches
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.core.source import StreamSink

LOOK_S: Final = 0.2
"""An interrupt is seen between two looks whether a board still goes on."""

_PORT = re.compile(r"(tcp://.+):(\d+)")


def endpoint_of(endpoint: str, place: int) -> str:
    """Endpoint of a further board: two ports higher each, or a path of its own.

    Parameters
    ----------
    endpoint : str
        Of the first board.
    place : int
        Place of the board, from 0.

    Examples
    --------
    >>> endpoint_of("tcp://127.0.0.1:5571", 2), endpoint_of("tcp://127.0.0.1:0", 2)
    ('tcp://127.0.0.1:5575', 'tcp://127.0.0.1:0')
    >>> endpoint_of("ipc:///run/ba", 1)
    'ipc:///run/ba-2'
    """
    if place == 0:
        return endpoint
    if endpoint.startswith("ipc://"):
        return f"{endpoint}-{place + 1}"
    found = _PORT.fullmatch(endpoint)
    if found is None or found[2] == "0":
        return endpoint
    return f"{found[1]}:{int(found[2]) + 2 * place}"


def named_apart(name: str, used: Sequence[str]) -> str:
    """Return the name, with a number behind it where another board bears it already.

    Examples
    --------
    >>> named_apart("sim-1", []), named_apart("sim-1", ["sim-1", "sim-1-2"])
    ('sim-1', 'sim-1-3')
    """
    tried, number = name, 1
    while tried in used:
        number += 1
        tried = f"{name[:60]}-{number}"
    return tried


class ServedBoard:
    """One of several boards, served in a thread of its own.

    Parameters
    ----------
    address : str
        As it was typed.
    host : Host
        Opened; closed when the thread ends.
    seconds : float, optional
        On the board's clock.
    tell : callable
        Told of a fault at once, in words; the other boards go on.

    Attributes
    ----------
    fault : BalanceArcadeError or None
        Why it ended, where that was not as planned.
    """

    def __init__(
        self,
        address: str,
        host: Host,
        seconds: float | None,
        tell: Callable[[str, BalanceArcadeError], None],
    ) -> None:
        self.address, self.host = address, host
        self.name = host.switches.name
        self.serving = Serving(host, seconds)
        self.fault: BalanceArcadeError | None = None
        self._tell = tell
        self.thread = threading.Thread(target=self._run, name=f"serve {self.name}", daemon=True)

    def _run(self) -> None:
        faults = faults_of(self._serve)
        faults += faults_of(lambda: self.host.close("fault" if faults else ""))
        if not faults:
            return
        first, *others = dict.fromkeys(faults)
        self.fault = in_words(first)
        for other in others:
            self.fault.add_note(f"Also: {other}")
        say_kept(self.fault, self.host.started)
        self._tell(self.name, self.fault)

    def _serve(self) -> None:
        self.serving.run()


class Several(Closing):
    """Serves several boards; one that cannot be opened or is lost leaves the others alone.

    Parameters
    ----------
    addresses : sequence of str
        Of the boards.
    switches : Switches
        Of the first board; the others take further ports.
    base : Playlist
        What holds where an order to start says nothing.
    seconds : float, optional
        On each board's clock.
    sinks : callable, optional
        Makes further listeners, for each board anew.
    progress : callable, optional
        Told how far the compiling is.
    tell : callable
        Told of a board's fault: its name and the fault.

    Attributes
    ----------
    boards : list of ServedBoard
        Those that could be opened.
    station_url : str
        The page of all boards; empty where there is none.

    Raises
    ------
    BalanceArcadeError
        No board could be opened, or the station does not start.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        switches: Switches,
        *,
        base: Playlist,
        tell: Callable[[str, BalanceArcadeError], None],
        seconds: float | None = None,
        sinks: Callable[[], Sequence[StreamSink]] = tuple,
        progress: Progress | None = None,
    ) -> None:
        if switches.person:
            raise ConfigError(
                "One person cannot stand on several boards.",
                hint="Leave --person out, or serve one board.",
            )
        self.boards: list[ServedBoard] = []
        self.faults: list[BalanceArcadeError] = []
        self.station_url = ""
        self._tell, self._seconds, self._sinks = tell, seconds, sinks
        self._progress, self._base = progress, base
        self._station: StationProcess | None = None
        self._log = open_log(switches.folder, uuid.uuid4().hex)
        try:
            for place, address in enumerate(addresses):
                self._open(place, address, switches)
            if not self.boards:
                self.raise_fault()
            if switches.station:
                self._start_station(switches)
        except BaseException:
            self.close()
            raise

    def _open(self, place: int, address: str, switches: Switches) -> None:
        try:
            board = open_warm(address, progress=self._progress)
            name = named_apart(board.info.board_id, [one.name for one in self.boards])
            own = dataclasses.replace(
                switches,
                live=endpoint_of(switches.live, place),
                ctl=endpoint_of(switches.ctl, place),
                station=False,
                name=name,
            )
            host = Host(board, own, sinks=self._sinks(), serves=True)
        except BalanceArcadeError as error:
            self.faults.append(error)
            self._tell(address, error)
            return
        host.orders.base = self._base
        served = ServedBoard(address, host, self._seconds, self._tell)
        self.boards.append(served)
        try:
            served.serving.begin()
        except BalanceArcadeError as error:
            self.boards.remove(served)
            self.faults.append(error)
            self._tell(address, error)
            faults_of(host.close)

    def _start_station(self, switches: Switches) -> None:
        controls = [
            one.host.publisher.ctl_endpoint for one in self.boards if one.host.publisher is not None
        ]
        self._station = StationProcess(
            None,
            controls[0],
            others=controls[1:],
            port=switches.station_port,
            browse=switches.browse,
            access=switches.access,
        )
        self.station_url = self._station.url

    def run(self) -> None:
        """Serve until every board has ended.

        Raises
        ------
        KeyboardInterrupt
            As it comes; `close` then ends all.
        """
        for one in self.boards:
            one.thread.start()
        for one in self.boards:
            while one.thread.is_alive():
                one.thread.join(LOOK_S)
        self.faults += [one.fault for one in self.boards if one.fault is not None]

    def raise_fault(self) -> None:
        """Raise the first fault, with the others as notes.

        Raises
        ------
        BalanceArcadeError
            A board could not be opened, or ended by a fault.
        """
        if not self.faults:
            return
        first, *others = self.faults
        for other in others:
            first.add_note(f"Also: {other}")
        raise first

    def close(self) -> None:
        """End every board, then the page, which is told before it goes."""
        for one in self.boards:
            one.serving.end("interrupted")
        for one in self.boards:
            if one.thread.ident is None:
                faults_of(one.host.close)
            else:
                one.thread.join()
        if self._station is not None:
            self._station.close()
            self._station = None
        if self._log is not None:
            with contextlib.suppress(OSError):
                self._log.close()
            self._log = None
