"""Plays a session in the patient's window, or draws it into memory at a stated frame rate."""

from __future__ import annotations

from balance_arcade.app.frame_beat import FrameBeat
from balance_arcade.app.stage import END_OF_DATA, Stage
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.samples import CopSample
from balance_arcade.window.app import GameWindow, Hooks, WindowReport
from balance_arcade.window.display import Display, open_display
from balance_arcade.window.sound import SoundPlayer
from balance_arcade.window.soundscape import EventInbox


def play_window(
    stage: Stage,
    display: Display,
    *,
    inbox: EventInbox,
    mute: bool = False,
    reading: bool = False,
) -> WindowReport:
    """Play in a window, with the board read by a thread of its own.

    Parameters
    ----------
    stage : Stage
        Not begun; ended by the caller.
    display : Display
        Open window; closed here.
    inbox : EventInbox
        Listener of the stage's acquisition, for the sounds.
    mute : bool
        No sound.
    reading : bool
        The acquisition has been started before.

    Returns
    -------
    WindowReport
        What the window measured of itself.

    Raises
    ------
    BalanceArcadeError
        The board or the recording failed. The patient saw a calm end first.
    """
    acquisition = stage.acquisition
    sound = SoundPlayer(muted=mute)

    def watch_over() -> None:
        if acquisition.failure is not None:
            stage.finish(str(acquisition.failure))
        elif acquisition.ended:
            stage.finish(END_OF_DATA)

    hooks = Hooks(
        feed=stage.feed, tick=stage.tick, order=stage.order, each_frame=watch_over, inbox=inbox
    )
    try:
        stage.begin()
        if sound.warning is not None:
            acquisition.emit(sound.warning)
        if not reading:
            acquisition.start()
        report = GameWindow(stage.run, acquisition, display, hooks=hooks, sound=sound).play()
    finally:
        sound.close()
        display.close()
    if acquisition.failure is not None:
        raise acquisition.failure
    return report


class MemoryWindow:
    """Draws a session that nobody sees, frame by frame along the samples' time.

    Parameters
    ----------
    stage : Stage
        Begun and fed by the window, in portions of a frame.
    fps : float
        Frames a second of the board's clock.
    size : tuple of int
        Pixels.
    """

    def __init__(self, stage: Stage, fps: float, size: tuple[int, int] = (1280, 720)) -> None:
        self._clock = ManualClock()
        self._period_s = 1.0 / fps
        self._display = open_display(size, headless=True)
        self.window = GameWindow(
            stage.run,
            stage.acquisition,
            self._display,
            hooks=Hooks(feed=stage.feed, tick=stage.tick, order=stage.order),
            clock=self._clock,
            fps=0.0,
        )
        self.beat = FrameBeat(fps, self._frame)

    def _frame(self, sample: CopSample) -> None:
        del sample
        self._clock.sleep(self._period_s)
        self.window.frame()

    def close(self) -> None:
        """Let go of the surface."""
        self._display.close()
