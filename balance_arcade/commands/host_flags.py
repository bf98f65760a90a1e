"""The flags of every command that starts a host: publishing, recording, LSL, folders, station.

They are the same everywhere; only what is on by default differs from command to command.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from balance_arcade.app.folders import RECORDS_ENVIRONMENT, records_address, session_folder
from balance_arcade.app.opening import is_as_fast_as_read
from balance_arcade.app.records_feed import RecordsSwitch
from balance_arcade.app.switches import ANY_PORT, Switches
from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.numbers import check_port
from balance_arcade.commands.output import note
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.lsl import SCOPES
from balance_arcade.server.endpoints import (
    DEFAULT_CTL,
    DEFAULT_LIVE,
    DEFAULT_STATION_PORT,
    check_endpoint,
)
from balance_arcade.server.keys.access import board_access


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a command has on unless it is told otherwise.

    Attributes
    ----------
    publish, record, station, summary : bool
        As the switches of the same name.
    """

    publish: bool = True
    record: bool = True
    station: bool = False
    summary: bool = True


def add_host_arguments(parser: argparse.ArgumentParser, defaults: Defaults) -> None:
    """Declare the flags; `switches_from` reads them."""
    stream = parser.add_argument_group("stream and station")
    toggle = argparse.BooleanOptionalAction
    stream.add_argument(
        "--publish",
        action=toggle,
        help=f"publish the stream ({_usual(defaults.publish)}; a board at speed=0 only with --live,"
        " --ctl or --any-port)",
    )
    stream.add_argument("--live", metavar="E", help=f"endpoint of the stream ({DEFAULT_LIVE})")
    stream.add_argument("--ctl", metavar="E", help=f"endpoint of the control port ({DEFAULT_CTL})")
    stream.add_argument(
        "--lan",
        nargs="?",
        const="*",
        metavar="ADDRESS",
        help="let stations on the network in, by key (docs/keys.md); at this address of this"
        " computer, without one at all of them",
    )
    stream.add_argument(
        "--keys", action="store_true", help="demand keys on this computer too; --lan does"
    )
    stream.add_argument("--any-port", action="store_true", help="take free ports everywhere")
    stream.add_argument(
        "--station",
        action=toggle,
        help=f"start the station's page too ({_usual(defaults.station)})",
    )
    stream.add_argument(
        "--station-port", type=int, default=DEFAULT_STATION_PORT, metavar="P", help="of the page"
    )
    stream.add_argument("--no-browser", action="store_true", help="do not open the station's page")
    stream.add_argument("--lsl", action="store_true", help="publish on LSL too, unencrypted")
    stream.add_argument(
        "--lsl-scope", choices=SCOPES, default=SCOPES[0], help="who may find it; machine: only here"
    )
    kept = parser.add_argument_group("what is kept")
    kept.add_argument("--record", action=toggle, help=f"record ({_usual(defaults.record)})")
    kept.add_argument("--out", metavar="FOLDER", help="where recordings and summary go")
    kept.add_argument(
        "--summary", action=toggle, help=f"write a page about it ({_usual(defaults.summary)})"
    )
    kept.add_argument(
        "--records",
        type=database_word,
        nargs="?",
        const="",
        metavar="DB",
        help="add the recordings to the clinic's records by themselves: a file or"
        f" postgresql://user@host/name; without one {RECORDS_ENVIRONMENT}, else those of the folder"
        f" (usual where {RECORDS_ENVIRONMENT} is set)",
    )
    kept.add_argument("--no-records", action="store_true", help="do not")
    kept.add_argument("--person", default="", metavar="ID", help="a pseudonym, never a name")
    kept.add_argument(
        "--age", type=int, metavar="YEARS", help="age of the person in whole years, for norms"
    )
    kept.add_argument(
        "--sex", choices=("female", "male"), default="", help="of the person, for norms"
    )
    parser.set_defaults(host_defaults=defaults)


def _usual(on: bool) -> str:
    return "usual" if on else "only if asked for"


def switches_from(
    args: argparse.Namespace, *, address: str = "", headless: bool = False
) -> Switches:
    """Turn flags into switches, and make the folder.

    Parameters
    ----------
    args : argparse.Namespace
        Of a parser with `add_host_arguments`.
    address : str
        Of the board. One that is read as fast as it goes is not published unless an endpoint was
        named: nobody can watch hours that pass in seconds, and several may run at once.
    headless : bool
        Do not open a browser.

    Raises
    ------
    ConfigError
        A port that none is, a folder that cannot be made, flags that contradict each other, or
        keys that are demanded and not there.
    """
    defaults: Defaults = args.host_defaults
    check_port(args.station_port)
    access = board_access() if args.lan or args.keys else None
    named = bool(args.live or args.ctl or args.any_port or access)
    # None where neither the flag nor its --no- was given.
    publish = args.publish
    if publish is None:
        publish = named or (defaults.publish and not (address and is_as_fast_as_read(address)))
    # Who names a folder wants something kept in it.
    record = args.record if args.record is not None else defaults.record or bool(args.out)
    any_port = args.any_port
    folder = _folder(args.out) if record else None
    return Switches(
        publish=publish,
        live=args.live or _endpoint(DEFAULT_LIVE, args),
        ctl=args.ctl or _endpoint(DEFAULT_CTL, args),
        folder=folder,
        lsl=args.lsl_scope if args.lsl else "",
        station=defaults.station if args.station is None else args.station,
        station_port=0 if any_port else args.station_port,
        browse=not (headless or args.no_browser),
        summary=defaults.summary if args.summary is None else args.summary,
        person=args.person,
        age_y=args.age,
        sex=args.sex,
        access=access if publish else None,
        records=_records(args, folder),
    )


def _records(args: argparse.Namespace, folder: Path | None) -> RecordsSwitch | None:
    asked: str | None = args.records
    if args.no_records or (asked is None and RECORDS_ENVIRONMENT not in os.environ):
        return None
    if folder is None:
        if asked is None:
            return None
        raise ConfigError(
            "Nothing is recorded that could go into the records.", hint="Name a folder with --out."
        )
    return RecordsSwitch(records_address(asked, folder), note)


def _endpoint(usual: str, args: argparse.Namespace) -> str:
    """Return a usual endpoint where ``--lan`` and ``--any-port`` put it."""
    endpoint = ANY_PORT if args.any_port else usual
    if not args.lan:
        return endpoint
    host = f"[{args.lan}]" if ":" in args.lan and "[" not in args.lan else args.lan
    return check_endpoint(f"tcp://{host}:{endpoint.rsplit(':', 1)[1]}", keyed=True)


def _folder(asked: str | None) -> Path:
    return session_folder(asked, say=note)
