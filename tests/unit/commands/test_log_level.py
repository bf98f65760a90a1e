"""``--log-level``: every command has it, and without it nothing of the log is shown."""

from __future__ import annotations

import logging

import pytest

from balance_arcade import cli
from balance_arcade.commands import games

_log = logging.getLogger("balance_arcade.tests.log_level")


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_has_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "--help"]) == 0
    assert "--log-level {debug,info,warning,error}" in capsys.readouterr().out


@pytest.fixture
def _logging_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_args: object) -> int:
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            _log.log(level, "said at %d", level)
        return 0

    monkeypatch.setattr(games, "run", run)


@pytest.mark.usefixtures("_logging_command")
@pytest.mark.parametrize(
    ("level", "n_lines"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)]
)
def test_it_shows_what_is_as_grave_as_that(
    level: str, n_lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["games", "--log-level", level]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = [line for line in shown.err.splitlines() if "balance_arcade.tests" in line]
    assert len(lines) == n_lines
    assert f"{level} " in lines[0]


@pytest.mark.usefixtures("_logging_command")
def test_without_it_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["games"]) == 0
    assert capsys.readouterr() == ("", "")


def test_another_word_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["games", "--log-level", "loud"]) == cli.EXIT_USAGE
    assert "invalid choice: 'loud'" in capsys.readouterr().err
