"""A start with another DRUMBEAT_SECRET_KEY than the one that tokens were kept with."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bot.assembly import assemble, utc_now
from bot.settings import read_settings
from cadence.ports import Installation
from storage import open_store

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
HERE = "slack:T0123"


def variables(url: str, key: str) -> dict[str, str]:
    app = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "a secret", "SLACK_SIGNING_SECRET": "another"}
    return app | {"DATABASE_URL": url, "DRUMBEAT_SECRET_KEY": key, "SLACK_API_URL": "http://127.0.0.1:9/"}


@pytest.fixture
async def kept_under_old(sqlite_url: str) -> str:
    """A database that holds one installation."""
    store = open_store(sqlite_url, utc_now, [OLD])
    await store.vault.keep(
        Installation(id=HERE, platform="slack", name="A", token="xoxb-1", installed_at=utc_now() - timedelta(days=1))
    )
    await store.close()
    return sqlite_url


async def test_it_starts_and_says_so_because_the_install_page_is_the_way_out(
    kept_under_old: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with assemble(read_settings(variables(kept_under_old, NEW))) as drumbeat:
        assert drumbeat.slack is not None
        assert await drumbeat.slack.tenants.connected() == []
        assert await drumbeat.store.vault.unreadable() == [HERE]
    assert "slack:T0123 cannot be read with DRUMBEAT_SECRET_KEY" in caplog.text + "".join(capsys.readouterr())


async def test_with_both_keys_the_tokens_are_under_the_new_one_from_the_next_start_on(kept_under_old: str) -> None:
    async with assemble(read_settings(variables(kept_under_old, f"{NEW},{OLD}"))):
        pass
    async with assemble(read_settings(variables(kept_under_old, NEW))) as drumbeat:
        assert await drumbeat.store.vault.unreadable() == []
