"""Two web processes over one empty PostgreSQL, and everybody comes at the same moment: one workspace is served, and
what people send first is done once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from yarl import URL

from tests.fakes.slack import FakeSlack, Fault, People
from tests.journeys.browser import Browser
from tests.journeys.conftest import populate
from tests.journeys.process import Machine
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, Way, variables
from tests.journeys.test_slack_install import OTHER, other_company

OURS = "T0DRUMBEAT"
pytestmark = pytest.mark.timeout(90)


@dataclass
class Pair:
    """Two processes, each with a browser and with people who reach it."""

    slack: FakeSlack
    urls: list[str]
    browsers: list[Browser]

    async def begin(self, number: int, team_id: str) -> URL:
        """Somebody of this workspace says yes; where Slack sends them back to."""
        self.slack.oauth.installing = team_id
        to_slack = await self.browsers[number].step(f"{self.urls[number]}/slack/install")
        assert to_slack.to is not None
        back = await self.browsers[number].step(to_slack.to)
        assert back.to is not None
        return back.to

    async def end_both(self, *team_ids: str) -> list[int]:
        """Both come back at once; how that ended for each."""
        ends = [await self.begin(number, team_id) for number, team_id in enumerate(team_ids)]
        pages = [browser.open(end) for browser, end in zip(self.browsers, ends, strict=True)]
        return [page.status for page in await asyncio.gather(*pages)]


@pytest.fixture
async def pair(postgres_url: str, tmp_path: Path) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        populate(slack)
        slack.tokens = []
        settings = variables(slack, Way.OAUTH) | {"DATABASE_URL": postgres_url, "SLACK_API_URL": slack.api_url}
        machine = await stack.enter_async_context(Machine(tmp_path, settings))
        urls = [process.url for process in await asyncio.gather(machine.start("web"), machine.start("web"))]
        slack.oauth.redirect_urls = [f"{url}/slack/oauth_redirect" for url in urls]
        yield Pair(slack, urls, [await stack.enter_async_context(Browser()) for _ in urls])


async def test_of_two_workspaces_one_is_served_and_the_other_gets_its_token_back(pair: Pair) -> None:
    other = other_company(pair.slack)
    for workspace in (pair.slack, other):
        workspace.fail("auth.test", Fault(delay=0.5))  # both are looked at before either is kept
    assert sorted(await pair.end_both(OURS, OTHER)) == [200, 403]
    revoked = [workspace.team_id for workspace in (pair.slack, other) if "auth.revoke" in dict(workspace.calls)]
    assert len(revoked) == 1


async def test_two_admins_of_one_workspace_may_both_install_it(pair: Pair) -> None:
    assert await pair.end_both(OURS, OURS) == [200, 200]


async def test_what_people_send_first_to_either_is_done_once(pair: Pair) -> None:
    assert await pair.end_both(OURS, OURS) == [200, 200]
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(People(pair.slack, f"{url}/slack/events")) for url in pair.urls]
        for text in ("board", "mine", "help"):
            asked = [each.command(user, GROWTH, text) for each in people for user in (ANA, BEN, CY)]
            answers = await asyncio.gather(*asked)
            assert [answer.status for answer in answers] == [200] * 6
            assert not any(said in str(answer.body) for answer in answers for said in ("went wrong", "my database"))
