"""Many files measured, in this process or in several: outcomes in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.records.analyze import AnalysisResult, analyze_file


def measure_file(file: str, **how: Any) -> AnalysisResult | str:
    """Measure one file; what is wrong with it comes back as a sentence.

    Parameters
    ----------
    file : str
        Its path.
    **how
        As for `balance_arcade.records.analyze.analyze_file`.
    """
    try:
        return analyze_file(file, **how)
    except BalanceArcadeError as error:
        name = Path(file).name
        return str(error) if name in str(error) else f"{name}: {error}"
    except Exception as error:  # noqa: BLE001 - it is said, and the other files keep their rows
        return f"{Path(file).name}: a fault of this program, {type(error).__name__}: {error}"


def outcomes(
    measure: Callable[[str], AnalysisResult | str], files: Sequence[str], n_jobs: int
) -> Iterator[AnalysisResult | str]:
    """Outcomes in the order of the files, whoever is ready first.

    Parameters
    ----------
    measure : callable
        Measures a file; it is sent to other processes where there are several.
    files : sequence of str
        Their paths.
    n_jobs : int
        Processes at work, at least 1.

    Yields
    ------
    AnalysisResult or str
        What was measured, or why it could not be.
    """
    # A helper that gets no file would still load the whole program.
    n_jobs = min(n_jobs, len(files))
    if n_jobs <= 1:
        yield from map(measure, files)
        return
    n_done = 0
    with _pool(n_jobs) as pool:
        try:
            # Portions spare messages; eight for each process, so that none is left alone with a
            # long tail.
            for outcome in pool.map(measure, files, chunksize=max(1, len(files) // (8 * n_jobs))):
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


def _one_by_one(
    measure: Callable[[str], AnalysisResult | str], files: Sequence[str]
) -> Iterator[AnalysisResult | str]:
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
                yield (
                    f"{Path(file).name}: the process that measured it was ended. "
                    "It may need more memory than there is."
                )
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _pool(n_jobs: int) -> ProcessPoolExecutor:
    """Start fresh processes: a forked copy of a running compiler is none that can be relied on."""
    return ProcessPoolExecutor(
        n_jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts
    )


def _leave_interrupts() -> None:
    """Ctrl-C is answered by the process that was asked, not by each of its helpers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
