"""Answers ``picture``: what the patient sees, one small picture for each time that it is asked for.

A question is held until the next picture has been made, so nothing is drawn, copied or encoded
while nobody asks, and a station that reads slowly gets fewer pictures instead of old ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from balance_arcade.core.clock import Clock
from balance_arcade.server.control import Reply, Request, encode_control

PICTURE = "picture"

MAX_PICTURE_BYTES = 60_000
"""Of one picture; with the rest of its reply it stays below 64 KiB, with CURVE too."""

MAX_ASKERS = 24
"""Questions that are held, one of each connection. Policy when full: the new one gets ``busy``."""

HOLD_NS = 1_000_000_000
"""How long a question waits for a picture before it is told that there is none."""

Why = Literal["never", "nothing", "hidden", "waiting"]
"""Why there is no picture: this program makes none; nothing is shown to a patient now; the window
is hidden; none has come up meanwhile."""


class Picture(msgspec.Struct, frozen=True):
    """What stood on the patient's screen at one moment.

    Attributes
    ----------
    jpeg : bytes
        The picture, at most `MAX_PICTURE_BYTES`.
    width, height : int
        Pixels.
    t_ns : int
        Monotonic clock of the board's computer when the game had taken the newest sample in it.
    t_s : float
        Time of that sample on the board's clock; NaN before the first.
    sample_seq : int
        Its number; -1 before the first.
    seen : bool
        It stood on a screen; false for one that was drawn for stations alone.
    """

    jpeg: bytes
    width: int
    height: int
    t_ns: int
    t_s: float
    sample_seq: int
    seen: bool


class _Asked(NamedTuple):
    envelope: list[bytes]
    request_id: str
    since_ns: int


class Pictures:
    """Questions that wait for a picture, and the answers on their way to the publisher's thread.

    Parameters
    ----------
    boot_id : int
        As of the stream.
    wake : callable
        Called when an answer is ready for `take`; from any thread.
    clock : Clock
        Clock of the stream.

    Attributes
    ----------
    wanted : Event
        Set while somebody waits for a picture: only then one is made.
    asked : callable
        Called from the publisher's thread when somebody asks and nobody did before.
    is_made : bool
        Somebody here draws for a patient; false where nobody ever does.

    Notes
    -----
    `ask` and `take` belong to the publisher's thread, `put` and `tell` may be called from any.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> pictures = Pictures(7, lambda: None, ManualClock())
    >>> pictures.is_made = True
    >>> pictures.ask([b"tablet"], Request("a", PICTURE)), pictures.wanted.is_set()
    (None, True)
    >>> pictures.put(Picture(b"...", 2, 1, t_ns=5, t_s=0.1, sample_seq=9, seen=True))
    >>> len(pictures.take()), pictures.wanted.is_set()
    (1, False)
    """

    def __init__(self, boot_id: int, wake: Callable[[], None], clock: Clock) -> None:
        self._boot_id, self._wake, self._clock = boot_id, wake, clock
        self._lock = threading.Lock()
        self._asked: dict[bytes, _Asked] = {}
        self._answers: list[tuple[list[bytes], bytes]] = []
        self._n = 0
        self.wanted = threading.Event()
        self.asked: Callable[[], None] = lambda: None
        self.is_made = False

    def ask(self, envelope: list[bytes], request: Request) -> Reply | None:
        """Take a question.

        Returns
        -------
        Reply or None
            None once it waits for a picture; else the answer that there is none.
        """
        if not self.is_made:
            return Reply(request.id, "done", result=_without("never"))
        with self._lock:
            # Of one connection the newest counts: what was asked again has one answer.
            if envelope[0] not in self._asked and len(self._asked) >= MAX_ASKERS:
                return Reply(request.id, "error", "busy: too many look on; ask again in a second")
            self._asked[envelope[0]] = _Asked(envelope, request.id, self._clock.now_ns())
            is_first = not self.wanted.is_set()
            self.wanted.set()
        if is_first:
            self.asked()
        return None

    def put(self, picture: Picture) -> None:
        """Answer everybody who waits with a picture.

        Raises
        ------
        ValueError
            It has more bytes than may go out.
        """
        if len(picture.jpeg) > MAX_PICTURE_BYTES:
            raise ValueError(f"A picture of {len(picture.jpeg)} bytes is too large.")
        with self._lock:
            self._n += 1
            result = {"n": self._n, **msgspec.structs.asdict(picture)}
            self._answer(list(self._asked.values()), result)

    def tell(self, why: Why) -> None:
        """Answer everybody who waits that there is no picture now."""
        with self._lock:
            self._answer(list(self._asked.values()), _without(why))

    def take(self) -> list[tuple[list[bytes], bytes]]:
        """Return the answers that are ready, each with the envelope of its asker."""
        if not (self._asked or self._answers):  # Nearly always; asked after every message.
            return []
        with self._lock:
            late_ns = self._clock.now_ns() - HOLD_NS
            late = [asked for asked in self._asked.values() if asked.since_ns <= late_ns]
            self._answer(late, _without("waiting"), wakes=False)
            answers, self._answers = self._answers, []
        return answers

    def _answer(
        self, asked: list[_Asked], result: dict[str, object], *, wakes: bool = True
    ) -> None:
        for one in asked:
            reply = Reply(one.request_id, "done", result=result, boot_id=self._boot_id)
            self._answers.append((one.envelope, encode_control(reply)))
            del self._asked[one.envelope[0]]
        if not self._asked:
            self.wanted.clear()
        if asked and wakes:
            self._wake()


def _without(why: Why) -> dict[str, object]:
    return {"none": why}
