"""The patient's window around a session: the waiting, the menu, then the session itself.

It is open before the board is, so that a missing screen is said before anybody steps on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from balance_arcade.app.frame_beat import FrameBeat
from balance_arcade.app.host import Host
from balance_arcade.app.live_session import END_OF_DATA, LiveSession
from balance_arcade.app.mirroring import let_go, mirror_window
from balance_arcade.core.board import PointerFollower
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import WindowClosedError
from balance_arcade.core.events import Event
from balance_arcade.core.priority import ask_to_go_first, go_back
from balance_arcade.core.samples import CopSample
from balance_arcade.core.source import CopSource
from balance_arcade.core.words import ENGLISH
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.lengths import Length
from balance_arcade.games.setup import ScreenOptions
from balance_arcade.window.app import GameWindow, Hooks, WindowReport
from balance_arcade.window.choose import LeanMenu
from balance_arcade.window.display import Display, open_display
from balance_arcade.window.manners import dressed, small_letters
from balance_arcade.window.painter import Painter
from balance_arcade.window.sound import SoundPlayer, goes_nowhere
from balance_arcade.window.soundscape import EventInbox
from balance_arcade.window.voice import Voice, find_speech
from balance_arcade.window.waiting import OPENING, WaitingScreen


class PatientWindow:
    """The open window, its painter and the sounds' inbox, before there is a session.

    Parameters
    ----------
    display : Display
        Open; closed by `close`.
    language : str
        Of what stands in it before there is a session.

    Attributes
    ----------
    screen : ScreenOptions
        What is set for it, for the menu; a session brings its own.
    """

    def __init__(self, display: Display, language: str = ENGLISH) -> None:
        self.display = display
        self.inbox = EventInbox()
        self.screen = ScreenOptions(language=language)
        self.painter = Painter()
        self._reading = False
        self._menu: LeanMenu | None = None
        self._unmirror: Callable[[], None] | None = None
        self._waiting = WaitingScreen(display, language)
        self._before = ask_to_go_first()

    def wait(self, done: int, total: int, name: str = "") -> None:
        """Show how far the preparation is; for a host's ``progress``.

        Raises
        ------
        WindowClosedError
            The window was closed.
        """
        del name
        if not self._waiting.show(done, total):
            raise WindowClosedError
        if done >= total:
            self.opening()

    def opening(self) -> None:
        """Say that the board is being opened, which may take seconds.

        Raises
        ------
        WindowClosedError
            The window was closed.
        """
        if not self._waiting.say(OPENING):
            raise WindowClosedError

    def choose(self, host: Host, games: Sequence[str]) -> str | None:
        """Let the person on the board choose a game by leaning; starts the board's reader.

        Returns
        -------
        str or None
            Name of the game; None where the menu was closed, or a station said Stop.

        Raises
        ------
        BalanceArcadeError
            The board failed meanwhile.
        """
        source = host.source

        def watch_over() -> bool:
            if source.failure is not None:
                raise source.failure
            return host.orders.stopped.is_set()

        self._mirror(host)
        source.start()
        self._reading = True
        self._menu = LeanMenu(
            source,
            self.display,
            theme=dressed(NIGHT, self.screen, self.display),
            each_frame=watch_over,
            painter=self.painter,
            board=source,
            pointer=_pointer(host),
            grown=host.book.grown(host.info),
        )
        try:
            return self._menu.ask_game(games, host.book.bests(host.info))
        finally:
            self.painter.clear()  # The session's scenery comes before cards of the menu.

    def choose_length(self) -> Length | None:
        """Let the person who has chosen a game choose by leaning how long it is to be.

        Returns
        -------
        {"short", "standard", "long"} or None
            None where the menu was closed, or a station said Stop.

        Raises
        ------
        BalanceArcadeError
            The board failed meanwhile.
        """
        return "standard" if self._menu is None else self._menu.ask_length()

    def play(self, host: Host, session: LiveSession, *, mute: bool = False) -> WindowReport:
        """Play a session, with the board read by a thread of its own, and close the window.

        Parameters
        ----------
        host : Host
            Opened with `inbox` among its sinks.
        session : LiveSession
            Of the host, not begun; ended by the caller.
        mute : bool
            No sound.

        Returns
        -------
        WindowReport
            What the window measured of itself.

        Raises
        ------
        BalanceArcadeError
            The board or the recording failed. The patient saw a calm end first.
        """
        self._mirror(host)
        source, sound = host.source, SoundPlayer(muted=mute)
        # What is heard of the voice does not go through SDL.
        voice = Voice(None if mute or goes_nowhere() else find_speech())

        def watch_over() -> None:
            session.watch_board()
            if source.failure is not None:
                session.finish(str(source.failure), "fault")
            elif source.ended:
                session.finish(END_OF_DATA)

        hooks = Hooks(
            feed=session.feed,
            tick=session.tick,
            order=session.order,
            each_frame=watch_over,
            pointer=_pointer(host),
            inbox=self.inbox,
        )
        try:
            session.begin()
            if sound.warning is not None:
                source.emit(sound.warning)
            if small := small_letters(self.display, session.run.options.screen):
                source.emit(Event(session.run.state().t_s, "screen.letters_small", {"text": small}))
            if not self._reading:
                source.start()
            window = GameWindow(
                session.run,
                source,
                self.display,
                hooks=hooks,
                sound=sound,
                voice=voice,
                painter=self.painter,
                grown=host.book.grown(host.info),
            )
            report = window.play()
        finally:
            voice.close()
            sound.close()
            self.close()
        if source.failure is not None:
            raise source.failure
        return report

    def _mirror(self, host: Host) -> None:
        """Let stations see what stands in the window."""
        if self._unmirror is None and host.publisher is not None:
            pictures = host.publisher.pictures
            mirror = mirror_window(self.display, pictures)
            self._unmirror = partial(let_go, self.display, pictures, mirror)

    def close(self) -> None:
        """Close it; harmless a second time."""
        if self._unmirror is not None:
            self._unmirror()
            self._unmirror = None
        self.painter.stop()
        self.display.close()
        go_back(self._before)
        self._before = None


def _pointer(host: Host) -> PointerFollower | None:
    board = host.board
    return board if isinstance(board, PointerFollower) else None


class MemoryWindow:
    """Draws a session that nobody sees, frame by frame along the samples' time.

    Parameters
    ----------
    source : CopSource
        Where samples come from.
    session : LiveSession
        Begun by the caller and fed by the window, in portions of a frame.
    fps : float
        Frames a second of the board's clock.
    size : tuple of int
        Pixels.
    """

    def __init__(
        self,
        source: CopSource,
        session: LiveSession,
        fps: float,
        size: tuple[int, int] = (1280, 720),
    ) -> None:
        self._clock = ManualClock()
        self._period_s = 1.0 / fps
        self._display = open_display(size, headless=True)
        self.window = GameWindow(
            session.run,
            source,
            self._display,
            hooks=Hooks(feed=session.feed, tick=session.tick, order=session.order),
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
