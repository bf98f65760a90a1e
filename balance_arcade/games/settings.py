"""Everything that may be set for a session, as one table: what it takes, and what it means.

The command line, a plan file and the orders of a station read the same rows, so a setting has one
name, one range and one refusal wherever it comes from.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Scalar
from balance_arcade.core.words import known_languages
from balance_arcade.games.control import MAX_ASSIST
from balance_arcade.games.feedback import SCHEDULES, as_games_know
from balance_arcade.games.lengths import LENGTHS
from balance_arcade.games.modes import MOST_LETTERS, NAME, USUAL
from balance_arcade.games.safety import REACH_CAP
from balance_arcade.games.setup import RunOptions, ScreenOptions
from balance_arcade.games.staircase import TARGET_RANGE, TARGET_SUCCESS
from balance_arcade.session.plan import AskAfter

SCREEN_INCHES: Final = (5.0, 120.0)
DISTANCE_M: Final = (0.3, 10.0)
LEAN_CAP: Final = (0.5, REACH_CAP)
REST_AFTER_MIN: Final = (1.0, 60.0)
QUIET_S: Final = (5.0, 120.0)


class Setting(msgspec.Struct, frozen=True):
    """One thing that may be set.

    Attributes
    ----------
    name : str
        The same on the command line (with hyphens), in a plan file and on the wire.
    type : type
        What msgspec takes for it.
    takes : str
        That in words.
    meaning : str
        What it does.
    usual : str, int, float, bool or None
        What holds where nothing is set; None where the session finds it by itself.
    live : bool
        Whether it may change while a session runs.
    """

    name: str
    type: Any
    takes: str
    meaning: str
    usual: Scalar
    live: bool = False

    @property
    def flag(self) -> str:
        """Name of its flag on the command line."""
        return "--" + self.name.replace("_", "-")

    def read(self, value: object) -> Any:
        """Return a value if the setting takes it.

        Raises
        ------
        ConfigError
            It is of another type, or out of range.

        Examples
        --------
        >>> setting("assist").read(2)
        2.0
        """
        try:
            # Takes a whole number for a float, as TOML and JSON may write 1.0; never text for a
            # number.
            read = msgspec.convert(value, self.type)
        except msgspec.ValidationError as error:
            raise self._refusal(value) from error
        if isinstance(read, float) and not math.isfinite(read):
            raise self._refusal(value)
        return read

    def _refusal(self, value: object) -> ConfigError:
        return ConfigError(f"{self.name} must be {self.takes}, not {_shown(value)[:40]}.")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value[:40]) if isinstance(value, str) else str(value)


def _choice(name: str, words: tuple[str, ...], meaning: str, *, live: bool = True) -> Setting:
    *first, last = words
    kind = Literal[words]  # type: ignore[valid-type]  # msgspec reads it, mypy need not
    return Setting(name, kind, f"{', '.join(first)} or {last}", meaning, words[0], live)


def _number(
    name: str, low: float, high: float, meaning: str, usual: float | None, *, live: bool = True
) -> Setting:
    kind = Annotated[float, msgspec.Meta(ge=low, le=high)]
    return Setting(name, kind, f"a number from {low:g} to {high:g}", meaning, usual, live)


def _switch(name: str, meaning: str, *, usual: bool = False, live: bool = True) -> Setting:
    return Setting(name, bool, "true or false", meaning, usual, live)


SETTINGS: Final = (
    _choice("weak_side", ("none", "left", "right"), "side that gets more targets"),
    _number("assist", 1.0, MAX_ASSIST, "how much a lean to the weak side counts for", 1.0),
    _choice("feedback", SCHEDULES, "when the person sees or hears where they are"),
    Setting(
        "mode",
        Annotated[str, msgspec.Meta(pattern=NAME, max_length=MOST_LETTERS)],
        "usual, or the name of a mode of the game",
        "way of playing a game that has several; `games` lists them",
        USUAL,
    ),
    _number("target_success", *TARGET_RANGE, "share of hits to aim at", TARGET_SUCCESS),
    _number("min_difficulty", 0.0, 1.0, "never easier than this", 0.0),
    _number("max_difficulty", 0.0, 1.0, "never harder than this", 1.0),
    _switch("frozen", "the difficulty stays, but for orders"),
    _number("start_difficulty", 0.0, 1.0, "where the difficulty starts", None, live=False),
    _switch("far_confirmed", "targets beyond 95 % of the limits are confirmed", live=False),
    _number("lean_cap", *LEAN_CAP, "no target beyond this share of the limits", REACH_CAP),
    _switch("spotter_confirmed", "a spotter or a harness is there, for class C", live=False),
    _switch("seated", "the person sits on the board", live=False),
    _number("rest_after_min", *REST_AFTER_MIN, "minutes of play before a rest", None, live=False),
    _number("quiet_s", *QUIET_S, "seconds of the first quiet stance", None, live=False),
    _choice("leg", ("none", "left", "right"), "the leg to stand on; none: in turn", live=False),
    _choice("length", tuple(LENGTHS), "of each game, where no time is given", live=False),
    _choice("ask_after", get_args(AskAfter), "when pain and exertion are asked for", live=False),
    _number("pain_ends", 1.0, 10.0, "pain (0 to 10) that ends the session", 7.0, live=False),
    _switch("high_contrast", "plain bright shapes on black"),
    _switch("reduced_motion", "nothing moves but marker and goal"),
    _switch("music", "the place of a game is heard (key M)", usual=True),
    _switch("voice", "what to do is said aloud (key V)", usual=True),
    _number("screen_inches", *SCREEN_INCHES, "diagonal of the patient's screen", None),
    _number("distance_m", *DISTANCE_M, "from the person's eyes to the screen", None),
    _choice("language", known_languages(), "of the patient's screen; else the computer's (LANG)"),
)
"""All settings, in the order in which they are shown."""

_BY_NAME: Final = {one.name: one for one in SETTINGS}
_NOTHING: Final = ("none", USUAL)
"""Words of settings that the options know as an empty text."""

_OF_SCREEN: Final = frozenset(ScreenOptions.__struct_fields__)


def setting(name: str) -> Setting:
    """Look a setting up.

    Raises
    ------
    ConfigError
        There is none of that name; a near one is asked for.
    """
    found = _BY_NAME.get(name)
    if found is None:
        raise unknown(f"There is no setting {name[:40]!r}", name, _BY_NAME)
    return found


def unknown(said: str, name: str, known: Mapping[str, object] | tuple[str, ...]) -> ConfigError:
    """Refusal of a name that nothing has; a near one is asked for."""
    asked = name[:64].replace("-", "_")
    # Names that are cut short first: `get_close_matches` takes them for too different.
    near = [one for one in known if len(asked) > 2 and one.startswith(asked)]
    near = near or difflib.get_close_matches(asked, known, n=1)
    ask = f"; did you mean {near[0]}?" if near else "."
    return ConfigError(f"{said}{ask}", hint=f"Known: {', '.join(known)}.")


def is_of_screen(name: str) -> bool:
    """Whether a setting changes the patient's screen, and no game."""
    return name in _OF_SCREEN


def set_options(
    given: Mapping[str, object], base: RunOptions | None = None, *, live: bool = False
) -> RunOptions:
    """Set some settings, and leave the others as they are.

    Parameters
    ----------
    given : mapping of str to object
        Values by the settings' names.
    base : RunOptions, optional
        What the others are; as usual otherwise.
    live : bool
        The games have begun: where they started constrains nothing any more.

    Returns
    -------
    RunOptions

    Raises
    ------
    ConfigError
        An unknown name, a value that a setting does not take, or two that contradict each other.

    Examples
    --------
    >>> set_options({"weak_side": "left", "assist": 1.5}).assist
    1.5
    """
    base = base or RunOptions()
    games: dict[str, object] = {}
    screen: dict[str, object] = {}
    for name, value in given.items():
        read = setting(name).read(value)
        if name == "feedback":
            read = as_games_know(read)
        (screen if is_of_screen(name) else games)[name] = "" if read in _NOTHING else read
    if screen:
        games["screen"] = msgspec.structs.replace(base.screen, **screen)
    merged = msgspec.structs.asdict(base) | games
    _check_together(merged, start=None if live else merged["start_difficulty"])
    return msgspec.structs.replace(base, **games) if games else base


def _check_together(options: Mapping[str, Any], start: float | None) -> None:
    """Refuse settings that would quietly do nothing, or could not hold at once."""
    low, high = options["min_difficulty"], options["max_difficulty"]
    if low > high:
        raise ConfigError(
            f"min_difficulty {low:g} is above max_difficulty {high:g}.",
            hint="Change the other one first.",
        )
    if start is not None and not low <= start <= high:
        raise ConfigError(
            f"start_difficulty {start:g} is outside of the range {low:g} to {high:g}.",
            hint="Change it, min_difficulty or max_difficulty.",
        )
    if options["feedback"] == "delayed" and not options["seated"]:
        raise ConfigError(
            "Delayed feedback is for seated people only: it makes standing ones sway.",
            hint="Set seated, with the board on a stool, or choose another feedback.",
        )
    if options["assist"] != 1.0 and not options["weak_side"]:
        raise ConfigError(
            f"assist {options['assist']:g} helps the weak side, and none is named.",
            hint="Set weak_side to left or right first, or assist to 1.",
        )


def settings_of(options: RunOptions) -> dict[str, Scalar]:
    """All settings by name, as they are.

    Examples
    --------
    >>> settings_of(RunOptions())["weak_side"]
    'none'
    """
    found: dict[str, Scalar] = {}
    for one in SETTINGS:
        value = getattr(options.screen if is_of_screen(one.name) else options, one.name)
        found[one.name] = one.usual if value == "" else value
    return found


def changed_settings(options: RunOptions) -> dict[str, Scalar]:
    """Return the settings that are not as usual.

    Examples
    --------
    >>> changed_settings(RunOptions(frozen=True))
    {'frozen': True}
    """
    return {
        name: value for name, value in settings_of(options).items() if value != _BY_NAME[name].usual
    }


def settings_in_words(options: RunOptions) -> str:
    """Write out the settings that are not as usual, for people to read; empty where all are.

    Examples
    --------
    >>> settings_in_words(set_options({"weak_side": "left", "assist": 1.5, "frozen": True}))
    'weak side left, assist 1.5, frozen'
    """
    words = []
    for name, value in changed_settings(options).items():
        if isinstance(value, bool):
            said = "" if value else " off"
        else:
            said = f" {value:g}" if isinstance(value, float) else f" {value}"
        words.append(name.replace("_", " ") + said)
    return ", ".join(words)
