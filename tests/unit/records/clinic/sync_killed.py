"""Kills a station while it syncs, again and again, and looks at what is left on both sides.

Each round adds sessions, changes whose they are, and erases somebody; then a sync is killed with
SIGKILL: just before a commit of either side, or at any moment, as the seed names. Whatever is not
whole at the centre must wait at the station. At the end one sync is let through. Prints one JSON
object.

Usage: sync_killed.py CENTRE FOLDER ROUNDS SEED
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from records_killed import N_EVENTS, N_OUTCOMES, kill_one, recording
from sqlalchemy import event, func, select

from balance_arcade.records.clinic.about import tell_about
from balance_arcade.records.clinic.centre import CentreDatabase
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import outbox
from balance_arcade.records.clinic.sync import Synced, sync
from balance_arcade.records.clinic.tables import Outcome, Person, Session, Trial, TrialEvent, Unsent

N_SESSIONS = 4
N_COMMITS = 60
"""Commits of a sync among which it is killed; one of a round has a few more."""


def change(folder: Path, round_: int) -> None:
    """Add to a station what a round sends, change what is at the centre, and erase somebody."""
    with Database(folder / "clinic.db") as database:
        records = Records(database, folder)
        for k in range(N_SESSIONS):
            name = f"r{round_}-{k}"
            records.add_recording(recording(folder, name, f"p-{name}"))
        if round_:
            before = f"r{round_ - 1}"
            records.detach(f"s-{before}-0")
            records.attach(f"s-{before}-0", f"p-{before}-1")
            tell_about(records, f"p-{before}-1", birth_year=1940 + round_ % 50)
            erase_person(records, f"p-{before}-2")


def send(centre: str, folder: Path, told: Callable[[str], None]) -> Synced:
    """Sync, and say before each commit on whose side it is."""
    with Database(folder / "clinic.db") as database, CentreDatabase(centre) as there:
        for engine, side in ((database.engine, "station"), (there.engine, "centre")):
            event.listen(engine, "commit", lambda _, side=side: told(side))
        return sync(Records(database, folder), there)


def killed(centre: str, folder: Path, round_: int, chance: random.Random) -> str:
    """Let a sync be killed; returns by what.

    Two of three rounds die just before a commit, where the two sides differ most; the third is
    killed from outside, at whatever moment.
    """
    kind = ("centre", "station", "outside")[round_ % 3]
    if kind == "outside":
        kill_one(partial(_watched, centre, folder), chance, N_COMMITS)
    elif (pid := os.fork()) == 0:
        left = chance.randrange(1, N_COMMITS // 6)
        send(centre, folder, partial(_die, kind, iter(range(left))))
        os._exit(0)
    else:
        chance.randrange(1, N_COMMITS // 6)
        os.waitpid(pid, 0)
    return kind


def _watched(centre: str, folder: Path, say: int) -> None:
    send(centre, folder, lambda side: _say(say, side))


def _say(say: int, side: str) -> None:
    os.write(say, f"{side}\n".encode())


def _die(kind: str, left: Iterator[int], side: str) -> None:
    if side == kind and next(left, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)


def look(centre: str, folder: Path) -> list[str]:
    """Look at both sides; returns what is wrong."""
    wrong = []
    with Database(folder / "clinic.db") as database, Database(centre) as there:
        for records in (Records(database, folder), Records(there, folder)):
            wrong += [f"{one.subject}: {one.why}" for one in records.verify()]
        with database.work() as work:
            waits = {one.subject for one in work.scalars(select(Unsent))}
        here, at_centre = _sessions(database), _sessions(there)
        people, known = _people(database), set(_people(there).values())
    for session, told in here.items():
        if session not in waits and at_centre.get(session) != told:
            wrong.append(f"{session} neither waits nor is at the centre as it is")
    for number, person in people.items():
        if number not in waits and person not in known:
            wrong.append(f"{person} neither waits nor is at the centre as they are")
    halves = {told[1:] for told in at_centre.values()} - {(N_OUTCOMES, N_EVENTS)}
    return wrong + [f"a session is half at the centre: {one}" for one in halves]


def _sessions(database: Database) -> dict[str, tuple[str, int, int]]:
    """Whose each session is, and how many numbers and events it has."""
    outcomes, events = (
        select(func.count()).select_from(table).where(table.trial_id == Trial.id).scalar_subquery()
        for table in (Outcome, TrialEvent)
    )
    wanted = (
        select(Session.id, Person.pseudonym, outcomes, events)
        .join(Trial, Trial.session_id == Session.id)
        .outerjoin(Person, Person.id == Session.person_id)
    )
    with database.work() as work:
        return {row[0]: (row[1] or "", row[2], row[3]) for row in work.execute(wanted)}


def _people(database: Database) -> dict[str, tuple[str, int | None]]:
    """Pseudonym and year of birth of each, by the number that an outbox knows them by."""
    with database.work() as work:
        return {
            str(one.id): (one.pseudonym, one.birth_year) for one in work.scalars(select(Person))
        }


def main() -> None:
    centre, folder = sys.argv[1], Path(sys.argv[2])
    n_rounds, chance = int(sys.argv[3]), random.Random(int(sys.argv[4]))
    Database(centre).close()
    wrong, after = list[str](), Counter[str]()
    for round_ in range(n_rounds):
        change(folder, round_)
        after.update([killed(centre, folder, round_, chance)])
        wrong += [f"round {round_}: {one}" for one in look(centre, folder)]
    last = send(centre, folder, lambda _: None)
    wrong += look(centre, folder)
    with Database(folder / "clinic.db") as database, Database(centre) as there:
        box = outbox(Records(database, folder))
        same = _sessions(database) == _sessions(there)
        people = [set(_people(one).values()) for one in (database, there)]
    told = {"rounds": n_rounds, "killed": after, "wrong": wrong, "refused": len(last.refused)}
    told |= {"same": same and people[0] == people[1], "waiting": box.sessions + box.people}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
