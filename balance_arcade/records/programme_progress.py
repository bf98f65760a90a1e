"""How far a person is in a training programme: the week, what is next, counts and minutes.

Weeks are ISO weeks (Monday to Sunday, ISO 8601) of the wall's calendar in the time zone of the
computer on which the session was played. The first week is that of the person's first set.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Final

import msgspec

from balance_arcade.core.board import Origin
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.person_store import KeptSet
from balance_arcade.session.programme import Block, Programme

FALL: Final = 0.80
"""A week with less than this share of the minutes of the week before has fallen; ours. The ward of
docs/programme.md, whose minutes fell from 38 to 28 a day, is below it."""

FELL: Final = "v fewer minutes than in the week before"
"""Mark of such a week."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """What the next session of a programme plays.

    Attributes
    ----------
    week, session : int
        From 1.
    blocks : tuple of (int, Block)
        Those that are left of this session, with their numbers in the file.
    before : int
        How many blocks of this session were played in sessions before.
    """

    week: int
    session: int
    blocks: tuple[tuple[int, Block], ...]
    before: int = 0


class WeekReport(msgspec.Struct, frozen=True, kw_only=True):
    """One week of a programme.

    Attributes
    ----------
    week : int
        From 1.
    iso : str
        ISO week, such as ``2026-W10``; empty before the programme was begun.
    planned, started, completed, successful : int
        Sets: of the file; of which some was played; played to the end; of those, with at least
        0.60 of the trials a success.
    trials, successes : int
        Repetitions.
    minutes, elapsed_minutes, planned_minutes : float
        Played; from the words of a session's first set to the end of its last, rests and pauses
        with it; longest that the file asks for.
    rating : float
        Mean of the ratings; NaN where there are none.
    fell : bool
        A week that is over, with less than `FALL` of the minutes of the week before.
    """

    week: int
    iso: str
    planned: int
    started: int
    completed: int
    successful: int
    trials: int
    successes: int
    minutes: float
    elapsed_minutes: float
    planned_minutes: float
    rating: float = math.nan
    fell: bool = False


def sets_of(kept: Sequence[KeptSet], programme: str, origin: Origin) -> tuple[KeptSet, ...]:
    """Pick the sets of one programme, oldest first; what a simulation did is no person's."""
    return tuple(one for one in kept if one.programme == programme and one.origin == origin)


def monday(day: str) -> dt.date:
    """First day of a day's ISO week.

    Examples
    --------
    >>> monday("2026-01-01")
    datetime.date(2025, 12, 29)
    """
    date = dt.date.fromisoformat(day)
    return date - dt.timedelta(days=date.weekday())


def week_on(kept: Sequence[KeptSet], today: str) -> int:
    """Which week of the programme a day is in, from 1; may be beyond its end.

    Parameters
    ----------
    kept : sequence of KeptSet
        Of this programme and person, oldest first.
    today : str
        Date on the wall's calendar, as `balance_arcade.core.clock.WallAnchor.day` gives it.
    """
    if not kept:
        return 1
    # Counted from the newest set: a week that was named by hand moves the calendar.
    newest = kept[-1]
    passed = (monday(today) - monday(newest.day)).days // 7
    # A clock that was set back takes nothing back.
    return newest.week + max(0, passed)


def position(
    programme: Programme, kept: Sequence[KeptSet], today: str, *, week: int | None = None
) -> Position:
    """Find what the next session plays.

    A block of which a set was completed is behind the person, also where the session broke off in
    it; so the next session goes on with the next block of the week.

    Parameters
    ----------
    programme : Programme
        What is planned.
    kept : sequence of KeptSet
        What the person has done of it, oldest first.
    today : str
        Date on the wall's calendar.
    week : int, optional
        This week instead of the calendar's.

    Raises
    ------
    ConfigError
        The programme is over, has no such week, or all sessions of the week are done.
    """
    now = week_on(kept, today) if week is None else week
    if not 1 <= now <= programme.weeks:
        raise _beyond(programme, now, asked=week is not None)
    blocks = programme.blocks_of(now)
    sessions = range(1, programme.sessions_per_week + 1)
    slots = [(session, k) for session in sessions for k in range(len(blocks))]
    done = {(one.session, one.number) for one in kept if one.week == now and one.completed}
    behind = [n for n, (session, k) in enumerate(slots, 1) if (session, blocks[k][0]) in done]
    n_behind = behind[-1] if behind else 0
    if n_behind == len(slots):
        raise ConfigError(
            f"All {programme.sessions_per_week} sessions of week {now} of {programme.name} are"
            " done.",
            hint="The next week begins on Monday; to do more today name a game, or --week N.",
        )
    session, k = slots[n_behind]
    return Position(week=now, session=session, blocks=blocks[k:], before=k)


def _beyond(programme: Programme, week: int, *, asked: bool) -> ConfigError:
    if asked:
        return ConfigError(
            f"There is no week {week} in {programme.name}.",
            hint=f"Name one from 1 to {programme.weeks}: --week N.",
        )
    return ConfigError(
        f"{programme.name} is over: this is week {week}, and it has {programme.weeks}.",
        hint="Start another programme, or name a week of this one: --week N.",
    )


def progress(programme: Programme, kept: Sequence[KeptSet], today: str) -> tuple[WeekReport, ...]:
    """Sum every week of a programme up.

    Parameters
    ----------
    programme : Programme
        What is planned.
    kept : sequence of KeptSet
        Of this programme and person, oldest first.
    today : str
        Date on the wall's calendar: only a week that is over can have fallen.

    Returns
    -------
    tuple of WeekReport
        All weeks of the file, and later ones in which something was done.
    """
    now = week_on(kept, today) if kept else 0
    last = max((programme.weeks, *(one.week for one in kept)))
    reports: list[WeekReport] = []
    for week in range(1, last + 1):
        report = _report(programme, kept, week)
        if reports and week < now:
            fell = report.minutes < FALL * reports[-1].minutes
            report = msgspec.structs.replace(report, fell=fell)
        reports.append(report)
    return tuple(reports)


def _report(programme: Programme, kept: Sequence[KeptSet], week: int) -> WeekReport:
    mine = [one for one in kept if one.week == week]
    ratings = [one.rating for one in mine if one.rating is not None]
    return WeekReport(
        week=week,
        iso=_iso(kept, week),
        planned=programme.sessions_per_week * programme.n_sets(week),
        started=len(mine),
        completed=sum(one.completed for one in mine),
        successful=sum(one.successful for one in mine),
        trials=sum(one.trials for one in mine),
        successes=sum(one.successes for one in mine),
        minutes=math.fsum(one.active_s for one in mine) / 60.0,
        elapsed_minutes=math.fsum(one.elapsed_s for one in mine) / 60.0,
        planned_minutes=programme.week_s(week) / 60.0,
        rating=sum(ratings) / len(ratings) if ratings else math.nan,
    )


def _iso(kept: Sequence[KeptSet], week: int) -> str:
    if not kept:
        return ""
    one = next((one for one in kept if one.week == week), kept[-1])
    year, number, _ = (monday(one.day) + dt.timedelta(weeks=week - one.week)).isocalendar()
    return f"{year}-W{number:02d}"
