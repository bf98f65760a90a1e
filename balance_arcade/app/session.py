"""A board with everything around it, for scripts: the public face of the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import ANY_PORT, Switches
from balance_arcade.core.board import BoardInfo, GoalFollower
from balance_arcade.core.closing import Closing
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.setup import RunOptions


class Session(Closing):
    """Open a board, and record, publish and play on it.

    Parameters
    ----------
    address : str
        Of the board, for example ``sim:?seed=1&speed=0``.
    folder : Path or str, optional
        Where recordings and summaries go; without it nothing is kept.
    publish : bool
        Publish the stream, so that stations and `Client` see the session.
    live, ctl : str
        Endpoints of the stream and of the control port; any free ones by default.
    person : str
        Pseudonym, never a name. With a folder, limits, difficulties and stars are kept there, and
        each game begins at the difficulty at which it ended last.

    Raises
    ------
    BalanceArcadeError
        The board cannot be opened, or a port is taken.

    Examples
    --------
    >>> with Session("sim:?seed=1&speed=0") as session:
    ...     (result,) = session.play("orchard", seconds=2.0)
    >>> result.game, result.seconds
    ('orchard', 2.0)
    """

    def __init__(
        self,
        address: str,
        *,
        folder: Path | str | None = None,
        publish: bool = False,
        live: str = ANY_PORT,
        ctl: str = ANY_PORT,
        person: str = "",
    ) -> None:
        kept = None if folder is None else Path(folder)
        self._host = Host.open(
            address,
            Switches(publish=publish, live=live, ctl=ctl, folder=kept, person=person),
        )

    @property
    def info(self) -> BoardInfo:
        """What the board says of itself."""
        return self._host.info

    @property
    def endpoints(self) -> tuple[str, str]:
        """Where stream and control port are; empty where nothing is published."""
        publisher = self._host.publisher
        return ("", "") if publisher is None else (publisher.live_endpoint, publisher.ctl_endpoint)

    @property
    def recordings(self) -> list[Path]:
        """Finished recordings, oldest first."""
        return list(self._host.recordings)

    def samples(self) -> Iterator[CopSample]:
        """Read on and give every sample, until the board has no more.

        Raises
        ------
        BalanceArcadeError
            The board failed.
        """
        source = self._host.source
        while not source.ended:
            yield from source.pump()
        if source.failure is not None:
            raise source.failure

    def metrics(self) -> LiveMetrics | None:
        """Return the newest metrics of the sliding window; None before the first."""
        return self._host.source.metrics()

    def play(
        self,
        *games: str,
        seed: int = 1,
        seconds: float | None = None,
        options: RunOptions | None = None,
        follower: GoalFollower | None = None,
    ) -> list[PlayResult]:
        """Play games without a window, in lock-step with the board.

        Parameters
        ----------
        *games : str
            Names or titles, in the order they are played, after one calibration.
        seed : int
            Equal seed and equal samples give equal games.
        seconds : float, optional
            Game time of each game; each game's own otherwise.
        options : RunOptions, optional
            What the therapist set.
        follower : GoalFollower, optional
            A simulated person that is told where the goal is; the board's own by default.

        Returns
        -------
        list of PlayResult
            One a game that was begun.

        Raises
        ------
        BalanceArcadeError
            No such game, or the board or the recording failed.
        """
        playlist = Playlist(
            games, seed=seed, seconds=seconds, options=options or RunOptions(), quick=True
        )
        session = self._host.begin(playlist, follower=follower or self._host.follower)
        play_headless(self._host, session)
        results = session.run.results()
        self._host.end_session()
        return results

    def close(self) -> None:
        """End everything; harmless a second time.

        Raises
        ------
        BalanceArcadeError
            A fault that nobody was told yet, that of a summary or of what is kept of the person
            among them.
        """
        self._host.close()
        self._host.summaries()
