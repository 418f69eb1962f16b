"""Installing Drumbeat into Slack workspaces by OAuth: who may, with what, how tokens stay fresh, and how it ends."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, People, Workspace
from tests.fakes.slack.oauth import TOKEN_SECONDS
from tests.journeys.browser import Browser, Page
from tests.journeys.conftest import populate, start_growth
from tests.journeys.slack_world import ANA, BEN, CLOSING, GROWTH, MONDAY, OPENING, Way, World, running

OTHER, OTHERS_CHANNEL, OLA = "T2OTHER", "C2OTHER", "U2OLA"


@dataclass
class Site:
    """The application, connected to no workspace yet, and a browser that may change that."""

    world: World
    browser: Browser
    other: Workspace

    @property
    def slack(self) -> FakeSlack:
        return self.world.slack

    async def install(self, team_id: str = "T0DRUMBEAT", **how: str) -> Page:
        """Open the install page as somebody of this workspace, and say yes."""
        self.slack.oauth.installing = team_id
        more = "&".join(f"{key}={value}" for key, value in how.items())
        return await self.browser.open(f"{self.world.url}/slack/install{f'?{more}' if more else ''}")

    async def begun(self) -> Page:
        """The redirect with which Slack sends somebody back, not followed yet."""
        to_slack = await self.browser.step(f"{self.world.url}/slack/install")
        assert to_slack.to is not None
        return await self.browser.step(to_slack.to)


@asynccontextmanager
async def site(folder: Path, slack: FakeSlack, clock: FakeClock, **more: str) -> AsyncIterator[Site]:
    async with running(slack, clock, folder, Way.OAUTH, **more) as world, Browser() as browser:
        slack.oauth.redirect_urls = [f"{world.url}/slack/oauth_redirect"]
        other = next((at for at in slack.workspaces if at.team_id == OTHER), None)
        yield Site(world, browser, other or other_company(slack))


def other_company(slack: FakeSlack) -> Workspace:
    made = slack.add_workspace(OTHER, "Other Company", is_installed=False)
    made.add_user(OLA, "ola")
    made.add_channel(OTHERS_CHANNEL, "sales")
    return made


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as made:
        populate(made)
        made.tokens = []
        yield made


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    shutil.copy(template, tmp_path / "drumbeat.db")
    return tmp_path


@pytest.fixture
async def fresh(folder: Path, slack: FakeSlack) -> AsyncIterator[Site]:
    async with site(folder, slack, FakeClock(MONDAY)) as made:
        yield made


@pytest.fixture
async def open_to_both(folder: Path, slack: FakeSlack) -> AsyncIterator[Site]:
    async with site(folder, slack, FakeClock(MONDAY), SLACK_ALLOWED_WORKSPACES=f"T0DRUMBEAT,{OTHER}") as made:
        yield made


async def test_an_install_says_what_comes_next_and_a_team_can_start(fresh: Site) -> None:
    page = await fresh.install()
    assert page.status == 200
    assert "Drumbeat is installed in Sample Company" in page.text
    await start_growth(fresh.world)
    await fresh.world.at(OPENING)
    assert "0 of 3 in" in fresh.world.prompt().said


async def test_two_workspaces_live_side_by_side_and_see_nothing_of_each_other(open_to_both: Site) -> None:
    await open_to_both.install()
    assert (await open_to_both.install(OTHER)).status == 200
    await start_growth(open_to_both.world)
    async with People(open_to_both.slack, open_to_both.world.people.app_url, at=open_to_both.other) as others:
        await others.command(OLA, OTHERS_CHANNEL, "setup")
        view = open_to_both.other.modal(OLA)
        assert view is not None
        answer = await others.submit(OLA, view, {"members": (OLA,), "weekday": "2", "country": "DE"})
        assert answer.errors == {}
        board = await others.command(OLA, OTHERS_CHANNEL, "")
    assert "New customers" not in board.text
    await open_to_both.world.at(OPENING)
    assert len(open_to_both.slack.in_channel(GROWTH)) == 1
    assert len(open_to_both.other.in_channel(OTHERS_CHANNEL)) == 1
    assert {m.channel for m in open_to_both.other.messages} <= {OTHERS_CHANNEL, f"D{OLA}"}


async def test_only_the_first_workspace_is_let_in_where_no_list_says_otherwise(fresh: Site) -> None:
    await fresh.install()
    refused = await fresh.install(OTHER)
    assert refused.status == 403
    assert f"SLACK_ALLOWED_WORKSPACES={OTHER}" in refused.text
    assert [token.error for token in fresh.other.tokens] == ["token_revoked"]  # it was handed back


async def test_who_says_no_at_slack_is_told_that_nothing_happened(fresh: Site) -> None:
    fresh.slack.oauth.decision = "deny"
    page = await fresh.install()
    assert page.status == 403
    assert "Nothing was installed" in page.text
    assert fresh.slack.tokens == []


async def test_a_state_that_we_did_not_give_is_refused(fresh: Site) -> None:
    back = (await fresh.begun()).to
    assert back is not None
    forged = await fresh.browser.open(back.update_query(state="guessed"))
    assert forged.status == 400
    assert fresh.slack.tokens == []


async def test_a_state_works_once(fresh: Site) -> None:
    back = (await fresh.begun()).to
    assert back is not None
    cookies = {host: dict(kept) for host, kept in fresh.browser.cookies.items()}
    assert (await fresh.browser.open(back)).status == 200
    fresh.browser.cookies.update(cookies)
    assert (await fresh.browser.open(back)).status == 400
    assert len(fresh.slack.tokens) == 1


async def test_a_state_is_over_after_ten_minutes(fresh: Site) -> None:
    back = (await fresh.begun()).to
    assert back is not None
    fresh.world.clock.forward(minutes=11)
    assert (await fresh.browser.open(back)).status == 400
    assert fresh.slack.tokens == []


async def test_another_browser_than_the_one_that_began_is_refused(fresh: Site) -> None:
    back = (await fresh.begun()).to
    assert back is not None
    async with Browser() as another:
        assert (await another.open(back)).status == 400
    assert fresh.slack.tokens == []


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("drumbeat.db*"))


async def test_the_token_stands_encrypted_in_the_database(fresh: Site, folder: Path) -> None:
    fresh.slack.oauth.rotates = True
    await fresh.install()
    assert fresh.slack.token.encode() not in on_disk(folder)
    assert b"xoxe-1-" not in on_disk(folder)


async def test_history_scopes_are_asked_for_only_where_the_administrator_chose_them(fresh: Site) -> None:
    await fresh.install()
    assert "channels:history" not in fresh.slack.scopes
    await fresh.install(thread_replies="1")
    assert "channels:history" in fresh.slack.scopes


async def test_an_expiring_token_is_renewed_once_by_two_processes(fresh: Site, folder: Path) -> None:
    fresh.slack.oauth.rotates = True
    await fresh.install()
    await start_growth(fresh.world)
    first, clock = fresh.slack.token, fresh.world.clock
    async with running(fresh.slack, clock, folder, Way.OAUTH) as twin:
        clock.forward(seconds=TOKEN_SECONDS + 60)
        fresh.slack.calls.clear()
        said = await asyncio.gather(*(world.type(BEN, "") for world in (fresh.world, twin, fresh.world, twin)))
        assert all("New customers" in board for board in said)
    renewals = [name for name, args in fresh.slack.calls if args.get("grant_type") == "refresh_token"]
    assert len(renewals) == 1
    assert fresh.slack.token != first
    await fresh.world.at(OPENING)
    assert "0 of 3 in" in fresh.world.prompt().said


async def test_a_fortnight_of_rotation_goes_unnoticed(fresh: Site) -> None:
    fresh.slack.oauth.rotates = True
    await fresh.install()
    await start_growth(fresh.world)
    await fresh.world.at(OPENING)
    await fresh.world.at(CLOSING)
    await fresh.world.at(OPENING + timedelta(days=7))
    await fresh.world.at(CLOSING + timedelta(days=7))
    assert len(fresh.slack.in_channel(GROWTH)) == 4
    assert len(fresh.slack.tokens) >= 3


@pytest.mark.parametrize("end", [People.uninstall, People.revoke_tokens])
async def test_taken_out_it_falls_silent_and_installed_again_it_goes_on_where_it_was(
    fresh: Site, end: Callable[[People], Awaitable[None]]
) -> None:
    await fresh.install()
    await start_growth(fresh.world)
    await end(fresh.world.people)
    await fresh.world.settle()
    fresh.slack.calls.clear()
    await fresh.world.at(OPENING)
    assert fresh.slack.calls == []
    assert (await fresh.install()).status == 200
    await fresh.world.settle()
    assert any("connected again" in message.said for message in fresh.slack.to(ANA))
    assert "0 of 3 in" in fresh.world.prompt().said
    assert "New customers see value quickly" in await fresh.world.type(BEN, "")


async def test_the_events_of_an_end_that_come_after_the_next_install_change_nothing(fresh: Site) -> None:
    await fresh.install()
    await start_growth(fresh.world)
    fresh.world.people.hold()
    await fresh.world.people.uninstall()
    fresh.world.clock.forward(minutes=5)
    await fresh.install()
    await fresh.world.people.release(backwards=True)
    await fresh.world.at(OPENING)
    assert "0 of 3 in" in fresh.world.prompt().said


async def test_an_organisation_installs_once_for_all_its_workspaces(folder: Path, slack: FakeSlack) -> None:
    async with site(folder, slack, FakeClock(MONDAY), SLACK_ALLOWED_WORKSPACES="E0ORG") as fresh:
        slack.oauth.is_org = True
        assert (await fresh.install()).status == 200
        await start_growth(fresh.world)
        await fresh.world.at(OPENING)
        assert "0 of 3 in" in fresh.world.prompt().said
        async with People(slack, fresh.world.people.app_url, at=fresh.other) as others:
            answer = await others.command(OLA, OTHERS_CHANNEL, "help")
        assert "setup" in answer.text
