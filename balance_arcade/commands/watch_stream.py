"""``balance-arcade watch`` without a board: the stream that another program publishes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from balance_arcade.commands.output import note
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.records.accuracy import board_sentence
from balance_arcade.server.bodies import Heartbeat, Meta, SampleBlock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.wire import Message

POLL_S = 0.1
SILENCE_S = 1.6
"""Three heartbeats: the publisher is gone, or does not answer."""

Show = Callable[[CopSample, LiveMetrics | None], None]


class StreamWatch:
    """Prints what a publisher sends until it ends or the time is up.

    Parameters
    ----------
    client : StreamClient
        Of the stream; not closed here.
    show : callable
        Prints one line.
    hz : float
        Lines a second.
    seconds : float, optional
        On the board's clock, from the first sample that is shown.
    """

    def __init__(
        self, client: StreamClient, show: Show, *, hz: float, seconds: float | None = None
    ) -> None:
        self._client = client
        self._show = show
        self._every_s = 1.0 / hz
        self._seconds = math.inf if seconds is None else seconds
        self._begun_s = math.nan
        self._due_s = -math.inf
        self._metrics: LiveMetrics | None = None
        self._told: BoardInfo | None = None
        self.ended = False

    def run(self) -> None:
        """Follow the stream."""
        noted, trouble = time.monotonic(), ""
        while not self.ended:
            for message in self._client.poll(POLL_S):
                self.take(message)
            if self._client.trouble != trouble:
                trouble = self._client.trouble
                note(trouble or "Let in.")
            silent = self._client.silence_s()
            if silent <= SILENCE_S:
                noted = time.monotonic()
            elif time.monotonic() - noted > SILENCE_S and not trouble:
                # Never due again, until something comes and sets it to a time: it is said once a
                # silence.
                noted = math.inf
                note(
                    "Nothing is published yet; waiting. Ctrl-C ends it."
                    if math.isnan(silent)
                    else "Nothing comes any more; waiting. Ctrl-C ends it."
                )

    def take(self, message: Message) -> None:
        """Take one message of the stream."""
        body = message.body
        if isinstance(body, Meta):
            self._describe(body.board)
        elif isinstance(body, LiveMetrics):
            self._metrics = body
        elif isinstance(body, Heartbeat):
            # The publisher's last heartbeat says that the end is meant, and no fault of the
            # network.
            self.ended = self.ended or body.closing
        elif isinstance(body, SampleBlock):
            for sample in body.samples():
                self._take_sample(sample)

    def _describe(self, info: BoardInfo) -> None:
        if info == self._told:
            return
        self._told = info
        if info.origin != "real":
            note(f"{info.origin.upper()} data: {info.model}")
        if sentence := board_sentence(info):
            note(sentence)

    def _take_sample(self, sample: CopSample) -> None:
        if math.isnan(self._begun_s):
            self._begun_s = sample.t_s
        if self.ended or sample.t_s - self._begun_s >= self._seconds:
            self.ended = True
        elif sample.t_s >= self._due_s:
            self._due_s = sample.t_s + self._every_s - 1e-9
            self._show(sample, self._metrics)
