"""Many files measured, in this process or in several: outcomes in the order of the files."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Literal

from balance_arcade.commands.analyze_plots import Pictures
from balance_arcade.commands.analyze_text import describe_result
from balance_arcade.commands.output import as_json_line
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.files.tables import TrialData
from balance_arcade.records.analyze import AnalysisResult, measure_trial, trial_to_measure

Shown = Literal["text", "json", ""]

_PORTION = 8
"""Files sent to a process at once at most: more would make the bar jump and Ctrl-C wait."""


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
    """

    file: str
    problem: str = ""
    failed: bool = False
    empty: bool = False
    shown: str = ""
    result: AnalysisResult | None = None
    notes: tuple[str, ...] = ()


def said_of(file: str, measure: Callable[[str], Outcome]) -> Outcome:
    """Measure a file; what is wrong with it comes back as a sentence and costs no other file."""
    name = Path(file).name
    try:
        return measure(file)
    except BalanceArcadeError as error:
        return Outcome(file, str(error) if name in str(error) else f"{name}: {error}")
    except Exception as error:  # noqa: BLE001 - it is said, and the other files keep their rows
        said = f"{name}: a fault of this program, {type(error).__name__}: {error}"
        return Outcome(file, said, failed=True)


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each file, in whichever process.

    Attributes
    ----------
    reading, measuring : dict
        Arguments of `balance_arcade.records.analyze.trial_to_measure` and `measure_trial`.
    show : {"text", "json", ""}
        What is printed; made here, so that the process that prints has little to do.
    keep : bool
        Whether the numbers are needed for tables.
    pictures : Pictures or None
        Where its pictures go, if any are drawn.
    """

    reading: dict[str, Any] = field(default_factory=dict)
    measuring: dict[str, Any] = field(default_factory=dict)
    show: Shown = "text"
    keep: bool = False
    pictures: Pictures | None = None

    def __call__(self, file: str) -> Outcome:
        """Measure a file; what is wrong with it comes back as a sentence."""
        return said_of(file, self._outcome)

    def _outcome(self, file: str) -> Outcome:
        trial = trial_to_measure(file, **self.reading)
        result = measure_trial(trial, file=file, **self.measuring)
        shown = ""
        if self.show == "json":
            shown = as_json_line(result.to_builtins())
        elif self.show == "text":
            shown = describe_result(result) + "\n"
        kept = result if self.keep else None
        drawn = self._draw(file, trial, result)
        return Outcome(file, empty=not result.measured, shown=shown, result=kept, notes=drawn)

    def _draw(self, file: str, trial: TrialData, result: AnalysisResult) -> tuple[str, ...]:
        """Draw a trial; a picture that cannot be written costs no number."""
        if self.pictures is None:
            return ()
        try:
            self.pictures.write(file, trial, result, self.measuring.get("preset", "default"))
        except BalanceArcadeError as error:
            return (f"{Path(file).name}: {error}",)
        return ()


class Crew:
    """Processes that measure files; without any, this one does.

    Parameters
    ----------
    n_jobs : int
        Processes at work, at least 1.

    Notes
    -----
    Helpers are fresh processes: a forked copy of a running compiler is none that can be relied on.
    On Linux one server process imports the program while this one still looks for compiled
    kernels, and helpers are its copies: it has compiled nothing.
    """

    def __init__(self, n_jobs: int) -> None:
        self._n_jobs = n_jobs
        if n_jobs > 1:
            _start_server()

    def outcomes(
        self, measure: Callable[[str], Outcome], files: Sequence[str]
    ) -> Iterator[Outcome]:
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
        """
        # A helper that gets no file would still load the whole program.
        n_jobs = min(self._n_jobs, len(files))
        if n_jobs <= 1:
            yield from map(measure, files)
            return
        n_done = 0
        portion = min(_PORTION, max(1, len(files) // (8 * n_jobs)))
        with _pool(n_jobs) as pool:
            try:
                for outcome in pool.map(measure, files, chunksize=portion):
                    n_done += 1
                    yield outcome
            except BrokenProcessPool:
                # One file ended its process, and with it the others'; find out which.
                pass
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        # `map` keeps the order of the files: the first `n_done` have been told already.
        yield from _one_by_one(measure, files[n_done:])


def _one_by_one(measure: Callable[[str], Outcome], files: Sequence[str]) -> Iterator[Outcome]:
    """Outcomes of files of which any may end the process that measures it."""
    left = list(files)
    while left:
        with _pool(1) as pool:
            try:
                while left:
                    outcome = pool.submit(measure, left[0]).result()
                    left.pop(0)
                    yield outcome
            except BrokenProcessPool:
                file = left.pop(0)
                said = (
                    f"{Path(file).name}: the process that measured it was ended. "
                    "It may need more memory than there is."
                )
                yield Outcome(file, said, failed=True)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _pool(n_jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(n_jobs, mp_context=_context(), initializer=_begin_helper)


@functools.cache
def _context() -> BaseContext:
    # Elsewhere than on Linux libraries of the system may not be used in a copy of a process.
    return multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


def _start_server() -> None:
    context = _context()
    if context.get_start_method() == "forkserver":
        # Windows has no such module.
        from multiprocessing import forkserver

        context.set_forkserver_preload([__name__])
        forkserver.ensure_running()


def _begin_helper() -> None:
    # Ctrl-C is answered by the process that was asked, not by each of its helpers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_asker, name="end with the asker", daemon=True).start()


def _end_with_the_asker() -> None:
    """End this helper where the process that asked is gone: else it would wait for work forever."""
    asker = multiprocessing.parent_process()
    if asker is not None:
        asker.join()
        os._exit(1)
