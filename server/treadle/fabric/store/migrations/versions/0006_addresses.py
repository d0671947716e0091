"""Where a server hears what others hand on to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_addresses"
down_revision = "0005_moderation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None of those that run has said so."""
    with op.batch_alter_table("servers") as table:
        table.add_column(sa.Column("address", sa.Text, nullable=True))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("servers") as table:
        table.drop_column("address")
