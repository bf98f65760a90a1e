"""The station's door: host, origin, what a page may load."""

from __future__ import annotations

import asyncio

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station import run_station
from balance_arcade.server.station.guard import Guard, content_policy

PORT = 8571
HOME = f"127.0.0.1:{PORT}"


def visit(kind="http", method="GET", host=HOME, origin=None, extra=()):
    """What the guarded application was asked and what went out."""
    asked, sent = [], []

    async def app(scope, receive, send):
        asked.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    headers = [(b"host", host.encode())] if host is not None else []
    headers += [(b"origin", origin.encode())] if origin is not None else []
    scope = {"type": kind, "method": method, "headers": [*headers, *extra], "path": "/"}
    asyncio.run(Guard(app, port=PORT)(scope, receive, send))
    return bool(asked), sent


@pytest.mark.parametrize("host", [HOME, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_our_own_names_are_let_in(host):
    assert visit(host=host)[0]
    assert visit("websocket", host=host, origin=f"http://{host.lower()}")[0]


@pytest.mark.parametrize(
    "host", [None, "evil.example", "127.0.0.1", "127.0.0.1:1", f"evil.example:{PORT}", ""]
)
def test_a_foreign_host_is_misdirected(host):
    asked, sent = visit(host=host)
    assert not asked
    assert sent[0]["status"] == 421


def test_two_host_headers_are_refused():
    assert not visit(extra=[(b"host", b"evil.example")])[0]


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", f"https://{HOME}", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize(("kind", "method"), [("websocket", ""), ("http", "POST")])
def test_orders_need_our_own_origin(kind, method, origin):
    asked, sent = visit(kind, method, origin=origin)
    assert not asked
    if kind == "http":
        assert sent[0]["status"] == 403
    else:
        assert sent == [{"type": "websocket.close", "code": 1008, "reason": "origin"}]


def test_a_foreign_page_may_not_even_read():
    assert not visit(origin="http://evil.example")[0]


def test_every_response_carries_the_policy():
    for answer in (visit()[1][0], visit(host="evil.example")[1][0]):
        headers = dict(answer["headers"])
        assert headers[b"content-security-policy"].decode() == content_policy(PORT)
        assert headers[b"x-content-type-options"] == b"nosniff"


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    policy = content_policy(PORT)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "https:" not in policy


def test_the_station_is_not_served_to_other_computers():
    with pytest.raises(ConfigError, match="other computers"):
        run_station(host="0.0.0.0")
