"""The command `keys`, and the flags that demand and show keys."""

from __future__ import annotations

import json
import os
import stat

import msgspec
import pytest

from balance_arcade.cli import main
from balance_arcade.commands.checks_keys import check_keys
from balance_arcade.commands.keys import THIS_COMPUTER
from balance_arcade.server.keys.access import board_access, station_access
from balance_arcade.server.keys.allow_list import (
    MAX_STATIONS,
    AllowList,
    list_path,
    pair_station,
    read_stations,
)
from balance_arcade.server.keys.key_pair import KeyPair, key_path, load_key, save_key
from balance_arcade.server.keys.pairing import Pairing, read_pairing

KEY = "1f" * 32


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BALANCE_ARCADE_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


def said(capsys, *words):
    """What a command prints as JSON."""
    assert main(["keys", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words, code=1):
    assert main([*words]) == code
    return capsys.readouterr().err


def test_a_boards_computer_and_a_station_are_paired_from_end_to_end(
    folder, tmp_path, capsys, monkeypatch
):
    """The walk of docs/keys.md; the other computer is another folder."""
    made = said(capsys, "create")
    assert load_key(key_path("board")).public.hex() == made["key"]
    # Its own page is let in without a further step.
    assert [(s.name, s.role) for s in read_stations(list_path())] == [(THIS_COMPUTER, "controller")]
    line = tmp_path / "tablet.txt"
    with monkeypatch.context() as there:
        there.setenv("BALANCE_ARCADE_KEYS", str(tmp_path / "tablet"))
        said(capsys, "create", "--station")
        assert [file.name for file in (tmp_path / "tablet").iterdir()] == ["station.key"]
        shown = said(capsys, "show", "--station", "--name", "tablet-1", "--out", str(line))
    paired = said(capsys, "pair", str(line), "--role", "controller")
    assert (paired["name"], paired["fingerprint"]) == ("tablet-1", shown["fingerprint"])
    ward = tmp_path / "ward.txt"
    told = said(capsys, "show", "--ctl", "127.0.0.1:7001", "--out", str(ward))
    assert told["fingerprint"] == made["fingerprint"]
    access = station_access(str(ward))
    assert (access.board, access.endpoint()) == (bytes.fromhex(made["key"]), "tcp://127.0.0.1:7001")
    listed = said(capsys, "list")
    assert listed["fingerprint"] == made["fingerprint"]
    assert [each["role"] for each in listed["stations"]] == ["controller", "controller"]
    assert board_access().allowed.role_of(bytes.fromhex(shown["key"])) == "controller"
    assert said(capsys, "revoke", "tablet-1")["role"] == "revoked"
    assert board_access().allowed.role_of(bytes.fromhex(shown["key"])) is None
    # Paired anew, it is back.
    assert said(capsys, "pair", "tablet-1", shown["key"])["role"] == "viewer"


def test_no_private_key_is_ever_printed(folder, tmp_path, capsys):
    words = [
        ["create"],
        ["show", "--ctl", "127.0.0.1:1"],
        ["show", "--station", "--out", str(tmp_path / "s.txt")],
        ["pair", "a", KEY],
        ["list"],
        ["create", "--replace"],
        ["revoke", "a"],
    ]
    printed = ""
    secrets = []
    for each in words:
        for more in ([], ["--json"]):
            main(["keys", *each, *more])
            captured = capsys.readouterr()
            printed += captured.out + captured.err
            secrets += [load_key(key_path(kind)).secret for kind in ("board", "station")]
    printed += (tmp_path / "s.txt").read_text() + list_path().read_text()
    assert len(set(secrets)) == 4 + 2
    for secret in secrets:
        assert secret.hex() not in printed


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_all_files_are_closed_to_other_users(folder, capsys):
    said(capsys, "create")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes == {0o600}
    key_path("board").chmod(0o644)
    assert "chmod 600" in refused(capsys, "serve", "sim:", "--lan", "127.0.0.1")


def test_qr_codes_are_written_and_drawn(folder, tmp_path, capsys):
    said(capsys, "create")
    for name in ("a.png", "a.svg"):
        assert main(["keys", "show", "--ctl", "127.0.0.1:1", "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 500
    out = capsys.readouterr().out
    assert "█" in out
    assert "fingerprint" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["show"], "no such key yet"),
        (["show", "--station"], "keys create --station"),
        (["revoke", "nobody"], "No station is called 'nobody'"),
        (["pair", "Anna Meier", KEY], "cannot be the name"),
        (["pair", "a" * 33, KEY], "cannot be the name"),
        (["pair", "a", "00"], "no public key"),
        (["pair", "a", "%" * 40], "no public key"),
        (["pair", "a", KEY, "b"], "Too much"),
        (["pair", "nowhere.txt"], "cannot be read"),
        (["pair", f"balance-arcade:station?key={KEY}"], "--name"),
        (["pair", f"balance-arcade:board?key={KEY}"], "tells of a board"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(folder, capsys, words, reason):
    err = refused(capsys, "keys", *words)
    assert reason in err
    assert err.count("\n") == 1


def test_a_key_is_not_replaced_unasked_and_a_name_not_taken_away(folder, capsys):
    made = said(capsys, "create")
    assert "has a key already" in refused(capsys, "keys", "create")
    assert load_key(key_path("board")).public.hex() == made["key"]
    said(capsys, "pair", "a", KEY)
    assert "with another key" in refused(capsys, "keys", "pair", "a", "2f" * 32)
    assert said(capsys, "pair", "a", "2f" * 32, "--replace")["key"] == "2f" * 32
    # One key has one entry, whatever it is called.
    said(capsys, "pair", "b", "2f" * 32)
    assert [each["name"] for each in said(capsys, "list")["stations"]] == [THIS_COMPUTER, "b"]


def test_a_list_that_is_full_refuses(folder):
    for number in range(2):
        pair_station(list_path(), f"s-{number}", bytes([number]) * 32, "viewer")
    text = list_path().read_text()
    rows = "".join(
        f'[[station]]\nname = "x-{i}"\nrole = "viewer"\nkey = "{i + 100:064x}"\nsince = ""\n'
        for i in range(MAX_STATIONS - 2)
    )
    list_path().write_text(text + rows)
    with pytest.raises(Exception, match="paired already"):
        pair_station(list_path(), "one-more", bytes([9]) * 32, "viewer")


@pytest.mark.parametrize(
    "text",
    [
        "station = 3",
        '[[station]]\nname = "a"\nrole = "owner"\nkey = "' + KEY + '"\n',
        '[[station]]\nname = "a b"\nrole = "viewer"\nkey = "' + KEY + '"\n',
        '[[station]]\nname = "a"\nrole = "viewer"\nkey = "1f"\n',
        '[[station]]\nname = "a"\nrole = "viewer"\nkey = "' + KEY + '"\nrights = "all"\n',
        ('[[station]]\nname = "a"\nrole = "viewer"\nkey = "' + KEY + '"\n') * 2,
    ],
)
def test_a_list_that_makes_no_sense_lets_nobody_in(folder, text):
    pair_station(list_path(), "good", bytes(32), "viewer")
    allowed = AllowList(list_path())
    assert len(allowed) == 1
    list_path().write_text(text)
    allowed.look()
    assert (len(allowed), allowed.n_losses) == (0, 1)
    assert "cannot be understood" in allowed.fault or "twice" in allowed.fault
    list_path().unlink()
    allowed.look()
    assert (len(allowed), allowed.fault) == (0, "")


@pytest.mark.parametrize(
    "pairing",
    [
        Pairing("board", bytes(32), "tcp://192.168.1.5:5572", "ward-3"),
        Pairing("board", bytes(range(32)), "tcp://[fe80::1]:5572"),
        Pairing("station", bytes(32), "", "tablet-1"),
        Pairing("station", bytes(32)),
    ],
)
def test_a_line_of_pairing_is_read_as_it_was_written(pairing, tmp_path):
    assert read_pairing(f"  {pairing}&later=1\n", pairing.kind) == pairing
    (tmp_path / "p.txt").write_text(f"# a note\n{pairing}\n")
    assert read_pairing(str(tmp_path / "p.txt"), pairing.kind) == pairing


@pytest.mark.parametrize(
    "line",
    [
        "balance-arcade:board",
        "balance-arcade:board?key=12",
        f"balance-arcade:board?key={KEY}&ctl=a;b:1",
        f"balance-arcade:board?key={KEY}&ctl=ipc:///tmp/x",
        f"balance-arcade:?key={KEY}",
    ],
)
def test_lines_that_are_none_are_refused(line):
    with pytest.raises(Exception, match=r"no public key|no endpoint|not an endpoint|tells of"):
        read_pairing(line)


def test_the_doctor_tells_of_keys_and_of_a_list_that_lets_nobody_in(folder, capsys):
    assert check_keys().level == "ok"
    made = said(capsys, "create")
    assert made["fingerprint"] in check_keys().what
    list_path().write_text("[[station]]\n")
    found = check_keys()
    assert (found.level, "cannot be understood" in found.what) == ("fail", True)


# -- the flags of commands ------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["serve", "sim:"], ["play", "orchard", "--board", "sim:"]])
@pytest.mark.parametrize("flag", ["--lan", "--keys"])
def test_nothing_is_served_by_key_before_there_is_one(folder, capsys, command, flag):
    assert "balance-arcade keys create" in refused(capsys, *command, flag)


def test_without_lan_nothing_leaves_this_computer(folder, capsys):
    said(capsys, "create")
    err = refused(capsys, "serve", "sim:", "--live", "tcp://192.0.2.1:5571")
    assert "could be reached from other computers" in err


def test_pairing_flags_contradict_each_other_in_words(folder, capsys):
    assert "--station-key needs --pairing" in refused(capsys, "watch", "--station-key", "a")
    line = str(Pairing("board", bytes(32), "tcp://127.0.0.1:1"))
    assert "running stream" in refused(capsys, "watch", "sim:", "--pairing", line)
    assert "keys create --station" in refused(capsys, "station", "--pairing", line)
    assert main(["keys", "create", "--station"]) == 0
    no_place = str(Pairing("board", bytes(32)))
    assert "--ctl" in refused(capsys, "station", "--pairing", no_place)


def test_a_key_pair_survives_its_file(folder):
    pair = KeyPair.create()
    save_key(pair, "station")
    assert load_key(key_path("station")) == pair
    assert msgspec.to_builtins(pair.fingerprint).count("-") == 7
    key_path("station").write_text("secret = 3\n")
    with pytest.raises(Exception, match="no private key"):
        load_key(key_path("station"))
