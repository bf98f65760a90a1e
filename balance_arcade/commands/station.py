"""``balance-arcade station``: the therapist's web pages, a process of its own."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from balance_arcade.app.centre_address import CENTRE_ENVIRONMENT, centre_address
from balance_arcade.app.folders import data_folder
from balance_arcade.commands import station_lan
from balance_arcade.commands.announce import add_discover_argument, found_places
from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.numbers import check_port
from balance_arcade.commands.output import print_json
from balance_arcade.commands.pairing_flags import add_pairing_arguments, places_from
from balance_arcade.commands.protocol_flags import add_protocols_argument, own_tests_from
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.priority import stand_back
from balance_arcade.server.endpoints import DEFAULT_CTL, DEFAULT_STATION_PORT
from balance_arcade.server.station import run_station
from balance_arcade.server.station.access.plan import DEFAULT_LAN_PORT
from balance_arcade.server.station.clinic.plan import ClinicPlan
from balance_arcade.session.programme import Programme

if TYPE_CHECKING:
    from balance_arcade.records.clinic.identities import Identities


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board",
        nargs="*",
        metavar="ADDRESS",
        help="control port of each board: HOST:PORT, PORT, tcp:// or ipc://, or a file that tells"
        f" its key and address, as --pairing ({DEFAULT_CTL})",
    )
    parser.add_argument(
        "--live", metavar="E", help="stream of the only board (its control port tells)"
    )
    parser.add_argument("--ctl", metavar="E", help="the same as ADDRESS")
    parser.add_argument(
        "--name", default="", metavar="N", help="what others read when it steers, never a person"
    )
    parser.add_argument(
        "--port",
        type=int,
        metavar="N",
        help=f"of the page ({DEFAULT_STATION_PORT}; with --lan {DEFAULT_LAN_PORT}); 0: a free one",
    )
    station_lan.add_arguments(parser)
    group = parser.add_argument_group("the clinic's records")
    group.add_argument(
        "--records",
        type=database_word,
        metavar="DB",
        help="show this database too: a file, or postgresql://user@host/name",
    )
    group.add_argument(
        "--out", metavar="FOLDER", help="where its recordings lie, as of records --out"
    )
    group.add_argument(
        "--identities",
        type=database_word,
        metavar="DB",
        help="show names too, as of records --identities",
    )
    group.add_argument(
        "--centre",
        metavar="FILE",
        help="a file with the centre's address, as of records sync; the environment's"
        f" {CENTRE_ENVIRONMENT} otherwise",
    )
    group.add_argument(
        "--passphrase-file", metavar="FILE", help="its first line opens the names; asked otherwise"
    )
    add_protocols_argument(parser)
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--json", action="store_true", help="say the address as JSON")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    add_pairing_arguments(parser)
    add_discover_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    port = DEFAULT_STATION_PORT if args.port is None else args.port
    check_port(port)
    places = found_places(args) if args.discover else places_from(args)
    ctl, *others = (ctl for ctl, _ in places)
    _check_live(args.live, others)
    stand_back()

    def opened(url: str) -> None:
        if args.open:
            webbrowser.open(url)

    def ready(url: str) -> None:
        if args.json:
            print_json({"station": url})
        else:
            print(f"Therapist's station: {url}  (Ctrl-C ends it)", flush=True)
        opened(url)

    stop = threading.Event()
    if args.until_eof:
        # A daemon: a read of standard input cannot be broken off and must not keep the program.
        threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
    with contextlib.ExitStack() as open_now:
        serve = functools.partial(
            run_station,
            args.live,
            ctl,
            others=others,
            name=args.name,
            access=dict(places),
            clinic=_clinic(args, open_now),
            stop=stop,
        )
        if station_lan.asked(args):
            station_lan.run(args, serve, opened)
        else:
            serve(port=port, ready=ready)
    return 0


def _check_live(live: str | None, others: list[str]) -> None:
    if live and others:
        raise ConfigError(
            "--live is for one board alone.", hint="The control port of each board tells its own."
        )


def _clinic(args: argparse.Namespace, open_now: contextlib.ExitStack) -> ClinicPlan | None:
    # Without records too: the live page tells the norms of the test under way.
    left_out = own_tests_from(args).faults
    if args.records is None:
        for name in ("out", "identities", "passphrase_file", "centre"):
            if getattr(args, name) is not None:
                flag = f"--{name.replace('_', '-')}"
                raise ConfigError(f"{flag} is for the records.", hint="Name them: --records DB.")
        return None
    folder = data_folder(args.out)
    # A slip in the name would show a clinic without patients; records are made by `records add`.
    if "://" not in args.records and not Path(args.records).is_file():
        raise ConfigError(
            f"There are no records at {args.records}.",
            hint="Make them: balance-arcade records add --db FILE.",
        )
    identities = _identities(args, open_now)
    centre = _centre(args)
    return ClinicPlan(args.records, folder, _check_programme, identities, left_out, centre)


def _centre(args: argparse.Namespace) -> Callable[[], str] | None:
    """Where the centre is, asked each time: a file may be written anew while the station runs."""
    if args.centre is None and not os.environ.get(CENTRE_ENVIRONMENT):
        return None
    centre_address(args.centre)
    return functools.partial(centre_address, args.centre)


def _identities(args: argparse.Namespace, open_now: contextlib.ExitStack) -> Identities | None:
    if args.identities is None:
        return None
    if "://" not in args.identities and not Path(args.identities).is_file():
        raise ConfigError(
            f"There are no identities at {args.identities}.",
            hint="Make them: balance-arcade records person add PERSON.",
        )
    from balance_arcade.commands.records_people import asked_passphrase
    from balance_arcade.records.clinic.identities import Identities, IdentityDatabase

    database = open_now.enter_context(IdentityDatabase(args.identities))
    return Identities(database, asked_passphrase(args))


def _check_programme(text: str) -> Programme:
    # Games are looked up for it, which a station without programmes need not do.
    from balance_arcade.app.programme_file import parse_programme

    return parse_programme(text).programme


def _wait_for_eof(stop: threading.Event) -> None:
    """Whoever started us holds the other end; when it is gone, so are we."""
    while sys.stdin.readline():
        pass
    stop.set()
