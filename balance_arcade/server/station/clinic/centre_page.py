"""The centre of a clinic network: where it is, what waits for it, how the last sync ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.records.clinic.database import told_address
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outbox import deliver
from balance_arcade.records.clinic.outgoing import Outbox, Refused, outbox
from balance_arcade.records.clinic.sync import Synced, sync_with
from balance_arcade.records.clinic.waiting import ANALYSES, PERSON, PLAN, SESSION, TEXTS
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    button,
    facts,
    form,
    link,
    moment,
    page,
    person_path,
    session_path,
    table,
)

PATH: Final = f"{ROOT}/centre"
COMMAND: Final = "balance-arcade station --records DB --centre FILE"

_UNDER_WAY: Final = "Sending is under way. Look again in a while."
_VIEWER: Final = "Ask a controller: a viewer sends nothing."

_CALLED: Final = {
    SESSION: "Session",
    PERSON: "Patient",
    ANALYSES: "Session measured anew",
    TEXTS: "Session's texts",
    PLAN: "Patient's programmes",
}


class CentrePage:
    """The page, and the sending that it begins; one at a time.

    Parameters
    ----------
    address : callable or None
        Gives the address of the centre each time, which may hold a password; None where there is
        no centre.
    """

    def __init__(self, address: Callable[[], str] | None) -> None:
        self._address = address
        self._sending = threading.Lock()
        self._done: Synced | None = None

    def page(self, records: Records, ask: Ask) -> str:
        """Lay the page out."""
        if self._address is None:
            return page("Centre", *_nowhere(), here=PATH, wide=False)
        box = outbox(records)
        return page(
            "Centre",
            self._under_way(),
            _fault(box),
            facts(
                ("Where it is", told_address(self._address())),
                ("Waiting", _waiting(box)),
                ("Last tried", moment(box.tried) if box.tried is not None else "never"),
                ("Last sent", moment(box.last) if box.last is not None else "never"),
            ),
            *self._told(),
            form(f"{PATH}/send", button("Send now", kind="main"))
            if ask.visit.may_write
            else node("p", _VIEWER, class_="hint"),
            _refused(box),
            here=PATH,
            wide=False,
        )

    def send(self, records: Records, ask: Ask) -> str:
        """Send what waits; returns where to read what came of it.

        Parameters
        ----------
        records : Records
            Of the station, in the name of who asked.
        ask : Ask
            Whoever may write.
        """
        del ask
        if self._address is None or not self._sending.acquire(blocking=False):
            return PATH
        try:
            self._done = None
            # What waits beside the recordings belongs to the centre too.
            not_added = list(deliver(records).refused)
            self._done = sync_with(records, self._address())
            self._done.told += not_added
        except BalanceArcadeError:
            # `sync_with` wrote down why; the page says it.
            return PATH
        finally:
            self._sending.release()
        return PATH

    def _under_way(self) -> Node | None:
        under_way = self._sending.locked()
        return node("p", _UNDER_WAY, class_="told", role="status") if under_way else None

    def _told(self) -> list[Node]:
        if self._done is None:
            return []
        gone = [
            f"{one} was erased at the centre, and is here still." for one in self._done.erased_there
        ]
        return [node("p", words, class_="told care") for words in (*self._done.told, *gone)]


def _nowhere() -> tuple[Node, ...]:
    told = node(
        "section",
        node("p", "This station sends its records nowhere."),
        node("p", "Where a clinic has a centre, start the station with its address in a file:"),
        node("p", node("code", COMMAND)),
        class_="told",
    )
    return (told,)


def _fault(box: Outbox) -> Node | None:
    if not box.fault:
        return None
    return node(
        "section",
        node("p", "The last sync ended early. Nothing is lost: what was not sent waits."),
        node("p", box.fault),
        class_="told care",
        role="alert",
    )


def _waiting(box: Outbox) -> str:
    """Say in words what waits.

    Examples
    --------
    >>> _waiting(Outbox(2, 1, 0, 0, 0, (), None, None, ""))
    '2 sessions, 1 patient'
    """
    counts = (
        (box.sessions, "session", "sessions"),
        (box.people, "patient", "patients"),
        (box.erasures, "erasure", "erasures"),
        (box.analyses, "session measured anew", "sessions measured anew"),
    )
    words = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
    return ", ".join(words) or "nothing"


def _refused(box: Outbox) -> Node | None:
    if not box.refused:
        return None
    rows = [(_CALLED[one.kind], _way_to(one), one.why) for one in box.refused]
    return node(
        "section",
        node("h2", "What the centre did not take"),
        table(("What", "Which", "Why"), rows),
    )


def _way_to(one: Refused) -> Node:
    if one.kind in (PERSON, PLAN):
        return link(person_path(one.subject), one.subject, kind="")
    return link(session_path(one.subject), one.subject[:8], kind="")
