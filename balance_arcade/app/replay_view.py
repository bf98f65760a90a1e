"""What stands beside a replayed session: its course on the line of time, and its numbers."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence

from balance_arcade.app.replaying import Replay, Verdict
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.feedback import schedule_of
from balance_arcade.games.registry import game_spec
from balance_arcade.games.trial_rows import TrialColumn, columns_of
from balance_arcade.window.replay_screen import GameSpan, ReplayScreen, TrialMark

_EPS_S = 1e-6


class ReplayView:
    """Everything that a picture of a replay shows, at any of its times.

    The session is played through once, to know its trials and whether the digests are equal, and
    then stands at its beginning again.

    Parameters
    ----------
    replay : Replay
        Of one session.
    is_film : bool
        Nobody can press a key.

    Attributes
    ----------
    marks : tuple of TrialMark
        All trials, in order.
    verdicts : list of Verdict
        How each game compares with play.
    results : list of PlayResult
        Of the whole session.
    """

    def __init__(self, replay: Replay, *, is_film: bool = False) -> None:
        self.replay = replay
        self._is_film = is_film
        replay.finish()
        self.verdicts: list[Verdict] = replay.verdicts()
        self.results: list[PlayResult] = replay.results()
        self.marks = _marks(replay.events)
        self._spans = _spans(replay.events)
        self._columns = [columns_of(result.trial_list) for result in self.results]
        self._title = _title(replay)
        replay.restart()

    def screen(self, speed: float) -> ReplayScreen:
        """Collect the picture of the moment at which the replay stands."""
        replay, run = self.replay, self.replay.run
        at = len(run.begun) - 1
        activity = run.activity
        verdict = self.verdicts[at] if at >= 0 else None
        columns: tuple[TrialColumn, ...] = self._columns[max(0, at)] if self._columns else ()
        return ReplayScreen(
            run=run,
            title=self._title,
            time_s=replay.time_s,
            start_s=replay.start_s,
            end_s=replay.end_s,
            marks=self.marks,
            spans=self._spans,
            trials=tuple(activity.trials) if activity is not None else (),
            columns=columns,
            numbers=self._numbers(),
            verdict=verdict.words if verdict is not None else "",
            same=verdict.same if verdict is not None else None,
            speed=speed,
            is_film=self._is_film,
        )

    def next_trial(self) -> float:
        """Time at which the next trial begins; the end where there is none."""
        later = [mark.start_s for mark in self.marks if mark.start_s > self.replay.time_s + _EPS_S]
        return later[0] if later else self.replay.end_s

    def trial_before(self) -> float:
        """Time at which the trial under way began, or within its first second the one before."""
        starts = [mark.start_s for mark in self.marks]
        at = bisect.bisect_left(starts, self.replay.time_s - 1.0)
        return starts[at - 1] if at else self.replay.start_s

    def trial(self, number: int) -> float | None:
        """Time at which a trial of the session begins, counted from 1; None for no such trial."""
        return self.marks[number - 1].start_s if 1 <= number <= len(self.marks) else None

    def _numbers(self) -> tuple[tuple[str, str], ...]:
        """Say where the session stands and what is known of the person."""
        run = self.replay.run
        state, activity = run.state(), run.activity
        phase = state.reason if state.phase is Phase.PAUSED else ""
        numbers = [("phase", f"{state.phase}".replace("_", " "))]
        if phase:
            numbers.append(("paused", phase))
        if activity is not None:
            numbers += [
                (
                    "game",
                    f"{game_spec(activity.name).title}, {activity.index + 1} of "
                    f"{len(run.machine.plan.activities)}",
                ),
                ("success", f"{activity.model.successes} of {activity.model.trials}"),
                ("difficulty", f"{activity.staircase.difficulty:.2f}"),
                ("feedback", schedule_of(activity.feedback)),
            ]
        if math.isfinite(state.weight_n):
            numbers.append(("weight", f"{state.weight_n / STANDARD_GRAVITY_M_S2:.1f} kg"))
        if state.limits_mm:
            reach = "  ".join(f"{mm:.0f}" for mm in state.limits_mm)
            numbers.append(("limits", f"{reach} mm"))
            numbers.append(("limits from", f"{state.limits_source}, forward first, clockwise"))
        numbers.append(("board", self.replay.recorded.header.board.model))
        return tuple(numbers)


def _title(replay: Replay) -> str:
    header = replay.recorded.header
    when = WallAnchor(header.wall.unix_ns, header.wall.monotonic_ns).iso()
    who = header.person or "nobody named"
    origin = "" if header.board.origin == "real" else f"{header.board.origin} person"
    return ", ".join(filter(None, (who, f"{when[:16].replace('T', ' ')} UTC", origin)))


def _marks(events: Sequence[Event]) -> tuple[TrialMark, ...]:
    marks, begun_s = [], math.nan
    for event in events:
        if event.kind == "game.trial_start":
            begun_s = event.t_s
        elif event.kind == "game.trial_end":
            start_s = begun_s if math.isfinite(begun_s) else event.t_s
            marks.append(TrialMark(start_s, event.t_s, bool(event.data.get("success"))))
    return tuple(marks)


def _spans(events: Sequence[Event]) -> tuple[GameSpan, ...]:
    """Stretches of play; a pause parts one game into two of them."""
    spans, begun_s = [], math.nan
    title = ""
    for event in events:
        if event.kind.startswith("game."):
            title = game_spec(str(event.data["game"])).title
        if event.kind != "session.phase":
            continue
        if event.data.get("to") == Phase.PLAY:
            begun_s = event.t_s
        elif event.data.get("from") == Phase.PLAY and math.isfinite(begun_s):
            spans.append(GameSpan(title, begun_s, event.t_s))
    return tuple(spans)
