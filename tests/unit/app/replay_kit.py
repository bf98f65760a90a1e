"""Records short sessions that somebody steers, for tests of what is shown again of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from balance_arcade.app.host import Host
from balance_arcade.app.live_session import LiveSession
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.core.events import Command
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.setup import RunOptions

MOST = 100_000
"""Samples of a session that is short."""

SILENCE = Command("silence", "mark")
"""Not an order: at this sample the board falls silent by the wall's clock."""


def record(
    folder: Path,
    *games: str,
    seed: int = 3,
    seconds: float = 4.0,
    steer: Mapping[int, Command] | None = None,
    board: str = "",
    options: RunOptions | None = None,
) -> list[PlayResult]:
    """Play games without a window and record them; orders come after the n-th sample."""
    off = Switches(publish=False, folder=folder, summary=False)
    with Host.open(board or f"sim:?seed={seed}&speed=0", off) as host:
        playlist = Playlist(
            games, seed=seed, seconds=seconds, options=options or RunOptions(), quick=True
        )
        session = host.begin(playlist, follower=host.follower)
        session.begin()
        play_on(host, session, dict(steer or {}))
        results = session.run.results()
        host.end_session()
    return results


def play_on(host: Host, session: LiveSession, steer: dict[int, Command]) -> None:
    """Feed sample by sample until the session has ended."""
    n_fed = 0
    while not session.run.finished:
        for sample in host.source.pump():
            session.feed((sample,))
            n_fed += 1
            assert n_fed < MOST, f"The session waits for ever at {session.run.phase}."
            command = steer.pop(n_fed, None)
            if command is SILENCE:
                session.tick(1.0)
            elif command is not None:
                session.order(command)
