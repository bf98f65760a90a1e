"""``balance-arcade keys``: let stations on other computers in, by key, and out again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note, print_json
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import DEFAULT_CTL, check_endpoint
from balance_arcade.server.keys.addresses import own_addresses
from balance_arcade.server.keys.allow_list import (
    ROLES,
    check_name,
    list_path,
    pair_station,
    read_stations,
    revoke_station,
)
from balance_arcade.server.keys.key_pair import (
    BOARD,
    STATION,
    KeyPair,
    key_path,
    load_key,
    parse_key,
    save_key,
)
from balance_arcade.server.keys.pairing import Pairing, read_pairing
from balance_arcade.server.keys.qr import KINDS, qr_text, save_qr

THIS_COMPUTER = "this-computer"
"""What the board's own computer is called in its list, so that its page is let in."""

_WHITE_ON_BLACK, _PLAIN = "\x1b[97;40m", "\x1b[0m"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    create = actions.add_parser("create", help="make this computer's key")
    create.add_argument(
        "--replace", action="store_true", help="a new one in place of the old: pair everybody anew"
    )
    show = actions.add_parser("show", help="what the other side needs: fingerprint, QR code, file")
    show.add_argument(
        "--ctl",
        metavar="E",
        help="where stations reach the control port, for example 192.168.1.5:5572",
    )
    show.add_argument(
        "--out",
        metavar="FILE",
        help=f"write it: {', '.join(KINDS)} as a QR code, other endings as text for --pairing",
    )
    show.add_argument("--name", default="", metavar="N", help="of this device, never of a person")
    for action in (create, show):
        action.add_argument(
            "--station", action="store_true", help="the key of a station, not of boards"
        )
    pair = actions.add_parser("pair", help="let a station in")
    pair.add_argument("what", nargs="+", metavar="NAME KEY | FILE", help="as its `show` told it")
    pair.add_argument("--role", choices=ROLES, default=ROLES[0], help=f"({ROLES[0]})")
    pair.add_argument("--name", default="", metavar="N", help="another name than the file's")
    pair.add_argument("--replace", action="store_true", help="the station has a new key")
    listed = actions.add_parser("list", help="say who is let in")
    revoke = actions.add_parser("revoke", help="let a station in no more")
    revoke.add_argument("name", help="as `list` tells it")
    for action in (create, show, pair, listed, revoke):
        action.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Do one of the actions."""
    actions = {"create": _create, "show": _show, "pair": _pair, "list": _list, "revoke": _revoke}
    actions[args.action](args)
    return 0


def _create(args: argparse.Namespace) -> None:
    kinds = (STATION,) if args.station else (BOARD, STATION)
    made = {kind: pair for kind in kinds if (pair := _make(kind, replace=args.replace))}
    if kinds[0] not in made:
        known = _own(kinds[0])
        raise ConfigError(
            f"This computer has a key already ({known.fingerprint}).",
            hint="See it with: balance-arcade keys show. --replace makes a new one, with which"
            " everybody has to be paired anew.",
        )
    if not args.station:
        # Else the page that this computer opens beside its own board would be shut out.
        pair_station(list_path(), THIS_COMPUTER, _own(STATION).public, "controller", replace=True)
    shown = made[kinds[0]]
    if args.json:
        print_json({"fingerprint": shown.fingerprint, "key": shown.public.hex()})
        return
    print(f"Key made: {shown.fingerprint}")
    print(f"It is kept in {key_path(kinds[0])}; nothing of it has to be sent anywhere.")
    if args.station:
        print("Next, show it to the board's computer: balance-arcade keys show --station")
    else:
        print("Next, on each station: balance-arcade keys create --station")
        print("Then here:             balance-arcade keys pair NAME KEY")


def _make(kind: str, *, replace: bool) -> KeyPair | None:
    """Make a key where there is none, or another one; None where it stays."""
    if load_key(key_path(kind)) is not None and not replace:
        return None
    pair = KeyPair.create()
    save_key(pair, kind)
    return pair


def _own(kind: str) -> KeyPair:
    pair = load_key(key_path(kind))
    if pair is None:
        flag = " --station" if kind == STATION else ""
        raise ConfigError(
            "This computer has no such key yet.",
            hint=f"Make it with: balance-arcade keys create{flag}",
        )
    return pair


def _show(args: argparse.Namespace) -> None:
    kind = STATION if args.station else BOARD
    pair = _own(kind)
    if args.station and args.ctl:
        raise ConfigError("A station has no control port.", hint="Leave --ctl out.")
    ctl = "" if args.station else _control(args.ctl)
    # No name of its own accord: that of a computer is often one of a person.
    pairing = Pairing(kind, pair.public, ctl, check_name(args.name) if args.name else "")
    if args.out:
        _write(pairing, out_file(args.out, "--out", inputs=[key_path(kind)]))
    if args.json:
        told = {"kind": kind, "key": pair.public.hex(), "fingerprint": pair.fingerprint}
        print_json({**told, "ctl": ctl, "name": pairing.name, "pairing": str(pairing)})
        return
    print(_drawn(str(pairing)))
    print(f"fingerprint  {pair.fingerprint}")
    print(f"public key   {pair.public.hex()}")
    if ctl:
        print(f"control port {ctl}")
    print(f"as text      {pairing}")
    if args.out:
        note(f"Written to {args.out}.")


def _drawn(text: str) -> str:
    code = qr_text(text).rstrip("\n")
    if not sys.stdout.isatty():
        return code
    # In a light terminal it would be a negative, which not every telephone reads.
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_PLAIN}" for line in code.split("\n"))


def _control(asked: str | None) -> str:
    """Where stations reach this computer; its own address on the network where nothing is said."""
    if asked:
        return check_endpoint(asked if "://" in asked else f"tcp://{asked}", keyed=True)
    port = DEFAULT_CTL.rsplit(":", 1)[1]
    found = own_addresses()
    if not found:
        note("This computer is on no network; say where stations reach it with --ctl.")
        return ""
    if len(found) > 1:
        note(f"This computer has several addresses ({', '.join(found)}); --ctl names another one.")
    host = f"[{found[0]}]" if ":" in found[0] else found[0]
    return f"tcp://{host}:{port}"


def _write(pairing: Pairing, path: Path) -> None:
    if path.suffix.lower() in KINDS:
        save_qr(str(pairing), path)
        return
    text = f"# Public key, fingerprint {pairing.fingerprint}: for --pairing, or `keys pair`.\n"
    try:
        path.write_text(f"{text}{pairing}\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}).", hint="Name another file."
        ) from error


def _pair(args: argparse.Namespace) -> None:
    name, key = _station_in(args)
    if load_key(key_path(BOARD)) is None:
        note("This computer has no key for its boards yet: balance-arcade keys create makes it.")
    station = pair_station(list_path(), name, key, args.role, replace=args.replace)
    if args.json:
        print_json({**_as_row(station)})
        return
    print(f"{name} is let in as {args.role}: {station.fingerprint}")
    print("Compare that with the fingerprint which the station shows.")


def _station_in(args: argparse.Namespace) -> tuple[str, bytes]:
    first, *others = args.what
    if len(others) > 1:
        raise ConfigError(
            "Too much was given.", hint="Give a name and a key, or one file with both."
        )
    if others:
        return check_name(args.name or first), parse_key(others[0])
    pairing = read_pairing(first, STATION)
    if not (args.name or pairing.name):
        raise ConfigError("The station says no name of its own.", hint="Give it with --name.")
    return check_name(args.name or pairing.name), pairing.key


def _as_row(station: object) -> dict[str, object]:
    fields = ("name", "role", "fingerprint", "key", "since")
    return {name: getattr(station, name) for name in fields}


def _list(args: argparse.Namespace) -> None:
    stations = read_stations(list_path())
    own = load_key(key_path(BOARD))
    if args.json:
        mine = "" if own is None else own.fingerprint
        print_json({"fingerprint": mine, "stations": [_as_row(each) for each in stations]})
        return
    print(f"this computer's boards: {'no key yet' if own is None else own.fingerprint}")
    width = max((len(each.name) for each in stations), default=0)
    for each in stations:
        print(f"  {each.name:<{width}}  {each.role:<10}  {each.fingerprint}  since {each.since}")
    if not stations:
        print("No station is paired: balance-arcade keys pair NAME KEY")


def _revoke(args: argparse.Namespace) -> None:
    station = revoke_station(list_path(), args.name)
    if args.json:
        print_json(_as_row(station))
        return
    print(f"{station.name} is let in no more: {station.fingerprint}")
