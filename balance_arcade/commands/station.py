"""``balance-arcade station``: the therapist's web page, a process of its own."""

from __future__ import annotations

import argparse
import sys
import threading
import webbrowser

from balance_arcade.commands.numbers import check_port
from balance_arcade.commands.output import print_json
from balance_arcade.core.priority import stand_back
from balance_arcade.server.endpoints import DEFAULT_CTL, DEFAULT_STATION_PORT
from balance_arcade.server.station import run_station


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--live", metavar="E", help="the board's stream (the control port tells)")
    parser.add_argument(
        "--ctl", default=DEFAULT_CTL, metavar="E", help=f"the board's control port ({DEFAULT_CTL})"
    )
    parser.add_argument(
        "--port", type=int, default=DEFAULT_STATION_PORT, help="of the page; 0 takes a free one"
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--json", action="store_true", help="say the address as JSON")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")


def run(args: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    check_port(args.port)
    stand_back()

    def ready(url: str) -> None:
        if args.json:
            print_json({"station": url})
        else:
            print(f"Therapist's station: {url}  (Ctrl-C ends it)", flush=True)
        if args.open:
            webbrowser.open(url)

    stop = threading.Event()
    if args.until_eof:
        # A daemon: a read of standard input cannot be broken off and must not keep the program.
        threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
    run_station(args.live, args.ctl, port=args.port, ready=ready, stop=stop)
    return 0


def _wait_for_eof(stop: threading.Event) -> None:
    """Whoever started us holds the other end; when it is gone, so are we."""
    while sys.stdin.readline():
        pass
    stop.set()
