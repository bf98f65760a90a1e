"""Pairing: a code on the station's own screen, a tablet that brings it, the list, the end of it."""

from __future__ import annotations

import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from access_kit import HOME, STRANGER, House, ends, form_token, headers, page_token
from starlette.testclient import TestClient

from balance_arcade.server.station.access import sieve
from balance_arcade.server.station.access.certificate import Certificate
from balance_arcade.server.station.access.desk import Desk, WithDesk
from balance_arcade.server.station.access.head import WithHead, head_lines
from balance_arcade.server.station.guard import Guard

HERE = "http://127.0.0.1:8571"
UNTIL = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
CERTIFICATE = Certificate(
    Path("c"), Path("k"), "00-11", b"", frozenset({"clinic-pc"}), UNTIL, is_own=True
)


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(sieve, "WATCH_S", 0.01)
    return House(tmp_path)


@pytest.fixture
def here(house):
    """This computer's own page: no login, its own guard."""
    desk = Desk(house.office, CERTIFICATE, f"{HOME}/")
    page = WithHead(house.board.asgi, head_lines({}, scripts=["desk.js"]))
    return TestClient(Guard(WithDesk(page, desk.asgi), port=8571), base_url=HERE)


def ask(here, path, body=None):
    return here.post(f"/desk/{path}", json=body or {}, headers={"origin": HERE})


def code_of(here, role="viewer", label="blue tablet"):
    return ask(here, "offer", {"role": role, "label": label}).json()["link"].split("#")[1]


def pair(browser, code, token=None):
    token = form_token(browser, "/pair") if token is None else token
    return browser.post("/pair", json={"code": code}, headers=headers(token))


def test_the_page_here_needs_no_login_and_offers_the_desk(here):
    page = here.get("/").text
    assert '<script type="module" src="/static/desk.js"></script></head>' in page
    state = here.get("/desk/state").json()
    assert state["url"] == f"{HOME}/"
    assert state["fingerprint"] == "00-11"
    assert len(state["words"].split()) == 8
    assert state["devices"] == []


def test_a_code_is_a_link_and_a_drawing_that_a_strict_policy_takes(here):
    offer = ask(here, "offer", {"role": "viewer"}).json()
    base, code = offer["link"].split("#")
    assert base == f"{HOME}/pair"
    assert len(code) >= 22
    assert offer["left_s"] == 120.0
    drawing = ElementTree.fromstring(offer["svg"])
    assert drawing.tag == "svg"
    assert "style" not in offer["svg"]
    assert "script" not in offer["svg"]


@pytest.mark.parametrize("role", ["viewer", "controller"])
def test_a_tablet_is_let_in_with_the_role_that_was_chosen_here(house, here, role):
    tablet = house.browser(STRANGER)
    answer = pair(tablet, code_of(here, role))
    assert answer.json() == {"role": role}
    cookie = next(
        text for text in answer.headers.get_list("set-cookie") if "__Host-station=" in text
    )
    assert cookie.split("; ")[1:] == [
        "Path=/",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        "Max-Age=43200",
    ]
    token = page_token(tablet)
    order = {"id": "1", "cmd": "pause"}
    status = tablet.post("/api/order", json=order, headers=headers(token)).json()["status"]
    assert status == ("accepted" if role == "controller" else "rejected")
    (device,) = here.get("/desk/state").json()["devices"]
    assert (device["label"], device["role"], device["left_s"]) == ("blue tablet", role, 43200)


def test_a_code_is_good_once_for_two_minutes_and_until_it_is_taken_back(house, here):
    first, second = house.browser(), house.browser()
    code = code_of(here)
    assert pair(first, code).status_code == 200
    assert pair(second, code).status_code == 403
    code = code_of(here)
    house.pass_time(121.0)
    assert "two minutes" in pair(second, code).json()["reason"]
    code = code_of(here)
    ask(here, "withdraw")
    assert pair(second, code).status_code == 403
    assert second.get("/").status_code == 303


def test_codes_are_not_tried_through(house, here):
    code = code_of(here)
    stranger = house.browser(STRANGER)
    token = form_token(stranger, "/pair")
    found = [pair(stranger, f"guess-{i}", token).status_code for i in range(25)]
    assert found == [403] * 20 + [429] * 5
    found = [
        pair(
            one := house.browser((f"192.0.2.{i}", 1)), "guess", form_token(one, "/pair")
        ).status_code
        for i in range(100, 130)
    ]
    assert found.count(429) == 10
    # The tablet itself may have to wait for a new window, and nobody got in.
    assert house.office.devices.all() == ()
    house.pass_time(300.0)
    assert pair(house.browser(), code).status_code == 403
    assert pair(house.browser(), code_of(here)).status_code == 200


def test_pairing_needs_the_token_and_the_origin_of_its_page(house, here):
    code = code_of(here)
    tablet = house.browser()
    assert pair(tablet, code, "").status_code == 403
    foreign = form_token(house.browser(), "/pair")
    assert pair(tablet, code, foreign).status_code == 403
    token = form_token(tablet, "/pair")
    for origin in ("https://evil.example", "null"):
        asked = headers(token, origin)
        assert tablet.post("/pair", json={"code": code}, headers=asked).status_code == 403
    assert pair(tablet, code).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"code":3}', b"\xff", b"[" * 3000])
def test_what_is_no_code_is_refused(house, body):
    tablet = house.browser()
    token = form_token(tablet, "/pair")
    answer = tablet.post("/pair", content=body, headers=headers(token))
    assert answer.status_code == 400


def test_a_device_that_is_removed_is_out_with_its_open_pages(house, here):
    tablet = house.browser()
    pair(tablet, code_of(here))
    token = page_token(tablet)
    (device,) = here.get("/desk/state").json()["devices"]
    with tablet.websocket_connect(
        "wss://clinic-pc:8573/ws",
        subprotocols=["station", f"token.{token}"],
        headers={"origin": HOME},
    ) as socket:
        assert socket.receive_text() == "frame"
        assert ask(here, "revoke", {"id": device["id"]}).json() == {"done": True}
        assert ends(socket) == 4401
    assert tablet.get("/").status_code == 303
    assert ask(here, "revoke", {"id": device["id"]}).json() == {"done": False}


def test_a_device_outlives_a_restart_but_not_its_day(house, here, tmp_path):
    tablet = house.browser()
    pair(tablet, code_of(here))
    for _ in range(3):
        house.pass_time(6000.0)
        assert tablet.post("/api/here", headers=headers(page_token(tablet))).status_code == 200
    again = House(tmp_path)
    again.wall_s = house.wall_s
    later = again.browser()
    later.cookies = tablet.cookies
    assert later.get("/").status_code == 200
    assert later.get("/api/me").json()["left_s"] == 2 * 3600
    for _ in range(4):
        again.pass_time(6000.0)
        later.post("/api/here", headers=headers(page_token(later)))
    assert later.get("/api/me").json()["left_s"] == 12 * 3600 - 7 * 6000
    again.pass_time(12 * 3600.0 - 7 * 6000.0)
    assert later.get("/").status_code == 303


def test_a_device_that_nobody_touches_for_two_hours_is_no_longer_paired(house, here, tmp_path):
    tablet = house.browser()
    pair(tablet, code_of(here))
    house.pass_time(7199.0)
    assert tablet.get("/").status_code == 200
    house.pass_time(1.0)
    assert tablet.get("/").status_code == 303
    assert house.office.devices.all() == ()
    # Its cookie opens nothing after a restart either.
    again = House(tmp_path)
    again.wall_s = house.wall_s
    later = again.browser()
    later.cookies = tablet.cookies
    assert later.get("/").status_code == 303


def test_log_out_on_a_device_ends_its_pairing(house, here):
    tablet = house.browser()
    pair(tablet, code_of(here))
    tablet.post("/logout", headers=headers(page_token(tablet)))
    assert house.office.devices.all() == ()


def test_who_was_logged_in_at_the_tablet_is_out_when_it_is_paired(house, here):
    tablet, _ = house.logged_in()
    token = form_token(tablet, "/pair")
    assert pair(tablet, code_of(here), token).status_code == 200
    assert [one.who.kind for one in house.office.sessions] == ["device"]


def test_the_desk_is_not_to_be_had_over_the_network(house):
    browser, token = house.logged_in()
    assert browser.get("/desk/state").status_code == 404
    for path in ("offer", "revoke", "withdraw"):
        answer = browser.post(f"/desk/{path}", json={"role": "viewer"}, headers=headers(token))
        assert answer.status_code == 404
    assert house.office.pairing.current() is None


@pytest.mark.parametrize("path", ["offer", "withdraw", "revoke"])
def test_no_other_site_gives_orders_to_the_desk(here, path):
    for asked in ({}, {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": HOME}):
        answer = here.post(f"/desk/{path}", json={"role": "viewer"}, headers=asked)
        assert answer.status_code == 403
    evil = {"origin": HERE, "host": "evil.example"}
    assert here.post(f"/desk/{path}", json={}, headers=evil).status_code == 421


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"role":"admin"}', b'{"role":3}', b'{"id":7}', b"x" * 9000]
)
def test_what_the_desk_does_not_understand_changes_nothing(house, here, body):
    for path in ("offer", "revoke"):
        answer = here.post(f"/desk/{path}", content=body, headers={"origin": HERE})
        assert answer.status_code == (413 if len(body) > 4096 else 400)
    assert house.office.pairing.current() is None
