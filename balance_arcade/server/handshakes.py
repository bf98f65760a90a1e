"""What came of a station's handshakes: why it is not let in, in words, and when to try again.

libzmq tells a refusal to nobody but a monitor. After one by key it never tries again; after any
other it tries ten times a second for ever. So a station that was refused disconnects, and connects
anew a while later, with a doubling pause: somebody may have paired it meanwhile.
"""

from __future__ import annotations

from typing import Final

import zmq

FIRST_PAUSE_NS: Final = 500_000_000
LONGEST_PAUSE_NS: Final = 4_000_000_000

N_VAGUE = 3
"""So many handshakes that ended without a reason make one: a publisher that is being started or
ended breaks one off as well."""

NOT_LISTED = (
    "The board's computer does not let this station in: it was not paired there, or is so no"
    " more. Pair it there with: balance-arcade keys pair."
)
NO_KEYS_THERE = (
    "The program at the board demands no keys, so it is not believed. Start it with --lan or"
    " --keys, or leave --pairing out if it is on this computer."
)
KEYS_DEMANDED = (
    "The program at the board demands a key. Give --pairing with what"
    " `balance-arcade keys show` tells there."
)
WRONG_KEY = (
    "What answers there does not have the key this station was paired with: the board's computer"
    " has a new one, demands none, or it is another program. Compare the fingerprint with:"
    " balance-arcade keys show."
)
NO_HANDSHAKE = (
    "What answers there ends every handshake: it demands a key (then give --pairing), or is no"
    " publisher of this program."
)

_FAILED: Final = {
    int(zmq.EVENT_HANDSHAKE_FAILED_AUTH),
    int(zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL),
    int(zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL),
}
EVENTS: Final = int(zmq.EVENT_HANDSHAKE_SUCCEEDED) | sum(_FAILED)


class Handshakes:
    """Follows the handshakes of one connection; no socket, no clock.

    Parameters
    ----------
    keyed : bool
        Whether we show a key and demand one.

    Attributes
    ----------
    trouble : str
        Why we are not connected, as a sentence; empty while nothing is known against us.

    Examples
    --------
    >>> handshakes = Handshakes(keyed=True)
    >>> handshakes.note(int(zmq.EVENT_HANDSHAKE_FAILED_AUTH), 400)
    True
    >>> handshakes.trouble == NOT_LISTED, handshakes.pause_ns()
    (True, 500000000)
    >>> handshakes.note(int(zmq.EVENT_HANDSHAKE_SUCCEEDED), 0), handshakes.trouble
    (False, '')
    """

    def __init__(self, *, keyed: bool) -> None:
        self._keyed = keyed
        self._n_pauses = 0
        self._n_vague = 0
        self.trouble = ""

    def note(self, event: int, value: int) -> bool:
        """Take what a monitor tells; return whether to disconnect and pause.

        Parameters
        ----------
        event, value : int
            As libzmq gives them.
        """
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self._n_pauses = self._n_vague = 0
            self.trouble = ""
            return False
        if event not in _FAILED:
            return False
        trouble = self._reason(event, value)
        if not trouble:
            return False
        self.trouble = trouble
        return True

    def _reason(self, event: int, value: int) -> str:
        if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            return NOT_LISTED
        if (event, value) == (
            zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
            zmq.PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH,
        ):
            return NO_KEYS_THERE if self._keyed else KEYS_DEMANDED
        self._n_vague += 1
        if self.trouble or self._n_vague < N_VAGUE:
            # What was told before says more; whether it is told is a race of the two ends.
            return self.trouble
        return WRONG_KEY if self._keyed else NO_HANDSHAKE

    def pause_ns(self) -> int:
        """Return how long to wait before the next connection, and count it."""
        pause_ns = min(FIRST_PAUSE_NS << min(self._n_pauses, 8), LONGEST_PAUSE_NS)
        self._n_pauses += 1
        return pause_ns
