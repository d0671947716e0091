"""What Fabric's resources are in SQL.

    workspaces ─┬─ models ── model_versions     models.current_version_id names one of its versions
                ├─ endpoints ── subscriptions       workspaces that may deploy on a public one
                └─ service_instances            a version placed on an endpoint
    servers                                     the processes that run, and until when they are believed to

Names are unique within their workspace by constraint, so two concurrent creates cannot both win.
Moments are UTC with milliseconds. A change here needs a revision under `migrations/versions`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite has no time zones, so it is stored without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to stored."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Stored to aware."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables of one Fabric."""


Base.metadata.naming_convention = NAMING

Id = String(36)
Name = String(128)


class Owned:
    """Who made a row, who changed it, and when."""

    create_time: Mapped[datetime] = mapped_column(Moment)
    update_time: Mapped[datetime] = mapped_column(Moment)
    create_user: Mapped[str] = mapped_column(String(255))
    update_user: Mapped[str] = mapped_column(String(255))


class Workspace(Owned, Base):
    """An isolation unit of one project."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Name)
    description: Mapped[str | None] = mapped_column(Text)
    metastore_id: Mapped[str | None] = mapped_column(Id)
    enterprise_project_id: Mapped[str] = mapped_column(String(64))
    tags: Mapped[dict[str, str] | None] = mapped_column(JSON)


class Model(Owned, Base):
    """A named definition; what it consists of stands in its versions."""

    __tablename__ = "models"
    __table_args__ = (UniqueConstraint("workspace_id", "name"), Index(None, "workspace_id", "create_time"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(Name)
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(32))
    visibility: Mapped[str] = mapped_column(String(16))
    # No foreign key: model and first version are inserted together and would each need the other first.
    current_version_id: Mapped[str] = mapped_column(Id)

    current_version: Mapped[ModelVersion] = relationship(
        primaryjoin="foreign(Model.current_version_id) == ModelVersion.id", viewonly=True, lazy="joined"
    )


class ModelVersion(Base):
    """A version of a model; never changed once written."""

    __tablename__ = "model_versions"
    __table_args__ = (
        Index(None, "model_id", "create_time"),
        Index("uq_model_versions_model_id_name", "model_id", "name", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    model_id: Mapped[str] = mapped_column(ForeignKey("models.id"))
    name: Mapped[str] = mapped_column(Name)
    description: Mapped[str | None] = mapped_column(Text)
    base_model_type: Mapped[str | None] = mapped_column(String(64))
    model_path: Mapped[str | None] = mapped_column(String(1024))
    local_model_path: Mapped[str | None] = mapped_column(String(1024))
    create_time: Mapped[datetime] = mapped_column(Moment)
    create_user: Mapped[str] = mapped_column(String(255))


class Endpoint(Owned, Base):
    """A pool of resources; bounds what the instances on it may take together."""

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(Name)
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(32))
    visibility: Mapped[str] = mapped_column(String(16))
    spec_code: Mapped[str] = mapped_column(String(64))
    minimum: Mapped[int]
    maximum: Mapped[int]
    other_resources: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    cap: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    custom_image_id: Mapped[str | None] = mapped_column(Id)


class Subscription(Base):
    """A workspace that may deploy on a public endpoint."""

    __tablename__ = "subscriptions"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    create_time: Mapped[datetime] = mapped_column(Moment)
    create_user: Mapped[str] = mapped_column(String(255))


class ServiceInstance(Owned, Base):
    """A model version that was deployed on an endpoint."""

    __tablename__ = "service_instances"
    __table_args__ = (UniqueConstraint("workspace_id", "name"), Index(None, "workspace_id", "create_time"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    model_id: Mapped[str] = mapped_column(ForeignKey("models.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("model_versions.id"), index=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("endpoints.id"), index=True)
    name: Mapped[str] = mapped_column(Name)
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(32))
    visibility: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    minimum: Mapped[int]
    maximum: Mapped[int]
    spec_code: Mapped[str] = mapped_column(String(64))
    moderation: Mapped[bool] = mapped_column(default=True)  # where the server has a moderator
    own: Mapped[bool]  # the server keeps it for the model that it was started with
    running_since: Mapped[datetime | None] = mapped_column(Moment)
    error_code: Mapped[str | None] = mapped_column(String(36))
    error_msg: Mapped[str | None] = mapped_column(Text)
    # Who runs it: no foreign key, because a server's row goes and what it ran is then somebody else's.
    server_id: Mapped[str | None] = mapped_column(Id, index=True)
    memory: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes that its engine takes of that server's
    attempts: Mapped[int] = mapped_column(default=0)  # times that it was begun to be brought up in vain
    ran: Mapped[bool] = mapped_column(default=False)  # it can run: what keeps it from doing so may pass
    progress: Mapped[str | None] = mapped_column(String(255))

    version: Mapped[ModelVersion] = relationship(lazy="joined")


class ServerLease(Base):
    """A server process, until `expires`; what it ran is free for others once that has passed."""

    __tablename__ = "servers"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    host: Mapped[str] = mapped_column(String(255))  # with `process`: whether it is still there can be seen
    process: Mapped[str] = mapped_column(String(64))
    served: Mapped[str] = mapped_column(Text)  # the model that it was started with
    base_model_type: Mapped[str] = mapped_column(String(64))
    memory: Mapped[int] = mapped_column(BigInteger)  # bytes for what is deployed on it
    address: Mapped[str | None] = mapped_column(Text)  # where the others reach it
    expires: Mapped[datetime] = mapped_column(Moment)
