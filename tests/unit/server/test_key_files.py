"""Files of keys: closed to other users, whole at any moment; fingerprints and QR codes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

import platformdirs
import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.folder import keys_folder, read_private, write_private
from balance_arcade.server.keys.qr import qr_svg, qr_text, save_qr

posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_asked_for_named_by_the_environment_or_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("BALANCE_ARCADE_KEYS", str(tmp_path))
    assert keys_folder() == tmp_path
    assert keys_folder("other") == Path("other")
    monkeypatch.delenv("BALANCE_ARCADE_KEYS")
    users = platformdirs.user_config_path("balance-arcade", appauthor=False)
    assert keys_folder() == users / "keys"


@posix
def test_what_is_private_is_closed_to_others_whatever_the_umask_says(tmp_path):
    before = os.umask(0)
    try:
        write_private(tmp_path / "keys" / "a.key", "one")
        write_private(tmp_path / "keys" / "a.key", "two")
    finally:
        os.umask(before)
    assert (mode(tmp_path / "keys"), mode(tmp_path / "keys" / "a.key")) == (0o700, 0o600)
    assert read_private(tmp_path / "keys" / "a.key") == "two"
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["a.key"]


@posix
@pytest.mark.parametrize("open_to", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_open_is_refused(tmp_path, open_to):
    write_private(tmp_path / "a.key", "one")
    (tmp_path / "a.key").chmod(open_to)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_private(tmp_path / "a.key")


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_private(tmp_path / "a.key", "one")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        write_private(tmp_path / "a.key", "two")
    assert [file.name for file in tmp_path.iterdir()] == ["a.key"]
    assert read_private(tmp_path / "a.key") == "one"


def test_what_is_not_text_or_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_private(tmp_path / "none.key")
    write_private(tmp_path / "a.key", "")
    (tmp_path / "a.key").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_private(tmp_path / "a.key")


def test_a_fingerprint_is_the_beginning_of_the_hash():
    digits = hashlib.sha256(b"k").hexdigest()
    assert fingerprint(b"k").replace("-", "") == digits[:32]
    assert fingerprint(b"k", n_bytes=32).replace("-", "") == digits
    assert re.fullmatch(r"([0-9a-f]{4}-){7}[0-9a-f]{4}", fingerprint(b"k"))


def test_qr_codes_are_drawn_as_text_svg_and_png(tmp_path):
    lines = qr_text("balance-arcade:board").splitlines()
    assert len({len(line) for line in lines if line}) == 1
    svg = qr_svg("balance-arcade:board")
    # A strict policy of a page allows neither; see the station.
    assert "style=" not in svg
    assert "<script" not in svg
    save_qr("x", tmp_path / "a.png")
    save_qr("x", tmp_path / "a.svg")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    with pytest.raises(ConfigError, match=r"\.png or \.svg"):
        save_qr("x", tmp_path / "a.jpg")
    with pytest.raises(ConfigError, match="cannot be written"):
        save_qr("x", tmp_path / "none" / "a.png")
