"""The station behind TLS, beside the page on this computer, in one process and one loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.access.accounts import Accounts
from balance_arcade.server.station.access.certificate import (
    Certificate,
    given_certificate,
    own_certificate,
    own_names,
)
from balance_arcade.server.station.access.checks import hosts_of, is_known_host
from balance_arcade.server.station.access.desk import Desk, WithDesk
from balance_arcade.server.station.access.door import Door
from balance_arcade.server.station.access.head import WithHead, head_lines
from balance_arcade.server.station.access.office import Office, Rules
from balance_arcade.server.station.access.pages import Pages
from balance_arcade.server.station.access.plan import LanAddress, LanPlan
from balance_arcade.server.station.access.words import fingerprint_words

_log = logging.getLogger(__name__)

MAX_CONNECTIONS = 128
"""Open at once over the network. Policy when full: the new one is closed."""

MAX_OF_ONE = 48
"""The same, from one address: a browser opens seven or so."""

HANDSHAKE_S = 5.0
"""For so long a connection may take to agree on a key."""

LAST_FRAMES_S = 0.3
FIRST_REQUEST_S = 10.0
"""For so long a connection may say nothing."""


class BoundedProtocol(H11Protocol):
    """HTTP of strangers: so many connections at most, and none that never asks."""

    _taken = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or close it."""
        place = _place(transport.get_extra_info("peername"))
        n_here = sum(_place(getattr(one, "client", None)) == place for one in self.connections)
        if len(self.connections) >= MAX_CONNECTIONS or n_here >= MAX_OF_ONE:
            _log.warning(
                "a connection over the network is closed: %d are open", len(self.connections)
            )
            transport.abort()
            return
        self._taken = True
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(FIRST_REQUEST_S, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it; one that was never taken is not known."""
        if self._taken:
            super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        # A websocket has its own protocol by then, and that stands in the list in our place.
        if self in self.connections and not self.headers:
            self.transport.abort()


def _place(peer: object) -> str:
    """Address of a connection's other end; empty where it has none."""
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""


class LanServer(uvicorn.Server):
    """Serves the network until the server of this computer's own page ends."""

    def __init__(
        self, config: uvicorn.Config, near: uvicorn.Server, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._near = near
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets=sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Check ten times a second whether to end."""
        return await super().on_tick(counter) or self._near.should_exit

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the last frames out, then close, as the page on this computer has it."""
        await asyncio.sleep(LAST_FRAMES_S)
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the other server."""
        yield


class LanDoor:
    """Everything between the network and the station's application.

    Parameters
    ----------
    plan : LanPlan
        What was asked for.

    Raises
    ------
    ConfigError
        Nobody has an account; the certificate is not usable; the port is taken.
    """

    def __init__(self, plan: LanPlan) -> None:
        self._plan = plan
        if not Accounts(plan.folder).all():
            raise ConfigError(
                "Nobody has an account for the station, so nobody could log in.",
                hint="Add one: balance-arcade station-users add NAME --role controller",
            )
        self.certificate = _certificate(plan)
        name = _offered_name(self.certificate, plan.host)
        self.office = Office(plan.folder, clock=MonotonicClock(), rules=Rules(idle_s=plan.idle_s))
        self.listener = _listen(plan.host, plan.port)
        self.port: int = self.listener.getsockname()[1]
        shown = f"[{name}]" if ":" in name else name
        self.url = f"https://{shown}:{self.port}/"
        self.address = LanAddress(
            self.url,
            self.certificate.fingerprint,
            fingerprint_words(self.certificate.der),
            self.certificate.is_new,
        )

    def near(self, app: ASGIApp) -> ASGIApp:
        """Return what this computer's own page serves: the application and the desk."""
        desk = Desk(self.office, self.certificate, self.url)
        lines = head_lines({}, scripts=["desk.js"], styles=["desk.css"])
        return WithDesk(WithHead(app, lines), desk.asgi)

    def far(self, app: ASGIApp) -> Door:
        """Return what the network gets: the application behind the door."""
        return Door(
            Pages(self.office).asgi,
            app,
            self.office,
            names=self.certificate.names,
            port=self.port,
            hsts=not self.certificate.is_own,
        )

    def run(
        self,
        near: uvicorn.Server,
        near_listener: socket.socket,
        app: ASGIApp,
        options: dict[str, Any],
    ) -> None:
        """Serve both until the server of this computer's own page ends.

        Parameters
        ----------
        near : uvicorn.Server
            Of this computer's own page; it runs the application's lifespan.
        near_listener : socket.socket
            Its socket.
        app : ASGIApp
            The application without a guard.
        options : dict
            Of ``uvicorn.Config``, for both servers.
        """
        config = uvicorn.Config(
            self.far(app),
            **{
                **options,
                "http": BoundedProtocol,
                # The application's own tasks run with the other server.
                "lifespan": "off",
                "ssl_certfile": self.certificate.certificate,
                "ssl_keyfile": self.certificate.key,
                "proxy_headers": False,
            },
        )
        far = LanServer(config, near, lambda: self._plan.ready(self.address))

        async def both() -> None:
            _hasten_handshakes(asyncio.get_running_loop())
            await asyncio.gather(
                near.serve(sockets=[near_listener]), far.serve(sockets=[self.listener])
            )

        with contextlib.closing(self.listener):
            asyncio.run(both())

    def close(self) -> None:
        """Give the port back."""
        self.listener.close()


def _hasten_handshakes(loop: asyncio.AbstractEventLoop) -> None:
    """Give TLS of this loop's servers `HANDSHAKE_S`; asyncio waits a minute, uvicorn cannot say.

    Until then a connection is nobody's, and counts in no limit but that of open files.
    """
    plain = loop.create_server

    async def create_server(*args: Any, **more: Any) -> asyncio.Server:
        if more.get("ssl") is not None:
            more["ssl_handshake_timeout"] = HANDSHAKE_S
        return await plain(*args, **more)

    loop.create_server = create_server  # type: ignore[method-assign]


def _certificate(plan: LanPlan) -> Certificate:
    if (plan.certificate is None) != (plan.key is None):
        raise ConfigError(
            "A certificate and its private key go together.", hint="Name both: --cert and --key."
        )
    if plan.certificate is not None and plan.key is not None:
        return given_certificate(plan.certificate, plan.key)
    return own_certificate(plan.folder, own_names(plan.host))


def _offered_name(certificate: Certificate, host: str) -> str:
    """Name under which tablets are sent here: one that the certificate is for."""
    known = hosts_of(certificate.names, 1)
    named = [
        name for name in own_names(host) if is_known_host(next(iter(hosts_of([name], 1))), known)
    ]
    # Loopback comes last among our own names: no tablet finds us there.
    plain = sorted(name for name in certificate.names if "*" not in name)
    found = [*named, *plain]
    if not found:
        raise ConfigError(
            f"The certificate is for {', '.join(sorted(certificate.names))} alone, and no name of"
            " this computer is one of those.",
            hint="Say which name tablets come by, such as --host pc.clinic.example.",
        )
    return found[0]


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=64
        )
    except OSError as error:
        raise ConfigError(
            f"The station cannot be served at {host}, port {port} ({error.strerror or error}).",
            hint="Name an address of this computer with --host, or a free port with --port.",
        ) from error
