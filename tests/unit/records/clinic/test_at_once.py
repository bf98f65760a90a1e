"""Two stations at once on one person: one of them wins, the other is told, nothing is half."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from clinic_kit import Make
from sqlalchemy import func, select

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.programmes import add_programme, assign, assigned
from balance_arcade.records.clinic.tables import Trial


def test_a_session_that_two_stations_give_to_two_people_is_one_of_theirs(
    records: Records, make: Make
) -> None:
    records.add_recording(make("a", person=""))
    together = Barrier(2)

    def attach(who: str) -> str:
        with Database(_address(records)) as own:
            mine = Records(own, records.folder, actor=who)
            together.wait()
            try:
                mine.attach("s1", who)
            except RecordsError as error:
                return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(attach, ("p-1", "p-2")))
    winner, loser = ("p-1", "p-2") if not said[0] else ("p-2", "p-1")
    assert sorted(map(bool, said)) == [False, True]
    assert f"is that of {winner}" in max(said)
    assert [len(records.sessions(who)) for who in (winner, loser)] == [1, 0]
    assert records.verify() == []


def test_two_stations_that_assign_at_once_leave_one_programme_that_lasts(records: Records) -> None:
    records.add_person("p-1")
    add_programme(records, "Steady", "a")

    def give(_: int) -> None:
        with Database(_address(records)) as own:
            assign(Records(own, records.folder), "p-1", "Steady")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(give, range(6)))
    rows = assigned(records.database, "p-1")
    assert [one.until is None for one in rows] == [True] + [False] * 5
    assert records.verify() == []


def test_a_person_who_is_erased_while_recordings_come_in_leaves_no_row_without_its_file(
    records: Records, make: Make
) -> None:
    reads = [make(f"r{k}", session_id=f"s{k}") for k in range(12)]
    for read in reads[:4]:
        records.add_recording(read)

    def write() -> None:
        with Database(_address(records)) as own:
            mine = Records(own, records.folder, actor="session")
            for read in reads:
                try:
                    mine.add_recording(read)
                except RecordsError as error:
                    assert "was erased" in str(error)  # noqa: PT017 - any other is a fault

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        n_erased = erase_person(records, "p-017")
        writing.result()
    assert records.verify() == []
    with records.database.work() as work:
        n_left = work.scalar(select(func.count()).select_from(Trial))
    assert n_erased >= 4
    assert n_left == len(reads) - n_erased
    assert len(list(records.folder.glob("*.mcap"))) == n_left


def _address(records: Records) -> str:
    return records.database.engine.url.render_as_string(hide_password=False)
