"""A session of Orchard on a board that goes away: what tests of both kinds of boards share."""

from __future__ import annotations

import itertools
import threading

from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.games.setup import plan_games
from balance_arcade.session.plan import SessionPlan


class Played:
    """A session through the host, with a script of what happens beside it."""

    def __init__(self, board, folder, *, summary=False):
        self.listener = Listener()
        times = dict.fromkeys(("self_check_s", "settle_s", "centre_s", "countdown_s"), 0.3)
        planned = SessionPlan(
            activities=plan_games(["orchard"], seconds=60.0),
            limits=default_limits(centre_mm=(0.0, 0.0)),
            zero=False,
            zero_skipped_because="test",
            instruct_s=0.0,
            **times,
        )
        switches = Switches(publish=False, folder=folder, summary=summary)
        self.host = Host(board, switches, sinks=[self.listener])
        self.session = self.host.begin(Playlist(("orchard",), plan=planned))
        self.run = self.session.run
        self.error = None

    def play(self, script):
        """Play beside the script; keep what ended the play, if anything did."""
        doing = threading.Thread(target=script)
        doing.start()
        try:
            play_headless(self.host, self.session)
        except BoardDisconnectedError as error:
            self.error = error
        finally:
            doing.join()
            self.run.watchdog.stop()
        return self.error

    @property
    def states(self):
        return [item for item in self.listener.heard if isinstance(item, SessionState)]

    def route(self):
        return [str(phase) for phase, _ in itertools.groupby(state.phase for state in self.states)]

    def kinds(self, room="board."):
        events = [item for item in self.listener.heard if isinstance(item, Event)]
        return [event.kind for event in events if event.kind.startswith(room)]
