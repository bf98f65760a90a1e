"""Everything a scene may know, as one literal value: scenes can be drawn without a session."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from msgspec import UNSET

from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.core.words import msgid
from balance_arcade.games.contract import Movement
from balance_arcade.games.guided.spec import is_guided
from balance_arcade.games.keepsake import Kept
from balance_arcade.games.scoring import PersonalBest
from balance_arcade.session.rating import CHALLENGE, Scale

N_DIRECTIONS: Final = 8
MARKS: Final[dict[Origin, str]] = {
    "real": "",
    "simulated": msgid("SIMULATED"),
    "replayed": msgid("REPLAY"),
}

PROMPTS: Final[dict[Phase, str]] = {
    Phase.SELF_CHECK: msgid("Getting the board ready"),
    Phase.ZERO: msgid("Please leave the board empty"),
    Phase.STEP_ON: msgid("Step on when you are ready"),
    Phase.SETTLE: msgid("Stand comfortably and look ahead"),
    Phase.CENTRE: msgid("Stand quietly for a moment"),
    Phase.LIMITS: msgid("Lean with the arrow, then come back"),
    Phase.INSTRUCT: "",
    Phase.COUNTDOWN: msgid("Get ready"),
    Phase.PLAY: "",
    Phase.PAUSED: msgid("Hold the rail, take your time"),
    Phase.REST: msgid("Rest a little, breathe slowly"),
    Phase.RESULT: msgid("Well done"),
    Phase.ENDED: msgid("Well done, you may step off"),
}
"""What stands at the foot of the screen where the session has no sentence of its own."""


BEST: Final = msgid("Best: {n}")
"""Personal best of a game, a level from 1 to 100."""

ALL_DONE: Final = "All activities are done."
"""Reason of a session that was played to its end."""


CHOOSE_GAME: Final = msgid("Choose a game")

Grown = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class MenuScreen:
    """The menu as it stands.

    Attributes
    ----------
    games : tuple of str
        Names, left to right.
    titles : tuple of str
        What stands under the pictures.
    index : int
        The card that is looked at.
    held : float
        Share of the hold that chooses it, 0 to 1.
    someone : bool
        Somebody stands on the board.
    heading : str
        What is asked.
    bests : tuple of int
        Personal best of each game, 1 to 100; 0 for none. Empty where nobody says who stands there.
    grown : tuple of (str, tuple of int)
        Kind and sizes of what has grown at each game's place; no sizes for nothing. Empty like the
        bests.
    """

    games: tuple[str, ...]
    titles: tuple[str, ...]
    index: int = 0
    held: float = 0.0
    someone: bool = True
    heading: str = CHOOSE_GAME
    bests: tuple[int, ...] = ()
    grown: tuple[Grown, ...] = ()

    @property
    def best(self) -> int:
        """Personal best of the card that is looked at; 0 for none."""
        return self.bests[self.index] if self.index < len(self.bests) else 0


@dataclass(frozen=True, slots=True)
class RatingScreen:
    """A question that is answered with a number, as it stands.

    Attributes
    ----------
    index : int
        The number that is looked at, 0 to 10; -1 for none.
    held : float
        Share of the hold that takes it, 0 to 1.
    someone : bool
        Somebody stands on the board.
    scale : Scale
        What is asked, and what the ends mean.
    """

    index: int
    held: float = 0.0
    someone: bool = True
    scale: Scale = CHALLENGE


@dataclass(frozen=True, slots=True)
class ScreenModel:
    """What a scene draws.

    Attributes
    ----------
    state : SessionState
        As everybody sees it.
    geometry : Geometry
        Of the board.
    origin : {"real", "simulated", "replayed"}
        Where the data come from.
    sample : CopSample or None
        Newest sample.
    now_s : float
        Time of the screen in seconds, for breathing and other slow movement.
    phase_age_s : float
        Time of the screen since the phase began.
    progress : float
        Share of the phase that is done, 0 to 1; NaN where it has no end of its own.
    countdown : int
        3, 2, 1; 0 outside the countdown.
    lean_direction : int
        Direction asked for, 0 to 7 clockwise from forward; -1 for none (come back).
    reached_mm : tuple of float
        How far each direction was reached so far in the lean pass; empty outside it.
    caption : str
        Words for the sound that is playing; empty for none.
    instruction : str
        What the game asks, at most eight words.
    movement : str
        What it asks the person to do, as the drawn figure shows it.
    board_error : str
        How well the board measures, in few words; empty where there is nothing to tell.
    menu : MenuScreen or None
        Set while the menu is open, and while the person chooses what comes after a game.
    held : float
        Share of the lean that ends a rest, 0 to 1.
    kept : Kept or None
        What has grown at the game's place, on its result.
    rating : RatingScreen or None
        Set while the person answers with a number.
    seated : bool
        The person sits on the board.
    coming : str
        Words for the set of a programme that follows a rest; empty outside of one.
    store_words : str
        What the patient reads where what is kept of them is not as it should be; empty otherwise.
    best : PersonalBest or None
        The person's best in the game just done; None where there is none.
    words : str
        What the activity asks for now, of a test; empty in games.
    """

    state: SessionState
    geometry: Geometry = field(default_factory=lambda: Geometry(433.0, 238.0))
    origin: Origin = "real"
    sample: CopSample | None = None
    now_s: float = 0.0
    phase_age_s: float = 10.0
    progress: float = float("nan")
    countdown: int = 0
    lean_direction: int = -1
    reached_mm: tuple[float, ...] = ()
    caption: str = ""
    instruction: str = ""
    movement: Movement = "all"
    board_error: str = ""
    menu: MenuScreen | None = None
    held: float = 0.0
    kept: Kept | None = None
    rating: RatingScreen | None = None
    seated: bool = False
    coming: str = ""
    best: PersonalBest | None = None
    store_words: str = ""
    words: str = ""

    @property
    def asked(self) -> str:
        """What is asked by cards or by a scale; empty where nothing is."""
        if self.rating is not None:
            return self.rating.scale.name
        return "" if self.menu is None else self.menu.heading

    @property
    def mark(self) -> str:
        """SIMULATED or REPLAY; empty for a person on a real board."""
        return MARKS[self.origin]

    @property
    def is_as_planned(self) -> bool:
        """Whether a session that is over was played to its end, and not stopped or broken off.

        Examples
        --------
        >>> state = SessionState(1, 0.0, Phase.ENDED, reason="The board is gone.")
        >>> ScreenModel(state).is_as_planned
        False
        """
        outcome = self.state.outcome
        # A state need not say its outcome; then the reason tells.
        return self.state.reason in {"", ALL_DONE} if outcome is UNSET else outcome == "done"

    @property
    def prompt(self) -> str:
        """The one sentence at the foot of the screen."""
        return self.state.prompt or self.words or PROMPTS[self.state.phase]

    @property
    def clock(self) -> str:
        """Time left as minutes and seconds; empty where there is none, and in a test.

        A test shows its own arc where the person may look at the time at all.

        Examples
        --------
        >>> state = SessionState(1, 0.0, Phase.PLAY, time_left_s=61.2)
        >>> ScreenModel(state).clock
        '1:02'
        """
        left = self.state.time_left_s
        in_test = self.state.phase is Phase.PLAY and is_guided(self.state.activity)
        if in_test or not math.isfinite(left):
            return ""
        # Rounded up: 0:00 stands only when the time is over.
        minutes, seconds = divmod(max(0, math.ceil(left)), 60)
        return f"{minutes}:{seconds:02d}"

    @property
    def score(self) -> str:
        """Net good hits; empty before the first trial is over, and in a test."""
        counts = self.state.trials and not is_guided(self.state.activity)
        return str(self.state.successes) if counts else ""


def lean_mm(sample: CopSample | None, centre_mm: tuple[float, float], asked: int) -> float:
    """How far a sample lies out in a direction, in millimetres; NaN for nobody or no direction.

    Parameters
    ----------
    sample : CopSample or None
        Newest sample; its smoothed place counts, as everywhere on the screen.
    centre_mm : tuple of float
        (ml, ap) of quiet stance; the board's middle where that is NaN.
    asked : int
        0 to 7 clockwise from forward; -1 for none.
    """
    if sample is None or not 0 <= asked < N_DIRECTIONS:
        return math.nan
    # From quiet stance, as the limits are measured, and not from the board's middle.
    dx = sample.ml_display_mm - (centre_mm[0] if math.isfinite(centre_mm[0]) else 0.0)
    dy = sample.ap_display_mm - (centre_mm[1] if math.isfinite(centre_mm[1]) else 0.0)
    angle = math.radians(45.0 * asked)
    return dx * math.sin(angle) + dy * math.cos(angle)


class LeanTrace:
    """How far a person leaned in the direction asked for, for the picture only.

    The limits themselves come from the session; this follows the smoothed place so that a petal
    grows under the person's eyes.
    """

    def __init__(self) -> None:
        self._reached = [0.0] * N_DIRECTIONS

    @property
    def reached_mm(self) -> tuple[float, ...]:
        """Furthest reach in each direction so far."""
        return tuple(self._reached)

    def clear(self) -> None:
        """Forget the last pass."""
        self._reached = [0.0] * N_DIRECTIONS

    def push(self, sample: CopSample | None, centre_mm: tuple[float, float], asked: int) -> None:
        """Take the newest sample while ``asked`` (0 to 7) is the direction; -1 changes nothing."""
        reach = lean_mm(sample, centre_mm, asked)
        if math.isfinite(reach):
            self._reached[asked] = max(self._reached[asked], reach)
