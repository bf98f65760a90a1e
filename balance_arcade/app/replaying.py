"""Plays a recorded session again: the same samples, and all that it was told at the same sample.

The session that runs here is the session's own code with its own plan and settings, so what comes
out is what came out in play, bit for bit; the digests that were noted then are compared on the way.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, Final

import msgspec

from balance_arcade import __version__
from balance_arcade.app.replay_files import RecordedRun
from balance_arcade.core.away import Away
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Command, Event
from balance_arcade.core.inputs import (
    AWAY,
    BLAME,
    CHECK,
    END,
    LATE,
    ORDER,
    SEEN,
    SILENT,
    WAIT,
    SessionInput,
)
from balance_arcade.core.samples import CopSample
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.registry import game_spec
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions
from balance_arcade.games.watchdog import GameTooLongError
from balance_arcade.session.plan import SessionPlan

_EPS_S: Final = 1e-9
"""A sample that falls on a frame's time must not miss it by rounding."""


class Verdict(msgspec.Struct, frozen=True):
    """How the replay of one game compares with the game as it was played.

    Attributes
    ----------
    game : str
        Name.
    index : int
        Which activity of the session, from 0.
    digest, recorded_digest : str
        Of the replay, and of play; the latter is empty where none was noted.
    same : bool or None
        Whether they are equal; None where they cannot be compared.
    words : str
        The same as a sentence.
    """

    game: str
    index: int
    digest: str
    recorded_digest: str
    same: bool | None
    words: str


class Replay:
    """One recorded session, played again as far as it is asked for.

    Parameters
    ----------
    recorded : RecordedRun
        As of `balance_arcade.app.replay_files.find_runs`.

    Attributes
    ----------
    run : GameRun
        The session as it stands; another object after `go_to` went back.
    time_s : float
        Where the replay stands, on the board's clock.
    events : list of Event
        What the session has told since its beginning.

    Raises
    ------
    RecordingError
        There are no samples, or the plan or the settings cannot be understood.
    ConfigError
        A game that was played is not installed.
    """

    def __init__(self, recorded: RecordedRun) -> None:
        self.recorded = recorded
        self._plan, self._options = _setup(recorded)
        self.samples = list(recorded.samples())
        self._timeline = _timeline(recorded, self.samples)
        if not any(isinstance(item, CopSample) for item in self._timeline):
            raise RecordingError(
                f"{recorded.files[0].name} and what belongs to it contain no samples.",
                hint="Choose another session.",
            )
        board = recorded.header.board
        self.info: BoardInfo = msgspec.structs.replace(
            board, origin="replayed", model=f"Replay of {board.model}", speed=1.0
        )
        self.time_s = self.start_s
        self.run = self._begin()

    # -- how it goes on ----------------------------------------------------------------------

    @property
    def start_s(self) -> float:
        """Time of the first sample."""
        return self.samples[0].t_s

    @cached_property
    def end_s(self) -> float:
        """Time of the last sample that was played."""
        return next(item.t_s for item in reversed(self._timeline) if isinstance(item, CopSample))

    @property
    def is_over(self) -> bool:
        """Whether everything that was recorded has been played."""
        return self._at >= len(self._timeline)

    def go_to(self, t_s: float) -> None:
        """Play on until a time; an earlier one begins the session anew and plays up to there."""
        if t_s < self.time_s:
            self.restart()
        while not self.is_over:
            item = self._timeline[self._at]
            if isinstance(item, CopSample) and item.t_s > t_s + _EPS_S:
                break
            self._take(item)
        self.time_s = max(self.time_s, min(t_s, self.end_s))
        if self.time_s >= self.end_s:
            # What came after the last sample counts, too.
            while not self.is_over:
                self._take(self._timeline[self._at])
        self._drain()

    def finish(self) -> None:
        """Play on to the end."""
        self.go_to(self.end_s)

    def restart(self) -> None:
        """Go back to the beginning."""
        self.close()
        self.time_s = self.start_s
        self.run = self._begin()

    def close(self) -> None:
        """Let go of the run's watch over its games."""
        self.run.watchdog.stop()

    def _begin(self) -> GameRun:
        self._at = 0
        self.events: list[Event] = []
        self._checked: dict[int, tuple[str, str, bool]] = {}
        self._broken_off: set[int] = set()
        run = GameRun(
            self.info,
            [game.name for game in self._plan.activities],
            seed=int(self.recorded.begin.data["seed"]),
            options=self._options,
            plan=self._plan,
        )
        run.has_follower = False
        return run

    def _take(self, item: CopSample | SessionInput) -> None:
        self._at += 1
        if isinstance(item, CopSample):
            self.run.feed(item)
            if self.run.has_news:
                self._drain()
        else:
            self._tell(item)

    def _drain(self) -> None:
        """Nobody carries anything out in a replay, and nobody writes it down again."""
        self.events += self.run.drain_events()
        self.run.drain_requests()
        self.run.inputs.drain()

    def _tell(self, told: SessionInput) -> None:
        """Tell the session what it was told then, at the same sample."""
        run, data = self.run, told.data
        if told.kind == ORDER:
            run.command(msgspec.convert(data, Command))
        elif told.kind == SILENT:
            run.signal_age(math.inf)
        elif told.kind == AWAY:
            run.board_away(msgspec.convert(data, Away) if data else None)
        elif told.kind == END:
            run.end(data["reason"], data["outcome"])
        elif told.kind == WAIT:
            run.machine.wait_to_be_seen()
        elif told.kind == SEEN:
            run.machine.shown(data["entry"])
        elif told.kind == BLAME:
            run.blame(_error_named(data["error"]))
        elif told.kind == LATE:
            self._break_off(data["index"])
        elif told.kind == CHECK:
            self._check(data["plays"])

    def _break_off(self, index: int) -> None:
        activity = self.run.activity
        if activity is not None and activity.index == index and activity.model.fault is None:
            self._broken_off.add(index)
            self.run.blame(GameTooLongError())

    # -- what came of it ---------------------------------------------------------------------

    def _check(self, plays: list[dict[str, Any]]) -> None:
        """Compare the digests that were noted here; the newest of each game counts."""
        begun = {one.index: one for one in self.run.begun}
        for play in plays:
            one = begun.get(play["index"])
            digest = "" if one is None else one.digest
            same = digest == play["digest"]
            self._checked[play["index"]] = (play["digest"], digest, same)

    def verdicts(self) -> list[Verdict]:
        """Compare every game that was begun, or ought to have been, with how it was played."""
        begun = {one.index: one for one in self.run.begun}
        verdicts = []
        for index in sorted({*begun, *self._checked}):
            recorded, then, same = self._checked.get(index, ("", "", None))
            name = begun[index].name if index in begun else self._plan.activities[index].name
            digest = begun[index].digest if index in begun else then
            title = game_spec(name).title
            if index in self._broken_off:
                same = None
                words = f"{title} was broken off in play because it took too long: not compared."
            elif same is False:
                words = self._differs(title)
            elif digest == recorded:
                words = f"{title}: the same digest as in play."
            else:
                # What was noted is right, but there is more; or nothing was noted.
                same, words = None, f"{title}: the recording was cut off before its last digest."
            verdicts.append(Verdict(name, index, digest, recorded, same, words))
        return verdicts

    def _differs(self, title: str) -> str:
        then = self.recorded.header.app_version or "an unknown version"
        why = (
            f"it was played with {then} and is replayed with {__version__}"
            if then != __version__
            else "the game, its settings or the samples are others than they were"
        )
        return f"{title}: the digest differs from the one in play; {why}."

    def results(self) -> list[PlayResult]:
        """Return the result of every game that was begun, as play did."""
        return self.run.results()


def _setup(recorded: RecordedRun) -> tuple[SessionPlan, RunOptions]:
    data = recorded.begin.data
    try:
        return (
            msgspec.convert(data["plan"], SessionPlan),
            msgspec.convert(data["options"], RunOptions),
        )
    except (KeyError, ValueError) as error:  # msgspec's errors are ValueErrors.
        name = recorded.files[0].name
        raise RecordingError(
            f"How the session in {name} was set up cannot be understood: {error}.",
            hint="A newer version of Balance Arcade may have recorded it.",
        ) from error


def _timeline(recorded: RecordedRun, samples: list[CopSample]) -> list[CopSample | SessionInput]:
    """Put samples and inputs into the order in which the session heard them."""
    timeline: list[CopSample | SessionInput] = []
    inputs, at = recorded.inputs, 0
    for told in inputs:
        while at < len(samples) and samples[at].seq <= told.seq:
            timeline.append(samples[at])
            at += 1
        timeline.append(told)
    # The board may be read a little longer than a session lasts; only where its end is missing
    # nobody knows how far it came.
    if not (recorded.complete and inputs and inputs[-1].kind == CHECK):
        timeline += samples[at:]
    return timeline


def _error_named(name: str) -> Exception:
    """Fault of a picture that nobody draws now; the digest knows only the name of its type."""
    made: Exception = type(str(name), (Exception,), {})("as recorded")
    return made
