"""Orders that were answered: a repeated one gets its answer again and is carried out once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, TypeVar

MAX_ORDERS: Final = 1024
"""Answered orders that are remembered of one asker. Policy when full: its oldest is forgotten."""

MAX_ASKERS: Final = 32
"""Askers whose orders are remembered. Policy when full: the one without orders for longest goes."""

Answer = TypeVar("Answer")
Key = tuple[str, str]


class AnsweredOrders(Generic[Answer]):
    """Answers by id and name of the order; nobody's flood makes another's orders forgotten.

    An order is found whoever repeats it: a station whose connection was cut comes back under
    another name, and repeats what it has not heard an answer to.

    Examples
    --------
    >>> answered = AnsweredOrders[str]()
    >>> answered.keep(("id1", "pause"), "accepted", asker=b"a")
    >>> answered.get(("id1", "pause")), answered.get(("id1", "stop"))
    ('accepted', None)
    """

    def __init__(self, *, max_orders: int = MAX_ORDERS, max_askers: int = MAX_ASKERS) -> None:
        self._max_orders = max_orders
        self._max_askers = max_askers
        self._answers: dict[Key, Answer] = {}
        # Keys of each asker, the oldest first; a dict without values is an ordered set.
        self._askers: OrderedDict[bytes, dict[Key, None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Key) -> Answer | None:
        """Answer of an order that was carried out, or None."""
        return self._answers.get(key)

    def keep(self, key: Key, answer: Answer, *, asker: bytes = b"") -> None:
        """Remember an answer."""
        # Kept before, perhaps by another asker: it stays among the orders of that one.
        if key in self._answers:
            self._answers[key] = answer
            return
        keys = self._askers.setdefault(asker, {})
        self._askers.move_to_end(asker)
        keys[key] = None
        self._answers[key] = answer
        if len(keys) > self._max_orders:
            oldest = next(iter(keys))
            del keys[oldest], self._answers[oldest]
        if len(self._askers) > self._max_askers:
            _, forgotten = self._askers.popitem(last=False)
            for gone in forgotten:
                del self._answers[gone]
