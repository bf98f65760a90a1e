"""``balance-arcade demo``: the whole way through, with a simulated patient and no hardware."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.commands.numbers import check_seconds
from balance_arcade.commands.output import note, notes, print_json
from balance_arcade.commands.patient_window import (
    PatientWindow,
    add_window_arguments,
    patient_window,
)
from balance_arcade.commands.setting_flags import add_setting_arguments, options_from
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.games.setup import RunOptions, is_allowed

if TYPE_CHECKING:
    from balance_arcade.app.host import Host

STEP_ON_S = 2.5
HEADLESS_SPEED = 4.0
DEFAULT_SECONDS = 60.0
REST_S = 8.0
"""Rests are no longer than a spectator has patience."""

TRY_IT = "Move the mouse over the window to lean in their place; let go, and they play on."

GAMES = ("orchard", "star-reach", "marble-maze")
"""Three of the games: all of them would leave each too short to be seen."""

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
    add_window_arguments(parser, fullscreen=False)  # The station's page opens beside it.
    parser.add_argument("--mute", action="store_true", help="no sound")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_setting_arguments(parser)
    add_host_arguments(parser, Defaults(station=True))


def run(args: argparse.Namespace) -> int:
    """Play three games, publish and record them, and sum them up."""
    speed, options = _speed(args), options_from(args)
    switches = switches_from(args, headless=args.headless)
    person = f"seed={args.seed}&profile={args.profile}&step_on={STEP_ON_S:g}&speed={speed:g}"
    # With a window whoever looks on can take over with the mouse, and let go again.
    address = f"sim:?{person}" if args.headless else f"pointer:?{person}&alone=play"
    with patient_window(args, options.screen.language) as window:
        # Here and not above: the window comes up before what takes longest to load.
        from balance_arcade.app.host import Host
        from balance_arcade.commands.first_start import first_start

        sinks = [window.inbox] if window else []
        progress = first_start(window.wait if window else None)
        with Host.open(address, switches, sinks=sinks, progress=progress) as host:
            notes(host.book.notes)
            where = f" Station: {host.station_url}" if host.station_url else ""
            note(f"SIMULATED patient ({args.profile}).{where}")
            if not args.headless:
                note(TRY_IT)
            _play(host, args, options, window)
        return _say(host, args)


def _speed(args: argparse.Namespace) -> float:
    check_seconds(args.seconds)
    default = HEADLESS_SPEED if args.headless else 1.0
    # Faster where nobody watches, but never as fast as it is read: stations shall follow the
    # stream.
    speed: float = default if args.speed is None else args.speed
    if not (math.isfinite(speed) and speed > 0.0):
        raise ConfigError(
            f"--speed {speed:g} cannot be published live.", hint="Give a number above 0, such as 4."
        )
    return speed


def _play(
    host: Host, args: argparse.Namespace, options: RunOptions, window: PatientWindow | None
) -> None:
    from balance_arcade.app.headless import play_headless
    from balance_arcade.app.playlist import Playlist

    games = tuple(name for name in GAMES if is_allowed(name, options))
    playlist = Playlist(
        games,
        seed=args.seed,
        seconds=args.seconds / len(games),
        # A simulated person has nothing to say of pain, and the demo has an end of its own.
        options=options if args.ask_after else msgspec.structs.replace(options, ask_after="never"),
        quick=args.headless,
        longest_rest_s=REST_S,
        title="Demo session",
    )
    session = host.begin(playlist, follower=host.follower)
    if window is None:
        play_headless(host, session)
    else:
        window.play(host, session, mute=args.mute)
    host.end_session()


def _say(host: Host, args: argparse.Namespace) -> int:
    """Say what was played; a page that could not be written is said after it."""
    fault: BalanceArcadeError | None = None
    files: dict[str, str] = {}
    try:
        files = next(iter(host.summaries()), {})
    except BalanceArcadeError as error:
        fault = error
    published = host.publisher.n_sent if host.publisher is not None else {}
    if args.json:
        print_json(
            {
                "simulated": True,
                "profile": args.profile,
                "results": host.results(),
                "recordings": [str(file) for file in host.recordings],
                "published": published,
                "station": host.station_url,
                "summary": files,
            }
        )
    else:
        print(host.summary_text(), end="")
        n_messages = sum(published.values())
        n_blocks = published.get("samples", 0)
        print(f"Published {n_messages} messages ({n_blocks} blocks of samples).")
        print(f"Recorded {len(host.recordings)} files in {host.switches.folder}.")
        if files:
            print(f"Summary: {files['html']}")
    # Raised last: what was played and recorded is told all the same.
    if fault is not None:
        raise fault
    return 0
