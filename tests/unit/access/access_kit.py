"""What the tests of the station's door share: quick hashes, clocks by hand, a browser."""

from __future__ import annotations

import re

import argon2
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from balance_arcade.core.clock import ManualClock
from balance_arcade.server.station.access.door import Door
from balance_arcade.server.station.access.office import Office, Rules
from balance_arcade.server.station.access.pages import Pages
from balance_arcade.server.station.access.passwords import Passwords
from balance_arcade.server.station.access.roles import Role

GOOD = "nine green bottles hang"
OTHER = "ten white horses graze"
HOME = "https://clinic-pc:8573"
STRANGER = ("192.0.2.66", 5000)


def quick_passwords() -> Passwords:
    """Hashes that cost nothing: what they are worth is Argon2's business, not ours."""
    return Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Board:
    """Stands for the application behind the door, and knows what it was asked."""

    def __init__(self):
        self.asked = []
        self.asgi = Starlette(
            routes=[
                Route("/", self.page),
                Route("/api/picture", self.picture),
                Route("/static/main.js", self.picture),
                Route("/api/order", self.post, methods=["POST"]),
                Route("/api/new-thing", self.post, methods=["POST"]),
                WebSocketRoute("/ws", self.socket),
            ]
        )

    async def page(self, request):
        return HTMLResponse("<html><head></head><body>board</body></html>")

    async def picture(self, request):
        self.asked.append(request.url.path)
        return JSONResponse({"rows": [1, 2, 3]})

    async def post(self, request):
        self.asked.append(await request.json())
        return JSONResponse({"status": "accepted"})

    async def socket(self, socket):
        await socket.accept()
        self.asked.append("a page is open")
        try:
            while True:
                await socket.send_text("frame")
                self.asked.append(await socket.receive_text())
        except WebSocketDisconnect as gone:
            self.asked.append(f"gone {gone.code}")


class House:
    """A station's door with two accounts, on clocks that the test moves."""

    def __init__(self, folder, *, hsts=False, names=("clinic-pc",), app=None, **rules):
        self.clock = ManualClock()
        self.wall_s = 1.8e9
        self.board = Board()
        self.office = Office(
            folder,
            clock=self.clock,
            rules=Rules(**rules),
            passwords=quick_passwords(),
            now_s=lambda: self.wall_s,
        )
        if not self.office.accounts.all():
            self.office.accounts.add("anna", Role.CONTROLLER, GOOD)
            self.office.accounts.add("vera", Role.VIEWER, GOOD)
        self.door = Door(
            Pages(self.office).asgi,
            app or self.board.asgi,
            self.office,
            names=names,
            port=8573,
            hsts=hsts,
        )

    def browser(self, address=("192.0.2.7", 5000)):
        """A browser that follows nothing by itself."""
        return TestClient(self.door, base_url=HOME, follow_redirects=False, client=address)

    def logged_in(self, name="anna"):
        """A browser with a session, and the token of its page."""
        browser = self.browser()
        assert log_in(browser, name).status_code == 303
        return browser, page_token(browser)

    def pass_time(self, seconds):
        self.clock.sleep(seconds)
        self.wall_s += seconds


def form_token(browser, path="/login"):
    """Token in the form of a page of login or pairing."""
    return re.search(r'(?:value|station-token" content)="([0-9a-f]{64})"', browser.get(path).text)[
        1
    ]


def page_token(browser):
    """Token in the head of the station's page."""
    return re.search(r'station-token" content="([0-9a-f]{64})"', browser.get("/").text)[1]


def log_in(browser, name="anna", password=GOOD, *, token=None, origin=HOME):
    """Send the form of login as the page does."""
    token = form_token(browser) if token is None else token
    headers = {"origin": origin} if origin else {}
    data = {"name": name, "password": password, "token": token}
    return browser.post("/login", data=data, headers=headers)


def headers(token, origin=HOME):
    """Headers of a request that changes something."""
    return {"origin": origin, "x-station-token": token}


def ends(socket):
    """Code with which a websocket ends, whatever frames come before."""
    try:
        while True:
            socket.receive_text()
    except WebSocketDisconnect as gone:
        return gone.code
