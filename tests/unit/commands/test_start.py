"""A start without a terminal: boards as a screen, faults as words, and a desktop's entry."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest

from balance_arcade.cli import main
from balance_arcade.commands import desktop_entry, play, start
from balance_arcade.core.errors import BoardNotFoundError, ConfigError
from balance_arcade.hw import BoardRow
from balance_arcade.window import start_screen

ENTER = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN)
RIGHT = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RIGHT)
CLOSE = pygame.event.Event(pygame.QUIT)
ONE = BoardRow("wii:1", "Wii Balance Board", "real")
TWO = BoardRow("arduino:/dev/ttyACM0", "Arduino board", "real")
SIM = BoardRow("sim:", "Simulated person", "simulated")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """Press a key once certain words stand on the screen; returns the words that were shown."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(start, "LOOK_EVERY_S", 0.01)
    shown: list[str] = []

    def plan(*steps: tuple[str, pygame.event.Event]) -> list[str]:
        left = list(steps)
        skip = [False]  # The frame after a key was posted is drawn before the key counts.

        def draw(kit: object, surface: object, words: start_screen.StartWords) -> None:
            said = " ".join((words.head, *words.lines, words.foot))
            if not shown or shown[-1] != said:
                shown.append(said)
            if left and not skip[0] and left[0][0] in said:
                pygame.event.post(left.pop(0)[1])
                skip[0] = True
            else:
                skip[0] = False

        monkeypatch.setattr(start_screen, "draw_start", draw)
        return shown

    yield plan
    pygame.display.quit()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were played on, instead of playing."""
    boards: list[str] = []

    def note_it(args: argparse.Namespace) -> int:
        assert args.display is not None
        boards.append(args.board)
        return 0

    monkeypatch.setattr(play, "run", note_it)
    return boards


def _found(monkeypatch: pytest.MonkeyPatch, *rows: BoardRow) -> None:
    monkeypatch.setattr(start, "list_boards", lambda: list(rows))


def test_without_a_board_it_says_so(screen, played, monkeypatch) -> None:
    _found(monkeypatch, SIM)
    shown = screen(("No board was found", ENTER), ("No board was found", CLOSE))
    assert main(["start", "--window"]) == 0
    assert played == ["sim:"]
    assert any("Switch the board on or plug it in" in words for words in shown)


def test_the_only_board_begins_by_itself(screen, played, monkeypatch) -> None:
    _found(monkeypatch, SIM, ONE)
    monkeypatch.setattr(start, "WAIT_S", 0.05)
    screen()
    monkeypatch.setattr(play, "run", lambda args: (played.append(args.board), _stop())[1])
    with pytest.raises(KeyboardInterrupt):
        start.run(
            argparse.Namespace(fullscreen=False, monitor=None, desktop_entry=False, language="en")
        )
    assert played == ["wii:1"]


def _stop() -> int:
    raise KeyboardInterrupt


def test_one_of_several_is_chosen(screen, played, monkeypatch) -> None:
    _found(monkeypatch, ONE, TWO)
    screen(("Choose a board", RIGHT), ("Choose a board", ENTER), ("Choose a board", CLOSE))
    assert main(["start", "--window"]) == 0
    assert played == ["arduino:/dev/ttyACM0"]


def test_a_fault_is_a_screen_with_words(screen, monkeypatch) -> None:
    _found(monkeypatch, SIM)

    def fail(args: argparse.Namespace) -> int:
        raise BoardNotFoundError("The board is gone.", address=args.board, hint="Plug it in again.")

    monkeypatch.setattr(play, "run", fail)
    shown = screen(("No board was found", ENTER), ("The board is gone", CLOSE))
    assert main(["start", "--window"]) == 0
    assert any("The board is gone. Plug it in again. Enter tries again." in said for said in shown)


def test_looking_that_fails_is_said(screen, monkeypatch) -> None:
    def fail() -> list[BoardRow]:
        raise ConfigError("The calibrations cannot be read.")

    monkeypatch.setattr(start, "list_boards", fail)
    shown = screen(("cannot be read", CLOSE))
    assert main(["start", "--window"]) == 0
    assert any("The calibrations cannot be read." in said for said in shown)


@pytest.mark.parametrize("size", [(900, 500), (1024, 768), (1920, 1080), (200, 150)])
def test_the_screen_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    from balance_arcade.games.kit import NIGHT, Kit

    surface = pygame.Surface(size, 0, 32)
    pictures = set()
    for words in (
        start_screen.words_for([], 0, float("nan")),
        start_screen.words_for(["A board"], 0, 2.0),
        start_screen.words_for([f"Board {k}" for k in range(9)], 8, float("nan")),
        start_screen.StartWords("The board is gone. Plug it in again.", foot="Enter tries again."),
    ):
        start_screen.draw_start(Kit(size, NIGHT), surface, words)
        pictures.add(pygame.image.tobytes(surface, "RGB"))
    assert len(pictures) == 4


def test_the_desktop_entry_names_the_program(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a b"))
    assert main(["start", "--desktop-entry"]) == 0
    text = (tmp_path / "a b" / "applications" / "balance-arcade.desktop").read_text()
    entry = dict(line.split("=", 1) for line in text.splitlines()[1:])
    assert entry["Terminal"] == "false"
    program = shlex.split(entry["Exec"])[0]
    assert Path(program).exists()
    icon = tmp_path / "a b" / "icons" / "hicolor" / "256x256" / "apps" / "balance-arcade.png"
    assert pygame.image.load(icon).get_size() == (256, 256)


def test_other_systems_are_told_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(desktop_entry.sys, "platform", "win32")
    with pytest.raises(ConfigError, match="Make a shortcut"):
        desktop_entry.write_entry()
