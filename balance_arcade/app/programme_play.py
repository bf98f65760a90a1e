"""From a training programme and what a person has done of it to the next session."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

import msgspec

from balance_arcade.app.playlist import Playlist
from balance_arcade.core.board import Origin
from balance_arcade.core.clock import WallAnchor
from balance_arcade.games.challenge import start_shift, steps
from balance_arcade.games.course import PlayedSet
from balance_arcade.games.registry import game_spec
from balance_arcade.games.setup import check_safety, planned_activity
from balance_arcade.records.person_store import KeptSet, PersonRecord
from balance_arcade.records.programme_progress import Position, position, progress, sets_of
from balance_arcade.reports.summary import ProgrammeSummary, WeekMinutes
from balance_arcade.session.plan import PlannedActivity
from balance_arcade.session.programme import Programme, SetPlace

SEED_STEP = 1000
"""How far apart the seeds of two sessions are: more than a session has sets."""


def activities_of(
    programme: Programme, at: Position, mode: str = ""
) -> tuple[PlannedActivity, ...]:
    """Activities of a session, one a set.

    Parameters
    ----------
    programme : Programme
        What is planned.
    at : Position
        Which session, and which blocks of it are left.
    mode : str
        In which those are played that have it; empty for the usual one.
    """
    found = []
    n_blocks = at.before + len(at.blocks)
    for index, (number, block) in enumerate(at.blocks, at.before + 1):
        spec = game_spec(block.game).in_mode(str(block.settings.get("mode", mode)))
        for which in range(1, block.sets + 1):
            place = SetPlace(
                programme=programme.name,
                week=at.week,
                weeks=programme.weeks,
                session=at.session,
                sessions=programme.sessions_per_week,
                block=index,
                blocks=n_blocks,
                number=number,
                set=which,
                sets=block.sets,
                repetitions=block.repetitions,
                rating=block.rating and which == block.sets,
                settings=block.settings,
            )
            planned = planned_activity(spec, block.seconds)
            found.append(msgspec.structs.replace(planned, rest_s=block.rest_s, place=place))
    return tuple(found)


def next_session(playlist: Playlist, record: PersonRecord, origin: Origin, today: str) -> Playlist:
    """Put the next session of its programme into a playlist; one without a programme stays.

    Parameters
    ----------
    playlist : Playlist
        With ``programme``.
    record : PersonRecord
        What is kept of the person; an empty one begins with the first week.
    origin : {"real", "simulated", "replayed"}
        Who stands on the board: what another kind did does not count.
    today : str
        Date on the wall's calendar.

    Raises
    ------
    ConfigError
        The programme is over, the week is done, or a game needs a spotter and none is confirmed.
    """
    programme = playlist.programme
    if programme is None:
        return playlist
    kept = sets_of(record.sets, programme.name, origin)
    at = position(programme, kept, today, week=playlist.week)
    planned = activities_of(programme, at, playlist.options.mode)
    games = tuple(one.name for one in planned)
    check_safety(games, playlist.options)
    n_before = (at.week - 1) * programme.sessions_per_week + at.session - 1
    return dataclasses.replace(
        playlist,
        games=games,
        planned=planned,
        seed=playlist.seed + SEED_STEP * n_before,
        seconds=None,
        offers=(),
        title=f"{programme.name}, week {at.week}, session {at.session}",
    )


def moved_starts(
    last: Mapping[str, float], record: PersonRecord, programme: str, origin: Origin
) -> dict[str, float]:
    """Move where games begin by how their last block in the programme went.

    A game that was played since outside of the programme begins where it ended then.

    Parameters
    ----------
    last : mapping of str to float
        Where each game ended last.
    record : PersonRecord
        What is kept of the person.
    programme : str
        Name of the programme.
    origin : {"real", "simulated", "replayed"}
        Who stands on the board.
    """
    newest = {one.game: one.when for one in record.played if one.origin == origin}
    found = dict(last)
    blocks: dict[str, list[KeptSet]] = {}
    for one in sets_of(record.sets, programme, origin):
        blocks[one.game] = [*_same_block(blocks.get(one.game, []), one), one]
    for game, sets in blocks.items():
        if game in found and newest.get(game) == sets[-1].when:
            trials = sum(one.own_trials for one in sets)
            hits = sum(one.own_successes for one in sets)
            shift = start_shift(steps(trials, hits, sets[-1].rating))
            found[game] = min(1.0, max(0.0, found[game] + shift))
    return found


def _same_block(sets: Sequence[KeptSet], one: KeptSet) -> Sequence[KeptSet]:
    """Those of some sets that are of one block of one session."""
    return [other for other in sets if (other.when, other.number) == (one.when, one.number)]


def summary_of(
    playlist: Playlist,
    before: Sequence[KeptSet],
    sets: Sequence[PlayedSet],
    began: WallAnchor,
    origin: Origin,
) -> ProgrammeSummary | None:
    """Sum a session of a programme up, with the weeks that it is part of.

    Parameters
    ----------
    playlist : Playlist
        As it was played.
    before : sequence of KeptSet
        What the person had done until then.
    sets : sequence of PlayedSet
        Of the session.
    began : WallAnchor
        When it began.
    origin : {"real", "simulated", "replayed"}
        Who stood on the board.

    Returns
    -------
    ProgrammeSummary or None
        None outside of a programme.
    """
    programme, planned = playlist.programme, playlist.planned
    place = planned[0].place if planned else None
    if programme is None or place is None:
        return None
    done = kept_sets(sets, began, origin)
    # Most of them are kept already, as they stood when they had just ended.
    record = PersonRecord("", sets=tuple(before)).with_session(sets=done)
    whole = sets_of(record.sets, programme.name, origin)
    return ProgrammeSummary(
        name=programme.name,
        week=place.week,
        weeks=place.weeks,
        session=place.session,
        sessions=place.sessions,
        planned=len(planned),
        started=len(done),
        completed=sum(one.completed for one in done),
        successful=sum(one.successful for one in done),
        trials=sum(one.trials for one in done),
        successes=sum(one.successes for one in done),
        active_s=math.fsum(one.active_s for one in done),
        elapsed_s=math.fsum(one.elapsed_s for one in done),
        ratings=tuple((game_spec(one.game).title, one.rating) for one in sets if one.place.rating),
        minutes=tuple(
            WeekMinutes(one.week, one.minutes, one.planned_minutes, one.fell)
            for one in progress(programme, whole, began.day())
        ),
    )


def kept_sets(sets: Sequence[PlayedSet], began: WallAnchor, origin: Origin) -> tuple[KeptSet, ...]:
    """Turn the sets of a session into what is kept; such as were never played are left out."""
    when, day = began.iso(), began.day()
    return tuple(
        KeptSet(
            when=when,
            day=day,
            origin=origin,
            programme=one.place.programme,
            week=one.place.week,
            session=one.place.session,
            number=one.place.number,
            set=one.place.set,
            sets=one.place.sets,
            **{name: getattr(one, name) for name in _SAME},
        )
        for one in sets
        if one.active_s > 0.0
    )


_SAME = (
    *("game", "completed", "successful", "trials", "successes"),
    *("active_s", "elapsed_s", "difficulty", "own_trials", "own_successes", "rating"),
)
"""Fields that a set that was played and one that is kept share."""
