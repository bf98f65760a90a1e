"""``balance-arcade latency``: how long after a load this screen shows it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from balance_arcade.app.folders import data_folder
from balance_arcade.app.latency_run import CHANNELS, LatencyRun
from balance_arcade.commands.output import note, print_json
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.latency import SLOW_MS, Latency, keep_latency

MOST_DELAY_MS = 400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--board", metavar="B", help="the board that is tapped")
    parser.add_argument("--light", metavar="B", help="a second board with the light sensor")
    parser.add_argument(
        "--channel", choices=CHANNELS, default="br", help="where the light sensor is wired (br)"
    )
    parser.add_argument("--taps", type=int, default=20, metavar="N", help="how many (20)")
    parser.add_argument("--threshold-n", type=float, default=30.0, metavar="N", help="a tap (30)")
    parser.add_argument("--seconds", type=float, default=120.0, metavar="S", help="at most (120)")
    parser.add_argument(
        "--self-test",
        type=float,
        metavar="MS",
        help="no hardware: an emulated board and a virtual screen of this delay",
    )
    parser.add_argument("--out", metavar="FOLDER", help="of the sessions, where it is kept")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Measure, say it, and keep it for the pages of sessions."""
    if not (args.taps > 0 and args.threshold_n > 0.0 and args.seconds > 0.0):
        raise ConfigError("--taps, --threshold-n and --seconds must be above 0.", hint="As usual.")
    if args.self_test is not None:
        _say(_self_test(args), as_json=args.json)
        return 0
    if not args.board:
        raise ConfigError("No board was named.", hint="--self-test 30 needs no hardware.")
    folder = data_folder(args.out)
    found = _measure(args)
    path = keep_latency(folder, found)
    _say(found, as_json=args.json)
    note(f"Kept in {path}; the pages of later sessions show it.")
    return 0


def _self_test(args: argparse.Namespace) -> Latency:
    from balance_arcade.app.virtual_screen import TappedBoard, VirtualScreen

    if not 0.0 <= args.self_test <= MOST_DELAY_MS:
        raise ConfigError(f"--self-test must be 0 to {MOST_DELAY_MS:g} ms.", hint="Give ms.")
    clock = ManualClock()
    screen = VirtualScreen(clock, args.self_test / 1e3)
    run = LatencyRun(TappedBoard(clock, screen), screen, threshold_n=args.threshold_n)
    return run.run(args.taps, args.seconds, stop=lambda: False)


def _measure(args: argparse.Namespace) -> Latency:
    # Here and not above: pygame and the compiler are loaded only where they are needed.
    from contextlib import ExitStack

    from balance_arcade.app.opening import open_warm
    from balance_arcade.hw import open_board
    from balance_arcade.window.flash import FlashScreen

    with ExitStack() as stack:
        board = stack.enter_context(open_warm(args.board))
        light = stack.enter_context(open_board(args.light)) if args.light else None
        screen = stack.enter_context(FlashScreen())
        note(f"Hold the sensor on the field and tap the board {args.taps} times, once a second.")
        measuring = LatencyRun(
            board, screen, channel=args.channel, light=light, threshold_n=args.threshold_n
        )
        return measuring.run(args.taps, args.seconds, stop=_until(screen.closed, args.seconds))


def _until(closed: Callable[[], bool], seconds: float) -> Callable[[], bool]:
    """Stop when the window was closed, or twice the time has passed without samples."""
    end_s = time.monotonic() + 2.0 * seconds
    return lambda: closed() or time.monotonic() > end_s


def _say(found: Latency, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "result", "latency": found, "slow": found.is_slow})
    else:
        print(f"{found.sentence}.\nScreen: {found.screen}. Board: {found.board}.")
        if found.n_missed:
            print(f"{found.n_missed} taps were followed by no light.")
    if found.is_slow:
        note(
            f"Above {SLOW_MS:g} ms a person notices. Switch the screen to its game mode, use a "
            "cable in place of radio, and leave other programs closed."
        )
