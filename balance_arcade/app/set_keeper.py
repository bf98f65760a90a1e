"""Keeps each set of a training programme as soon as it has ended, so that no power cut takes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from balance_arcade.core.events import Event
from balance_arcade.core.source import NullSink
from balance_arcade.games.course import SET_ENDED

if TYPE_CHECKING:
    from balance_arcade.app.host import Host

WHAT = "What is kept of the person"


class SetKeeper(NullSink):
    """A `StreamSink` that lets a host's book remember the sets that are over.

    What came of the whole session is kept at its end; a set that is kept twice stays one
    (`balance_arcade.records.person_store.PersonRecord.with_session`).

    Parameters
    ----------
    host : Host
        Whose session and book.
    run : callable
        ``run(work, what)`` does the work in a thread of its own: no event waits for a disk.
    """

    def __init__(self, host: Host, run: Callable[[Callable[[], None], str], None]) -> None:
        self._host, self._run = host, run

    def on_event(self, event: Event) -> None:
        """Keep what is over, where a set has just ended."""
        host = self._host
        if event.kind != SET_ENDED or host.session is None:
            return
        sets = tuple(host.session.run.course.over)
        self._run(partial(host.book.remember, host.info, host.began, (), None, sets), WHAT)
