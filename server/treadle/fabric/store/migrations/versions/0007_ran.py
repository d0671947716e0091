"""Whether an instance with weights of its own has been RUNNING."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_ran"
down_revision = "0006_addresses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those have that are."""
    with op.batch_alter_table("service_instances") as table:
        table.add_column(sa.Column("ran", sa.Boolean, nullable=False, server_default=sa.false()))
    instances = sa.table("service_instances", sa.column("ran", sa.Boolean), sa.column("status", sa.String))
    op.execute(sa.update(instances).where(instances.c.status == "RUNNING").values(ran=sa.true()))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("service_instances") as table:
        table.drop_column("ran")
