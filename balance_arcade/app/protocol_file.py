"""A clinic's own test in a TOML file, read with the line named wherever it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from balance_arcade.app.toml_text import Key, TomlText, read_text
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.own_test import OwnTrial, own_test
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text

_KEYS: Final = {"name": str, "based_on": str, "title": str, "settings": dict, "trial": list}
_WORDS_MOST: Final = 40


def read_protocol(file: Path) -> GuidedTest:
    """Read a clinic's own test.

    Parameters
    ----------
    file : Path
        A TOML file, see docs/assess.md.

    Returns
    -------
    GuidedTest

    Raises
    ------
    ConfigError
        There is no such file, it is no text, too long or no TOML, or something in it is unknown,
        of another type or out of range: the message names the line.
    """
    check = "Check the path of the protocol file."
    text = read_text(file, "protocol", page="docs/assess.md", check=check)
    return parse_protocol(text, as_text(file.name))


def parse_protocol(text: str, name: str = "protocol") -> GuidedTest:
    r"""Read the text of a clinic's own test.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Of the file, for messages.

    Raises
    ------
    ConfigError
        As of `read_protocol`.

    Examples
    --------
    >>> parse_protocol('name = "ward"\nbased_on = "romberg"\n[settings]\ntrial_s = 20').n_trials
    2
    >>> parse_protocol('name = "ward"\nbased_on = "romberg"\n[settings]\ntrial_s = -5')
    ... # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: protocol, line 4: The setting trial_s must be above ...
    """
    toml = TomlText(text, name, "protocol")
    content = toml.content
    for key, value in content.items():
        if key not in _KEYS:
            error = ConfigError(
                f"There is no {key[:40]!r} in a protocol.", hint=f"It has: {', '.join(_KEYS)}."
            )
            raise toml.at((key,), error)
        if not isinstance(value, _KEYS[key]):
            raise toml.at((key,), ConfigError(f"The value of {key} is of the wrong kind."))
    for key in ("name", "based_on"):
        if key not in content:
            raise ConfigError(f"{name}: The protocol does not say its {key}.", hint=_SHOWN)
    title = content.get("title", "")
    if len(title) > _WORDS_MOST:
        raise toml.at(("title",), ConfigError(f"The title is longer than {_WORDS_MOST} letters."))
    settings = _settings(toml, content)
    trials = _trials(toml, content)
    try:
        return own_test(
            content["name"], content["based_on"], title=title, settings=settings, trials=trials
        )
    except ConfigError as error:
        raise toml.at(_place(error, content), error) from error


_SHOWN: Final = "docs/assess.md shows one."


def _settings(toml: TomlText, content: dict[str, Any]) -> dict[str, float]:
    found = {}
    for key, value in content.get("settings", {}).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise toml.at(("settings", key), ConfigError(f"The setting {key[:40]} takes a number."))
        found[key] = float(value)
    return found


def _trials(toml: TomlText, content: dict[str, Any]) -> list[OwnTrial]:
    found = []
    for index, row in enumerate(content.get("trial", [])):
        try:
            found.append(msgspec.convert(row, OwnTrial, strict=True))
        except msgspec.ValidationError as error:
            said = ConfigError(f"A trial takes condition and practice ({error}).", hint=_SHOWN)
            raise toml.at(("trial", index), said) from error
        if extra := set(row) - {"condition", "practice"}:
            said = ConfigError(f"There is no {min(extra)[:40]!r} in a trial.", hint=_SHOWN)
            raise toml.at(("trial", index), said)
    return found


def _place(error: ConfigError, content: dict[str, Any]) -> Key:
    """Where a fault stands that was found with the whole test in hand."""
    words = error.message.replace("'", " ").replace(".", " ").split()
    for key in content.get("settings", {}):
        if key in words:
            return ("settings", key)
    if "based" in words or "fixed" in words:
        return ("based_on",)
    return ("trial",) if "trial" in content and "called" not in words else ("name",)
