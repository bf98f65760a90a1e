"""The fourth schema: analyses of files, by what was read and how it was measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from balance_arcade.records.clinic.columns import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "analysis_manner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
    )
    op.create_table(
        "analysis_sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("metrics", sa.Text, nullable=False),
    )
    op.create_table(
        "analysis",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("manner_id", sa.Integer, sa.ForeignKey("analysis_manner.id"), nullable=False),
        sa.Column("sheet_id", sa.Integer, sa.ForeignKey("analysis_sheet.id"), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("numbers", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.UniqueConstraint("sha256", "manner_id", name="uq_analysis_what"),
    )
    op.create_index("ix_analysis_manner_id", "analysis", ["manner_id"])
