"""Runs migrations on the connection that `balance_arcade.records.clinic.migrate` hands over."""

from __future__ import annotations

from alembic import context

from balance_arcade.records.clinic.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most of a table in place.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
