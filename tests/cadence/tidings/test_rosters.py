"""A user group keeps a team's list."""

from dataclasses import replace

import pytest

from cadence.model import Team
from cadence.permissions import is_here
from tests.cadence.asking import filled, opened, said
from tests.cadence.desk import errors_of, field_ids, words
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear, back
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, mid


def members(ear: Ear) -> set[str]:
    return {row.member_id for row in ear.rows("memberships")}


def team(ear: Ear) -> Team:
    found: Team = ear.row("teams", TEAM.id)
    return found


@pytest.fixture
async def grouped(ear: Ear) -> Ear:
    """@growth has Ana, Ben, Cy and Dee, and keeps Growth's list."""
    await ear.groups(["ana", "ben", "cy", "dee"])
    form = opened(await ear.type("ana", "setup"))
    said(await ear.submit("ana", "setup", form.context, **{**filled(form), "group": "@growth"}))
    return ear


# In setup


async def test_setup_offers_it_only_where_the_platform_keeps_groups(ear: Ear) -> None:
    assert "group" not in field_ids(await ear.type("ana", "setup"))
    await ear.groups(["ana"])
    assert "group" in field_ids(await ear.type("ana", "setup"))


@pytest.mark.parametrize("typed", ["@growth", "growth", "@Growth", "<!subteam^G1>", "<!subteam^G1|@growth>"])
async def test_it_is_named_by_its_handle(ear: Ear, typed: str) -> None:
    await ear.groups(["ben", "cy"])
    form = opened(await ear.type("ana", "setup"))
    answer = words(await ear.submit("ana", "setup", form.context, **{**filled(form), "group": typed, "members": ()}))
    assert "Asked, as @growth says: Ben, Cy. Lead: Ana." in answer
    assert members(ear) == {mid("ben"), mid("cy")}
    assert team(ear).lead_id == mid("ana")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("@grwoth", "@grwoth: did you mean @growth?"),
        ("@zebra", "I don't know a user group @zebra here."),
        ("@old", "@old is disabled. Name another, or choose people."),
        ("@bots", "@bots has nobody whom I can ask. Name another, or choose people."),
    ],
)
async def test_what_is_wrong_with_it_stands_at_its_field(ear: Ear, typed: str, error: str) -> None:
    await ear.groups(["ben"])
    await ear.groups(["ben"], id="G2", handle="old", is_active=False)
    await ear.groups(["robot"], id="G3", handle="bots")
    form = opened(await ear.type("ana", "setup"))
    sent = await ear.submit("ana", "setup", form.context, **{**filled(form), "group": typed, "members": ()})
    assert errors_of(sent) == {"group": error}


async def test_then_the_form_shows_who_is_in_and_does_not_ask(grouped: Ear) -> None:
    form = opened(await grouped.type("ana", "setup"))
    assert "members" not in filled(form)
    assert filled(form)["group"] == "@growth"
    assert any("@growth keeps the list: Ana, Ben, Cy, Dee." in getattr(part, "text", "") for part in form.parts)


async def test_emptied_the_list_stays_and_is_the_leads_again(grouped: Ear) -> None:
    form = opened(await grouped.type("ana", "setup"))
    said(await grouped.submit("ana", "setup", form.context, **{**filled(form), "group": ""}))
    assert members(grouped) == {mid(who) for who in ("ana", "ben", "cy", "dee")}
    assert team(grouped).group_id is None
    assert filled(opened(await grouped.type("ana", "setup")))["members"] == ("ana", "ben", "cy", "dee")


# Kept in step


async def test_who_joins_is_asked_and_who_left_it_is_not(grouped: Ear) -> None:
    await grouped.groups(["ana", "ben", "dee", "mia"])
    assert members(grouped) == {mid(who) for who in ("ana", "ben", "dee", "mia")}
    assert grouped.told("ana", "roster:")[0].startswith(
        "@growth now has Mia; Cy left it.\nGrowth asks 4 people from the next check-in on."
    )


async def test_people_we_never_met_are_met_when_the_news_name_them(grouped: Ear) -> None:
    await grouped.groups(["ana", "zoe", "stranger"], named=["zoe"])
    assert members(grouped) == {mid("ana"), mid("zoe")}


async def test_guests_and_bots_are_left_out(grouped: Ear) -> None:
    await grouped.change_member("ben", is_guest=True)
    await grouped.change_member("cy", is_active=False)
    await grouped.groups(["ana", "ben", "cy"])
    assert members(grouped) == {mid("ana")}


async def test_one_message_a_day_holds_all_that_changed(grouped: Ear, clock: FakeClock) -> None:
    await grouped.groups(["ana", "ben", "dee"])
    await grouped.groups(["ana", "ben", "dee", "mia"])
    (told,) = grouped.told("ana", "roster:")
    assert told.startswith("Cy left @growth.\n@growth now has Mia.\nGrowth asks 4 people")
    clock.forward(days=1)
    await grouped.groups(["ana", "ben", "mia"])
    assert len(grouped.told("ana", "roster:")) == 2


async def test_the_same_again_says_nothing(grouped: Ear) -> None:
    await grouped.groups(["ana", "ben", "cy", "dee"])
    await grouped.groups(["dee", "cy", "ben", "ana"])
    assert grouped.told("ana", "roster:") == []


async def test_where_the_platform_did_not_tell_the_people_they_stay(grouped: Ear) -> None:
    await grouped.groups(None, handle="growth-team")
    assert len(members(grouped)) == 4
    assert filled(opened(await grouped.type("ana", "setup")))["group"] == "@growth-team"


async def test_a_disabled_group_leaves_the_list_as_it_is_and_the_lead_is_told_once(grouped: Ear) -> None:
    await grouped.groups(["ana"], is_active=False)
    await grouped.groups((), is_active=False)
    assert len(members(grouped)) == 4
    (told,) = grouped.told("ana", "roster:")
    assert told.startswith("@growth was disabled. Growth's list stays as it is until you change it in the setup.")


async def test_an_emptied_group_never_empties_a_team_silently(grouped: Ear) -> None:
    await grouped.groups(())
    await grouped.groups(())
    assert len(members(grouped)) == 4
    (told,) = grouped.told("ana", "roster:")
    assert told.startswith("@growth has nobody whom I can ask. Growth's list stays as it is")


async def test_another_group_changes_nothing(grouped: Ear) -> None:
    await grouped.groups(["mia"], id="G2", handle="sales")
    assert len(members(grouped)) == 4


async def test_an_open_check_in_keeps_whom_it_asked(grouped: Ear, rhythm: Rhythm) -> None:
    opened_ = await rhythm.opened()
    await grouped.groups(["ana", "mia"])
    assert grouped.row("checkins", opened_.id).expected_ids == opened_.expected_ids


async def test_who_is_closed_out_and_comes_back_is_on_the_list_again(grouped: Ear) -> None:
    await grouped.leave("cy")
    assert mid("cy") not in members(grouped)
    assert grouped.told("ana", "roster:") == []  # the lead heard it with what was theirs
    await grouped.hear(back("cy"))
    assert mid("cy") in members(grouped)


async def test_while_the_team_has_no_lead_its_manager_hears(grouped: Ear) -> None:
    await grouped.keep("members", replace(grouped.row("members", mid("ana")), is_active=False))
    assert not is_here(grouped.row("members", mid("ana")))
    await grouped.groups(["ben", "cy", "dee", "mia"])
    assert grouped.told_somebody("roster:") == ["mia"]
