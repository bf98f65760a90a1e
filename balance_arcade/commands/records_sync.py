"""``balance-arcade records sync``: what was recorded here, at the centre of a clinic network."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.app.centre_address import CENTRE_ENVIRONMENT, centre_address
from balance_arcade.commands.output import note, notes, print_json
from balance_arcade.core.errors import BalanceArcadeError

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.outgoing import Outbox, Refused
    from balance_arcade.records.clinic.sync import Synced

SYNC_TAKES: Final = "send what is new to the centre of a clinic network; --status says what waits"

_SHOWN_EVERY: Final = 100

_CALLED: Final = {
    "session": ("session", "sessions"),
    "person": ("person", "people"),
    "erased": ("erasure", "erasures"),
    "analyses": ("session measured anew", "sessions measured anew"),
    "texts": ("session's texts", "sessions' texts"),
    "plan": ("person's programmes", "people's programmes"),
}


def add_sync_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `records sync` takes."""
    group = parser.add_argument_group("a clinic network (records sync)")
    group.add_argument(
        "--centre",
        metavar="FILE",
        help=f"a file that holds the centre's address; the environment's {CENTRE_ENVIRONMENT}"
        " otherwise",
    )
    group.add_argument("--status", action="store_true", help="say what waits, and send nothing")
    group.add_argument(
        "--texts",
        action="store_true",
        help="send notes, words of marks and programmes too, which may name somebody",
    )
    group.add_argument("--station", metavar="NAME", help="call this station so from now on")
    group.add_argument(
        "--anew", action="store_true", help="send everything again: the centre is another one"
    )


def sync(records: Records, args: argparse.Namespace, forget: Callable[[str], None]) -> int:
    """Carry a sync out, or say what waits; ``forget(PERSON)`` erases a name that is kept here."""
    from balance_arcade.records.clinic.outgoing import outbox

    if args.status:
        _say_status(outbox(records), _n_not_added(records), as_json=args.json)
        return 0
    from balance_arcade.records.clinic.centre import name_station
    from balance_arcade.records.clinic.outbox import deliver
    from balance_arcade.records.clinic.sync import sync_with as send

    address = centre_address(args.centre)
    if args.station is not None:
        name_station(records, args.station)
    # What waits for the records here belongs to the centre too.
    notes(deliver(records).refused)
    done = send(records, address, texts=args.texts, anew=args.anew, say=_progress(args))
    if args.yes and done.erased_there and not done.fault:
        done.told += _erase(records, done.erased_there, forget)
        again = send(records, address, texts=args.texts)
        done.erased_there, done.fault = again.erased_there, again.fault
        done.refused = again.refused
    _say_done(done, outbox(records), as_json=args.json)
    return 1 if done.fault or done.refused else 0


def _progress(args: argparse.Namespace) -> Callable[[int], None]:
    def say(n_sent: int) -> None:
        if n_sent and n_sent % _SHOWN_EVERY == 0 and not args.json:
            note(f"{n_sent} sent ...")

    return say


def _erase(records: Records, people: list[str], forget: Callable[[str], None]) -> list[str]:
    from balance_arcade.records.clinic.erasing import erase_person

    told = []
    for one in people:
        try:
            n_files = erase_person(records, one, actor="sync")
        except BalanceArcadeError as error:
            told.append(f"{one} was erased at the centre, and not here: {error}")
        else:
            forget(one)
            told.append(f"{one} was erased at the centre, and is now here: {n_files} recordings.")
    return told


def _n_not_added(records: Records) -> int:
    from balance_arcade.records.clinic.outbox import waiting_in

    return sum(len(one.files) for one in waiting_in(records.folder))


def _say_status(box: Outbox, n_not_added: int, *, as_json: bool) -> None:
    if as_json:
        print_json({**msgspec.to_builtins(box), "recordings": n_not_added})
        return
    counts = {
        "session": box.sessions,
        "person": box.people,
        "erased": box.erasures,
        "analyses": box.analyses,
    }
    waits = _listed({kind: n for kind, n in counts.items() if n})
    print(f"For the centre wait: {waits}." if waits else "Nothing waits for the centre.")
    if n_not_added:
        print(f"Recordings that are not in the records yet: {n_not_added} (records add).")
    _say_texts(box)
    for one in box.refused:
        print(_refused(one))
    when = f"{box.last:%Y-%m-%d %H:%M} UTC" if box.last is not None else "never"
    print(f"Last sync that sent something: {when}.")
    if box.fault:
        print(f"The last one ended early: {box.fault}")


def _say_texts(box: Outbox) -> None:
    if box.texts:
        print(
            f"What people wrote stays here, of {box.texts} sessions or people: it may name"
            " somebody (--texts sends it)."
        )


def _say_done(done: Synced, box: Outbox, *, as_json: bool) -> None:
    if as_json:
        print_json({**msgspec.to_builtins(done), "waiting": box})
        return
    sent = _listed(done.sent)
    print(f"Sent to the centre: {sent}." if sent else "Nothing was sent to the centre.")
    for one in done.refused:
        print(_refused(one))
    for sentence in done.told:
        print(sentence)
    for person in done.erased_there:
        print(
            f"{person} was erased at the centre and is here still: records erase {person}, or"
            " sync --yes."
        )
    _say_texts(box)
    if done.fault:
        note(f"{done.fault} What was not sent waits: records sync --status")


def _refused(one: Refused) -> str:
    subject = one.subject[:8] if one.kind in ("session", "analyses", "texts") else one.subject
    return f"{_CALLED[one.kind][0]} {subject} waits: {one.why}"


def _listed(counts: dict[str, int]) -> str:
    """Write counts as words.

    Examples
    --------
    >>> _listed({"session": 2, "person": 1})
    '2 sessions, 1 person'
    """
    return ", ".join(f"{n} {_CALLED[kind][n != 1]}" for kind, n in counts.items())
