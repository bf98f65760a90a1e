"""``balance-arcade play``: one game on one board."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from balance_arcade.app.compose import acquire, as_fast_as_read, open_warm
from balance_arcade.app.folders import session_folder
from balance_arcade.app.headless import play_headless
from balance_arcade.app.kept import say_kept
from balance_arcade.app.output import note, print_json
from balance_arcade.app.stage import Stage
from balance_arcade.app.window_open import PatientWindow
from balance_arcade.commands.numbers import check_fps, check_seconds
from balance_arcade.core.board import Board, GoalFollower
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.run import GameRun
from balance_arcade.hw.person import find_person
from balance_arcade.records.accuracy import board_sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "game",
        nargs="?",
        help="see: balance-arcade games; without it the person chooses by leaning",
    )
    parser.add_argument("--board", required=True, metavar="B", help="address of the board")
    parser.add_argument("--seed", type=int, default=1, help="equal seed, equal game")
    parser.add_argument("--seconds", type=float, metavar="S", help="game time")
    parser.add_argument(
        "--player",
        choices=("auto", "sim", "none"),
        default="auto",
        help="who plays: a simulated person where the board has one (auto), or nobody",
    )
    parser.add_argument("--headless", action="store_true", help="no window, as fast as it is read")
    parser.add_argument("--fps", type=float, help="headless: draw so many frames a second as well")
    parser.add_argument("--fullscreen", action="store_true", help="fill the screen")
    parser.add_argument("--mute", action="store_true", help="no sound")
    parser.add_argument("--out", metavar="FOLDER", help="where recordings go")
    parser.add_argument("--no-record", action="store_true", help="keep nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Play one game and say what came of it."""
    if args.game is not None:
        game_spec(args.game)
    elif args.headless:
        raise ConfigError("No game was named.", hint=f"Known: {', '.join(known_games())}.")
    check_fps(args.fps)
    check_seconds(args.seconds)
    folder = None if args.no_record else session_folder(args.out)
    # Before the board is opened: without a screen nobody should have to step on.
    window = None if args.headless else PatientWindow(fullscreen=args.fullscreen)
    try:
        stage = _stage(args, folder, window)
        if stage is None:
            note("No game was chosen.")
            return 0
        try:
            _play(stage, args, window)
        except BalanceArcadeError as error:
            # What was played until the fault is not lost with it.
            for result in stage.run.results():
                _say(result, stage, as_json=args.json, files=False)
            say_kept(error, stage.started)
            raise
    finally:
        if window is not None:
            window.close()
    results = stage.run.results()
    if not results:
        reason = stage.run.state().reason.rstrip(".")
        raise ConfigError(
            f"The session ended before the game began{f': {reason}' if reason else ''}.",
            hint="The person has to stand on the board until the countdown is over.",
        )
    _say(results[-1], stage, as_json=args.json)
    return 0


def _stage(
    args: argparse.Namespace, folder: Path | None, window: PatientWindow | None
) -> Stage | None:
    """Open the board and set the session up; None where no game was chosen."""
    address = as_fast_as_read(args.board) if args.headless else args.board
    board = open_warm(address, show=window.wait if window is not None else None)
    acquisition = acquire(board, [window.inbox] if window else [])
    try:
        follower = player(board, args.player)
        name: str | None = args.game
        if name is None and window is not None:
            name = window.choose(acquisition, known_games())
        if name is None:
            acquisition.stop()
            return None
        newest = acquisition.latest()
        return Stage(
            acquisition,
            GameRun(board.info, [name], seed=args.seed, seconds=args.seconds, quick=args.headless),
            folder=folder,
            follower=follower,
            after_seq=-1 if newest is None else newest.seq,
        )
    except BaseException:
        acquisition.stop()
        raise


def player(board: Board, who: str) -> GoalFollower | None:
    """Return the simulated person on the board or beside it, if there is one and it is to play.

    Raises
    ------
    ConfigError
        A simulated player was asked for, and the board has none.
    """
    if who == "none":
        return None
    if isinstance(board, GoalFollower):
        return board
    if board.info.origin == "simulated":
        beside = find_person(board.info.address)
        if beside is not None:
            return beside
    if who == "sim":
        raise ConfigError(
            f"No simulated person stands on {board.info.address}.",
            hint="Use --board sim:?profile=healthy, or leave --player out.",
        )
    return None


def _play(stage: Stage, args: argparse.Namespace, window: PatientWindow | None) -> None:
    try:
        if window is None:
            play_headless(stage, fps=args.fps)
        else:
            window.play(stage, mute=args.mute)
    except KeyboardInterrupt:
        stage.end("interrupted")
        raise
    finally:
        stage.end()


def _say(result: PlayResult, stage: Stage, *, as_json: bool, files: bool = True) -> None:
    sentence = board_sentence(stage.acquisition.info)
    if as_json:
        print_json({**msgspec.structs.asdict(result), "accuracy": sentence})
        return
    mark = "" if result.origin == "real" else f" [{result.origin.upper()}]"
    print(f"{result.game}{mark}: {result.successes} of {result.trials}, {result.stars} stars")
    print(f"{result.seconds:.0f} s played, difficulty {result.difficulty:.2f}")
    for reason in result.pauses:
        print(f"paused: {reason}")
    if sentence:
        print(sentence)
    for file in stage.recordings if files else ():
        note(f"recording {file}")
