"""A limit on attempts: so many in a window of time, for each account and for each address."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque

from balance_arcade.core.clock import Clock

MAX_KEYS = 4096
"""Accounts or addresses that are remembered. Policy when full: the one that was quiet for longest
is forgotten, so that made-up names cannot fill the memory."""


class Attempts:
    """Counts attempts of many, each by a key.

    Parameters
    ----------
    clock : Clock
        Tells the time.
    n : int
        Attempts that are allowed within the window.
    window_s : float
        Length of the window in seconds; an attempt is forgotten after it.
    max_keys : int
        Keys that are remembered.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> clock = ManualClock()
    >>> attempts = Attempts(clock, n=2, window_s=60.0)
    >>> [attempts.take("anna") for _ in range(3)]
    [0.0, 0.0, 60.0]
    >>> clock.sleep(60.0)
    >>> attempts.take("anna")
    0.0
    """

    def __init__(self, clock: Clock, *, n: int, window_s: float, max_keys: int = MAX_KEYS) -> None:
        self._clock = clock
        self._n = n
        self._window_ns = round(window_s * 1e9)
        self._max_keys = max_keys
        self._taken: OrderedDict[str, deque[int]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until this key may try again; 0 if it may now."""
        taken = self._taken.get(key)
        if taken is None:
            return 0.0
        now_ns = self._clock.now_ns()
        while taken and now_ns - taken[0] >= self._window_ns:
            taken.popleft()
        if len(taken) < self._n:
            return 0.0
        return (taken[0] + self._window_ns - now_ns) / 1e9

    def take(self, key: str) -> float:
        """Count an attempt, before it is looked at; returns the wait in seconds if there is one.

        Counted first, so that a hundred attempts at the same moment are not all looked at.
        """
        wait_s = self.wait_s(key)
        if wait_s > 0.0:
            return wait_s
        self._taken.setdefault(key, deque()).append(self._clock.now_ns())
        self._taken.move_to_end(key)
        while len(self._taken) > self._max_keys:
            self._taken.popitem(last=False)
        return 0.0

    def forget(self, key: str) -> None:
        """Forget the attempts of a key: it has shown who it is."""
        self._taken.pop(key, None)

    def __len__(self) -> int:
        """Keys that are remembered."""
        return len(self._taken)


def address_key(address: str) -> str:
    """Return whom an address counts for.

    An IPv6 host chooses freely among the addresses of its network, so a network counts as one.

    Examples
    --------
    >>> address_key("192.0.2.7"), address_key("2001:db8:1:2:3:4:5:6"), address_key("testclient")
    ('192.0.2.7', '2001:db8:1:2::/64', 'testclient')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
