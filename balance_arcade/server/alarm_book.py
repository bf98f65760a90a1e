"""Alarms that stay until somebody has acknowledged them, also when their cause has gone."""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.core.events import Scalar
from balance_arcade.server.bodies import AlarmItem, Alarms

RAISED: Final = "alarm.raised"
ACKNOWLEDGED: Final = "alarm.acknowledged"

News = tuple[str, dict[str, Scalar]]


class AlarmBook:
    """Every fault that is present, and every one that nobody has acknowledged since it came.

    There is one place for each code; a fault that comes again is one alarm, and rings again if it
    was acknowledged before.

    Attributes
    ----------
    news : list of (str, dict)
        Events to be told, kind and details; whoever tells them empties it.

    Examples
    --------
    >>> book = AlarmBook()
    >>> book.set("away", "The board is away.", 4.0), book.set("away", "", 6.0)
    (True, True)
    >>> book.body().active, [(one.code, one.over_t_s) for one in book.body().latched]
    ((), [('away', 6.0)])
    >>> book.acknowledge("away", "tablet-2"), book.body().latched is msgspec.UNSET
    (['away'], True)
    """

    def __init__(self) -> None:
        self._present: dict[str, AlarmItem] = {}
        self._latched: dict[str, AlarmItem] = {}
        self.news: list[News] = []

    def __contains__(self, code: str) -> bool:
        return code in self._present

    def set(self, code: str, reason: str, t_s: float) -> bool:
        """Set an alarm, or withdraw it with an empty reason; return whether anything changed.

        Parameters
        ----------
        code : str
            Short name for programs.
        reason : str
            What a person should read.
        t_s : float
            Now, on the board's clock.
        """
        reason = reason.strip()
        known = self._present.get(code)
        if reason == (known.reason if known else ""):
            return False
        if not reason:
            del self._present[code]
            if code in self._latched:
                self._latched[code] = msgspec.structs.replace(self._latched[code], over_t_s=t_s)
            return True
        if known is not None:
            # Other words for the same fault: whoever has acknowledged it has done so.
            self._present[code] = msgspec.structs.replace(known, reason=reason)
            if code in self._latched:
                self._latched[code] = self._present[code]
            return True
        self._present[code] = self._latched[code] = AlarmItem(code, reason, t_s)
        self.news.append((RAISED, {"code": code, "reason": reason}))
        return True

    def flash(self, code: str, reason: str, t_s: float) -> bool:
        """Set an alarm whose cause is over already, for example lost samples."""
        self.set(code, reason, t_s)
        return self.set(code, "", t_s)

    def acknowledge(self, code: str, by: str) -> list[str]:
        """Let one alarm, or with an empty code all of them, ring no more; return their codes."""
        codes = [one for one in self._latched if code in {"", one}]
        for one in codes:
            del self._latched[one]
            if one in self._present:
                present = self._present[one]
                self._present[one] = msgspec.structs.replace(present, acknowledged_by=by)
            self.news.append((ACKNOWLEDGED, {"code": one, "by": by}))
        return codes

    def body(self) -> Alarms:
        """Return what a message says."""
        latched = tuple(self._latched.values())
        return Alarms(tuple(self._present.values()), latched or msgspec.UNSET)
