"""Names are kept apart and sealed; any name is a name and nothing else."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic_kit import Clock

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic import sealing
from balance_arcade.records.clinic.identities import (
    MOST_LETTERS,
    Identities,
    Identity,
    IdentityDatabase,
    forget,
)

PASSPHRASE = "four calm green herons"
NAMES = [
    "Łucja Ångström",
    "Анна Каренина",
    "山田 花子",
    "نجيب محفوظ",
    "O'Brien'); DROP TABLE identity; --",
    "<script>alert(1)</script>",
    "100 % _ \\ \n",
    "N" * MOST_LETTERS,
]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in a moment; what it costs in earnest is no matter of these tests."""
    monkeypatch.setattr(sealing, "COST", (2, 8, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IdentityDatabase]:
    with IdentityDatabase(tmp_path / "identities.db") as database:
        yield database


def opened(store: IdentityDatabase, passphrase: str = PASSPHRASE) -> Identities:
    return Identities(store, passphrase, now=Clock())


def test_names_in_any_script_come_back_and_are_found(store: IdentityDatabase) -> None:
    people = opened(store)
    for k, name in enumerate(NAMES):
        people.put(Identity(f"p-{k}", name, dt.date(1899 if k else 2101, 12, 31), "Tel. 0 12"))
    again = opened(store)
    for k, name in enumerate(NAMES):
        found = again.of(f"p-{k}")
        assert found is not None
        assert found.name == name
        assert f"p-{k}" in [one.pseudonym for one in again.find(name)]
    assert [one.pseudonym for one in again.find("LUCJA ang")] == ["p-0"]
    assert again.find("%") == again.find("100 %")
    assert again.find("nobody of that name") == []
    pages = [one.pseudonym for k in range(3) for one in again.find("", first=3 * k, most=3)]
    assert sorted(pages) == [f"p-{k}" for k in range(len(NAMES))]


def test_nothing_of_a_name_stands_in_the_file_or_in_a_repr(
    store: IdentityDatabase, tmp_path: Path
) -> None:
    one = Identity("p-1", "Anna Example", dt.date(1948, 2, 29), "Main Street 1")
    opened(store).put(one)
    assert repr(one) == "Identity('p-1')"
    written = b"".join(file.read_bytes() for file in tmp_path.glob("identities.db*"))
    assert b"p-1" in written
    for secret in (b"Anna", b"Example", b"1948", b"Main Street"):
        assert secret not in written


def test_a_short_name_and_a_long_one_take_the_same_room(store: IdentityDatabase) -> None:
    people = opened(store)
    people.put(Identity("p-1", "Bo"))
    people.put(Identity("p-2", "Bartholomew of the long name"))
    with sqlite3.connect(store.file or "") as looked:
        rows = looked.execute("SELECT length(sealed) FROM identity").fetchall()
    looked.close()
    assert len(set(rows)) == 1


def test_another_passphrase_opens_nothing_and_a_new_one_replaces_the_old(
    store: IdentityDatabase,
) -> None:
    people = opened(store)
    people.put(Identity("p-1", "Anna Example"))
    with pytest.raises(ConfigError, match="does not open"):
        opened(store, "another passphrase")
    with pytest.raises(ConfigError, match="letters or more"):
        people.change_passphrase("short")
    people.change_passphrase("five calm green herons")
    with pytest.raises(ConfigError, match="does not open"):
        opened(store)
    found = opened(store, "five calm green herons").of("p-1")
    assert found is not None
    assert found.name == "Anna Example"


def test_a_row_that_was_swapped_or_changed_is_refused(store: IdentityDatabase) -> None:
    people = opened(store)
    people.put(Identity("p-1", "Anna Example"))
    people.put(Identity("p-2", "Bo Example"))
    with sqlite3.connect(store.file or "") as changed:
        changed.execute(
            "UPDATE identity SET sealed ="
            " (SELECT sealed FROM identity WHERE pseudonym = 'p-2') WHERE pseudonym = 'p-1'"
        )
    changed.close()
    with pytest.raises(ConfigError, match="p-1 was changed") as caught:
        people.of("p-1")
    assert "Example" not in str(caught.value)
    assert people.of("p-2") is not None


def test_somebody_is_never_put_over_somebody_else_and_is_erased_without_a_passphrase(
    store: IdentityDatabase,
) -> None:
    people = opened(store)
    people.put(Identity("p-1", "Anna Example"))
    with pytest.raises(ConfigError, match="called p-1 already"):
        people.put(Identity("p-1", "Bo Example"))
    with pytest.raises(ConfigError, match="Nobody is called p-2"):
        people.put(Identity("p-2", "Bo Example"), known=True)
    people.put(Identity("p-1", "Anna Other"), known=True)
    assert [one.name for one in people.find("anna")] == ["Anna Other"]
    assert (forget(store, "p-1"), forget(store, "p-1")) == (True, False)
    assert people.of("p-1") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "a\x00"},
        {"contact": "\udcff"},
        {"name": "x" * (MOST_LETTERS + 1)},
        {"contact": "x" * 10_001},
    ],
)
def test_a_name_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"name|letters"):
        Identity(**{"pseudonym": "p-1", "name": "Anna", **wrong})  # type: ignore[arg-type]
