"""The first tables: workspaces, models and their versions, endpoints, service instances."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def identifier() -> sa.Column[str]:
    """A primary key."""
    return sa.Column("id", sa.String(36), primary_key=True)


def reference(name: str, target: str, *, index: bool = False) -> sa.Column[str]:
    """A foreign key."""
    return sa.Column(name, sa.String(36), sa.ForeignKey(target), nullable=False, index=index)


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    """A text of bounded length."""
    return sa.Column(name, sa.String(length), nullable=nullable)


def owned() -> list[sa.Column[object]]:
    """Who made a row, who changed it, and when."""
    return [
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("update_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("create_user", sa.String(255), nullable=False),
        sa.Column("update_user", sa.String(255), nullable=False),
    ]


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "workspaces",
        identifier(),
        text("project_id", 64),
        text("name", 128),
        sa.Column("description", sa.Text),
        text("metastore_id", 36, nullable=True),
        text("enterprise_project_id", 64),
        *owned(),
        sa.UniqueConstraint("project_id", "name"),
    )
    op.create_table(
        "models",
        identifier(),
        reference("workspace_id", "workspaces.id"),
        text("name", 128),
        sa.Column("description", sa.Text),
        text("type", 32),
        text("visibility", 16),
        text("current_version_id", 36),
        *owned(),
        sa.UniqueConstraint("workspace_id", "name"),
        sa.Index(None, "workspace_id", "create_time"),
    )
    op.create_table(
        "model_versions",
        identifier(),
        reference("model_id", "models.id"),
        text("name", 128),
        sa.Column("description", sa.Text),
        text("base_model_type", 64, nullable=True),
        text("model_path", 1024, nullable=True),
        text("local_model_path", 1024, nullable=True),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        text("create_user", 255),
        sa.Index(None, "model_id", "create_time"),
    )
    op.create_table(
        "endpoints",
        identifier(),
        reference("workspace_id", "workspaces.id"),
        text("name", 128),
        sa.Column("description", sa.Text),
        text("type", 32),
        text("status", 32),
        text("visibility", 16),
        text("spec_code", 64),
        sa.Column("minimum", sa.Integer, nullable=False),
        sa.Column("maximum", sa.Integer, nullable=False),
        *owned(),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    op.create_table(
        "service_instances",
        identifier(),
        reference("workspace_id", "workspaces.id"),
        reference("model_id", "models.id"),
        reference("version_id", "model_versions.id", index=True),
        reference("endpoint_id", "endpoints.id", index=True),
        text("name", 128),
        sa.Column("description", sa.Text),
        text("type", 32),
        text("visibility", 16),
        text("status", 16),
        sa.Column("minimum", sa.Integer, nullable=False),
        sa.Column("maximum", sa.Integer, nullable=False),
        text("spec_code", 64),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True)),
        text("error_code", 36, nullable=True),
        sa.Column("error_msg", sa.Text),
        *owned(),
        sa.UniqueConstraint("workspace_id", "name"),
        sa.Index(None, "workspace_id", "create_time"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("service_instances", "endpoints", "model_versions", "models", "workspaces"):
        op.drop_table(table)
