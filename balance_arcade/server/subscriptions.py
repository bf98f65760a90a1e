"""How many topics each subscriber has asked for; one that asks without end is cut off.

libzmq keeps every subscription of every peer and has no limit. What a peer has subscribed to is
forgotten when its connection ends, so the connection of one that asks for too much is ended.
"""

from __future__ import annotations

from collections import OrderedDict

MAX_SUBSCRIPTIONS = 256
"""Topics of one connection; a publisher has seven. Policy when full: the connection is cut."""

MAX_TOPIC_BYTES = 255
"""Of one topic; ours have 82. Where keys are demanded, libzmq's own limit has to be larger."""

MAX_KNOWN = 64
"""Connections that are counted. Policy when full: the one unheard for longest is forgotten."""


class SubscriptionCounts:
    """Counts the subscriptions of each connection.

    Examples
    --------
    >>> counts = SubscriptionCounts()
    >>> counts.more("7"), counts.more("7"), counts.fewer("7"), counts.more("7")
    (1, 2, None, 2)
    """

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

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
