"""A person who is erased is erased at the centre, and no sync brings them back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from clinic_kit import Make
from network_kit import NOON, Network, actions

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic import sync as syncing
from balance_arcade.records.clinic.erasing import erase_person, finish_removals
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outbox import add_file
from balance_arcade.records.clinic.outgoing import Group, outbox, pack
from balance_arcade.records.clinic.parcels import Parcel
from balance_arcade.records.clinic.retention import due, erase_due, state_period


def test_an_erasure_reaches_the_centre_with_what_other_stations_sent(
    network: Network, make: Make
) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    one.add_recording(make("a", one.folder))
    other.add_recording(make("b", other.folder, session_id="s2"))
    other.add_recording(make("c", other.folder, session_id="s3", person="p-2"))
    network.sync(one)
    network.sync(other)
    assert erase_person(one, "p-017") == 1
    assert outbox(one).erasures == 1
    assert network.sync(one).sent == {"erased": 1}
    assert network.records.people() == ["p-2"]
    assert network.trials_at_centre() == {"trial-c": "room-2"}
    assert actions(network.records)[-3:] == ["person.erased", "erasure.received", "station.synced"]
    assert one.verify() == other.verify() == network.records.verify() == []
    # The other station is told, and brings nobody back, also with what it records from now on.
    other.add_recording(make("d", other.folder, session_id="s4"))
    done = network.sync(other)
    assert done.erased_there == ["p-017"]
    assert {why.why[:36] for why in done.refused} == {"The person was erased at the centre."}
    assert network.trials_at_centre() == {"trial-c": "room-2"}
    # Nothing of it was lost meanwhile: it lies at its station until somebody erases it there.
    assert len(other.sessions("p-017")) == 2
    erase_person(other, "p-017")
    done = network.sync(other)
    assert (done.refused, done.erased_there, done.fault) == ([], [], "")
    assert outbox(other).sessions == outbox(other).erasures == 0


def test_a_person_erased_while_their_session_is_on_its_way_is_gone_at_the_end(
    network: Network, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = network.station("room-1")
    for k in range(3):
        station.add_recording(make(f"r{k}", station.folder, session_id=f"s{k}"))

    def erased_after(records: Records, group: Group) -> Parcel | None:
        found = pack(records, group)
        if group.items[0][0] == "s1":
            erase_person(records, "p-017")
        return found

    monkeypatch.setattr(syncing, "pack", erased_after)
    done = network.sync(station)
    assert (done.fault, done.refused, done.sent["erased"]) == ("", [], 1)
    assert network.trials_at_centre() == {}
    assert network.records.people() == []
    assert "p-017" not in network.text_at_centre()
    assert station.verify() == network.records.verify() == []


def test_a_slow_second_sync_does_not_bring_back_whom_the_first_has_erased(
    network: Network, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder))

    def overtaken(records: Records, group: Group) -> Parcel | None:
        found = pack(records, group)
        monkeypatch.setattr(syncing, "pack", pack)
        erase_person(records, "p-017")
        assert network.sync(records).sent == {"erased": 1}
        return found

    monkeypatch.setattr(syncing, "pack", overtaken)
    done = network.sync(station)
    assert network.trials_at_centre() == {}
    assert network.records.people() == []
    assert [one.kind for one in done.refused] == ["person"]
    assert msgspec.structs.astuple(outbox(station))[:6] == (0, 0, 0, 0, 0, ())


def test_a_session_that_became_another_persons_outlives_the_erasing_of_the_first(
    network: Network, make: Make
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder))
    network.sync(station)
    station.detach("s1")
    station.attach("s1", "p-2")
    erase_person(station, "p-017")
    assert network.sync(station).refused == []
    assert [row.id for row in network.records.sessions("p-2")] == ["s1"]
    assert network.records.people() == ["p-2"]


def test_who_was_erased_at_the_centre_is_told_of_at_the_station(
    network: Network, make: Make
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder))
    network.sync(station)
    erase_person(network.records, "p-017")
    assert network.sync(station).erased_there == ["p-017"]
    # Somebody who is added afterwards under the same pseudonym is somebody else.
    erase_person(station, "p-017")
    station.add_recording(make("b", station.folder, session_id="s2"))
    done = network.sync(station)
    assert done.erased_there == []
    assert {one.kind for one in done.refused} == {"person", "session"}
    station.detach("s2")
    station.attach("s2", "p-018")
    assert [one.subject for one in network.sync(station).refused] == ["p-017"]
    assert [row.id for row in network.records.sessions("p-018")] == ["s2"]


def test_retention_of_a_station_leaves_the_centre_and_that_of_the_centre_is_not_undone(
    network: Network, make: Make
) -> None:
    station = network.station("room-1")
    for name, days in (("a", 900), ("b", 400)):
        began = NOON - dt.timedelta(days=days)
        read = make(name, station.folder, session_id=f"s-{name}", person=f"p-{name}", began=began)
        station.add_recording(read)
    network.sync(station)
    state_period(station, "person", 800)
    assert erase_due(station, due(station)) == 1
    state_period(network.records, "person", 300)
    centre_due = due(network.records)
    assert [one.subject for one in centre_due] == ["p-a", "p-b"]
    assert network.sync(station).sent == {}
    # At the centre somebody keeps things for as long as the centre says.
    assert erase_due(network.records, centre_due) == 0
    station.attach("s-b", "p-b")
    done = network.sync(station)
    assert [one.why for one in done.refused] == ["A recording of it was erased at the centre."]
    assert done.erased_there == []
    assert network.trials_at_centre() == {}


def test_a_centre_takes_files_in_by_their_hash_and_removes_them_with_the_person(
    network: Network, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, centre = network.station("room-1"), network.records
    read = make("a", station.folder)
    station.add_recording(read)
    network.sync(station)
    # Cut off on its way: other bytes, which are refused.
    half = make("a", centre.folder)
    half.file.write_bytes(b"hal")
    torn = msgspec.structs.replace(half, sha256="0" * 64)
    with pytest.raises(RecordsError, match="its bytes are others"):
        centre.add_recording(torn)
    assert network.trials_at_centre() == {"trial-a": "room-1"}
    half.file.write_bytes(read.file.read_bytes())
    monkeypatch.setattr("balance_arcade.records.clinic.outbox.read_recording", lambda _: half)
    assert not add_file(centre, half.file)
    assert network.trials_at_centre() == {"trial-a": ""}
    assert centre.verify() == []
    # What a station sends again leaves the file where it is.
    network.sync(station, anew=True)
    assert network.trials_at_centre() == {"trial-a": ""}
    other = make("b", centre.folder, session_id="s9", person="p-9")
    centre.add_recording(other)
    erase_person(station, "p-017")
    network.sync(station)
    # Whoever opens the centre from elsewhere leaves the file to those who have its folder.
    elsewhere = Records(network.centre, Path(station.folder))
    finish_removals(elsewhere)
    assert half.file.exists()
    finish_removals(centre)
    assert not half.file.exists()
    assert other.file.exists()
    assert centre.verify() == []
