"""The audit log: rows that say who did what, each holding the hash of the one before it.

A row that is changed, taken out or put in breaks the chain from there on, and `broken_at` says
where. Whoever can write the database can write a whole new chain; against that the newest hash is
printed by ``records verify``, to be kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.records.clinic.tables import AuditRow
from balance_arcade.records.clinic.waiting import note_change

FIRST: Final = "0" * 64


def write_audit(
    work: Work, action: str, subject: str, *, actor: str, at: dt.datetime, detail: str = ""
) -> AuditRow:
    """Add a row to the chain, within the transaction of what it tells of.

    Parameters
    ----------
    work : sqlalchemy.orm.Session
        Under way; the caller commits.
    action, subject, detail : str
        What was done, to what; never a person's name.
    actor : str
        Account or program.
    at : datetime
        When, with its zone.

    Returns
    -------
    AuditRow
    """
    newest = work.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).first()
    before = FIRST if newest is None else newest.sha256
    utc = at.astimezone(dt.UTC)
    row = AuditRow(
        at=utc,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
        before=before,
        sha256=_hash(before, utc, actor, action, subject, detail),
    )
    work.add(row)
    work.flush()
    note_change(work, action, subject, row.id)
    return row


def broken_at(work: Work) -> int | None:
    """Find the first row that does not fit the chain; None where it is whole."""
    before = FIRST
    for row in work.scalars(select(AuditRow).order_by(AuditRow.id)):
        said = _hash(row.before, row.at, row.actor, row.action, row.subject, row.detail)
        if row.before != before or row.sha256 != said:
            return row.id
        before = row.sha256
    return None


def newest_hash(work: Work) -> str:
    """Give the hash of the newest row; that of an empty log where there is none."""
    row = work.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).first()
    return FIRST if row is None else row.sha256


def _hash(before: str, at: dt.datetime, *facts: str) -> str:
    # As JSON: joined texts of two rows can be equal where the rows are not.
    packed = msgspec.json.encode([before, at.astimezone(dt.UTC).isoformat(), *facts])
    return hashlib.sha256(packed).hexdigest()
