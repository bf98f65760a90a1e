"""How old what a station shows is: when the newest sample of each board came into the publisher."""

from __future__ import annotations

import math

from balance_arcade.server.bodies import SampleBlock
from balance_arcade.server.wire import Message


class SampleAges:
    """Remembers the newest sample of each board, on the publisher's clock."""

    def __init__(self) -> None:
        self._newest_ns: dict[str, int] = {}

    def note(self, message: Message) -> None:
        """Take a message of any kind."""
        header = message.header
        if isinstance(message.body, SampleBlock) and header.n > 0:
            # By the first sample of the block: rather a little too old than falsely fresh.
            known_ns = self._newest_ns.get(message.board, header.t0_ns)
            self._newest_ns[message.board] = max(header.t0_ns, known_ns)

    def clear(self) -> None:
        """Forget all: another start of the publisher has another clock."""
        self._newest_ns.clear()

    def age_s(self, board: str, now_ns: int) -> float:
        """Return the age of a board's newest sample; NaN before the first.

        Parameters
        ----------
        board : str
            Its name; without one that board counts that was heard least recently: rather old than
            falsely fresh.
        now_ns : int
            On the publisher's clock.
        """
        known = [self._newest_ns.get(board)] if board else [*self._newest_ns.values()]
        newest_ns = min((ns for ns in known if ns is not None), default=None)
        return math.nan if newest_ns is None else max(0.0, (now_ns - newest_ns) / 1e9)
