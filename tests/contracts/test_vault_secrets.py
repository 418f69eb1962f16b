"""Tokens stand nowhere in the clear, and keys may be replaced one after the other."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from cadence.errors import ConfigurationError
from storage import SqlStore, open_store
from storage.engine import Database
from tests.contracts.conftest import KEY, opened
from tests.contracts.test_keeping import ACME, LEASE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


async def raw(url: str, table: str = "installations") -> str:
    """All that a table holds, as it holds it."""
    database = Database(url)
    async with database.read() as connection:
        rows = [tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table}"))]
    await database.close()
    return repr(rows)


async def test_no_token_stands_in_the_database_nor_in_a_repr(sql: SqlStore, sql_url: str) -> None:
    await sql.vault.keep(ACME)
    for shown in (await raw(sql_url), repr(ACME), repr(await sql.vault.find(ACME.id)), repr(vars(sql.vault))):
        for secret in (ACME.token, ACME.refresh_token, KEY):
            assert secret not in shown
    assert "U0BOT" in await raw(sql_url)


async def test_the_first_key_encrypts_and_all_decrypt(sql_url: str, clock: FakeClock) -> None:
    async with opened(sql_url, clock, [OLD]) as store:
        await store.vault.keep(ACME)
    async with opened(sql_url, clock, [NEW, OLD]) as store:
        assert await store.vault.find(ACME.id) == ACME
        await store.vault.keep(replace(ACME, id="slack:T2"))
    async with opened(sql_url, clock, [NEW]) as store:
        assert await store.vault.find("slack:T2")
        with pytest.raises(ConfigurationError, match="slack:T1 cannot be read with DRUMBEAT_SECRET_KEY"):
            await store.vault.find(ACME.id)


async def test_after_all_was_written_anew_the_old_key_may_go(sql_url: str, clock: FakeClock) -> None:
    bare = replace(ACME, id="slack:T2", refresh_token="")
    async with opened(sql_url, clock, [OLD]) as store:
        await store.vault.keep(ACME)
        await store.vault.keep(bare)
    async with opened(sql_url, clock, [NEW, OLD]) as store:
        assert await store.vault.reencrypt() == 2
    async with opened(sql_url, clock, [NEW]) as store:
        assert await store.vault.installed("slack") == [ACME, bare]


async def test_writing_anew_leaves_what_no_key_opens_and_says_so_where_that_is_all(
    sql_url: str, clock: FakeClock
) -> None:
    async with opened(sql_url, clock, [OLD]) as store:
        await store.vault.keep(ACME)
    before = await raw(sql_url)
    async with opened(sql_url, clock, [NEW]) as store:
        with pytest.raises(ConfigurationError, match="slack:T1"):
            await store.vault.reencrypt()
        assert await raw(sql_url) == before
        await store.vault.keep(replace(ACME, id="slack:T2"))
        assert await store.vault.reencrypt() == 1
    async with opened(sql_url, clock, [OLD]) as store:
        assert await store.vault.find(ACME.id) == ACME


async def test_one_that_cannot_be_read_leaves_the_others_and_is_told(sql_url: str, clock: FakeClock) -> None:
    readable = replace(ACME, id="slack:T2")
    async with opened(sql_url, clock, [OLD]) as store:
        await store.vault.keep(ACME)
    async with opened(sql_url, clock, [NEW]) as store:
        with pytest.raises(ConfigurationError, match="slack:T1"):
            await store.vault.installed("slack")
        await store.vault.keep(readable)
        assert await store.vault.installed("slack") == [readable]
        assert await store.vault.unreadable() == [ACME.id]
        with pytest.raises(ConfigurationError):
            await store.vault.begin_renewal(ACME.id, MONDAY, LEASE)
        await store.vault.forget(ACME.id)
        assert await store.vault.unreadable() == []


async def test_without_a_key_it_says_which_setting_is_missing(sql_url: str, clock: FakeClock) -> None:
    async with opened(sql_url, clock, []) as store:
        assert await store.vault.find(ACME.id) is None
        with pytest.raises(ConfigurationError, match="Set DRUMBEAT_SECRET_KEY"):
            await store.vault.keep(ACME)
        assert await store.vault.installed("slack") == []


def test_what_is_no_key_is_refused_at_once_and_not_repeated(clock: FakeClock) -> None:
    with pytest.raises(ConfigurationError, match="DRUMBEAT_SECRET_KEY") as refusal:
        open_store("sqlite://", clock, [KEY, "hunter2"])
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__cause__ is None


async def test_a_ticket_is_kept_as_its_hash_and_forgotten_after_its_end(
    sql: SqlStore, sql_url: str, clock: FakeClock
) -> None:
    await sql.tickets.issue("state-1", clock() + LEASE)
    assert "state-1" not in await raw(sql_url, "tickets")
    before = await raw(sql_url, "tickets")
    clock.forward(seconds=60)
    await sql.tickets.issue("state-2", clock() + LEASE)
    assert len(await raw(sql_url, "tickets")) == len(before), "the first one is gone"
