"""The menu at work: a person on the board chooses a game by leaning, before a session begins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import NIGHT, Theme
from balance_arcade.games.registry import view_class
from balance_arcade.session.away import away_prompt
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.window.builder import titles_of
from balance_arcade.window.director import Director
from balance_arcade.window.garden import Garden
from balance_arcade.window.hand import Hand
from balance_arcade.window.keys import Keys
from balance_arcade.window.menu import MenuChoice
from balance_arcade.window.pacing import FPS, Pacer
from balance_arcade.window.screen import ScreenModel

if TYPE_CHECKING:
    from balance_arcade.core.away import Away, BoardNews
    from balance_arcade.core.board import PointerFollower
    from balance_arcade.core.source import CopSource
    from balance_arcade.window.display import Display
    from balance_arcade.window.painter import Painter


def choose_game(
    source: CopSource,
    display: Display,
    games: Sequence[str],
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
    bests: Mapping[str, int] | None = None,
    grown: Mapping[str, Sequence[int]] | None = None,
) -> str | None:
    """Show the menu until a game is chosen.

    ``each_frame`` is called before every frame; it leaves the menu by returning True. A
    ``painter`` paints the cards off this thread; they come up as they are ready. A press of the
    button of ``board`` takes the card that is looked at, and while it is away the screen says so. A
    ``pointer`` leans where a hand shows. ``bests`` are the person's, by game, and ``grown`` the
    stars of every time they played before: what grew of them stands on the cards.

    Returns
    -------
    str or None
        Name of the game; None when Esc was pressed, the window closed or the menu was left.
    """
    clock = clock or MonotonicClock()
    hand = Hand(pointer) if pointer is not None else None
    pacer, keys, reader = Pacer(clock, fps), Keys(hand), LeanReader()
    found = bests or {}
    garden, best = Garden(view_of, grown), [found.get(name, 0) for name in games]
    choice = MenuChoice(games, titles_of(games), best, garden.on_cards(games))
    director = Director(display.size, theme, garden, painter=painter)
    start_ns = clock.now_ns()
    sample: CopSample | None = None
    n_frames, n_presses = 0, 0 if board is None else board.n_button_presses
    while choice.chosen is None and (max_frames is None or n_frames < max_frames):
        if each_frame is not None and each_frame() is True:
            return None
        # No phase: keys choose, and give no orders to a session that is not there.
        pressed = keys.read(None)
        if pressed.stop:
            return None
        if hand is not None:
            hand.lead(display.size, (clock.now_ns() - start_ns) / 1e9)
        if pressed.full_screen:
            display.toggle_fullscreen()
        is_ready = board is not None and board.n_button_presses > n_presses
        _press(choice, pressed.look, on=pressed.look_on, choose=pressed.choose or is_ready)
        now_ns = clock.now_ns()
        newest = source.latest()
        if newest is not None and newest is not sample:
            # Holds count along the board's clock, so a board that falls silent chooses nothing.
            dt_s = newest.t_s - sample.t_s if sample is not None else 0.0
            sample = newest
            _lean(choice, reader.read(sample), dt_s)
        if display.follow_resize():
            director.resize(display.size)
        now_s = (now_ns - start_ns) / 1e9
        away = None if board is None else board.away
        screen = _screen(source, choice, sample, now_s, _state(now_s, away))
        director.draw(display.surface, screen)
        display.flip()
        n_frames += 1
        pacer.wait()
    return choice.chosen


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
