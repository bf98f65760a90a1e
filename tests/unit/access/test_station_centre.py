"""The page of the centre: what waits, how the last sync ended, and a button that sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic_pages_kit import Clinic
from starlette.testclient import TestClient

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.database import Database, told_address
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.clinic import asking, centre_page
from balance_arcade.server.station.clinic.asking import Visit

PATH = centre_page.PATH
AWAY = "postgresql://room-1:hush@127.0.0.1:1/clinic"


@pytest.fixture
def where() -> list[str]:
    """The address of the centre, as the station finds it when it asks."""
    return [AWAY]


@pytest.fixture
def clinic(tmp_path: Path, where: list[str]) -> Iterator[Clinic]:
    """Records with one session that waits."""
    opened = Clinic(tmp_path, centre=lambda: where[0])
    opened.recorded("a")
    yield opened
    opened.close()


def test_it_says_where_it_is_what_waits_and_sends_it(
    clinic: Clinic, where: list[str], tmp_path: Path
) -> None:
    before = clinic.get(PATH)
    assert "clinic on 127.0.0.1:1" in before
    assert "1 session, 1 patient" in before
    assert before.count("never") == 2
    assert "hush" not in before
    assert "room-1" not in before
    where[0] = str(tmp_path / "centre.db")
    Database(where[0]).close()
    assert clinic.post(f"{PATH}/send").json() == {"go": PATH}
    after = clinic.get(PATH)
    assert "<dd>nothing</dd>" in after
    assert "never" not in after
    assert "ended early" not in after
    with Database(where[0]) as centre:
        assert [row.id for row in Records(centre, tmp_path).sessions("p-017")] == ["session-a"]


def test_a_centre_that_is_away_is_told_in_words_and_everything_waits(clinic: Clinic) -> None:
    assert clinic.post(f"{PATH}/send").json() == {"go": PATH}
    told = clinic.get(PATH)
    assert "The last sync ended early. Nothing is lost: what was not sent waits." in told
    assert "The centre&#x27;s records cannot be opened" in told.replace("'", "&#x27;")
    assert "see whether the server is on and its address right" in told
    assert "1 session, 1 patient" in told
    assert "hush" not in told


def test_what_the_centre_refused_stands_there_with_the_reason(
    clinic: Clinic, where: list[str], tmp_path: Path
) -> None:
    where[0] = str(tmp_path / "centre.db")
    with Database(where[0]) as centre:
        clinic.post(f"{PATH}/send")
        Records(centre, tmp_path).detach("session-a")
    clinic.recorded("b", session="session-a")
    clinic.post(f"{PATH}/send")
    told = clinic.get(PATH)
    assert "it was given to somebody else, or to nobody" in told
    assert 'href="/records/sessions/session-a"' in told


def test_a_viewer_reads_and_sends_nothing(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = Visit(Role.VIEWER.value, may_write=False)
    monkeypatch.setattr(asking, "visit_of", lambda _: viewer)
    assert "Send now" not in clinic.get(PATH)
    assert clinic.post(f"{PATH}/send").status_code == 403
    assert "never" in clinic.get(PATH)


def test_an_address_that_is_none_any_more_is_said(tmp_path: Path) -> None:
    def gone() -> str:
        raise ConfigError("The file centre.txt with the centre's address cannot be read.")

    opened = Clinic(tmp_path, centre=gone)
    try:
        answer = opened.browser.get(PATH)
        assert (answer.status_code, "cannot be read" in answer.text) == (409, True)
    finally:
        opened.close()


def test_a_station_without_a_centre_says_how_to_name_one(tmp_path: Path) -> None:
    opened = Clinic(tmp_path)
    try:
        assert centre_page.COMMAND in opened.get(PATH)
        assert TestClient(opened.asgi).post(f"{PATH}/send").json() == {"go": PATH}
    finally:
        opened.close()


def test_an_address_is_told_without_who_and_how() -> None:
    assert told_address("postgresql:///clinic?service=centre") == "clinic on centre"
    assert told_address("postgresql:///clinic?host=one&host=two") == "clinic on one, two"
