"""The second schema: programmes and who trains by them, retention, hashes of what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from balance_arcade.records.clinic.columns import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _programmes()
    op.create_table(
        "retention",
        sa.Column("what", sa.String(16), primary_key=True),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("stated", UtcTime, nullable=False),
    )
    op.create_table(
        "erased",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
    )
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
    )


def _programmes() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added", UtcTime, nullable=False),
        sa.UniqueConstraint("name", "version", name="uq_programme_version"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("programme_id", sa.Integer, sa.ForeignKey("programme.id"), nullable=False),
        sa.Column("since", UtcTime, nullable=False),
        sa.Column("until", UtcTime),
    )
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"])
