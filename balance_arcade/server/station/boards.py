"""The boards that a station follows: each has a receiver of its own, so none disturbs another."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import giver_name
from balance_arcade.server.endpoints import check_endpoint
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.station.feed import Feed, station_name


class Boards:
    """The receivers of all boards, in the order in which they were named.

    Parameters
    ----------
    places : sequence of (str or None, str)
        Endpoints of stream and control port of each; None asks the control port for the stream.
    name : str
        What the station calls itself; one is drawn where it is empty.
    access : mapping of str to StationAccess or None, optional
        Keys by control port, where they are demanded.

    Attributes
    ----------
    name : str
        What the station calls itself.
    feeds : list of Feed
        One of each board.

    Raises
    ------
    ConfigError
        A board is named twice, or an endpoint leaves this computer.

    Examples
    --------
    >>> with contextlib.closing(Boards([(None, "tcp://127.0.0.1:5572")])) as boards:
    ...     boards.overview()["boards"][0].status
    'waiting'
    """

    def __init__(
        self,
        places: Sequence[tuple[str | None, str]],
        *,
        name: str = "",
        access: Mapping[str, StationAccess | None] | None = None,
    ) -> None:
        keys = access or {}
        controls = [check_endpoint(ctl, keyed=keys.get(ctl) is not None) for _, ctl in places]
        for ctl in controls:
            if controls.count(ctl) > 1:
                raise ConfigError(f"The board at {ctl} is named twice.", hint="Name it once.")
        self.name = giver_name(name) or station_name()
        self.feeds: list[Feed] = []
        try:
            for live, ctl in places:
                self.feeds.append(Feed(live, ctl, name=self.name, access=keys.get(ctl)))
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Start to receive from all of them."""
        for feed in self.feeds:
            feed.start()

    def close(self) -> None:
        """End all receivers.

        Raises
        ------
        Exception
            The error of the first receiver that failed; all are ended.
        """
        with contextlib.ExitStack() as ends:
            for feed in self.feeds:
                feed.ask_to_end()
                ends.callback(feed.stop)

    def overview(self) -> dict[str, Any]:
        """Every board in a few words, as a frame for the overview page."""
        return {"type": "boards", "boards": [feed.summary() for feed in self.feeds]}
