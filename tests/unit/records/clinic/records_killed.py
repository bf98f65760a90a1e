"""Kills a process that writes into the records, again and again, and looks at what is left.

Each round forks a writer, which says every step that the records have acknowledged, kills it with
SIGKILL at a moment that the seed names, and opens the records anew. Prints one JSON object.

Usage: records_killed.py ADDRESS FOLDER ROUNDS SEED
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from balance_arcade.core.errors import RecordsError
from balance_arcade.core.events import Event
from balance_arcade.files.content import file_hash
from balance_arcade.records.clinic import sealing
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person, finish_removals
from balance_arcade.records.clinic.identities import Identities, Identity, IdentityDatabase
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.leaving import back_up
from balance_arcade.records.clinic.outbox import Waiting, put, waiting_in
from balance_arcade.records.clinic.programmes import add_programme, assign, assigned
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.records.clinic.tables import AuditRow, Note, Outcome, Trial, TrialEvent

N_OUTCOMES, N_EVENTS = 40, 10
PASSPHRASE = "four calm green herons"
LONGEST_S = 0.02


def recording(folder: Path, name: str, person: str) -> ReadRecording:
    file = folder / f"{name}.mcap"
    file.write_bytes(name.encode())
    outcomes = [
        ReadOutcome("test", f"o{k}", float(k), "mm", "made up", "", "test/1")
        for k in range(N_OUTCOMES)
    ]
    events = tuple(Event(float(k), "session.mark", {"k": k}) for k in range(N_EVENTS))
    return ReadRecording(
        file=file,
        sha256=file_hash(file),
        session_id=f"s-{name}",
        trial_id=name,
        label="test",
        person=person,
        origin="real",
        board="Board",
        calibration="",
        app_version="0",
        began=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        seconds=1.0,
        n_samples=100,
        complete=True,
        end_reason="",
        outcomes=tuple(outcomes),
        events=events,
    )


def write(address: str, folder: Path, round_: int, say: int) -> None:
    """Go through every way to write, until killed; say each that was acknowledged."""

    def told(kind: str, what: str) -> None:
        os.write(say, f"{kind} {what}\n".encode())

    with Database(address) as database, IdentityDatabase(folder / "identities.db") as apart:
        records = Records(database, folder, actor="writer")
        names = Identities(apart, PASSPHRASE)
        told("opened", "-")
        for k in range(1000):
            one, person = f"r{round_}-{k}", f"p{round_}-{k}"
            records.add_recording(recording(folder, one, person))
            told("recording", one)
            told("note", str(records.note(f"s-{one}", "walked well")))
            records.detach(f"s-{one}")
            records.attach(f"s-{one}", person)
            told("attached", one)
            names.put(Identity(person, f"Name of {person}"))
            told("identity", person)
            add_programme(records, "Steady", one)
            assign(records, person, "Steady")
            told("assigned", person)
            put(folder, Waiting(one, (f"{one}.mcap",)))
            told("waiting", one)
            if database.file is not None:
                back_up(records, folder / f"{one}.backup")
                told("backup", f"{one}.backup")
            gone = recording(folder, f"{one}-gone", f"{person}-gone")
            records.add_recording(gone)
            erase_person(records, f"{person}-gone")
            told("erased", f"{one}-gone")


def kill_one(
    work: Callable[[int], object], chance: random.Random, most: int = 20
) -> list[list[str]]:
    """Let a process begin, which says lines on what it is given, and kill it; returns them.

    It is killed soon after a line that chance names, one of the first ``most``.
    """
    listen, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(listen)
        work(say)
        os._exit(0)
    os.close(say)
    said = b""
    until = chance.randrange(0, most)
    while said.count(b"\n") < until and (more := os.read(listen, 4096)):
        said += more
    time.sleep(chance.uniform(0.0, LONGEST_S))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(listen, 4096):
        said += more
    os.close(listen)
    return [line.split() for line in said.decode().splitlines()]


def look(address: str, folder: Path, acknowledged: list[list[str]]) -> list[str]:
    """Look at what is left; returns what is wrong with it."""
    wrong = []
    with Database(address) as database:
        records = Records(database, folder)
        finish_removals(records)
        wrong += [f"{one.subject}: {one.why}" for one in records.verify()]
        with database.work() as work:
            trials = {one.trial_id: one.id for one in work.scalars(select(Trial))}
            outcomes, events = (
                Counter(
                    {
                        k: n
                        for k, n in work.execute(
                            select(t.trial_id, func.count()).group_by(t.trial_id)
                        )
                    }
                )
                for t in (Outcome, TrialEvent)
            )
            told = Counter(work.scalars(select(AuditRow.subject).where(_added(AuditRow))))
            notes = {str(one) for one in work.scalars(select(Note.id))}
        for name, number in trials.items():
            if (outcomes[number], events[number], told[name]) != (N_OUTCOMES, N_EVENTS, 1):
                wrong.append(f"{name} is half there")
        with IdentityDatabase(folder / "identities.db") as apart:
            names = {
                one.pseudonym: one.name
                for one in Identities(apart, PASSPHRASE).find("", most=10**6)
            }
        for kind, what in acknowledged:
            there = {
                "recording": what in trials,
                "attached": what in trials,
                "note": what in notes,
                "identity": names.get(what) == f"Name of {what}",
                "assigned": kind == "assigned" and len(assigned(database, what)) == 1,
                "waiting": any(one.session == what for one in waiting_in(folder)),
                "erased": what not in trials and not (folder / f"{what}.mcap").exists(),
                "backup": kind == "backup" and _opens(folder / what),
            }.get(kind, True)
            if not there:
                wrong.append(f"{kind} {what} was acknowledged and is lost")
    return wrong


def _added(row: type[AuditRow]):
    return row.action == "recording.added"


def _opens(file: Path) -> bool:
    try:
        with Database(file) as copy:
            return copy.tables != []
    except RecordsError:
        return False


def main() -> None:
    address, folder = sys.argv[1], Path(sys.argv[2])
    n_rounds, chance = int(sys.argv[3]), random.Random(int(sys.argv[4]))
    sealing.COST = (2, 8, 1)
    wrong, n_said, kinds = [], 0, Counter()
    for round_ in range(n_rounds):
        said = kill_one(partial(write, address, folder, round_), chance)
        n_said += len(said)
        kinds.update([said[-1][0] if said else "opening"])
        wrong += [f"round {round_}: {one}" for one in look(address, folder, said)]
        for copy in folder.glob("*.backup*"):
            copy.unlink()
    print(json.dumps({"rounds": n_rounds, "acknowledged": n_said, "after": kinds, "wrong": wrong}))


if __name__ == "__main__":
    main()
