"""Training programmes: TOML files, read whole or refused with the line named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from balance_arcade.app.toml_text import Key, TomlText, read_text
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.games.block_settings import block_setting, check_block
from balance_arcade.games.registry import game_name, game_spec
from balance_arcade.games.settings import SETTINGS, Setting, set_options, setting, unknown
from balance_arcade.games.setup import RunOptions, check_mode, plan_games
from balance_arcade.session.programme import Block, Programme

PAGE: Final = "docs/programme.md"

MAX_WEEKS: Final = 52
MAX_SESSIONS: Final = 14
MAX_BLOCKS: Final = 24
MAX_SETS: Final = 20
MAX_REPETITIONS: Final = 200
MAX_MINUTES: Final = 15.0
"""Longest set: after so much play without a rest every session asks for one."""

MAX_REST_S: Final = 600.0
MAX_SESSION_S: Final = 7200.0
"""Longest playing time of one session; more is a slip of the pen."""

MAX_SEED: Final = 2**31 - 1
USUAL_REST_S: Final = 30.0

PER_SESSION: Final = frozenset({"spotter_confirmed", "far_confirmed", "start_difficulty"})
"""Settings that a therapist says anew for each session; no file says them for weeks."""


def _whole(name: str, least: int, most: int, meaning: str, usual: int | None) -> Setting:
    kind = Annotated[int, msgspec.Meta(ge=least, le=most)]
    return Setting(name, kind, f"a whole number from {least} to {most}", meaning, usual)


def _rest(meaning: str) -> Setting:
    kind = Annotated[float, msgspec.Meta(ge=0.0, le=MAX_REST_S)]
    takes = f"a number of seconds from 0 to {MAX_REST_S:g}"
    return Setting("rest_s", kind, takes, meaning, USUAL_REST_S)


_NAME = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
_GAME = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
_MINUTES = Annotated[float, msgspec.Meta(gt=0.0, le=MAX_MINUTES)]
_WEEKS = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=1, le=MAX_WEEKS)], ...], msgspec.Meta(min_length=1)
]

OWN: Final = {
    one.name: one
    for one in (
        Setting("name", _NAME, "a text of 1 to 60 letters", "what it is called", None),
        _whole("weeks", 1, MAX_WEEKS, "how long it goes on", 1),
        _whole("sessions_per_week", 1, MAX_SESSIONS, "how often a week", 1),
        _whole("seed", 0, MAX_SEED, "equal seed, equal targets", 1),
        _rest("between sets and blocks"),
        Setting("settings", dict[str, Any], "a table: [settings]", "of the games", None),
        Setting("block", list[Any], "tables: [[block]]", "one activity with its sets", None),
    )
}
"""What a programme holds."""

OF_BLOCK: Final = {
    one.name: one
    for one in (
        Setting("game", _GAME, 'a name such as "orchard"', "what is played", None),
        _whole("sets", 1, MAX_SETS, "how often, one after the other", 1),
        _whole("repetitions", 1, MAX_REPETITIONS, "trials that end a set", None),
        Setting(
            "minutes",
            _MINUTES,
            f"a number above 0, to {MAX_MINUTES:g}",
            "longest time of a set; the game's own without it",
            None,
        ),
        _rest("after each set; the programme's without it"),
        Setting("weeks", _WEEKS, "a list of weeks, such as [1, 2]", "all without it", None),
        Setting("rating", bool, "true or false", "ask afterwards how hard it was", True),
        Setting("settings", dict[str, Any], "a table: [block.settings]", "of this block", None),
    )
}
"""What a block holds."""

_OF_SETTINGS = tuple(one.name for one in SETTINGS if one.name not in PER_SESSION)


class ProgrammeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as its file says.

    Attributes
    ----------
    programme : Programme
        What is done.
    settings : dict
        Settings of all its sessions, by name.
    """

    programme: Programme
    settings: dict[str, Any] = {}


def read_programme(file: Path | str) -> ProgrammeFile:
    """Read a programme.

    Parameters
    ----------
    file : Path or str
        A TOML file, see docs/programme.md.

    Returns
    -------
    ProgrammeFile

    Raises
    ------
    ConfigError
        There is no such file, it is no text, too long or no TOML, or something in it is unknown,
        of another type or out of range: the message names file and line.
    """
    path = Path(file)
    text = read_text(path, "programme", page=PAGE, check="Check the path of the programme.")
    return parse_programme(text, as_text(path.name))


def parse_programme(text: str, name: str = "programme") -> ProgrammeFile:
    r"""Read the text of a programme.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Of the file, for messages.

    Raises
    ------
    ConfigError
        As of `read_programme`.

    Examples
    --------
    >>> found = parse_programme('name = "Calm"\n[[block]]\ngame = "orchard"\nsets = 3')
    >>> found.programme.n_sets(week=1)
    3
    >>> parse_programme('name = "C"\n[[block]]\ngame = "echo"\nsets = 99')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: programme, line 4: sets must be a whole number ...
    """
    return _Reader(text, name).read()


def _lasting_setting(name: str) -> Setting:
    """Look up a setting that holds for weeks."""
    if name in PER_SESSION:
        raise ConfigError(
            f"{name} is said anew for each session, not in a programme.",
            hint=f"Leave it out, and say it at the start: {setting(name).flag}.",
        )
    if name not in _OF_SETTINGS:
        raise unknown(f"There is no {name[:40]!r} in [settings]", name, _OF_SETTINGS)
    return setting(name)


class _Reader:
    """One text on its way to a programme."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._text = TomlText(text, name, "programme")

    def read(self) -> ProgrammeFile:
        given = self._table((), self._text.content, OWN, "a programme")
        settings = self._settings(given.pop("settings", {}))
        tables = given.pop("block", [])
        if "name" not in given:
            raise self._incomplete("no name", 'Give it one: name = "Four weeks".')
        if not tables:
            raise self._incomplete("no block", 'Add one: [[block]], then game = "orchard".')
        if len(tables) > MAX_BLOCKS:
            error = ConfigError(
                f"There are {len(tables)} blocks; a programme has at most {MAX_BLOCKS}.",
                hint="One block may have several sets.",
            )
            raise self._text.at(("block", MAX_BLOCKS), error)
        if not str(given["name"]).isprintable() or not str(given["name"]).strip():
            raise self._text.at(("name",), ConfigError("name must be one line of letters."))
        weeks, rest_s = given.get("weeks", 1), given.pop("rest_s", USUAL_REST_S)
        blocks = tuple(
            self._block(index, table, weeks, rest_s) for index, table in enumerate(tables)
        )
        base = set_options(settings)
        blocks = tuple(self._with_settings(index, one, base) for index, one in enumerate(blocks))
        programme = Programme(blocks=blocks, **given)
        self._check_mode(settings, blocks)
        self._check_weeks(programme)
        return ProgrammeFile(programme=programme, settings=settings)

    def _incomplete(self, what: str, hint: str) -> ConfigError:
        return ConfigError(f"The programme {self._name} has {what}.", hint=hint)

    def _table(
        self, at: Key, table: dict[str, Any], known: dict[str, Setting], what: str
    ) -> dict[str, Any]:
        """Read every value of a table by the row of its name."""
        found: dict[str, Any] = {}
        for key, value in table.items():
            try:
                if key not in known:
                    raise unknown(f"There is no {key[:40]!r} in {what}", key, known)
                found[key] = known[key].read(value)
            except ConfigError as error:
                raise self._text.at((*at, key), error) from error
        return found

    def _settings(self, table: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in table.items():
            try:
                found[key] = _lasting_setting(key).read(value)
            except ConfigError as error:
                raise self._text.at(("settings", key), error) from error
        try:
            set_options(found)
        except ConfigError as error:
            # Two that contradict each other: the message begins with one of them, or with words.
            word = error.message.split()[0]
            place = ("settings", word) if word in table else ("settings",)
            raise self._text.at(place, error) from error
        return found

    def _block(self, index: int, table: Any, weeks: int, rest_s: float) -> Block:
        at: Key = ("block", index)
        if not isinstance(table, dict):
            error = ConfigError("A block is a table: [[block]], then a line for each value.")
            raise self._text.at(at, error)
        given = self._table(at, table, OF_BLOCK, "a block")
        if "game" not in given:
            raise self._text.at(
                at, ConfigError("This block names no game.", hint='Add: game = "orchard".')
            )
        try:
            given["game"] = name = game_name(given["game"])
            # A package that does not load is named now, before anybody steps on.
            plan_games([name])
        except ConfigError as error:
            raise self._text.at((*at, "game"), error) from error
        minutes = given.pop("minutes", None)
        given["seconds"] = game_spec(name).default_seconds if minutes is None else minutes * 60.0
        given["weeks"] = self._weeks(at, given.get("weeks"), weeks)
        return Block(**{"rest_s": rest_s} | given)

    def _with_settings(self, index: int, block: Block, base: RunOptions) -> Block:
        """Read what is set for a block; what cannot be is refused on its own line."""
        at: Key = ("block", index, "settings")
        found: dict[str, Any] = {}
        for key, value in block.settings.items():
            try:
                block_setting(key)
                found[key] = setting(key).read(value)
            except ConfigError as error:
                raise self._text.at((*at, key), error) from error
        try:
            check_block(block.game, found, base)
        except ConfigError as error:
            # A mode is named by its own word, others by theirs; else the table is shown.
            said = next((key for key in found if key in error.message), None)
            raise self._text.at(at if said is None else (*at, said), error) from error
        return msgspec.structs.replace(block, settings=found)

    def _weeks(self, at: Key, asked: tuple[int, ...] | None, weeks: int) -> tuple[int, ...]:
        if asked is None:
            return tuple(range(1, weeks + 1))
        late = [week for week in asked if week > weeks]
        if late:
            error = ConfigError(
                f"This block is of week {late[0]}, and the programme has {weeks}.",
                hint="Add weeks to the programme, or take the week away here.",
            )
            raise self._text.at((*at, "weeks"), error)
        return tuple(sorted(set(asked)))

    def _check_mode(self, settings: dict[str, Any], blocks: tuple[Block, ...]) -> None:
        """Refuse a mode that none of the games has: play would refuse it on the board."""
        try:
            check_mode([block.game for block in blocks], set_options(settings).mode)
        except ConfigError as error:
            raise self._text.at(("settings", "mode"), error) from error

    def _check_weeks(self, programme: Programme) -> None:
        """Refuse a week in which nothing is done, and a session that nobody could stand."""
        for week in range(1, programme.weeks + 1):
            if not programme.blocks_of(week):
                raise self._text.at(
                    ("weeks",),
                    ConfigError(
                        f"Week {week} has no block.",
                        hint="Let a block be of that week, or take the week away.",
                    ),
                )
            if programme.session_s(week) > MAX_SESSION_S:
                raise self._text.at(
                    ("block",),
                    ConfigError(
                        f"A session of week {week} plays {programme.session_s(week) / 60:.0f}"
                        f" minutes; at most {MAX_SESSION_S / 60:g} are sensible.",
                        hint="Take sets or minutes away, or spread them over more sessions.",
                    ),
                )
