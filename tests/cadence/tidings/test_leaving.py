"""People leave a team's channel and are still in the workspace."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.news import PeopleLeft
from cadence.wording.plain import plain_text
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear, buttons_in
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid


def left(*people: str, channels: tuple[str, ...] = (TEAM.channel,), news_id: str = "left") -> PeopleLeft:
    return PeopleLeft(workspace_id=WORKSPACE.id, news_id=news_id, channels=channels, people=people)


def asked(ear: Ear) -> set[str]:
    return {row.member_id for row in ear.rows("memberships")}


async def test_the_team_asks_them_no_more_and_the_lead_hears_it_once(ear: Ear) -> None:
    await ear.hear(left("cy"), left("cy"), left("cy", news_id="again"))
    assert asked(ear) == {mid("ana"), mid("ben"), mid("dee")}
    (text,) = ear.told("ana")
    assert text.startswith("Cy left Growth's channel. 1.3 stays with Cy until you hand it over: `okr edit 1.3`.")
    assert "Growth asks 3 people from the next check-in on." in text
    assert [button.action for button in buttons_in(ear.messages(to="ana")[0])] == ["setup.open"]
    assert ear.row("key_results", kr_id("1.3")).owner_id == mid("cy")


async def test_several_stand_in_one_message(ear: Ear) -> None:
    await ear.hear(left("ben", "dee"))
    (text,) = ear.told("ana")
    assert text.startswith("Ben and Dee left Growth's channel. 1.1, 1.2 stay with them until you hand them over:")


async def test_what_comes_later_that_day_is_no_further_message(ear: Ear) -> None:
    await ear.hear(left("cy"), left("dee", news_id="later"))
    (text,) = ear.told("ana")
    assert "Cy left" in text
    assert "Dee left Growth's channel." in text


async def test_an_open_check_in_waits_for_them_no_more(ear: Ear, rhythm: Rhythm) -> None:
    checkin = await rhythm.opened()
    await ear.hear(left("cy"))
    assert mid("cy") not in (await rhythm.newest()).expected_ids
    assert "0 of 3 in" in plain_text(ear.messages(f"prompt:{checkin.id}")[0].card)


@pytest.mark.parametrize(
    ("people", "channels"),
    [(("zoe",), (TEAM.channel,)), (("mia",), (TEAM.channel,)), (("cy",), ("C-other",)), (("cy",), ())],
)
async def test_nothing_comes_of_strangers_managers_and_other_channels(
    ear: Ear, people: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    await ear.hear(left(*people, channels=channels))
    assert len(asked(ear)) == 4
    assert ear.messages() == []


async def test_where_a_group_keeps_the_list_that_says_who_is_asked(ear: Ear) -> None:
    await ear.groups(["ana", "ben", "cy", "dee"])
    (group,) = ear.rows("groups")
    await ear.keep("teams", replace(ear.row("teams", TEAM.id), group_id=group.id))
    await ear.hear(left("cy"))
    assert mid("cy") in asked(ear)


async def test_of_a_lead_who_left_whoever_may_name_another_hears(ear: Ear) -> None:
    await ear.hear(left("ana", "cy"))
    assert ear.told("ana") == []
    (text,) = ear.told("mia")
    assert "Ana, who leads Growth, left its channel. If somebody else leads now, name them in the setup." in text
    assert "Cy left Growth's channel." in text
    assert ear.row("teams", TEAM.id).lead_id == mid("ana")


async def test_where_nobody_may_name_a_lead_the_team_reads_it(ear: Ear) -> None:
    await ear.keep("teams", replace(ear.row("teams", TEAM.id), manager_id=None))
    await ear.hear(left("ana"))
    (message,) = ear.messages("left:")
    assert (message.place.channel, message.place.member) == (TEAM.channel, None)
    assert "Ana, who leads Growth, left its channel." in plain_text(message.card)


async def test_a_chat_is_called_a_chat(ear: Ear) -> None:
    changes: dict[str, Any] = {"has_threads": False}
    await ear.keep("teams", replace(ear.row("teams", TEAM.id), **changes))
    await ear.hear(left("dee"))
    assert ear.told("ana")[0].startswith("Dee left Growth's chat.")
