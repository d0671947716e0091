"""Who runs an instance and what it takes: the servers' leases, and four columns of the instances."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_deployments"
down_revision = "0003_credentials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "servers",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("served", sa.Text, nullable=False),
        sa.Column("base_model_type", sa.String(64), nullable=False),
        sa.Column("memory", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    with op.batch_alter_table("service_instances") as table:
        table.add_column(sa.Column("server_id", sa.String(36)))
        table.add_column(sa.Column("memory", sa.BigInteger, nullable=False, server_default="0"))
        table.add_column(sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("progress", sa.String(255)))
        table.create_index(op.f("ix_service_instances_server_id"), ["server_id"])


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("service_instances") as table:
        table.drop_index(op.f("ix_service_instances_server_id"))
        for column in ("progress", "attempts", "memory", "server_id"):
            table.drop_column(column)
    op.drop_table("servers")
