"""The set-up of logging: levels, format, and the filter that keeps people out of the log.

Every module logs with ``_log = logging.getLogger(__name__)``, below the logger `ROOT`. Nothing is
shown and nothing is written until a handler is put there: `log_to_stderr` (the command line's
``--log-level``) or `balance_arcade.core.session_log.open_session_log` (the file of a session).

A log is sent to strangers when somebody looks for a fault. So a record never holds a person's name,
free text that somebody typed, or the folders of this computer. The places that log see to it, and
`LogFormatter` sees to it once more, see `without_people`.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = "balance_arcade"

LEVELS: Final = ("debug", "info", "warning", "error")
"""What ``--log-level`` takes, from most to least."""

FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
"""UTC, level, logger and message; a traceback follows in lines of its own, each indented."""

REPLAYED: Final = "[replayed]"
FOLDER: Final = "[folder]"
"""What stands for a hidden text; without blanks, so that a path around it is still seen as one."""

MAX_CHARS = 2000
"""Characters of one message or one traceback that are kept, so that one record fits a file."""

_private: dict[str, str] = {}
_private_lock = threading.Lock()
_SHORTEST = 2

# What is wanted when a board is not found, and names nobody: nodes of devices.
_DEVICE = re.compile(
    r"(?<![\w.~-])(?:/dev/(?:tty|cu\.|serial/|hidraw|input/|rfcomm)|/sys/(?:class|bus|devices)/)"
    r"(?:(?!\.\.)[\w./:@+-])*"
)
_SOMEBODYS_HOME = re.compile(r"(?:/home/|/Users/|[A-Za-z]:[\\/]+Users[\\/]+)[^\\/\s'\"]+")
_REPLAY = re.compile(rf"\breplay:(?=\S)(?!{re.escape(REPLAYED)}).*")
# A folder's name may hold blanks, quotes and commas, so all goes up to the last separator.
_ROOTED = re.compile(
    r"(?:file:/+|\[folder\][\\/]|(?<![\w/\\.~])(?:/(?!/)|~\w*[\\/]|\.{1,2}[\\/]|[A-Za-z]:[\\/]|\\\\))"
    r"(?:.*[\\/])?"
    r"(?:(?P<file>[^\\/\"]*?(?:\.[A-Za-z]\w{0,7}\b|\[replayed\]))|[^\\/'\"(]*)"
)
_RELATIVE = re.compile(
    r"(?<![\w/\\:.-])(?:[^\s'\"/\\:]+[/\\])+"
    r"(?=[^\s'\"/\\]*(?:\.[A-Za-z]\w{0,7}\b|\[replayed\]))"
)


def keep_private(text: str, instead: str = REPLAYED) -> None:
    """Write something else wherever this text stands in a log record from now on.

    Parameters
    ----------
    text : str
        For example a path or a file's name that may be a person's. Texts of less than two
        characters are ignored: they would tear up other words.
    instead : str
        What the record shows.

    Examples
    --------
    >>> keep_private("mrs-jones")
    >>> without_people("Whatever mrs-jones did has ended.")
    'Whatever [replayed] did has ended.'
    """
    if len(text) >= _SHORTEST and any(letter.isalnum() for letter in text):
        with _private_lock:
            _private[text] = instead.replace("\\", "\\\\")  # As `re.sub` reads it.


def keep_path_private(path: Path, instead: str = REPLAYED) -> None:
    """Do as `keep_private` does for a file's path, its name, and its name without the ending."""
    for text in (os.path.abspath(path), os.fspath(path), path.name, path.stem):
        keep_private(text, instead)


def without_people(text: str) -> str:
    r"""Take the paths out of one line of text: file names stay, folders go.

    Parameters
    ----------
    text : str
        One line of a log record.

    Returns
    -------
    str
        The home folder is ``~``; the path of a file is its name; another path is ``[folder]``; an
        address ``replay:...`` is ``replay:``, and what stood behind it in the line is gone, because
        nothing shows where it ends. Texts of `keep_private` are replaced. Device nodes stay.

    Examples
    --------
    >>> without_people("read /srv/Smith, Ada/afternoon 7.csv at 100 Hz")
    'read afternoon 7.csv at 100 Hz'
    >>> without_people("cannot open replay:smith.csv?speed=1")
    'cannot open replay:'
    >>> without_people("arduino:/dev/ttyACM0 is open, stream at tcp://127.0.0.1:5555")
    'arduino:/dev/ttyACM0 is open, stream at tcp://127.0.0.1:5555'
    """
    with _private_lock:
        # Longest first: a short text may be a part of a longer one, which would then be half
        # hidden.
        hidden = sorted(_private.items(), key=lambda item: -len(item[0]))
    for private, instead in hidden:
        if private in text:
            text = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", instead, text)
    text = _REPLAY.sub("replay:", text)
    home = os.path.expanduser("~")
    # A service's home may be "/", which stands in every path.
    if len(home) > _SHORTEST:
        text = re.sub(rf"(?<!\w){re.escape(home)}(?!\w)", "~", text)
    text = _SOMEBODYS_HOME.sub("~", text)
    pieces: list[str] = []
    end = 0
    for device in _DEVICE.finditer(text):
        pieces += [_without_paths(text[end : device.start()]), device[0]]
        end = device.end()
    return "".join([*pieces, _without_paths(text[end:])])


def _without_paths(text: str) -> str:
    return _RELATIVE.sub("", _ROOTED.sub(_shown, text))


def _shown(match: re.Match[str]) -> str:
    """Return what stands for a path: the file's name, ``~``, or a word for a folder."""
    if match["file"] is not None:
        return match["file"]
    if match[0].strip() in ("/", "~", "~/"):
        return match[0]
    return f"{FOLDER} " if match.string[match.end() :].startswith("(") else FOLDER


def one_line(text: str) -> str:
    r"""Write down characters that would end the line or steer a terminal as escapes.

    Examples
    --------
    >>> one_line("a\nERROR forged \x1b[31m")
    'a\\nERROR forged \\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class LogFormatter(logging.Formatter):
    """`FORMAT` in UTC, one line a message, without people and paths, of bounded length.

    Arguments that are paths are written as the file's name. Lines of a traceback are indented, so
    that no text from outside can look like a record of its own.
    """

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Write the time in UTC, to the millisecond."""
        moment = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"

    def format(self, record: logging.LogRecord) -> str:
        """Lay out one record."""
        plain = logging.makeLogRecord(
            {
                **record.__dict__,
                "levelname": record.levelname.lower(),
                "msg": _clean(_message(record)),
                "args": None,
                "exc_info": None,
                "exc_text": None,
                "stack_info": None,
            }
        )
        lines = [super().format(plain)]
        if record.exc_info and record.exc_info[1] is not None:
            trace = self.formatException(record.exc_info)
            # Of a long traceback the end says what happened.
            lines += ["    " + _clean(line) for line in trace[-MAX_CHARS:].split("\n")]
        return "\n".join(lines)


def _message(record: logging.LogRecord) -> str:
    args = record.args
    if isinstance(args, tuple):
        args = tuple(_file_name(arg) for arg in args)
    elif isinstance(args, Mapping):
        args = {key: _file_name(arg) for key, arg in args.items()}
    return str(record.msg) % args if args else str(record.msg)


def _file_name(arg: object) -> object:
    return os.path.basename(os.fsdecode(arg)) if isinstance(arg, os.PathLike) else arg


def _clean(text: str) -> str:
    # Escaped first, because the patterns end at a line's end and a path could go on behind it.
    return one_line(without_people(one_line(text[:MAX_CHARS])))


@contextlib.contextmanager
def log_to_stderr(level: str | None) -> Iterator[None]:
    """Show the log on standard error for a while.

    Parameters
    ----------
    level : str or None
        One of `LEVELS`; a session's file then takes the same level. None shows nothing: the command
        line says on standard error what a person must know.

    Raises
    ------
    ValueError
        There is no such level.
    """
    if level is None:
        yield
        return
    if level not in LEVELS:
        raise ValueError(f"There is no level {level!r}; known: {', '.join(LEVELS)}.")
    logger = logging.getLogger(ROOT)
    before = logger.level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter())
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
        handler.close()
