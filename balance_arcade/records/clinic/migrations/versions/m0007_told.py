"""The seventh schema: what a centre was told of a person, and how the last sync ended.

What was measured of recordings waits for a centre from here on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from balance_arcade.records.clinic.columns import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a person who does not wait is at the centre as they are here."""
    op.add_column("person", sa.Column("sent", UtcTime))
    op.add_column("person", sa.Column("sent_birth_year", sa.Integer))
    op.add_column("person", sa.Column("sent_sex", sa.String(8), nullable=False, server_default=""))
    op.execute(
        "UPDATE person SET sent_birth_year = birth_year, sent_sex = sex, sent = ("
        "SELECT max(at) FROM audit WHERE action = 'person.sent'"
        " AND subject = 'person ' || CAST(person.id AS VARCHAR(96)))"
        " WHERE EXISTS (SELECT 1 FROM audit WHERE action = 'person.sent'"
        " AND subject = 'person ' || CAST(person.id AS VARCHAR(96)))"
        " AND NOT EXISTS (SELECT 1 FROM unsent WHERE kind = 'person'"
        " AND subject = CAST(person.id AS VARCHAR(96)))"
    )
    op.add_column("site", sa.Column("tried", UtcTime))
    op.add_column("site", sa.Column("fault", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_unsent_number", "unsent", ["number"])
    op.execute(
        "INSERT INTO unsent SELECT 'analyses', measured.session_id, 0, '' FROM ("
        "SELECT DISTINCT trial.session_id FROM trial"
        " JOIN analysis ON analysis.sha256 = trial.sha256) AS measured"
    )
