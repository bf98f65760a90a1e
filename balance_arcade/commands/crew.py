"""Many files measured, in this process or in several: outcomes in the order of the files."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from balance_arcade.core.errors import BalanceArcadeError

if TYPE_CHECKING:
    from balance_arcade.records.analyze import AnalysisResult

_PORTION = 8
"""Files sent to a process at once at most: more would make the bar jump and Ctrl-C wait."""

WITH_KERNELS: Final = "balance_arcade.commands.crew_kernels"
"""What the server of `start_server` loads where its copies measure sway."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    Attributes
    ----------
    file : str
        Its path.
    problem : str
        Why it was not measured, a sentence; empty where it was.
    failed : bool
        Whether that is a fault of this program or its process, and none of the file.
    empty : bool
        Whether it was read, but every value was refused.
    shown : str
        What is printed of it.
    result : AnalysisResult or None
        Its numbers, where they are asked for: they take longer to come here than text.
    notes : tuple of str
        Sentences about what could not be done beside the measuring.
    sha256 : str
        Of all that was read; empty where nobody asked for it.
    kept : bool
        Whether it was measured in an earlier run.
    """

    file: str
    problem: str = ""
    failed: bool = False
    empty: bool = False
    shown: str = ""
    result: AnalysisResult | None = None
    notes: tuple[str, ...] = ()
    sha256: str = ""
    kept: bool = False


Measure = Callable[[str], Outcome]
Outcomes = list[Outcome]


def said_of(file: str, measure: Measure) -> Outcome:
    """Measure a file; what is wrong with it comes back as a sentence and costs no other file."""
    name = Path(file).name
    try:
        return measure(file)
    except BalanceArcadeError as error:
        return Outcome(file, str(error) if name in str(error) else f"{name}: {error}")
    except Exception as error:  # noqa: BLE001 - it is said, and the other files keep their rows
        said = f"{name}: a fault of this program, {type(error).__name__}: {error}"
        return Outcome(file, said, failed=True)


def measure_each(measure: Measure, files: Sequence[str]) -> Outcomes:
    """Measure some files, in the process that was sent them."""
    return [measure(file) for file in files]


class WorkerEndedError(Exception):
    """A process ended while it measured; which file did that is not known."""


class Pool(Protocol):
    """Processes that measure portions of files, as long as the context lasts.

    Attributes
    ----------
    n_workers : int
        How many are at work at once.
    """

    n_workers: int

    def begin(self, measure: Measure, files: Sequence[str]) -> Callable[[], Outcomes]:
        """Send a portion; what comes back waits for it.

        Raises
        ------
        WorkerEndedError
            By either: a process ended, and the portion with it.
        """

    def __enter__(self) -> Self:
        """Have the processes ready."""

    def __exit__(self, *error: object) -> None:
        """Send nothing more; wait for what is under way."""


class Crew:
    """Processes that measure files; without any, this one does.

    Parameters
    ----------
    n_jobs : int
        Processes at work, at least 1.
    pool : callable, optional
        Makes a `Pool` of as many processes; on this computer by default.

    Notes
    -----
    Helpers are fresh processes: a forked copy of a running compiler is none that can be relied on.
    On Linux one server process imports the program while this one still looks for compiled
    kernels, and helpers are its copies: it loads kernels at most, and has compiled nothing.
    """

    def __init__(self, n_jobs: int, pool: Callable[[int], Pool] | None = None) -> None:
        self._n_jobs, self._apart = n_jobs, pool is not None
        self._pool: Callable[[int], Pool] = pool or Processes
        if n_jobs > 1 and pool is None:
            start_server()

    def outcomes(self, measure: Measure, files: Sequence[str]) -> Generator[Outcome]:
        """Outcomes in the order of the files, whoever is ready first.

        Parameters
        ----------
        measure : callable
            Measures a file; it is sent to other processes where there are several.
        files : sequence of str
            Their paths.

        Yields
        ------
        Outcome
            Few are waiting at any time, however many files there are.
        """
        # A helper that gets no file would still load the whole program.
        n_jobs = min(self._n_jobs, len(files))
        if n_jobs <= 1 and not self._apart:
            yield from map(measure, files)
            return
        n_done = 0
        while n_done < len(files):
            n_suspects = 0
            with self._pool(n_jobs) as pool:
                portion = min(_PORTION, max(1, len(files) // (8 * pool.n_workers)))
                # Enough that nobody waits for work, and no more than memory holds.
                n_ahead = 2 * pool.n_workers + 2
                try:
                    for outcome in _in_order(pool, measure, files[n_done:], portion, n_ahead):
                        n_done += 1
                        yield outcome
                except WorkerEndedError:
                    n_suspects = portion * n_ahead
            # One file ended its process, and with it the others'; find out which, and go on.
            suspects = files[n_done : n_done + n_suspects]
            n_done += len(suspects)
            yield from self._one_by_one(measure, suspects)

    def _one_by_one(self, measure: Measure, files: Sequence[str]) -> Iterator[Outcome]:
        """Outcomes of files of which any may end the process that measures it."""
        left = list(files)
        while left:
            with self._pool(1) as pool:
                try:
                    while left:
                        yield from pool.begin(measure, left[:1])()
                        left.pop(0)
                except WorkerEndedError:
                    file = left.pop(0)
                    said = (
                        f"{Path(file).name}: the process that measured it was ended. "
                        "It may need more memory than there is."
                    )
                    yield Outcome(file, said, failed=True)


def _in_order(
    pool: Pool, measure: Measure, files: Sequence[str], portion: int, n_ahead: int
) -> Iterator[Outcome]:
    waiting: deque[Callable[[], Outcomes]] = deque()
    for first in range(0, len(files), portion):
        waiting.append(pool.begin(measure, files[first : first + portion]))
        if len(waiting) >= n_ahead:
            yield from waiting.popleft()()
    while waiting:
        yield from waiting.popleft()()


class Processes:
    """Helpers on this computer.

    Parameters
    ----------
    n_workers : int
        How many.
    """

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._pool = ProcessPoolExecutor(
            n_workers, mp_context=_context(), initializer=_begin_helper
        )

    def begin(self, measure: Measure, files: Sequence[str]) -> Callable[[], Outcomes]:
        """Send a portion; see `Pool`."""
        with _told_as_ended():
            sent = self._pool.submit(measure_each, measure, files)

        def wait() -> Outcomes:
            with _told_as_ended():
                return sent.result()

        return wait

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown()


class _told_as_ended:  # noqa: N801 - reads as a word of the language
    """Says in our words that a process ended."""

    def __enter__(self) -> None:
        """Nothing is to be done."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BrokenProcessPool):
            raise WorkerEndedError from error


@functools.cache
def _context() -> BaseContext:
    # Elsewhere than on Linux libraries of the system may not be used in a copy of a process.
    return multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


def start_server(*modules: str) -> None:
    """Start the process whose copies measure, unless it runs; elsewhere than on Linux do nothing.

    Parameters
    ----------
    modules : str
        What it imports beside the program, so that no copy has to.
    """
    context = _context()
    if context.get_start_method() == "forkserver":
        # Windows has no such module.
        from multiprocessing import forkserver

        context.set_forkserver_preload(["balance_arcade.commands.analyze_jobs", *modules])
        # Ctrl-C is answered by this process; the server would answer it with a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_helper() -> None:
    # Ctrl-C is answered by the process that was asked, not by each of its helpers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_asker, name="end with the asker", daemon=True).start()
    from balance_arcade.core.kernel import one_thread

    one_thread()


def _end_with_the_asker() -> None:
    """End this helper where the process that asked is gone: else it would wait for work forever."""
    asker = multiprocessing.parent_process()
    if asker is not None:
        asker.join()
        os._exit(1)
