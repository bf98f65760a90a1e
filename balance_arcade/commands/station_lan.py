"""The part of ``station`` that goes off the machine: its options, and what it says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from balance_arcade.app.folders import data_folder, open_log
from balance_arcade.commands.numbers import check_port
from balance_arcade.commands.output import paragraph, print_json
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import DEFAULT_STATION_PORT
from balance_arcade.server.keys.folder import keys_folder
from balance_arcade.server.station.access.plan import (
    ALL_ADDRESSES,
    DEFAULT_LAN_PORT,
    LanAddress,
    LanPlan,
)

IDLE_MIN = 15.0
LONGEST_IDLE_MIN = 240.0
_NEED_LAN = ("host", "here_port", "cert", "key", "idle_minutes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("off this computer")
    group.add_argument(
        "--lan", action="store_true", help="serve the network too, with TLS and login"
    )
    group.add_argument(
        "--host", metavar="A", help="address to serve to the network (all of this computer)"
    )
    group.add_argument(
        "--here-port",
        type=int,
        metavar="N",
        help=f"of the page on this computer beside it ({DEFAULT_STATION_PORT})",
    )
    group.add_argument(
        "--cert", type=Path, metavar="FILE", help="a certificate in PEM form (one of our own)"
    )
    group.add_argument("--key", type=Path, metavar="FILE", help="its private key")
    group.add_argument(
        "--idle-minutes",
        type=float,
        metavar="M",
        help=f"log out when nobody has touched the page for so long ({IDLE_MIN:g})",
    )


def asked(args: argparse.Namespace) -> bool:
    """Whether the network is to be served.

    Raises
    ------
    ConfigError
        It is not, but an option is given that is only for it.
    """
    if args.lan:
        return True
    for name in _NEED_LAN:
        if getattr(args, name) is not None:
            raise ConfigError(
                f"--{name.replace('_', '-')} is for the network.", hint="Add --lan to serve it."
            )
    return False


def run(
    args: argparse.Namespace, serve: Callable[..., None], opened: Callable[[str], None]
) -> None:
    """Serve this computer's page and the network until Ctrl-C.

    Parameters
    ----------
    args : Namespace
        Of the command.
    serve : callable
        `run_station`, without ports and address.
    opened : callable
        Told the page on this computer as soon as it can be opened.

    Raises
    ------
    ConfigError
        A number is none; or what `run_station` raises.
    """
    here_port = DEFAULT_STATION_PORT if args.here_port is None else args.here_port
    port = DEFAULT_LAN_PORT if args.port is None else args.port
    for number in (here_port, port):
        check_port(number)
    said: dict[str, str] = {}

    def say(here: str = "", address: LanAddress | None = None) -> None:
        """Say it all at once, when both can be reached."""
        if here:
            said["station"] = here
            opened(here)
        if address is not None:
            said.update(lan=address.url, fingerprint=address.fingerprint, words=address.words)
            if address.is_new:
                said["new"] = "yes"
        if "station" in said and "lan" in said:
            print_json(said) if args.json else print("\n".join(lines(said)), flush=True)

    plan = LanPlan(
        folder=keys_folder(),
        host=args.host or ALL_ADDRESSES,
        port=port,
        certificate=args.cert,
        key=args.key,
        idle_s=_idle_minutes(args.idle_minutes) * 60.0,
        ready=lambda address: say(address=address),
    )
    log = open_log(data_folder(), "station")
    assert log is not None  # There is a folder.
    with log:
        serve(port=here_port, lan=plan, ready=lambda url: say(here=url))


def lines(said: dict[str, str]) -> list[str]:
    r"""Lines for the terminal: where it is, and how to know that it is this one.

    Examples
    --------
    >>> said = {"station": "http://127.0.0.1:8571/", "lan": "https://pc:8573/"}
    >>> print("\n".join(lines({**said, "fingerprint": "00-11", "words": "acorn tulip"})))
    Therapist's station: http://127.0.0.1:8571/  (Ctrl-C ends it)
                         (on this computer only, and without a login)
    For tablets:         https://pc:8573/
    Its certificate:     SHA-256 00-11
                         (acorn tulip)
    """
    found = [
        f"Therapist's station: {said['station']}  (Ctrl-C ends it)",
        "                     (on this computer only, and without a login)",
        f"For tablets:         {said['lan']}",
        f"Its certificate:     SHA-256 {said['fingerprint']}",
        f"                     ({said['words']})",
    ]
    if "new" in said:
        found.append(
            paragraph(
                "The certificate is new: a tablet warns once. Compare the fingerprint there, see"
                " docs/station.md."
            )
        )
    return found


def _idle_minutes(asked_min: float | None) -> float:
    minutes = IDLE_MIN if asked_min is None else asked_min
    if not 1.0 <= minutes <= LONGEST_IDLE_MIN:
        raise ConfigError(
            f"Nobody is logged out after {minutes:g} minutes.",
            hint=f"--idle-minutes takes 1 to {LONGEST_IDLE_MIN:g}.",
        )
    return minutes
