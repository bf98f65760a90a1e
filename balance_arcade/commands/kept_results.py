"""Measures files with a database at hand: what it holds is not measured again, what is new is kept.

Results go in by portions while others are measured, so that a run that is cut short goes on where
it was, whoever ended it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance_arcade.commands.analyze_jobs import Job
from balance_arcade.commands.crew import Crew, Outcome
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.content import content_hash

if TYPE_CHECKING:
    from balance_arcade.records.analyze import AnalysisResult
    from balance_arcade.records.clinic.analyses import Analyses

_PORTION: Final = 250
"""Results of one transaction at most."""

_LONGEST_NS: Final = 5_000_000_000
"""What a run that is killed may lose: so long has a result waited at most when the next comes."""

_READERS: Final = 4


class KeptResults:
    """Measures files and keeps what they gave.

    Parameters
    ----------
    analyses : Analyses
        Where; made for the manner in which the job measures.
    again : bool
        Whether what is kept is measured again, and replaced.
    clock : Clock, optional
        This process's own by default.
    """

    def __init__(
        self, analyses: Analyses, *, again: bool = False, clock: Clock | None = None
    ) -> None:
        self._analyses, self._again = analyses, again
        self._clock = clock or MonotonicClock()
        self._waiting: list[tuple[str, AnalysisResult]] = []
        self._since_ns = self._clock.now_ns()

    def outcomes(
        self,
        crew: Crew,
        job: Job,
        files: Sequence[str],
        hashes: Mapping[str, str] | None = None,
    ) -> Generator[Outcome]:
        """Outcomes in the order of the files, measured now or in an earlier run.

        Parameters
        ----------
        crew : Crew
            Measures what is new.
        job : Job
            What is done with each; it is hashed, whatever was asked for.
        files : sequence of str
            Their paths.
        hashes : mapping of str to str, optional
            What the bytes of each file are to be, where that is known; a file with others is not
            measured. Without it the files are read once to find out which are known.

        Yields
        ------
        Outcome

        Raises
        ------
        RecordsAwayError
            The database takes nothing any more; what it took stays.
        """
        known = self._known(files, hashes)
        fresh = crew.outcomes(
            dataclasses.replace(job, hashed=True), [one for one in files if one not in known]
        )
        try:
            for first in range(0, len(files), _PORTION):
                some = files[first : first + _PORTION]
                kept = self._analyses.results({one: known[one] for one in some if one in known})
                for file in some:
                    if file not in known:
                        yield self._kept(job, next(fresh), hashes)
                    elif file in kept:
                        yield job.told(kept[file], sha256=known[file], kept=True)
                    else:
                        said = f"{Path(file).name}: it was erased from the records meanwhile."
                        yield Outcome(file, said)
        finally:
            # The crew's processes end first: nothing comes after what is kept here.
            fresh.close()
            self._flush()

    def _known(self, files: Sequence[str], hashes: Mapping[str, str] | None) -> dict[str, str]:
        """Hashes of the files that were measured already."""
        kept = frozenset[str]() if self._again else self._analyses.known()
        if not kept:
            return {}
        if hashes is None:
            # Hashing lets other threads run.
            with ThreadPoolExecutor(_READERS) as readers:
                found = zip(files, readers.map(_hash_or_none, files), strict=True)
                return {file: sha256 for file, sha256 in found if sha256 in kept}
        return {file: hashes[file] for file in files if hashes[file] in kept}

    def _kept(self, job: Job, outcome: Outcome, hashes: Mapping[str, str] | None) -> Outcome:
        if outcome.result is None:
            return outcome
        if hashes is not None and outcome.sha256 != hashes[outcome.file]:
            name = Path(outcome.file).name
            return Outcome(outcome.file, f"{name}: the file's bytes are not those of then.")
        self._waiting.append((outcome.sha256, outcome.result))
        now_ns = self._clock.now_ns()
        if len(self._waiting) >= _PORTION or now_ns - self._since_ns > _LONGEST_NS:
            self._flush()
        return outcome if job.keep else dataclasses.replace(outcome, result=None)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._since_ns = self._clock.now_ns()
        self._analyses.put(waiting, anew=self._again)


def _hash_or_none(file: str) -> str | None:
    """Hash of what is read of a file; one that cannot be read is told of where it is measured."""
    try:
        return content_hash(Path(file))
    except RecordingError:
        return None
