"""Installations with their tokens, which are kept encrypted.

Knows the secret keys; must not know what a token opens. A token stands in the clear only in an `Installation`: in no
column, no error and no log.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Row, Select, delete, select, text, union, update

from cadence.errors import ConfigurationError
from cadence.pacing import believed
from cadence.ports import Installation
from storage import tables
from storage.engine import Database
from storage.upsert import insert_or_replace

_rows = tables.installations
_SECRETS = ("token", "refresh_token")


class Cipher:
    """Encrypts with the first key and reads with any: that is how a key is replaced. Raises ConfigurationError."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        try:
            self._keys = [Fernet(key) for key in secret_keys]
        except ValueError:
            # without its cause, which may quote the key
            raise ConfigurationError(
                "DRUMBEAT_SECRET_KEY holds something that is no key. Make one with: drumbeat key"
            ) from None

    def close(self, plain: str) -> str:
        return self._fernet().encrypt(plain.encode()).decode() if plain else ""

    def open(self, closed: str, of: str) -> str:
        """of: whose secret it is, for the error."""
        with _readable(of):
            return self._fernet().decrypt(closed).decode() if closed else ""

    def renew(self, closed: str, of: str) -> str:
        """The same secret, under the first key."""
        with _readable(of):
            return self._fernet().rotate(closed).decode() if closed else ""

    def _fernet(self) -> MultiFernet:
        if not self._keys:
            raise ConfigurationError("Tokens are kept encrypted. Set DRUMBEAT_SECRET_KEY; make one with: drumbeat key")
        return MultiFernet(self._keys)


class SqlVault:
    """See `cadence.ports.Vault`."""

    def __init__(self, database: Database, secret_keys: Sequence[str] = ()) -> None:
        self._database = database
        self._cipher = Cipher(secret_keys)

    async def find(self, installation_id: str) -> Installation | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_one(installation_id))).one_or_none()
        return self._installation(row) if row else None

    async def installed(self, platform: str) -> list[Installation]:
        """All that can be read: one with a lost key does not stop the others. Raises where none of several can."""
        ours = select(_rows).where(_rows.c.platform == platform).order_by(_rows.c.installed_at, _rows.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(ours)).all()
        return [self._installation(row) for row in self._readable_of(rows)]

    async def unreadable(self) -> list[str]:
        """Ids of the installations whose secrets none of our keys opens, for the operator."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(_rows).order_by(_rows.c.id))).all()
        return [row.id for row in rows if not self._is_readable(row)]

    async def keep(self, installation: Installation) -> None:
        row = self._row(installation)
        async with self._database.write() as connection:
            await connection.execute(insert_or_replace(connection, _rows, **row))

    async def keep_first(self, installation: Installation) -> bool:
        """See `Vault`. The lock lets nobody else look or keep meanwhile; SQLite's writers take turns anyway."""
        row, places = self._row(installation), (tables.workspaces, _rows)
        ever = [select(table.c.id).where(table.c.platform == installation.platform) for table in places]
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                await connection.execute(text(f"LOCK TABLE {_rows.name} IN SHARE ROW EXCLUSIVE MODE"))
            known = set((await connection.execute(union(*ever))).scalars())
            if known and installation.id not in known:
                return False
            await connection.execute(insert_or_replace(connection, _rows, **row))
            return True

    async def forget(self, installation_id: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(_rows).where(_rows.c.id == installation_id))

    async def begin_renewal(self, installation_id: str, now: datetime, lease: timedelta) -> Installation | None:
        async with self._database.write() as connection:
            row = (await connection.execute(_one(installation_id).with_for_update())).one_or_none()
            if row is None or believed(row.renewed_until, now) > now:
                return None
            found = self._installation(row)
            mine = update(_rows).where(_rows.c.id == installation_id)
            await connection.execute(mine.values(renewed_until=now + lease))
        return found

    async def reencrypt(self) -> int:
        """Write all that can be read anew under the first key; the others may go once `unreadable` is empty.

        How many were written. Raises ConfigurationError where none of several can be read.
        """
        async with self._database.write() as connection:
            rows = (await connection.execute(select(_rows).order_by(_rows.c.id).with_for_update())).all()
            chosen = self._readable_of(rows)
            for row in chosen:
                closed = {name: self._cipher.renew(getattr(row, name), row.id) for name in _SECRETS}
                await connection.execute(update(_rows).where(_rows.c.id == row.id).values(closed))
        return len(chosen)

    def _readable_of(self, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Those that can be read; all where none can, so that reading them says what is wrong."""
        return [row for row in rows if self._is_readable(row)] or list(rows)

    def _is_readable(self, row: Row[Any]) -> bool:
        try:
            self._installation(row)
        except ConfigurationError:
            return False
        return True

    def _row(self, installation: Installation) -> dict[str, Any]:
        closed = {name: self._cipher.close(getattr(installation, name)) for name in _SECRETS}
        return {**vars(installation), **closed, "details": dict(installation.details), "renewed_until": None}

    def _installation(self, row: Row[Any]) -> Installation:
        return Installation(
            id=row.id,
            platform=row.platform,
            name=row.name,
            token=self._cipher.open(row.token, row.id),
            refresh_token=self._cipher.open(row.refresh_token, row.id),
            expires_at=row.expires_at,
            details=row.details,
            installed_at=row.installed_at,
        )


@contextmanager
def _readable(of: str) -> Iterator[None]:
    """A secret that none of the keys opens is a matter of settings."""
    try:
        yield
    except InvalidToken:
        raise ConfigurationError(
            f"The token of {of} cannot be read with DRUMBEAT_SECRET_KEY. Add the key it was kept with"
            " (keys are separated by commas), or install Drumbeat there again."
        ) from None


def _one(installation_id: str) -> Select[Any]:
    return select(_rows).where(_rows.c.id == installation_id)
