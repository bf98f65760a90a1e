"""A replay in a window: at any speed, paused, frame by frame, from trial to trial."""

from __future__ import annotations

from balance_arcade.app.replay_view import ReplayView
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.games.kit import NIGHT
from balance_arcade.window.display import Display
from balance_arcade.window.manners import dressed
from balance_arcade.window.pacing import FPS, Pacer
from balance_arcade.window.replay_keys import Wish, next_speed, read_wishes
from balance_arcade.window.replay_picture import ReplayPicture

FRAME_S = 1.0 / FPS


class ReplayWindow:
    """Shows one session until the window is closed.

    Parameters
    ----------
    view : ReplayView
        Of the session; stands where the showing begins.
    display : Display
        Open window.
    speed : float
        Seconds of the session in one of the clock's.
    paused : bool
        Show the first frame and wait for a key.
    clock : Clock, optional
        Paces the frames.

    Attributes
    ----------
    closed : bool
        Somebody has closed the window.
    """

    def __init__(
        self,
        view: ReplayView,
        display: Display,
        *,
        speed: float = 1.0,
        paused: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.view, self.display = view, display
        self.closed = False
        self._speed, self._paused = speed, paused
        self._pacer = Pacer(clock or MonotonicClock(), FPS)
        self._picture = self._dressed()

    def play(self, max_frames: int | None = None) -> None:
        """Show frames until somebody closes the window, or so many are shown."""
        n_frames = 0
        try:
            while not self.closed and (max_frames is None or n_frames < max_frames):
                self.frame(read_wishes())
                self._pacer.wait()
                n_frames += 1
        finally:
            self._picture.close()
            self.view.replay.close()

    def frame(self, wish: Wish) -> None:
        """Do what was asked for, go on by a frame, and draw."""
        if wish.full_screen:
            self.display.toggle_fullscreen()
        if self.display.follow_resize():
            self._picture.close()
            self._picture = self._dressed()
        self.closed = self.closed or wish.close
        self._paused = self._paused != wish.pause
        self._speed = next_speed(self._speed, wish.faster)
        self._move(wish)
        speed = 0.0 if self._paused else self._speed
        self._picture.draw(self.display.surface, self.view.screen(speed))
        self.display.flip()

    def _move(self, wish: Wish) -> None:
        replay = self.view.replay
        if wish.start:
            replay.go_to(replay.start_s)
        elif wish.trials:
            for _ in range(abs(wish.trials)):
                on = wish.trials > 0
                replay.go_to(self.view.next_trial() if on else self.view.trial_before())
        elif wish.frames:
            # Whoever looks at single frames wants to look.
            self._paused = True
            replay.go_to(max(replay.start_s, replay.time_s + wish.frames * FRAME_S))
        elif not self._paused:
            replay.go_to(replay.time_s + self._speed * FRAME_S)
            # At the end it waits: the numbers are to be read, and a key may go back.
            self._paused = replay.is_over

    def _dressed(self) -> ReplayPicture:
        screen = self.view.replay.run.options.screen
        return ReplayPicture(self.display.size, dressed(NIGHT, screen, self.display))
