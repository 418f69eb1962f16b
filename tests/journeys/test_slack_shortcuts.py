"""Shortcuts: a decision or a blocker from any message, with a link back to it; the check-in from anywhere."""

from tests.fakes.slack import Message
from tests.journeys.slack_world import BEN, CY, GROWTH, GUEST, OPENING, World

ELSEWHERE = "C7ELSEWHERE"


async def written(team: World, text: str, channel: str = GROWTH) -> Message:
    """A message of Cy's, which nobody addressed to the app."""
    return await team.people.say(CY, channel, text)


def link_to(message: Message) -> str:
    return f"https://sample-company.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"


def linked(team: World, message: Message) -> bool:
    """Whether something that was posted links to it."""
    return any(link_to(message) in str(posted.blocks) for posted in team.slack.messages)


async def test_a_decision_is_recorded_from_a_message_and_links_back_to_it(team: World) -> None:
    await team.at(OPENING)
    message = await written(team, "Should we pause paid ads?")
    await team.people.message_shortcut(BEN, message, "shortcut.decision")
    view = team.modal(BEN)
    assert "Should we pause paid ads?" in str(view.content)
    answer = await team.people.submit(BEN, view)
    assert answer.errors == {}
    await team.settle()
    assert any("Should we pause paid ads?" in said for said in team.thread())
    assert linked(team, message)


async def test_a_blocker_is_recorded_from_a_message(team: World) -> None:
    await team.at(OPENING)
    message = await written(team, "Legal has not answered since Monday")
    await team.people.message_shortcut(BEN, message, "shortcut.blocker")
    answer = await team.people.submit(BEN, team.modal(BEN))
    assert answer.errors == {}
    await team.settle()
    assert any("Legal has not answered since Monday" in said for said in team.thread())
    assert linked(team, message)


async def test_a_shortcut_works_where_the_app_is_not_a_member(team: World) -> None:
    team.slack.add_channel(ELSEWHERE, "elsewhere", has_bot=False)
    message = await written(team, "Who decides on prices?", ELSEWHERE)
    await team.people.message_shortcut(BEN, message, "shortcut.decision")
    answer = await team.people.submit(BEN, team.modal(BEN))
    assert answer.errors == {}


async def test_what_a_message_says_is_data(team: World) -> None:
    message = await written(team, "<!channel> &lt;b&gt; <https://example.com|click> *now*")
    await team.people.message_shortcut(BEN, message, "shortcut.blocker")
    await team.people.submit(BEN, team.modal(BEN))
    await team.settle()
    assert "<!channel>" not in str([args.get("text") for name, args in team.slack.calls if name.startswith("chat.")])


async def test_check_in_opens_the_form_from_anywhere(team: World) -> None:
    await team.at(OPENING)
    await team.people.global_shortcut(BEN, "shortcut.checkin")
    view = team.modal(BEN)
    assert "1.1 Activation" in view.said
    await team.people.submit(BEN, view)
    await team.settle()
    assert "1 of 3 in" in team.prompt().said


async def test_the_same_shortcut_twice_records_once(team: World) -> None:
    await team.at(OPENING)
    message = await written(team, "Should we pause paid ads?")
    await team.people.message_shortcut(BEN, message, "shortcut.decision")
    sent = await team.people.submit(BEN, team.modal(BEN))
    await team.people.send(sent.sent)
    await team.settle()
    assert len([said for said in team.thread() if "pause paid ads" in said]) == 1


async def test_a_guest_is_refused_kindly(team: World) -> None:
    await team.people.global_shortcut(GUEST, "shortcut.checkin")
    await team.settle()
    said = [view.said for view in team.slack.views[GUEST]] + [m.said for m in team.slack.to(GUEST)]
    said += [m.said for m in team.slack.seen_only_by(GUEST)]
    assert any("guest" in one for one in said)
