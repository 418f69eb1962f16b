"""The lists of blockers, decisions and actions: what is in them, for whom, and with which buttons."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cadence.context import Services
from cadence.model import ActionState, BlockerState, Decision, DecisionState
from cadence.requests import Say
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action, buttons_of, words
from tests.fakes.growth import MONDAY, TEAM, kr_id, mid
from tests.fakes.memory import MemoryStore

YESTERDAY, TODAY = date(2026, 11, 8), date(2026, 11, 9)
MAKERS: dict[str, Any] = {"blocker": a_blocker, "decision": a_decision, "action": an_action}
WHAT = {"blocker": "text", "decision": "question", "action": "text"}
DUE = {"blocker": "next_check", "decision": "needed_by", "action": "due"}
MINE = {"blocker": "owner_id", "decision": "decider_id", "action": "owner_id"}
SETTLED = {
    "blocker": {"state": BlockerState.SOLVED, "settled_by": mid("ben"), "settled_at": MONDAY},
    "decision": {"state": DecisionState.DECIDED, "decided_by": mid("ben"), "decided_at": MONDAY, "outcome": "half"},
    "action": {"state": ActionState.DONE, "settled_by": mid("ben"), "settled_at": MONDAY},
}
NOUNS = tuple(MAKERS)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


def _made(noun: str, what: str, **more: Any) -> Any:
    return MAKERS[noun](what, **{WHAT[noun]: what, **more})


async def _plant(desk: Desk, noun: str) -> None:
    await desk.keep(
        f"{noun}s",
        _made(noun, "one of Dee"),
        _made(noun, "one of Cy", **{MINE[noun]: mid("cy")}),
        _made(noun, "a late one", **{DUE[noun]: YESTERDAY}),
        _made(noun, "one for today", **{DUE[noun]: TODAY}),
        _made(noun, "a settled one", **{DUE[noun]: YESTERDAY, **SETTLED[noun]}),
        _made(noun, "one taken back", state="withdrawn"),
    )


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    ("which", "shown"),
    [
        ("", ["a late one", "one for today", "one of Cy", "one of Dee"]),
        ("mine", ["one of Cy"]),
        ("overdue", ["a late one"]),
        ("all", ["a late one", "one for today", "one of Cy", "one of Dee", "a settled one"]),
    ],
)
async def test_each_list_has_what_its_name_says(desk: Desk, noun: str, which: str, shown: list[str]) -> None:
    await _plant(desk, noun)
    text = words(await desk.type("cy", f"{noun}s {which}"))
    everything = ["one of Dee", "one of Cy", "a late one", "one for today", "a settled one", "one taken back"]
    assert sorted(what for what in everything if what in text) == sorted(shown)


@pytest.mark.parametrize("noun", NOUNS)
async def test_the_earliest_promise_stands_first_and_what_is_settled_last(desk: Desk, noun: str) -> None:
    await _plant(desk, noun)
    text = words(await desk.type("ana", f"{noun}s all"))
    places = [text.index(what) for what in ("a late one", "one for today", "one of Dee", "a settled one")]
    assert places == sorted(places)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    ("which", "said"),
    [("", "No open {}s."), ("mine", "No open {}s of yours."), ("overdue", "No overdue {}s."), ("all", "No {}s.")],
)
async def test_an_empty_list_says_so_in_plain_words(desk: Desk, noun: str, which: str, said: str) -> None:
    reply = await desk.type("ben", f"{noun}s {which}")
    assert isinstance(reply, Say)
    assert reply.card.notice == said.format(noun)


async def test_a_blockers_row_says_what_where_who_and_since_when(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker(next_check=YESTERDAY, waiting_on="Legal"))
    text = words(await desk.type("ben", "blockers"))
    assert "waiting for legal\n1.3 · since 9 Nov · owner Dee · next check Sun 8 Nov, overdue" in text


async def test_a_decisions_row_says_who_decides_until_when_and_what_happens_otherwise(desk: Desk) -> None:
    await desk.keep("decisions", a_decision(needed_by=TODAY, fallback="pause half"))
    text = words(await desk.type("ben", "decisions"))
    assert "1.3 · Dee decides · needed by Mon 9 Nov · if no answer: pause half · since 9 Nov" in text


async def test_a_decision_without_a_decider_is_shown_as_the_leads(desk: Desk) -> None:
    await desk.keep("decisions", a_decision(decider_id=None))
    assert "Ana decides" in words(await desk.type("ana", "decisions mine"))


async def test_a_decision_without_a_date_is_overdue_once_the_day_that_is_meant_is_over(desk: Desk) -> None:
    old = datetime(2026, 10, 26, 9, tzinfo=UTC)  # a Monday: its check-in closed on Thursday 29
    await desk.keep("decisions", a_decision("old", raised_at=old), a_decision("new", question="hire?"))
    text = words(await desk.type("ben", "decisions overdue"))
    assert "1.3 · Dee decides · needed by Thu 5 Nov (no date set), overdue · since 26 Oct" in text
    assert "hire?" not in text
    text = words(await desk.type("ben", "decisions"))
    assert "needed by Thu 19 Nov (no date set) · since" in text
    assert "not set" not in text


async def test_what_is_most_urgent_stands_first_and_what_was_raised_first_before_the_rest(desk: Desk) -> None:
    def asked(name: str, day: date | None, minutes: int = 0) -> Decision:
        return a_decision(name, question=f"{name}?", needed_by=day, raised_at=MONDAY + timedelta(minutes=minutes))

    later = TODAY + timedelta(days=3)
    rows = [asked("late", YESTERDAY), asked("today", TODAY), asked("second", None, 2), asked("first", None, 1)]
    await desk.keep("decisions", asked("on Thursday", later), *rows)
    text = words(await desk.type("ben", "decisions"))
    wanted = ["late?", "today?", "first?", "second?", "on Thursday?"]
    assert sorted(wanted, key=text.index) == wanted


async def test_an_actions_row_says_how_often_it_moved(desk: Desk) -> None:
    await desk.keep("actions", an_action(due=YESTERDAY, times_moved=2), an_action("two", owner_id=None, times_moved=1))
    text = words(await desk.type("ben", "actions"))
    assert "owner Dee · due Sun 8 Nov, overdue · moved twice" in text
    assert "owner not set · due not set · moved once" in text


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("blocker", "solved by Ben on Mon 9 Nov"),
        ("decision", "decided by Ben on Mon 9 Nov: half"),
        ("action", "done by Ben on Mon 9 Nov"),
    ],
)
async def test_what_is_settled_says_by_whom_and_has_no_buttons(desk: Desk, noun: str, said: str) -> None:
    await desk.keep(f"{noun}s", _made(noun, "a settled one", **SETTLED[noun]))
    reply = await desk.type("ana", f"{noun}s all")
    assert said in words(reply)
    assert buttons_of(reply) == []


@pytest.mark.parametrize("noun", NOUNS)
async def test_ten_rows_and_how_many_more(desk: Desk, noun: str) -> None:
    await desk.keep(f"{noun}s", *(_made(noun, f"number {n:02}") for n in range(13)))
    reply = await desk.type("ana", f"{noun}s")
    assert words(reply).count("number") == 10
    assert "+3 more" in words(reply)
    assert isinstance(reply, Say)
    assert len(reply.card.blocks) <= 50


@pytest.mark.parametrize(
    ("noun", "labels"),
    [
        ("blocker", ["Solved", "New check date", "Change owner", "Ask for help"]),
        ("decision", ["Decide", "Set who and when", "Not needed", "Ask for help"]),
        ("action", ["Done", "Set owner and date", "Drop", "Ask for help"]),
    ],
)
async def test_whoever_may_settle_it_gets_its_buttons_and_nobody_else(desk: Desk, noun: str, labels: list[str]) -> None:
    await desk.keep(f"{noun}s", _made(noun, "one"))
    assert [button.label for button in buttons_of(await desk.type("dee", f"{noun}s"))] == labels
    assert buttons_of(await desk.type("mia", f"{noun}s")) == []


async def test_an_action_that_has_both_can_be_moved(desk: Desk) -> None:
    await desk.keep("actions", an_action(due=TODAY))
    labels = [button.label for button in buttons_of(await desk.type("dee", "actions"))]
    assert labels == ["Done", "Move", "Drop", "Ask for help"]


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("ben", True), ("cy", False), ("dee", False)])
async def test_a_blocker_for_the_lead_only_is_seen_by_the_lead_and_by_who_raised_it(
    desk: Desk, who: str, sees: bool
) -> None:
    await desk.keep("blockers", a_blocker(lead_only=True))
    for which in ("", "mine", "all"):
        assert ("waiting for legal" in words(await desk.type(who, f"blockers {which}"))) == (sees and which != "mine")


async def test_not_even_an_admin_sees_a_blocker_for_the_lead_only(desk: Desk) -> None:
    await desk.change_member("cy", is_admin=True)
    await desk.keep("blockers", a_blocker(lead_only=True))
    assert "waiting for legal" not in words(await desk.type("cy", "blockers all"))


async def test_what_waits_on_me_is_mine_too(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker(waiting_on_id=mid("mia"), owner_id=None))
    assert "waits on Mia" in words(await desk.type("mia", "blockers mine"))


async def test_in_the_personal_chat_mine_goes_over_all_my_teams(desk: Desk) -> None:
    other = _other_team()
    await desk.keep("teams", other)
    await desk.keep("actions", an_action("here", owner_id=mid("ana"), text="here"))
    away = an_action("there", owner_id=mid("ana"), text="there", team_id=other.id, key_result_id=None)
    await desk.keep("actions", away)
    text = words(await desk.type("ana", "actions mine", channel=None))
    assert "here" in text
    assert "there" in text


async def test_a_managers_mine_reaches_into_the_team_they_manage(desk: Desk) -> None:
    await desk.keep("actions", an_action(owner_id=mid("mia")))
    assert "pricing test" in words(await desk.type("mia", "actions mine", channel=None))


async def test_after_settling_one_the_same_list_stands_there_without_it(desk: Desk) -> None:
    await desk.keep("actions", an_action("a", text="first"), an_action("b", text="second", owner_id=mid("cy")))
    listed = await desk.type("ben", "actions")
    done = next(button for button in buttons_of(listed) if button.action == "action.done")
    reply = await desk.press("ben", done.action, done.value)
    assert isinstance(reply, Say)
    assert reply.replaces
    left = "second" if "action done: first" in reply.card.notice else "first"
    assert f"\n{left}\n" in words(reply)
    assert len(buttons_of(reply)) == 4


async def test_after_the_last_one_the_list_says_that_there_is_none(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker())
    solved = buttons_of(await desk.type("dee", "blockers mine"))[0]
    reply = await desk.press("dee", solved.action, solved.value)
    assert "No open blockers of yours." in words(reply)


async def test_another_teams_things_stay_there(desk: Desk) -> None:
    other = _other_team()
    await desk.keep("teams", other)
    await desk.keep("actions", an_action("there", text="there", team_id=other.id, key_result_id=None))
    assert "there" not in words(await desk.type("ana", "actions all"))


async def test_a_removed_key_result_leaves_its_blocker_in_the_list(desk: Desk) -> None:
    await desk.keep("key_results", replace(desk.row("key_results", kr_id("1.3")), is_removed=True))
    await desk.keep("blockers", a_blocker())
    assert "waiting for legal" in words(await desk.type("dee", "blockers"))


async def test_a_year_ago_says_its_year(desk: Desk) -> None:
    await desk.keep("actions", an_action(due=TODAY - timedelta(days=400), raised_at=MONDAY - timedelta(days=420)))
    assert "2025, overdue" in words(await desk.type("dee", "actions"))


def _other_team() -> Any:
    return replace(TEAM, id="other", slug="other", name="Other", channel="C-other")
