"""What waits is read once and sent in its order; what changes meanwhile joins it, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from clinic_kit import Clock, Make

from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import Queue
from balance_arcade.records.clinic.tables import Session


@pytest.fixture
def station(tmp_path: Path, make: Make) -> Records:
    """Two sessions of two people, of which the centre has the second."""
    database = Database(tmp_path / "clinic.db")
    records = Records(database, tmp_path, now=Clock())
    for name in ("a", "b"):
        records.add_recording(make(name, session_id=f"s-{name}", person=f"p-{name}"))
    with database.write() as work:
        found = work.get(Session, "s-b")
        assert found is not None
        found.sent = records.now()
    return records


def _taken(queue: Queue) -> list[tuple[str, str]]:
    taken = []
    while (group := queue.take()) is not None:
        taken.append((group.kind, "" if group.kind == "erased" else group.items[0][0]))
    return taken


def test_it_is_sent_in_its_order_and_read_once_though_it_goes_on_waiting(station: Records) -> None:
    station.add_person("p-gone")
    erase_person(station, "p-gone")
    queue = Queue(station, texts=False)
    assert queue.look()
    assert _taken(queue) == [
        ("session", "s-b"),
        ("erased", ""),
        ("person", "1"),
        ("person", "2"),
        ("session", "s-a"),
    ]
    # All of it is in the outbox still, as if the centre had refused it.
    assert not queue.look()
    assert _taken(queue) == []


def test_what_changes_before_its_turn_is_sent_once_and_after_it_again(station: Records) -> None:
    queue = Queue(station, texts=False)
    queue.look()
    station.detach("s-a")
    assert queue.look()
    assert _taken(queue).count(("session", "s-a")) == 1
    station.attach("s-a", "p-b")
    assert queue.look()
    assert _taken(queue) == [("session", "s-a")]


def test_an_erasure_goes_before_what_was_read_earlier(station: Records) -> None:
    queue = Queue(station, texts=False)
    queue.look()
    assert queue.take() is not None
    erase_person(station, "p-a")
    queue.look()
    assert _taken(queue)[0] == ("erased", "")
