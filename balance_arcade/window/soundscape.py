"""Lets events and phases be heard: which cue, where between the ears, with which words."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from balance_arcade.cop.stability import FLOOR_MM
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.source import NullSink
from balance_arcade.games.registry import game_spec
from balance_arcade.window.petals import FULL_MM
from balance_arcade.window.screen import MenuScreen, ScreenModel, lean_mm
from balance_arcade.window.sound import (
    CUES,
    LeanEnd,
    LeanListener,
    SoundPlayer,
    cue_for,
    lean_place,
)

if TYPE_CHECKING:
    from balance_arcade.games.contract import ControlInput, GameModel, GameSpec

_PHASE_CUES: Final = {
    Phase.PAUSED: "step-off",
    Phase.RESULT: "result",
    Phase.REST: "rest",
    Phase.PLAY: "go",
}


class EventInbox(NullSink):
    """Takes events from any thread for the window: a `StreamSink` that keeps events only.

    Holds 256; a fuller one drops the oldest, because a sound that is late is worse than none.
    """

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=256)

    def on_event(self, event: Event) -> None:
        """Keep an event until the next frame."""
        self._events.append(event)

    def drain(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        events = []
        # By popping and not by copying: an event may arrive in between from another thread.
        while self._events:
            events.append(self._events.popleft())
        return events


class Soundscape:
    """Plays what happens.

    Parameters
    ----------
    player : SoundPlayer
        The loudspeakers.
    pulses : bool
        Let the goal's nearness be heard, and the lean in the lean pass.
    """

    def __init__(self, player: SoundPlayer, *, pulses: bool = True) -> None:
        self._player = player
        self._pulses = pulses
        self._phase: Phase | None = None
        self._menu: MenuScreen | None = None
        self._count = 0
        self._lean = LeanListener()
        self._game = ""
        self._was_inside = False
        self._spec: GameSpec | None = None

    def hear(
        self,
        screen: ScreenModel,
        events: Sequence[Event],
        model: GameModel | None,
        control: ControlInput | None,
    ) -> None:
        """Play one frame's worth of events, phase changes, counting and nearness."""
        state = screen.state
        if state.activity != self._game:
            self._game = state.activity
            self._spec = game_spec(self._game) if self._game else None
            self._player.tune(self._spec)
        self._phases(screen)
        self._hear_cards(screen)
        for event in events:
            self._event(event, screen.now_s, model, control)
        if self._pulses:
            self._hear_lean(screen)
        if self._pulses and state.phase is Phase.PLAY and model is not None and control is not None:
            self._near(screen.now_s, model, control)

    def _phases(self, screen: ScreenModel) -> None:
        phase = screen.state.phase
        if phase is not self._phase:
            before, self._phase = self._phase, phase
            name = _PHASE_CUES.get(phase)
            # The phase in which the window opens is no change.
            if name is not None and before is not None:
                # The screen says in words why it waits; the sound needs none of its own.
                self._player.play(CUES[name], screen.now_s, caption="")
        if screen.countdown != self._count:
            self._count = screen.countdown
            if self._count > 0:
                self._player.play(CUES["count"], screen.now_s, caption="")

    def _hear_cards(self, screen: ScreenModel) -> None:
        """Let the question what is next be heard, and every look at another card, from its side."""
        menu, before = screen.menu, self._menu
        self._menu = menu
        if menu is None:
            return
        if before is None or before.games != menu.games:
            self._player.play(CUES["appear"], screen.now_s, caption="")
        elif before.index != menu.index:
            # The look has moved, so there are two cards at least.
            place = 2.0 * menu.index / (len(menu.games) - 1) - 1.0
            self._player.play(CUES["touch"], screen.now_s, place=place, caption="")

    def _hear_lean(self, screen: ScreenModel) -> None:
        """Let the lean be heard; the sentence on the screen is its words."""
        if screen.state.phase is not Phase.LIMITS:
            self._lean.forget()
            return
        asked, now_s = screen.lean_direction, screen.now_s
        reach_mm = lean_mm(screen.sample, screen.state.centre_mm, asked)
        heard = self._lean.hear(asked, reach_mm, FULL_MM, now_s)
        if isinstance(heard, LeanEnd):
            # Nothing praises a lean that was none: the direction comes once more.
            name = "lean-end" if heard.furthest_mm >= FLOOR_MM else "gentle"
            self._player.play(CUES[name], now_s, caption="")
        elif heard is not None:
            cue, place = CUES[f"lean-{heard.step}"], lean_place(asked)
            self._player.play(cue, now_s, place=place, caption="", strength=heard.strength)

    def _event(
        self,
        event: Event,
        now_s: float,
        model: GameModel | None,
        control: ControlInput | None,
    ) -> None:
        cue = cue_for(self._spec, event) if self._spec is not None else None
        if cue is None or self._spec is None:
            return
        place = _place(event, self._spec, model, control)
        self._player.play(cue, now_s, place=place, caption=cue.caption)

    def _near(self, now_s: float, model: GameModel, control: ControlInput) -> None:
        goal = model.goal()
        if goal is None:
            self._player.nearness(math.nan, now_s)
            return
        distance = math.hypot(goal[0] - control.x, goal[1] - control.y)
        inside = distance <= model.goal_radius
        if getattr(model, "feedback", "") == "sound-discrete":
            # One tone on arrival and none on the way; NaN as distance keeps the pulses still.
            if inside and not self._was_inside:
                self._player.play(CUES["touch"], now_s, place=goal[0], caption="")
            self._was_inside = inside
            self._player.nearness(math.nan, now_s)
            return
        # Quiet once there: the goal's own swell is heard then.
        self._player.nearness(math.nan if inside else distance, now_s, place=goal[0])


def _place(
    event: Event, spec: GameSpec, model: GameModel | None, control: ControlInput | None
) -> float:
    """Where an event is heard, -1 left to 1 right."""
    x = event.data.get("x")
    if spec.sounds_at == "event" and isinstance(x, int | float):
        return float(x)
    goal = model.goal() if model is not None else None
    if goal is not None:
        return goal[0]
    return control.x if control is not None else 0.0
