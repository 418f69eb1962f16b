"""The Home: what waits for me, my key results, my teams, my settings; and what a newcomer reads."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Membership, Place
from cadence.requests import HomeOpened, Nothing, Person
from cadence.wording.home import NEWCOMER
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.home.homes import Homes
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, opened_home
from tests.fakes.memory import MemoryStore

TODAY = MONDAY.date()


@pytest.fixture
def homes(store: MemoryStore, services: Services) -> Homes:
    return Homes(store, services)


async def test_it_is_a_message_of_its_own_on_the_persons_page_and_nothing_is_replied(homes: Homes) -> None:
    assert await homes.door.handle(opened_home("ben")) == Nothing()
    message = homes.store.data[WORKSPACE.id].messages[f"home:{mid('ben')}"].message
    assert message.place == Place(home="ben")
    assert not message.is_nudge


async def test_where_nothing_waits_it_says_so_first(homes: Homes) -> None:
    assert (await homes.open("ben")).startswith("Nothing waits for you.\n")


@pytest.mark.parametrize(
    "says",
    [
        "One thing waits for you.",
        "Due today: pricing test",
        "My key results",
        "1.3 Trials/week 228 (320) stretch · 0.23 · 4",
        "My teams",
        "Growth · week 7 of 13\nNext check-in opens Wed 11 Nov 10:00.\n2 objectives · nothing off track reported",
        "Your settings",
        "Working hours 08:00 to 18:00 (Europe/Berlin): private messages wait outside of them.",
        "Public holidays of Germany (DE): private messages wait on them.",
        "No leave planned.",
        "As of Mon 09:00.",
    ],
)
async def test_it_shows(homes: Homes, says: str) -> None:
    await homes.keep("actions", an_action(due=TODAY, owner_id=mid("cy")))
    assert says in await homes.open("cy")


async def test_what_waits_comes_first_then_key_results_then_teams_then_settings(homes: Homes) -> None:
    await homes.keep("actions", an_action(due=TODAY, owner_id=mid("cy")))
    shown = await homes.open("cy")
    parts = ("waits for you", "My key results", "My teams", "Your settings")
    assert sorted(parts, key=shown.index) == list(parts)


async def test_each_thing_that_waits_has_the_buttons_of_okr_mine(homes: Homes) -> None:
    await homes.keep("decisions", a_decision())
    await homes.open("dee")
    assert homes.labels("dee")[:3] == ["Decide", "Hand over", "Not needed"]


async def test_more_than_a_few_are_counted_and_named_with_the_command(homes: Homes) -> None:
    await homes.keep("actions", *(an_action(f"{number}", due=TODAY) for number in range(8)))
    shown = await homes.open("dee")
    assert "Eight things wait for you." in shown
    assert "+5 more: `okr mine`" in shown
    assert homes.labels("dee").count("Done") == 3
    assert "Show all" in homes.labels("dee")


async def test_what_was_due_first_stands_first_whatever_it_is(homes: Homes) -> None:
    undated = [a_decision(f"{number}", question=f"question {number}?") for number in range(3)]
    await homes.keep("decisions", *undated)
    await homes.keep("actions", an_action(due=TODAY - timedelta(days=1)))
    await homes.checkin()
    shown = await homes.open("dee")
    assert shown.index("pricing test") < shown.index("check-in closes") < shown.index("Your call")


async def test_only_ones_own_key_results_are_listed_each_with_a_button_to_update_it(homes: Homes) -> None:
    shown = await homes.open("ben")
    assert "1.1 Activation" in shown
    assert "1.3 Trials" not in shown
    updates = [button.value for button in homes.buttons("ben") if button.label == "Update"]
    assert updates == [kr_id("1.1"), kr_id("1.2")]


async def test_a_key_result_off_track_offers_to_ask_for_help(homes: Homes) -> None:
    await homes.type("cy", "update 1.3 210 conf 2")
    await homes.open("cy")
    assert "Ask for help" in homes.labels("cy")


async def test_an_open_check_in_shows_when_it_closes_how_many_are_in_and_the_way_in(homes: Homes) -> None:
    await homes.checkin()
    assert "Check-in open until Thu 10:00, 0 of 4 in." in await homes.open("ben")
    assert "Check in" in homes.labels("ben")


async def test_who_answered_may_edit_the_answer(homes: Homes) -> None:
    checkin = await homes.checkin()
    await homes.press("ben", "checkin.unchanged", checkin.id)
    assert "1 of 4 in; so are you." in await homes.open("ben")
    assert "Edit my answer" in homes.labels("ben")


async def test_a_manager_sees_the_board_but_is_not_asked_to_check_in(homes: Homes) -> None:
    await homes.checkin()
    assert "Growth" in await homes.open("mia")
    assert "Board" in homes.labels("mia")
    assert "Check in" not in homes.labels("mia")


async def test_a_paused_team_says_so(homes: Homes) -> None:
    await homes.keep("teams", replace(TEAM, is_paused=True))
    assert "Check-ins are paused." in await homes.open("ben")


async def test_what_is_stuck_is_named_once_and_counted_the_overdue_first(homes: Homes) -> None:
    late = a_blocker("late", text="no contract", next_check=TODAY - timedelta(days=1))
    await homes.keep("blockers", a_blocker("other", next_check=date(2026, 12, 1)), late)
    assert "stuck: 1.3 no contract (+1 more)" in await homes.open("ben")


async def test_what_is_for_the_lead_alone_is_on_nobody_elses_home(homes: Homes) -> None:
    await homes.keep("blockers", a_blocker(text="about a person", lead_only=True, raised_by=mid("ben")))
    assert "about a person" in await homes.open("ana")
    assert "about a person" not in await homes.open("dee")


async def test_in_several_teams_key_results_carry_the_teams_short_name(homes: Homes) -> None:
    sales = replace(TEAM, id=id_for("test", "sales"), slug="sales", name="Sales", channel="C-sales")
    await homes.keep("teams", sales)
    row = Membership(id=id_for("m", "sales"), workspace_id=WORKSPACE.id, team_id=sales.id, member_id=mid("ben"))
    await homes.keep("memberships", row)
    shown = await homes.open("ben")
    assert "growth/1.1 Activation" in shown
    assert "Sales\n" in shown


async def test_a_newcomer_reads_two_friendly_lines_and_no_more(homes: Homes) -> None:
    shown = await homes.open("eve")
    assert [line for line in shown.split("\n") if line][:2] == list(NEWCOMER)
    assert "okr setup" in NEWCOMER[1]
    assert homes.labels("eve") == ["Refresh"]


async def test_somebody_in_no_team_for_whom_something_waits_sees_that(homes: Homes) -> None:
    await homes.open("eve")
    await homes.keep("decisions", a_decision(decider_id=mid("eve")))
    assert "pause paid ads?" in await homes.open("eve")


async def test_a_guest_is_told_kindly_that_only_members_answer(homes: Homes) -> None:
    guest = replace(opened_home("gus"), who=Person(id="gus", name="Gus", is_guest=True))
    assert isinstance(guest, HomeOpened)
    await homes.door.handle(guest)
    assert "guest from another workspace" in homes.shown("gus")
    assert homes.labels("gus") == ["Refresh"]


async def test_nobody_else_is_named_by_a_figure(homes: Homes) -> None:
    """No ranking: another member's numbers are nowhere on it."""
    shown = await homes.open("dee")
    for name in ("Ana", "Ben", "Cy", "Mia"):
        assert name not in shown


async def test_opened_twice_in_a_minute_it_is_said_once(homes: Homes) -> None:
    await homes.open("ben")
    await homes.open("ben")
    assert homes.revision("ben") == 1
