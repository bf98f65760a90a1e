"""Addresses of boards: ``scheme:path?key=value&key=value``.

The scheme says what kind of board it is, the path which one, the options how to open it. Options
begin at the last question mark, so that a file name may hold one: ``replay:what?.txt?`` opens the
file ``what?.txt``. Nothing is percent-decoded: what is written is what is meant.

``dual:A+B`` holds two addresses, each with its own options. Options of the pair follow ``+?``:
``dual:sim:?seed=1+sim:?seed=2+?distance=500``. The second address begins at the one ``+`` that a
kind and a colon follow, so that a file name may hold a ``+``.
"""

from __future__ import annotations

import re

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.options import Options

# Two letters at least, so that the drive in C:\data is no scheme.
_SCHEME = re.compile(r"[a-z][a-z0-9_-]+")
_SERIAL_PORT = re.compile(r"(/dev/(tty|cu|serial)\S*|COM\d+)", re.IGNORECASE)
_FILE = re.compile(r".*(\.(txt|csv|tsv|mcap|part|c3d)|[/\\].*)", re.IGNORECASE)
_SECOND = re.compile(r"\+(?=[A-Za-z][A-Za-z0-9_-]+:)")
_PAIRS = ("dual",)
_EXAMPLES = "sim:?seed=1, replay:trial.txt, arduino:/dev/ttyACM0"


class BoardAddress(msgspec.Struct, frozen=True):
    """A parsed address of a board.

    Attributes
    ----------
    scheme : str
        Kind of board, in small letters.
    path : str
        Which one: a file, a port, a Bluetooth address; may be empty.
    options : dict of str to str
        As they were written; `reader` turns them into numbers.
    text : str
        The whole address as it was asked for.
    """

    scheme: str
    path: str
    options: dict[str, str]
    text: str

    def reader(self) -> Options:
        """Return a reader that takes the options by name and type and refuses what is left."""
        return Options(self.text, self.options)


def parse_address(text: str) -> BoardAddress:
    r"""Parse an address.

    Parameters
    ----------
    text : str
        For example ``sim:?seed=1&profile=frail``.

    Returns
    -------
    BoardAddress

    Raises
    ------
    ConfigError
        It is no address; the hint says what was probably meant. Whether the scheme is known is
        for `balance_arcade.hw.registry.open_board` to say.

    Examples
    --------
    >>> address = parse_address(r"replay:C:\data\walk.txt?speed=0")
    >>> address.scheme, address.path, address.options
    ('replay', 'C:\\data\\walk.txt', {'speed': '0'})
    """
    asked = text.strip()
    scheme, colon, rest = asked.partition(":")
    if not colon or _SCHEME.fullmatch(scheme.lower()) is None:
        raise ConfigError(f"'{text}' is not the address of a board.", hint=_meant(asked))
    # The last mark: a path may contain a question mark itself.
    mark = _mark(scheme.lower())
    # `rpartition` without a mark would take everything for the query.
    path, _, query = rest.rpartition(mark) if mark in rest else (rest, "", "")
    return BoardAddress(scheme.lower(), path, _options(asked, query), asked)


def inner_addresses(address: BoardAddress) -> tuple[str, str]:
    """Return the two addresses in the address of a pair.

    Parameters
    ----------
    address : BoardAddress
        Of ``dual:A+B``.

    Returns
    -------
    tuple of str
        A and B.

    Raises
    ------
    ConfigError
        There are not two of them, or one of them is a pair itself.

    Examples
    --------
    >>> inner_addresses(parse_address("dual:wii:AA:BB+sim:?seed=2+?distance=500"))
    ('wii:AA:BB', 'sim:?seed=2')
    """
    parts = _SECOND.split(address.path)
    if len(parts) != 2 or not all(parts):
        raise ConfigError(
            f"'{address.text}' contains {sum(map(bool, parts))} addresses; it must contain two.",
            hint=f"Write {address.scheme}:LEFT+RIGHT, for example dual:wii:AA:BB:CC:DD:EE:01+"
            "wii:AA:BB:CC:DD:EE:02, and quote it in a shell.",
        )
    for part in parts:
        if parse_address(part).scheme in _PAIRS:
            raise ConfigError(
                f"In '{address.text}' one of the two boards is itself a pair of boards.",
                hint="Name two single boards.",
            )
    return parts[0], parts[1]


def with_option(text: str, key: str, value: object) -> str:
    """Return the address with one option set; an earlier value is replaced.

    Examples
    --------
    >>> with_option("sim:?seed=1&speed=1", "speed", 0)
    'sim:?seed=1&speed=0'
    >>> with_option("replay:walk.txt", "speed", 0)
    'replay:walk.txt?speed=0'
    >>> with_option("dual:sim:?seed=1+sim:?seed=2", "speed", 0)
    'dual:sim:?seed=1+sim:?seed=2+?speed=0'
    """
    address = parse_address(text)
    options = {**address.options, key: str(value)}
    query = "&".join(f"{name}={item}" for name, item in options.items())
    return f"{address.scheme}:{address.path}{_mark(address.scheme)}{query}"


def _mark(scheme: str) -> str:
    """Return what stands between an address and its own options."""
    return "+?" if scheme in _PAIRS else "?"


def _options(text: str, query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in query.split("&"):
        if not part:
            continue
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise ConfigError(
                f"In '{text}' the option '{part}' has no value.",
                hint="Write options as name=value, joined by &; quote the address in a shell.",
            )
        # Of two values one would be passed over in silence.
        if key in options:
            raise ConfigError(
                f"In '{text}' the option '{key}' is given twice.", hint="Remove one of them."
            )
        options[key] = value
    return options


def _meant(text: str) -> str:
    """Suggest an address for a text without a scheme."""
    if not text:
        return f"Name one, for example {_EXAMPLES}."
    if _SERIAL_PORT.fullmatch(text):
        return f"For the board on that port write arduino:{text}."
    if _FILE.fullmatch(text):
        return f"To replay that file write replay:{text}."
    if _SCHEME.fullmatch(text.lower()):
        return f"An address has a colon after its kind: {text.lower()}:, or {_EXAMPLES}."
    return f"Addresses look like {_EXAMPLES}."
