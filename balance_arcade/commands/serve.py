"""``balance-arcade serve``: acquisition as a process of its own, with recorder and publisher."""

from __future__ import annotations

import argparse
import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from balance_arcade.app.compose import acquire, add_endpoint_arguments, open_warm
from balance_arcade.app.folders import session_folder
from balance_arcade.app.kept import say_kept
from balance_arcade.app.output import note, print_json
from balance_arcade.commands.numbers import check_seconds
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.core.events import Command, Event
from balance_arcade.hw.lsl import SCOPES, LslOutlet
from balance_arcade.records.accuracy import board_sentence
from balance_arcade.server.publisher import Publisher
from balance_arcade.session.acquisition import Acquisition

LABEL = "serve"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board", nargs="+", help="address, for example arduino:/dev/ttyACM0; one for now"
    )
    parser.add_argument("--seconds", type=float, metavar="S", help="on the board's clock")
    parser.add_argument("--out", metavar="FOLDER", help="where the recording goes")
    parser.add_argument("--json", action="store_true", help="one object at start, one at the end")
    parser.add_argument("--lsl", action="store_true", help="publish on LSL too, unencrypted")
    parser.add_argument(
        "--lsl-scope", choices=SCOPES, default=SCOPES[0], help="who may find it; machine: only here"
    )
    add_endpoint_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Record and publish until a station says stop, the time is up, or Ctrl-C."""
    check_seconds(args.seconds)
    address = _only(args.board)
    folder = session_folder(args.out)
    outlet = LslOutlet(args.lsl_scope) if args.lsl else None
    board = open_warm(address)
    desk = _Desk()
    publisher = Publisher(
        board.info.board_id,
        live=args.live,
        ctl=args.ctl,
        handle_command=desk.take,
        health=lambda: board.health,
    )
    try:
        publisher.start()
    except BaseException:
        board.close()
        raise
    try:
        acquisition = acquire(board, [publisher, *([outlet] if outlet else [])])
        _serve(acquisition, publisher, desk, folder, args)
    finally:
        publisher.stop()
        if outlet is not None:
            outlet.close()
    return 0


def _only(addresses: Sequence[str]) -> str:
    if len(addresses) > 1:
        raise ConfigError(
            f"{len(addresses)} boards are named; one serve records and publishes one board.",
            hint="Start one for each, with --live and --ctl of its own; two boards under one person"
            " are dual:LEFT+RIGHT.",
        )
    return addresses[0]


class _Desk:
    """Takes orders in the publisher's thread and keeps them for the reading one."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._marks: list[str] = []

    def take(self, command: Command) -> str:
        """Accept what makes sense without a game."""
        if command.name == "stop":
            self.stopped.set()
            return "accepted"
        if command.name == "mark":
            self._marks.append(str(command.args.get("text", "")))
            return "accepted"
        return "rejected: no game is played here, the board is only recorded"

    def marks(self) -> list[str]:
        """Return the marks since the last call."""
        taken, self._marks = self._marks, []
        return taken


def _serve(
    acquisition: Acquisition,
    publisher: Publisher,
    desk: _Desk,
    folder: Path,
    args: argparse.Namespace,
) -> None:
    started: list[Path] = []
    try:
        try:
            started.append(acquisition.start_recording(folder, LABEL))
            _say_start(acquisition, publisher, started[0], as_json=args.json)
            _read_on(acquisition, desk, args.seconds)
            acquisition.stop_recording()
        finally:
            acquisition.stop()
    except BalanceArcadeError as error:
        say_kept(error, started)
        raise
    except KeyboardInterrupt:
        # The usual end: a program that started us learns where the recording is.
        if started and args.json:
            with contextlib.suppress(OSError):
                _say_end(acquisition, started[0], as_json=True)
        raise
    _say_end(acquisition, started[0], as_json=args.json)


def _read_on(acquisition: Acquisition, desk: _Desk, seconds: float | None) -> None:
    t_s = 0.0
    while not (desk.stopped.is_set() or acquisition.ended):
        for sample in acquisition.pump():
            t_s = sample.t_s
        for text in desk.marks():
            acquisition.emit(Event(t_s, "session.mark", {"text": text}))
        if acquisition.failure is not None:
            raise acquisition.failure
        if seconds is not None and t_s >= seconds:
            break


def _say_start(
    acquisition: Acquisition, publisher: Publisher, file: Path, *, as_json: bool
) -> None:
    info = acquisition.info
    if as_json:
        print_json(
            {
                "board": info.address,
                "origin": info.origin,
                "accuracy": info.accuracy,
                "live": publisher.live_endpoint,
                "ctl": publisher.ctl_endpoint,
                "recording": file.name,
            }
        )
        return
    mark = "" if info.origin == "real" else f" [{info.origin.upper()}]"
    print(f"{info.model}{mark} at {info.nominal_rate_hz:g} Hz")
    if sentence := board_sentence(info):
        print(sentence)
    print(f"stream {publisher.live_endpoint}, control {publisher.ctl_endpoint}")
    print(f"recording {file}; Ctrl-C or a station's Stop ends it", flush=True)


def _say_end(acquisition: Acquisition, file: Path, *, as_json: bool) -> None:
    health = acquisition.health
    if as_json:
        print_json({"recording": str(file), "health": health})
    else:
        note(f"{health.n_samples} samples, {health.n_lost} lost. Recording: {file}")
