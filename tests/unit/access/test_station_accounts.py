"""Accounts of the station: names, passwords, the file and who may read it."""

from __future__ import annotations

import os

import pytest
from access_kit import GOOD, OTHER, quick_passwords

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.access.accounts import MAX_ACCOUNTS, Accounts
from balance_arcade.server.station.access.passwords import Passwords, check_new
from balance_arcade.server.station.access.roles import Role


def accounts(folder):
    return Accounts(folder, quick_passwords())


def test_an_account_is_kept_with_a_hash_and_found_again_however_its_name_is_typed(tmp_path):
    made = accounts(tmp_path).add("Anna", Role.CONTROLLER, GOOD)
    again = accounts(tmp_path)
    assert again.find(" ANNA ") == made
    assert again.find("bob") is None
    text = again.path.read_text()
    assert GOOD not in text
    assert "$argon2id$" in text
    assert quick_passwords().fits(made.hash, GOOD)
    assert not quick_passwords().fits(made.hash, OTHER)


def test_the_usual_hash_costs_what_rfc_9106_asks_for():
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Passwords().hash(GOOD)


def test_what_an_account_may_do_and_its_password_change_and_it_goes(tmp_path):
    book = accounts(tmp_path)
    first = book.add("anna", Role.VIEWER, GOOD)
    assert book.set_role("anna", Role.CONTROLLER).role is Role.CONTROLLER
    assert not book.holds(first)
    changed = book.set_password("anna", OTHER)
    assert changed.id == first.id
    assert quick_passwords().fits(changed.hash, OTHER)
    assert book.remove("anna").id == first.id
    assert book.all() == ()
    for act in (book.remove, lambda n: book.set_role(n, Role.VIEWER)):
        with pytest.raises(ConfigError, match="no such account"):
            act("anna")


def test_a_running_station_sees_what_another_process_changed(tmp_path):
    station, command = accounts(tmp_path), accounts(tmp_path)
    anna = command.add("anna", Role.VIEWER, GOOD)
    assert not station.holds(anna)
    station.refresh()
    assert station.holds(anna)
    command.remove("anna")
    station.refresh()
    assert not station.holds(anna)


def test_a_file_that_is_damaged_while_the_station_runs_lets_nobody_in(tmp_path, caplog):
    station = accounts(tmp_path)
    anna = station.add("anna", Role.VIEWER, GOOD)
    station.path.write_text("{")
    station.refresh()
    assert not station.holds(anna)
    assert "nobody is let in" in caplog.text


def test_a_damaged_file_is_one_sentence_at_the_start(tmp_path):
    book = accounts(tmp_path)
    for text in ("", "{", '{"accounts": [{"id": 3}]}', "[" * 5000, '{"accounts":[],"more":1}'):
        book.path.write_text(text)
        book.path.chmod(0o600)
        with pytest.raises(ConfigError, match="is damaged"):
            accounts(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_this_user_can_read_the_file_and_an_open_one_is_refused(tmp_path):
    book = accounts(tmp_path)
    book.add("anna", Role.VIEWER, GOOD)
    assert book.path.stat().st_mode & 0o777 == 0o600
    book.path.chmod(0o644)
    with pytest.raises(ConfigError, match="open to other users"):
        accounts(tmp_path)


@pytest.mark.parametrize(
    "name", ["", "a b", "-a", "a-", "a/b", "../a", "é", "a" * 33, "a\n", "a\0"]
)
def test_a_name_that_is_none_is_refused(tmp_path, name):
    if name == "a\n":  # Blanks around a name are no part of it.
        assert accounts(tmp_path).add(name, Role.VIEWER, GOOD).name == "a"
        return
    with pytest.raises(ConfigError, match="no name of an account"):
        accounts(tmp_path).add(name, Role.VIEWER, GOOD)


def test_a_name_is_given_once_and_there_is_an_end_to_them(tmp_path):
    book = accounts(tmp_path)
    book.add("anna", Role.VIEWER, GOOD)
    with pytest.raises(ConfigError, match="is an account anna already"):
        book.add("ANNA", Role.CONTROLLER, OTHER)
    for i in range(MAX_ACCOUNTS - 1):
        book._accounts[f"x{i}"] = book.find("anna")
    with pytest.raises(ConfigError, match="There are 200 accounts"):
        book.add("bob", Role.VIEWER, GOOD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "less than 12"),
        ("short", "less than 12"),
        ("x" * 257, "more than 256"),
        ("x" * 1_000_000, "more than 256"),
        ("aaaaaaaaaaaaaaaa", "less than 5 different"),
        ("abababababababab", "less than 5 different"),
        ("my name is Anna ok", "the account's name"),
        ("password1234", "first that anybody tries"),
        ("broken\udcff password", "no text"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused_with_the_reason(password, reason):
    with pytest.raises(ConfigError, match=reason) as info:
        check_new(password, "anna")
    if len(password) > 5:
        assert password not in str(info.value)


@pytest.mark.parametrize(
    "password",
    [
        "zwölf grüne Flaschen",
        "十二本の緑色の瓶があります",
        "🙂🙃😀😃😄😁😆😅🤣😂🥲☺",
        "\u202eright to left ok",
    ],
)
def test_passwords_of_any_script_work_and_look_alikes_are_one(password):
    check_new(password, "anna")
    kept = quick_passwords().hash(password)
    assert quick_passwords().fits(kept, password)
    composed, apart = "caf\u00e9 au lait noir", "cafe\u0301 au lait noir"
    assert quick_passwords().fits(quick_passwords().hash(composed), apart)


def test_what_cannot_be_a_password_never_fits_and_raises_nothing():
    passwords = quick_passwords()
    kept = passwords.hash(GOOD)
    for odd in ("", "\0", "x" * 100_000, "\udcff", "\ud800" * 20):
        assert not passwords.fits(kept, odd)
    assert not passwords.fits("no hash at all", GOOD)


def test_an_account_that_does_not_exist_is_hashed_like_one_that_does():
    calls = []

    class Counting:
        def hash(self, text):
            return "kept"

        def verify(self, kept, text):
            calls.append(kept)
            return True

    passwords = Passwords(Counting())
    assert not passwords.fits(None, GOOD)
    assert passwords.fits("real", GOOD)
    assert calls == ["kept", "real"]
