"""A storm of refusals from Slack: nothing is lost, nothing doubled, and no request is one that a limit forbids."""

from collections import Counter

from tests.fakes.slack import Fault
from tests.journeys.slack_world import ANA, BEN, CLOSING, CY, GROWTH, NEXT_OPENING, OPENING, World, field

POST, UPDATE, HISTORY_METHODS = "chat.postMessage", "chat.update", ("conversations.history", "conversations.replies")


def everything(world: World) -> Counter[tuple[str, str]]:
    """What the bot said, by place and words."""
    return Counter((m.channel, m.said) for m in world.slack.messages if m.by is None and m.only_for is None)


async def week(team: World) -> None:
    """Everybody answers, with blockers and questions that each become messages."""
    for user, start in ((BEN, "1.1"), (CY, "1.3")):
        view = await team.answer_form(user)
        typed = {field(view, start, ":value"): "41", field(view, "What is off track"): f"{start} waits for legal"}
        await team.people.submit(user, view, typed | {field(view, "What needs a decision"): f"Stop {start}?"})
    await team.people.click(ANA, team.prompt(), "Nothing changed")
    if view_of_ana := team.slack.modal(ANA):
        await team.people.submit(ANA, view_of_ana)


async def test_an_ordinary_week_asks_for_nothing_that_a_limit_forbids(team: World) -> None:
    await team.at(OPENING)
    await week(team)
    await team.at(CLOSING)
    await team.at(NEXT_OPENING)
    assert team.slack.pacing.broken == []
    assert team.calls(POST) > 8
    assert team.calls(*HISTORY_METHODS) == 0  # nothing is polled


async def test_a_storm_of_refusals_loses_nothing_doubles_nothing_and_is_obeyed(team: World) -> None:
    await team.at(OPENING)
    for method, seconds in ((POST, 30), (UPDATE, 20), (POST, 5), (UPDATE, 60), (POST, 1)):
        team.slack.fail(method, Fault(retry_after=seconds))
    await week(team)
    for _ in range(12):
        team.clock.forward(seconds=20)
        await team.settle()
    await team.at(CLOSING)
    assert team.slack.faults[POST] == team.slack.faults[UPDATE] == []
    assert team.slack.pacing.broken == []
    said = everything(team)
    assert {words: count for words, count in said.items() if count > 1} == {}
    for start in ("1.1", "1.3"):
        assert len([1 for _, words in said if f"{start} waits for legal" in words and "Taken" not in words]) >= 1
    assert "2 of 3 in" in team.prompt().said or "3 of 3 in" in team.prompt().said
    assert (await team.bot.store.backlog())["waiting"] == 0


async def test_slack_that_enforces_its_limits_never_needs_to(team: World) -> None:
    team.slack.pacing.enforces = True
    await team.at(OPENING)
    await week(team)
    await team.at(CLOSING)
    assert team.slack.pacing.broken == []
    assert "of 3 in" in team.slack.in_channel(GROWTH)[1].said
