"""Somebody leaves: what is theirs goes to the lead, once, with one notice; and nothing is said of them."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.ids import new_id
from cadence.model import ActionState, DecisionState, Leave, NoticeState
from tests.cadence.asking import filled, opened, said
from tests.cadence.desk import a_blocker, a_decision, an_action, is_refused, words
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear, back, buttons_in, known, left
from tests.fakes.growth import KEY_RESULTS, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid, typed

# What was theirs


async def test_everything_open_is_the_leads_now(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(owner_id=mid("cy")))
    await ear.keep("decisions", a_decision(decider_id=mid("cy")))
    await ear.keep("actions", an_action("one", owner_id=mid("cy")), an_action("two", owner_id=mid("cy")))
    await ear.leave("cy")
    assert ear.row("key_results", kr_id("1.3")).owner_id == mid("ana")
    assert ear.rows("blockers")[0].owner_id == mid("ana")
    assert ear.rows("decisions")[0].decider_id == mid("ana")
    assert {row.owner_id for row in ear.rows("actions")} == {mid("ana")}


async def test_the_lead_hears_it_once_in_counts(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(owner_id=mid("cy")))
    await ear.keep("actions", an_action("one", owner_id=mid("cy")), an_action("two", owner_id=mid("cy")))
    await ear.leave("cy")
    (told,) = ear.told("ana", "left:")
    assert told.startswith("Cy has left. Now yours: 1.3 Trials/week; 2 actions; 1 blocker.\nGrowth asks 3 people")
    assert "pricing test" not in told
    assert ear.told_somebody("left:") == ["ana"]


async def test_its_buttons_open_what_there_is_and_hand_one_over(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(owner_id=mid("cy")))
    await ear.leave("cy")
    (message,) = ear.messages("left:")
    assert [button.label for button in buttons_in(message)] == ["What waits for me", "Hand over"]
    for button in buttons_in(message):
        assert not is_refused(await ear.press("ana", button.action, button.value, channel=None))


async def test_a_question_is_not_sent_once_more(ear: Ear) -> None:
    await ear.keep("decisions", a_decision(decider_id=mid("cy")))
    await ear.leave("cy")
    assert len(ear.told("ana")) == 1
    decide = next(button for button in buttons_in(ear.messages("left:")[0]) if button.label == "Decide")
    assert not is_refused(await ear.press("ana", decide.action, decide.value, channel=None))


async def test_the_same_news_again_changes_and_says_nothing(ear: Ear) -> None:
    await ear.hear(left("cy", "one"))
    before = ear.changes()
    await ear.hear(left("cy", "one"), left("cy", "another"))
    assert [row for row in ear.changes() if row not in before] == []
    assert len(ear.messages("left:")) == 1


async def test_what_is_settled_keeps_whose_it_was(ear: Ear) -> None:
    done = an_action(owner_id=mid("cy"), state=ActionState.DONE)
    decided = a_decision(decider_id=mid("cy"), state=DecisionState.DECIDED)
    await ear.keep("actions", done)
    await ear.keep("decisions", decided)
    await ear.leave("cy")
    assert ear.rows("actions") == [done]
    assert ear.rows("decisions") == [decided]


async def test_a_request_that_names_them_tells_it_as_well(ear: Ear) -> None:
    gone = {"cy": known("cy", is_active=False)}
    await ear.door.handle(replace(typed("ben", "mine", None), people=gone))
    assert ear.row("key_results", kr_id("1.3")).owner_id == mid("ana")
    assert len(ear.told("ana", "left:")) == 1


async def test_strangers_stay_strangers(ear: Ear) -> None:
    before = ear.rows("members")
    await ear.leave("nobody")
    assert ear.rows("members") == before


async def test_who_comes_back_is_active_again_and_nothing_is_taken_back(ear: Ear) -> None:
    await ear.leave("cy")
    await ear.hear(back("cy"))
    assert ear.row("members", mid("cy")).is_active
    assert ear.row("key_results", kr_id("1.3")).owner_id == mid("ana")
    assert "Cy" in words(await ear.type("ana", "board")) or mid("cy") in {
        row.member_id for row in ear.rows("memberships")
    }


# Discretion


async def test_what_is_for_the_lead_alone_goes_to_that_lead(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(owner_id=mid("ben"), lead_only=True, confidant_id=mid("ana")))
    await ear.leave("ben")
    assert ear.rows("blockers")[0].owner_id == mid("ana")
    assert not [row for row in ear.messages() if row.place.channel]


async def test_it_goes_to_whoever_knew_although_another_leads_now(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(owner_id=mid("ben"), lead_only=True, confidant_id=mid("dee")))
    await ear.leave("ben")
    assert ear.rows("blockers")[0].owner_id == mid("dee")
    assert "1 blocker" not in ear.told("ana", "left:")[0]
    assert ear.told("dee", "left:")[0].startswith("Ben has left. Now yours: 1 blocker.")


async def test_it_stays_where_it_is_when_the_one_who_knew_is_gone_too(ear: Ear) -> None:
    secret = a_blocker(owner_id=mid("ben"), lead_only=True, confidant_id=mid("dee"))
    await ear.keep("blockers", secret)
    await ear.leave("dee")
    await ear.leave("ben")
    assert ear.rows("blockers") == [secret]


# Counts


async def test_an_open_check_in_does_not_wait_for_them(ear: Ear, rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    await ear.leave("cy")
    assert mid("cy") not in ear.row("checkins", opened.id).expected_ids
    assert "0 of 3 in" in rhythm.texts("prompt")[-1]


async def test_what_they_answered_counts(ear: Ear, rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    await rhythm.answer("cy")
    await ear.leave("cy")
    assert mid("cy") in ear.row("checkins", opened.id).expected_ids
    assert str((await rhythm.week()).count) == "1 of 4 in"


async def test_the_next_check_in_does_not_ask_them(ear: Ear, rhythm: Rhythm) -> None:
    await ear.leave("cy")
    assert mid("cy") not in (await rhythm.opened()).expected_ids


async def test_nobody_is_covered_by_them_from_now_on(ear: Ear) -> None:
    common = {"workspace_id": WORKSPACE.id, "member_id": mid("ben"), "cover_id": mid("cy")}
    past = Leave(id=new_id(), first=date(2026, 10, 1), last=date(2026, 10, 5), **common)
    coming = Leave(id=new_id(), first=date(2026, 11, 16), last=date(2026, 11, 20), **common)
    await ear.keep("leaves", past, coming)
    await ear.leave("cy")
    assert ear.row("leaves", past.id).cover_id == mid("cy")
    assert ear.row("leaves", coming.id).cover_id is None


# Roles


@pytest.mark.parametrize(("who", "role"), [("mia", "manager"), ("dee", "sponsor")])
async def test_a_free_role_is_the_leads_to_fill(ear: Ear, who: str, role: str) -> None:
    await ear.keep("teams", replace(TEAM, sponsor_id=mid("dee")))
    await ear.leave(who)
    (message,) = ear.messages("left:")
    assert f"Growth has no {role} now: name another in the setup, or leave it empty." in ear.told("ana")[0]
    setup = next(button for button in buttons_in(message) if button.label == "Set up Growth")
    form = opened(await ear.press("ana", setup.action, setup.value, channel=None))
    assert filled(form)[role] == ()


async def test_a_lead_who_leaves_leaves_the_team_to_its_manager_to_name_another(ear: Ear) -> None:
    await ear.leave("ana")
    (told,) = ear.told("mia", "left:")
    assert told.startswith("Ana, who led Growth, has left. Growth needs a lead: name one in the setup.")
    assert "2 objectives; 2 key results" in told
    assert ear.row("key_results", kr_id("2.1")).owner_id == mid("ana")


async def test_once_there_is_a_new_lead_everything_is_theirs(ear: Ear) -> None:
    await ear.leave("ana")
    await ear.leave("cy")
    (setup,) = buttons_in(ear.messages("left:", "mia")[0])
    await send_setup(ear, "mia", setup.value, lead="dee")
    assert ear.row("teams", TEAM.id).lead_id == mid("dee")
    assert {row.owner_id for row in ear.rows("objectives")} == {mid("dee")}
    assert {row.owner_id for row in ear.rows("key_results")} == {mid("ben"), mid("dee")}
    assert sorted(told.split(".")[0] for told in ear.told("dee", "left:")) == ["Ana has left", "Cy has left"]


async def test_while_there_is_a_lead_the_manager_does_not_run_setup(ear: Ear) -> None:
    assert "Only Ana" in words(await ear.press("mia", "setup.open", TEAM.id, channel=None))


async def test_without_a_manager_the_rollout_lead_hears(ear: Ear) -> None:
    await ear.keep("teams", replace(TEAM, manager_id=None))
    await name_rollout_lead(ear, "mia")
    await ear.leave("ana")
    assert ear.told_somebody("left:") == ["mia"]


async def test_without_either_every_admin_hears(ear: Ear) -> None:
    await ear.keep("teams", replace(TEAM, manager_id=None))
    await ear.change_member("dee", is_admin=True)
    await ear.change_member("mia", is_platform_admin=True)
    await ear.leave("ana")
    assert sorted(str(who) for who in ear.told_somebody("left:")) == ["dee", "mia"]


async def test_with_nobody_above_the_team_names_its_lead_itself(ear: Ear) -> None:
    await ear.keep("teams", replace(TEAM, manager_id=None))
    await ear.leave("ana")
    (message,) = ear.messages("left:")
    assert message.place.channel == TEAM.channel
    await send_setup(ear, "ben", TEAM.id, lead="ben")
    assert ear.row("teams", TEAM.id).lead_id == mid("ben")


async def test_a_rollout_lead_who_leaves_is_the_admins_to_replace(ear: Ear) -> None:
    await name_rollout_lead(ear, "mia")
    await ear.change_member("dee", is_admin=True)
    await ear.leave("mia")
    assert ear.told("dee", "left:")[0].startswith("Mia, the rollout lead here, has left.")


async def test_no_brief_goes_to_a_lead_who_has_left(ear: Ear, rhythm: Rhythm) -> None:
    await ear.leave("ana")
    await rhythm.closed()
    assert rhythm.said("summary")
    assert not rhythm.said("brief")


async def test_what_waited_to_be_told_to_them_is_told_to_nobody(ear: Ear, rhythm: Rhythm) -> None:
    await ear.keep("actions", an_action(owner_id=mid("cy"), due=date(2026, 11, 10)))
    await rhythm.at(10, "06:00")
    await ear.leave("cy")
    await rhythm.at(10, "09:00")
    assert ear.told("cy") == []
    assert not [row for row in ear.rows("notices") if row.member_id == mid("cy") and row.state == NoticeState.WAITING]
    assert any("pricing test" in told for told in ear.told("ana"))


async def name_rollout_lead(ear: Ear, who: str) -> None:
    async with ear.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.save_workspace(replace(unit.workspace, rollout_lead_id=mid(who)))


async def send_setup(ear: Ear, who: str, team_id: str, **changes: str) -> None:
    form = opened(await ear.press(who, "setup.open", team_id, channel=None))
    said(await ear.submit(who, "setup", form.context, **{**filled(form), **changes}))


def test_the_sample_has_what_these_tests_count() -> None:
    assert [row.owner_id for row in KEY_RESULTS].count(mid("ana")) == len(OBJECTIVES) == 2
