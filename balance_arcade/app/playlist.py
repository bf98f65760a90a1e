"""What a session plays: games in their order, with what the therapist set for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Scalar
from balance_arcade.games.block_settings import check_blocks
from balance_arcade.games.registry import game_name, known_games
from balance_arcade.games.run import GameRun
from balance_arcade.games.settings import set_options
from balance_arcade.games.setup import (
    RunOptions,
    ScreenOptions,
    check_mode,
    check_safety,
    plan_games,
)
from balance_arcade.session.plan import PlannedActivity, SessionPlan
from balance_arcade.session.programme import Programme


@dataclass(frozen=True, slots=True)
class Playlist:
    """Games to be played one after the other by one person.

    Attributes
    ----------
    games : tuple of str
        Names, in the order they are played.
    seed : int
        Equal seed and equal samples give equal games.
    seconds : float or None
        Game time of each game; None for each game's own.
    options : RunOptions
        What the therapist set.
    limits : StabilityLimits or None
        Limits measured earlier today.
    earlier : bool
        Take the newest limits that are kept of this person, of whatever day.
    quick : bool
        Nobody watches: instruction, result and rest take no time.
    longest_rest_s : float or None
        Rests are no longer than this; None for the plan's own.
    title : str
        Heading of the session's page.
    offers : tuple of str
        Games that the person may choose by leaning once those are through; none ends the session.
    plan : SessionPlan or None
        Instead of the plan that suits the board; its activities must be those of ``games``.
    programme : Programme or None
        A training programme whose next session is played; `balance_arcade.app.programme_play`
        puts it into ``games`` and ``planned`` once board and person are known.
    week : int or None
        Week of the programme, instead of the calendar's.
    planned : tuple of PlannedActivity
        The activities of ``games`` where a programme says how they are played.

    Raises
    ------
    ConfigError
        What is set for a block of the programme contradicts ``options``.
    """

    games: tuple[str, ...]
    seed: int = 1
    seconds: float | None = None
    options: RunOptions = field(default_factory=RunOptions)
    limits: StabilityLimits | None = None
    earlier: bool = False
    quick: bool = False
    longest_rest_s: float | None = None
    title: str = "Session"
    offers: tuple[str, ...] = ()
    plan: SessionPlan | None = None
    programme: Programme | None = None
    week: int | None = None
    planned: tuple[PlannedActivity, ...] = ()

    def __post_init__(self) -> None:
        # Before a board is opened, and before an order of a station is accepted.
        if self.programme is not None:
            check_blocks(self.programme, self.options)

    def run(self, info: BoardInfo) -> GameRun:
        """Set the games up for a board.

        Raises
        ------
        ConfigError
            No game, an unknown one, one that needs a spotter, a mode that none has, or a game time
            that is not positive.
        """
        plan = self.plan
        check_mode([*self.games, *self.offers], self.options.mode)
        if plan is None:
            planned = self.planned or self.options.planned(self.games, self.seconds)
            # `GameRun` checks the games that are planned; what may be chosen later is not among
            # them.
            check_safety(self.offers, self.options)
            offers = self.options.planned(self.offers, self.seconds) if self.offers else ()
            plan = SessionPlan.for_board(
                info, planned, limits=self.limits, quick=self.quick, offers=offers
            )
        if self.longest_rest_s is not None:
            plan = plan.resting_at_most(self.longest_rest_s)
        return GameRun(
            info,
            self.games,
            seed=self.seed,
            seconds=self.seconds,
            options=self.options,
            plan=plan,
        )

    def plan_facts(self) -> dict[str, Scalar]:
        """Give the plan as plain facts, for the head of a recording.

        Examples
        --------
        >>> Playlist(("orchard",), seed=3).plan_facts()
        {'games': 'orchard', 'seed': 3, 'seconds': None, 'quick': False}
        """
        return {
            "games": ",".join(map(game_name, self.games)),
            "seed": self.seed,
            "seconds": self.seconds,
            "quick": self.quick,
            **_place_facts(self.planned),
        }

    def option_facts(self) -> dict[str, Scalar]:
        """Give the therapist's settings as plain facts, for the head of a recording."""
        facts: dict[str, Scalar] = {}
        for name, value in msgspec.structs.asdict(self.options).items():
            if isinstance(value, dict):
                facts |= {f"{name}.{key}": inner for key, inner in value.items()}
            elif name == "store_fault":
                facts |= {name: value} if value else {}
            elif name == "known":
                facts |= {} if value is None else value.facts()
            elif isinstance(value, ScreenOptions):
                facts |= msgspec.structs.asdict(value)
            else:
                facts[name] = value
        if self.limits is not None:
            facts["limits_source"] = self.limits.source
            facts["limits_mm"] = ",".join(f"{limit:g}" for limit in self.limits.limits_mm)
        return facts


def _place_facts(planned: Sequence[PlannedActivity]) -> dict[str, Scalar]:
    """Say which session of which programme it is, and its sets; empty outside of one."""
    places = [one.place for one in planned if one.place is not None]
    if not places:
        return {}
    # Block and set, and after how many repetitions it was to be over.
    sets = ",".join(f"{one.block}.{one.set}/{one.repetitions}" for one in places)
    first = places[0]
    return {
        "programme": first.programme,
        "week": first.week,
        "session": first.session,
        "sets": sets,
    }


_OF_START = ("game", "seconds", "seed", "programme")


def playlist_of(command: Command, base: Playlist | None = None) -> Playlist:
    """Read from an order to start what is to be played.

    Parameters
    ----------
    command : Command
        With ``game`` (several with commas between), and perhaps ``seconds``, ``seed``, and any
        setting by its name; or with ``programme`` true for the next session of that of ``base``.
    base : Playlist, optional
        What holds where the order says nothing: its settings, its limits.

    Raises
    ------
    ConfigError
        A game, a time or a seed that is none, a setting that there is not or that does not take
        its value, or a game that needs a spotter without one.

    Examples
    --------
    >>> playlist_of(Command("1", "start", {"game": "orchard", "seconds": 30})).seconds
    30.0
    """
    base = base or Playlist(())
    # A setting that is spelt wrong must not be left out in silence.
    settings = {name: value for name, value in command.args.items() if name not in _OF_START}
    if command.args.get("programme"):
        return _of_programme(command, base, set_options(settings, base.options))
    if not command.args.get("game"):
        raise ConfigError("No game was named.", hint=f"Known: {', '.join(known_games())}.")
    games = tuple(str(command.args["game"]).split(","))
    seconds, seed = command.args.get("seconds"), command.args.get("seed", 1)
    # To Python True is the number 1.
    if isinstance(seconds, bool) or not isinstance(seconds, int | float | None):
        raise ConfigError("The game time is not a number.", hint="Give seconds, such as 60.")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ConfigError("The seed is not a whole number.", hint="Leave it out, or give 1.")
    seconds = None if seconds is None else float(seconds)
    # Made only to be refused now if need be: the host would find out when nobody reads the answer.
    plan_games(games, seconds=seconds)
    options = set_options(settings, base.options)
    check_safety(games, options)
    check_mode(games, options.mode)
    return replace(base, games=games, seed=seed, seconds=seconds, options=options, programme=None)


def _of_programme(command: Command, base: Playlist, options: RunOptions) -> Playlist:
    if base.programme is None:
        raise ConfigError(
            "No training programme is loaded.", hint="Start the host with --programme FILE."
        )
    if command.args.get("game"):
        raise ConfigError(
            "A programme says itself which game is played.", hint="Name one of the two."
        )
    return replace(base, options=options)
