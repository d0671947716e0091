"""Whether an instance's invocations are moderated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_moderation"
down_revision = "0004_deployments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All that there are."""
    with op.batch_alter_table("service_instances") as table:
        table.add_column(sa.Column("moderation", sa.Boolean, nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("service_instances") as table:
        table.drop_column("moderation")
