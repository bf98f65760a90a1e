"""A password in an address on the command line is refused, and not repeated."""

from __future__ import annotations

import pytest

from balance_arcade.cli import main

HELD = [
    "postgresql://clinic:hush@127.0.0.1:1/clinic",
    "postgresql+psycopg://clinic:hu/sh@127.0.0.1:1/clinic",
    "postgresql://:hush@127.0.0.1:1/clinic",
    "postgresql:///clinic?user=clinic&password=hush",
    "postgresql:///clinic?sslkey=k&sslpassword=hush",
]

TAKEN = [
    ("records", "people", "--db"),
    ("records", "person", "find", "a", "--identities"),
    ("report", "--person", "p-1", "--to", "x", "--db"),
    ("analyze", "x.csv", "--results"),
    ("play", "orchard", "--board", "sim:", "--records"),
    ("station", "--records"),
    ("station", "--identities"),
]


@pytest.mark.parametrize("words", TAKEN, ids=" ".join)
def test_every_flag_that_takes_a_database_refuses_a_password(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for address in HELD:
        assert main([*words, address]) == 2
        said = capsys.readouterr()
        assert "~/.pgpass" in said.err
        assert "PGPASSFILE" in said.err
        assert "hu" not in said.out + said.err.partition("error:")[2]


def test_an_address_without_one_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    for address in ("postgresql://clinic@127.0.0.1:1/clinic", "postgresql://127.0.0.1:1/clinic"):
        assert main(["records", "people", "--db", address]) == 1
        assert "cannot be opened" in capsys.readouterr().err
