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
from balance_arcade.games.setup import ScreenOptions
from balance_arcade.games.sounds import TRIAL_END
from balance_arcade.games.spoken import words_for
from balance_arcade.window.petals import FULL_MM
from balance_arcade.window.screen import MenuScreen, ScreenModel, lean_mm
from balance_arcade.window.sound import (
    CUES,
    LeanEnd,
    LeanListener,
    Music,
    SoundPlayer,
    cue_for,
    lean_place,
    streak_cue,
)

if TYPE_CHECKING:
    from balance_arcade.games.contract import ControlInput, GameModel, GameSpec
    from balance_arcade.window.voice import Voice

_PHASE_CUES: Final = {
    Phase.PAUSED: "step-off",
    Phase.RESULT: "result",
    Phase.REST: "rest",
    Phase.PLAY: "go",
}

_WITH_MUSIC: Final = frozenset({Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY, Phase.RESULT})
"""Where a game's place is heard: never while quiet stance or the limits are measured."""

_SAID_ALOUD: Final = frozenset(
    {Phase.STEP_ON, Phase.SETTLE, Phase.LIMITS, Phase.PAUSED, Phase.REST, Phase.ENDED}
)
"""Phases whose sentence is said; quiet stance is measured in quiet."""

_USUAL: Final = ScreenOptions()


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
    music : Music, optional
        Of the places.
    voice : Voice, optional
        Says what to do.
    """

    def __init__(
        self,
        player: SoundPlayer,
        *,
        pulses: bool = True,
        music: Music | None = None,
        voice: Voice | None = None,
    ) -> None:
        self._player, self._music, self._voice = player, music, voice
        self._streak = 0
        self._pulses = pulses
        self._phase: Phase | None = None
        self._words = ""
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
        options: ScreenOptions = _USUAL,
    ) -> None:
        """Play one frame's worth of events, phase changes, counting and nearness."""
        state = screen.state
        if state.activity != self._game:
            self._game, self._streak = state.activity, 0
            self._spec = game_spec(self._game) if self._game else None
            self._player.tune(self._spec)
        self._speak(screen, options)
        self._phases(screen)
        self._hear_cards(screen)
        for event in events:
            self._event(event, screen.now_s, model, control)
        if self._pulses:
            self._hear_lean(screen)
        if self._pulses and state.phase is Phase.PLAY and model is not None and control is not None:
            self._near(screen.now_s, model, control)
        self._hear_place(screen, model, options)

    def _speak(self, screen: ScreenModel, options: ScreenOptions) -> None:
        """Say what a phase asks for once, when it begins, and no longer than it lasts."""
        voice, phase = self._voice, screen.state.phase
        if voice is None:
            return
        wanted = options.voice and not self._player.is_silent
        if not wanted:
            voice.stop()
        elif phase is not self._phase or screen.words != self._words:
            asked = screen.instruction if phase is Phase.INSTRUCT else screen.words
            if phase in _SAID_ALOUD:
                asked = screen.prompt
            voice.stop()
            if asked:
                voice.say(words_for(options.language).say(asked), options.language)
        self._words = screen.words

    def _hear_place(
        self, screen: ScreenModel, model: GameModel | None, options: ScreenOptions
    ) -> None:
        """Let the place be heard, softer under whatever is to be understood."""
        if self._music is None:
            return
        self._music.place(self._spec if options.music else None)
        # Where nearness is heard instead of seen, nothing may stand beside it.
        by_ear = str(getattr(model, "feedback", "")).startswith("sound")
        speaks = self._voice is not None and self._voice.is_speaking
        self._music.frame(
            screen.now_s,
            wanted=screen.state.phase in _WITH_MUSIC,
            ducked=by_ear or speaks or self._player.is_sounding(screen.now_s),
        )

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
        if event.kind == TRIAL_END:
            self._end_of_trial(event, now_s)
        cue = cue_for(self._spec, event) if self._spec is not None else None
        if cue is None or self._spec is None:
            return
        place = _place(event, self._spec, model, control)
        self._player.play(cue, now_s, place=place, caption=cue.caption)

    def _end_of_trial(self, event: Event, now_s: float) -> None:
        """Let successes in a row rise; a miss begins anew, and nothing says so."""
        success = event.data.get("success") is True
        self._streak = self._streak + 1 if success else 0
        if self._music is not None:
            self._music.hear(event.t_s, success=success)
        cue = streak_cue(self._streak)
        if cue is not None:
            self._player.play(cue, now_s, caption="")

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
