"""``doctor``: every check finds what is wrong, and says how to mend it."""

from __future__ import annotations

import json
import socket
from importlib.metadata import PackageNotFoundError
from types import SimpleNamespace

import pytest

from balance_arcade.cli import main
from balance_arcade.commands import checks, doctor
from balance_arcade.core.board import CellAccuracy, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.session_log import open_session_log
from balance_arcade.hw.finding import Finding


def test_python_that_is_too_old():
    assert checks.check_python((3, 10, 4)).level == "fail"
    assert checks.check_python((3, 12, 0)).level == "ok"


def test_a_missing_package_is_named_with_the_command_that_installs_it():
    def find(name):
        if name == "pyserial":
            raise PackageNotFoundError(name)
        return "1.0"

    finding = checks.check_packages(find)
    assert (finding.level, finding.what) == ("fail", "Missing: pyserial.")
    assert finding.hint == "python -m pip install pyserial"
    assert checks.check_packages().level == "ok"


def test_a_compiler_cache_that_may_not_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    assert checks.check_compiler_cache().level == "ok"
    (tmp_path / "file").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    finding = checks.check_compiler_cache()
    assert finding.level == "warn"
    assert "NUMBA_CACHE_DIR" in finding.hint


@pytest.mark.parametrize(("free", "level"), [(10**8, "fail"), (10**9, "warn"), (10**10, "ok")])
def test_room_for_recordings(tmp_path, monkeypatch, free, level):
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert checks.check_folder(str(tmp_path))[0].level == level


def test_a_folder_that_cannot_be_used(tmp_path):
    (tmp_path / "file").touch()
    (finding,) = checks.check_folder(str(tmp_path / "file" / "below"))
    assert finding.level == "fail"
    assert "--out" in finding.hint


def test_recordings_that_were_cut_off(tmp_path):
    assert checks.check_folder(str(tmp_path))[1].level == "ok"
    (tmp_path / "session").mkdir()
    (tmp_path / "session" / "one.mcap.part").touch()
    finding = checks.check_folder(str(tmp_path))[1]
    assert (finding.level, finding.what[:2]) == ("warn", "1 ")
    assert "balance-arcade recover" in finding.hint


def test_where_the_logs_of_sessions_are(tmp_path):
    with open_session_log(tmp_path, "20260101T000000Z"):
        pass
    finding = checks.check_logs(str(tmp_path))
    assert finding.level == "ok"
    assert str(tmp_path) in finding.what
    assert "1 files *.log" in finding.what
    assert "3 MB" in finding.what
    assert finding in checks.machine_findings(str(tmp_path))


def test_no_logs_where_the_folder_cannot_be_used(tmp_path):
    (tmp_path / "file").touch()
    finding = checks.check_logs(str(tmp_path / "file" / "below"))
    assert finding.level == "warn"
    assert "--log-level" in finding.hint


def test_no_screen(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    assert checks.check_screen().level == "warn"
    monkeypatch.delenv("SDL_VIDEODRIVER")
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(checks.sys, "platform", "linux")
    assert checks.check_screen().what == "DISPLAY=:7."


def test_a_clock_that_was_never_set():
    assert checks.check_clock(WallAnchor(0, 0)).level == "fail"
    assert checks.check_clock().level == "ok"


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finding = checks._check_port("stream", port, "--live")
        assert finding.level == "fail"
        assert f"Port {port} (stream) is in use" in finding.what
        assert "--live" in finding.hint
    assert checks._check_port("stream", port, "--live").level == "ok"


def asked(monkeypatch, *levels):
    found = [Finding(f"thing {i}", level, "Found.", "Mend it.") for i, level in enumerate(levels)]
    monkeypatch.setattr(doctor, "machine_findings", lambda out: found[:1])
    monkeypatch.setattr(doctor, "diagnose_boards", lambda: found[1:])


def test_only_what_would_stop_a_session_fails(monkeypatch, capsys):
    asked(monkeypatch, "ok", "warn")
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "Nothing here would stop a session." in said
    assert "thing 1: Mend it." in said
    assert "thing 0: Mend it." not in said
    asked(monkeypatch, "ok", "fail")
    assert main(["doctor"]) == 1
    assert "A session would be stopped." in capsys.readouterr().out


def test_json_is_one_object_a_check(monkeypatch, capsys):
    asked(monkeypatch, "ok", "fail")
    assert main(["doctor", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == {"name": "thing 1", "level": "fail", "what": "Found.", "hint": "Mend it."}


def test_the_rule_for_wii_boards_is_printed(capsys):
    assert main(["doctor", "--udev-rule"]) == 0
    assert 'SUBSYSTEM=="hidraw"' in capsys.readouterr().out


def test_what_is_found_fits_a_terminal_and_keeps_the_error_of_boards(tmp_path, capsys, monkeypatch):
    known = SimpleNamespace(
        board_id="0011223344556677",
        accuracy=CellAccuracy(0.05, 0.3, "bench"),
        readings=SimpleNamespace(geometry=Geometry(400.0, 300.0)),
    )
    monkeypatch.setattr(doctor, "known_calibrations", lambda: [known])
    main(["doctor", "--out", str(tmp_path / "far" / "away")])
    lines = capsys.readouterr().out.splitlines()
    assert any("0011223344556677  This board: ±0.41 mm at 60 kg" in line for line in lines)
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
