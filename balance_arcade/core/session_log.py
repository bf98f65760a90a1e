"""The log file of a session: it lies beside the recordings, and it never stops a session."""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import re
import sys
import threading
from collections import deque
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from balance_arcade import __version__
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.logs import FOLDER, ROOT, LogFormatter, keep_private

SUFFIX: Final = ".log"

MAX_BYTES: Final = 1_000_000
N_FILES: Final = 3
"""A session's log takes 3 MB at most: ``<stem>.log``, and before it ``.log.1`` and ``.log.2``."""

MAX_WAITING: Final = 1000
"""Records that may wait for the disk. Policy when full: new ones are dropped and counted."""

_JOIN_S = 5.0
_log = logging.getLogger(__name__)


def open_session_log(
    folder: Path, stem: str, *, tell: Callable[[str], None] | None = None
) -> SessionLog:
    """Write the log of the house into a file until it is closed.

    Parameters
    ----------
    folder : Path
        Where the recordings go. It must exist.
    stem : str
        Name of the file without its ending ``.log``: the session's id or its time, never a
        person's name. What does not belong into a file's name becomes ``-``.
    tell : callable, optional
        Takes one sentence, once, if the file cannot be written; the session goes on without it. By
        default the sentence goes to standard error. It may be called from another thread.

    Returns
    -------
    SessionLog
        A `logging.Handler` that is in place; close it, or use it as a context manager.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     with open_session_log(Path(name), "20260101T000000Z") as log:
    ...         logging.getLogger("balance_arcade.hw").warning("The board is silent.")
    ...     "warning balance_arcade.hw: The board is silent." in log.path.read_text()
    True
    """
    keep_private(os.path.abspath(folder), FOLDER)
    keep_private(os.fspath(folder), FOLDER)
    name = re.sub(r"[^\w.-]", "-", stem) or "session"
    return SessionLog(Path(folder) / f"{name}{SUFFIX}", tell or _say)


class SessionLog(logging.Handler):
    """The handler behind `open_session_log`.

    Parameters
    ----------
    path : Path
        The newest file.
    tell : callable
        Takes the one sentence about a file that cannot be written.

    Notes
    -----
    The level is the one that ``balance_arcade`` logs at; where none was set, ``info`` while the
    file is open. Records are laid out where they arise and written by a thread of their own, since
    the thread that reads the board and the one that draws must never wait for a disk. A program
    that is killed loses what waited, some milliseconds. `close` ends the thread; `logging` itself
    calls it when the interpreter ends.
    """

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self.path = path
        self.failure: OSError | None = None
        self.n_dropped = 0
        self._tell = tell
        self._waiting: deque[str] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        # Made before this handler is: the interpreter closes handlers in the opposite order.
        self._file = _open(path)
        super().__init__()
        self.setFormatter(LogFormatter())
        if isinstance(self._file, OSError):
            self._fail(self._file)
            return
        self._thread = threading.Thread(target=self._run, args=(self._file,), daemon=True)
        self._thread.name = "session log"
        self._thread.start()
        _attach(self)
        _log.info(
            "log of Balance Arcade %s, Python %s, %s",
            __version__,
            platform.python_version(),
            platform.platform(),
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Lay out a record and leave it to the thread; never waits, never raises."""
        try:
            text = self.format(record)
        except Exception as error:  # noqa: BLE001 - a faulty log line must not stop a session
            text = f"a record of {record.name} cannot be laid out ({type(error).__name__})"
        with self._changed:
            if self._closing or self.failure is not None:
                return
            if len(self._waiting) >= MAX_WAITING:
                self.n_dropped += 1
                return
            self._waiting.append(text)
            self._changed.notify()

    def _run(self, file: _File) -> None:
        n_told = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closing)
                # The lock is held to take the lines over, never while the disk writes: `emit` must
                # not wait.
                texts = list(self._waiting)
                self._waiting.clear()
                closing = self._closing
            if self.n_dropped > n_told:
                texts.append(f"    {self.n_dropped - n_told} records were dropped here")
                n_told = self.n_dropped
            for text in texts:
                file.write(text)
                if file.failure is not None:
                    self._fail(file.failure)
                    return
            if closing:
                return

    def _fail(self, error: OSError) -> None:
        with self._changed:
            self.failure = error
            self._waiting.clear()
        # Told outside of the lock: whoever logs must not wait for whoever is told.
        reason = error.strerror or type(error).__name__
        self._tell(
            f"The session's log {self.path.name} cannot be written ({reason})."
            " The session goes on without it."
        )

    def close(self) -> None:
        """Write what waits, close the file and end the thread; harmless a second time."""
        _detach(self)
        with self._changed:
            self._closing = True
            self._changed.notify()
        # A thread cannot join itself, and `tell` runs on it and may close the log.
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN_S)
            if thread.is_alive():
                # The file stays open: the thread may be writing to it still.
                self._tell(f"The disk does not take the end of the log {self.path.name}.")
                super().close()
                return
        if isinstance(self._file, _File):
            # A full disk refuses once more what was not written.
            with contextlib.suppress(OSError):
                self._file.close()
        super().close()

    def __enter__(self) -> Self:
        """Return the log itself."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Log what ends the session, and close."""
        if exc is not None:
            # Ctrl-C and the like are no fault, and a fault of the world outside says what it is;
            # of a fault of the program the way to it is wanted.
            level = logging.ERROR if isinstance(exc, Exception) else logging.INFO
            told = isinstance(exc, BalanceArcadeError) or level == logging.INFO
            _log.log(level, "ended by %s: %s", type(exc).__name__, exc, exc_info=not told)
        self.close()


class _File(RotatingFileHandler):
    """The rotating file; keeps the error that `logging` would print."""

    failure: OSError | None = None

    def write(self, text: str) -> None:
        """Append lines, rotate if need be, and hand them to the system."""
        self.emit(logging.makeLogRecord({"msg": text}))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Keep the error."""
        error = sys.exception()
        self.failure = error if isinstance(error, OSError) else OSError(repr(error))


def _open(path: Path) -> _File | OSError:
    try:
        file = _File(
            path,
            maxBytes=MAX_BYTES,
            backupCount=N_FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        return error
    file.setFormatter(logging.Formatter("%(message)s"))
    return file


_open_logs: list[SessionLog] = []
_open_lock = threading.Lock()
_level_before = logging.NOTSET


def _attach(log: SessionLog) -> None:
    """Put the handler in place; the first one sets the level, where nobody has set one."""
    global _level_before  # noqa: PLW0603 - logging itself is one for the process
    logger = logging.getLogger(ROOT)
    with _open_lock:
        if not _open_logs:
            _level_before = logger.level
            if logger.level == logging.NOTSET:
                logger.setLevel(min(logging.INFO, logger.getEffectiveLevel()))
        _open_logs.append(log)
        logger.addHandler(log)


def _detach(log: SessionLog) -> None:
    logger = logging.getLogger(ROOT)
    with _open_lock:
        logger.removeHandler(log)
        if log in _open_logs:
            _open_logs.remove(log)
            if not _open_logs:
                logger.setLevel(_level_before)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
