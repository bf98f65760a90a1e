"""Whose session it was, said while it is under way or after it has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event, Scalar
from balance_arcade.files.recording import peek_header
from balance_arcade.files.recording.attached import Attached, attach
from balance_arcade.records.person_store import check_pseudonym

if TYPE_CHECKING:
    from balance_arcade.app.host import Host

ATTACHED: Final = "session.person_attached"
"""Event: somebody has said whose session it is; ``by``, and never who the person is."""

NO_SESSION: Final = "no session is under way, and none has ended that could be somebody's"
_NAMED: Final = "this program was started for a person; all its sessions are theirs"
ATTACHED_ALREADY: Final = "somebody is attached to that session already"
_ARGS: Final = "person takes a pseudonym, and nothing else"


def refused_person(args: Mapping[str, Scalar]) -> str:
    """Why the details of ``person`` are none, as a clause; empty where nothing speaks against them.

    Raises
    ------
    ConfigError
        The pseudonym looks like a name.

    Examples
    --------
    >>> refused_person({"person": "p-017"}), refused_person({"name": "p"}) == ""
    ('', False)
    """
    person = args.get("person")
    if set(args) != {"person"} or not isinstance(person, str):
        return _ARGS
    check_pseudonym(person)
    return ""


class Named(NamedTuple):
    """Who was attached, and by which program."""

    person: str
    by: str


class Attaching:
    """Keeps who was attached to the session under way; called from the threads of orders.

    Parameters
    ----------
    host : Host
        Whose sessions.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.named: Named | None = None

    def take(self, args: Mapping[str, Scalar], by: str) -> str:
        """Attach a person to the session under way; return why not, empty where it was done.

        What follows from it is done at the session's end: until then nothing of it is on the disk
        but the recordings.
        """
        host = self._host
        if host.switches.person:
            return _NAMED
        if self.named is not None:
            return ATTACHED_ALREADY
        self.named = Named(str(args["person"]), by)
        host.source.emit(Event(_now_s(host), ATTACHED, {"by": by}))
        return ""

    def end(self) -> Named | None:
        """Return who was attached to the session that ends; the next one is nobody's."""
        named, self.named = self.named, None
        return named


def _now_s(host: Host) -> float:
    newest = host.source.latest()
    return 0.0 if newest is None else newest.t_s


def attach_files(recordings: Sequence[Path], named: Named) -> None:
    """Say beside each recording whose it is.

    Raises
    ------
    RecordingError
        A recording cannot be read, or a file not be written.
    """
    when = WallAnchor.now().iso()
    for recording in recordings:
        trial_id = peek_header(recording).trial_id
        told = Attached(trial_id=trial_id, person=named.person, attached=when, by=named.by)
        attach(recording, told)
