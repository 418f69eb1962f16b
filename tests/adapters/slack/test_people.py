"""Who people are, as Slack says, asked rarely and never waited for long."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.people import KEPT, People, person_of
from cadence.requests import Person
from tests.fakes.slack import FakeSlack, Fault

BEN = Person(id="U2BEN", name="ben-as-named-by-the-payload")


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"profile": {"display_name": "Ben", "real_name": "Benjamin"}, "tz": "Europe/Berlin"}, ("Ben", False, False)),
        ({"profile": {"display_name": "", "real_name": "Benjamin"}}, ("Benjamin", False, False)),
        ({"name": "ben", "is_owner": True}, ("ben", True, False)),
        ({"name": "ben", "is_admin": True}, ("ben", True, False)),
        ({"name": "ben", "is_restricted": True}, ("ben", False, False)),
        ({"name": "ben", "team_id": "T2OTHER", "is_admin": True}, ("ben", False, True)),
        ({"name": "ben", "is_stranger": True}, ("ben", False, True)),
        ({"name": "ben", "team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, ("ben", False, False)),
    ],
)
def test_name_rights_and_belonging(user: dict[str, Any], expected: tuple[str, bool, bool]) -> None:
    person = person_of({"id": "U2BEN", "team_id": "T1"} | user, "T1")
    assert (person.name, person.is_admin, person.is_guest) == expected


async def test_a_person_is_asked_for_once_until_it_gets_old(slack: FakeSlack, client: AsyncWebClient) -> None:
    now = [0.0]
    people = People(client, now=lambda: now[0])
    for _ in range(3):
        assert (await people.find(BEN, slack.team_id)).name == "Ben"
    assert len(slack.calls) == 1
    now[0] += KEPT.total_seconds() + 1
    slack.users["U2BEN"].real_name = "Benjamin"
    assert (await people.find(BEN, slack.team_id)).name == "Benjamin"


@pytest.mark.parametrize("fault", [Fault(error="user_not_found"), Fault(status=500), Fault(retry_after=30)])
async def test_a_person_slack_does_not_tell_about_is_named_as_in_the_payload(
    slack: FakeSlack, client: AsyncWebClient, fault: Fault
) -> None:
    slack.fail("users.info", fault)
    assert await People(client).find(BEN, slack.team_id) == BEN


async def test_what_was_known_is_better_than_nothing(slack: FakeSlack, client: AsyncWebClient) -> None:
    now = [0.0]
    people = People(client, now=lambda: now[0])
    await people.find(BEN, slack.team_id)
    now[0] += KEPT.total_seconds() + 1
    slack.fail("users.info", Fault(status=500))
    assert (await people.find(BEN, slack.team_id)).name == "Ben"


async def test_everybody_named_is_found_by_id(slack: FakeSlack, client: AsyncWebClient) -> None:
    found = await People(client).find_all(("U1ANA", "U2BEN"), slack.team_id)
    assert {key: person.name for key, person in found.items()} == {"U1ANA": "Ana", "U2BEN": "Ben"}
    assert found["U1ANA"].is_admin
