"""Who steers: one station holds the lease for 3 s at a time, others watch and may take over.

Pure: time comes in with every call. A Stop needs no lease, and is not asked about here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from balance_arcade.core.events import Scalar, giver_name

LEASE_NS: Final = 3_000_000_000
"""A holder that is not heard for so long steers no longer."""

MAX_TOKEN: Final = 64

NEEDS_NO_LEASE: Final = frozenset({"stop", "mark", "undo", "acknowledge", "person"})
"""A Stop is for everybody; the others steer nothing, and what somebody saw must not be lost."""

TAKEN, GIVEN_BACK, LAPSED = "control.taken", "control.given_back", "control.lapsed"

Tell = Callable[[str, dict[str, Scalar]], None]


class LeaseStatus(msgspec.Struct, frozen=True):
    """The lease in a heartbeat; left out there while nobody holds it.

    Attributes
    ----------
    by : str
        What the holder calls itself; empty where it does not say.
    left_s : float
        Until it lapses, unless it is renewed.
    """

    by: str = ""
    left_s: float = 0.0


def lease_token(text: object) -> str:
    """Return the secret name of a holder as it came over the wire; empty for none.

    Examples
    --------
    >>> lease_token("c0ffee"), lease_token(7), lease_token("x" * 65)
    ('c0ffee', '', '')
    """
    return text if isinstance(text, str) and len(text) <= MAX_TOKEN else ""


class Lease:
    """The lease of one board.

    Parameters
    ----------
    tell : callable
        Told kind and details of an event when the holder changes.

    Examples
    --------
    >>> lease = Lease(lambda kind, data: print(kind, data))
    >>> lease.take("a", "tablet-1", 0)
    control.taken {'by': 'tablet-1'}
    True
    >>> lease.take("b", "tablet-2", 1), lease.refuses("b", "pause", 1)
    (False, 'tablet-1 steers now')
    >>> lease.take("b", "tablet-2", 2, over=True)
    control.taken {'by': 'tablet-2', 'before': 'tablet-1'}
    True
    >>> lease.refuses("a", "stop", 3), lease.refuses("", "pause", 3 + LEASE_NS)
    ('', '')
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._token = ""
        self._by = ""
        self._until_ns = 0

    def held_by(self, token: str, now_ns: int) -> bool:
        """Whether this is the holder."""
        return bool(token) and token == self._token and now_ns < self._until_ns

    def status(self, now_ns: int) -> LeaseStatus | None:
        """Who holds it; None while it is free."""
        if not self._token or now_ns >= self._until_ns:
            return None
        return LeaseStatus(self._by, (self._until_ns - now_ns) / 1e9)

    def take(self, token: str, by: str, now_ns: int, *, over: bool = False) -> bool:
        """Take the lease or renew it; return whether it is held now.

        Parameters
        ----------
        token : str
            Secret name of the asker, which must not be empty.
        by : str
            What the asker calls itself.
        now_ns : int
            Monotonic clock.
        over : bool
            Take it from another holder too.
        """
        self.lapse(now_ns)
        before = self._by if self._token else None
        if token == self._token:
            self._until_ns = now_ns + LEASE_NS
            return True
        if before is not None and not over:
            return False
        self._token, self._by = token, giver_name(by)
        self._until_ns = now_ns + LEASE_NS
        told: dict[str, Scalar] = {"by": self._by}
        self._tell(TAKEN, told if before is None else {**told, "before": before})
        return True

    def give_back(self, token: str, now_ns: int) -> bool:
        """Let go of it; return whether the asker held it."""
        held = self.held_by(token, now_ns)
        if held:
            self._end(GIVEN_BACK)
        return held

    def lapse(self, now_ns: int) -> None:
        """End a lease that was not renewed; to be called now and then."""
        if self._token and now_ns >= self._until_ns:
            self._end(LAPSED)

    def _end(self, kind: str) -> None:
        by, self._token, self._by = self._by, "", ""
        self._tell(kind, {"by": by})

    def refuses(self, token: str, order: str, now_ns: int) -> str:
        """Say why an order is refused; empty where nothing speaks against it.

        An order with the token of nobody, from a program that knows no lease, is taken while the
        lease is free.
        """
        if order in NEEDS_NO_LEASE or self.held_by(token, now_ns):
            return ""
        held = self.status(now_ns)
        return "" if held is None else f"{held.by or 'another station'} steers now"
