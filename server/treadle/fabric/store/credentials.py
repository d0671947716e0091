"""Credentials in the database: issued, looked up, revoked; and which signatures are spent.

Nothing here knows a token or a secret key: callers hand over digests and salts. Rows of revoked and
expired credentials stay, because a caller who had a right is answered 403 and a stranger 401.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from treadle.fabric.store.credential_tables import AccessKey, AccessToken, UsedSignature
from treadle.fabric.store.records import Missing, new_id, now
from treadle.fabric.store.store import Store

Kind = type[AccessToken] | type[AccessKey]

_NAMES: dict[Kind, str] = {AccessToken: "token", AccessKey: "access key"}
_PRUNING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCredential:
    """A credential to be; `actions` are patterns of Fabric's action names."""

    user_name: str
    domain: str
    projects: tuple[str, ...]
    actions: tuple[str, ...]
    description: str | None = None
    expire_time: datetime | None = None

    def columns(self) -> dict[str, object]:
        """The columns that both kinds have."""
        return {
            "domain": self.domain,
            "user_name": self.user_name,
            "projects": list(self.projects),
            "actions": list(self.actions),
            "description": self.description,
            "create_time": now(),
            "expire_time": self.expire_time,
        }


class Credentials:
    """The credentials of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pruned: datetime | None = None

    async def add_token(self, new: NewCredential, digest: str) -> AccessToken:
        """Keep a token by its digest."""
        row = AccessToken(id=new_id(), digest=digest, **new.columns())
        async with self._store.write() as session:
            session.add(row)
        return row

    async def drop_token(self, digest: str) -> None:
        """Have no such token any more, without a trace: for those that servers make for each other."""
        async with self._store.write() as session:
            await session.execute(delete(AccessToken).where(AccessToken.digest == digest))

    async def add_key(self, new: NewCredential, access: str, salt: str, key_file: str) -> AccessKey:
        """Keep an access key with what its secret follows from."""
        row = AccessKey(id=access, salt=salt, key_file=key_file, **new.columns())
        async with self._store.write() as session:
            session.add(row)
        return row

    async def token(self, digest: str) -> AccessToken | None:
        """The token with this digest."""
        async with self._store.read() as session:
            return await session.scalar(select(AccessToken).where(AccessToken.digest == digest))

    async def key(self, access: str) -> AccessKey | None:
        """The access key with this id."""
        async with self._store.read() as session:
            return await session.get(AccessKey, access)

    async def tokens(self) -> Sequence[AccessToken]:
        """Every token, the oldest first."""
        async with self._store.read() as session:
            ordered = select(AccessToken).order_by(AccessToken.create_time, AccessToken.id)
            return (await session.scalars(ordered)).all()

    async def keys(self) -> Sequence[AccessKey]:
        """Every access key, the oldest first."""
        async with self._store.read() as session:
            ordered = select(AccessKey).order_by(AccessKey.create_time, AccessKey.id)
            return (await session.scalars(ordered)).all()

    async def revoke(self, kind: Kind, id: str) -> None:  # noqa: A002 - the contract's word
        """Honour a credential no longer; a second time changes nothing. Raises Missing."""
        async with self._store.write() as session:
            if await session.scalar(select(kind.id).where(kind.id == id)) is None:
                raise Missing(_NAMES[kind], id)
            active = kind.id == id, kind.revoke_time.is_(None)
            await session.execute(update(kind).where(*active).values(revoke_time=now()))

    async def used(self, moments: Mapping[tuple[Kind, str], datetime]) -> None:
        """Note when credentials were last used."""
        async with self._store.write() as session:
            # In one order for all servers: each update locks its row until the end.
            for kind, id_ in sorted(moments, key=lambda used: (used[0].__tablename__, used[1])):
                moment = moments[kind, id_]
                await session.execute(update(kind).where(kind.id == id_).values(last_used_time=moment))

    async def spend(self, digest: str, until: datetime) -> bool:
        """Whether a signature is accepted for the first time, in all processes on this database.

        It is remembered until `until`, after which its date alone refuses it.
        """
        moment = now()
        prune = self._pruned is None or moment - self._pruned > _PRUNING
        if prune:
            self._pruned = moment
        try:
            async with self._store.write() as session:
                if prune:
                    await session.execute(delete(UsedSignature).where(UsedSignature.expire_time < moment))
                session.add(UsedSignature(digest=digest, expire_time=until))
        except IntegrityError:
            return False
        return True
