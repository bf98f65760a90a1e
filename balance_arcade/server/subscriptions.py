"""How many topics each subscriber has asked for; one that asks without end is cut off.

libzmq keeps every subscription of every peer and has no limit. What a peer has subscribed to is
forgotten when its connection ends, so the connection of one that asks for too much is ended.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections import OrderedDict

MAX_SUBSCRIPTIONS = 256
"""Topics of one connection; a publisher has seven. Policy when full: the connection is cut."""

MAX_KNOWN = 64
"""Connections that are counted. Policy when full: the one unheard for longest is forgotten."""


class SubscriptionCounts:
    """Counts the subscriptions of each connection.

    Attributes
    ----------
    n_cut : int
        Connections that were cut off.

    Examples
    --------
    >>> counts = SubscriptionCounts()
    >>> counts.more("7"), counts.more("7"), counts.fewer("7"), counts.more("7")
    (1, 2, None, 2)
    """

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()
        self.n_cut = 0

    def more(self, connection: str) -> int:
        """Count a subscription; return how many that connection has."""
        count = self._counts.pop(connection, 0) + 1
        self._counts[connection] = count
        if len(self._counts) > MAX_KNOWN:
            self._counts.popitem(last=False)
        return count

    def fewer(self, connection: str) -> None:
        """Count an end of a subscription."""
        if self._counts.get(connection, 0) > 0:
            self._counts[connection] -= 1

    def cut(self, descriptor: int, endpoint: str) -> bool:
        """End a connection to one of our ports; return whether it was there.

        Parameters
        ----------
        descriptor : int
            Of the connection, as libzmq tells it with a message.
        endpoint : str
            Our port. A number that meanwhile belongs to something else is left alone.
        """
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as sock:
            name = sock.getsockname()
            here = name if isinstance(name, str) else f":{name[1]}"
            if here and endpoint.endswith(here):
                sock.shutdown(socket.SHUT_RDWR)
                self.n_cut += 1
                return True
        return False
