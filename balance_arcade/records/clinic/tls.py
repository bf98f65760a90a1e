"""Connections to a server of another computer are encrypted, to a server that proves which it is.

PostgreSQL's own default (`prefer`) goes on in clear where a server offers nothing else, and
`require` encrypts to whoever answers. Off this computer neither is enough for what is told of
people who train.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import Final

from sqlalchemy.engine import URL

from balance_arcade.core.errors import ConfigError

SECURE: Final = ("verify-full", "verify-ca")
"""Modes in which the server's certificate is checked."""


def secured(url: URL, environment: Mapping[str, str] = os.environ) -> URL:
    """Demand a checked certificate of a server that is not this computer's.

    Parameters
    ----------
    url : URL
        Of a PostgreSQL.
    environment : mapping
        Of the process: PostgreSQL's own client takes from it what the address leaves out.

    Returns
    -------
    URL
        With ``sslmode=verify-full`` where the address says none.

    Raises
    ------
    ConfigError
        The address asks for less.

    Examples
    --------
    >>> from sqlalchemy.engine import make_url
    >>> str(secured(make_url("postgresql://a@centre.example/c"), {}))
    'postgresql://a@centre.example/c?sslmode=verify-full'
    >>> str(secured(make_url("postgresql://a@127.0.0.1/c"), {}))
    'postgresql://a@127.0.0.1/c'
    """
    if all(map(_is_here, _hosts(url, environment))):
        return url
    mode = url.query.get("sslmode")
    if mode is None:
        return url.update_query_dict({"sslmode": SECURE[0]})
    if mode not in SECURE:
        raise ConfigError(
            "A server on another computer is reached with a checked certificate alone.",
            hint="Leave sslmode out of the address (it is verify-full then), and name the"
            " authority: ?sslrootcert=FILE.",
        )
    return url


def _hosts(url: URL, environment: Mapping[str, str]) -> list[str]:
    """Where the connection goes, all that are tried: a numeric address goes before a name."""
    if "service" in url.query or environment.get("PGSERVICE"):
        # A file names the host; whatever it is, it is asked for its certificate.
        return ["?"]
    numeric = url.query.get("hostaddr") or environment.get("PGHOSTADDR")
    found = numeric or url.query.get("host") or url.host or environment.get("PGHOST") or ""
    listed = found if isinstance(found, str) else ",".join(found)
    return [_without_port(one) for one in listed.split(",")]


def _without_port(host: str) -> str:
    # `?host=one:5432&host=two:5433` is how several are named; an address of IPv6 has more colons.
    return host.partition(":")[0] if host.count(":") == 1 else host


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
