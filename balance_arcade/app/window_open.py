"""Opens the patient's window early, so that a missing screen is said before anybody steps on."""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.app.stage import Stage
from balance_arcade.session.acquisition import Acquisition


class PatientWindow:
    """The open window and the sounds' inbox, before there is a session.

    Parameters
    ----------
    fullscreen : bool
        Fill the screen.

    Raises
    ------
    DisplayError
        There is no screen.
    """

    def __init__(self, *, fullscreen: bool = False) -> None:
        from balance_arcade.window.display import open_display
        from balance_arcade.window.soundscape import EventInbox
        from balance_arcade.window.waiting import WaitingScreen

        self.display = open_display(fullscreen=fullscreen)
        self.inbox = EventInbox()
        self.reading = False
        self._waiting = WaitingScreen(self.display)

    def wait(self, done: int, total: int) -> None:
        """Show how far the preparation is; for `balance_arcade.app.compose.open_warm`.

        Raises
        ------
        KeyboardInterrupt
            The window was closed: that stops the command as Ctrl-C does.
        """
        if not self._waiting.show(done, total):
            raise KeyboardInterrupt

    def choose(self, acquisition: Acquisition, games: Sequence[str]) -> str | None:
        """Let the person on the board choose a game by leaning; starts the acquisition.

        Returns
        -------
        str or None
            Name of the game; None where the menu was closed.

        Raises
        ------
        BalanceArcadeError
            The board failed meanwhile.
        """
        from balance_arcade.window.choose import choose_game

        def watch_over() -> None:
            if acquisition.failure is not None:
                raise acquisition.failure

        acquisition.start()
        self.reading = True
        return choose_game(acquisition, self.display, games, each_frame=watch_over)

    def play(self, stage: Stage, *, mute: bool = False) -> None:
        """Play a session in it; see `balance_arcade.app.patient_window.play_window`."""
        from balance_arcade.app.patient_window import play_window

        play_window(stage, self.display, inbox=self.inbox, mute=mute, reading=self.reading)

    def close(self) -> None:
        """Close it; harmless a second time."""
        self.display.close()
