"""Adding to a centre what was measured of recordings: once by hash, version and parameters."""

from __future__ import annotations

from sqlalchemy import select

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.analyses import manner_row, sheet_row
from balance_arcade.records.clinic.parcels import AnalysesParcel, AnalysisParcel
from balance_arcade.records.clinic.receiving import Counter
from balance_arcade.records.clinic.tables import Analysis, AnalysisSheet, Session, Trial


def receive_analyses(at: Counter, parcel: AnalysesParcel) -> str:
    """Add what was measured of recordings that the centre has; returns the id of the session.

    Raises
    ------
    RecordsError
        The centre has not taken the session.
    """
    if at.work.get(Session, parcel.session) is None:
        raise RecordsError("The centre has not taken the session whose recordings were measured.")
    hashes = {one.sha256 for one in parcel.analyses}
    there = set(at.work.scalars(select(Trial.sha256).where(Trial.sha256.in_(hashes))))
    for one in parcel.analyses:
        if one.sha256 in there:
            _add(at, one)
        else:
            at.tell("A recording that was measured is not at the centre.")
    return parcel.session


def _add(at: Counter, one: AnalysisParcel) -> None:
    manner_id = manner_row(at.work, one.key, one.version, one.parameters)
    known = at.work.execute(
        select(AnalysisSheet.metrics, Analysis.numbers, Analysis.facts)
        .join(AnalysisSheet, Analysis.sheet_id == AnalysisSheet.id)
        .where(Analysis.sha256 == one.sha256, Analysis.manner_id == manner_id)
    ).first()
    if known is None:
        row = Analysis(
            sha256=one.sha256,
            manner_id=manner_id,
            sheet_id=sheet_row(at.work, one.metrics),
            at=one.at,
            numbers=one.numbers,
            facts=one.facts,
        )
        at.work.add(row)
        at.n_changed += 1
    elif tuple(known) != (one.metrics, one.numbers, one.facts):
        at.tell("What was measured is another thing there, by the same version and parameters.")
