"""The sixth schema: what waits for a centre, and which of the records of a network these are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from balance_arcade.records.clinic.columns import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; everything that is there waits for a centre."""
    op.create_table(
        "unsent",
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("subject", sa.String(96), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(48), nullable=False),
    )
    op.add_column("session", sa.Column("sent", UtcTime))
    op.add_column("session", sa.Column("sent_person", sa.String(64)))
    op.add_column("trial", sa.Column("place", sa.String(48), nullable=False, server_default=""))
    op.add_column(
        "erased", sa.Column("everywhere", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.execute("INSERT INTO unsent SELECT 'session', id, 0, '' FROM session")
    op.execute("INSERT INTO unsent SELECT 'person', CAST(id AS VARCHAR(96)), 0, '' FROM person")
    op.execute(
        "INSERT INTO unsent SELECT 'texts', written.session_id, 0, '' FROM ("
        "SELECT session_id FROM note UNION SELECT trial.session_id FROM trial"
        " JOIN event ON event.trial_id = trial.id"
        """ WHERE event.data LIKE '%"text":"%' AND event.data NOT LIKE '%"text":""%'"""
        ") AS written"
    )
    op.execute(
        "INSERT INTO unsent SELECT 'plan', CAST(planned.person_id AS VARCHAR(96)), 0, '' FROM ("
        "SELECT DISTINCT person_id FROM assignment) AS planned"
    )
