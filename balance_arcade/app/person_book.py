"""What a host reads of a person before a session, and what it keeps afterwards."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.app.earlier_limits import check_floor
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.programme_play import kept_sets, moved_starts, next_session
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import (
    BalanceArcadeError,
    ConfigError,
    NewerStoreError,
    RecordingError,
)
from balance_arcade.core.events import Event
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.base import N_WARM_UP
from balance_arcade.games.course import PlayedSet
from balance_arcade.games.guided.spec import is_guided
from balance_arcade.games.scoring import held_level, shown_level
from balance_arcade.games.setup import KnownPerson
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.person_store import (
    MEASURED,
    KeptLimits,
    PersonRecord,
    PersonStore,
    PlayedGame,
    board_kind,
)
from balance_arcade.session.store_words import FOR_STATION, StoreFault

if TYPE_CHECKING:
    from balance_arcade.app.live_session import LiveSession

NOT_KEPT: Final = "session.not_kept"
"""Event: what came of a session could not be kept for the person."""


class PersonBook:
    """The pages of one person; without a person or a store it is empty and keeps nothing.

    Parameters
    ----------
    person : str
        Pseudonym; empty for none.
    store : PersonStore or None
        Where it is kept.
    today : callable, optional
        Gives the date on the wall's calendar; this computer's otherwise.

    Attributes
    ----------
    notes : list of str
        What people should be told of the store, as sentences; they may hold the pseudonym.
    fault : str
        The same for both screens of the sessions to come, without it; empty where all is well.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = PersonBook.beside(Path(folder), "p-017")
    ...     book.record().played
    ()
    """

    def __init__(
        self,
        person: str,
        store: PersonStore | None,
        *,
        today: Callable[[], str] = lambda: WallAnchor.now().day(),
    ) -> None:
        self._person = person
        self.today = today
        self._store = store if person else None
        self.notes: list[str] = []
        self.fault: StoreFault = ""
        # Two sessions may end within a moment, and each is remembered in a thread of its own.
        self._lock = threading.Lock()
        self._record: PersonRecord | None = None

    @classmethod
    def beside(cls, folder: Path | None, person: str) -> PersonBook:
        """Open the book in the folder of the recordings; None keeps nothing, as they do.

        Raises
        ------
        BalanceArcadeError
            What is kept cannot be read.
        """
        if folder is None or not person:
            return cls(person, None)
        notes: list[str] = []
        store = PersonFiles(folder / PEOPLE, say=notes.append)
        book = cls(person, store)
        book.notes = notes
        try:
            book.record()  # A fault is told before anybody steps on.
        except NewerStoreError as error:
            # Play goes on from the reach of the lean pass; what is kept stays untouched.
            notes.append(f"{error} It stays as it is, and nothing of this session is added.")
            book._store, book._record, book.fault = None, None, "newer"
            return book
        if notes:
            book.fault = "damaged"
        try:
            store.check()
        except RecordingError as error:
            # Told now, while there is time to mend it; play goes on, and it is tried once more.
            notes.append(str(error))
            book.fault = "unwritable"
        return book

    def record(self) -> PersonRecord:
        """Return what is kept; an empty record where nothing is.

        It is read once and again after each session that was added. So a fault of the store, whose
        words may hold the pseudonym, is never the answer to an order of a station.

        Raises
        ------
        BalanceArcadeError
            The store cannot be read.
        """
        if self._record is None:
            self._record = self._read()
        return self._record

    def _read(self) -> PersonRecord:
        return PersonRecord(self._person) if self._store is None else self._store.load(self._person)

    def limits_of(
        self, day: str | None, info: BoardInfo, *, seated: bool = False
    ) -> StabilityLimits | None:
        """Limits that were measured on a day on a board like this one, for `Playlist.limits`.

        Parameters
        ----------
        day : str or None
            As ``WallAnchor.now().day()`` gives it; None for the newest of all days.
        info : BoardInfo
            The board of the session to come.
        seated : bool
            The person sits.

        Returns
        -------
        StabilityLimits or None
            The newest; None where there are none, and a lean pass is needed.

        Raises
        ------
        BalanceArcadeError
            The store cannot be read.
        """
        kept = self.record().limits_of(day, info, seated=seated)
        return None if kept is None else kept.limits

    def bests(self, info: BoardInfo) -> dict[str, int]:
        """Personal best of each game, as it is shown; simulated people's are their own."""
        best = self.record().best_level(info.origin)
        return {game: shown_level(level) for game, level in best.items()}

    def begin_where_it_ended(self, playlist: Playlist, info: BoardInfo) -> Playlist:
        """Let every game begin at the difficulty at which it ended last, and with what was asked.

        A difficulty that the playlist has already counts more. Of a training programme it is the
        next session (`balance_arcade.app.programme_play`). Where it asks for earlier limits
        (`Playlist.earlier`), they are the newest of this person on a board like this one.

        Raises
        ------
        ConfigError
            No earlier limits of this person are kept, or they are below the floor of the games; or
            the programme is over, or its week done.
        BalanceArcadeError
            The store cannot be read.
        """
        if playlist.earlier and playlist.limits is None:
            limits = self.limits_of(None, info, seated=playlist.options.seated)
            if limits is None:
                raise ConfigError(
                    "No limits of this person are kept for a board like this.",
                    hint="Leave --limits out: the person leans once, and they are kept.",
                )
            check_floor(limits)
            playlist = dataclasses.replace(playlist, limits=limits)
        record, origin, seated = self.record(), info.origin, playlist.options.seated
        # Without a person too: then it is the first session.
        playlist = next_session(playlist, record, origin, self.today())
        if self.fault:
            options = msgspec.structs.replace(playlist.options, store_fault=self.fault)
            playlist = dataclasses.replace(playlist, options=options)
        if self._store is None:
            return playlist
        # By origin: how a simulated person fared must not set the difficulty of a patient.
        kept = record.last_difficulty(origin, seated=seated)
        if playlist.programme is not None and not playlist.options.frozen:
            kept = moved_starts(kept, record, playlist.programme.name, origin)
        last = {**kept, **playlist.options.last_difficulty}
        known = KnownPerson(
            record.last_levels(origin, seated=seated), record.best_level(origin, seated=seated)
        )
        options = msgspec.structs.replace(playlist.options, last_difficulty=last, known=known)
        return dataclasses.replace(playlist, options=options)

    def grown(self, info: BoardInfo) -> dict[str, tuple[int, ...]] | None:
        """Return the stars of every time played, by game, from which keepsakes grow.

        Parameters
        ----------
        info : BoardInfo
            Of the session to come: what a simulated person let grow is not a patient's.

        Returns
        -------
        dict of str to tuple of int, or None
            None where nothing of the session will be kept.

        Raises
        ------
        BalanceArcadeError
            The store cannot be read.
        """
        if self._store is None or info.origin == "replayed":
            return None
        return self.record().stars(info.origin)

    def telling(self, keep: Callable[..., None], session: LiveSession) -> Callable[[], None]:
        """Return work that keeps a session, and that says on the station where it cannot.

        ``keep`` is `remember` but for the posture, which the session knows. The screens of the next
        session say it too; the fault itself goes on to whoever waits.
        """

        def told() -> None:
            try:
                keep(seated=session.run.options.seated)
            except BalanceArcadeError:
                self.fault = "unwritable"
                words = {"text": FOR_STATION[self.fault]}
                session.source.emit(Event(session.run.state().t_s, NOT_KEPT, {**words}))
                raise

        return told

    def remember(
        self,
        info: BoardInfo,
        began: WallAnchor,
        results: Sequence[PlayResult],
        limits: StabilityLimits | None,
        sets: Sequence[PlayedSet] = (),
        levels: Sequence[dict[str, float]] | None = None,
        *,
        seated: bool = False,
    ) -> None:
        """Add a session to what is kept.

        Parameters
        ----------
        info : BoardInfo
            Of a replayed board nothing is kept: that session was kept when it was played.
        began : WallAnchor
            When the session began.
        results : sequence of PlayResult
            Games without a finished trial, and such as failed, are left out.
        limits : StabilityLimits or None
            Measured in this session; guesses are left out.
        sets : sequence of PlayedSet
            Of a training programme; such as were never played are left out.
        levels : sequence of dict, optional
            Difficulty of each direction at the end of each game, as of `results`.
        seated : bool
            The person sat.

        Raises
        ------
        BalanceArcadeError
            The store cannot be read or written.
        """
        if self._store is None or info.origin == "replayed":
            return
        when, day, origin = began.iso(), began.day(), info.origin
        played = tuple(
            PlayedGame(
                when,
                day,
                one.game,
                origin,
                one.stars,
                one.difficulty,
                one.seconds,
                {} if levels is None else levels[k],
                held_level(one.trial_list, N_WARM_UP),
                posture="seated" if seated else msgspec.UNSET,
            )
            for k, one in enumerate(results)
            if one.trials and not one.failed and not is_guided(one.game)
        )
        measured = None
        if limits is not None and limits.source in MEASURED:
            kind = board_kind(info)
            measured = KeptLimits(when, day, kind, info.geometry, origin, limits)
        done = kept_sets(sets, began, origin)
        if played or done or measured is not None:
            with self._lock:
                # From the store and not from memory: another program may have added to it.
                record = self._read().with_session(measured, played, done)
                self._store.save(record)
                self._record = record
