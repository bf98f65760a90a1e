"""Pages of the audit log, and whether its chain is whole."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import func, select

from balance_arcade.records.clinic.audit import broken_at, newest_hash
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.tables import AuditRow


class AuditLine(msgspec.Struct, frozen=True):
    """A row of the audit log."""

    id: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: str
    sha256: str


class AuditPage(msgspec.Struct, frozen=True):
    """One page of the audit log, newest first; `n_all` counts all rows."""

    lines: tuple[AuditLine, ...]
    n_all: int


class ChainLook(msgspec.Struct, frozen=True):
    """Whether the audit log is whole: `broken` is the first row that does not fit."""

    n_rows: int
    broken: int | None
    newest: str


def look_at_audit(database: Database, *, first: int = 0, most: int = 100) -> AuditPage:
    """Give a page of the audit log, newest row first."""
    with database.work() as work:
        n_all = work.scalar(select(func.count()).select_from(AuditRow)) or 0
        page = select(AuditRow).order_by(AuditRow.id.desc()).offset(first).limit(most)
        lines = [
            AuditLine(one.id, one.at, one.actor, one.action, one.subject, one.detail, one.sha256)
            for one in work.scalars(page)
        ]
    return AuditPage(tuple(lines), n_all)


def look_at_chain(database: Database) -> ChainLook:
    """Follow the chain of the audit log from its first row to its newest."""
    with database.work() as work:
        n_rows = work.scalar(select(func.count()).select_from(AuditRow)) or 0
        return ChainLook(n_rows, broken_at(work), newest_hash(work))
