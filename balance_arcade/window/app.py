"""The window at work: samples in, frames out, sixty times a second, until the session ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.events import Command, Event, Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import NIGHT, Theme
from balance_arcade.games.registry import view_class
from balance_arcade.games.watchdog import DRAW_LIMIT_S
from balance_arcade.window.builder import ScreenBuilder, is_inviting
from balance_arcade.window.director import Director
from balance_arcade.window.garbage import short_searches
from balance_arcade.window.garden import Garden
from balance_arcade.window.hand import Hand
from balance_arcade.window.keys import Keys
from balance_arcade.window.latency import Histogram
from balance_arcade.window.manners import dressed, looks_alike
from balance_arcade.window.pacing import FPS, Pacer
from balance_arcade.window.screen import ScreenModel
from balance_arcade.window.seen import SeenPhases
from balance_arcade.window.soundscape import EventInbox, Soundscape

if TYPE_CHECKING:
    from balance_arcade.core.board import Goal, PointerFollower
    from balance_arcade.core.source import CopSource
    from balance_arcade.games.run import GameRun
    from balance_arcade.window.display import Display
    from balance_arcade.window.painter import Painter
    from balance_arcade.window.sound import SoundPlayer
    from balance_arcade.window.voice import Voice

LINGER_S: Final = 5.0
"""How long the closing scene stays."""

HELD_UP_S: Final = 0.1
"""A frame that comes so long after the one before was held up by the computer."""


@dataclass(frozen=True, slots=True)
class WindowReport:
    """What a window measured of itself.

    Attributes
    ----------
    n_frames, n_late : int
        Frames shown; deadlines missed by more than two frames.
    closed : bool
        The person at the keyboard closed the window.
    age_p50_ms, age_p99_ms : float
        Age of the newest sample in a frame's picture when that was shown, in milliseconds; NaN for
        a board whose clock is not tied to this computer's.
    draw_p50_ms, draw_p99_ms : float
        Time to draw a frame, in milliseconds.
    """

    n_frames: int
    n_late: int
    closed: bool
    age_p50_ms: float
    age_p99_ms: float
    draw_p50_ms: float
    draw_p99_ms: float


@dataclass(slots=True)
class Hooks:
    """Who else takes part. Everything is called from the window's thread.

    Attributes
    ----------
    feed : callable or None
        Takes new samples instead of the run itself; whoever gives it also drains the run.
    tick : callable or None
        Takes the age of the newest sample in seconds instead of the run itself.
    order : callable or None
        Takes orders from the keyboard instead of the run itself.
    each_frame : callable or None
        Called once a frame before anything else; may pump a board, and may raise to end the game.
    on_events, on_state, on_goal : callable or None
        Told what the run says; only used without ``feed``.
    pointer : PointerFollower or None
        A board that leans where the mouse, a stick, keys or a finger show.
    inbox : EventInbox
        Where events for the loudspeakers arrive; give it to the acquisition as a sink when
        ``feed`` is given.
    """

    feed: Callable[[Sequence[CopSample]], None] | None = None
    tick: Callable[[float], None] | None = None
    order: Callable[[Command], str] | None = None
    each_frame: Callable[[], object] | None = None
    on_events: Callable[[list[Event]], None] | None = None
    on_state: Callable[[SessionState], None] | None = None
    on_goal: Callable[[Goal], None] | None = None
    pointer: PointerFollower | None = None
    inbox: EventInbox = field(default_factory=EventInbox)


class GameWindow:
    """One window for one session.

    Parameters
    ----------
    run : GameRun
        What is played.
    source : CopSource
        Where samples come from.
    display : Display
        Open window.
    hooks : Hooks, optional
        Who else takes part.
    theme : Theme
        Colours and manners, where the run's settings want no others.
    sound : SoundPlayer, optional
        Loudspeakers; silence otherwise.
    voice : Voice, optional
        Says aloud what to do.
    clock : Clock, optional
        The machine's monotonic clock otherwise.
    fps : float
        Frames a second; 0 for as many as there are.
    linger_s : float
        How long the closing scene stays.
    view_of : callable
        Finds a game's view by its name.
    painter : Painter, optional
        Paints scenery off the frame thread. With it, no phase's clock runs before the phase was
        seen, and no game begins before its picture is ready or `LONGEST_WAIT_S` are over.
    grown : mapping of str to sequence of int, optional
        Stars of every time the person played before, by game: keepsakes stand at the places. None
        where nothing is kept of them.
    """

    def __init__(
        self,
        run: GameRun,
        source: CopSource,
        display: Display,
        *,
        hooks: Hooks | None = None,
        theme: Theme = NIGHT,
        sound: SoundPlayer | None = None,
        voice: Voice | None = None,
        clock: Clock | None = None,
        fps: float = FPS,
        linger_s: float = LINGER_S,
        view_of: Callable[[str], Any] = view_class,
        painter: Painter | None = None,
        grown: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self.run, self.source, self.display = run, source, display
        self.hooks = hooks or Hooks()
        self.ages, self.draws = Histogram(), Histogram()
        self.n_frames = 0
        self._sound = sound
        self._scape = None
        if sound is not None:
            self._scape = Soundscape(sound, music=sound.music(run.seed), voice=voice)
        self._clock = clock or MonotonicClock()
        self._pacer = Pacer(self._clock, fps)
        self._hand = Hand(self.hooks.pointer) if self.hooks.pointer is not None else None
        garden = Garden(view_of, grown)
        self._keys, self._builder = Keys(self._hand), ScreenBuilder(garden)
        self._theme, self._worn = theme, run.options.screen
        self._director = Director(
            display.size, self._theme_now(), garden, on_failure=run.blame, painter=painter
        )
        self._seen = SeenPhases(run, self._director) if painter is not None else None
        self._linger_s = linger_s
        self._start_ns = self._clock.now_ns()
        self._last_seq = -1
        self._rev = -1
        self._looked_ns = self._start_ns
        self._excused = False
        self._goal: Goal | None = None
        self._ended_s = math.nan
        self._closed = False

    @property
    def now_s(self) -> float:
        """Time of the screen in seconds."""
        return (self._clock.now_ns() - self._start_ns) / 1e9

    def play(self, max_frames: int | None = None) -> WindowReport:
        """Show frames until the session has ended, the window is closed, or so many are shown."""
        try:
            with short_searches():
                while not self.is_over and (max_frames is None or self.n_frames < max_frames):
                    self.frame()
                    self.wait()
        finally:
            self.run.watchdog.stop()
            # A caller that shows a number of frames may come back for more.
            if self.is_over:
                self._director.close()
        return self.report()

    def frame(self) -> None:
        """Do one frame: input, samples, picture, sound."""
        if self.hooks.each_frame is not None:
            self.hooks.each_frame()
        machine = self.run.machine
        choosing = machine.choice is not None or machine.question is not None
        pressed = self._keys.read(self.run.phase, choosing=choosing)
        if self._hand is not None:
            self._hand.lead(self.display.size, self.now_s)
        self._closed = self._closed or pressed.close
        if pressed.full_screen:
            self.display.toggle_fullscreen()
        switches = (self._keys.switch(name, self._is_on(name)) for name in pressed.switches)
        for command in (*pressed.orders, *switches):
            (self.hooks.order or self.run.command)(command)
        self._take_samples()
        now_s = self.now_s
        caption = self._sound.caption_at(now_s) if self._sound is not None else ""
        screen = self._builder.build(self.run, now_s, caption)
        if self._scape is not None:
            events = self.hooks.inbox.drain()
            activity = self.run.activity
            model = activity.model if activity is not None else None
            wanted = self.run.options.screen
            self._scape.hear(screen, events, model, self.run.control, wanted)
        self._draw(screen)
        if self.run.finished and math.isnan(self._ended_s):
            self._ended_s = now_s

    def _is_on(self, name: str) -> bool:
        return bool(getattr(self.run.options.screen, name))

    def wait(self) -> None:
        """Wait until the next frame is to be begun."""
        self._pacer.wait()

    def report(self) -> WindowReport:
        """Sum up what was measured so far."""
        return WindowReport(
            self.n_frames,
            self._pacer.n_late,
            self._closed,
            self.ages.percentile(50.0),
            self.ages.percentile(99.0),
            self.draws.percentile(50.0),
            self.draws.percentile(99.0),
        )

    @property
    def is_over(self) -> bool:
        """Whether the window was closed, or the closing scene has stood long enough."""
        # NaN until the session has ended, and no comparison with NaN holds.
        return self._closed or self.now_s - self._ended_s >= self._linger_s

    def _take_samples(self) -> None:
        samples = self.source.since(self._last_seq)
        if samples:
            self._last_seq = samples[-1].seq
            self.display.sample, self.display.taken_ns = samples[-1], self._clock.now_ns()
            self._pacer.follow(self._age_ms() / 1e3)
        if self.hooks.feed is not None:
            if samples:
                self.hooks.feed(samples)
        else:
            for sample in samples:
                self.run.feed(sample)
        age_s = self._age_ms() / 1e3
        if math.isfinite(age_s) and not self._just_woken():
            (self.hooks.tick or self.run.signal_age)(age_s)
        if self.hooks.feed is None:
            self._tell()

    def _just_woken(self) -> bool:
        """Whether this frame comes late itself: then the age says nothing about the board yet.

        A computer that was held up holds up the thread that reads the board too; it has the samples
        by the next frame. Never twice in a row, so a board that is silent is found one frame later.
        """
        now_ns = self._clock.now_ns()
        held_up = now_ns - self._looked_ns > HELD_UP_S * 1e9
        self._looked_ns = now_ns
        self._excused = held_up and not self._excused
        return self._excused

    def _age_ms(self) -> float:
        # A board that is read as fast as it goes has a clock of its own: its samples have no age
        # here.
        # Of the sample that the picture shows: the reader may have newer ones by now.
        shown = self.display.sample
        if shown is None or self.run.info.speed == 0.0:
            return math.nan
        return (self._clock.now_ns() - shown.t_host_ns) / 1e6

    def _tell(self) -> None:
        hooks = self.hooks
        events = self.run.drain_events()
        for event in events:
            hooks.inbox.on_event(event)
        if events and hooks.on_events is not None:
            hooks.on_events(events)
        state = self.run.state()
        if state.rev != self._rev:
            self._rev = state.rev
            if hooks.on_state is not None:
                hooks.on_state(state)
        goal = self.run.goal()
        if hooks.on_goal is not None and goal is not self._goal:
            self._goal = goal
            hooks.on_goal(goal)

    def _draw(self, screen: ScreenModel) -> None:
        wanted = self.run.options.screen
        if self.display.follow_resize() or not looks_alike(wanted, self._worn):
            self._worn = wanted
            self._director.resize(self.display.size, self._theme_now())
        if self._seen is not None:
            self._seen.look(screen)
        begun_ns = self._clock.now_ns()
        age_ms = self._age_ms()
        # A step is 1/120 s, so 0.12 of one a millisecond; never drawn further ahead than one.
        alpha = min(1.0, max(0.0, age_ms * 0.12)) if math.isfinite(age_ms) else 0.0
        late = self.run.watchdog.watch(self._paint, screen, alpha, limit_s=DRAW_LIMIT_S)
        if late is not None:
            self.run.blame(late)
        self.draws.add((self._clock.now_ns() - begun_ns) / 1e6)
        self._pacer.hold()
        self.display.flip()
        if self._seen is not None and not self._director.is_behind:
            self._seen.shown()
        # After the flip: the age that a person sees, with the time to draw in it.
        self.ages.add(self._age_ms())
        self.n_frames += 1

    def _theme_now(self) -> Theme:
        """Dress the window as its settings say."""
        return dressed(self._theme, self._worn, self.display)

    def _paint(self, screen: ScreenModel, alpha: float) -> None:
        self._director.draw(
            self.display.surface,
            screen,
            model=self.run.model,
            control=self.run.control,
            alpha=alpha if screen.state.phase is Phase.PLAY else 0.0,
            attract=is_inviting(screen),
        )


def play_window(run: GameRun, source: CopSource, display: Display, **options: Any) -> WindowReport:
    """Play a session in a window and close it; options as of `GameWindow`."""
    try:
        return GameWindow(run, source, display, **options).play()
    finally:
        display.close()
