"""The therapist's station: web pages on this computer that show boards and send commands."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.routing import BaseRoute

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import (
    DEFAULT_CTL,
    DEFAULT_STATION_PORT,
    is_loopback,
)
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.station.access.plan import LanPlan
from balance_arcade.server.station.app import StationApp
from balance_arcade.server.station.boards import Boards
from balance_arcade.server.station.clinic.absent import absent_routes
from balance_arcade.server.station.clinic.plan import ClinicPlan
from balance_arcade.server.station.guard import Guard

if TYPE_CHECKING:
    from balance_arcade.server.station.access.serving import LanDoor
    from balance_arcade.server.station.clinic.routes import ClinicPages

_log = logging.getLogger(__name__)

__all__ = ["run_station"]

GRACE_S = 1
LAST_FRAMES_S = 0.3
"""For so long the pages are still told what has come when the station is asked to end."""

PING_S = 5.0
MAX_FRAME_BYTES = 16 * 1024
BACKLOG = 64

OPTIONS: dict[str, Any] = {
    # The legacy implementation of websockets is deprecated and warns.
    "ws": "websockets-sansio",
    "ws_max_size": MAX_FRAME_BYTES,
    # A browser that hangs or sleeps does not close its socket; the ping finds out.
    "ws_ping_interval": PING_S,
    "ws_ping_timeout": PING_S,
    # On loopback compression only costs time.
    "ws_per_message_deflate": False,
    "log_level": "error",
    "access_log": False,
    # "auto" would hide an error of the start-up.
    "lifespan": "on",
    # Open websockets would keep the server from ending.
    "timeout_graceful_shutdown": GRACE_S,
    "server_header": False,
}
"""Of uvicorn."""


def run_station(
    live: str | None = None,
    ctl: str = DEFAULT_CTL,
    host: str = "127.0.0.1",
    port: int = DEFAULT_STATION_PORT,
    *,
    others: Sequence[str] = (),
    name: str = "",
    lan: LanPlan | None = None,
    clinic: ClinicPlan | None = None,
    access: Mapping[str, StationAccess | None] | None = None,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serve the page until Ctrl-C, SIGTERM or `stop`.

    Parameters
    ----------
    live : str, optional
        Endpoint of the stream; without it the control port is asked where that is.
    ctl : str
        Endpoint of the control port; the publisher need not be there yet.
    host : str
        Address to serve; this computer only.
    port : int
        Port to serve; 0 takes a free one.
    others : sequence of str
        Control ports of further boards; with them the first page shows all boards.
    name : str
        What the station calls itself, never a person; one is drawn where it is empty.
    lan : LanPlan, optional
        Serve the network as well, behind TLS and login.
    clinic : ClinicPlan, optional
        Show these records too.
    access : mapping of str to StationAccess or None, optional
        Keys by control port, where they are demanded.
    ready : callable, optional
        Called once with the page's URL as soon as it can be opened; without it the URL is
        written to the standard output.
    stop : threading.Event, optional
        Ends the station when set; the way to do so when it does not run in the main thread.

    Raises
    ------
    ConfigError
        The port is taken, a board is named twice, or host or endpoint could be reached from other
        computers; `lan` is asked for and nobody has an account, or its certificate is not usable.
    RecordsError
        The records cannot be opened.
    """
    with contextlib.ExitStack() as open_now:
        listener = open_now.enter_context(contextlib.closing(_listen(host, port)))
        # Before anything else is opened: most of what may be refused is refused here.
        door = None if lan is None else open_now.enter_context(contextlib.closing(_door(lan)))
        bound_port = listener.getsockname()[1]
        shown_host = f"[{host}]" if ":" in host else host
        boards = Boards(
            [(live, ctl), *((None, other) for other in others)], name=name, access=access
        )
        url = f"http://{shown_host}:{bound_port}/"
        more = _routes(clinic, boards, open_now)
        station = StationApp(boards, port=bound_port, more=more)
        served = station.asgi if door is None else Guard(door.near(station.inner), port=bound_port)
        server = _Server(uvicorn.Config(served, **OPTIONS), lambda: (ready or _say)(url), stop)
        # The thread only begins once the port is ours, so that a refused station leaves nothing
        # running.
        boards.start()
        controls = ", ".join((ctl, *others))
        _log.info("serving %s; stream %s, control %s", url, live or "as control says", controls)
        try:
            if door is None:
                server.run(sockets=[listener])
            else:
                door.run(server, listener, station.inner, OPTIONS)
        finally:
            boards.close()


def _say(url: str) -> None:
    sys.stdout.write(f"Therapist's station: {url}\n")
    sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    if not is_loopback(host):
        raise ConfigError(
            f"The station cannot be served at {host}: other computers could reach it.",
            hint="Use 127.0.0.1, or --lan for the network, with TLS and login.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            # On POSIX this allows a port that was left a minute ago. On Windows it would allow to
            # take a port that another program uses.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as exc:
        listener.close()
        raise ConfigError(
            f"The station cannot use port {port}: {exc.strerror}.",
            hint="Another station may use it. Stop that one, or choose another port.",
        ) from exc
    return listener


def _routes(
    plan: ClinicPlan | None, boards: Boards, open_now: contextlib.ExitStack
) -> list[BaseRoute]:
    if plan is None:
        return absent_routes()
    return open_now.enter_context(contextlib.closing(_pages(plan, boards))).routes


def _pages(plan: ClinicPlan, boards: Boards) -> ClinicPages:
    # A database's library takes long to import, and most stations show boards alone.
    from balance_arcade.server.station.clinic.assess_pages import BoardHere
    from balance_arcade.server.station.clinic.routes import ClinicPages

    def here() -> list[BoardHere]:
        told = [(feed.summary(), feed.info) for feed in boards.feeds]
        return [BoardHere(one.board or one.ctl, info) for one, info in told]

    return ClinicPages(plan, here)


def _door(plan: LanPlan) -> LanDoor:
    try:
        # Only who goes off the machine needs these libraries.
        from balance_arcade.server.station.access.serving import LanDoor
    except ImportError as error:
        raise ConfigError(
            f"To serve the network, {error.name} is missing.",
            hint="Install it with: pip install 'balance-arcade[lan]'",
        ) from error
    return LanDoor(plan)


class _Server(uvicorn.Server):
    """Ends quietly on a signal, says when it is ready, and can be ended by an event."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stop: threading.Event | None
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Check ten times a second whether to end."""
        ended = self._stop is not None and self._stop.is_set()
        return await super().on_tick(counter) or ended

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the last frames out, then close; else a page would take the end for a fault."""
        await asyncio.sleep(LAST_FRAMES_S)
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM as an order to end; uvicorn would raise them anew afterwards."""
        # Python lets only the main thread set signal handlers; elsewhere `stop` ends the station.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._end) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.should_exit = True
