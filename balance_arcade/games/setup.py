"""What a run is set up with: the therapist's settings, and the activities of its plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import ENGLISH
from balance_arcade.games.contract import Feedback, GameOptions, Side
from balance_arcade.games.control import ControlMapping, check_assist
from balance_arcade.games.directions import DirectionLevels, distances_of
from balance_arcade.games.registry import game_spec, model_class
from balance_arcade.games.staircase import TARGET_SUCCESS, Staircase, check_range, seed_difficulty
from balance_arcade.session.plan import PlannedActivity


class ScreenOptions(msgspec.Struct, frozen=True):
    """What is set for the patient's screen; it changes no game.

    Attributes
    ----------
    high_contrast : bool
        Plain bright shapes on black.
    reduced_motion : bool
        Nothing moves but the person's marker and the goal.
    screen_inches : float or None
        Diagonal of the whole screen; None where it is not known.
    distance_m : float or None
        From the person's eyes to the screen; None where it is not known.
    language : str
        Of words and numbers, as of `balance_arcade.core.words.known_languages`.
    """

    high_contrast: bool = False
    reduced_motion: bool = False
    screen_inches: float | None = None
    distance_m: float | None = None
    language: str = ENGLISH


class KnownPerson(msgspec.Struct, frozen=True):
    """What is known of a person from earlier sessions, beside where each game ended.

    Attributes
    ----------
    levels : dict of str to dict of str to float
        Difficulty of each direction where the game ended last, by game and direction.
    best : dict of str to float
        Best level held, by game.
    """

    levels: dict[str, dict[str, float]] = {}
    best: dict[str, float] = {}

    def facts(self) -> dict[str, float]:
        """Levels and bests as plain facts, for the head of a recording."""
        levels = {
            f"last_level.{game}.{direction}": level
            for game, directions in self.levels.items()
            for direction, level in directions.items()
        }
        return levels | {f"best_level.{game}": level for game, level in self.best.items()}


class RunOptions(msgspec.Struct, frozen=True):
    """What a therapist may set for all games of a run.

    `balance_arcade.games.settings` reads them from flags, plans and orders.

    Attributes
    ----------
    target_success : float
        Where the staircase settles, 0.60 to 0.85.
    min_difficulty, max_difficulty : float
        Range of the staircase, 0 to 1.
    frozen : bool
        The difficulty stays where it starts, but for orders.
    last_difficulty : dict of str to float
        Where the last session ended, by game.
    weak_side : {"", "left", "right"}
        Side that gets more targets.
    assist : float
        How much a lean to the weak side counts for, 1 to 2.
    feedback : str
        When the person sees where they are; see `balance_arcade.games.feedback`.
    far_confirmed : bool
        Targets beyond 95 % of the limits are confirmed.
    start_difficulty : float or None
        Where every game starts, 0 to 1; from the last session or the person's reach otherwise.
    spotter_confirmed : bool
        A spotter or a harness is there: games of class C may be played.
    seated : bool
        The person sits on the board; only then feedback may be delayed.
    screen : ScreenOptions
        The patient's screen.
    known : KnownPerson or None
        Of the person; None where nobody says who it is, and nothing is kept.

    Raises
    ------
    ValueError
        ``assist``, ``target_success`` or the range is not possible.
    """

    target_success: float = TARGET_SUCCESS
    min_difficulty: float = 0.0
    max_difficulty: float = 1.0
    frozen: bool = False
    last_difficulty: dict[str, float] = {}
    weak_side: Side = ""
    assist: float = 1.0
    feedback: Feedback = "faded"
    far_confirmed: bool = False
    start_difficulty: float | None = None
    spotter_confirmed: bool = False
    seated: bool = False
    screen: ScreenOptions = ScreenOptions()
    known: KnownPerson | None = None

    def __post_init__(self) -> None:
        """Refuse what would stop a session in its middle."""
        check_assist(self.assist)
        check_range(self.target_success, self.min_difficulty, self.max_difficulty)

    def mapping(self, limits: StabilityLimits, weight_n: float) -> ControlMapping:
        """Turn a person's limits and weight into what a game hears."""
        return ControlMapping(
            limits, weight_n=weight_n, assist_side=self.weak_side, assist=self.assist
        )

    def staircase(self, game: str, limits: StabilityLimits) -> Staircase:
        """Staircase of a game: where it is to start, or where the last one or the reach says."""
        start, last = self.start_difficulty, self.last_difficulty.get(game)
        # Where a therapist says where it starts, no large step leads away from there.
        find = start is None and last is None
        if start is None:
            start = seed_difficulty(limits, last_session=last)
        return Staircase(
            start,
            target=self.target_success,
            minimum=self.min_difficulty,
            maximum=self.max_difficulty,
            frozen=self.frozen,
            find=find,
        )

    def directions(self, game: str) -> DirectionLevels:
        """Levels of a game's directions: as they were last, or none yet."""
        last = self.last_difficulty.get(game)
        levels = {} if self.known is None else self.known.levels.get(game, {})
        if last is None or not levels:
            return DirectionLevels()
        return DirectionLevels(distances_of(levels, last), used=True)

    def tune(self, staircase: Staircase) -> None:
        """Let a staircase under way follow what is set now."""
        staircase.retune(
            target=self.target_success,
            minimum=self.min_difficulty,
            maximum=self.max_difficulty,
            frozen=self.frozen,
        )

    def for_game(self, seed: int, difficulty: float) -> GameOptions:
        """Return what one game hears of the settings."""
        return GameOptions(
            seed=seed,
            difficulty=difficulty,
            weak_side=self.weak_side,
            feedback=self.feedback,
            far_confirmed=self.far_confirmed,
        )


def check_safety(games: Sequence[str], options: RunOptions) -> None:
    """Refuse games that need somebody beside the person, while nobody has said so.

    Parameters
    ----------
    games : sequence of str
        Names.
    options : RunOptions
        What the therapist set.

    Raises
    ------
    ConfigError
        An unknown game, or one of class C without a confirmed spotter.

    Examples
    --------
    >>> check_safety(["orchard"], RunOptions())
    """
    for name in games:
        if not is_allowed(name, options):
            raise ConfigError(
                f"{game_spec(name).title} is of safety class C: it needs a spotter or a harness.",
                hint="Let somebody stand by, and confirm it: --spotter-confirmed, or"
                " spotter_confirmed = true in a plan or an order.",
            )


def is_allowed(game: str, options: RunOptions) -> bool:
    """Whether a game may be offered: one of class C wants a confirmed spotter.

    Examples
    --------
    >>> is_allowed("orchard", RunOptions())
    True
    """
    return game_spec(game).safety_class != "C" or options.spotter_confirmed


def plan_games(
    games: Sequence[str], *, seconds: float | None = None
) -> tuple[PlannedActivity, ...]:
    """Activities of a session's plan.

    Parameters
    ----------
    games : sequence of str
        Names, in the order they are played.
    seconds : float, optional
        Game time of each; each game's own default otherwise.

    Returns
    -------
    tuple of PlannedActivity

    Raises
    ------
    ConfigError
        No game, an unknown one, one whose model does not import, or a game time that is not
        positive.

    Examples
    --------
    >>> [game.seconds for game in plan_games(["orchard", "star-reach"], seconds=30.0)]
    [30.0, 30.0]
    """
    if not games:
        raise ConfigError("No game was named.", hint="Name at least one; `games` lists them.")
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0.0):
        raise ConfigError(
            f"A game must last longer than 0 s, not {seconds:g}.", hint="Give a number above 0."
        )
    specs = [game_spec(name) for name in games]
    for name in games:
        model_class(name)  # A package that does not load is named before anybody steps on.
    return tuple(
        PlannedActivity(
            spec.name,
            spec.title,
            spec.instruction,
            spec.needs_limits,
            spec.default_seconds if seconds is None else seconds,
        )
        for spec in specs
    )
