"""Analyses of files, kept by what was read and how: a second run measures what is new alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session as Work

from balance_arcade.cop.metric import Measured
from balance_arcade.records.analyze import AnalysisResult
from balance_arcade.records.clinic.audit import write_audit
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import utc_now
from balance_arcade.records.clinic.tables import (
    Analysis,
    AnalysisManner,
    AnalysisSheet,
    Erased,
)
from balance_arcade.records.clinic.waiting import note_analyses
from balance_arcade.records.manner import Manner

_AT_ONCE: Final = 500
"""Hashes asked for in one statement."""

Sheet = list[tuple[str, str, str]]
"""Name, unit and definition of each metric, in order."""


class Analyses:
    """Analyses that were made in one manner, in a database of the records.

    Parameters
    ----------
    database : Database
        Open.
    manner : Manner
        How files are measured.
    actor : str
        Who has them measured, for the audit log.
    now : callable
        Wall clock, with its zone.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.records.manner import manner_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Database(Path(folder) / "results.db") as database:
    ...         Analyses(database, manner_of(preset="raw")).known()
    frozenset()
    """

    def __init__(
        self,
        database: Database,
        manner: Manner,
        *,
        actor: str = "local",
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._database, self._manner = database, manner
        self._actor, self._now = actor, now
        self._sheets: dict[int, Sheet] = {}

    def known(self) -> frozenset[str]:
        """Hashes of what was measured in this manner already."""
        wanted = (
            select(Analysis.sha256)
            .join(AnalysisManner, Analysis.manner_id == AnalysisManner.id)
            .where(AnalysisManner.key == self._manner.key)
        )
        with self._database.work() as work:
            return frozenset(work.scalars(wanted))

    def results(self, files: Mapping[str, str]) -> dict[str, AnalysisResult]:
        """Give what was measured of files.

        Parameters
        ----------
        files : mapping of str to str
            Hash of each file, by its path.

        Returns
        -------
        dict of str to AnalysisResult
            By path; those that were not measured are left out.
        """
        found: dict[str, Any] = {}
        with self._database.work() as work:
            for some in _portions(set(files.values())):
                wanted = (
                    select(Analysis.sha256, Analysis.sheet_id, Analysis.numbers, Analysis.facts)
                    .join(AnalysisManner, Analysis.manner_id == AnalysisManner.id)
                    .where(AnalysisManner.key == self._manner.key, Analysis.sha256.in_(some))
                )
                found.update((row.sha256, row) for row in work.execute(wanted))
            return {
                file: _result(file, self._sheet(work, row.sheet_id), row.numbers, row.facts)
                for file, sha256 in files.items()
                if (row := found.get(sha256)) is not None
            }

    def _sheet(self, work: Work, number: int) -> Sheet:
        if number not in self._sheets:
            text = work.scalars(
                select(AnalysisSheet.metrics).where(AnalysisSheet.id == number)
            ).one()
            self._sheets[number] = msgspec.json.decode(text, type=Sheet)
        return self._sheets[number]

    def put(self, measured: Sequence[tuple[str, AnalysisResult]], *, anew: bool = False) -> int:
        """Keep what was measured, in one transaction.

        Parameters
        ----------
        measured : sequence of (str, AnalysisResult)
            Hash of what was read, and what it gave. One that is kept already is left as it is,
            and so is one of a recording that was erased.
        anew : bool
            Whether one that is kept already is replaced.

        Returns
        -------
        int
            How many were put in.

        Raises
        ------
        RecordsAwayError
            The database is locked, gone or full; nothing of these is kept.
        """
        if not measured:
            return 0
        by_hash = {sha256: one for sha256, one in measured if _comes_back(one)}
        sheets: dict[int, Sheet] = {}
        with self._database.write() as work:
            manner = self._manner
            manner_id = manner_row(work, manner.key, manner.version, manner.parameters)
            erased = select(Erased.sha256).where(Erased.sha256.in_(by_hash))
            barred = set(work.scalars(erased))
            mine = Analysis.manner_id == manner_id, Analysis.sha256.in_(by_hash)
            if anew:
                work.execute(delete(Analysis).where(*mine))
            else:
                barred.update(work.scalars(select(Analysis.sha256).where(*mine)))
            new = {sha256: one for sha256, one in by_hash.items() if sha256 not in barred}
            self._insert(work, manner_id, new, sheets)
        # Only now is it sure that those rows stay.
        self._sheets.update(sheets)
        return len(new)

    def _insert(
        self,
        work: Work,
        manner_id: int,
        new: Mapping[str, AnalysisResult],
        sheets: dict[int, Sheet],
    ) -> None:
        if not new:
            return
        at = self._now()
        rows = [
            {
                "sha256": sha256,
                "manner_id": manner_id,
                "sheet_id": self._sheet_id(work, one, sheets),
                "at": at,
                "numbers": _numbers(one),
                "facts": _facts(one),
            }
            for sha256, one in new.items()
        ]
        work.execute(insert(Analysis), rows)
        key = self._manner.key[:16]
        told = write_audit(
            work, "analyses.kept", key, actor=self._actor, at=at, detail=f"{len(new)} files"
        )
        note_analyses(work, new, told.id)

    def _sheet_id(self, work: Work, result: AnalysisResult, new: dict[int, Sheet]) -> int:
        sheet = [(name, one.unit, one.definition) for name, one in result.metrics.items()]
        for number, known in (self._sheets | new).items():
            if known == sheet:
                return number
        number = sheet_row(work, msgspec.json.encode(sheet).decode())
        new[number] = sheet
        return number


def manner_row(work: Work, key: str, version: str, parameters: str) -> int:
    """Find the row of a manner of measuring within a transaction, or add it."""
    found = work.scalars(select(AnalysisManner).where(AnalysisManner.key == key)).first()
    if found is None:
        found = AnalysisManner(key=key, version=version, parameters=parameters)
        work.add(found)
        work.flush()
    return found.id


def sheet_row(work: Work, metrics: str) -> int:
    """Find the row of a sheet, as JSON, within a transaction, or add it."""
    sha256 = hashlib.sha256(metrics.encode()).hexdigest()
    found = work.scalars(select(AnalysisSheet).where(AnalysisSheet.sha256 == sha256)).first()
    if found is None:
        found = AnalysisSheet(sha256=sha256, metrics=metrics)
        work.add(found)
        work.flush()
    return found.id


def forget_analyses(work: Work, sha256: str) -> None:
    """Take out what was measured of a file that is erased, within that transaction."""
    work.execute(delete(Analysis).where(Analysis.sha256 == sha256))


def _comes_back(result: AnalysisResult) -> bool:
    """Whether JSON holds all of it; a ratio of nothing is measured again, and not kept as null."""
    values = msgspec.structs.asdict(result.quality).values()
    return all(math.isfinite(value) for value in values if isinstance(value, float))


def _portions(hashes: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(hashes)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _numbers(result: AnalysisResult) -> str:
    values = {name: one.value for name, one in result.metrics.items()}
    return msgspec.json.encode(values).decode()


def _facts(result: AnalysisResult) -> str:
    # Values and their reasons stand beside; a path tells where a file was, and perhaps whose.
    bare = msgspec.structs.replace(result, file="", metrics={})
    return msgspec.json.encode(bare).decode()


def _result(file: str, sheet: Sheet, numbers: str, facts: str) -> AnalysisResult:
    values = msgspec.json.decode(numbers, type=dict[str, float | None])
    bare = msgspec.json.decode(facts, type=AnalysisResult)
    refused = bare.quality.refused
    metrics = {
        name: Measured(values[name], unit, definition, refused.get(name, ""))
        for name, unit, definition in sheet
    }
    return msgspec.structs.replace(bare, file=file, metrics=metrics)
