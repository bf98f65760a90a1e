"""What a game is to the rest of the house: a model that steps, a view that draws, words.

A model is plain arithmetic at a fixed step: no drawing, no thread, no clock and no chance but its
seed. A view draws the model's public attributes and changes nothing. `balance_arcade.games.run`
joins model, session and difficulty; the shell joins that with a window.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import msgspec

from balance_arcade.core.events import Scalar
from balance_arcade.games.axis import LevelAxis as LevelAxis  # noqa: PLC0414 - here for games
from balance_arcade.games.bed import Bed
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.loads import LoadRange
from balance_arcade.games.looks import check_looks, check_scenes
from balance_arcade.games.modes import GameMode, check_modes
from balance_arcade.games.sounds import DEFAULT_ROOT_HZ, Tone, check_cues, default_cues

if TYPE_CHECKING:
    import pygame

DT_S: Final = 1.0 / 120.0
"""Length of a model step in seconds."""

STEPS_PER_S: Final = 120
"""Model steps a second; step ``k`` happens at ``k / STEPS_PER_S``."""

CLAMP: Final = 1.2
"""Largest radius in the unit disc that a game hears."""

SafetyClass = Literal["A", "B", "C"]

Movement = Literal["all", "sideways", "forward", "still", "one_leg", "land", "hop_on"]
"""What a game asks the person to do."""
Side = Literal["", "left", "right"]
Feedback = Literal["full", "faded", "results-only", "hidden", "sound", "sound-discrete", "delayed"]
"""Schedules of `balance_arcade.games.feedback`, as a model hears them."""
SoundPlace = Literal["event", "goal"]


class ControlInput(msgspec.Struct, frozen=True):
    """What the person does at one model step.

    Attributes
    ----------
    t_s : float
        Time of the sample it was made from, on the board's clock.
    x, y : float
        Place in the personal unit disc, x to the right and y forward: 1 is the person's own limit
        in that direction. Smoothed for display, dead zone taken out, radius at most 1.2. The last
        known place while nobody is on the board.
    x_mm, y_mm : float
        Unsmoothed place relative to the person's centre; NaN while nobody is on the board.
    reach : float
        Unsmoothed distance from the centre as a share of the person's own limit in that
        direction, not clamped; NaN while nobody is on the board.
    load_n : float
        Vertical force in newtons.
    load_frac : float
        Load as a share of the session's body weight; NaN before that is known.
    left_frac : float
        Share of the load on the left side; NaN while nobody is on the board.
    on_board : bool
        Whether somebody stands there.
    loads : LoadRange
        Which shares of the load the person gives; a stand-in where the board's width is not known.
    peak_load_n : float
        Greatest vertical force of the samples that came since the step before, those of a fast
        board among them that no step hears; NaN where none came, and in games that never leave
        the board.
    n_samples : int
        How many those were; 1 in games that never leave the board.
    new_loads : tuple of (float, float)
        Time and vertical force of each of those, oldest first, for what has to see every sample;
        empty in games that never leave the board.
    """

    t_s: float
    x: float
    y: float
    x_mm: float = float("nan")
    y_mm: float = float("nan")
    reach: float = float("nan")
    load_n: float = float("nan")
    load_frac: float = float("nan")
    left_frac: float = float("nan")
    on_board: bool = True
    loads: LoadRange = LoadRange()
    peak_load_n: float = float("nan")
    n_samples: int = 1
    new_loads: tuple[tuple[float, float], ...] = ()


class GameEvent(msgspec.Struct, frozen=True):
    """Something that happened in a model, for sound, screen, station and file.

    Attributes
    ----------
    step : int
        Number of the model step, counted from 1 at the activity's first step.
    kind : str
        ``game.`` and a word: every model sends ``game.trial_start`` and ``game.trial_end`` (with
        ``success``); the games' own kinds are listed in their ``spec`` modules.
    data : dict
        Plain values.
    """

    step: int
    kind: str
    data: dict[str, Scalar] = {}


class TrialResult(msgspec.Struct, frozen=True):
    """One finished trial.

    Attributes
    ----------
    index : int
        Counted from 0 within the activity.
    success : bool
        Whether it counts as a net good hit.
    difficulty : float
        Difficulty the trial was made with, 0 to 1.
    graded : bool
        Whether the staircase learns from it; warm-up and hidden-cursor trials are not graded.
    metrics : dict of str to float
        Therapist's numbers by name with the unit in the name; NaN where one does not exist.
    """

    index: int
    success: bool
    difficulty: float
    graded: bool
    metrics: dict[str, float]


class GameSpec(msgspec.Struct, frozen=True):
    """A game's words and rules, known without starting it.

    Attributes
    ----------
    name, title : str
        On the command line (``star-reach``) and on the screen (``Star Reach``).
    purpose : str
        What it trains, for the therapist.
    instruction : str
        What the patient reads: at most eight words, about what is on the screen, not the body.
    safety_class : {"A", "B", "C"}
        A: any cleared standing patient; B: needs today's limits; C: spotter or harness confirmed.
    needs_limits : bool
        Whether a lean pass comes first.
    default_seconds : float
        Game time when nothing else is asked for.
    scenery : str
        Name of the place that the view draws.
    axes : tuple of LevelAxis
        What the difficulty changes.
    event_words : dict of str to str
        Caption by event kind, for sounds and for people who do not hear them. The end of a trial
        stands under ``success`` or ``failure``, here and in ``cues``; an event that says
        ``hidden=True`` is looked for as ``KIND.hidden`` first.
    cues : dict of str to str or Tone
        Sound by event kind: a tone of the house by its name (`balance_arcade.games.sounds.TONES`)
        or a `Tone` of the game's own. Without any it is heard at the end of each trial.
    root_hz : float
        Key of the game, 100 to 440: every sound of it is made from this note.
    movement : {"all", "sideways", "forward", "still", "one_leg", "land", "hop_on"}
        What the drawn figure of the instruction does: lean in all directions, to the sides, or
        forward and back; stand quietly; lift one foot; land.
    bed, keepsake : Bed and Keepsake, or None
        Music of the place, else made of the name; what stays there from session to session.
    leaves_board : bool
        The person leaves the board and lands on it. Only while the model says so
        (`BaseModel.stance`) is an empty board no step-off; class C only.
    sounds_at : {"event", "goal"}
        Where a sound is heard from: at the event's own ``x`` (-1 left to 1 right) or at the goal.
    catalogue : str
        ``package:folder`` with its own translations, ``folder/LANGUAGE/LC_MESSAGES/NAME.mo`` with
        the game's name; empty where its words are English, or in the house's catalogues.
    scenes, looks : tuple of str
        Names of its other places, one a visit (`Theme.scene` says which the view paints), and the
        lights in which they are seen in turn: `balance_arcade.games.looks.LOOKS`.
    seated : bool
        It may be played sitting: nobody stands on one leg, squats, hops or steps in it.
    modes : tuple of GameMode
        Ways in which it may be played, the usual one first; empty where there is one way only.
    reads : str
        What it hears of the person: of the place or of the load, and as a share of what.

    Raises
    ------
    ValueError
        The instruction has more than eight words, the time is not positive, a sound cannot be
        made, or a game that leaves the board is not of class C.
    """

    name: str
    title: str
    purpose: str
    instruction: str
    safety_class: SafetyClass
    needs_limits: bool
    default_seconds: float
    scenery: str
    axes: tuple[LevelAxis, ...]
    event_words: dict[str, str] = {}
    cues: dict[str, str | Tone] = msgspec.field(default_factory=default_cues)
    root_hz: float = DEFAULT_ROOT_HZ
    sounds_at: SoundPlace = "event"
    catalogue: str = ""
    movement: Movement = "all"
    modes: tuple[GameMode, ...] = ()
    bed: Bed | None = None
    leaves_board: bool = False
    keepsake: Keepsake | None = None
    scenes: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    seated: bool = False
    reads: str = ""

    def __post_init__(self) -> None:
        if len(self.instruction.split()) > 8:
            raise ValueError(f"The instruction of {self.name} has more than eight words.")
        if not 0.0 < (seconds := self.default_seconds) < math.inf:
            raise ValueError(f"The time of {self.name} must be a number above 0 s, not {seconds}.")
        if self.leaves_board and self.safety_class != "C":
            raise ValueError(f"{self.name} leaves the board and so must be of class C.")
        if self.seated and self.movement in {"one_leg", "land", "hop_on"}:
            raise ValueError(f"{self.name} is played on the feet and so not seated.")
        check_cues(self.name, self.cues, self.root_hz)
        check_modes(self.name, self.modes)
        check_scenes(self.name, self.scenes)
        check_looks(self.name, self.looks)

    def in_mode(self, name: str) -> GameSpec:
        """Words and rules of a mode; the game's own where it has no such mode."""
        for mode in self.modes:
            if mode.name == name:
                movement: Any = mode.movement or self.movement
                return msgspec.structs.replace(
                    self, instruction=mode.instruction or self.instruction, movement=movement
                )
        return self

    def axis(self, name: str) -> LevelAxis:
        """Look up an axis by name; KeyError where there is none."""
        return {axis.name: axis for axis in self.axes}[name]


class GameOptions(msgspec.Struct, frozen=True):
    """What a therapist may set for one activity.

    Attributes
    ----------
    seed : int
        Equal seed and equal input give an equal game.
    difficulty : float
        Where it starts, 0 to 1.
    weak_side : {"", "left", "right"}
        Side that gets more targets; empty for none.
    feedback : str
        When the person sees where they are; see `balance_arcade.games.feedback`. ``faded`` hides
        the marker on one trial in three after familiarisation, ``full`` never.
    far_confirmed : bool
        The therapist has confirmed targets beyond 95 % of the person's limits.
    mode : str
        Name of one of the game's modes; empty for the usual one.
    leg : {"", "left", "right"}
        The leg to stand on, in games on one leg; empty for both in turn.
    """

    seed: int = 1
    difficulty: float = 0.2
    weak_side: Side = ""
    feedback: Feedback = "faded"
    far_confirmed: bool = False
    mode: str = ""
    leg: Side = ""


class GameModel(Protocol):
    """A game without a picture. Attributes beyond these are the business of its own view.

    A model may have two methods more: ``set_weak_side(side)``, which follows a changed setting, and
    ``goal_load()`` where the goal is a share of the load: which share the left side should bear
    now, or None. `goal` then says where in the unit disc that is. One that has people jump may have
    ``goal_jump()``: how high, as a share of the own highest, and the time between hops or 0.
    """

    @property
    def spec(self) -> GameSpec:
        """Words and rules."""
        ...

    @property
    def n_steps(self) -> int:
        """Steps taken."""
        ...

    @property
    def trials(self) -> int:
        """Trials finished."""
        ...

    @property
    def successes(self) -> int:
        """Net good hits among them."""
        ...

    @property
    def score(self) -> float:
        """Net good hits over trials, 0 to 1."""
        ...

    @property
    def difficulty(self) -> float:
        """Difficulty that the next trial will be made with."""
        ...

    @property
    def cursor_visible(self) -> bool:
        """Whether the person's own marker may be drawn now."""
        ...

    @property
    def finished(self) -> bool:
        """The game has come to an end of its own; most go on until the time is up."""
        ...

    @property
    def goal_radius(self) -> float:
        """How near to the goal counts, in the unit disc; NaN where there is no goal."""
        ...

    def step(self, control: ControlInput) -> None:
        """Advance by `DT_S`."""
        ...

    def goal(self) -> tuple[float, float] | None:
        """Where in the unit disc the person should be now, or None for anywhere."""
        ...

    def set_difficulty(self, difficulty: float) -> None:
        """Set the difficulty of trials that have not begun; the present one stays as it is."""
        ...

    def set_feedback(self, feedback: Feedback) -> None:
        """Switch the fading of the marker for trials that have not begun."""
        ...

    def drain_events(self) -> list[GameEvent]:
        """Return the events since the last call, oldest first."""
        ...

    def drain_trials(self) -> list[TrialResult]:
        """Return the trials finished since the last call, oldest first."""
        ...

    def state_bytes(self) -> bytes:
        """Whole moving state, packed exactly, for the digest."""
        ...


ModelFactory = Callable[[GameOptions], GameModel]


class GameView(Protocol):
    """Draws a model; made anew when the window's size or the theme changes."""

    def __init__(self, size: tuple[int, int], theme: Any) -> None: ...

    def draw(
        self, surface: pygame.Surface, model: Any, control: ControlInput, alpha: float
    ) -> None:
        """Draw the model; ``alpha`` (0 to 1) is the share of a step that time is ahead of it."""
        ...

    def card(self, surface: pygame.Surface) -> None:
        """Draw the game's picture for a menu card, filling the surface."""
        ...
