"""The client for notebooks and scripts: live samples as arrays, one block after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.server.bodies import CHANNELS, Meta, SampleBlock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.wire import Message

WAIT_S = 0.1
SILENCE_S = 10.0
"""A loop over samples ends in an error once nothing has come for so long."""


class Client(StreamClient):
    """Reads a running session and gives it orders; iterating yields its samples.

    Everything else is as of `StreamClient`, whose parameters it takes.

    Attributes
    ----------
    channels : tuple of str
        Names of the columns, the unit in the name.
    info : BoardInfo or None
        The board, once it has been described; its origin says whether a person stands on it.

    Examples
    --------
    >>> from balance_arcade.server.publisher import Publisher
    >>> from balance_arcade.core.samples import CopSample
    >>> anywhere = "tcp://127.0.0.1:0"
    >>> publisher = Publisher("b1", live=anywhere, ctl=anywhere, handle_command=lambda _: "no")
    >>> publisher.start()
    >>> publisher.on_samples([CopSample(7, 0, 0.07, 1.5, -2.0, 700.0, 0.5, 0.4, 1.4, -1.9)])
    >>> with Client(ctl=publisher.ctl_endpoint) as client:
    ...     block = next(iter(client))
    ...     block.shape, float(block[0, client.channels.index("ml_mm")])
    ((1, 11), 1.5)
    >>> publisher.stop()
    """

    channels: tuple[str, ...] = CHANNELS
    info: BoardInfo | None = None

    def poll(self, timeout_s: float) -> list[Message]:
        """Wait for messages; see `StreamClient.poll`. The board's description is kept."""
        messages = super().poll(timeout_s)
        for message in messages:
            if isinstance(message.body, Meta):
                self.info = message.body.board
        return messages

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        """Yield blocks of samples without end, as they come.

        Yields
        ------
        ndarray of float64, shape (n_samples, n_channels)
            Columns as `channels`. A gap that was fetched comes late: sort by the first column.

        Raises
        ------
        BalanceArcadeError
            Nothing has come for 10 s.
        """
        heard_s = time.monotonic()
        while True:
            for message in self.poll(WAIT_S):
                if isinstance(message.body, SampleBlock) and len(message.body):
                    heard_s = time.monotonic()
                    yield message.body.values
            if time.monotonic() - heard_s > SILENCE_S:
                raise BalanceArcadeError(
                    f"No samples came for {SILENCE_S:g} s.",
                    hint="Look whether a session is published: balance-arcade top.",
                )

    def read(self, seconds: float) -> NDArray[np.float64]:
        """Return the samples of the next seconds in their order.

        Parameters
        ----------
        seconds : float
            On the board's clock, from the first sample that comes.

        Returns
        -------
        ndarray of float64, shape (n_samples, n_channels)

        Raises
        ------
        ValueError
            It is no time.
        BalanceArcadeError
            Nothing has come for 10 s.
        """
        if not 0.0 < seconds < float("inf"):
            raise ValueError(f"seconds must be a time longer than 0, not {seconds!r}.")
        t_s = self.channels.index("t_s")
        blocks: list[NDArray[np.float64]] = []
        first_s, newest_s = np.inf, -np.inf
        for block in self:
            blocks.append(block)
            first_s = min(first_s, float(block[0, t_s]))
            newest_s = max(newest_s, float(block[-1, t_s]))
            if newest_s - first_s >= seconds:
                break
        rows: NDArray[np.float64] = np.concatenate(blocks)
        # A gap may be fetched twice, and late.
        rows = rows[np.unique(rows[:, 0], return_index=True)[1]]
        wanted: NDArray[np.float64] = rows[rows[:, t_s] - rows[0, t_s] < seconds]
        return wanted
