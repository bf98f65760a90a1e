"""Odd people on a scripted board, played through the host; prints the table of the document.

Each of them is a person who goes through the session as asked, but for one thing. What differs from
the person who does everything is what the table shows::

    PYTHONPATH=tests/unit/app:tests/unit/session python tests/unit/app/odd_people.py
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
from host_kit import readable, switches
from session_kit import INFO, Listener, ScriptBoard

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.cop.limits import direction_vector
from balance_arcade.core.away import CABLE, FRONT_BUTTON, Away
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import BalanceArcadeError, BoardDisconnectedError
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions, plan_games
from balance_arcade.session.plan import SessionPlan

WEIGHT_N = 600.0
PLAY_S = 9.0
GONE = BoardDisconnectedError("The board did not come back within 30 s.", address=INFO.address)


@dataclass
class Stance:
    """What a person does at one moment."""

    load_n: float = WEIGHT_N
    ml_mm: float = 0.0
    ap_mm: float = 0.0
    flags: int = 0
    away_s: float = 0.0
    away: Away | None = None


class Person:
    """Does what the session asks for; ``odd`` changes one thing of it."""

    def __init__(self, odd: Callable[[Person, Stance], None] | None = None) -> None:
        self.odd = odd
        self.t_s = 0.0
        self.run: GameRun | None = None
        self.in_play_s = math.nan
        self.memory: dict[str, float] = {}
        self.back_at_left_s = 0.0

    @property
    def phase(self) -> Phase:
        return self.run.phase if self.run else Phase.SELF_CHECK

    def at(self, t_s: float) -> Stance:
        self.t_s = t_s
        if math.isnan(self.in_play_s) and self.phase is Phase.PLAY:
            self.in_play_s = t_s
        stance = Stance(ml_mm=1.5 * math.sin(t_s), ap_mm=1.5 * math.cos(0.7 * t_s))
        before = {Phase.SELF_CHECK, Phase.ZERO}
        if self.phase in before or (self.phase is Phase.STEP_ON and t_s < 3.0):
            stance.load_n = 0.0
        self._lean(stance)
        if self.odd is not None:
            self.odd(self, stance)
        return stance

    def _lean(self, stance: Stance) -> None:
        if self.run is None:
            return
        if self.phase is Phase.LIMITS and self.run.machine.lean_direction is not None:
            ml, ap = direction_vector(self.run.machine.lean_direction)
            stance.ml_mm, stance.ap_mm = 60.0 * ml, 60.0 * ap
        elif self.phase is Phase.PLAY:
            goal = self.run.goal()
            if math.isfinite(goal.ml_mm):
                stance.ml_mm, stance.ap_mm = goal.ml_mm, goal.ap_mm

    def since_play(self, begin_s: float, end_s: float) -> bool:
        """Whether so long has passed since play began for the first time."""
        return begin_s <= self.t_s - self.in_play_s < end_s


class PersonBoard(ScriptBoard):
    """A board with a person on it, sample by sample on its own clock."""

    def __init__(self, person: Person, info: BoardInfo, seconds: float) -> None:
        super().__init__((), info)
        self.person = person
        self._k, self._seconds = 0, seconds
        self._is_back = False
        self.away: Away | None = None

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        assert timeout_s > 0.0
        t_s = self._k / 100.0
        # Six seconds pass from one look to the next, and nobody reads the board's clock meanwhile.
        if self.away is not None and self.away.left_s > self.person.back_at_left_s:
            self.away = msgspec.structs.replace(self.away, left_s=self.away.left_s - 6.0)
            return ()
        if self.away is not None and self.away.left_s <= 0.0:
            raise GONE
        self.away = None
        if t_s >= self._seconds:
            self.ended = True
            return ()
        stance = self.person.at(t_s)
        self.away = stance.away
        if stance.away_s:
            self._k += round(stance.away_s * 100.0)
            self._is_back = True
            return ()
        seq, self._k = self._k, self._k + 1
        flags = stance.flags | (int(SampleFlag.GAP_BEFORE) if self._is_back else 0)
        self._is_back = False
        return (ForceSample(seq, seq * 10_000_000, t_s, *_corners(stance), flags=flags),)


def _corners(stance: Stance) -> tuple[float, float, float, float]:
    """Forces whose centre of pressure is where the person stands."""
    right = stance.ml_mm / INFO.geometry.width_mm
    front = stance.ap_mm / INFO.geometry.length_mm
    quarter = stance.load_n / 4.0
    signs = ((-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0))
    tl, tr, bl, br = (quarter * (1.0 + 2.0 * (x * right + y * front)) for x, y in signs)
    return tl, tr, bl, br


# -- the odd people --------------------------------------------------------------------------


def stands_still(person: Person, stance: Stance) -> None:
    if person.phase is Phase.LIMITS:
        stance.ml_mm = stance.ap_mm = 0.0


def leans_right_only(person: Person, stance: Stance) -> None:
    if person.phase is Phase.LIMITS:
        stance.ml_mm, stance.ap_mm = max(0.0, stance.ml_mm), 0.0


def does_not_play(person: Person, stance: Stance) -> None:
    if person.phase is Phase.PLAY:
        stance.ml_mm = stance.ap_mm = 0.0


def _shake(person: Person, stance: Stance, far_mm: float) -> None:
    stance.ml_mm += far_mm * math.sin(2.0 * math.pi * 5.0 * person.t_s)


def shakes_before_play(person: Person, stance: Stance) -> None:
    if person.phase in {Phase.SETTLE, Phase.CENTRE}:
        _shake(person, stance, 60.0)


def shakes_after_a_gap(person: Person, stance: Stance) -> None:
    if person.since_play(2.0, 2.02) and "gone" not in person.memory:
        person.memory["gone"] = stance.away_s = 0.5
    if person.since_play(2.0, 15.0) and person.phase is Phase.PAUSED:
        _shake(person, stance, 45.0)


def steps_off_and_on(person: Person, stance: Stance) -> None:
    for k in range(3):
        if person.since_play(2.0 + 1.6 * k, 2.7 + 1.6 * k):
            stance.load_n = 0.0


def hops(person: Person, stance: Stance) -> None:
    if person.since_play(2.0, 7.0):
        stance.load_n = 0.0 if person.t_s % 0.5 < 0.25 else 2.0 * WEIGHT_N


def is_joined(person: Person, stance: Stance) -> None:
    if person.since_play(2.0, 8.0):
        stance.load_n += 500.0


def weighs_11_kg(person: Person, stance: Stance) -> None:
    stance.load_n = min(stance.load_n, 11.0 * G)


def weighs_165_kg(person: Person, stance: Stance) -> None:
    stance.load_n = 165.0 * G if stance.load_n else 0.0


def saturates_a_cell(person: Person, stance: Stance) -> None:
    if person.since_play(2.0, 4.0):
        stance.flags = int(SampleFlag.SATURATED)


def pulls_the_cable(person: Person, stance: Stance) -> None:
    if person.since_play(2.0, 2.02) and "gone" not in person.memory:
        person.memory["gone"] = stance.away_s = 2.0


def loses_the_board(person: Person, stance: Stance, remedy: str = CABLE) -> None:
    if person.since_play(2.0, math.inf) and "gone" not in person.memory:
        person.memory["gone"] = stance.away_s = 30.0
        stance.away = Away("The board is disconnected.", remedy, 30.0)


def presses_the_button(person: Person, stance: Stance) -> None:
    person.back_at_left_s = 12.0
    loses_the_board(person, stance, FRONT_BUTTON)
    stance.away_s = min(stance.away_s, 18.0)
    if "gone" in person.memory:
        stance.ml_mm += 12.0


RATED = msgspec.structs.replace(INFO, capacity_n=150.0 * G)


@dataclass(frozen=True)
class Odd:
    """One row: who, what they do, on which board, for how long at most."""

    who: str
    odd: Callable[[Person, Stance], None] | None
    info: BoardInfo = INFO
    seconds: float = 200.0


NORMAL = Odd("does what is asked", None)
PEOPLE = (
    Odd("stands still when asked to lean", stands_still),
    Odd("leans to the right only", leans_right_only),
    Odd("shakes before play", shakes_before_play),
    Odd("shakes after half a second without a signal", shakes_after_a_gap),
    Odd("steps off and on, three times", steps_off_and_on),
    Odd("hops", hops),
    Odd("is joined by a second person", is_joined),
    Odd("weighs 11 kg", weighs_11_kg, seconds=30.0),
    Odd("weighs 165 kg, the board carries 150", weighs_165_kg, RATED, seconds=30.0),
    Odd("a load cell comes to the end of its range", saturates_a_cell),
    Odd("the cable is pulled and put back", pulls_the_cable),
    Odd("a Wii board goes off, its button is pressed 18 s later", presses_the_button),
    Odd("the cable is pulled for good", loses_the_board),
    Odd("does not play", does_not_play),
)


# -- what is seen ----------------------------------------------------------------------------


@dataclass
class Seen:
    """What a session showed, told and kept."""

    states: list[SessionState] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    n_files: int = 0
    n_whole: int = 0
    recorded: Counter[str] = field(default_factory=Counter)
    error: str = ""


def session_plan(info: BoardInfo) -> SessionPlan:
    short = dict.fromkeys(("self_check_s", "settle_s", "centre_s", "instruct_s", "result_s"), 1.0)
    return SessionPlan(
        activities=plan_games(["star-reach"], seconds=PLAY_S),
        speed=0.0,
        capacity_n=info.capacity_n or math.nan,
        **{**short, "lean_s": 2.0, "lean_back_s": 1.0},
    )


@cache
def play(odd: Odd) -> Seen:
    """Play one session through the host, and see what the listeners and the files got."""
    person, listener = Person(odd.odd), Listener()
    board = PersonBoard(person, odd.info, odd.seconds)
    seen = Seen()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        host = Host(board, switches(folder), sinks=[listener])
        # Nobody of them answers, and what they do after play is another test's.
        silent = RunOptions(ask_after="never")
        playlist = Playlist(("star-reach",), options=silent, plan=session_plan(odd.info))
        session = host.begin(playlist)
        person.run = session.run
        try:
            play_headless(host, session)
        except BalanceArcadeError as error:
            seen.error = str(error)
        with contextlib.suppress(BalanceArcadeError):
            host.close()
        for reader in readable(folder, n_samples=0):
            seen.n_files += 1
            seen.n_whole += reader.complete
            seen.recorded.update(event.kind for event in reader.events())
    seen.states = [item for item in listener.heard if isinstance(item, SessionState)]
    return seen


def _news(said: Iterable[str], usual: Iterable[str]) -> list[str]:
    """What is said and is not usual, once each, in order."""
    known = set(usual)
    return [words for words in dict.fromkeys(said) if words and words not in known]


def row(odd: Odd) -> str:
    """One row of the table, from a session that was played."""
    seen, normal = play(odd), play(NORMAL)
    prompts = _news((s.prompt for s in seen.states), (s.prompt for s in normal.states))
    told = [words for s in seen.states for words in (s.reason, s.notice or "")]
    usual = [words for s in normal.states for words in (s.reason, s.notice or "")]
    last = seen.states[-1]
    phases = _news((str(s.phase) for s in seen.states), (str(s.phase) for s in normal.states))
    way = ", ".join(f"`{phase}`" for phase in [*phases, str(last.phase)])
    state = f"{way} ({last.outcome})" if last.outcome else way
    kinds = [f"`{kind}`" for kind in sorted(set(seen.recorded) - set(normal.recorded))]
    whole = "1 file" if seen.n_files == 1 else f"{seen.n_files} files"
    kept = f"{whole}, whole" if seen.n_whole == seen.n_files else f"{whole}, {seen.n_whole} whole"
    cells = (
        odd.who,
        "<br>".join(prompts) or "as usual",
        "<br>".join(_news(told, usual)) or "as usual",
        state,
        "<br>".join([kept, *kinds]),
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for each in (NORMAL, *PEOPLE):
        print(row(each))
