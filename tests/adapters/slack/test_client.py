"""The client: one process's 429 is every process's wait, for that method of that workspace, and nothing is repeated."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.client import UNGATED, WAIT, SlackClient
from tests.fakes.memory_keeping import MemoryGates
from tests.fakes.slack import FakeSlack, Fault

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
HERE = "slack:T0DRUMBEAT"


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def gates() -> MemoryGates:
    return MemoryGates()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_client(slack: FakeSlack, gates: MemoryGates, clock: Clock, workspace: str = HERE) -> SlackClient:
    return SlackClient(slack.token, slack.api_url, gates, workspace, timeout=2, now=clock)


async def refused(client: SlackClient, method: str = "users.info") -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, params={"user": "U1ANA"})
    return caught.value


async def test_what_one_process_is_told_to_wait_with_no_other_calls(
    slack: FakeSlack, gates: MemoryGates, clock: Clock
) -> None:
    one, other = a_client(slack, gates, clock), a_client(slack, gates, clock)
    slack.fail("users.info", Fault(retry_after=30))
    await refused(one)
    clock.at += timedelta(seconds=10.5)
    error = await refused(other)
    assert (error.response["error"], error.response.headers["Retry-After"]) == ("ratelimited", "20")
    assert [method for method, _ in slack.calls] == ["users.info"]


async def test_when_the_wait_is_over_it_is_called_again(slack: FakeSlack, gates: MemoryGates, clock: Clock) -> None:
    client = a_client(slack, gates, clock)
    slack.fail("users.info", Fault(retry_after=30))
    await refused(client)
    clock.at += timedelta(seconds=31)
    assert (await client.users_info(user="U1ANA"))["ok"]


async def test_other_methods_and_other_workspaces_do_not_wait(
    slack: FakeSlack, gates: MemoryGates, clock: Clock
) -> None:
    client = a_client(slack, gates, clock)
    slack.fail("users.info", Fault(retry_after=30))
    await refused(client)
    assert (await client.conversations_info(channel="C1GROWTH"))["ok"]
    assert (await a_client(slack, gates, clock, "slack:T2").users_info(user="U1ANA"))["ok"]


async def test_a_wait_without_its_length_lasts_half_a_minute(
    slack: FakeSlack, gates: MemoryGates, clock: Clock
) -> None:
    slack.fail("users.info", Fault(status=429))
    await refused(a_client(slack, gates, clock))
    assert await gates.closed("", NOW) == {"users.info": NOW + WAIT}


@pytest.mark.parametrize("method", sorted(UNGATED))
async def test_what_the_outbox_paces_or_a_person_waits_for_asks_no_gate(
    slack: FakeSlack, gates: MemoryGates, clock: Clock, method: str
) -> None:
    await gates.close(HERE, method, NOW + timedelta(minutes=1))
    slack.fail(method, Fault(error="fatal_error"))
    error = await refused(a_client(slack, gates, clock), method)
    assert error.response["error"] == "fatal_error"


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(retry_after=1), Fault(error="internal_error")])
async def test_nothing_is_repeated_by_the_client(
    slack: FakeSlack, gates: MemoryGates, clock: Clock, fault: Fault
) -> None:
    slack.fail("users.info", fault)
    await refused(a_client(slack, gates, clock))
    assert len(slack.calls) == 1


async def test_a_new_token_is_used_by_the_next_call(slack: FakeSlack, gates: MemoryGates, clock: Clock) -> None:
    client = a_client(slack, gates, clock)
    slack.token = "xoxe.xoxb-renewed"
    assert (await refused(client)).response["error"] == "invalid_auth"
    client.token = slack.token
    assert (await client.users_info(user="U1ANA"))["ok"]


async def test_before_we_know_the_workspace_nothing_is_gated(
    slack: FakeSlack, gates: MemoryGates, clock: Clock
) -> None:
    slack.fail("auth.test", Fault(retry_after=30))
    await refused(a_client(slack, gates, clock, ""), "auth.test")
    assert await gates.closed("", NOW) == {}
