"""The door: host, origin, token, role, what a page may load; websockets that end with a session."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from access_kit import GOOD, HOME, House, ends, form_token, headers, log_in
from starlette.websockets import WebSocketDisconnect

from balance_arcade.core.events import CommandName
from balance_arcade.server.station.access import sieve
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import Who
from balance_arcade.server.station.access.sieve import WatchedSocket

ORDERS = [*(name for name in CommandName.__args__ if name != "stop"), "lease"]
EVIL = "https://evil.example"


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(sieve, "WATCH_S", 0.01)
    return House(tmp_path)


def socket_of(browser, token, *, origin=HOME, protocols=None):
    offered = ["station", f"token.{token}"] if protocols is None else protocols
    asked = {"origin": origin} if origin else {}
    return browser.websocket_connect("wss://clinic-pc:8573/ws", subprotocols=offered, headers=asked)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8573", "clinic-pc", "clinic-pc:1", "", "127.0.0.1:8573"]
)
def test_a_foreign_host_gets_nothing(house, host):
    browser, token = house.logged_in()
    for path in ("/", "/login", "/static/main.js", "/api/picture"):
        assert browser.get(path, headers={"host": host}).status_code == 421
    asked = {**headers(token), "host": host}
    assert browser.post("/api/order", json={}, headers=asked).status_code == 421
    assert house.board.asked == []


def test_names_of_the_certificate_are_ours_and_a_star_stands_for_one_label(tmp_path):
    house = House(tmp_path, names=("*.clinic.example", "::1", "10.1.2.3"))
    browser = house.browser()
    for host, status in {
        "pc.clinic.example:8573": 200,
        "PC.Clinic.Example:8573": 200,
        "[::1]:8573": 200,
        "10.1.2.3:8573": 200,
        "clinic.example:8573": 421,
        "a.b.clinic.example:8573": 421,
        "*.clinic.example:8573": 421,
        "x;script-src *.clinic.example:8573": 421,
        "-.clinic.example:8573": 421,
        "evilclinic.example:8573": 421,
    }.items():
        assert browser.get("/login", headers={"host": host}).status_code == status, host


@pytest.mark.parametrize(
    "origin",
    [None, "null", EVIL, "http://clinic-pc:8573", f"{HOME}.evil.example", "https://clinic-pc"],
)
def test_a_change_needs_our_own_origin(house, origin):
    browser, token = house.logged_in()
    asked = {"x-station-token": token} | ({"origin": origin} if origin else {})
    order = {"id": "1", "cmd": "stop"}
    for path in ("/api/order", "/api/here", "/logout", "/login", "/pair"):
        assert browser.post(path, json=order, headers=asked).status_code == 403, path
    with pytest.raises(WebSocketDisconnect) as info, socket_of(browser, token, origin=origin):
        pass
    assert info.value.code == 1008
    assert house.board.asked == []


def test_a_foreign_page_may_not_even_read(house):
    browser, _ = house.logged_in()
    for path in ("/", "/api/picture", "/static/main.js", "/login"):
        assert browser.get(path, headers={"origin": EVIL}).status_code == 403


def test_a_change_needs_the_token_of_its_own_session(house):
    browser, token = house.logged_in()
    _, foreign = house.logged_in("vera")
    assert foreign != token
    order = {"id": "1", "cmd": "pause"}
    for wrong in (None, "", foreign, token[:-1], "é"):
        asked = {"origin": HOME} | (
            {"x-station-token": wrong.encode()} if wrong is not None else {}
        )
        for path in ("/api/order", "/api/here", "/logout", "/api/new-thing"):
            assert browser.post(path, json=order, headers=asked).status_code == 403
    for protocols in ([], ["station"], ["station", f"token.{foreign}"], [f"token.{token}"] * 2):
        with pytest.raises(WebSocketDisconnect), socket_of(browser, "", protocols=protocols):
            pass
    assert house.board.asked == []
    assert browser.post("/api/order", json=order, headers=headers(token)).json() == {
        "status": "accepted"
    }
    assert house.board.asked == [order]


def test_a_websocket_without_a_session_gets_a_code_and_no_frame(house):
    browser = house.browser()
    with socket_of(browser, "0" * 64) as socket:
        assert ends(socket) == 4401
    browser.cookies.set("__Host-station", "made up", domain="clinic-pc")
    with socket_of(browser, "0" * 64) as socket:
        assert ends(socket) == 4401
    assert house.board.asked == []


def test_a_controller_steers_by_websocket_and_post(house):
    browser, token = house.logged_in()
    with socket_of(browser, token) as socket:
        assert socket.accepted_subprotocol == "station"
        assert socket.receive_text() == "frame"
        for cmd in ORDERS:
            socket.send_text(json.dumps({"id": "1", "cmd": cmd}))
            assert socket.receive_text() == "frame"
    found = [json.loads(text)["cmd"] for text in house.board.asked if text.startswith("{")]
    assert found == ORDERS


@pytest.mark.parametrize("cmd", ORDERS)
def test_a_viewer_steers_nothing_whatever_the_page_shows(house, cmd):
    browser, token = house.logged_in("vera")
    order = {"id": "7", "cmd": cmd, "args": {}}
    answer = browser.post("/api/order", json=order, headers=headers(token)).json()
    assert answer["status"] == "rejected"
    assert answer["id"] == "7"
    assert "here to watch" in answer["reason"]
    with socket_of(browser, token) as socket:
        assert socket.receive_text() == "frame"
        socket.send_text(json.dumps(order))
        assert json.loads(socket.receive_text())["status"] == "rejected"
    assert [one for one in house.board.asked if not str(one).startswith(("a page", "gone"))] == []


def test_a_viewer_sees_everything_and_stop_is_for_all(house):
    browser, token = house.logged_in("vera")
    assert 'station-role" content="viewer"' in browser.get("/").text
    assert browser.get("/api/picture").status_code == 200
    stop = {"id": "s", "cmd": "stop"}
    assert browser.post("/api/order", json=stop, headers=headers(token)).json() == {
        "status": "accepted"
    }
    with socket_of(browser, token) as socket:
        assert socket.receive_text() == "frame"
        socket.send_text(json.dumps(stop))
        assert socket.receive_text() == "frame"
    assert stop in house.board.asked
    assert json.dumps(stop) in house.board.asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"id":"1","cmd":"format disk"}',
        '{"cmd":"stop","id":"1","cmd":"pause"}',
        '{"id":"1","cmd":"stop","cmd":"pause"}',
        '{"takeover":true}',
        "[" * 4000,
        "\x00",
    ],
)
def test_no_other_message_of_a_viewer_gets_through(house, text):
    browser, token = house.logged_in("vera")
    with socket_of(browser, token) as socket:
        socket.receive_text()
        socket.send_text(text)
        assert json.loads(socket.receive_text())["status"] in ("error", "rejected")
        socket.send_bytes(b'{"id":"1","cmd":"pause"}')
        assert json.loads(socket.receive_text())["status"] == "error"
    posted = browser.post("/api/order", content=text.encode(), headers=headers(token))
    assert posted.json()["status"] in ("error", "rejected")
    assert browser.post("/api/new-thing", json={}, headers=headers(token)).status_code == 403
    assert browser.put("/api/order", json={}, headers=headers(token)).status_code == 403
    assert browser.delete("/", headers=headers(token)).status_code == 403
    assert [one for one in house.board.asked if not str(one).startswith(("a page", "gone"))] == []


def test_an_order_that_is_too_long_is_left_unread(house):
    browser, token = house.logged_in()
    answer = browser.post("/api/order", content=b"x" * 100_000, headers=headers(token))
    assert answer.status_code == 413
    assert house.board.asked == []


@pytest.mark.parametrize("how", ["idle", "removed", "logged out", "life"])
def test_an_open_page_is_closed_when_its_session_ends(house, how):
    browser, token = house.logged_in()
    with socket_of(browser, token) as socket:
        assert socket.receive_text() == "frame"
        if how == "idle":
            house.pass_time(901.0)
        elif how == "life":
            next(iter(house.office.sessions)).idle_ns = None
            house.pass_time(12 * 3600.0 + 1.0)
        elif how == "removed":
            house.office.accounts.remove("anna")
        else:
            browser.post("/logout", headers=headers(token))
        begin = time.monotonic()
        assert ends(socket) == 4401
        # Of its own accord: the page sent nothing. On an idle computer it takes 10 ms here.
        assert time.monotonic() - begin < 60.0
    assert house.board.asked[-1] == "gone 4401"


def test_no_frame_goes_out_after_the_end_though_the_page_goes_on_talking(house):
    browser, token = house.logged_in()
    with socket_of(browser, token) as socket:
        socket.receive_text()
        house.pass_time(901.0)
        for _ in range(20):
            socket.send_text('{"id":"1","cmd":"mark"}')
        with pytest.raises(WebSocketDisconnect):
            assert socket.receive_text() is None
    assert not any("mark" in str(one) for one in house.board.asked)


def test_a_frame_that_was_under_way_at_the_end_is_kept_back(house):
    _, session = house.office.sessions.open(
        Who("account", "1", "anna", Role.CONTROLLER), idle_s=1.0, life_s=9.0
    )
    sent = []

    async def send(message):
        sent.append(message)

    async def run():
        watched = WatchedSocket(house.office, session, None, send)
        await watched.send({"type": "websocket.send", "text": "before"})
        house.pass_time(2.0)
        await watched.send({"type": "websocket.send", "text": "after"})
        await watched.close()
        await watched.send({"type": "websocket.send", "text": "later"})

    asyncio.run(run())
    assert [message.get("text", message.get("code")) for message in sent] == ["before", 4401]


def test_orders_over_a_websocket_keep_its_page_open(house):
    browser, token = house.logged_in()
    with socket_of(browser, token) as socket:
        for _ in range(4):
            assert socket.receive_text() == "frame"
            house.pass_time(800.0)
            socket.send_text('{"id":"1","cmd":"mark"}')
        assert socket.receive_text() == "frame"


def test_what_a_page_sends_by_itself_is_no_touch_and_no_line_of_the_log(house, caplog):
    caplog.set_level("INFO", "balance_arcade.server.station.audit")
    browser, token = house.logged_in()
    renewal = {"id": "1", "cmd": "lease", "args": {}}
    with socket_of(browser, token) as socket:
        for _ in range(9):
            assert socket.receive_text() == "frame"
            house.pass_time(99.0)
            socket.send_text(json.dumps(renewal))
        assert socket.receive_text() == "frame"
        browser.post("/api/order", json=renewal, headers=headers(token))
        assert browser.get("/api/me").json()["left_s"] == 9
        socket.send_text(json.dumps({**renewal, "args": {"take_over": True}}))
        assert socket.receive_text() == "frame"
    assert browser.get("/api/me").json()["left_s"] == 900
    said = [record.getMessage() for record in caplog.records if "orders lease" in record.message]
    assert len(said) == 1


def test_a_flood_of_refusals_does_not_push_out_of_the_log_what_stands_there(house, caplog):
    browser = house.browser()
    for _ in range(100):
        browser.get("/", headers={"host": "evil.example"})
    said = [record.getMessage() for record in caplog.records if "refus" in record.getMessage()]
    assert len(said) == 60
    house.pass_time(60.0)
    browser.get("/", headers={"host": "evil.example"})
    assert "40 more refusals before this were not written down" in caplog.text


def test_every_answer_carries_the_policy_once(house):
    browser, _ = house.logged_in()
    for answer in (
        browser.get("/"),
        browser.get("/static/main.js"),
        browser.get("/nothing"),
        browser.get("/login", headers={"host": "evil.example"}),
        browser.post("/api/order", headers={"origin": EVIL}),
        house.browser().get("/login"),
        house.browser().get("/"),
        log_in(house.browser(), password=GOOD + "x"),
    ):
        policy = answer.headers.get_list("content-security-policy")
        assert len(policy) == 1
        rules = dict(rule.split(" ", 1) for rule in policy[0].split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["img-src"] == "'self'"
        assert "unsafe" not in policy[0]
        assert "evil" not in policy[0]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers


def test_only_a_certificate_that_others_signed_is_insisted_on(tmp_path):
    answer = House(tmp_path, hsts=True).browser().get("/login")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "text",
    ["__Host-station=", "__Host-station=a; __Host-station=b", "x" * 9000, "\xff\xfe=1", ";;;==;"],
)
def test_a_cookie_that_is_none_is_no_session(house, text):
    browser = house.browser()
    answer = browser.get("/", headers={"cookie": text.encode("latin-1")})
    assert answer.status_code == 303


def test_a_second_cookie_of_the_same_name_is_no_way_in(house):
    browser, _ = house.logged_in()
    token = browser.cookies["__Host-station"]
    bare = house.browser()
    good = {"cookie": f"a=1; __Host-station={token}"}
    assert bare.get("/", headers=good).status_code == 200
    twice = {"cookie": f"__Host-station=x; __Host-station={token}"}
    assert bare.get("/", headers=twice).status_code == 303


def test_the_form_token_is_no_token_of_a_session(house):
    browser, _ = house.logged_in()
    bare = house.browser()
    token = form_token(bare)
    assert bare.post("/api/here", headers=headers(token)).status_code == 401
    browser.cookies.update(bare.cookies)
    assert browser.post("/api/here", headers=headers(token)).status_code == 403
