"""The first screen of a start without a terminal: which boards are there, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pygame

from balance_arcade.core.board import Geometry
from balance_arcade.core.words import ENGLISH, msgid
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.window import chrome
from balance_arcade.window.board_picture import BoardPicture
from balance_arcade.window.display import TITLE, Display
from balance_arcade.window.keys import Keys, Pressed

MAX_LINES: Final = 5
_MANY: Final = msgid("Choose a board: {n} of {total}.")
_BEGINS: Final = msgid("It begins in {seconds} s. Enter begins now.")
_BOARD: Final = Geometry(433.0, 238.0)


@dataclass(frozen=True, slots=True)
class StartWords:
    """What the screen says.

    Attributes
    ----------
    head : str
        What was found, or what happened.
    lines : tuple of str
        Boards to choose from, or what to do; the first `MAX_LINES` around the marked one.
    marked : int
        Line that Enter takes; -1 for none.
    foot : str
        What a key does.
    has_board : bool
        Draw a board.
    """

    head: str
    lines: tuple[str, ...] = ()
    marked: int = -1
    foot: str = ""
    has_board: bool = False


class StartScreen:
    """Draws the words and reads the keys.

    Parameters
    ----------
    display : Display
        An open window.
    language : str
        Of the words.
    """

    def __init__(self, display: Display, language: str = ENGLISH) -> None:
        self._display = display
        self._theme = replace(NIGHT, language=language)
        self._kit = Kit(display.size, self._theme)
        self._keys = Keys()

    def show(self, words: StartWords) -> Pressed:
        """Draw one frame; returns what was pressed before it."""
        pressed = self._keys.read(None)
        if pressed.full_screen:
            self._display.toggle_fullscreen()
        if self._display.follow_resize():
            self._kit = Kit(self._display.size, self._theme)
        draw_start(self._kit, self._display.surface, words)
        self._display.flip()
        return pressed


def draw_start(kit: Kit, surface: pygame.Surface, words: StartWords) -> None:
    """Draw the title, what was found, the lines and the foot."""
    chrome.backdrop(kit, surface)
    title = chrome.title(kit, surface, TITLE, marked=False)
    box = chrome.middle(kit, title.bottom)
    row = round(kit.layout.type.body * 2.0)
    if not words.lines:
        kit.words(surface, words.head, box)
        kit.words(surface, words.foot)
        return
    head = pygame.Rect(box.left, box.top, box.width, round(row * 1.75))
    kit.words(surface, words.head, head)
    room = pygame.Rect(box.left, head.bottom, box.width, box.bottom - head.bottom)
    if words.has_board:
        lines_height = row * min(MAX_LINES, len(words.lines))
        spot = pygame.Rect(room.left, room.top, room.width, room.height - lines_height)
        if spot.height > 3 * row:
            board = BoardPicture(kit, spot.inflate(0, -round(row * 0.6)), _BOARD)
            board.slab(surface, corners=1.0)
            board.feet(surface, bright=False)
            room = pygame.Rect(room.left, spot.bottom, room.width, lines_height)
    _draw_lines(kit, surface, room, words, row)
    kit.words(surface, words.foot)


def _draw_lines(
    kit: Kit, surface: pygame.Surface, room: pygame.Rect, words: StartWords, row: int
) -> None:
    """Draw the lines as many as there is room for, the marked one among them, on a plate."""
    n_rows = max(1, min(MAX_LINES, room.height // row, len(words.lines)))
    if words.marked < 0:
        kit.words(surface, " ".join(words.lines), room, colour=kit.theme.hush)
        return
    first = min(max(0, words.marked - n_rows // 2), max(0, len(words.lines) - n_rows))
    top = room.centery - row * n_rows // 2
    for k, line in enumerate(words.lines[first : first + n_rows]):
        place = pygame.Rect(room.left, top + k * row, room.width, row)
        is_marked = first + k == words.marked
        if is_marked and len(words.lines) > 1:
            kit.box(surface, place, row / 2, kit.theme.track)
        kit.words(surface, line, place, colour=kit.theme.paper if is_marked else kit.theme.hush)


def words_for(names: Sequence[str], marked: int, left_s: float) -> StartWords:
    """Say what was found.

    Parameters
    ----------
    names : sequence of str
        Boards that can be opened, as people call them.
    marked : int
        The one that Enter takes.
    left_s : float
        Seconds until it begins by itself; NaN where it does not.

    Examples
    --------
    >>> words_for([], 0, float("nan")).head
    'No board was found.'
    >>> words_for(["Wii Balance Board"], 0, 3.2).foot
    'It begins in 4 s. Enter begins now.'
    """
    if not names:
        return StartWords(
            msgid("No board was found."),
            (msgid("Switch the board on or plug it in. The search goes on by itself."),),
            foot=msgid("Enter plays with a simulated person. Esc closes."),
        )
    foot = msgid("Arrows choose, Enter begins. Esc closes.")
    marked %= len(names)
    # Not all of many fit the screen, and nothing else says that there are more.
    is_many = len(names) > MAX_LINES - 2
    head = _MANY.format(n=marked + 1, total=len(names)) if is_many else msgid("Choose a board.")
    if len(names) == 1:
        head, foot = msgid("A board was found."), msgid("Enter begins. Esc closes.")
        if left_s == left_s:  # noqa: PLR0124 - not NaN
            foot = _BEGINS.format(seconds=int(left_s) + 1)
    return StartWords(head, tuple(names), marked, foot, has_board=True)
