"""Builds the value that scenes read from a run, and keeps what only the picture needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from balance_arcade.core.events import Phase
from balance_arcade.games.registry import game_spec
from balance_arcade.games.scoring import PersonalBest, personal_best, shown_level
from balance_arcade.records.accuracy import board_words
from balance_arcade.session.store_words import FOR_PATIENT
from balance_arcade.window.next_cards import next_menu
from balance_arcade.window.rate import coming, rating_screen
from balance_arcade.window.reminder import Reminder
from balance_arcade.window.screen import LeanTrace, ScreenModel

if TYPE_CHECKING:
    from balance_arcade.games.run import GameRun
    from balance_arcade.window.garden import Garden

ATTRACT_S: Final = 15.0
"""How long the step-on scene waits before it turns into the invitation."""


class ScreenBuilder:
    """Turns the state of a run into a `ScreenModel`, frame by frame; a garden shows what grows.

    Remembers when the phase began on the screen's time, how long it is, and how far the person
    leaned in the lean pass.
    """

    def __init__(self, garden: Garden | None = None) -> None:
        self._garden = garden
        self._phase: Phase | None = None
        self._since_s = 0.0
        self._whole_s = math.nan
        self._trace = LeanTrace()
        self._board_error = ""
        self._reminder = Reminder()

    def build(self, run: GameRun, now_s: float, caption: str = "") -> ScreenModel:
        """Collect everything that the scene of this moment may know.

        Parameters
        ----------
        run : GameRun
            What is played.
        now_s : float
            Time of the screen in seconds.
        caption : str
            Words for the sound that is playing.
        """
        state, machine = run.state(), run.machine
        left_s = machine.time_left_s
        if state.phase is not self._phase:
            if state.phase is Phase.LIMITS and self._phase is not Phase.PAUSED:
                self._trace.clear()  # After a pause the lean pass goes on where it was.
            self._phase, self._since_s, self._whole_s = state.phase, now_s, left_s
            # Once a phase: it takes some reckoning, and changes with no frame.
            self._board_error = board_words(run.info)
        asked = machine.lean_direction
        direction = -1 if asked is None else int(asked)
        if state.phase is Phase.LIMITS:
            self._trace.push(run.sample, state.centre_mm, direction)
        spec = game_spec(state.activity).in_mode(run.options.mode) if state.activity else None
        playing = state.phase is Phase.PLAY and spec is not None
        words, n_trials = spec.instruction if spec else "", state.trials if playing else -1
        return ScreenModel(
            state=state,
            geometry=run.info.geometry,
            origin=run.info.origin,
            sample=run.sample,
            now_s=now_s,
            phase_age_s=now_s - self._since_s,
            progress=self._progress(state.phase, left_s),
            countdown=int(machine.countdown or 0),
            lean_direction=direction,
            reached_mm=self._trace.reached_mm if state.phase is Phase.LIMITS else (),
            caption=self._reminder.words(now_s, caption, n_trials, words),
            board_error=self._board_error,
            instruction=words,
            movement=spec.movement if spec else "all",
            menu=next_menu(machine.choice, state.activity, _bests(run), self._garden),
            held=machine.rest_lean,
            kept=self._garden.look(run) if self._garden is not None else None,
            rating=rating_screen(machine.question),
            seated=run.options.seated,
            coming=coming(run) if state.phase is Phase.REST else "",
            best=_best(run),
            store_words=FOR_PATIENT[run.options.store_fault],
            words=getattr(run.model, "words", "") if state.phase is Phase.PLAY else "",
        )

    def _progress(self, phase: Phase, left_s: float) -> float:
        if not math.isfinite(left_s):
            return math.nan
        if phase is Phase.COUNTDOWN:
            # The ring closes once a second, with each number.
            return 1.0 - left_s % 1.0
        # A phase may learn its end late, or start over when the person moves.
        # So written that it holds for NaN as well, before the phase knew its length.
        if not self._whole_s >= left_s:
            self._whole_s = left_s
        return 1.0 - left_s / self._whole_s if self._whole_s > 0.0 else math.nan


def _best(run: GameRun) -> PersonalBest | None:
    """Best of the person in the game just done; None where nobody says who it is."""
    activity = run.activity
    if run.phase is not Phase.RESULT or activity is None or run.options.known is None:
        return None
    return personal_best(activity.best_before, activity.held_level)


def _bests(run: GameRun) -> dict[str, int]:
    """Best of each game while it is asked what is next; those of this session among them."""
    if run.machine.choice is None or run.options.known is None:
        return {}
    levels = dict(run.options.known.best)
    for one in run.begun:
        if one.held_level is not None:
            levels[one.name] = max(one.held_level, levels.get(one.name, 0.0))
    return {game: shown_level(level) for game, level in levels.items()}


def is_inviting(screen: ScreenModel) -> bool:
    """Nobody has stepped on for a while."""
    waiting = screen.state.phase is Phase.STEP_ON and screen.phase_age_s > ATTRACT_S
    return waiting and not (screen.sample is not None and screen.sample.on_board)


def titles_of(games: Sequence[str]) -> list[str]:
    """Titles of games by their names."""
    return [game_spec(name).title for name in games]
