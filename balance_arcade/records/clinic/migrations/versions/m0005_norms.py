"""The fifth schema: what a norm has to know of a person, of a session, and of its board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("person", sa.Column("birth_year", sa.Integer))
    op.add_column("person", _word("sex", 8))
    op.add_column("session", sa.Column("age_y", sa.Integer))
    op.add_column("session", _word("sex", 8))
    op.add_column("session", _word("measures_as", 16))
    op.add_column("session", _word("feet", 128))


def _word(name: str, letters: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(letters), nullable=False, server_default="")
