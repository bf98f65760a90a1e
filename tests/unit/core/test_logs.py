"""No record of the log holds a person's name or a folder, whatever is logged."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.core import logs
from balance_arcade.core.errors import BoardNotFoundError
from balance_arcade.core.logs import (
    FOLDER,
    LEVELS,
    MAX_CHARS,
    ROOT,
    LogFormatter,
    keep_path_private,
    keep_private,
    log_to_stderr,
    without_people,
)

_log = logging.getLogger("balance_arcade.tests.logs")


@pytest.fixture(autouse=True)
def _nothing_is_private_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_private", {})


def laid_out(message: object, *args: object, level: int = logging.INFO) -> str:
    record = _log.makeRecord(_log.name, level, __file__, 1, message, args, None)
    return LogFormatter().format(record)


@pytest.mark.parametrize(
    "line",
    [
        "/home/ada/people/mrs-smith/walk.csv",
        "read '/srv/people/Mrs Smith/walk.csv' in 3 s",
        'read "/srv/Smith, Ada/walk.csv"',
        "read /srv/Smith, Ada/walk.csv at 100 Hz",
        "the folder /srv/people/Mrs Smith cannot be made",
        "the folder '/srv/people/Mrs Smith' cannot be made",
        "[Errno 2] No such file or directory: '/srv/O\\'Smith/walk.csv'",
        '[Errno 2] No such file or directory: "/srv/O\'Smith/walk.csv"',
        "C:\\Users\\smith\\walk.csv",
        "D:\\people\\Mrs Smith\\walk.csv is not a recording",
        "D:/people/Mrs Smith/walk.csv is not a recording",
        "\\\\server\\people\\smith\\walk.csv",
        "~/people/smith/walk.csv",
        "~smith/walk.csv",
        "../smith/walk.csv",
        "./people/smith/walk.csv",
        "people/smith/walk.csv",
        "people\\smith\\walk.csv",
        "/dev/shm/smith/walk.csv",
        "/dev/ttyACM0/../../srv/smith/walk.csv",
        "file:///srv/smith/walk.csv",
        "/home/smith",
        "/Users/smith is full",
        "replay:smith.csv",
        "replay:Mrs Smith.csv?speed=1 was lost",
        "replay:/srv/O'Smith.csv",
        "dual:replay:/srv/a smith.csv+replay:smith b.csv+?speed=0",
        "'replay:smith.csv' is not there",
    ],
)
def test_a_line_with_a_name_in_a_path_loses_the_name(line: str) -> None:
    assert "smith" not in without_people(line).lower(), without_people(line)


@pytest.mark.parametrize(
    "line",
    [
        "stream tcp://127.0.0.1:5555, control tcp://127.0.0.1:5556",
        "arduino:/dev/ttyACM0 answered after 0.3 s",
        "/dev/serial/by-id/usb-Arduino_Uno_7-if00 and /dev/hidraw3",
        "/sys/class/hidraw/hidraw3/device is gone",
        "wii:00:1E:35:FD:11:FC with 24 calibration values",
        "drift 0.3 N/s and 2 mm/s, offset 1/2.5 of the limit",
        "topic ba/1/arduino-7/samples",
        "20260101T000000Z-sim-star-reach-ab12cd34.mcap is closed: 600 samples",
        "a replay: nobody stands there",
        "",
    ],
)
def test_what_names_nobody_stays(line: str) -> None:
    assert without_people(line) == line


def test_of_a_path_the_file_name_stays_and_of_a_folder_a_word() -> None:
    assert without_people("cannot read /srv/a b/walk.mcap.part: full") == (
        "cannot read walk.mcap.part: full"
    )
    assert without_people("The folder /srv/a b is full (28).") == f"The folder {FOLDER} (28)."
    assert without_people("The folder '/srv/a b' is full.") == f"The folder '{FOLDER}' is full."


def test_the_home_folder_is_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/var/lib/smith")
    assert without_people("home /var/lib/smith") == "home ~"
    assert without_people("log /var/lib/smith/a/x.log") == "log x.log"
    # Another folder that only begins alike is another folder.
    assert "smith" not in without_people("log /var/lib/smithers/x.log")


def test_paths_as_arguments_are_their_names() -> None:
    assert laid_out("closed %s", Path("/srv/Mrs Smith/walk 1.csv")).endswith(": closed walk 1.csv")
    assert laid_out("closed %(p)s", {"p": Path("/srv/Smith")}).endswith(": closed Smith")
    windows = laid_out("closed %s", str(PureWindowsPath("C:/Mrs Smith/walk 1.csv")))
    assert windows.endswith(": closed walk 1.csv")


def test_errors_that_hold_an_address_lose_it() -> None:
    error = BoardNotFoundError("No file at smith/walk.csv.", address="replay:smith/walk.csv")
    assert "smith" not in laid_out("refused: %s", error)
    assert "smith" not in laid_out("refused: %r", FileNotFoundError(2, "None", "/srv/smith"))


def test_what_was_said_to_be_private_is_nowhere() -> None:
    keep_path_private(Path("/srv/data/Zacharias Quince.csv"), "[replayed]")
    for line in (
        "replay:/srv/data/Zacharias Quince.csv?speed=1 is lost",
        "Zacharias Quince.csv has 3 gaps",
        "board Zacharias Quince at 100 Hz",
    ):
        assert "Quince" not in without_people(line)
    assert without_people("Zacharias Quince.csv has 3 gaps") == "[replayed] has 3 gaps"
    assert without_people("Zacharias Quincey") == "Zacharias Quincey"


def test_a_hidden_name_does_not_hide_the_folders_around_it() -> None:
    keep_path_private(Path("walk.csv"))
    assert without_people("read people/smith/walk.csv") == "read [replayed]"
    assert "smith" not in without_people("read /srv/Mrs smith/walk.txt now")


def test_a_short_private_text_does_not_tear_up_words() -> None:
    keep_private("a")
    keep_private("...")
    assert without_people("a board ... a") == "a board ... a"


def test_text_from_outside_cannot_look_like_a_record() -> None:
    text = laid_out(
        "said %s", "x\n2026-01-01T00:00:00.000Z error balance_arcade: forged\x1b[2J\u202e"
    )
    assert "\n" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\n2026" in text


def test_a_traceback_is_indented_and_names_no_folder() -> None:
    try:
        open("/srv/no/such/smith\nerror forged/walk.csv")  # noqa: SIM115
    except OSError:
        _, *rest = _raised().split("\n")
    assert rest
    assert all(line.startswith("    ") for line in rest)
    assert "smith" not in "".join(rest)
    assert str(Path(__file__).parent) not in "".join(rest)
    assert "test_logs.py" in "".join(rest)
    assert "FileNotFoundError" in rest[-1]


def _raised() -> str:
    import sys

    record = _log.makeRecord(_log.name, logging.ERROR, __file__, 1, "x", (), sys.exc_info())
    return LogFormatter().format(record)


def test_a_record_has_utc_time_level_logger_and_message() -> None:
    record = _log.makeRecord(_log.name, logging.WARNING, __file__, 1, "%d lost", (3,), None)
    record.created = 1767225600.25
    assert LogFormatter().format(record) == (
        "2026-01-01T00:00:00.250Z warning balance_arcade.tests.logs: 3 lost"
    )


def test_a_message_has_a_longest_length() -> None:
    assert len(laid_out("x" * 10 * MAX_CHARS)) < 2 * MAX_CHARS


@given(st.text())
@n_examples(200)
def test_any_text_becomes_one_printable_line(text: str) -> None:
    line = laid_out("%s", text)
    assert line.isprintable()
    assert len(line.splitlines()) == 1


@given(st.lists(st.text("ab ',.()", min_size=1, max_size=6), min_size=1, max_size=5), st.booleans())
@n_examples(200)
def test_no_folder_of_a_path_is_left(folders: list[str], quoted: bool) -> None:
    path = "/" + "/".join(f"Z{folder}Z" for folder in folders) + "/walk.csv"
    line = without_people(f"read {path!r} now" if quoted else f"read {path} now")
    assert "Z" not in line
    assert "walk.csv" in line


def test_stderr_shows_the_level_that_was_asked_for_and_only_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    with log_to_stderr("warning"):
        _log.info("not this")
        _log.warning("this")
    _log.error("no more")
    assert re.findall(r": (.*)", shown.getvalue()) == ["this"]
    assert logging.getLogger(ROOT).level == logging.NOTSET


def test_nothing_is_shown_unless_it_is_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    with log_to_stderr(None):
        _log.error("not this")
    assert capfd.readouterr() == ("", "")


def test_an_unknown_level_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=", ".join(LEVELS)), log_to_stderr("loud"):
        pass
