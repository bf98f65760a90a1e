"""The log file of a session: written, bounded, closed, and never in the way of the session."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from balance_arcade.core import session_log
from balance_arcade.core.logs import ROOT, log_to_stderr
from balance_arcade.core.session_log import MAX_WAITING, SessionLog, open_session_log

_log = logging.getLogger("balance_arcade.tests.session_log")


def messages(path: Path) -> list[str]:
    return [line.split(": ", 1)[1] for line in path.read_text().splitlines() if "tests." in line]


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "session log"]


def test_records_go_into_the_file_while_it_is_open(tmp_path: Path) -> None:
    with open_session_log(tmp_path, "20260101T000000Z") as log:
        _log.debug("not this")
        _log.info("one")
        _log.warning("two")
    _log.warning("three")
    assert log.path == tmp_path / "20260101T000000Z.log"
    assert messages(log.path) == ["one", "two"]
    first = log.path.read_text().splitlines()[0]
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info +balance_arcade\.", first)
    assert not threads()
    assert logging.getLogger(ROOT).level == logging.NOTSET


def test_the_level_of_the_command_line_is_the_files_too(tmp_path: Path) -> None:
    with log_to_stderr("debug"), open_session_log(tmp_path, "a") as debug:
        _log.debug("one")
    with log_to_stderr("error"), open_session_log(tmp_path, "b") as error:
        _log.warning("two")
        _log.error("three")
    assert messages(debug.path) == ["one"]
    assert messages(error.path) == ["three"]


def test_two_sessions_in_one_program_close_in_any_order(tmp_path: Path) -> None:
    first, second = open_session_log(tmp_path, "a"), open_session_log(tmp_path, "b")
    _log.info("both")
    first.close()
    _log.info("second")
    second.close()
    assert messages(first.path) == ["both"]
    assert messages(second.path) == ["both", "second"]
    assert logging.getLogger(ROOT).level == logging.NOTSET


def test_a_fault_that_ends_the_session_is_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), open_session_log(tmp_path, "a") as log:
        raise RuntimeError("the hall burns")
    assert "error" in log.path.read_text()
    assert "RuntimeError: the hall burns" in log.path.read_text()
    assert not threads()


def test_the_folder_and_a_hostile_stem_are_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "Mrs Smith"
    folder.mkdir()
    with open_session_log(folder, "../../a\nb") as log:
        _log.info("recording into %s", str(folder))
        _log.info("recording into %s", f"{folder}/stand-42.mcap")
    assert log.path.parent == folder
    assert "Smith" not in log.path.read_text()
    assert messages(log.path) == ["recording into [folder]", "recording into stand-42.mcap"]


def test_the_files_are_bounded_in_size_and_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_log, "MAX_BYTES", 2000)
    with open_session_log(tmp_path, "a") as log:
        for i in range(400):
            _log.info("number %d", i)
            drained(log)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2"]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())
    assert messages(log.path)[-1] == "number 399"


def drained(log: SessionLog) -> None:
    while log._waiting:
        os.sched_yield()


def test_a_folder_that_cannot_be_written_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    with open_session_log(tmp_path / "not there", "a", tell=said.append) as log:
        _log.info("one")
        _log.error("two")
    assert log.failure is not None
    assert said == [
        "The session's log a.log cannot be written (No such file or directory)."
        " The session goes on without it."
    ]
    assert not threads()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "a.log").symlink_to("/dev/full")
    with open_session_log(tmp_path, "a", tell=said.append):
        for _ in range(3):
            _log.error("one")
    assert len(said) == 1
    assert "No space left on device" in said[0]
    assert not threads()


def test_a_disk_that_is_too_slow_costs_records_and_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    write = session_log._File.write

    def slow(file: session_log._File, text: str) -> None:
        begun.set()
        go_on.wait()
        write(file, text)

    monkeypatch.setattr(session_log._File, "write", slow)
    with open_session_log(tmp_path, "a") as log:
        begun.wait()
        for i in range(MAX_WAITING + 7):
            _log.info("number %d", i)
        assert log.n_dropped == 7
        go_on.set()
    assert len(messages(log.path)) == MAX_WAITING
    assert "7 records were dropped here" in log.path.read_text()


def test_a_faulty_log_line_stops_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with open_session_log(tmp_path, "a") as log:
        # Straight to the handler: pytest's own raises.
        log.handle(_log.makeRecord(_log.name, logging.INFO, __file__, 1, "%d", ("x",), None))
    assert "cannot be laid out (TypeError)" in log.path.read_text()
    assert capfd.readouterr() == ("", "")


def test_a_program_that_forgets_to_close_ends_and_keeps_its_records(tmp_path: Path) -> None:
    script = (
        "import logging, pathlib, sys\n"
        "from balance_arcade.core.session_log import open_session_log\n"
        "log = open_session_log(pathlib.Path(sys.argv[1]), 'a')\n"
        "logging.getLogger('balance_arcade.tests.x').info('kept')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert messages(tmp_path / "a.log") == ["kept"]


def test_a_program_that_uses_the_package_sees_nothing_of_its_log_unless_it_asks() -> None:
    script = (
        "import logging, balance_arcade\n"
        "logging.getLogger('balance_arcade.tests.x').error('not shown')\n"
        "logging.getLogger('other').error('shown')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "shown\n")
