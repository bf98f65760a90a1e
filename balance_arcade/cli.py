"""The command line, and the composition root: the only place that may join every room.

A command is a module of `balance_arcade.commands` with ``add_arguments(parser)`` and
``run(args) -> int``. It is imported when it is asked for, so that ``--help`` is quick.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from balance_arcade import __version__
from balance_arcade.app.interrupts import asked, held, interruptible
from balance_arcade.core.errors import BalanceArcadeError, WindowClosedError
from balance_arcade.core.logs import LEVELS, log_to_stderr

EXIT_FAULT = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("a simulated patient plays; nothing needs to be plugged in", "demo --seconds 60"),
    "play": ("play a game on a board", "play star-reach --board sim:?seed=3"),
    "assess": ("lead a person through a clinical test", "assess romberg --board sim:"),
    "programme": (
        "a training programme: what its file asks, how far a person is",
        "programme check examples/programme.toml",
    ),
    "start": ("the patient's screen, without a terminal", "start"),
    "games": ("list the games", "games --json"),
    "boards": ("find boards on this computer", "boards"),
    "pair": ("pair a Wii Balance Board with this computer", "pair"),
    "doctor": ("say what on this computer would stop a session", "doctor"),
    "calibrate": ("calibrate a board with known masses", "calibrate arduino:/dev/ttyACM0"),
    "latency": ("how long after a load the screen shows it", "latency --self-test 30"),
    "watch": ("print live centre of pressure and metrics", "watch sim: --seconds 5"),
    "serve": ("read a board, record and publish it", "serve sim: --seconds 60"),
    "station": ("the therapist's web page", "station"),
    "station-users": (
        "who may log in to the station over the network",
        "station-users add anna --role controller",
    ),
    "keys": ("let stations on other computers in, by key", "keys show"),
    "top": ("all boards in a terminal: rates, ages, gaps, stations", "top 5572 5574"),
    "replay": ("show a session again from its recordings", "replay trial.mcap"),
    "analyze": ("metrics of recordings and foreign files", "analyze trial.txt --json"),
    "jump": ("jumps, landings and pushes in files of force plates", "jump trial.c3d --plot out"),
    "export": ("samples of a file for other programs", "export trial.mcap --csv trial.csv"),
    "records": ("the clinic's records: people, sessions, progress", "records add"),
    "report": ("a test, a session or progress as page and PDF", "report --person p-017"),
    "recover": ("make interrupted recordings whole", "recover"),
    "warmup": ("compile the kernels before a board is opened", "warmup"),
}


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line with the way out."""

    def error(self, message: str) -> NoReturn:
        # argparse names the flag that is missing, not what can be said there.
        if message.endswith("required: --board"):
            message = (
                "No board was named. Say which: --board sim: needs no hardware, and"
                " `balance-arcade boards` lists yours"
            )
        self.exit(EXIT_USAGE, f"{self.prog}: {message}. See '{self.prog} --help'.\n")


def _module(command: str) -> str:
    return f"balance_arcade.commands.{command.replace('-', '_')}"


def _overview() -> str:
    width = max(len(name) for name in COMMANDS)
    rows = "\n".join(f"  {name:<{width}}  {what}" for name, (what, _) in COMMANDS.items())
    return (
        "usage: balance-arcade [--version] COMMAND [options]\n\n"
        "Balance boards, centre of pressure, games and a therapist station.\n"
        "Not a medical device.\n\n"
        f"commands:\n{rows}\n\n"
        "Each command has --help with an example. Start with: balance-arcade demo\n"
    )


def _parser_for(command: str) -> argparse.ArgumentParser:
    what, example = COMMANDS[command]
    parser = _Parser(
        prog=f"balance-arcade {command}",
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"example: balance-arcade {example}",
    )
    importlib.import_module(_module(command)).add_arguments(parser)
    parser.add_argument(
        "--debug", action="store_true", help="show the traceback of an error as well"
    )
    parser.add_argument(
        "--log-level",
        choices=LEVELS,
        help="show the log from this level on, on standard error, and keep it in a session's log"
        " file; without it the file keeps info and nothing is shown",
    )
    return parser


def _unknown(word: str) -> int:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    guess = f" Did you mean '{near[0]}'?" if near else ""
    known = ", ".join(COMMANDS)
    print(f"balance-arcade: there is no command '{word}'.{guess} Known: {known}.", file=sys.stderr)
    return EXIT_USAGE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Words after the program's name; those of the process by default.

    Returns
    -------
    int
        0 done, 1 a fault that was said in one line, 2 wrong usage, 130 interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _give_streams()
    try:
        with interruptible():
            code = _dispatch(words)
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except OSError as error:
        code = _fault_of_the_system(error, debug="--debug" in words)
    if code == EXIT_INTERRUPTED or (code == 0 and asked()):
        _say_stopped()
        return EXIT_INTERRUPTED
    return code


def start() -> int:
    """Run ``start``, for a desktop's entry: the program without a terminal."""
    return main(["start", *sys.argv[1:]])


def _give_streams() -> None:
    """Replace streams that the caller has closed (`>&-`), so that no print of ours fails."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as we
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    # A file's name need not be text, and a terminal need not know every letter of ours.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview(), end="")
        return 0 if words else EXIT_USAGE
    if words[0] == "--version":
        print(f"balance-arcade {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return _unknown(words[0])
    return _run(words[0], words[1:])


def _run(command: str, words: list[str]) -> int:
    try:
        with held():
            parser = _parser_for(command)
        args = parser.parse_args(words)
        with log_to_stderr(args.log_level):
            code: int = importlib.import_module(_module(command)).run(args)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    except WindowClosedError:
        print("The window was closed before anything was recorded.", file=sys.stderr)
        return 0
    except BalanceArcadeError as error:
        if "--debug" in words:
            traceback.print_exc()
        print(f"balance-arcade {command}: {error}", file=sys.stderr)
        return EXIT_FAULT
    return code


def _fault_of_the_system(error: OSError, *, debug: bool) -> int:
    """Say what no command has put into better words; a full disk behind `>` for example."""
    _drop_output()
    if not isinstance(error, BrokenPipeError):
        # Otherwise the reader of our output went away (`| head`): nobody is left to tell.
        if debug:
            traceback.print_exception(error)
        print(f"balance-arcade: a system call failed: {error}.", file=sys.stderr)
    return EXIT_FAULT


def _drop_output() -> None:
    """Point standard output to nowhere, so that what is still buffered raises nothing at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _say_stopped() -> None:
    try:
        print("Stopped.", file=sys.stderr, flush=True)
        sys.stdout.flush()
    except OSError:
        # The terminal is gone as well.
        _drop_output()
