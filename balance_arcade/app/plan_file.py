"""Plans: a session written down in a TOML file, read with the line named wherever it is wrong.

The standard library reads TOML and does not tell on which line a key stood. It is found without a
second reader: a key stands on the first line behind the longest head of the file that parses and
does not hold it yet. A plan is short, so that this takes milliseconds.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from balance_arcade.app.earlier_limits import limits_of
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.files.named import read_ordinary
from balance_arcade.games.registry import game_name
from balance_arcade.games.settings import SETTINGS, Setting, set_options, setting, unknown

MAX_BYTES: Final = 16 * 1024
MAX_LINES: Final = 400
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
_LIMITS_KEYS = ("limits_mm", "measured", "source")
# As `tomllib` ends its messages; before Python 3.14 it gives the place in no other way.
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")

_Key = tuple[str, ...]


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
    return parse_plan(_read(path), as_text(path.name))


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


def _read(path: Path) -> str:
    name = as_text(path.name or str(path))
    hint = "A plan is a short text file, see docs/plan_file.md."
    try:
        # A file of gigabytes is not read to find that out.
        is_long = path.stat().st_size > MAX_BYTES
        data = b"" if is_long else read_ordinary(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ConfigError(
            f"The plan {name} cannot be read: {why}.", hint="Check the path of --plan."
        ) from error
    if is_long:
        raise ConfigError(f"The plan {name} is longer than {MAX_BYTES // 1024} KiB.", hint=hint)
    try:
        # Editors on Windows put a mark of three bytes in front.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}, line {line}: This is no text (UTF-8).", hint=hint) from error


class _Reader:
    """One text on its way to a plan."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        # As TOML ends its lines: what else Python takes for an end may stand in a string.
        self._lines = text.replace("\r\n", "\n").split("\n")
        if len(self._lines) > MAX_LINES:
            raise ConfigError(
                f"The plan {name} has more than {MAX_LINES} lines.", hint="A plan is short."
            )
        self._content = self._parse()

    def plan(self) -> PlanFile:
        given: dict[str, Any] = {}
        settings: dict[str, Any] = {}
        for key, value in self._content.items():
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

    def _parse(self) -> dict[str, Any]:
        try:
            return tomllib.loads("\n".join(self._lines))
        except tomllib.TOMLDecodeError as error:
            found = _WHERE.search(str(error))
            line = found[1] if found and found[1] else len(self._lines)
            column = f", column {found[2]}" if found and found[2] else ""
            said = _WHERE.sub("", str(error))
            raise ConfigError(
                f"{self._name}, line {line}{column}: {said}.",
                hint="A line of a plan is: name = value.",
            ) from error
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, or lists in lists without end.
            raise ConfigError(
                f"The plan {self._name} holds more than any plan needs.",
                hint="A line of a plan is: name = value.",
            ) from error

    def _games(self, games: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for name in games:
            try:
                found.append(game_name(name))
            except ConfigError as error:
                first = self._line_of(("games",))
                # A list may take several lines.
                line = next(
                    (n for n in range(first, len(self._lines) + 1) if name in self._lines[n - 1]),
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
            return limits_of(table.get("limits_mm"), table.get("source", "lean pass"))
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

    def _at(self, key: _Key | int, error: ConfigError) -> ConfigError:
        line = key if isinstance(key, int) else self._line_of(key)
        # A text of the file may hold anything; a terminal gets one plain line.
        said = "".join(c if c.isprintable() else " " for c in error.message)
        return ConfigError(f"{self._name}, line {line}: {said}", hint=error.hint)

    def _line_of(self, key: _Key) -> int:
        """Line on which a key that the text holds is written, from 1."""
        before = 0
        # Every head of the file is parsed anew, which is why MAX_LINES bounds it.
        for n_lines in range(1, len(self._lines)):
            try:
                head: Any = tomllib.loads("\n".join(self._lines[:n_lines]))
            except (ValueError, RecursionError):
                continue  # The end of a value is still to come.
            if _holds(head, key):
                break
            # Only heads that parse move this on: a value of several lines begins where its key
            # stands.
            before = n_lines
        return before + 1


def _holds(content: Any, key: _Key) -> bool:
    for part in key:
        if not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True
