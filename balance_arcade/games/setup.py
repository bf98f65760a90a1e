"""What a run is set up with: the therapist's settings, and the activities of its plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import ENGLISH
from balance_arcade.games.contract import Feedback, GameOptions, GameSpec, Side
from balance_arcade.games.control import ControlMapping, check_assist
from balance_arcade.games.directions import DirectionLevels, distances_of
from balance_arcade.games.lengths import Length, usual_seconds
from balance_arcade.games.modes import is_stood
from balance_arcade.games.registry import game_spec, model_class
from balance_arcade.games.safety import REACH_CAP, within_cap
from balance_arcade.games.staircase import TARGET_SUCCESS, Staircase, check_range, seed_difficulty
from balance_arcade.session.plan import Activities, AskAfter, PlannedActivity, SessionPlan
from balance_arcade.session.store_words import StoreFault


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
    music, voice : bool
        Whether the place is heard, and whether what to do is said aloud.
    language : str
        Of words and numbers, as of `balance_arcade.core.words.known_languages`.
    """

    high_contrast: bool = False
    reduced_motion: bool = False
    screen_inches: float | None = None
    distance_m: float | None = None
    music: bool = True
    voice: bool = True
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
    lean_cap : float
        No target lies further out than this share of the limits.
    ask_after : {"session", "game", "never"}
        When the person is asked for pain and exertion.
    pain_ends : float
        Pain, 0 to 10, from which the session ends.
    rest_after_min, quiet_s : float or None
        Minutes of play to a rest, seconds of the first quiet stance; the plan's own otherwise.
    mode : str
        Of the games that have one of that name; empty for the usual one.
    leg, length, screen : str, str, ScreenOptions
        The leg to stand on, empty for both in turn; how long games last; the patient's screen.
    known : KnownPerson or None
        Of the person; None where nobody says who it is, and nothing is kept.
    store_fault : str
        What is wrong with what is kept of the person, as of `balance_arcade.session.store_words`;
        empty where all is well.

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
    lean_cap: float = REACH_CAP
    ask_after: AskAfter = "session"
    pain_ends: float = 7.0
    rest_after_min: float | None = None
    quiet_s: float | None = None
    mode: str = ""
    leg: Side = ""
    length: Length = "standard"
    screen: ScreenOptions = ScreenOptions()
    known: KnownPerson | None = None
    store_fault: StoreFault = ""

    def __post_init__(self) -> None:
        """Refuse what would stop a session in its middle."""
        check_assist(self.assist)
        check_range(self.target_success, self.min_difficulty, self.max_difficulty)

    def planned(self, games: Sequence[str], seconds: float | None = None) -> Activities:
        """Activities of games in the mode and of the length that are set; see `plan_games`."""
        return plan_games(games, seconds=seconds, mode=self.mode, length=self.length)

    def suit(self, plan: SessionPlan) -> SessionPlan:
        """Let a session's plan follow what is set."""
        check_posture(plan.limits, seated=self.seated)
        plan = msgspec.structs.replace(
            plan, ask_after=self.ask_after, pain_ends=self.pain_ends, seated=self.seated
        )
        cap_s = plan.active_cap_s if self.rest_after_min is None else 60.0 * self.rest_after_min
        quiet_s = plan.centre_s if self.quiet_s is None else self.quiet_s
        return msgspec.structs.replace(plan, active_cap_s=cap_s, centre_s=quiet_s)

    def mapping(
        self, limits: StabilityLimits, weight_n: float, width_mm: float = math.nan
    ) -> ControlMapping:
        """Turn a person's limits and weight, and the board's width, into what a game hears.

        A lean cap draws the limits in.
        """
        limits = within_cap(limits, self.lean_cap)
        return ControlMapping(
            limits,
            weight_n=weight_n,
            assist_side=self.weak_side,
            assist=self.assist,
            width_mm=width_mm,
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

    def for_game(self, seed: int, difficulty: float, game: str = "") -> GameOptions:
        """Return what one game hears of the settings; a mode it has not is not for it."""
        # Class A is for people whom nobody has looked at closely: no target at the very limit.
        far = self.far_confirmed and not (game and game_spec(game).safety_class == "A")
        modes = [mode.name for mode in game_spec(game).modes[1:]] if game and self.mode else []
        return GameOptions(
            seed=seed,
            difficulty=difficulty,
            weak_side=self.weak_side,
            feedback=self.feedback,
            far_confirmed=far,
            mode=self.mode if self.mode in modes else "",
            leg=self.leg,
        )


def check_posture(limits: StabilityLimits | None, *, seated: bool) -> None:
    """Refuse limits of another posture than the session's.

    Raises
    ------
    ConfigError
        They were measured standing and the person sits, or the other way round.
    """
    if limits is None or limits.is_seated == seated:
        return
    was, now = ("sitting", "standing") if limits.is_seated else ("standing", "sitting")
    raise ConfigError(
        f"These limits were measured {was}, and the person is {now}.",
        hint="Measure them as the person plays: --limits measure.",
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
        An unknown game, class C without a confirmed spotter, or what is not played seated.

    Examples
    --------
    >>> check_safety(["orchard"], RunOptions())
    """
    for name in games:
        spec = game_spec(name)
        if options.seated and not spec.seated:
            raise ConfigError(
                f"{spec.title} is played standing; it cannot be played seated.",
                hint="Choose another game: `games` says which may be played seated.",
            )
        if options.seated and is_stood(spec.modes, options.mode):
            raise ConfigError(
                f"The mode {options.mode} of {spec.title} is done standing, not seated.",
                hint="Choose another mode: `games` lists them.",
            )
        if not is_allowed(name, options):
            raise ConfigError(
                f"{spec.title} is of safety class C: it needs a spotter or a harness.",
                hint="Let somebody stand by, and confirm it: --spotter-confirmed, or"
                " spotter_confirmed = true in a plan or an order.",
            )


def is_allowed(game: str, options: RunOptions) -> bool:
    """Whether a game may be offered: class C wants a confirmed spotter, and not all are for seated.

    Examples
    --------
    >>> is_allowed("orchard", RunOptions())
    True
    """
    spec = game_spec(game)
    if options.seated and (not spec.seated or is_stood(spec.modes, options.mode)):
        return False
    return spec.safety_class != "C" or options.spotter_confirmed


def check_mode(games: Sequence[str], mode: str) -> None:
    """Refuse a mode that none of the games has: it would quietly do nothing.

    Raises
    ------
    ConfigError
        An unknown game, or a mode that none of them has; those there are are listed.

    Examples
    --------
    >>> check_mode(["orchard"], "")
    """
    if not mode:
        return
    known = {one.name: game for game in games for one in game_spec(game).modes}
    if mode not in known:
        words = ", ".join(f"{one} ({game_spec(game).title})" for one, game in known.items())
        raise ConfigError(
            f"None of the games has a mode {mode}.",
            hint=f"Their modes: {words}." if words else "They have one mode only: leave it out.",
        )


def plan_games(
    games: Sequence[str],
    *,
    seconds: float | None = None,
    mode: str = "",
    length: Length = "standard",
) -> Activities:
    """Activities of a session's plan.

    Parameters
    ----------
    games : sequence of str
        Names, in the order they are played.
    seconds : float, optional
        Game time of each; each game's own default otherwise.
    mode : str
        In which those are played that have it; empty for the usual one.
    length : {"standard", "short", "long"}
        How much of its own time each lasts where ``seconds`` are not given, to the whole 10 s.

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
    specs = [game_spec(name).in_mode(mode) for name in games]
    for name in games:
        model_class(name)  # A package that does not load is named before anybody steps on.
    return tuple(
        planned_activity(spec, usual_seconds(spec, length) if seconds is None else seconds)
        for spec in specs
    )


def planned_activity(spec: GameSpec, seconds: float) -> PlannedActivity:
    """Make one game, in one of its modes, an activity of a plan.

    Parameters
    ----------
    spec : GameSpec
        The game's.
    seconds : float
        Game time; NaN where the game ends by itself.
    """
    return PlannedActivity(
        spec.name,
        spec.title,
        spec.instruction,
        # Class B is played on limits that were measured, whatever else its game asks for.
        spec.needs_limits or spec.safety_class == "B",
        seconds,
        safety_class=spec.safety_class,
    )
