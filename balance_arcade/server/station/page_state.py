"""The state of the therapist's page, made of messages; no socket, no thread, no clock."""

from __future__ import annotations

import bisect
import math
from collections import deque
from collections.abc import Mapping
from typing import Any

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.order_rules import REFUSALS
from balance_arcade.core.samples import LiveMetrics
from balance_arcade.server.bodies import CHANNELS, Alarms, Heartbeat, Meta, SampleBlock
from balance_arcade.server.lease import TAKEN
from balance_arcade.server.station.norm_words import norm_words
from balance_arcade.server.station.summary import BoardSummary, RateMeter, summarise
from balance_arcade.server.station.worth import Asked
from balance_arcade.server.wire import Message

SHOWN_S = 30.0
DISPLAY_RATE_HZ = 100.0
MAX_ROWS = 6000
MAX_EVENTS = 100
N_BEATS_ALONE = 3
"""Heartbeats of another board, without a word of the shown one, after which that is gone."""

Row = list[float]
"""seq, t_s, ml_mm, ap_mm, left_frac, front_frac, fz_n of one sample; NaN becomes null in JSON."""

ROW_NAMES = ("seq", "t_s", "ml_mm", "ap_mm", "left_frac", "front_frac", "fz_n")
_REFUSALS = {order: dict(row) for order, row in REFUSALS.items()}
"""The page greys its buttons by the same table that refuses their orders."""

_SHOWN = (
    ("seq", 0),
    ("t_s", 4),
    ("ml_display_mm", 2),
    ("ap_display_mm", 2),
    ("left_frac", 4),
    ("front_frac", 4),
    ("fz_n", 1),
)
_CUTS = tuple((CHANNELS.index(name), n_decimals) for name, n_decimals in _SHOWN)
_SEQ = CHANNELS.index("seq")


class PageState:
    """The newest of everything, the last 30 s of samples, and what changed since last asked.

    The page is for the eye: it gets the smoothed centre of pressure, at most about 100 rows a
    second (whole samples are left out above that, the smoothing filter keeps this honest).

    It shows one board. Where several share a stream, that is the first one heard; another takes its
    place once the shown one has closed, or is silent while the other sends three heartbeats.

    Attributes
    ----------
    board : str
        Name of the board that is shown; empty before the first message.
    trial : str
        Trial that is being recorded; empty for none.
    """

    def __init__(self) -> None:
        self.board = ""
        self.trial = ""
        self._rate = RateMeter()
        self._boot_id = 0
        self._n_beats_alone = 0
        self._has_closed = False
        self._values: dict[str, Any] = {}
        self._rows: deque[Row] = deque(maxlen=MAX_ROWS)
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._unjudged: LiveMetrics | None = None
        self._info: BoardInfo | None = None
        self._weight_n = math.nan
        self._every = 1
        self._forget_changes()

    def apply(self, messages: list[Message]) -> None:
        """Take messages as `StreamClient.poll` gives them."""
        for message in messages:
            if not self._is_shown(message):
                continue
            if message.header.boot_id != self._boot_id:
                self._boot_id = message.header.boot_id
                self._begin()
            self._apply(message)

    def _is_shown(self, message: Message) -> bool:
        """Whether a message is of the board that is shown, or of one that takes its place now."""
        is_beat = isinstance(message.body, Heartbeat)
        if self.board and message.board != self.board and not self._has_closed:
            self._n_beats_alone += is_beat
            if self._n_beats_alone < N_BEATS_ALONE:
                return False
        if message.board != self.board:
            self.board = message.board
            self._boot_id = 0
        self._n_beats_alone = 0
        self._has_closed = isinstance(message.body, Heartbeat) and message.body.closing
        return True

    def welcome(self) -> dict[str, Any]:
        """Everything, for a page that has just been opened or fell behind."""
        return {
            "type": "welcome",
            "row_names": ROW_NAMES,
            "refusals": _REFUSALS,
            "rows": list(self._rows),
            "events": list(self._events),
            **self._values,
        }

    @property
    def rate_hz(self) -> float:
        """Samples a second that came in over the last heartbeats; NaN where that is not known."""
        return self._rate.rate_hz

    def summary(self, link: dict[str, Any], ctl: str) -> BoardSummary:
        """Sum the board up; `link` as of `Feed`."""
        return summarise(self._values, link, ctl, rate_hz=self._rate.rate_hz, trial=self.trial)

    def changes(self) -> dict[str, Any] | None:
        """Return what changed since the last call; None if the page needs `welcome`."""
        # Read before the changes are forgotten, which clears it.
        rewritten = self._rewritten
        frame: dict[str, Any] = {"type": "tick", **{k: self._values[k] for k in self._changed}}
        if self._new_rows:
            frame["rows"] = self._new_rows
        if self._new_events:
            frame["events"] = self._new_events
        self._forget_changes()
        return None if rewritten else frame

    def _forget_changes(self) -> None:
        self._changed: set[str] = set()
        self._new_rows: list[Row] = []
        self._new_events: list[Event] = []
        self._rewritten = False

    def _begin(self) -> None:
        self._rows.clear()
        self._events.clear()
        self._values.clear()
        self._forget_changes()
        self._rewritten = True

    def _apply(self, message: Message) -> None:
        body = message.body
        self.trial = str(message.header.trial_id or "")
        if message.header.schema_minor != self._values.get("minor"):
            self._set("minor", message.header.schema_minor)
        match body:
            case SampleBlock():
                self._add_rows(body)
            case Event():
                self._events.append(body)
                self._new_events.append(body)
                if body.kind.startswith("control."):
                    self._set_lease(body.data.get("by") if body.kind == TAKEN else None)
            case Meta():
                self._info = body.board
                rate_hz = body.board.nominal_rate_hz
                self._every = max(1, round(rate_hz / DISPLAY_RATE_HZ)) if rate_hz > 0.0 else 1
                self._set("meta", body)
            case SessionState():
                self._weight_n = body.weight_n
                self._set("state", body)
                self.learn({"norm": norm_words(body.activity)})
            case LiveMetrics():
                self._set("metrics", body)
                self._unjudged = body
            case Heartbeat():
                self._rate.push(body.uptime_s, body.health.n_samples)
                self._set("hb", body)
                self._set_lease(body.lease.by if body.lease else None)
            case Alarms():
                self._set("alarms", body.active)
                self._set("latched", body.latched or ())

    @property
    def info(self) -> BoardInfo | None:
        """What the shown board says of itself; None before it was heard."""
        return self._info

    def asks(self) -> Asked | None:
        """Numbers that came since the last call and whose worth can be told; None for none."""
        metrics, self._unjudged = self._unjudged, None
        info = self._info
        if metrics is None or info is None or info.accuracy is None or not self._weight_n > 0.0:
            return None
        return Asked(metrics, info, self._weight_n)

    def learn(self, told: Mapping[str, Any]) -> None:
        """Take what the numbers are worth."""
        for name, value in told.items():
            if self._values.get(name) != value:
                self._set(name, value)

    def _set_lease(self, by: object) -> None:
        """Note who steers; None for nobody."""
        told = None if by is None else {"by": by}
        if self._values.get("lease") != told:
            self._set("lease", told)

    def _set(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._changed.add(name)

    def _add_rows(self, block: SampleBlock) -> None:
        rows = self._to_rows(block)
        if not rows:
            return
        # Older than the newest row: the client has fetched what a gap had left out.
        if self._rows and rows[0][0] <= self._rows[-1][0]:
            self._insert(rows)
            return
        self._rows.extend(rows)
        self._new_rows += rows
        # A fast replay may bring more between two calls of `changes` than a page keeps.
        del self._new_rows[:-MAX_ROWS]
        # By the board's clock: a replay that runs faster still shows 30 s.
        oldest_t_s = rows[-1][1] - SHOWN_S
        while self._rows[0][1] < oldest_t_s:
            self._rows.popleft()

    def _insert(self, rows: list[Row]) -> None:
        """Put rows of a gap that was fetched later into their place."""
        kept = list(self._rows)
        for row in rows:
            place = bisect.bisect_left(kept, row[0], key=lambda r: r[0])
            if place == len(kept) or kept[place][0] != row[0]:
                kept.insert(place, row)
        self._rows = deque(kept, maxlen=MAX_ROWS)
        self._rewritten = True

    def _to_rows(self, block: SampleBlock) -> list[Row]:
        # By the sample's number, so that the same rows are kept however blocks are cut. Without
        # arrays: at 1 kHz nearly every block has one row, and nine in ten of them are left out.
        return [
            [v if math.isnan(v := row[i]) else round(v, d) for i, d in _CUTS]
            for row in block.values.tolist()
            if row[_SEQ] % self._every == 0
        ]
