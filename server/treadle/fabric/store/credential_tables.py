"""What credentials are in SQL: nothing in these tables lets anybody in by itself.

access_tokens     SHA-256 of the token; the token has 256 random bits, so there is nothing to guess
access_keys       the secret key follows from this row's salt and a key file outside of the database
used_signatures   SHA-256 of signatures that must not be accepted again, until they are too old anyway
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from treadle.fabric.store.tables import Base, Id, Moment


class Granted:
    """Whom a credential stands for, what it allows, and until when."""

    domain: Mapped[str] = mapped_column(String(64))
    user_name: Mapped[str] = mapped_column(String(64))
    projects: Mapped[list[str]] = mapped_column(JSON)  # the first one is meant where a call names none
    actions: Mapped[list[str]] = mapped_column(JSON)
    description: Mapped[str | None] = mapped_column(Text)
    create_time: Mapped[datetime] = mapped_column(Moment)
    expire_time: Mapped[datetime | None] = mapped_column(Moment)
    revoke_time: Mapped[datetime | None] = mapped_column(Moment)
    last_used_time: Mapped[datetime | None] = mapped_column(Moment)


class AccessToken(Granted, Base):
    """A token of `X-Auth-Token`."""

    __tablename__ = "access_tokens"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AccessKey(Granted, Base):
    """A pair of access key and secret key; the access key is the id."""

    __tablename__ = "access_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    key_file: Mapped[str] = mapped_column(String(16))  # which key file the secret follows from


class UsedSignature(Base):
    """A signature that was accepted for a call that may change something."""

    __tablename__ = "used_signatures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expire_time: Mapped[datetime] = mapped_column(Moment, index=True)
