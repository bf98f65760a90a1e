"""``--announce`` and ``--discover``: boards that say where they are, and stations that listen."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence

from balance_arcade.app.host import Host
from balance_arcade.app.switches import Switches
from balance_arcade.commands.output import note
from balance_arcade.commands.pairing_flags import places_from
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.discovery import FIND_S, Announcement, Found, find_boards
from balance_arcade.server.endpoints import is_loopback
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.wire import MAJOR

Place = tuple[str, StationAccess | None]


def add_announce_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--announce``."""
    parser.add_argument(
        "--announce",
        action="store_true",
        help="let stations find the board by multicast DNS, where it can be reached (with --lan:"
        " the network); needs the extra discovery",
    )


def add_discover_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--discover``."""
    parser.add_argument(
        "--discover",
        action="store_true",
        help=f"look {FIND_S:g} s for boards that announce themselves; needs the extra discovery",
    )


@contextlib.contextmanager
def announced(
    args: argparse.Namespace, switches: Switches, hosts: Sequence[Host]
) -> Iterator[None]:
    """Announce the boards of hosts, if that was asked for, until the end of the block.

    Raises
    ------
    ConfigError
        Nothing is published, or it is not known how to announce it.
    """
    key = "" if switches.access is None else switches.access.pair.fingerprint
    with contextlib.ExitStack() as stack:
        for host in hosts if args.announce else ():
            if host.publisher is None:
                raise ConfigError(
                    "Nothing is published that could be announced.",
                    hint="Leave --no-publish or --announce out.",
                )
            name, ctl = host.publisher.board_id, host.publisher.ctl_endpoint
            stack.enter_context(Announcement(name, ctl, fingerprint=key))
        yield


def found_places(args: argparse.Namespace) -> list[Place]:
    """Return the boards that are named and those that announce themselves.

    Raises
    ------
    ConfigError
        There is none.
    """
    named = bool(args.board or args.ctl or args.pairing)
    places, words = with_found(places_from(args) if named else [], find_boards())
    for word in words:
        note(word)
    if not places:
        raise ConfigError(
            f"No board that can be followed has announced itself within {FIND_S:g} s.",
            hint="Start one with `balance-arcade serve BOARD --announce`, or name its address.",
        )
    return places


def with_found(places: Sequence[Place], found: Sequence[Found]) -> tuple[list[Place], list[str]]:
    """Add to the boards that are named those that were found and may be followed.

    A computer whose key is known is where it says that it is, whatever its file says. One on this
    computer that shows no key is followed; of any other it is only said that it is there.

    Parameters
    ----------
    places : sequence of (str, StationAccess or None)
        Control ports, with the keys for them.
    found : sequence of Found
        What was heard.

    Returns
    -------
    list of (str, StationAccess or None), list of str
        What to follow, and what to say.
    """
    paired = {fingerprint(access.board): access for _, access in places if access is not None}
    heard, free, words = dict[str, list[str]](), list[str](), list[str]()
    for board in found:
        where = f"{board.name} at {board.ctl}"
        host = board.ctl.removeprefix("tcp://").rpartition(":")[0]
        if board.version.partition(".")[0] != str(MAJOR):
            words.append(f"{where} speaks version {board.version or '?'} and is not followed.")
        elif board.fingerprint in paired:
            heard.setdefault(board.fingerprint, []).append(board.ctl)
        elif board.fingerprint:
            words.append(
                f"{where} shows the key {board.fingerprint}, which is not paired: docs/keys.md."
            )
        elif not is_loopback(host):
            words.append(f"{where} shows no key and is not followed.")
        else:
            free.append(board.ctl)
    kept: dict[str, StationAccess | None] = {}
    for ctl, access in places:
        told = heard.get(fingerprint(access.board)) if access is not None else None
        kept |= dict.fromkeys(told or [ctl], access)
    for ctl in free:
        kept.setdefault(ctl, None)
    return list(kept.items()), words
