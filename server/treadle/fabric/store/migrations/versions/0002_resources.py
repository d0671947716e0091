"""What workspaces, model versions and endpoints lacked: tags, unique names, resources, subscriptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_resources"
down_revision = "0001"
branch_labels = None
depends_on = None

ENDPOINT_COLUMNS = ("other_resources", "cap", "custom_image_id")


def upgrade() -> None:
    """Add them; an index can be added to a table that others refer to, a constraint on SQLite cannot."""
    op.add_column("workspaces", sa.Column("tags", sa.JSON))
    op.create_index("uq_model_versions_model_id_name", "model_versions", ["model_id", "name"], unique=True)
    op.add_column("endpoints", sa.Column("other_resources", sa.JSON))
    op.add_column("endpoints", sa.Column("cap", sa.JSON))
    op.add_column("endpoints", sa.Column("custom_image_id", sa.String(36)))
    op.create_table(
        "subscriptions",
        sa.Column("workspace_id", sa.String(36), sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("endpoint_id", sa.String(36), sa.ForeignKey("endpoints.id"), primary_key=True),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("create_user", sa.String(255), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("subscriptions")
    for column in ENDPOINT_COLUMNS:
        op.drop_column("endpoints", column)
    op.drop_index("uq_model_versions_model_id_name", "model_versions")
    op.drop_column("workspaces", "tags")
