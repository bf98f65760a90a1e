"""Centres that are gone, full, newer, restored; two stations that disagree: told, nothing lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from clinic_kit import Make, outcome
from network_kit import Network
from postgres_kit import Server
from sqlalchemy import event, text

from balance_arcade.core.errors import ConfigError, RecordsAwayError, RecordsError
from balance_arcade.records.clinic import database as databases
from balance_arcade.records.clinic import sync as syncing
from balance_arcade.records.clinic.centre import CentreDatabase
from balance_arcade.records.clinic.database import WRITES, Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.leaving import back_up
from balance_arcade.records.clinic.outgoing import outbox, strike_out
from balance_arcade.records.clinic.programmes import add_programme, assign, assigned, programmes
from balance_arcade.records.clinic.sync import sync


def test_a_session_that_two_give_to_two_people_stays_at_both_and_is_told(
    network: Network, make: Make
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder, person=""))
    network.sync(station)
    network.records.attach("s1", "p-9")
    station.attach("s1", "p-1")
    (refused,) = network.sync(station).refused
    assert "another person's at the centre than here" in refused.why
    assert [row.id for row in network.records.sessions("p-9")] == ["s1"]
    assert [row.id for row in station.sessions("p-1")] == ["s1"]
    assert outbox(station).refused == (refused,)
    # What is recorded in it meanwhile goes to the centre all the same.
    station.add_recording(make("b", station.folder, person="", outcomes=(outcome(1.0),)))
    network.sync(station)
    assert set(network.trials_at_centre()) == {"trial-a", "trial-b"}
    network.records.detach("s1")
    assert network.sync(station).refused == []
    assert [row.id for row in network.records.sessions("p-1")] == ["s1"]
    # A change here alone is taken over; one there alone is told and stays.
    station.detach("s1")
    station.attach("s1", "p-2")
    assert network.sync(station).refused == []
    assert [row.id for row in network.records.sessions("p-2")] == ["s1"]
    network.records.detach("s1")
    station.add_recording(make("c", station.folder, person=""))
    (refused,) = network.sync(station).refused
    assert "somebody else, or to nobody" in refused.why
    assert [row.id for row in network.records.sessions(None)] == ["s1"]


def test_two_stations_that_give_one_person_two_programmes_lose_neither(network: Network) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    for station, plan in ((one, "weeks = 1"), (other, "weeks = 2")):
        station.add_person("p-1")
        add_programme(station, "Steady", plan)
        assign(station, "p-1", "Steady")
    assert network.sync(one, texts=True).refused == []
    why = [refused.why for refused in network.sync(other, texts=True).refused]
    assert any("is version 2 there" in sentence for sentence in why)
    assert any("Another station has given the person a programme" in sentence for sentence in why)
    newer, older = assigned(network.centre, "p-1")
    assert (newer.version, newer.until, older.version) == (2, None, 1)
    assert older.until == newer.since
    assert len(programmes(network.centre)) == 2
    assert network.sync(other, texts=True).refused == []
    assert network.sync(one, texts=True).refused == []
    assert network.records.verify() == []


def test_other_bytes_and_other_numbers_of_the_same_trial_are_told(
    network: Network, make: Make
) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    one.add_recording(make("a", one.folder, outcomes=(outcome(1.0),)))
    network.sync(one)
    changed = make("b", other.folder, trial_id="trial-a")
    other.add_recording(changed)
    other.add_recording(make("c", other.folder))
    (refused,) = network.sync(other).refused
    assert "with other bytes" in refused.why
    assert network.trials_at_centre() == {"trial-a": "room-1", "trial-c": "room-2"}
    copy = network.station("room-3")
    copy.add_recording(make("a", copy.folder, outcomes=(outcome(2.0),)))
    (refused,) = network.sync(copy).refused
    assert "another one at the centre, by the same method" in refused.why
    assert "1.0" in network.text_at_centre()


def test_a_centre_that_goes_away_ends_the_sync_and_the_rest_waits(
    own_server: Server, tmp_path: Path, make: Make
) -> None:
    address = own_server.new_database()
    Database(address).close()
    with Database(tmp_path / "clinic.db") as database, CentreDatabase(address) as centre:
        station = Records(database, tmp_path)
        for k in range(4):
            station.add_recording(make(f"r{k}", session_id=f"s{k}"))

        def crash(n_sent: int) -> None:
            if n_sent == 3:
                own_server.crash()

        done = sync(station, centre, say=crash)
        assert "The centre's records cannot be written or read" in done.fault
        assert outbox(station).sessions == 2
        with pytest.raises(RecordsAwayError, match="The centre's records cannot be opened"):
            CentreDatabase(address)
        own_server.start()
        assert sync(station, centre).sent == {"session": 2}
        own_server.stop()
        own_server.start()
        # Restarted between two syncs: nobody is told.
        station.attach("s0", "p-017")
        assert sync(station, centre).sent == {"session": 1}
        assert len(Records(centre, tmp_path).sessions("p-017")) == 4
        assert Records(centre, tmp_path).verify() == station.verify() == []


def test_a_full_disk_at_the_centre_and_at_the_station_lose_nothing(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(outcome(1.0, name=f"{k:03d}".rjust(96, "x")) for k in range(500))
    Database(tmp_path / "centre.db").close()
    with Database(tmp_path / "clinic.db") as database:
        station = Records(database, tmp_path)
        station.add_recording(make("a", outcomes=many))
        with CentreDatabase(tmp_path / "centre.db") as full:
            event.listen(full.engine, "connect", _no_more_pages)
            full.engine.dispose()
            assert "disk is full" in sync(station, full).fault
        assert outbox(station).sessions == 1

        def no_room(*_: object) -> None:
            raise RecordsAwayError("The records cannot be written or read: disk is full.")

        with CentreDatabase(tmp_path / "centre.db") as centre:
            monkeypatch.setattr(syncing, "strike_out", no_room)
            assert "disk is full" in sync(station, centre).fault
            monkeypatch.setattr(syncing, "strike_out", strike_out)
            assert sync(station, centre).sent == {"session": 1}
            assert Records(centre, tmp_path).verify() == []


def _no_more_pages(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0005", "have schema 0005, older than this program's"),
        ("9000", "have schema 9000, newer than this program's"),
    ],
)
def test_a_centre_of_another_schema_is_refused_by_name_and_left_as_it_is(
    network: Network, version: str, said: str
) -> None:
    change = text(f"UPDATE alembic_version SET version_num = '{version}'")
    with network.centre.engine.execution_options(**{WRITES: True}).begin() as connection:
        connection.execute(change)
    with pytest.raises(RecordsError, match=said):
        CentreDatabase(network.address)
    with network.centre.engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert found == version


def test_an_empty_database_is_no_centre_and_stays_empty(server: Server) -> None:
    address = server.new_database()
    with pytest.raises(RecordsError, match="holds no records yet"):
        CentreDatabase(address)
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)


def test_a_centre_that_came_back_from_a_backup_is_told_and_filled_again(
    tmp_path: Path, make: Make
) -> None:
    Database(tmp_path / "centre.db").close()
    with Database(tmp_path / "clinic.db") as database:
        station = Records(database, tmp_path)
        with CentreDatabase(tmp_path / "centre.db") as centre:
            station.add_recording(make("a"))
            sync(station, centre)
            back_up(Records(centre, tmp_path), tmp_path / "backup.db")
            station.add_recording(make("b", session_id="s2"))
            sync(station, centre)
        with CentreDatabase(tmp_path / "backup.db") as restored:
            with pytest.raises(RecordsError, match="came back from a backup"):
                sync(station, restored)
            assert sync(station, restored, anew=True).sent == {"session": 2, "person": 1}
            assert len(Records(restored, tmp_path).sessions("p-017")) == 2
            assert Records(restored, tmp_path).verify() == []
        Database(tmp_path / "other.db").close()
        with (
            CentreDatabase(tmp_path / "other.db") as other,
            pytest.raises(ConfigError, match="another centre than the one of last time"),
        ):
            sync(station, other)


def test_a_station_that_came_back_from_a_backup_is_told(tmp_path: Path, make: Make) -> None:
    Database(tmp_path / "centre.db").close()
    with (
        Database(tmp_path / "clinic.db") as database,
        CentreDatabase(tmp_path / "centre.db") as centre,
    ):
        station = Records(database, tmp_path)
        station.add_recording(make("a"))
        assert sync(station, centre).told == []
        back_up(station, tmp_path / "backup.db")
        station.add_recording(make("b", session_id="s2"))
        assert sync(station, centre).told == []
        with Database(tmp_path / "backup.db") as restored:
            (said,) = sync(Records(restored, tmp_path), centre).told
        assert "does not go on from the one that the centre saw last" in said


def test_a_station_needs_no_right_to_change_the_centres_tables(
    server: Server, tmp_path: Path, make: Make
) -> None:
    address = server.new_database()
    Database(address).close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS station")
        connection.execute("CREATE ROLE station LOGIN")
        for grant in GRANTS:
            connection.execute(grant)
    try:
        with (
            Database(tmp_path / "clinic.db") as database,
            CentreDatabase(address.replace("clinic@", "station@")) as centre,
        ):
            station = Records(database, tmp_path)
            station.add_recording(make("a"))
            done = sync(station, centre)
            assert (done.sent, done.fault) == ({"session": 1, "person": 1}, "")
            with pytest.raises(RecordsAwayError, match="must be owner"), centre.write() as work:
                work.execute(text("DROP TABLE person"))
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP OWNED BY station")
            connection.execute("DROP ROLE station")


GRANTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO station",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO station",
)


def test_a_station_that_fell_asleep_while_it_wrote_does_not_hold_the_others_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.new_database()
    Database(address).close()
    monkeypatch.setattr(databases, "IDLE_S", 0.2)
    with Database(address) as asleep, Database(address) as other:
        with pytest.raises(RecordsAwayError), asleep.write() as work:  # noqa: PT012 - it sleeps
            work.execute(text("SELECT 1"))
            # The other one is awake, however slow the computer is.
            monkeypatch.undo()
            Records(other, Path()).add_person("p-1")
            work.execute(text("SELECT 1"))
        assert Records(other, Path()).people() == ["p-1"]
