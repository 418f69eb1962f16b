"""Installing the app from a browser: who may, what is kept, and a clear word wherever it does not come about."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.slack.installing.oauth import authorize_url
from adapters.slack.installing.scopes import BOT_SCOPES, THREAD_SCOPES
from cadence.errors import ConfigurationError
from cadence.ports import Installation
from tests.adapters.slack.installing import Installed, installing
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault


@pytest.fixture
def clock(slack: FakeSlack) -> FakeClock:
    still = FakeClock(datetime(2026, 11, 9, 8, 0, tzinfo=UTC))
    slack.use_clock(still)
    slack.tokens.clear()
    return still


@pytest.fixture
async def installed(slack: FakeSlack, kept: MemoryStore, clock: FakeClock) -> AsyncIterator[Installed]:
    async with installing(slack, kept, clock) as it:
        yield it


@pytest.mark.parametrize(
    ("api", "page"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("http://127.0.0.1:80/api/", "http://127.0.0.1:80/oauth/v2/authorize"),
    ],
)
def test_the_page_of_consent_stands_beside_the_web_api(api: str, page: str) -> None:
    assert authorize_url(api) == page


async def test_installing_keeps_the_token_and_makes_the_workspace_known(slack: FakeSlack, installed: Installed) -> None:
    page = await installed.install()
    assert page.status == 200
    assert "Drumbeat is installed in Sample Company" in page.text
    assert "/invite" in page.text
    assert "/okr setup" in page.text
    kept = await installed.store.vault.find("slack:T0DRUMBEAT")
    assert kept is not None
    assert (kept.token, kept.refresh_token, kept.expires_at) == (slack.token, "", None)
    assert installed.told.connections() == [("Connected", "slack:T0DRUMBEAT")]
    [tenant] = await installed.tenants.connected()
    who = tenant.identity
    assert (who.team, who.bot_user, who.bot_id, who.url) == ("Sample Company", slack.bot_user, slack.bot_id, slack.url)
    assert who.scopes == set(BOT_SCOPES)
    assert slack.token not in page.text


async def test_it_works_right_after(installed: Installed) -> None:
    await installed.install()
    async with installed.people() as people:
        await people.command("U2BEN", "C1GROWTH", "board")
    assert installed.door.asked[-1].workspace_id == "slack:T0DRUMBEAT"


@pytest.mark.parametrize(("query", "more"), [({}, ()), ({"thread_replies": "1"}, THREAD_SCOPES)])
async def test_it_asks_for_what_is_needed_and_no_more(
    installed: Installed, query: dict[str, str], more: tuple[str, ...]
) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    page = await installed.browser.step(f"{installed.url}/slack/install?{asked}")
    assert page.to is not None
    told = parse_qs(str(page.to.query_string))
    assert set(told["scope"][0].split(",")) == {*BOT_SCOPES, *more}
    assert "user_scope" not in told


async def test_the_state_is_bound_to_the_browser_that_began(installed: Installed) -> None:
    async with aiohttp.ClientSession() as session:
        address = f"{installed.url}/slack/install"
        async with session.get(address, allow_redirects=False) as response:
            cookie, where = response.headers["Set-Cookie"], urlsplit(response.headers["Location"])
    assert response.status == 302
    for guard in ("HttpOnly", "Secure", "SameSite=Lax", "Max-Age=600", "Path=/slack"):
        assert guard in cookie
    assert parse_qs(where.query)["state"][0] in cookie


async def began(installed: Installed) -> dict[str, str]:
    """What Slack sends somebody back with."""
    page = await installed.browser.step(f"{installed.url}/slack/install")
    assert page.to is not None
    back = await installed.browser.step(page.to)
    assert back.to is not None
    return dict(back.to.query)


async def end(installed: Installed, **query: str) -> Any:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return await installed.browser.open(f"{installed.url}/slack/oauth_redirect?{asked}")


async def test_another_browser_cannot_end_it(installed: Installed) -> None:
    back = await began(installed)
    installed.browser.cookies.clear()
    page = await end(installed, **back)
    assert (page.status, "That did not start here" in page.text) == (400, True)
    assert await installed.tenants.connected() == []


@pytest.mark.parametrize("state", ["", "guessed", "é" * 500])
async def test_a_state_that_was_not_issued_is_refused(installed: Installed, state: str) -> None:
    back = await began(installed)
    assert (await end(installed, code=back["code"], state=state)).status == 400


async def test_it_works_once(installed: Installed) -> None:
    back = await began(installed)
    cookies = dict(installed.browser.cookies[urlsplit(installed.url).netloc])
    assert (await end(installed, **back)).status == 200
    installed.browser.cookies[urlsplit(installed.url).netloc] = cookies
    page = await end(installed, **back)
    assert (page.status, "used already" in page.text) == (400, True)


async def test_of_two_tabs_the_newer_one_goes_on_whatever_becomes_of_the_older(installed: Installed) -> None:
    older, newer = await began(installed), await began(installed)
    assert (await end(installed, **older)).status == 400
    assert (await end(installed, error="access_denied", state=older["state"])).status == 400
    assert (await end(installed, **newer)).status == 200
    assert not any(installed.browser.cookies[urlsplit(installed.url).netloc].values())


async def test_it_takes_ten_minutes_at_most(installed: Installed, clock: FakeClock) -> None:
    back = await began(installed)
    clock.forward(minutes=10)
    page = await end(installed, **back)
    assert (page.status, "older than ten minutes" in page.text) == (400, True)


async def test_who_says_no_is_told_that_this_is_fine(slack: FakeSlack, installed: Installed) -> None:
    slack.oauth.decision = "deny"
    page = await installed.install()
    assert (page.status, "Nothing was installed" in page.text) == (403, True)


async def test_who_comes_back_without_a_code_begins_again(installed: Installed) -> None:
    back = await began(installed)
    assert (await end(installed, state=back["state"])).status == 400


@pytest.mark.parametrize(
    ("method", "fault", "status"),
    [
        ("oauth.v2.access", Fault(error="invalid_code"), 400),
        ("oauth.v2.access", Fault(error="bad_client_secret"), 500),
        ("oauth.v2.access", Fault(status=500), 502),
        ("oauth.v2.access", Fault(drop="before"), 502),
        ("auth.test", Fault(drop="before"), 502),
    ],
)
async def test_whatever_slack_says_is_explained_and_nothing_is_kept(
    slack: FakeSlack,
    installed: Installed,
    caplog: pytest.LogCaptureFixture,
    method: str,
    fault: Fault,
    status: int,
) -> None:
    slack.fail(method, fault)
    with caplog.at_level(logging.DEBUG, logger="adapters"):
        page = await installed.install()
    assert page.status == status
    assert "Nothing was installed" in page.text or "begin again" in page.text
    assert await installed.store.vault.installed("slack") == []
    for secret in (slack.oauth.client_secret, *(token.value for token in slack.tokens)):
        assert secret not in page.text + caplog.text


async def test_only_the_first_workspace_is_served(slack: FakeSlack, installed: Installed) -> None:
    other = slack.add_workspace("T2OTHER", "Other", is_installed=False)
    await installed.install("T0DRUMBEAT")
    page = await installed.install("T2OTHER")
    assert page.status == 403
    assert "SLACK_ALLOWED_WORKSPACES=T2OTHER" in page.text
    assert [token.error for token in other.tokens] == ["token_revoked"]
    assert [one.id for one in await installed.store.vault.installed("slack")] == ["slack:T0DRUMBEAT"]
    assert (await installed.install("T0DRUMBEAT")).status == 200


async def test_the_place_of_the_first_is_kept_for_it_while_the_app_is_taken_out(
    slack: FakeSlack, installed: Installed
) -> None:
    slack.add_workspace("T2OTHER", "Other", is_installed=False)
    await installed.install("T0DRUMBEAT")
    [tenant] = await installed.tenants.connected()
    await installed.store.vault.forget(tenant.identity.workspace_id)
    assert (await installed.install("T2OTHER")).status == 403


async def test_installing_again_is_the_way_out_where_the_key_was_lost(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(platform: str) -> list[Installation]:
        raise ConfigurationError(f"no token of {platform} can be read")

    await installed.install("T0DRUMBEAT")
    monkeypatch.setattr(installed.store.vault, "installed", locked)
    assert [problem.mend for problem in await installed.adapter.connect()] == ["no token of slack can be read"]
    assert await installed.tenants.connected() == []
    assert (await installed.install("T0DRUMBEAT")).status == 200


async def test_those_named_may_install_and_no_others(slack: FakeSlack, kept: MemoryStore, clock: FakeClock) -> None:
    slack.add_workspace("T2OTHER", "Other", is_installed=False)
    slack.add_workspace("T3THIRD", "Third", is_installed=False)
    async with installing(slack, kept, clock, allowed=("T2OTHER", "T3THIRD")) as installed:
        statuses = [(await installed.install(team)).status for team in ("T2OTHER", "T3THIRD", "T0DRUMBEAT")]
    assert statuses == [200, 200, 403]


async def test_an_organisation_that_is_named_may_install(slack: FakeSlack, kept: MemoryStore, clock: FakeClock) -> None:
    slack.oauth.is_org = True
    slack.enterprise_id = "E0ORG"
    async with installing(slack, kept, clock, allowed=("E0ORG",)) as installed:
        assert (await installed.install()).status == 200
    assert [one.id for one in await kept.vault.installed("slack")] == ["slack:E0ORG"]


async def test_a_name_is_only_a_name(slack: FakeSlack, installed: Installed) -> None:
    slack.name = "<script>alert(1)</script>`x`"
    page = await installed.install()
    assert page.status == 200
    assert "<script>" not in page.text


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
async def test_nothing_of_it_is_kept_by_a_browser_and_a_look_ahead_begins_nothing(
    installed: Installed, path: str
) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.head(installed.url + path, allow_redirects=False) as looked:
            assert looked.status == 405
        async with session.get(installed.url + path, allow_redirects=False) as opened:
            assert opened.headers["Cache-Control"] == "no-store"
