"""Who people are, as Slack says, asked rarely and never waited for long."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.knowing.people import KEPT, People, person_of
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


@pytest.mark.parametrize("fault", [Fault(error="fatal_error"), Fault(status=500), Fault(retry_after=30)])
async def test_a_person_slack_does_not_tell_about_is_named_as_in_the_payload_and_nothing_more(
    slack: FakeSlack, client: AsyncWebClient, fault: Fault
) -> None:
    slack.fail("users.info", fault, times=2)
    assert await People(client).find(BEN, slack.team_id) == replace(BEN, is_guess=True)
    assert (await People(client).find_all(["U2BEN"], slack.team_id))["U2BEN"].is_guest is None


async def test_somebody_whom_slack_does_not_know_here_is_a_guest(slack: FakeSlack, client: AsyncWebClient) -> None:
    found = await People(client).find(Person(id="U8NOBODY", is_guest=None), slack.team_id)
    assert found.is_guest


@pytest.mark.parametrize(
    "odd",
    [
        {"tz": "Mars/Phobos"},
        {"tz": None},
        {"tz": ["Europe/Berlin"]},
        {"profile": None},
        {"profile": "none"},
        {"enterprise_user": None},
        {"enterprise_user": {"teams": None}},
        {"team_id": None},
        {"real_name": None, "profile": {"display_name": None}},
    ],
)
def test_what_is_odd_in_one_field_leaves_the_others_as_they_are(odd: dict[str, Any]) -> None:
    user = {"id": "U2BEN", "team_id": "T1", "name": "ben", "real_name": "Ben", "tz": "Europe/Berlin"}
    person = person_of(user | odd, "T1")
    assert person.name in {"Ben", "ben"}
    assert person.zone == ("" if "tz" in odd else "Europe/Berlin")
    assert (person.is_guest, person.is_active) == (False, True)


@pytest.mark.parametrize("gone", [{"deleted": True}, {"is_bot": True}, {"id": "USLACKBOT"}])
def test_a_bot_and_a_closed_account_are_not_active(gone: dict[str, Any]) -> None:
    assert person_of({"id": "U2BEN", "team_id": "T1"} | gone, "T1").is_active is False


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
