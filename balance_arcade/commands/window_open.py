"""Opens the patient's window early, so that a missing screen is said before anybody steps on."""

from __future__ import annotations

from balance_arcade.commands.stage import Stage


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
        from balance_arcade.games.shell.display import open_display
        from balance_arcade.games.shell.soundscape import EventInbox

        self.display = open_display(fullscreen=fullscreen)
        self.inbox = EventInbox()

    def play(self, stage: Stage, *, mute: bool = False) -> None:
        """Play a session in it; see `balance_arcade.commands.window.play_window`."""
        from balance_arcade.commands.window import play_window

        play_window(stage, self.display, inbox=self.inbox, mute=mute)

    def close(self) -> None:
        """Close it; harmless a second time."""
        self.display.close()
