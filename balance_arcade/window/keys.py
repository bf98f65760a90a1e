"""Keyboard, switch and window: any key pauses or goes on, Esc and closing stop. None is needed.

F2 confirms a spotter, F3 marks a release, F4 asks for a test's trial once more, F5 to F9 mark an
adverse event; F11 changes between the full screen and a window, M the music, V the voice.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.core.adverse import ADVERSE_KINDS, REDO, RELEASE
from balance_arcade.core.events import Command, CommandName, Phase, Scalar
from balance_arcade.window.hand import Hand

_FULL_SCREEN: Final = "full screen"
_SWITCHES: Final = {pygame.K_F11: _FULL_SCREEN, pygame.K_m: "music", pygame.K_v: "voice"}
"""What a key turns to its other side: the window, or a setting of the screen's."""

_CHOOSE_KEYS: Final = frozenset({pygame.K_RETURN, pygame.K_SPACE, pygame.K_UP})

_HELPER_KEYS: Final[dict[int, tuple[CommandName, dict[str, Scalar]]]] = {
    pygame.K_F2: ("confirm", {}),
    pygame.K_F3: ("mark", {"text": RELEASE}),
    pygame.K_F4: ("mark", {"text": REDO}),
    **{pygame.K_F5 + k: ("mark", {"adverse": kind}) for k, kind in enumerate(ADVERSE_KINDS)},
}
"""Keys of whoever stands beside the person: spotter, release, once more, adverse events."""

# Held for a shortcut or hit in passing: none of them is meant as a key.
_QUIET_KEYS: Final = frozenset(
    {
        pygame.K_LSHIFT,
        pygame.K_RSHIFT,
        pygame.K_LCTRL,
        pygame.K_RCTRL,
        pygame.K_LALT,
        pygame.K_RALT,
        pygame.K_LSUPER,
        pygame.K_RSUPER,
        pygame.K_CAPSLOCK,
        pygame.K_NUMLOCK,
    }
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a frame's input asks for.

    Attributes
    ----------
    orders : tuple of Command
        For the session.
    look : int
        Steps through the menu.
    look_on : bool
        One switch: the next card.
    choose : bool
        Take the card that is looked at.
    close : bool
        The window is to go.
    stop : bool
        Esc or the window's cross.
    full_screen : bool
        F11: change between full screen and window.
    switches : tuple of str
        Settings to turn to their other side.
    """

    orders: tuple[Command, ...] = ()
    look: int = 0
    look_on: bool = False
    choose: bool = False
    close: bool = False
    stop: bool = False
    full_screen: bool = False
    switches: tuple[str, ...] = ()


class Keys:
    """Reads SDL's queue once a frame.

    Parameters
    ----------
    hand : Hand, optional
        Takes what moves a pointer first: with a board that is one, the arrows lean.
    """

    def __init__(self, hand: Hand | None = None) -> None:
        self._hand = hand
        self._ids = (f"window-{k}" for k in itertools.count(1))

    def read(self, phase: Phase | None, *, choosing: bool = False) -> Pressed:
        """Turn what was pressed into orders.

        Parameters
        ----------
        phase : Phase or None
            Of the session; None stands for the menu.
        choosing : bool
            The person chooses what comes after a game: keys look and choose as in the menu.
        """
        orders: list[Command] = []
        turned: list[str] = []
        look, look_on, choose, close, stop = 0, False, False, False, False
        for event in pygame.event.get():
            if self._hand is not None and self._hand.takes(event):
                continue
            if event.type == pygame.QUIT:
                close = stop = True
            elif event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
                stop = True
            elif event.type == pygame.KEYDOWN and event.key in _SWITCHES:
                turned.append(_SWITCHES[event.key])
            elif event.type == pygame.KEYDOWN and event.key not in _QUIET_KEYS:
                if phase is not None:
                    orders.append(self._meant(event.key, phase, choosing=choosing))
                elif event.key in {pygame.K_LEFT, pygame.K_RIGHT}:
                    look += 1 if event.key == pygame.K_RIGHT else -1
                elif event.key in _CHOOSE_KEYS:
                    choose = True
                elif event.key not in _HELPER_KEYS:
                    look_on = True
        if stop and phase is not None:
            orders.append(self._order("stop"))
        # Two presses within one frame leave it as it is.
        odd = [name for name in _SWITCHES.values() if turned.count(name) % 2]
        switches = tuple(name for name in odd if name != _FULL_SCREEN and phase is not None)
        full = _FULL_SCREEN in odd
        return Pressed(tuple(orders), look, look_on, choose, close, stop, full, switches)

    def switch(self, name: str, now: bool) -> Command:
        """Order that turns a setting to its other side."""
        return self._order("set", {"name": name, "value": not now})

    def _meant(self, key: int, phase: Phase, *, choosing: bool) -> Command:
        """Order that a key stands for in a session."""
        helper = _HELPER_KEYS.get(key)
        if helper is not None:
            return self._order(*helper)
        # The session holds this choice, so that leaning and keys choose in one place.
        if choosing:
            return self._order("next", self._look(key))
        return self._order(self.any_key(phase))

    @staticmethod
    def any_key(phase: Phase) -> CommandName:
        """Say what any key means in a phase.

        Examples
        --------
        >>> Keys.any_key(Phase.PLAY), Keys.any_key(Phase.PAUSED), Keys.any_key(Phase.STEP_ON)
        ('pause', 'resume', 'start')
        """
        if phase in {Phase.PLAY, Phase.COUNTDOWN, Phase.LIMITS}:
            return "pause"
        if phase is Phase.PAUSED:
            return "resume"
        return "next" if phase in {Phase.INSTRUCT, Phase.REST, Phase.RESULT} else "start"

    @staticmethod
    def _look(key: int) -> dict[str, Scalar]:
        """Where a key looks among the cards of a session; nowhere chooses."""
        if key in {pygame.K_LEFT, pygame.K_RIGHT}:
            return {"look": 1 if key == pygame.K_RIGHT else -1}
        return {} if key in _CHOOSE_KEYS else {"look": "on"}

    def _order(self, name: CommandName, args: dict[str, Scalar] | None = None) -> Command:
        return Command(next(self._ids), name, args or {}, by="keyboard")
