"""The host: one object that joins every room into a session, and ends all that it started.

`play`, `serve`, `demo` and `watch` parse their words and start it. It opens what a session needs in
the order in which a fault costs least, owns the threads (the board's reader, the recorder, the
publisher, the station's process, the writer of summaries) and says at the end what was kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import UNSET

from balance_arcade.app.attaching import Attaching
from balance_arcade.app.compiling import Progress
from balance_arcade.app.faults import faults_of
from balance_arcade.app.folders import open_log
from balance_arcade.app.kept import raise_first, say_kept
from balance_arcade.app.live_session import LiveSession
from balance_arcade.app.opening import open_warm
from balance_arcade.app.orders import OrderRouter
from balance_arcade.app.own_listeners import own_listeners
from balance_arcade.app.pauses import PauseLog
from balance_arcade.app.person_book import PersonBook
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.publishing import join_source, publisher_of
from balance_arcade.app.records_feed import RecordsFeed
from balance_arcade.app.session_end import EndedSession, sum_up
from balance_arcade.app.station_process import StationProcess
from balance_arcade.app.summing_up import SummaryWriter, is_summed_up
from balance_arcade.app.switches import Switches
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Board, BoardInfo, GoalFollower
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.core.session_log import SessionLog
from balance_arcade.core.source import StreamSink
from balance_arcade.files.recording import SessionDetails
from balance_arcade.games.activity import PlayResult
from balance_arcade.hw.lsl import LslOutlet
from balance_arcade.reports.summary import ProgrammeSummary
from balance_arcade.server.publisher import Publisher
from balance_arcade.session.local_source import LocalSource


class Host:
    """Join board, session, recorder, publisher, control, station, LSL and summary.

    Parameters
    ----------
    board : Board
        Open; closed by `close`.
    switches : Switches
        Which parts there are.
    sinks : sequence of StreamSink
        Further listeners, for example the inbox of a window's sounds.
    serves : bool
        Goes on without a session, and takes orders to start a game or to tare.
    log : SessionLog, optional
        Closed last of all; `open` makes it before the board is opened.
    session_id : str
        Unique name; one is made up where it is empty.

    Attributes
    ----------
    source : LocalSource
        Samples, zero and recording.
    book : PersonBook
        What is kept of the person.
    orders : OrderRouter
        Where orders go.
    session_id : str
        Stands in every recording.
    session : LiveSession or None
        The newest session.
    recordings, started : list of Path
        Finished recordings, and all that were begun.
    station_url : str
        The therapist's page; empty where there is none.
    programme : ProgrammeSummary or None
        Of the session that ended last, if it was one of a training programme.
    attaching : Attaching
        Who was attached to the session under way.
    ended : EndedSession or None
        The session that ended last.

    Raises
    ------
    ConfigError
        A port is taken, or the station does not start. The board is closed then.

    Examples
    --------
    >>> from balance_arcade.app.playlist import Playlist
    >>> from balance_arcade.app.headless import play_headless
    >>> off = Switches(publish=False)
    >>> with Host.open("sim:?seed=1&speed=0", off) as host:
    ...     session = host.begin(Playlist(("orchard",), seconds=2.0, quick=True))
    ...     play_headless(host, session)
    ...     host.results()[0].seconds
    2.0
    """

    def __init__(
        self,
        board: Board,
        switches: Switches,
        *,
        sinks: Sequence[StreamSink] = (),
        serves: bool = False,
        log: SessionLog | None = None,
        session_id: str = "",
    ) -> None:
        self.switches = switches
        self.session_id = session_id or uuid.uuid4().hex
        self.log, self._serves = log, serves
        self.orders = OrderRouter(serves=serves, keeps=switches.folder is not None)
        self.session: LiveSession | None = None
        self.programme: ProgrammeSummary | None = None
        self.started, self.recordings = list[Path](), list[Path]()
        self.began, self._playlist = WallAnchor.now(), Playlist(())
        self.pauses, self._board = PauseLog(), board
        self.ended: EndedSession | None = None
        self.attaching = Attaching(self)
        self.orders.attach = self.attaching.take
        self.station_url, self._results = "", list[PlayResult]()
        self._summaries = SummaryWriter()
        self._closers: list[Callable[[], object]] = []
        self.publisher: Publisher | None = None
        try:
            self._join(sinks)
        except BaseException as error:
            for other in self._close_parts():
                error.add_note(f"Also: {other}")
            raise

    @classmethod
    def open(
        cls,
        address: str,
        switches: Switches,
        *,
        sinks: Sequence[StreamSink] = (),
        serves: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Compile what is not compiled yet, open the board, and join the rest to it.

        The address is checked first, so that a typing error does not cost the compile time, and
        everything is compiled before the board is open, so that no sample waits for a compiler.

        Parameters
        ----------
        address : str
            Of the board.
        switches, sinks, serves
            As of the class.
        progress : callable, optional
            Told how far the compiling is.

        Raises
        ------
        BalanceArcadeError
            The board cannot be opened, a port is taken, or the station does not start.
        """
        session_id = uuid.uuid4().hex
        log = open_log(switches.folder, session_id)
        try:
            board = open_warm(address, progress=progress)
        except BaseException as error:
            if log is not None:
                log.__exit__(type(error), error, error.__traceback__)
            raise
        return cls(board, switches, sinks=sinks, serves=serves, log=log, session_id=session_id)

    def _join(self, sinks: Sequence[StreamSink]) -> None:
        """Start publisher, LSL, source and station; at the end the page is told before it goes."""
        board, switches = self._board, self.switches
        # `_close_parts` begins at the end of this list: what was opened first goes last.
        if self.log is not None:
            self._closers.append(self.log.close)
        feed = RecordsFeed(self, self._summaries.run)
        # Until the source owns the board, whatever fails has to close it.
        self._closers += [feed.close, board.close]
        self.book = PersonBook.beside(switches.folder, switches.person)
        listeners = [*sinks, *own_listeners(self, self._summaries.run), feed]
        if switches.lsl:
            listeners.append(outlet := LslOutlet(switches.lsl))
            self._closers.append(outlet.close)
        if switches.publish:
            self.publisher = publisher_of(board, switches, self.orders, serves=self._serves)
            self._closers.append(self.publisher.stop)
            self.publisher.start()
            listeners.insert(0, self.publisher)
        info = board.info
        self.source = LocalSource(
            board,
            CopStream(info.geometry, info.nominal_rate_hz),
            sinks=listeners,
            session=self._details(None),
        )
        self._closers.append(self.source.stop)
        if self.publisher is not None:
            join_source(self.publisher, self.source)
        if switches.station and self.publisher is not None:
            station = StationProcess(
                self.publisher.live_endpoint,
                self.publisher.ctl_endpoint,
                port=switches.station_port,
                browse=switches.browse,
                access=switches.access,
            )
            self.station_url = station.url
            # Before the publisher in the list, so closed after it: the page hears its last words.
            self._closers.insert(self._closers.index(self.publisher.stop), station.close)

    # -- sessions ----------------------------------------------------------------------------

    @property
    def info(self) -> BoardInfo:
        """The board that the session is on."""
        return self.source.info

    @property
    def follower(self) -> GoalFollower | None:
        """The person on the board, where the board simulates one."""
        return self._board if isinstance(self._board, GoalFollower) else None

    @property
    def board(self) -> Board:
        """The open board."""
        return self._board

    def begin(
        self,
        playlist: Playlist,
        *,
        follower: GoalFollower | None = None,
        only_new: bool = False,
    ) -> LiveSession:
        """Set a session up on the board, and hand orders to it from now on.

        Parameters
        ----------
        playlist : Playlist
            What is played.
        follower : GoalFollower, optional
            A simulated person that is told where the goal is.
        only_new : bool
            Leave out the samples that have come before, for example while a menu was shown.

        Returns
        -------
        LiveSession
            Not begun yet; `balance_arcade.app.headless` and `.window_session` play it.

        Raises
        ------
        ConfigError
            The playlist makes no session: an unknown game, a time that is none.
        """
        newest = self.source.latest() if only_new else None
        playlist = self.book.begin_where_it_ended(playlist, self.info)
        run = playlist.run(self.info)
        self.source.describe_session(self._details(playlist))
        self.session = session = LiveSession(
            self.source,
            run,
            folder=self.switches.folder,
            follower=follower,
            after_seq=-1 if newest is None else newest.seq,
        )
        self.pauses.clear()
        self.began, self._playlist = WallAnchor.now(), playlist
        # Last of all: a Stop that waited for the session reaches it in this call.
        self.orders.follow(session.order)
        return session

    def record(self, label: str) -> Path:
        """Begin a recording outside of a session; a session has its own.

        Raises
        ------
        RecordingError
            It cannot be started, or another one is under way.
        ConfigError
            Nothing is kept here.
        """
        if self.switches.folder is None:
            raise ConfigError("Nothing is recorded.", hint="Name a folder with --out.")
        self.started.append(self.source.start_recording(self.switches.folder, label))
        return self.started[-1]

    def end_session(self, reason: str = "") -> None:
        """Close the session under way, if there is one: its recording, results and summary.

        Raises
        ------
        BalanceArcadeError
            The recording's end cannot be written.
        """
        session = self.session
        if session is None:
            return
        # First of all: from here on no order reaches a session that is being closed.
        self.orders.follow(None)
        try:
            session.close(reason)
        finally:
            session.run.watchdog.stop()  # Once more: `close` may have raised before it did.
            self.session = None
            self.source.describe_session(self._details(None))
            self.started += session.started
            self.recordings += session.recordings
            self._results += session.run.results()
            page = is_summed_up(reason, self.source.failure)
            taken = self.pauses.taken(), self.source.health, page, self.attaching.end()
            self.sum_up(EndedSession(session, self._playlist, self.began, *taken))

    def sum_up(self, ended: EndedSession) -> None:
        """Keep a session that has ended, once more if somebody was attached to it since."""
        self.ended, self.programme = ended, sum_up(self, ended, self._summaries)

    def _details(self, playlist: Playlist | None) -> SessionDetails:
        return SessionDetails(
            session_id=self.session_id,
            person=self.switches.person,
            plan={} if playlist is None else playlist.plan_facts(),
            options={} if playlist is None else playlist.option_facts(),
            age_y=UNSET if self.switches.age_y is None else self.switches.age_y,
            sex=self.switches.sex or UNSET,
        )

    # -- what came of it ---------------------------------------------------------------------

    def results(self) -> list[PlayResult]:
        """Return the result of every game that was begun, in the order they were played."""
        return [*self._results, *(self.session.run.results() if self.session else [])]

    def summaries(self) -> list[dict[str, str]]:
        """Wait for the pages that are being written; return their files by kind.

        Raises
        ------
        RecordingError
            A page could not be written.
        """
        return self._summaries.wait()

    def summary_text(self) -> str:
        """Sum the newest session up in words, whether or not a page is kept."""
        return self._summaries.text()

    # -- the end -----------------------------------------------------------------------------

    def close(self, reason: str = "") -> None:
        """End the session and everything that was started; from any state, any number of times.

        Raises
        ------
        BalanceArcadeError
            The first fault of session, board, recording or listener that nobody was told yet; its
            hint says where the recordings are.
        """
        faults = [
            *faults_of(lambda: self.end_session(reason)),
            *self._close_parts(),
            *faults_of(self._summaries.join),
        ]
        raise_first(faults, self.started)

    def _close_parts(self) -> list[BaseException]:
        """Close the parts, the newest first; return the faults of all of them."""
        faults: list[BaseException] = []
        while self._closers:
            faults += faults_of(self._closers.pop())
        return faults

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exc is None:
            self.close()
            return
        reason = "interrupted" if isinstance(exc, KeyboardInterrupt) else "fault"
        for error in faults_of(lambda: self.close(reason)):
            if error is not exc:
                exc.add_note(f"Also: {error}")
        if isinstance(exc, BalanceArcadeError):
            say_kept(exc, self.started, self._summaries.pages)
