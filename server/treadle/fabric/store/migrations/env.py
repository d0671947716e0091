"""Where Alembic gets its connection from: `treadle.fabric.store.database.upgrade` hands one over."""

from __future__ import annotations

from alembic import context

from treadle.fabric.store import credential_tables, tables

MODULES = (tables, credential_tables)  # imported, their tables are in the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
