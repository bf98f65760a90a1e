"""``balance-arcade play``: one or more games on one board, after one calibration."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.app.opening import as_fast_as_read, named_as_typed
from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.commands.numbers import check_fps, check_seconds
from balance_arcade.commands.output import note, notes, print_json
from balance_arcade.commands.patient_window import (
    PatientWindow,
    add_window_arguments,
    memory_window,
    patient_window,
)
from balance_arcade.commands.setting_flags import (
    add_plan_arguments,
    add_programme_arguments,
    add_setting_arguments,
    playlist_from,
    with_assigned,
)
from balance_arcade.core.board import Board, GoalFollower
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.games.lengths import Length
from balance_arcade.games.registry import game_name, known_games
from balance_arcade.games.setup import is_allowed
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.person import find_person

if TYPE_CHECKING:
    from balance_arcade.app.host import Host
    from balance_arcade.app.live_session import LiveSession
    from balance_arcade.app.playlist import Playlist
    from balance_arcade.games.activity import PlayResult
    from balance_arcade.reports.summary import ProgrammeSummary

CLOSED_EARLY = "The window was closed before the game began."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "game",
        nargs="*",
        help="one or more, see: balance-arcade games; without any the person chooses by leaning,"
        " and after each game what comes next",
    )
    parser.add_argument(
        "--ask",
        action=argparse.BooleanOptionalAction,
        help="ask the person what comes next after the last game (usual where none was named)",
    )
    parser.add_argument(
        "--board",
        required=True,
        metavar="B",
        help="address of the board: sim: for a simulated person; see boards",
    )
    parser.add_argument("--seed", type=int, help="equal seed, equal game (1)")
    parser.add_argument("--seconds", type=float, metavar="S", help="game time")
    parser.add_argument(
        "--player",
        choices=("auto", "sim", "none"),
        default="auto",
        help="who plays: a simulated person where the board has one (auto), or nobody",
    )
    parser.add_argument("--headless", action="store_true", help="no window, as fast as it is read")
    parser.add_argument("--fps", type=float, help="headless: draw so many frames a second as well")
    add_window_arguments(parser, fullscreen=True)
    parser.add_argument("--mute", action="store_true", help="no sound")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_plan_arguments(parser)
    add_programme_arguments(parser)
    add_setting_arguments(parser)
    add_host_arguments(parser, Defaults())


def run(args: argparse.Namespace) -> int:
    """Play the games and say what came of each."""
    named = tuple(map(game_name, args.game))
    check_fps(args.fps)
    check_seconds(args.seconds)
    address = as_fast_as_read(args.board) if args.headless else args.board
    asked = playlist_from(args, named)
    switches = switches_from(args, address=address, headless=args.headless)
    asked = with_assigned(asked, args, switches.records, "plan", "seconds", "ask")
    if args.headless and not asked.games and asked.programme is None:
        raise ConfigError("No game was named.", hint=f"Known: {', '.join(known_games())}.")
    if args.headless and parse_address(args.board).scheme == "pointer":
        raise ConfigError(
            "A pointer needs a window to move in.",
            hint="Leave --headless out, or use --board sim: for a simulated player.",
        )
    # Before the board is opened: without a screen nobody should have to step on.
    with (
        named_as_typed(args.board, address),
        patient_window(args, asked.options.screen.language) as window,
    ):
        # Here and not above: the window comes up before what takes longest to load.
        from balance_arcade.app.host import Host
        from balance_arcade.commands.first_start import first_start

        sinks = [BoardOffWords(), *([window.inbox] if window else [])]
        progress = first_start(window.wait if window else None)
        with Host.open(address, switches, sinks=sinks, progress=progress) as host:
            say_where(host)
            return _play(host, args, asked, window)


def _play(
    host: Host, args: argparse.Namespace, asked: Playlist, window: PatientWindow | None
) -> int:
    follower = player(host.board, args.player)
    games = asked.games
    allowed = tuple(name for name in known_games() if is_allowed(name, asked.options))
    if not games and asked.programme is None and window is not None:
        window.screen = asked.options.screen
        name = window.choose(host, allowed)
        length: Length | None = asked.options.length
        # Who sets a time or a length has answered already.
        if name is not None and asked.seconds is None and length == "standard":
            length = window.choose_length()
        games = (name,) if name is not None and length is not None else ()
        if length is not None:
            asked = replace(asked, options=msgspec.structs.replace(asked.options, length=length))
    # Who planned the games planned the dose too: there the question comes only if it is wanted.
    ask = args.ask if args.ask is not None else not (asked.games or asked.programme)
    offers = allowed if ask and window is not None else ()
    if not games and asked.programme is None:
        note("No game was chosen.")
        return 0
    playlist = replace(asked, games=games, quick=args.headless, offers=offers)
    # The samples that moved the menu are no part of the session.
    session = host.begin(playlist, follower=follower, only_new=not asked.games)
    try:
        closed = _run(host, session, args, window)
    except BalanceArcadeError:
        # What was played until the fault is not lost with it.
        for result in session.run.results():
            _say(result, host, as_json=args.json)
        raise
    reason = session.run.state().reason.rstrip(".")
    host.end_session()
    results = host.results()
    # Closing the window is no fault; a session that ended by itself before its game is one.
    if closed and not results:
        note(CLOSED_EARLY)
        _say_kept(host)
        return 0
    if not results:
        raise ConfigError(
            f"The session ended before the game began{f': {reason}' if reason else ''}.",
            hint="The person has to stand on the board until the countdown is over.",
        )
    for result in results:
        _say(result, host, as_json=args.json)
    if host.programme is not None:
        _say_programme(host.programme, as_json=args.json)
    _say_kept(host)
    return 0


def _run(
    host: Host, session: LiveSession, args: argparse.Namespace, window: PatientWindow | None
) -> bool:
    """Play; returns whether somebody closed the window."""
    if window is not None:
        return window.play(host, session, mute=args.mute).closed
    from balance_arcade.app.headless import play_headless

    # Nobody asks for the description of the last seconds here, and a listener hears of it anyway.
    host.source.spare_metrics()
    with memory_window(host, session, args.fps) as draw:
        play_headless(host, session, draw=draw, say=note)
    return False


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
        # An emulated board has its person in another process, which is told of the goals.
        if beside is not None:
            return beside
    if who == "sim":
        raise ConfigError(
            f"No simulated person stands on {board.info.address}.",
            hint="Use --board sim:?profile=healthy, or leave --player out.",
        )
    return None


def say_where(host: Host) -> None:
    """Say where a station finds the session, unless it looks there by itself."""
    publisher = host.publisher
    notes(host.book.notes)
    if host.station_url:
        note(f"Station: {host.station_url}")
    elif publisher is not None:
        note(f"Stream {publisher.live_endpoint}, control {publisher.ctl_endpoint}")


def _say(result: PlayResult, host: Host, *, as_json: bool) -> None:
    from balance_arcade.records.accuracy import board_sentence

    sentence = board_sentence(host.info)
    if result.failed:
        note(f"The game {result.game} has stopped ({result.failed}); the recording is whole.")
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


def _say_programme(told: ProgrammeSummary, *, as_json: bool) -> None:
    """Say what of a training programme was planned and done."""
    from balance_arcade.reports.summary import programme_lines

    if as_json:
        print_json({"programme": told})
        return
    print(f"programme {told.name}")
    for line in programme_lines(told):
        print(line)


def _say_kept(host: Host) -> None:
    """Say what was kept; a page that could not be written is said last, as the fault it is."""
    for file in host.recordings:
        note(f"recording {file}")
    for files in host.summaries():
        note(f"summary {files['html']}")
