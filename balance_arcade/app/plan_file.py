"""Plans: a session written down in a TOML file, read with the line named wherever it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from balance_arcade.app.earlier_limits import limits_of
from balance_arcade.app.toml_text import TomlText, read_text
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.games.registry import game_name
from balance_arcade.games.settings import SETTINGS, Setting, set_options, setting, unknown

MAX_SECONDS: Final = 3600.0
# Up to here every whole number is exact as a double, which is what many JSON readers make of it.
MAX_SEED: Final = 2**53 - 1

_GAMES = tuple[Annotated[str, msgspec.Meta(max_length=32)], ...]
_SECONDS = Annotated[float, msgspec.Meta(gt=0, le=MAX_SECONDS)]
_SEED = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEED)]
_TABLE = dict[str, Any]

OWN: Final = {
    one.name: one
    for one in (
        Setting("games", _GAMES, 'a list of names, such as ["orchard"]', "what is played", None),
        Setting(
            "seconds", _SECONDS, f"a number above 0, to {MAX_SECONDS:g}", "time of each game", None
        ),
        Setting("seed", _SEED, "a whole number from 0", "equal seed, equal game", 1),
        Setting("limits", _TABLE, "a table: [limits]", "limits of an earlier day", None),
        Setting("last_difficulty", _TABLE, "a table: [last_difficulty]", "by game", None),
    )
}
"""What a plan holds beside the settings of `balance_arcade.games.settings`."""

_KNOWN = (*OWN, *(one.name for one in SETTINGS))
_LIMITS_KEYS = ("limits_mm", "measured", "source", "posture")


class PlanFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan says; what it does not say is left to the command line and to what is usual.

    Attributes
    ----------
    games : tuple of str
        Names, in the order they are played; empty where the plan names none.
    seconds : float or None
        Game time of each game.
    seed : int or None
        Equal seed and equal samples give equal games.
    settings : dict
        Settings by name, each of its own type.
    limits : StabilityLimits or None
        Limits of an earlier day; they are moved to today's centre.
    last_difficulty : dict of str to float
        Where the last session ended, by game.
    """

    games: tuple[str, ...] = ()
    seconds: float | None = None
    seed: int | None = None
    settings: dict[str, Any] = {}
    limits: StabilityLimits | None = None
    last_difficulty: dict[str, float] = {}


def read_plan(file: Path | str) -> PlanFile:
    """Read a plan.

    Parameters
    ----------
    file : Path or str
        A TOML file, see docs/plan_file.md.

    Returns
    -------
    PlanFile

    Raises
    ------
    ConfigError
        There is no such file, it is no text, too long or no TOML, or something in it is unknown,
        of another type or out of range: the message names the line.
    """
    path = Path(file)
    text = read_text(path, "plan", page="docs/plan_file.md", check="Check the path of --plan.")
    return parse_plan(text, as_text(path.name))


def parse_plan(text: str, name: str = "plan") -> PlanFile:
    r"""Read the text of a plan.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Of the file, for messages.

    Raises
    ------
    ConfigError
        As of `read_plan`.

    Examples
    --------
    >>> parse_plan('games = ["orchard"]\nassist = 1').settings
    {'assist': 1.0}
    >>> parse_plan('games = ["orchard"]\nasist = 1')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: plan, line 2: There is no 'asist' in a plan; did ...
    """
    return _Reader(text, name).plan()


class _Reader:
    """One text on its way to a plan."""

    def __init__(self, text: str, name: str) -> None:
        self._text = TomlText(text, name, "plan")
        self._at = self._text.at

    def plan(self) -> PlanFile:
        given: dict[str, Any] = {}
        settings: dict[str, Any] = {}
        for key, value in self._text.content.items():
            try:
                if key in OWN:
                    given[key] = OWN[key].read(value)
                elif key in _KNOWN:
                    settings[key] = setting(key).read(value)
                else:
                    raise unknown(f"There is no {key[:40]!r} in a plan", key, _KNOWN)
            except ConfigError as error:
                raise self._at((key,), error) from error
        try:
            set_options(settings)
        except ConfigError as error:
            # Two that contradict each other; the message begins with one of them.
            raise self._at((error.message.split()[0],), error) from error
        if "games" in given:
            given["games"] = self._games(given["games"])
        if "limits" in given:
            given["limits"] = self._limits(given["limits"])
        if "last_difficulty" in given:
            given["last_difficulty"] = self._last_difficulty(given["last_difficulty"])
        return PlanFile(settings=settings, **given)

    def _games(self, games: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for name in games:
            try:
                found.append(game_name(name))
            except ConfigError as error:
                first, lines = self._text.line_of(("games",)), self._text.lines
                # A list may take several lines.
                line = next(
                    (n for n in range(first, len(lines) + 1) if name in lines[n - 1]),
                    first,
                )
                raise self._at(line, error) from error
        return tuple(found)

    def _limits(self, table: Mapping[str, Any]) -> StabilityLimits:
        for key, value in table.items():
            if key not in _LIMITS_KEYS:
                error = unknown(f"There is no {key[:40]!r} in [limits]", key, _LIMITS_KEYS)
                raise self._at(("limits", key), error)
            # `type` and not `isinstance`: a TOML date with a time is a datetime, which is a date
            # too.
            if key == "measured" and type(value) is not dt.date:
                error = ConfigError("measured must be a date, such as 2026-11-20.")
                raise self._at(("limits", key), error)
        try:
            source, posture = table.get("source", "lean pass"), table.get("posture")
            return limits_of(table.get("limits_mm"), source, posture)
        except ConfigError as error:
            place = ("limits", "limits_mm") if "limits_mm" in table else ("limits",)
            raise self._at(place, error) from error

    def _last_difficulty(self, table: Mapping[str, Any]) -> dict[str, float]:
        found = {}
        for name, value in table.items():
            try:
                found[game_name(name)] = float(setting("start_difficulty").read(value))
            except ConfigError as error:
                raise self._at(("last_difficulty", name), error) from error
        return found
