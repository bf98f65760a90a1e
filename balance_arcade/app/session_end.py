"""What is kept of a session that has ended: in a person's book, beside its files, on a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from balance_arcade.app.attaching import ATTACHED_ALREADY, NO_SESSION, Named, attach_files
from balance_arcade.app.faults import faults_of
from balance_arcade.app.pauses import SessionNotes
from balance_arcade.app.person_book import PersonBook
from balance_arcade.app.programme_play import summary_of
from balance_arcade.app.set_keeper import WHAT
from balance_arcade.app.summing_up import SummaryWriter, summarise

if TYPE_CHECKING:
    from balance_arcade.app.host import Host
    from balance_arcade.app.live_session import LiveSession
    from balance_arcade.app.playlist import Playlist
    from balance_arcade.core.board import BoardHealth
    from balance_arcade.core.clock import WallAnchor
    from balance_arcade.core.events import Scalar
    from balance_arcade.reports.summary import ProgrammeSummary


class EndedSession(NamedTuple):
    """A session as it stood at its end; the next one changes nothing of it.

    Attributes
    ----------
    session, playlist, began : LiveSession, Playlist, WallAnchor
        What was played, and when.
    notes, health : SessionNotes, BoardHealth
        Pauses and what was marked; the board's counters.
    page : bool
        Whether it gets a page.
    named : Named or None
        Who was attached; None while nobody was.
    """

    session: LiveSession
    playlist: Playlist
    began: WallAnchor
    notes: SessionNotes
    health: BoardHealth
    page: bool
    named: Named | None = None


def sum_up(host: Host, ended: EndedSession, summaries: SummaryWriter) -> ProgrammeSummary | None:
    """Keep a session in the book and on a page; who reads the board does not wait.

    Returns
    -------
    ProgrammeSummary or None
        Of a session of a training programme.
    """
    session, run, began = ended.session, ended.session.run, ended.began
    before, results = host.book.record().sets, run.results()
    sets, levels = run.course.sets(results), [one.levels for one in run.begun]
    programme = summary_of(ended.playlist, before, sets, began, host.info.origin)
    limits = run.machine.measured_limits

    # Now and not in the thread: who feeds the records reads them soon whose they are.
    named = ended.named
    faults = faults_of(lambda: attach_files(session.recordings, named)) if named else []

    def keep(*, seated: bool) -> None:
        if faults:
            raise faults[0]
        book = PersonBook.beside(host.switches.folder, named.person) if named else host.book
        book.remember(host.info, began, results, limits, sets, levels, seated=seated)

    summaries.run(host.book.telling(keep, session), WHAT)
    if ended.page and host.switches.summary and results:
        person = named.person if named else host.switches.person
        make = partial(summarise, session, ended.playlist.title, began, ended.notes)
        made = partial(make, programme=programme, person=person, health=ended.health)
        summaries.write(host.switches.folder, made)
    return programme


def attach_last(host: Host, args: Mapping[str, Scalar], by: str) -> str:
    """Say whose the session was that ended last; return why not, empty where it was done."""
    if host.ended is None:
        return NO_SESSION
    if host.ended.named is not None:
        return ATTACHED_ALREADY
    why = host.attaching.take(args, by)
    if not why:
        host.sum_up(host.ended._replace(named=host.attaching.end()))
    return why
