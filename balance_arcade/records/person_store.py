"""What is kept of a person from one session to the next, and the interface that keeps it.

A person is a pseudonym. The house keeps one file a person (`balance_arcade.records.person_files`);
a clinic's database takes the same two calls, `PersonStore.load` and `PersonStore.save`, and nothing
else in the program changes.

Everything kept says where it came from: what a simulated or replayed person did never becomes a
patient's past.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Protocol

import msgspec

from balance_arcade.cop.limits import Posture, StabilityLimits
from balance_arcade.core.board import BoardInfo, Geometry, Origin
from balance_arcade.core.errors import ConfigError

_PSEUDONYM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")

MAX_RATING: Final = 10

MEASURED: Final = frozenset({"lean pass", "partial lean pass"})
"""Sources of limits that were measured on the person; a guess is not worth keeping."""


def check_pseudonym(person: str) -> None:
    """Refuse what looks like a name: it would stand in every file of the session.

    Parameters
    ----------
    person : str
        Pseudonym.

    Raises
    ------
    ConfigError
        It has not 1 to 32 letters (without accents), digits, dots, hyphens or underscores, or
        does not begin with a letter or a digit.

    Examples
    --------
    >>> check_pseudonym("p-017")
    """
    # It is the name of a file too: no slash, no leading dot, and short enough for any disk.
    if not _PSEUDONYM.fullmatch(person):
        raise ConfigError(
            "The pseudonym of a person has 1 to 32 letters, digits, dots or hyphens.",
            hint="Give a code such as p-017, never a name.",
        )


class KeptLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of stability as they were measured once.

    Attributes
    ----------
    when : str
        ISO 8601 in UTC.
    day : str
        The same moment's date on the wall's calendar (``2026-03-02``), so that "today" means what
        the therapist means.
    board : str
        Kind of board: the scheme of its address, such as ``arduino``.
    geometry : Geometry
        Spacing of its cells.
    origin : {"real", "simulated", "replayed"}
        Who stood there.
    limits : StabilityLimits
        Millimetres about the centre of that day. The centre belongs to where the feet stood then; a
        session moves the limits to its own.
    """

    when: str
    day: str
    board: str
    geometry: Geometry
    origin: Origin
    limits: StabilityLimits


class PlayedGame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One game of an earlier session.

    Attributes
    ----------
    when, day : str
        As of `KeptLimits`: when the session began.
    game : str
        Name, such as ``star-reach``.
    origin : {"real", "simulated", "replayed"}
        Who played.
    stars : int
        0 to 3.
    difficulty : float
        Where the staircase ended, 0 to 1.
    seconds : float
        Game time.
    levels : dict of str to float
        The same by direction, where the game has directions; empty in files of before.
    held : float or None
        Level that the game was held at, for the personal best; None where it was not held, and in
        files of before.
    posture : {"seated"} or UNSET
        Unset, and left out, standing.

    Raises
    ------
    ValueError
        Stars or difficulty out of range.
    """

    when: str
    day: str
    game: str
    origin: Origin
    stars: int
    difficulty: float
    seconds: float
    levels: dict[str, float] = {}
    held: float | None = None
    posture: Posture | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Check what the type cannot say."""
        if not (0 <= self.stars <= 3 and 0.0 <= self.difficulty <= 1.0 and self.seconds >= 0.0):
            raise ValueError("stars must be 0 to 3, difficulty 0 to 1 and seconds at least 0.")
        levels = [*self.levels.values(), *([] if self.held is None else [self.held])]
        if not all(0.0 <= level <= 1.0 for level in levels):
            raise ValueError("levels must be 0 to 1.")

    @property
    def is_seated(self) -> bool:
        """Whether the person sat."""
        return self.posture == "seated"


class KeptSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One set of a training programme, as far as it was played.

    Attributes
    ----------
    when, day : str
        As of `KeptLimits`: when the session began.
    origin : {"real", "simulated", "replayed"}
        Who played.
    programme : str
        Name of the programme.
    week, session, number, set, sets : int
        Week of the programme; session of the week; number of the block in its file; which set of
        how many. All from 1.
    game : str
        Name.
    completed, successful : bool
        Played to its end; with at least 0.60 of its trials a success.
    trials, successes : int
        Repetitions.
    active_s, elapsed_s : float
        Time played; time from its words to those of the next set, or to the end, rest with it.
    difficulty : float
        Where the staircase ended, 0 to 1.
    own_trials, own_successes : int
        Of those that are graded and no warm-up.
    rating : int or None
        How hard the block was, 0 to 10, with its last set; None where it was left out.

    Raises
    ------
    ValueError
        A number out of range.
    """

    when: str
    day: str
    origin: Origin
    programme: str
    week: int
    session: int
    number: int
    set: int
    sets: int
    game: str
    completed: bool
    successful: bool
    trials: int
    successes: int
    active_s: float
    elapsed_s: float
    difficulty: float
    own_trials: int = 0
    own_successes: int = 0
    rating: int | None = None

    def __post_init__(self) -> None:
        """Check what the type cannot say; a date that is none would stop every later session."""
        dt.date.fromisoformat(self.day)
        counted = (self.week, self.session, self.number, self.set, self.sets)
        rated = self.rating is None or 0 <= self.rating <= MAX_RATING
        if not (min(counted) >= 1 and self.active_s >= 0.0 and self.elapsed_s >= 0.0 and rated):
            raise ValueError(
                f"places of a set count from 1, times from 0, ratings to {MAX_RATING}."
            )


class PersonRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is kept of one person, oldest first.

    Attributes
    ----------
    person : str
        Pseudonym.
    limits : tuple of KeptLimits
        Every measurement.
    played : tuple of PlayedGame
        Every game.
    sets : tuple of KeptSet
        Every set of a training programme.

    Examples
    --------
    >>> played = PlayedGame("2026-03-02T09:30:00+00:00", "2026-03-02", "orchard", "real", 2, 0.4,
    ...                     90.0)
    >>> record = PersonRecord("p-017", played=(played,))
    >>> record.last_difficulty("real"), record.last_difficulty("simulated")
    ({'orchard': 0.4}, {})
    """

    person: str
    limits: tuple[KeptLimits, ...] = ()
    played: tuple[PlayedGame, ...] = ()
    sets: tuple[KeptSet, ...] = ()

    def last_difficulty(self, origin: Origin, *, seated: bool = False) -> dict[str, float]:
        """Difficulty at which each game ended last, by game, standing or seated."""
        # A later game overwrites an earlier one, so the last time stays.
        # By origin: what a simulated person could do says nothing of a patient.
        same = (one for one in self.played if one.origin == origin and one.is_seated == seated)
        return {one.game: one.difficulty for one in same}

    def last_levels(self, origin: Origin, *, seated: bool = False) -> dict[str, dict[str, float]]:
        """Difficulty of each direction at which each game ended last, by game."""
        same = (one for one in self.played if one.origin == origin and one.is_seated == seated)
        last = {one.game: one.levels for one in same}
        return {game: levels for game, levels in last.items() if levels}

    def best_level(self, origin: Origin, *, seated: bool = False) -> dict[str, float]:
        """Best level that was held, by game, standing or seated."""
        found: dict[str, float] = {}
        for one in self.played:
            if one.origin == origin and one.is_seated == seated and one.held is not None:
                found[one.game] = max(one.held, found.get(one.game, 0.0))
        return found

    def stars(self, origin: Origin) -> dict[str, tuple[int, ...]]:
        """Stars of every time, by game, oldest first."""
        found: dict[str, tuple[int, ...]] = {}
        for one in self.played:
            if one.origin == origin:
                found[one.game] = (*found.get(one.game, ()), one.stars)
        return found

    def limits_of(
        self, day: str | None, info: BoardInfo, *, seated: bool = False
    ) -> KeptLimits | None:
        """Newest limits of a day, or of all days, that hold on a board.

        Parameters
        ----------
        day : str or None
            Date, such as ``2026-03-02``; `balance_arcade.core.clock.WallAnchor.day` gives today's.
            None for the newest of all.
        info : BoardInfo
            Limits of another kind of board, of other spacing or of another origin do not count.
        seated : bool
            The person sits; what was measured standing does not count then, nor the other way
            round.

        Returns
        -------
        KeptLimits or None
            None where there are none.
        """
        # Oldest first is how they are kept, so the first that fits from the end is the newest.
        for kept in reversed(self.limits):
            same_board = kept.board == board_kind(info) and kept.geometry == info.geometry
            same_person = kept.origin == info.origin and kept.limits.is_seated == seated
            if day in {None, kept.day} and same_board and same_person:
                return kept
        return None

    def with_session(
        self,
        limits: KeptLimits | None = None,
        played: tuple[PlayedGame, ...] = (),
        sets: tuple[KeptSet, ...] = (),
    ) -> PersonRecord:
        """Return the record with what one more session brought.

        A set of a programme that is there already, as it was kept when it had just ended, gives way
        to the one that knows more: the rest after it, the rating.
        """
        by_place = {_place(one): one for one in self.sets}
        for one in sets:
            by_place[_place(one)] = max(by_place.get(_place(one), one), one, key=_known)
        return PersonRecord(
            self.person,
            self.limits if limits is None else (*self.limits, limits),
            (*self.played, *played),
            tuple(by_place.values()),
        )


def _place(one: KeptSet) -> tuple[str | int, ...]:
    """Say what no two sets share."""
    return one.when, one.programme, one.week, one.session, one.number, one.set


def _known(one: KeptSet) -> tuple[float, bool]:
    """Say how much is known of a set: this only grows, in whatever order it is kept."""
    return one.elapsed_s, one.rating is not None


def board_kind(info: BoardInfo) -> str:
    """Kind of a board: the scheme of its address.

    Examples
    --------
    >>> board_kind(BoardInfo("wii:AA", "wii-1", "Wii", "", Geometry(433.0, 238.0), 100.0, "host"))
    'wii'
    """
    return info.address.partition(":")[0]


class PersonStore(Protocol):
    """Keeps people's records; a clinic's database implements it."""

    def load(self, person: str) -> PersonRecord:
        """Return what is kept of a person; an empty record of one who is new.

        Parameters
        ----------
        person : str
            Pseudonym.

        Raises
        ------
        balance_arcade.core.errors.NewerStoreError
            A newer program has written it; nothing is changed, and nothing of the session kept.
        BalanceArcadeError
            The store cannot be read; nothing is changed then.
        """
        ...

    def save(self, record: PersonRecord) -> None:
        """Keep a record instead of the one before; afterwards the new one or the old one is whole.

        Parameters
        ----------
        record : PersonRecord
            From `load`, with a session added.

        Raises
        ------
        BalanceArcadeError
            It cannot be written.
        """
        ...
