"""How long the records take with 1,000 people and 20,000 sessions, and their outcomes as Parquet.

Run with ``python benchmarks/bench_records.py [DB]``; prints a table with its limits. Without a
database a new SQLite file is made; a PostgreSQL must be empty.
"""

import datetime as dt
import math
import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.whole import write_whole
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.identities import Identities, Identity, IdentityDatabase
from balance_arcade.records.clinic.kept import kept_trials
from balance_arcade.records.clinic.looking import find_people, find_sessions
from balance_arcade.records.clinic.tables import Note, Outcome, Person, Session, Trial, TrialEvent
from balance_arcade.records.exchange.outcome_table import outcome_table
from balance_arcade.reports.from_records import Wanted, report_sheet
from balance_arcade.reports.sheet_html import sheet_html
from balance_arcade.reports.sheet_pdf import sheet_pdf

N_PEOPLE, N_EACH, N_OUTCOMES = 1000, 20, 10
N_TIMES = 40
LIMITS_MS = {
    "search": 50.0,
    "search by name": 50.0,
    "history": 300.0,
    "report": 2000.0,
    "parquet": 10_000.0,
}
RECORDING = "stance.mcap"
"""All trials name this one: what a report reads of a file costs the same."""
BEGAN = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)


def fill(database):
    """Put a clinic of some years into an empty database, past the checks of one at a time."""
    chance = random.Random(1)
    people = range(1, N_PEOPLE + 1)
    with database.write() as work:
        work.execute(
            insert(Person), [{"id": k, "pseudonym": f"p-{k:04d}", "since": BEGAN} for k in people]
        )
    for k in people:
        with database.write() as work:
            _sessions(work, k, chance)


def _sessions(work, person, chance):
    numbers = [(person - 1) * N_EACH + k + 1 for k in range(N_EACH)]
    at = {n: BEGAN + dt.timedelta(days=3 * (n % N_EACH), minutes=person) for n in numbers}
    work.execute(
        insert(Session),
        [
            {
                "id": f"{n:032x}",
                "person_id": person,
                "began": at[n],
                "origin": "real",
                "board": "Board",
                "calibration": "c1",
                "app_version": "0.1",
            }
            for n in numbers
        ],
    )
    work.execute(
        insert(Trial),
        [
            {
                "id": n,
                "session_id": f"{n:032x}",
                "trial_id": f"t{n}",
                "label": "assess-mctsib-firm",
                "began": at[n],
                "seconds": 60.0,
                "n_samples": 6000,
                "complete": True,
                "end_reason": "finished",
                "file": RECORDING,
                "sha256": f"{n:064x}",
            }
            for n in numbers
        ],
    )
    work.execute(
        insert(Outcome), [_outcome(n, j, chance) for n in numbers for j in range(N_OUTCOMES)]
    )
    work.execute(
        insert(TrialEvent),
        [{"trial_id": n, "t_s": 3.0, "kind": "session.mark", "data": "{}"} for n in numbers],
    )
    work.execute(
        insert(Note),
        [{"session_id": f"{numbers[0]:032x}", "written": BEGAN, "text": "walked well"}],
    )


def record(file):
    """Write a minute of a session's beginning: quiet stance, phase by phase, at 100 Hz."""
    geometry = Geometry(433.0, 238.0)
    board = BoardInfo("wii:", "w", "Board", "1", geometry, 100.0, "device", pre_zeroed=True)
    header = RecordingHeader(board=board, wall=WallAnchor(0, 0), trial_id="t", label="calibration")
    writer, chance = RecordingWriter(file, header), random.Random(3)
    writer.write_samples(
        [
            ForceSample(k, 10**7 * k, k / 100.0, *(175.0 + chance.gauss(0.0, 2.0) for _ in "abcd"))
            for k in range(6000)
        ]
    )
    before = Phase.SETTLE
    for phase, at_s in ((Phase.CENTRE, 5.0), (Phase.LIMITS, 35.0), (Phase.INSTRUCT, 59.0)):
        writer.write_event(Event(at_s, "session.phase", {"from": str(before), "to": str(phase)}))
        before = phase
    writer.finish()


def _outcome(trial, number, chance):
    value = chance.gauss(20.0, 3.0)
    missing = chance.random() < 0.02
    return {
        "trial_id": trial,
        "source": "test",
        "name": f"outcome_{number}_mm_s",
        "value": None if missing else value,
        "refused": "stopped: stepped" if missing else "",
        "unit": "mm/s",
        "definition": "path / T",
        "method": "mctsib/1",
        "repeats": "[]" if missing else f"[{value - 1},{value},{value + 1}]",
    }


def p95_ms(step, n_times=N_TIMES):
    """95th percentiles of what a step takes, told who it is for: on the wall, of the processor.

    On a computer with other things to do the first says more of them than of us.
    """
    chance, wall, used = random.Random(2), [], []
    for _ in range(n_times):
        who = chance.randrange(1, N_PEOPLE + 1)
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        step(who)
        wall.append(1e3 * (time.perf_counter() - start_s))
        used.append(1e3 * (time.process_time() - start_cpu_s))
    at = math.ceil(0.95 * n_times) - 1
    return sorted(wall)[at], sorted(used)[at]


def parquet(database, file):
    """Write all outcomes as `records table` does."""
    trials = kept_trials(database)
    write_whole(file, outcome_table(trials, file), "The table")
    return trials


def report(database, folder, who):
    """Make a person's progress as page and PDF, with the recordings of the first and last days."""
    sheet = report_sheet(database, folder, Wanted(person=f"p-{who:04d}"))
    sheet_html(sheet, paper="A4")
    sheet_pdf(sheet, paper="A4")


def main():
    """Fill, measure, and say what is too slow."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = sys.argv[1] if len(sys.argv) > 1 else str(folder / "records.db")
        with (
            Database(address) as database,
            IdentityDatabase(folder / "identities.db") as apart,
        ):
            start_s = time.perf_counter()
            fill(database)
            record(folder / RECORDING)
            names = Identities(apart, "four calm green herons")
            for k in range(1, N_PEOPLE + 1):
                names.put(Identity(f"p-{k:04d}", f"Name {k} Example"))
            print(f"{database.kind}: filled in {time.perf_counter() - start_s:.0f} s")
            table = folder / "outcomes.parquet"
            trials = []
            spent = {
                "parquet": p95_ms(lambda _: trials.extend(parquet(database, table)), 1),
                "search": p95_ms(lambda who: find_people(database, f"{who // 100:02d}")),
                "search by name": p95_ms(lambda who: names.find(f"name {who} ")),
                "history": p95_ms(lambda who: find_sessions(database, f"p-{who:04d}")),
                "report": p95_ms(lambda who: report(database, folder, who)),
            }
            with database.work() as work:
                assert sum(len(one.outcomes) for one in trials) == len(
                    list(work.scalars(select(Outcome.id)))
                )
    wrong = [what for what, limit in LIMITS_MS.items() if spent[what][0] > limit]
    for what, limit in LIMITS_MS.items():
        wall, used = spent[what]
        print(f"{what:<16}{wall:9.1f} ms ({used:.1f} ms of processor)   limit {limit:7.0f} ms")
    sys.exit(f"too slow: {', '.join(wrong)}" if wrong else 0)


if __name__ == "__main__":
    main()
