"""The first schema: people, sessions, trials, outcomes, events, notes, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from balance_arcade.records.clinic.columns import Finite, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _people_and_sessions()
    _trials()
    _what_was_said_and_done()


def _people_and_sessions() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pseudonym", sa.String(32), nullable=False, unique=True),
        sa.Column("since", UtcTime, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("began", UtcTime, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("board", sa.Text, nullable=False),
        sa.Column("calibration", sa.Text, nullable=False),
        sa.Column("app_version", sa.String(64), nullable=False),
    )
    op.create_index("ix_session_person_began", "session", ["person_id", "began"])


def _trials() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("session.id"), nullable=False),
        sa.Column("trial_id", sa.String(64), nullable=False, unique=True),
        sa.Column("label", sa.String(128), nullable=False),
        sa.Column("began", UtcTime, nullable=False),
        sa.Column("seconds", Finite),
        sa.Column("n_samples", sa.Integer, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("end_reason", sa.String(64), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_trial_session_id", "trial", ["session_id"])
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trial_id", sa.Integer, sa.ForeignKey("trial.id"), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("name", sa.String(96), nullable=False),
        sa.Column("value", Finite),
        sa.Column("refused", sa.Text, nullable=False),
        sa.Column("unit", sa.String(24), nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("method", sa.String(512), nullable=False),
        sa.Column("repeats", sa.Text, nullable=False),
        sa.UniqueConstraint("trial_id", "source", "name", "method", name="uq_outcome_what"),
    )
    op.create_index("ix_outcome_name", "outcome", ["name"])


def _what_was_said_and_done() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trial_id", sa.Integer, sa.ForeignKey("trial.id"), nullable=False),
        sa.Column("t_s", Finite),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("ix_event_trial_id", "event", ["trial_id"])
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("session.id"), nullable=False),
        sa.Column("written", UtcTime, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("hidden", UtcTime),
    )
    op.create_index("ix_note_session_id", "note", ["session_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(48), nullable=False),
        sa.Column("subject", sa.String(96), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    )
