"""Hands what a host records on to the clinic's records, and lets no database hold play up.

The names of recordings are written down as soon as one begins
(`balance_arcade.records.clinic.outbox`). The database is asked while nobody plays, in a thread of
its own: at the start for what an earlier session left, between the sessions of a board that is
served, and at the end. A database that takes nothing is one line on the terminal, and no fault of a
session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.core.events import Event
from balance_arcade.core.source import NullSink

if TYPE_CHECKING:
    from balance_arcade.app.host import Host
    from balance_arcade.records.clinic.outbox import Delivery, Waiting

WHAT: Final = "What waits for the records"


@dataclass(frozen=True, slots=True)
class RecordsSwitch:
    """Which records a host feeds.

    Attributes
    ----------
    address : str or Path
        As of `balance_arcade.records.clinic.database.Database`.
    say : callable
        Told of what was added and what has to wait, one sentence a time, without a person.
    at_close : bool
        Add at the end of the host; whoever works outcomes out afterwards calls `feed` itself.
    """

    address: str | Path
    say: Callable[[str], None]
    at_close: bool = True


def feed(switch: RecordsSwitch, folder: Path) -> None:
    """Add what waits beside the recordings, and say what came of it; raises for no database.

    Parameters
    ----------
    switch : RecordsSwitch
        Where to, and whom to tell.
    folder : Path
        Of the recordings.
    """
    # Here and not above: a session without records never loads what a database needs.
    from balance_arcade.records.clinic.database import Database
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.outbox import deliver, waiting_in

    if not waiting_in(folder):
        return
    try:
        with Database(switch.address) as database:
            _say(switch, deliver(Records(database, folder, actor="session")))
    except BalanceArcadeError as error:
        _say_waits(switch, sum(len(one.files) for one in waiting_in(folder)), str(error))


def _say(switch: RecordsSwitch, done: Delivery) -> None:
    for sentence in done.refused:
        switch.say(f"Not added to the records: {sentence}")
    if done.n_added:
        many = f"{done.n_added} recordings were" if done.n_added > 1 else "One recording was"
        switch.say(f"{many} added to the records.")
    if done.fault:
        _say_waits(switch, done.n_waiting, done.fault)


def _say_waits(switch: RecordsSwitch, n_files: int, why: str) -> None:
    waits = f"{n_files} recordings wait" if n_files > 1 else "One recording waits"
    switch.say(
        f"{why} {waits} beside the others and will be added at the next start, or by: records add"
    )


class RecordsFeed(NullSink):
    """A `StreamSink` that feeds the records with what a host records.

    Parameters
    ----------
    host : Host
        Whose recordings; without the switch, or without a folder, nothing happens.
    run : callable
        ``run(work, what)`` does the work in a thread of its own: no event waits for a disk.
    """

    def __init__(self, host: Host, run: Callable[[Callable[[], None], str], None]) -> None:
        self._host, self._run = host, run
        self._switch, self._folder = host.switches.records, host.switches.folder
        self._names: list[str] = []
        self._added = set[str]()
        # Two recordings may begin within a moment, and each is written down in its own thread.
        self._lock = threading.Lock()

    def on_info(self, info: BoardInfo) -> None:
        """Add what an earlier session left: the host begins."""
        if self._switch is not None and self._folder is not None:
            self._run(self._feed, WHAT)

    def on_event(self, event: Event) -> None:
        """Write a recording down that has just begun."""
        if event.kind != "recording.started" or self._switch is None:
            return
        self._names.append(str(event.data["file"]))
        self._run(self._put, WHAT)
        # Whoever plays keeps the processor; a board that only reads has time to spare.
        if self._host.session is None:
            self._run(self._feed, WHAT)

    def close(self) -> None:
        """Add the host's recordings, which are closed by now."""
        if self._switch is not None and self._switch.at_close and self._names:
            self._run(self._feed, WHAT)

    def _put(self) -> None:
        from balance_arcade.records.clinic.outbox import Waiting, put

        if self._switch is None or self._folder is None:
            return
        try:
            with self._lock:
                names = tuple(name for name in self._names if name not in self._added)
                put(self._folder, Waiting(self._host.session_id, names))
        except RecordingError as error:
            self._switch.say(f"{error} Add them yourself afterwards: records add")

    def _feed(self) -> None:
        from balance_arcade.records.clinic.outbox import waiting_in

        if self._switch is None or self._folder is None:
            return
        with self._lock:
            before = waiting_in(self._folder)
            feed(self._switch, self._folder)
            left = waiting_in(self._folder)
            # What is in is not written down again with the next recording of a board that is
            # served for days.
            self._added |= _files_of(before, self._host) - _files_of(left, self._host)


def _files_of(waiting: list[Waiting], host: Host) -> set[str]:
    return {name for one in waiting if one.session == host.session_id for name in one.files}
