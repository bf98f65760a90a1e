"""The menu at work: a person on the board chooses a game by leaning, before a session begins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.core.words import msgid
from balance_arcade.games.kit import NIGHT, Theme
from balance_arcade.games.lengths import Length
from balance_arcade.games.registry import view_class
from balance_arcade.session.away import away_prompt
from balance_arcade.session.lean_choice import BACK
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.window.builder import titles_of
from balance_arcade.window.director import Director
from balance_arcade.window.garden import Garden
from balance_arcade.window.hand import Hand
from balance_arcade.window.keys import Keys
from balance_arcade.window.menu import MenuChoice
from balance_arcade.window.next_cards import LENGTH
from balance_arcade.window.pacing import FPS, Pacer
from balance_arcade.window.screen import ScreenModel

if TYPE_CHECKING:
    from balance_arcade.core.away import Away, BoardNews
    from balance_arcade.core.board import PointerFollower
    from balance_arcade.core.source import CopSource
    from balance_arcade.window.display import Display
    from balance_arcade.window.painter import Painter


_HOW_LONG: Final = msgid("How long?")
_LENGTHS: Final[dict[Length, str]] = {
    "short": msgid("Short"),
    "standard": msgid("Usual length"),
    "long": msgid("Long"),
}


def choose_game(
    source: CopSource,
    display: Display,
    games: Sequence[str],
    *,
    bests: Mapping[str, int] | None = None,
    **more: Any,
) -> str | None:
    """Show the menu until a game is chosen.

    Parameters
    ----------
    source, display
        The board and the window.
    games : sequence of str
        Names, in the order of the cards.
    bests : mapping of str to int, optional
        The person's, by game.
    **more
        As of `LeanMenu`.

    Returns
    -------
    str or None
        Name of the game; None when Esc was pressed, the window closed or the menu was left.
    """
    return LeanMenu(source, display, **more).ask_game(games, bests)


class LeanMenu:
    """Questions that a person on a board answers by leaning, one after the other.

    Parameters
    ----------
    source, display
        The board and the window.
    theme : Theme
        Colours and manners.
    clock : Clock, optional
        The machine's otherwise.
    fps : float
        Frames a second; 0 for as many as there are.
    each_frame : callable, optional
        Called before every frame; it leaves the menu by returning True.
    view_of : callable
        Finds a game's view by its name.
    max_frames : int, optional
        A question is left after so many frames.
    painter : Painter, optional
        Paints the cards off this thread; they come up as they are ready.
    board : BoardNews, optional
        A press of its button takes the card that is looked at, and while it is away the screen says
        so.
    pointer : PointerFollower, optional
        Leans where a hand shows.
    grown : mapping of str to sequence of int, optional
        Stars of every time the person played before, by game: what grew of them stands on the
        cards.
    """

    def __init__(
        self,
        source: CopSource,
        display: Display,
        *,
        theme: Theme = NIGHT,
        clock: Clock | None = None,
        fps: float = FPS,
        each_frame: Callable[[], object] | None = None,
        view_of: Callable[[str], Any] = view_class,
        max_frames: int | None = None,
        painter: Painter | None = None,
        board: BoardNews | None = None,
        pointer: PointerFollower | None = None,
        grown: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self._source, self._display, self._board = source, display, board
        self._clock = clock or MonotonicClock()
        self._each_frame, self._max_frames = each_frame, max_frames
        self._hand = Hand(pointer) if pointer is not None else None
        self._pacer, self._keys = Pacer(self._clock, fps), Keys(self._hand)
        self._reader = LeanReader()
        self._garden = Garden(view_of, grown)
        self._director = Director(display.size, theme, self._garden, painter=painter)
        self._start_ns = self._clock.now_ns()
        self._sample: CopSample | None = None
        # Whoever answers a second question still leans from the first; the middle comes between.
        self._is_centred = True

    def ask_game(self, games: Sequence[str], bests: Mapping[str, int] | None = None) -> str | None:
        """Ask which game; None where the question was left."""
        found = bests or {}
        best = [found.get(name, 0) for name in games]
        return self._ask(MenuChoice(games, titles_of(games), best, self._garden.on_cards(games)))

    def ask_length(self) -> Length | None:
        """Ask how long the games are to be; None where the question was left."""
        cards = [f"{LENGTH}:{length}" for length in _LENGTHS]
        titles = list(_LENGTHS.values())
        chosen = self._ask(MenuChoice(cards, titles, heading=_HOW_LONG, start=1))
        return next((one for one in _LENGTHS if chosen == f"{LENGTH}:{one}"), None)

    def _ask(self, choice: MenuChoice) -> str | None:
        n_frames = 0
        n_presses = 0 if self._board is None else self._board.n_button_presses
        while choice.chosen is None and self._max_frames != n_frames:
            if self._each_frame is not None and self._each_frame() is True:
                return None
            # No phase: keys choose, and give no orders to a session that is not there.
            pressed = self._keys.read(None)
            if pressed.stop:
                return None
            if self._hand is not None:
                self._hand.lead(self._display.size, self._now_s)
            if pressed.full_screen:
                self._display.toggle_fullscreen()
            is_ready = self._board is not None and self._board.n_button_presses > n_presses
            _press(choice, pressed.look, on=pressed.look_on, choose=pressed.choose or is_ready)
            self._hear(choice)
            self._show(choice)
            n_frames += 1
            self._pacer.wait()
        self._is_centred = False
        return choice.chosen

    @property
    def _now_s(self) -> float:
        return (self._clock.now_ns() - self._start_ns) / 1e9

    def _hear(self, choice: MenuChoice) -> None:
        """Let the newest lean look and hold."""
        newest = self._source.latest()
        if newest is None or newest is self._sample:
            return
        # Holds count along the board's clock, so a board that falls silent chooses nothing.
        dt_s = newest.t_s - self._sample.t_s if self._sample is not None else 0.0
        self._sample = newest
        lean = self._reader.read(newest)
        if not self._is_centred and lean is not None:
            self._is_centred = max(map(abs, lean)) < BACK
            lean = (0.0, 0.0)
        _lean(choice, lean, dt_s)

    def _show(self, choice: MenuChoice) -> None:
        if self._display.follow_resize():
            self._director.resize(self._display.size)
        now_s, away = self._now_s, None if self._board is None else self._board.away
        screen = _screen(self._source, choice, self._sample, now_s, _state(now_s, away))
        self._director.draw(self._display.surface, screen)
        self._display.flip()


def _state(now_s: float, away: Away | None) -> SessionState:
    if away is None:
        return SessionState(0, now_s, Phase.STEP_ON)
    return SessionState(
        0,
        now_s,
        Phase.STEP_ON,
        prompt=away_prompt(away),
        time_left_s=math.ceil(away.left_s),
        away=away.remedy,
    )


def _screen(
    source: CopSource,
    choice: MenuChoice,
    sample: CopSample | None,
    now_s: float,
    state: SessionState,
) -> ScreenModel:
    return ScreenModel(
        state,
        geometry=source.info.geometry,
        origin=source.info.origin,
        sample=sample,
        now_s=now_s,
        phase_age_s=now_s,
        menu=choice.screen,
    )


def _press(choice: MenuChoice, look: int, *, on: bool, choose: bool) -> None:
    if look:
        choice.look(look)
    if on:
        choice.look_on()
    if choose:
        choice.choose()


def _lean(choice: MenuChoice, lean: tuple[float, float] | None, dt_s: float) -> None:
    if lean is None:
        choice.leave(dt_s)
    else:
        choice.lean(lean[0], lean[1], dt_s)
