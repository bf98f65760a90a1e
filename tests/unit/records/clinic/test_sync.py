"""Sessions move from stations to a centre, once each, and only what may."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clinic_kit import Make, outcome
from network_kit import Network, actions
from sqlalchemy import select

import balance_arcade
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Event
from balance_arcade.records.clinic import sync as syncing
from balance_arcade.records.clinic.centre import name_station
from balance_arcade.records.clinic.identities import Identities, Identity, IdentityDatabase
from balance_arcade.records.clinic.outgoing import outbox, strike_out
from balance_arcade.records.clinic.programmes import add_programme, assign, assigned
from balance_arcade.records.clinic.progress import courses_of
from balance_arcade.records.clinic.tables import TrialEvent
from balance_arcade.records.clinic.waiting import STAYS, WAITS
from balance_arcade.records.clinic.withdrawing import withdraw_person


def test_sessions_move_once_and_both_logs_tell_of_it(network: Network, make: Make) -> None:
    station = network.station("room-1")
    for k, value in enumerate((20.0, None)):
        read = make(f"r{k}", station.folder, session_id=f"s{k}", outcomes=(outcome(value),))
        station.add_recording(read)
    station.add_recording(make("x", station.folder, session_id="s-nobody", person=""))
    assert outbox(station).sessions == 3
    done = network.sync(station)
    assert (done.sent, done.refused, done.fault) == ({"session": 3, "person": 1}, [], "")
    assert network.trials_at_centre() == dict.fromkeys(
        ["trial-r0", "trial-r1", "trial-x"], "room-1"
    )
    (course,) = courses_of(network.centre, "p-017")
    assert [point.value for point in course.points] == [20.0, None]
    assert [row.id for row in network.records.sessions(None)] == ["s-nobody"]
    box = outbox(station)
    assert (box.sessions, box.people, box.erasures, box.analyses, box.texts) == (0, 0, 0, 0, 0)
    assert box.last is not None
    before = actions(station), actions(network.records)
    assert network.sync(station).sent == {}
    # Nothing was sent, and nothing is told: a sync every minute does not fill the logs.
    assert (actions(station), actions(network.records)) == before
    assert before[0].count("session.sent") == before[1].count("session.received") == 3
    assert before[0][-1] == "centre.synced"
    # The files stay at the station, and the centre does not miss them.
    assert station.verify() == network.records.verify() == []


def test_a_sync_that_is_killed_between_the_two_sides_sends_it_again_and_it_is_there_once(
    network: Network, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder, outcomes=(outcome(1.0),)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(syncing, "strike_out", killed)
    with pytest.raises(KeyboardInterrupt):
        network.sync(station)
    monkeypatch.setattr(syncing, "strike_out", strike_out)
    there = network.text_at_centre()
    assert network.sync(station).sent == {"session": 1, "person": 1}
    assert [point.value for one in courses_of(network.centre, "p-017") for point in one.points] == [
        1.0
    ]
    assert actions(network.records).count("session.received") <= 1
    assert there.count("trial-a") <= network.text_at_centre().count("trial-a") <= 2
    assert station.verify() == network.records.verify() == []


def test_what_changes_while_it_is_sent_goes_on_waiting(
    network: Network, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = network.station("room-1")
    station.add_recording(make("a", station.folder, person=""))

    def changed(*given: object) -> None:
        monkeypatch.setattr(syncing, "strike_out", strike_out)
        station.attach("s1", "p-017")
        strike_out(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(syncing, "strike_out", changed)
    assert network.sync(station).sent == {"session": 2, "person": 1}
    assert [row.id for row in network.records.sessions("p-017")] == ["s1"]
    assert outbox(station).sessions == 0


def test_no_name_leaves_the_station(network: Network, make: Make) -> None:
    station = network.station("room-1")
    named = station.folder / "Anna Example"
    named.mkdir()
    said = (
        Event(1.0, "session.mark", {"text": "Anna Example took the rail", "mark": "f5"}),
        Event(2.0, "safety.adverse_event", {"kind": "fall", "text": "", "by": "Anna Example"}),
        Event(3.0, "game.failed", {"why": "/home/Anna Example/x.py", "game": "orchard"}),
    )
    station.add_recording(make("a", named, events=said))
    station.note("s1", "Anna Example is tired")
    add_programme(station, "Anna Example's plan", "# for Anna Example")
    assign(station, "p-017", "Anna Example's plan")
    with IdentityDatabase(str(station.folder / "identities.db")) as database:
        Identities(database, "four calm green herons").put(Identity("p-017", "Anna Example"))
    done = network.sync(station)
    assert done.refused == []
    assert "Anna" not in network.text_at_centre()
    assert "therapist" not in network.text_at_centre()
    # What happened is there without the words.
    with network.centre.work() as work:
        told = [(one.kind, one.data) for one in work.scalars(select(TrialEvent))]
    assert told == [
        ("session.mark", '{"mark":"f5"}'),
        ("safety.adverse_event", '{"kind":"fall","text":""}'),
        ("game.failed", '{"game":"orchard"}'),
    ]
    assert outbox(station).texts == 2


def test_what_people_wrote_goes_when_it_is_asked_for(network: Network, make: Make) -> None:
    station = network.station("room-1")
    mark = (Event(1.0, "session.mark", {"text": "took the rail"}),)
    station.add_recording(make("a", station.folder, events=mark))
    number = station.note("s1", "tired today")
    add_programme(station, "Steady", "weeks = 1")
    assign(station, "p-017", "Steady")
    assert network.sync(station).sent == {"session": 1, "person": 1}
    assert network.sync(station, texts=True).sent == {"texts": 1, "plan": 1}
    (row,) = network.records.sessions("p-017")
    assert row.notes == ("tired today",)
    (one,) = assigned(network.centre, "p-017")
    assert (one.name, one.version) == ("Steady", 1)
    assert "took the rail" in network.text_at_centre()
    # What comes to the session later takes nothing of it away.
    station.hide_note(number)
    station.add_recording(make("b", station.folder))
    network.sync(station, texts=True)
    assert network.records.sessions("p-017")[0].notes == ()
    assert "took the rail" in network.text_at_centre()
    assert network.text_at_centre().count("tired today") == 1


def test_a_person_who_was_added_by_mistake_is_withdrawn_at_the_centre(
    network: Network, make: Make
) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    one.add_person("p-1")
    network.sync(one)
    other.add_recording(make("a", other.folder, person="p-1"))
    network.sync(other)
    withdraw_person(one, "p-1")
    (refused,) = network.sync(one).refused
    assert (refused.kind, refused.subject) == ("person", "p-1")
    assert "has sessions at the centre" in refused.why
    assert outbox(one).refused == (refused,)
    withdraw_person(one, "p-1", withdrawn=False)
    assert network.sync(one).refused == []


def test_the_same_records_and_another_station_of_the_name_are_refused(network: Network) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    network.sync(one)
    name_station(other, "room-1")
    with pytest.raises(ConfigError, match="Another station is called room-1"):
        network.sync(other)
    with pytest.raises(ConfigError, match="never a person"):
        name_station(other, "Anna's room")
    with pytest.raises(ConfigError, match="these records themselves"):
        network.sync(network.records)


def test_every_action_of_the_audit_log_says_whether_it_changes_a_centre() -> None:
    """A change that nobody thought of here would never be sent."""
    written = re.compile(r"(?:audit|told)\(\s*(?:work,\s*)?(?:at\.work,\s*)?\"([a-z]+\.[a-z_]+)\"")
    source = Path(balance_arcade.__file__).parent
    found = {
        action for file in source.rglob("*.py") for action in written.findall(file.read_text())
    }
    assert len(found) > 20
    assert found <= set(WAITS) | STAYS, "a new action belongs into waiting.py: WAITS or STAYS"
    assert not set(WAITS) & STAYS
