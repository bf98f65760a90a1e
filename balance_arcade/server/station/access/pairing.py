"""Codes for pairing: short-lived, for one device, drawn when somebody asks at the station."""

from __future__ import annotations

import dataclasses
import hmac
import secrets

from balance_arcade.core.clock import Clock
from balance_arcade.server.station.access.devices import clean_label
from balance_arcade.server.station.access.roles import Role

LIFE_S = 120.0
CODE_BYTES = 16
MAX_CODE_CHARS = 64


@dataclasses.dataclass(frozen=True)
class Offer:
    """What a code gives to whoever brings it first.

    Attributes
    ----------
    code : str
        128 random bits.
    role : Role
        What the device may do.
    label : str
        What the therapist calls it.
    until_ns : int
        When it ends, on the monotonic clock.
    """

    code: str
    role: Role
    label: str
    until_ns: int


class Pairing:
    """The one offer there can be at a time: the code on the screen.

    Parameters
    ----------
    clock : Clock
        Tells the time.
    life_s : float
        Seconds for which a code holds.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> pairing = Pairing(ManualClock())
    >>> code = pairing.offer(Role.VIEWER, "blue tablet").code
    >>> pairing.redeem(code).label, pairing.redeem(code)
    ('blue tablet', None)
    """

    def __init__(self, clock: Clock, *, life_s: float = LIFE_S) -> None:
        self._clock = clock
        self._life_ns = round(life_s * 1e9)
        self._offer: Offer | None = None

    def offer(self, role: Role, label: str) -> Offer:
        """Draw a code; the one before ends."""
        until_ns = self._clock.now_ns() + self._life_ns
        code = secrets.token_urlsafe(CODE_BYTES)
        self._offer = Offer(code, role, clean_label(label), until_ns)
        return self._offer

    def current(self) -> Offer | None:
        """Return the offer that holds now."""
        if self._offer is not None and self._clock.now_ns() >= self._offer.until_ns:
            self._offer = None
        return self._offer

    def left_s(self) -> float:
        """Seconds for which the code on the screen holds still; 0 without one."""
        offer = self.current()
        return 0.0 if offer is None else (offer.until_ns - self._clock.now_ns()) / 1e9

    def redeem(self, code: str) -> Offer | None:
        """Give the offer to the first who brings its code; None to everybody else."""
        offer = self.current()
        if offer is None or len(code) > MAX_CODE_CHARS:
            return None
        # Compared in constant time, as bytes: text of other scripts is no error.
        if not hmac.compare_digest(code.encode("utf-8", "replace"), offer.code.encode()):
            return None
        self._offer = None
        return offer

    def withdraw(self) -> None:
        """End the offer."""
        self._offer = None
