"""Credentials: tokens, access keys, and the signatures that are spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_credentials"
down_revision = "0002_resources"
branch_labels = None
depends_on = None


def granted() -> list[sa.Column[object]]:
    """Whom a credential stands for, what it allows, and until when."""
    return [
        sa.Column("domain", sa.String(64), nullable=False),
        sa.Column("user_name", sa.String(64), nullable=False),
        sa.Column("projects", sa.JSON, nullable=False),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_time", sa.DateTime(timezone=True)),
        sa.Column("revoke_time", sa.DateTime(timezone=True)),
        sa.Column("last_used_time", sa.DateTime(timezone=True)),
    ]


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        *granted(),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("key_file", sa.String(16), nullable=False),
        *granted(),
    )
    op.create_table(
        "used_signatures",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("expire_time", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("used_signatures", "access_keys", "access_tokens"):
        op.drop_table(table)
