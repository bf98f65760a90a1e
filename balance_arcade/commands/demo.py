"""``balance-arcade demo``: the whole way through, with a simulated patient and no hardware."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from balance_arcade.app.compose import ANY_PORT, acquire, add_endpoint_arguments, open_warm
from balance_arcade.app.folders import session_folder
from balance_arcade.app.headless import play_headless
from balance_arcade.app.kept import say_kept
from balance_arcade.app.output import note, print_json
from balance_arcade.app.pauses import PauseLog
from balance_arcade.app.stage import Stage
from balance_arcade.app.station_process import StationProcess
from balance_arcade.app.window_open import PatientWindow
from balance_arcade.app.wrapup import summarise, write_summary
from balance_arcade.commands.numbers import check_port, check_seconds
from balance_arcade.core.board import Board, GoalFollower
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import BalanceArcadeError, ConfigError, RecordingError
from balance_arcade.core.events import Command
from balance_arcade.core.source import StreamSink
from balance_arcade.games.registry import known_games
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import plan_games
from balance_arcade.reports.summary import SessionSummary, render_text
from balance_arcade.server.endpoints import DEFAULT_STATION_PORT
from balance_arcade.server.publisher import Publisher
from balance_arcade.session.plan import SessionPlan

STEP_ON_S = 2.5
HEADLESS_SPEED = 4.0
DEFAULT_SECONDS = 60.0
REST_S = 8.0
PROFILES = ("healthy", "older", "frail", "stroke_left", "athlete")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--seconds", type=float, default=DEFAULT_SECONDS, help="game time of all games together"
    )
    parser.add_argument("--profile", choices=PROFILES, default="healthy", help="who plays")
    parser.add_argument("--seed", type=int, default=1, help="of person and games")
    parser.add_argument("--headless", action="store_true", help="no window and no browser")
    parser.add_argument(
        "--speed", type=float, help=f"of the person's clock; 1, or {HEADLESS_SPEED:g} headless"
    )
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen")
    parser.add_argument("--mute", action="store_true", help="no sound")
    parser.add_argument("--no-browser", action="store_true", help="do not open the station's page")
    parser.add_argument("--out", metavar="FOLDER", help="where recordings and summary go")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--station-port", type=int, default=DEFAULT_STATION_PORT, help="of the page"
    )
    parser.add_argument("--any-port", action="store_true", help="take free ports everywhere")
    add_endpoint_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Play all games once, publish and record them, and sum them up."""
    speed = _speed(args)
    folder = session_folder(args.out)
    window = None if args.headless else PatientWindow(fullscreen=args.fullscreen)
    try:
        address = (
            f"sim:?seed={args.seed}&profile={args.profile}&step_on={STEP_ON_S:g}&speed={speed:g}"
        )
        board = open_warm(address, show=window.wait if window is not None else None)
        return _Demo(args, folder, window).play(board)
    finally:
        if window is not None:
            window.close()


def _speed(args: argparse.Namespace) -> float:
    check_seconds(args.seconds)
    check_port(args.station_port)
    default = HEADLESS_SPEED if args.headless else 1.0
    speed: float = default if args.speed is None else args.speed
    if not (math.isfinite(speed) and speed > 0.0):
        raise ConfigError(
            f"--speed {speed:g} cannot be published live.", hint="Give a number above 0, such as 4."
        )
    return speed


def _plan(board: Board, games: Sequence[str], seconds: float, *, quick: bool) -> SessionPlan:
    """Take the board's own plan, with rests as long as a spectator has patience."""
    plan = SessionPlan.for_board(board.info, plan_games(games, seconds=seconds), quick=quick)
    return msgspec.structs.replace(plan, rest_s=min(plan.rest_s, REST_S))


class _Demo:
    """One demonstration; everything it starts, it ends."""

    def __init__(
        self, args: argparse.Namespace, folder: Path, window: PatientWindow | None
    ) -> None:
        self._args = args
        self._folder = folder
        self._window = window
        self._pauses = PauseLog()
        self._stage: Stage | None = None

    def _order(self, command: Command) -> str:
        return self._stage.order(command) if self._stage else "rejected: not ready yet"

    def play(self, board: Board) -> int:
        args = self._args
        live, ctl, port = args.live, args.ctl, args.station_port
        if args.any_port:
            live = ctl = ANY_PORT
            port = 0
        publisher = Publisher(
            board.info.board_id,
            live=live,
            ctl=ctl,
            handle_command=self._order,
            health=lambda: board.health,
        )
        try:
            publisher.start()
        except BaseException:
            board.close()
            raise
        try:
            started = WallAnchor.now()
            stage, url = self._play(board, publisher, port)
        except BalanceArcadeError as error:
            say_kept(error, self._stage.started if self._stage else ())
            raise
        finally:
            publisher.stop()
        return self._say(stage, publisher, url, started)

    def _play(self, board: Board, publisher: Publisher, port: int) -> tuple[Stage, str]:
        games = known_games()
        sinks: list[StreamSink] = [publisher, self._pauses]
        if self._window is not None:
            sinks.append(self._window.inbox)
        acquisition = acquire(board, sinks)
        try:
            seconds = self._args.seconds / len(games)
            game_run = GameRun(
                board.info,
                games,
                seed=self._args.seed,
                seconds=seconds,
                plan=_plan(board, games, seconds, quick=self._args.headless),
            )
            follower = board if isinstance(board, GoalFollower) else None
            self._stage = stage = Stage(
                acquisition, game_run, folder=self._folder, follower=follower
            )
            browse = not (self._args.headless or self._args.no_browser)
            with StationProcess(
                publisher.live_endpoint, publisher.ctl_endpoint, port=port, browse=browse
            ) as station:
                note(f"SIMULATED patient ({self._args.profile}). Station: {station.url}")
                self._run(stage)
                return stage, station.url
        finally:
            if self._stage is not None:
                self._stage.end()
            else:
                acquisition.stop()

    def _run(self, stage: Stage) -> None:
        try:
            if self._window is None:
                play_headless(stage)
            else:
                self._window.play(stage, mute=self._args.mute)
        except KeyboardInterrupt:
            stage.end("interrupted")
            raise
        except BalanceArcadeError:
            stage.end("fault")
            raise

    def _say(self, stage: Stage, publisher: Publisher, url: str, started: WallAnchor) -> int:
        summary = summarise(stage, "Demo session", started, self._pauses.notes)
        try:
            files = write_summary(self._folder, summary)
        except RecordingError:
            # What was played is said all the same; the fault is said after it.
            self._print(stage, summary, {}, publisher, url)
            raise
        self._print(stage, summary, files, publisher, url)
        return 0

    def _print(
        self,
        stage: Stage,
        summary: SessionSummary,
        files: dict[str, str],
        publisher: Publisher,
        url: str,
    ) -> None:
        published = publisher.n_sent
        if self._args.json:
            print_json(
                {
                    "simulated": True,
                    "profile": self._args.profile,
                    "results": stage.run.results(),
                    "recordings": [str(file) for file in stage.recordings],
                    "published": published,
                    "station": url,
                    "summary": files,
                }
            )
            return
        print(render_text(summary))
        messages = sum(published.values())
        print(f"Published {messages} messages ({published.get('samples', 0)} blocks of samples).")
        print(f"Recorded {len(stage.recordings)} files in {self._folder}.")
        if files:
            print(f"Summary: {files['png']}")
