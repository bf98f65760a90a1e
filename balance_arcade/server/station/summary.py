"""One board in a few words, for the overview of all boards and for ``balance-arcade top``."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from balance_arcade.core.events import SessionState
from balance_arcade.server.bodies import AlarmItem, Heartbeat, Meta

Level = Literal["none", "fresh", "amber", "red", "over"]

AMBER_MS: Final = 250
RED_MS: Final = 1000
RATE_WINDOW_S: Final = 5.0
_UNREAD: Final = frozenset({"lost", "refused"})


class BoardSummary(msgspec.Struct, frozen=True):
    """What is known of one board.

    Attributes
    ----------
    ctl : str
        Its control port, which tells boards of one name apart.
    board, model, origin : str
        As in `BoardInfo`; empty before anything was heard.
    status, level : str
        Of the link, and how old the data are: ``red`` from 1 s on, or where the board's computer
        is not heard.
    age_ms : int or None
        Of the newest sample.
    rate_hz, nominal_rate_hz : float
        Samples per second that came in over the last seconds, and that should; NaN where unknown.
    battery_bars : int or None
        0 to 4; None where there is no battery.
    supply_mv : int or None
        Supply of its cells in millivolts; None where the board does not measure it.
    n_gaps, n_missing, n_dropped : int
        Gaps at the board and on the way here, messages that nobody could fetch, samples that the
        publisher threw away.
    phase, title, trial : str
        Of the session: where it is, which game, and the trial that is recorded (no name).
    recorder : str
        ``idle``, ``recording``, ``failed``, or empty where that is not known.
    trouble : str
        The worst that is wrong now, in words; empty while all is well.
    n_alarms : int
        Alarms that are present.
    steers : str
        Which station gives the orders; empty where none does.
    n_stations : int
        Programs that read the stream; 0 where the publisher does not tell.
    """

    ctl: str
    board: str = ""
    model: str = ""
    origin: str = ""
    status: str = "waiting"
    level: Level = "none"
    age_ms: int | None = None
    rate_hz: float = math.nan
    nominal_rate_hz: float = math.nan
    battery_bars: int | None = None
    supply_mv: int | None = None
    n_gaps: int = 0
    n_missing: int = 0
    n_dropped: int = 0
    phase: str = ""
    title: str = ""
    trial: str = ""
    recorder: str = ""
    trouble: str = ""
    n_alarms: int = 0
    steers: str = ""
    n_stations: int = 0


class RateMeter:
    """Samples per second over the last heartbeats, as the board's own counter has them.

    Examples
    --------
    >>> meter = RateMeter()
    >>> for uptime_s, n in ((1.0, 100), (2.0, 200), (3.0, 300)):
    ...     meter.push(uptime_s, n)
    >>> meter.rate_hz
    100.0
    """

    def __init__(self) -> None:
        self._beats: deque[tuple[float, int]] = deque()

    def push(self, uptime_s: float, n_samples: int) -> None:
        """Take what a heartbeat counts; a publisher that was started again begins anew."""
        beats = self._beats
        if beats and (uptime_s <= beats[-1][0] or n_samples < beats[-1][1]):
            beats.clear()
        beats.append((uptime_s, n_samples))
        while uptime_s - beats[0][0] > RATE_WINDOW_S:
            beats.popleft()

    @property
    def rate_hz(self) -> float:
        """NaN before a second has been counted."""
        if not self._beats:
            return math.nan
        (first_s, first_n), (last_s, last_n) = self._beats[0], self._beats[-1]
        if last_s - first_s < 1.0:
            return math.nan
        return round((last_n - first_n) / (last_s - first_s), 1)


def summarise(
    values: Mapping[str, Any], link: Mapping[str, Any], ctl: str, *, rate_hz: float, trial: str
) -> BoardSummary:
    """Sum a board up.

    Parameters
    ----------
    values : mapping
        The newest ``meta``, ``state``, ``hb`` and ``alarms``, as far as they have come.
    link : mapping
        ``status``, ``reason``, ``age_ms``, ``gaps`` and ``missing`` of the way here.
    ctl : str
        Control port of the board.
    rate_hz : float
        As of `RateMeter`.
    trial : str
        Trial that is being recorded.
    """
    meta: Meta | None = values.get("meta")
    state: SessionState | None = values.get("state")
    beat: Heartbeat | None = values.get("hb")
    alarms: tuple[AlarmItem, ...] = values.get("alarms", ())
    info = meta.board if meta is not None else None
    level = _level(link)
    # What was said before the silence holds no longer.
    heard = link["status"] not in _UNREAD and level != "over"
    return BoardSummary(
        ctl=ctl,
        board=info.board_id if info is not None else "",
        model=info.model if info is not None else "",
        origin=info.origin if info is not None else "",
        status=link["status"],
        level=level,
        age_ms=link["age_ms"],
        rate_hz=rate_hz if heard else math.nan,
        nominal_rate_hz=info.nominal_rate_hz if info is not None else math.nan,
        battery_bars=beat.health.battery_bars if beat is not None else None,
        supply_mv=beat.health.supply_mv if beat is not None else None,
        n_gaps=link["gaps"] + (beat.health.n_gaps if beat is not None else 0),
        n_missing=link["missing"],
        n_dropped=beat.dropped.get("samples", 0) if beat is not None else 0,
        phase=state.phase if state is not None else "",
        title=state.title if state is not None else "",
        trial=trial,
        recorder=beat.recorder.state if beat is not None and heard else "",
        trouble=_trouble(link, level, alarms, beat),
        n_alarms=len(alarms),
        steers=_steers(values.get("lease")) if heard else "",
        n_stations=beat.n_stations if beat is not None and heard else 0,
    )


def _steers(lease: Mapping[str, str] | None) -> str:
    return "" if lease is None else lease["by"] or "another station"


def _level(link: Mapping[str, Any]) -> Level:
    status, age_ms = link["status"], link["age_ms"]
    if status == "closed":
        return "over"
    if status in _UNREAD:
        return "red"
    if age_ms is None:
        return "none"
    if age_ms > RED_MS:
        return "red"
    return "amber" if age_ms > AMBER_MS else "fresh"


def _trouble(
    link: Mapping[str, Any], level: Level, alarms: tuple[AlarmItem, ...], beat: Heartbeat | None
) -> str:
    if alarms:
        return alarms[0].reason
    if link["status"] in _UNREAD:
        return str(link["reason"])
    if beat is not None and beat.recorder.state == "failed":
        return f"Nothing is recorded: {beat.recorder.reason or 'the recorder failed'}."
    if level == "red":
        return f"No new data for {link['age_ms'] / 1e3:.0f} s: the board is silent."
    return ""
