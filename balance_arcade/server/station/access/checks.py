"""What the head of a request must say: host, origin, cookie, token. No state, no socket."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

from starlette.types import Scope

COOKIE = "__Host-station"
FORM_COOKIE = "__Host-station-form"
MAX_COOKIE_CHARS = 4096
SUBPROTOCOL = "station"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_TOKEN_PREFIX = "token."  # noqa: S105 - where the token begins, no token


def values(scope: Scope, name: bytes) -> list[str]:
    """All values of a header."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def hosts_of(names: Iterable[str], port: int) -> frozenset[str]:
    """Return what ``Host`` may say where a certificate is for these names.

    Examples
    --------
    >>> sorted(hosts_of(["::1", "clinic-pc.local"], 8573))
    ['[::1]:8573', 'clinic-pc.local:8573']
    """
    shown = [f"[{name}]" if ":" in name else name.lower() for name in names]
    # Browsers leave the default port out.
    return frozenset([f"{name}:{port}" for name in shown] + (shown if port == 443 else []))


def is_known_host(host: str, known: frozenset[str]) -> bool:
    """Whether ``Host`` is one of ours; a certificate for ``*.a.org`` is for ``pc.a.org``.

    Examples
    --------
    >>> known = frozenset({"*.a.org:8573", "pc:8573"})
    >>> [is_known_host(h, known) for h in ("x.a.org:8573", "PC:8573", "a.org:8573", "x.y.a.org:1")]
    [True, True, False, False]
    """
    host = host.lower()
    first, _, rest = host.partition(".")
    # A label of letters, digits and hyphens only: it is written into the policy of the page.
    named = host in known and "*" not in host
    return named or (bool(_LABEL.fullmatch(first)) and f"*.{rest}" in known)


def objection(scope: Scope, known: frozenset[str]) -> str:
    """Name the header that speaks against a request; empty if none does."""
    # Exactly one: two Host headers are a known way to fool such checks.
    hosts = values(scope, b"host")
    if len(hosts) != 1 or not is_known_host(hosts[0], known):
        return "host"
    origins = values(scope, b"origin")
    if not origins and not changes(scope):
        return ""
    # A websocket and a POST of a browser always have one, and it is that of our own page.
    if len(origins) != 1 or origins[0].lower() != f"https://{hosts[0].lower()}":
        return "origin"
    return ""


def changes(scope: Scope) -> bool:
    """Whether a request can change something: all but reading."""
    return scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")


def cookie(scope: Scope, name: str) -> str:
    """Value of a cookie; empty where there is none, or two of them."""
    texts = values(scope, b"cookie")
    if len(texts) != 1 or len(texts[0]) > MAX_COOKIE_CHARS:
        return ""
    pairs = [part.strip().partition("=") for part in texts[0].split(";")]
    found = [value for key, _, value in pairs if key == name]
    return found[0] if len(found) == 1 else ""


def change_token(scope: Scope) -> str:
    """Token of a request that changes something: a header, or a websocket's subprotocol."""
    if scope["type"] == "websocket":
        found = [p for p in scope.get("subprotocols", ()) if p.startswith(_TOKEN_PREFIX)]
        return found[0].removeprefix(_TOKEN_PREFIX) if len(found) == 1 else ""
    found = values(scope, b"x-station-token")
    return found[0] if len(found) == 1 else ""


def same(one: str, other: str) -> bool:
    """Whether two secrets are one, in a time that does not tell how far they agree.

    Examples
    --------
    >>> same("abc", "abc"), same("abc", "é"), same("", "")
    (True, False, False)
    """
    return bool(one) and hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def set_cookie(name: str, value: str, *, max_age_s: float | None = None) -> bytes:
    """Write a ``Set-Cookie`` value; the prefix ``__Host-`` ties it to this host and to TLS.

    Examples
    --------
    >>> set_cookie("__Host-a", "b").decode()
    '__Host-a=b; Path=/; Secure; HttpOnly; SameSite=Strict'
    """
    age = "" if max_age_s is None else f"; Max-Age={max_age_s:.0f}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}".encode("ascii")


def policy(host: str) -> str:
    """Content-Security-Policy of every page over the network.

    The websocket is named in full because older browsers do not count it among ``'self'``.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' wss://{host}; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
