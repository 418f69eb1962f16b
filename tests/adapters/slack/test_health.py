"""What `drumbeat doctor` finds about Slack, and how it says to mend it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.app import PATH, SlackAdapter, SlackDeps, build_slack
from adapters.slack.installing.health import Finding, examine
from adapters.slack.installing.scopes import NEEDED, WHY, WITHOUT
from cadence.model import Team
from tests.adapters.slack.scripted import ScriptedDoor
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, People

SECRET = "0123456789abcdef0123456789abcdef"
TEAM = Team(
    id="t", workspace_id="slack:T0DRUMBEAT", slug="growth", name="Growth", channel="C1GROWTH", lead_id="m", zone="UTC"
)


@pytest.fixture
def deps(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> SlackDeps:
    return SlackDeps(front_door=door, store=kept, bot_token=slack.token, signing_secret=SECRET, api_url=slack.api_url)


async def looked(deps: SlackDeps, adapter: SlackAdapter, *teams: Team, now: datetime | None = None) -> list[Finding]:
    return await examine(deps, adapter.tenants, teams or (TEAM,), now or datetime.now(UTC))


def words(found: list[Finding]) -> str:
    return "\n".join(f"{finding.what} {finding.mend}" for finding in found)


async def test_where_everything_is_in_place_there_is_nothing_to_say(deps: SlackDeps, adapter: SlackAdapter) -> None:
    assert await looked(deps, adapter) == []


async def test_a_token_that_was_revoked(slack: FakeSlack, deps: SlackDeps, adapter: SlackAdapter) -> None:
    await adapter.connect()
    slack.revoked = True
    (finding,) = await looked(deps, adapter)
    assert not finding.is_note and "install" in finding.mend.lower()


async def test_a_scope_without_which_nothing_works(slack: FakeSlack, deps: SlackDeps, adapter: SlackAdapter) -> None:
    slack.scopes -= {"im:write"}
    (finding,) = await looked(deps, adapter)
    assert not finding.is_note
    assert "im:write" in finding.what and "manifest" in finding.mend


async def test_a_scope_without_which_something_is_left_out_is_no_fault(
    slack: FakeSlack, deps: SlackDeps, adapter: SlackAdapter
) -> None:
    slack.scopes -= {"usergroups:read"}
    (finding,) = await looked(deps, adapter)
    assert finding.is_note and "user group" in finding.what


@pytest.mark.parametrize("needed", [set(), {"im:write"}])
async def test_what_to_do_about_several_scopes_is_said_once(
    slack: FakeSlack, deps: SlackDeps, adapter: SlackAdapter, needed: set[str]
) -> None:
    slack.scopes -= {"app_mentions:read", "im:history"} | needed
    found = await looked(deps, adapter)
    mentions, direct = [finding for finding in found if finding.is_note]
    assert mentions.what.endswith("without app_mentions:read, answers and commands that mention it are not heard.")
    assert "im:history" in direct.what
    assert sum("manifest" in finding.mend for finding in found) == 1
    assert [bool(finding.mend) for finding in found if not finding.is_note] == [True] * len(needed)


@pytest.mark.parametrize(("allowed", "is_said"), [((), False), (("T0DRUMBEAT",), False), (("T0OTHER", "E0ORG"), True)])
async def test_a_workspace_that_is_served_and_not_allowed_any_more(
    deps: SlackDeps, adapter: SlackAdapter, allowed: tuple[str, ...], is_said: bool
) -> None:
    found = await looked(replace(deps, allowed=allowed), adapter)
    assert [finding.is_note for finding in found] == [True] * is_said
    assert ("T0DRUMBEAT" in words(found)) is is_said


def test_of_each_scope_it_is_known_what_goes_without_it() -> None:
    assert {*WITHOUT} == {*WHY} - NEEDED


@pytest.mark.parametrize(("away", "is_note"), [(90, True), (400, False)])
async def test_a_clock_that_goes_wrong(deps: SlackDeps, adapter: SlackAdapter, away: int, is_note: bool) -> None:
    (finding,) = await looked(deps, adapter, now=datetime.now(UTC) + timedelta(seconds=away))
    assert finding.is_note is is_note
    assert "NTP" in finding.mend


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"has_bot": False}, "/invite"),
        ({"has_bot": False, "is_private": True}, "/invite"),
        ({"is_archived": True}, "Open it again"),
    ],
)
async def test_a_channel_that_it_cannot_post_in(
    slack: FakeSlack, deps: SlackDeps, adapter: SlackAdapter, change: dict[str, bool], said: str
) -> None:
    for name, value in change.items():
        setattr(slack.channels["C1GROWTH"], name, value)
    (finding,) = await looked(deps, adapter)
    assert "Growth" in finding.what and said in finding.mend and not finding.is_note


async def test_a_channel_that_is_no_more(deps: SlackDeps, adapter: SlackAdapter) -> None:
    (finding,) = await looked(deps, adapter, replace(TEAM, channel="C0GONE"))
    assert "/okr setup" in finding.mend


async def test_teams_of_other_workspaces_are_not_asked_about(deps: SlackDeps, adapter: SlackAdapter) -> None:
    assert await looked(deps, adapter, replace(TEAM, workspace_id="slack:T0OTHER", channel="C0GONE")) == []


async def test_requests_that_are_refused_since_say_that_the_secret_is_wrong(
    slack: FakeSlack, deps: SlackDeps, door: ScriptedDoor, kept: MemoryStore
) -> None:
    clock, beats = FakeClock(datetime(2026, 11, 9, tzinfo=UTC)), FakeHeartbeats()
    deps = replace(deps, signing_secret=slack.signing_secret, heartbeats=beats, clock=clock)
    served = build_slack(deps)
    async with TestServer(_app(served)) as server, People(slack, str(server.make_url(PATH))) as people:
        assert (await people.send("command=/okr", secret="another")).status == 401
        (finding, *_) = [one for one in await looked(deps, served) if not one.is_note]
        assert "SLACK_SIGNING_SECRET" in finding.what
        clock.forward(minutes=2)
        await people.command("U2BEN", "C1GROWTH", "help")
        assert [one for one in await looked(deps, served) if not one.is_note] == []
    await served.close()


async def test_what_never_claimed_to_come_from_slack_says_nothing(
    slack: FakeSlack, deps: SlackDeps, door: ScriptedDoor
) -> None:
    beats = FakeHeartbeats()
    served = build_slack(replace(deps, heartbeats=beats))
    async with TestServer(_app(served)) as server, People(slack, str(server.make_url(PATH))) as people:
        await people.send("command=/okr", headers={"X-Slack-Signature": "none"})
    await served.close()
    assert beats.last == {}


def _app(adapter: SlackAdapter) -> web.Application:
    app = web.Application()
    adapter.add_routes(app)
    return app


async def test_a_secret_of_another_shape_is_worth_a_word(deps: SlackDeps, adapter: SlackAdapter) -> None:
    (finding,) = await looked(replace(deps, signing_secret="xoxb-oops"), adapter)
    assert finding.is_note and "Signing Secret" in finding.mend
    assert "xoxb-oops" not in words([finding])
