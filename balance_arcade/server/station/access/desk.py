"""What the page on this computer offers while the station is on the network: pairing of tablets."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from balance_arcade.server.keys.qr import qr_svg
from balance_arcade.server.station.access.certificate import Certificate
from balance_arcade.server.station.access.office import Office
from balance_arcade.server.station.access.pages import MAX_FORM_BYTES
from balance_arcade.server.station.access.reading import read_body
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.words import fingerprint_words

PREFIX = "/desk/"
_HTTP_BAD_REQUEST = 400
_HTTP_TOO_LARGE = 413


class Wish(msgspec.Struct, frozen=True):
    """A device that is to be paired."""

    role: Role
    label: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Removal(msgspec.Struct, frozen=True):
    """A device that is to go."""

    id: Annotated[str, msgspec.Meta(max_length=64)]


class Desk:
    """The routes below `PREFIX`; they are served on loopback alone, behind the page's own guard.

    Parameters
    ----------
    office : Office
        Draws codes and ends pairings.
    certificate : Certificate
        Of the page over the network.
    url : str
        Where a tablet finds it, ending with a slash.
    """

    def __init__(self, office: Office, certificate: Certificate, url: str) -> None:
        self._office = office
        self._certificate = certificate
        self._url = url
        self.asgi = Starlette(
            routes=[
                Route(f"{PREFIX}state", self._get_state, methods=["GET"]),
                Route(f"{PREFIX}offer", self._post_offer, methods=["POST"]),
                Route(f"{PREFIX}withdraw", self._post_withdraw, methods=["POST"]),
                Route(f"{PREFIX}revoke", self._post_revoke, methods=["POST"]),
            ]
        )

    async def _get_state(self, request: Request) -> Response:
        del request
        devices = [
            {
                "id": device.id,
                "label": device.label,
                "role": device.role,
                "left_s": round(self._office.devices.left_s(device)),
            }
            for device in self._office.devices.all()
        ]
        return JSONResponse(
            {
                "url": self._url,
                "fingerprint": self._certificate.fingerprint,
                "words": fingerprint_words(self._certificate.der),
                "is_own": self._certificate.is_own,
                "until": self._certificate.until.date().isoformat(),
                "devices": devices,
                "offer_s": round(self._office.pairing.left_s(), 1),
            }
        )

    async def _post_offer(self, request: Request) -> Response:
        body = await read_body(request, MAX_FORM_BYTES)
        wish = _decode(body, Wish)
        if not isinstance(wish, Wish):
            return _not_understood(body)
        offer = self._office.offer(wish.role, wish.label)
        # Behind the #: no browser sends that part to anybody, so it stands in no log on the way.
        link = f"{self._url}pair#{offer.code}"
        return JSONResponse(
            {"link": link, "svg": qr_svg(link), "left_s": self._office.pairing.left_s()}
        )

    async def _post_withdraw(self, request: Request) -> Response:
        del request
        self._office.pairing.withdraw()
        return JSONResponse({})

    async def _post_revoke(self, request: Request) -> Response:
        body = await read_body(request, MAX_FORM_BYTES)
        removal = _decode(body, Removal)
        if not isinstance(removal, Removal):
            return _not_understood(body)
        return JSONResponse({"done": self._office.revoke(removal.id)})


class WithDesk:
    """ASGI application: the desk's paths, and everything else as it was.

    Parameters
    ----------
    app : ASGIApp
        The station's application.
    desk : ASGIApp
        The routes of `Desk`.
    """

    def __init__(self, app: ASGIApp, desk: ASGIApp) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to one of them."""
        is_desk = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self._desk if is_desk else self._app)(scope, receive, send)


def _decode(body: bytes | None, kind: type[Wish | Removal]) -> Wish | Removal | None:
    try:
        return msgspec.json.decode(body or b"", type=kind)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _not_understood(body: bytes | None) -> Response:
    return JSONResponse({}, _HTTP_TOO_LARGE if body is None else _HTTP_BAD_REQUEST)
