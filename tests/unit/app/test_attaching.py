"""A session without a patient, and a person attached to it while it goes on and after its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from host_kit import person, playlist, switches
from session_kit import Listener

from balance_arcade.app.attaching import ATTACHED, ATTACHED_ALREADY, NO_SESSION
from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.person_book import PersonBook
from balance_arcade.app.session_end import attach_last
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.events import Command
from balance_arcade.files.recording import RecordingReader, peek_header
from balance_arcade.files.recording.attached import Attached, attach, attached_path

WHO = {"person": "p-017"}


def order(args=WHO, name="1"):
    return Command(name, "person", args, "tablet-2")


def played(host, *, attached_while=False):
    session = host.begin(playlist())
    if attached_while:
        assert host.orders.take(order()) == "accepted"
        assert host.orders.take(order(name="2")) == f"rejected: {ATTACHED_ALREADY}"
    play_headless(host, session)
    host.end_session()
    return session


def people_of(folder: Path) -> set[str]:
    return {peek_header(file).person for file in folder.glob("*.mcap")}


def test_whoever_is_attached_in_a_session_stands_in_book_files_and_summary(tmp_path, monkeypatch):
    station, remembered = Listener(), []
    monkeypatch.setattr(
        PersonBook, "remember", lambda book, *_, **__: remembered.append(book._person)
    )
    told = switches(tmp_path, summary=True)
    with Host(person(), told, sinks=[station], serves=True) as host:
        session = played(host, attached_while=True)
        host.summaries()
    [event] = station.events(ATTACHED)
    assert event.data == {"by": "tablet-2"}
    assert people_of(tmp_path) == {"p-017"}
    # The recording itself is as it was: the name stands beside it.
    file = session.recordings[0]
    assert b"p-017" not in file.read_bytes()
    assert json.loads(attached_path(file).read_bytes())["by"] == "tablet-2"
    [page] = tmp_path.glob("summary-*.txt")
    assert "Person: p-017" in page.read_text(encoding="utf-8")
    assert remembered == ["p-017"]
    log = "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.log"))
    assert "p-017" not in log


def test_after_its_end_a_session_is_summed_up_once_more_and_the_next_is_nobodys(tmp_path):
    told = switches(tmp_path, summary=True)
    with Host(person(), told, serves=True) as host:
        assert attach_last(host, WHO, "") == NO_SESSION
        first = played(host)
        host.summaries()
        assert people_of(tmp_path) == {""}
        assert attach_last(host, WHO, "tablet-2") == ""
        assert attach_last(host, WHO, "tablet-2") == ATTACHED_ALREADY
        host.summaries()
        assert people_of(tmp_path) == {"p-017"}
        [page] = tmp_path.glob("summary-*.txt")
        assert "Person: p-017" in page.read_text(encoding="utf-8")
        assert host.attaching.named is None
        assert first is host.ended.session


def test_who_the_program_was_started_for_stays(tmp_path):
    with Host(person(), switches(tmp_path, person="p-001"), serves=True) as host:
        host.begin(playlist())
        assert host.orders.take(order()).startswith("rejected: this program was started for a")


@pytest.mark.parametrize("args", [{}, {"person": 7}, {"person": "p-1", "more": 1}])
def test_what_is_no_pseudonym_is_refused(args):
    with Host(person(), switches(), serves=True) as host:
        host.begin(playlist())
        assert host.orders.take(order(args)).startswith("rejected: person takes a pseudonym")
        with pytest.raises(ConfigError, match="1 to 32 letters"):
            host.orders.take(order({"person": "Anna Müller"}))


def test_a_file_of_another_recording_says_nothing_and_a_damaged_one_is_told(tmp_path):
    with Host(person(), switches(tmp_path), serves=True) as host:
        file = played(host).recordings[0]
    attach(file, Attached(trial_id="of another", person="p-9"))
    assert peek_header(file).person == ""
    attached_path(file).write_bytes(b"{")
    with pytest.raises(RecordingError, match="cannot be read"):
        RecordingReader(file)
