"""Where Alembic gets its connection from: `treadle.fabric.store.database.upgrade` hands one over."""

from __future__ import annotations

from alembic import context

from treadle.fabric.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
