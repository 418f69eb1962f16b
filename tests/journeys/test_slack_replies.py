"""Answering in the thread of the prompt: by a mention, or overheard where the administrator chose that."""

import pytest

from tests.fakes.slack.scopes import HISTORY
from tests.journeys.slack_world import BEN, CY, GROWTH, GUEST, OPENING, World


async def heard(team: World) -> None:
    await team.settle()


def private(team: World, user: str) -> str:
    """The last thing that only this person saw."""
    return team.slack.seen_only_by(user)[-1].said


async def test_a_reply_that_mentions_the_app_is_taken_and_shown_back(team: World) -> None:
    await team.at(OPENING)
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 6 two deals slipped", team.prompt())
    await heard(team)
    assert "36 → 45%" in private(team, BEN)
    assert "1 of 3 in" in team.prompt().said
    assert len([said for said in team.thread() if "36 → 45%" in said]) == 1


async def test_a_changed_reply_counts_as_it_stands_now(team: World) -> None:
    team.slack.scopes |= HISTORY
    await team.at(OPENING)
    typed = await team.people.mention(BEN, GROWTH, "1.1 54% conf 6", team.prompt())
    await heard(team)
    await team.people.edit(typed, typed.text.replace("54", "45"))
    await heard(team)
    assert "36 → 45%" in private(team, BEN)
    assert [said for said in team.thread() if "36 →" in said] == [team.thread()[-1]]
    assert "1 of 3 in" in team.prompt().said


async def test_what_was_changed_last_counts_where_the_first_change_is_told_last(team: World) -> None:
    team.slack.scopes |= HISTORY
    await team.at(OPENING)
    typed = await team.people.mention(BEN, GROWTH, "1.1 54% conf 6", team.prompt())
    await heard(team)
    before = typed.text
    team.people.hold()
    for value in ("45", "48"):
        await team.people.edit(typed, before.replace("54", value))
    await team.people.release(backwards=True)
    await heard(team)
    assert "36 → 48%" in private(team, BEN)
    assert [said for said in team.thread() if "36 →" in said] == [team.thread()[-1]]


async def test_undo_takes_the_reply_back(team: World) -> None:
    await team.at(OPENING)
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 6", team.prompt())
    await heard(team)
    await team.people.click(BEN, team.slack.seen_only_by(BEN)[-1], "Undo")
    await heard(team)
    assert "Taken back" in private(team, BEN)
    assert "0 of 3 in" in team.prompt().said
    assert "36 →" not in await team.type(BEN, "history 1.1")


async def test_a_free_sentence_that_mentions_the_app_is_an_answer(team: World) -> None:
    await team.at(OPENING)
    await team.people.mention(CY, GROWTH, "all quiet here, waiting for the new page", team.prompt())
    await heard(team)
    assert "in your own words" in private(team, CY)
    assert "1 of 3 in" in team.prompt().said


async def test_what_is_wrong_is_told_privately_and_nothing_is_recorded(team: World) -> None:
    await team.at(OPENING)
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 17", team.prompt())
    await heard(team)
    assert "1.1 45% conf 17" in private(team, BEN)
    assert "0 of 3 in" in team.prompt().said


@pytest.mark.parametrize("copies", [2, 3])
async def test_an_event_that_comes_several_times_is_taken_once(team: World, copies: int) -> None:
    await team.at(OPENING)
    team.people.copies = copies
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 6", team.prompt())
    await heard(team)
    assert len([m for m in team.slack.seen_only_by(BEN) if "36 → 45%" in m.said]) == 1


async def test_two_replies_out_of_order_are_both_taken(team: World) -> None:
    await team.at(OPENING)
    team.people.hold()
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 6", team.prompt())
    await team.people.mention(BEN, GROWTH, "1.2 5 days conf 8", team.prompt())
    await team.people.release(backwards=True)
    await heard(team)
    [answer] = [said for said in team.thread() if "36 → 45%" in said]
    assert "6 → 5" in answer


async def test_without_the_history_scopes_nothing_is_overheard(team: World) -> None:
    await team.at(OPENING)
    await team.people.reply(BEN, team.prompt(), "1.1 45% conf 6")
    await heard(team)
    assert "0 of 3 in" in team.prompt().said
    assert team.slack.seen_only_by(BEN)[-1:] == [m for m in team.slack.seen_only_by(BEN)[-1:] if "45" not in m.said]


async def test_with_them_what_is_an_answer_beyond_doubt_is_taken_once(team: World) -> None:
    team.slack.scopes |= HISTORY
    await team.at(OPENING)
    await team.people.reply(BEN, team.prompt(), "1.1 45% conf 6")
    await team.people.mention(CY, GROWTH, "1.3 240 conf 7", team.prompt())  # told as message and as app_mention
    await heard(team)
    assert "2 of 3 in" in team.prompt().said
    assert len([m for m in team.slack.seen_only_by(CY) if "228 → 240" in m.said]) == 1


async def test_a_sentence_that_was_overheard_is_asked_about_first(team: World) -> None:
    team.slack.scopes |= HISTORY
    await team.at(OPENING)
    await team.people.reply(BEN, team.prompt(), "two deals slipped and the new page is late")
    await heard(team)
    assert "0 of 3 in" in team.prompt().said
    await team.people.click(BEN, team.slack.seen_only_by(BEN)[-1], "Take it as my answer")
    await heard(team)
    assert "1 of 3 in" in team.prompt().said


async def test_talk_elsewhere_in_the_channel_is_left_alone(team: World) -> None:
    team.slack.scopes |= HISTORY
    await team.at(OPENING)
    calls = len(team.slack.messages)
    await team.people.say(BEN, GROWTH, "1.1 45% conf 6")
    await heard(team)
    assert len(team.slack.messages) == calls + 1


async def test_a_guest_who_replies_is_refused_kindly(team: World) -> None:
    await team.at(OPENING)
    await team.people.mention(GUEST, GROWTH, "1.1 45%", team.prompt())
    await heard(team)
    assert "guest" in private(team, GUEST)
    assert "0 of 3 in" in team.prompt().said


async def test_a_direct_message_is_a_command(team: World) -> None:
    await team.people.direct(BEN, "mine")
    await heard(team)
    said = [message.said for message in team.slack.messages if message.channel == f"D{BEN}" and message.by is None]
    assert any("Nothing waits for you" in one for one in said)


async def test_a_prompt_that_somebody_deleted_comes_back_once_with_what_was_answered(team: World) -> None:
    await team.at(OPENING)
    team.slack.messages.remove(team.prompt())
    await team.fill(BEN, "checkin")
    await team.settle()
    assert "1 of 3 in" in team.prompt().said
    await team.people.mention(CY, GROWTH, "1.3 240 conf 7", team.prompt())
    await team.settle()
    assert "2 of 3 in" in team.prompt().said
    assert any("228 → 240" in said for said in team.thread())
    team.slack.messages.remove(team.prompt())
    await team.people.click(CY, team.slack.seen_only_by(CY)[-1], "Undo")
    await team.settle()
    assert not [message for message in team.slack.in_channel(GROWTH) if "What moved?" in message.said]
