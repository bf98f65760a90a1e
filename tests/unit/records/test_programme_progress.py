"""Weeks of a programme by the wall's calendar: what is next, what was done, what fell."""

from __future__ import annotations

import math

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.person_files import PersonFiles
from balance_arcade.records.person_store import KeptSet, PersonRecord
from balance_arcade.records.programme_progress import position, progress, sets_of, week_on
from balance_arcade.session.programme import Block, Programme

# A Wednesday; its week is 2026-W10 and began on the second of March.
DAY = "2026-03-04"


def block(game="orchard", sets=2, weeks=(1, 2, 3)):
    return Block(game=game, seconds=60.0, sets=sets, weeks=weeks)


PLAN = Programme(
    name="Calm",
    blocks=(block(), block("echo", 1, (1, 2)), block("slalom", 1, (3,))),
    weeks=3,
    sessions_per_week=2,
)


def kept(session=1, number=1, which=1, week=1, day=DAY, **fields):
    usual = {
        "when": f"{day}T09:30:00+00:00",
        "origin": "real",
        "programme": "Calm",
        "sets": 2,
        "game": "orchard",
        "completed": True,
        "successful": True,
        "trials": 10,
        "successes": 8,
        "active_s": 60.0,
        "elapsed_s": 90.0,
        "difficulty": 0.4,
    }
    place = {"day": day, "week": week, "session": session, "number": number, "set": which}
    return KeptSet(**usual | place | fields)


def numbers(at):
    return [number for number, _ in at.blocks]


def test_somebody_new_begins_with_the_first_week():
    at = position(PLAN, (), DAY)
    assert (at.week, at.session, numbers(at), at.before) == (1, 1, [1, 2], 0)


def test_what_was_broken_off_goes_on_with_the_next_block_of_the_week():
    broken_off = (kept(which=1), kept(which=2, completed=False))
    at = position(PLAN, broken_off, DAY)
    assert (at.session, numbers(at), at.before) == (1, [2], 1)
    # On another day of the same week too.
    assert position(PLAN, broken_off, "2026-03-08") == at


def test_a_block_of_which_no_set_was_completed_comes_again():
    at = position(PLAN, (kept(completed=False),), DAY)
    assert (at.session, numbers(at)) == (1, [1, 2])


def test_a_session_that_is_done_leads_to_the_next_and_a_week_to_monday():
    first = (kept(), kept(which=2), kept(number=2))
    assert (position(PLAN, first, DAY).session, numbers(position(PLAN, first, DAY))) == (2, [1, 2])
    both = (*first, kept(session=2), kept(session=2, number=2))
    with pytest.raises(ConfigError, match="All 2 sessions of week 1 of Calm are done"):
        position(PLAN, both, "2026-03-08")
    monday = position(PLAN, both, "2026-03-09")
    assert (monday.week, monday.session) == (2, 1)


def test_a_week_that_was_missed_has_passed():
    at = position(PLAN, (kept(),), "2026-03-16")
    assert (at.week, numbers(at)) == (3, [1, 3])
    with pytest.raises(ConfigError, match="Calm is over: this is week 4, and it has 3"):
        position(PLAN, (kept(),), "2026-03-23")


def test_the_turn_of_the_year_is_one_week():
    assert week_on((kept(day="2025-12-29"),), "2026-01-04") == 1
    assert week_on((kept(day="2025-12-29"),), "2026-01-05") == 2


def test_a_clock_that_was_set_back_takes_nothing_back():
    done = (kept(week=2, number=2),)
    assert week_on(done, "2020-01-01") == 2
    assert position(PLAN, done, "2020-01-01").session == 2


def test_a_week_may_be_named():
    assert numbers(position(PLAN, (), DAY, week=3)) == [1, 3]
    with pytest.raises(ConfigError, match="no week 9 in Calm"):
        position(PLAN, (), DAY, week=9)
    # From then on the weeks are counted from it.
    assert week_on((kept(), kept(week=2)), "2026-03-09") == 3


def test_planned_started_completed_and_successful_are_counted_apart():
    done = (
        kept(rating=None),
        kept(which=2, successful=False, successes=3, rating=7),
        kept(number=2, completed=False, successful=False, trials=2, successes=1, active_s=15.0),
    )
    week, *later = progress(PLAN, done, DAY)
    counts = (week.planned, week.started, week.completed, week.successful)
    assert counts == (6, 3, 2, 1)
    assert (week.trials, week.successes, week.rating) == (22, 12, 7.0)
    assert (week.minutes, week.elapsed_minutes, week.planned_minutes) == (2.25, 4.5, 6.0)
    assert (week.iso, later[0].iso) == ("2026-W10", "2026-W11")
    assert math.isnan(later[0].rating)


@pytest.mark.parametrize(
    ("second_s", "today", "fell"),
    [
        (47.0, "2026-03-16", True),
        (48.0, "2026-03-16", False),
        # The week is not over yet.
        (10.0, "2026-03-15", False),
    ],
)
def test_a_week_that_is_over_is_marked_where_its_minutes_fell(second_s, today, fell):
    done = (kept(), kept(week=2, day="2026-03-10", active_s=second_s))
    assert [one.fell for one in progress(PLAN, done, today)] == [False, fell, False]


def test_a_simulation_is_no_persons_past():
    both = (kept(origin="simulated"), kept(programme="Other"))
    assert sets_of(both, "Calm", "real") == ()


@pytest.mark.parametrize(
    "fields", [{"day": "tomorrow"}, {"week": 0}, {"rating": 11}, {"active_s": -1.0}]
)
def test_a_set_that_cannot_be_is_refused(fields):
    with pytest.raises(ValueError, match=r"count from 1|isoformat"):
        kept(**fields)


def test_a_set_that_is_kept_again_is_the_one_that_knows_more():
    early, later = kept(elapsed_s=70.0), kept(elapsed_s=90.0)
    rated = kept(elapsed_s=90.0, rating=4)
    for order in ((early, later, rated), (rated, early, later), (later, rated, early)):
        record = PersonRecord("p-1")
        for one in order:
            record = record.with_session(sets=(kept(number=2), one))
        assert set(record.sets) == {kept(number=2), rated}


def test_sets_are_kept_and_files_of_before_are_read(tmp_path):
    store = PersonFiles(tmp_path)
    store.save(PersonRecord("p-1", sets=(kept(rating=3),)))
    assert store.load("p-1").sets == (kept(rating=3),)
    old = b'{"format": 1, "person": "p-2", "limits": [], "played": []}'
    (tmp_path / "person-p-2.json").write_bytes(old)
    assert store.load("p-2") == PersonRecord("p-2")
