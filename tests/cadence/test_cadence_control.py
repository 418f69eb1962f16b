"""`okr pause`, `okr resume`, `okr skip`: the team's cadence, by its lead or an admin."""

from datetime import UTC, datetime

import pytest

from cadence.context import Services
from cadence.model import CheckInState
from cadence.requests import Say
from cadence.scheduler import Scheduler
from tests.cadence.desk import Desk, buttons_of, card_words, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE
from tests.fakes.memory import MemoryStore

WEDNESDAY = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
NEXT_WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """With the check-in of Wednesday planned."""
    made = Desk(store, services)
    await _tick(made)
    return made


async def _tick(desk: Desk) -> None:
    await Scheduler(desk.store, desk.services).tick()


async def _go(desk: Desk, clock: FakeClock, moment: datetime) -> None:
    clock.to(moment)
    await _tick(desk)


def _states(desk: Desk) -> dict[str, str]:
    return {row.iso_week: row.state.value for row in desk.rows("checkins")}


@pytest.mark.parametrize("command", ["pause", "resume", "skip"])
@pytest.mark.parametrize("who", ["ben", "mia"])
async def test_only_the_lead_or_an_admin_may(desk: Desk, command: str, who: str) -> None:
    before = desk.changes()
    reply = await desk.type(who, command)
    assert is_refused(reply)
    assert "Only Ana, who leads Growth, or an admin" in words(reply)
    assert desk.changes() == before


@pytest.mark.parametrize("command", ["pause", "skip"])
async def test_an_admin_may(desk: Desk, command: str) -> None:
    await desk.change_member("mia", is_admin=True)
    assert not is_refused(await desk.type("mia", command))


async def test_a_paused_team_has_no_new_check_ins(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ana", "pause")
    await _go(desk, clock, WEDNESDAY)
    await _go(desk, clock, NEXT_WEDNESDAY)
    assert "open" not in _states(desk).values()
    assert not [key for key in desk.store.data[WORKSPACE.id].messages if key.startswith("prompt:")]


async def test_an_open_check_in_still_closes_with_its_summary(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    reply = await desk.type("ana", "pause")
    assert "still closes Thu 12 Nov 10:00, with its summary" in words(reply)
    await _go(desk, clock, THURSDAY)
    assert _states(desk)["2026-W46"] == "closed"
    assert [key for key in desk.store.data[WORKSPACE.id].messages if key.startswith("summary:")]


async def test_pausing_twice_says_that_it_is_paused_already(desk: Desk) -> None:
    await desk.type("ana", "pause")
    assert "paused already" in words(await desk.type("ana", "pause"))


async def test_resume_plans_the_next_and_says_when_it_is(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ana", "pause")
    await _go(desk, clock, THURSDAY)
    reply = await desk.type("ana", "resume")
    assert "the next check-in opens Wed 18 Nov 10:00 and closes Thu 19 Nov 10:00" in words(reply)
    await _go(desk, clock, NEXT_WEDNESDAY)
    assert _states(desk)["2026-W47"] == "open"


async def test_pause_and_resume_within_the_week_leave_the_check_in_where_it_was(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ana", "pause")
    await desk.type("ana", "resume")
    await _go(desk, clock, WEDNESDAY)
    assert _states(desk)["2026-W46"] == "open"


async def test_resuming_while_one_is_open_says_when_that_closes(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    await desk.type("ana", "pause")
    assert "a check-in is open and closes Thu 12 Nov 10:00" in words(await desk.type("ana", "resume"))


async def test_resuming_what_is_not_paused_says_when_the_next_one_is(desk: Desk) -> None:
    reply = await desk.type("ana", "resume")
    assert "Growth is not paused: the next check-in opens Wed 11 Nov 10:00" in words(reply)
    assert desk.said() == []


async def test_skip_leaves_out_the_next_one_and_says_what_comes_after(desk: Desk, clock: FakeClock) -> None:
    reply = await desk.type("ana", "skip")
    assert "The check-in of Wed 11 Nov is skipped." in words(reply)
    assert "The next check-in opens Wed 18 Nov 10:00" in words(reply)
    await _go(desk, clock, WEDNESDAY)
    assert _states(desk) == {"2026-W46": "skipped", "2026-W47": "scheduled"}


async def test_skipping_again_says_what_is_skipped_and_asks_before_the_one_after(desk: Desk) -> None:
    await desk.type("ana", "skip")
    reply = await desk.type("ana", "skip")
    assert "The check-in of Wed 11 Nov is skipped already. Skip the one after, too?" in words(reply)
    assert _states(desk) == {"2026-W46": "skipped", "2026-W47": "scheduled"}
    more = buttons_of(reply)[0]
    assert is_refused(await desk.press("ben", more.action, more.value))
    assert "Wed 18 Nov is skipped" in words(await desk.press("ana", more.action, more.value))
    assert is_refused(await desk.press("ana", more.action, more.value)), "an old button skips nothing more"


async def test_a_pause_leaves_skipped_what_somebody_skipped_and_says_so(desk: Desk) -> None:
    await desk.type("ana", "skip")
    await desk.type("ana", "pause")
    reply = await desk.type("ana", "resume")
    assert "The check-in of Wed 11 Nov stays skipped." in words(reply)
    assert _states(desk) == {"2026-W46": "skipped", "2026-W47": "scheduled"}
    (back,) = buttons_of(reply)
    assert is_refused(await desk.press("ben", back.action, back.value))
    assert "the next check-in opens Wed 11 Nov" in words(await desk.press("ana", back.action, back.value))
    assert is_refused(await desk.press("ana", back.action, back.value))


async def test_resume_brings_skipped_weeks_back(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ana", "skip")
    more = buttons_of(await desk.type("ana", "skip"))[0]
    await desk.press("ana", more.action, more.value)
    reply = await desk.type("ana", "resume")
    assert "opens Wed 11 Nov 10:00" in words(reply)
    await _go(desk, clock, WEDNESDAY)
    assert _states(desk)["2026-W46"] == "open"
    await _go(desk, clock, THURSDAY)
    await _go(desk, clock, NEXT_WEDNESDAY)
    assert _states(desk)["2026-W47"] == "open"


async def test_skip_while_one_is_open_asks_whether_that_one_is_meant(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    reply = await desk.type("ana", "skip")
    assert "open until Thu 12 Nov 10:00" in words(reply)
    assert [button.action for button in buttons_of(reply)] == ["skip.open"]
    assert _states(desk)["2026-W46"] == "open"


async def test_the_open_one_is_skipped_by_its_button(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    (button,) = buttons_of(await desk.type("ana", "skip"))
    reply = await desk.press("ana", button.action, button.value)
    assert isinstance(reply, Say)
    assert reply.replaces
    assert _states(desk)["2026-W46"] == CheckInState.SKIPPED
    prompt = desk.store.data[WORKSPACE.id].messages[f"prompt:{button.value}"].message.card
    assert "Skipped: asked for by Ana" in card_words(prompt)
    assert "brings it back" not in words(reply)


async def test_others_cannot_press_it(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    (button,) = buttons_of(await desk.type("ana", "skip"))
    assert is_refused(await desk.press("ben", button.action, button.value))
    assert _states(desk)["2026-W46"] == "open"


async def test_an_answered_check_in_is_not_skipped_any_more(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    (button,) = buttons_of(await desk.type("ana", "skip"))
    await desk.press("ben", "checkin.unchanged", button.value)
    reply = await desk.press("ana", button.action, button.value)
    assert "Somebody has answered meanwhile" in words(reply)
    assert _states(desk)["2026-W46"] == "open"


async def test_with_answers_in_skip_means_the_week_after(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    (week,) = [row for row in desk.rows("checkins") if row.state == CheckInState.OPEN]
    await desk.press("ben", "checkin.unchanged", week.id)
    reply = await desk.type("ana", "skip")
    assert "The check-in of Wed 18 Nov is skipped." in words(reply)
    assert _states(desk) == {"2026-W46": "open", "2026-W47": "skipped"}


async def test_a_paused_team_has_nothing_to_skip(desk: Desk) -> None:
    await desk.type("ana", "pause")
    assert "nothing to skip" in words(await desk.type("ana", "skip"))


async def test_an_old_skip_one_more_never_skips_the_open_one_unasked(desk: Desk, clock: FakeClock) -> None:
    await _go(desk, clock, WEDNESDAY)
    (week,) = [row for row in desk.rows("checkins") if row.state == CheckInState.OPEN]
    await desk.press("ben", "checkin.unchanged", week.id)
    await desk.type("ana", "skip")
    (more, _) = buttons_of(await desk.type("ana", "skip"))
    await desk.press("ben", "checkin.undo", week.id)
    reply = await desk.press("ana", more.action, more.value)
    assert "Skip it?" in words(reply)
    assert _states(desk)["2026-W46"] == "open"


@pytest.mark.parametrize("value", ["", "made-up"])
async def test_a_made_up_check_in_is_not_skipped(desk: Desk, value: str) -> None:
    assert is_refused(await desk.press("ana", "skip.open", value))


@pytest.mark.parametrize(
    ("commands", "line"),
    [
        (["pause"], "Ana paused Growth's check-ins."),
        (["skip"], "Ana skipped the check-in of Wed 11 Nov. The next check-in opens Wed 18 Nov 10:00"),
        (["pause", "resume"], "Ana resumed Growth's check-ins: the next check-in opens Wed 11 Nov 10:00"),
    ],
)
async def test_the_team_reads_one_line_of_it(desk: Desk, commands: list[str], line: str) -> None:
    for command in commands:
        await desk.type("ana", command)
    assert len(desk.said()) == len(commands)
    assert any(said.startswith(line) for said in desk.said())


async def test_in_another_channel_there_is_no_team_to_pause(desk: Desk) -> None:
    assert "no team yet" in words(await desk.type("ana", "pause", channel="C-else"))
    assert desk.row("teams", TEAM.id).is_paused is False
