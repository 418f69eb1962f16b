"""A group chat has no threads: answers stand on the check-in's own card, which stays true, and the chat stays quiet."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.cards import Buttons, to_data
from cadence.context import Services
from cadence.model import Member, Membership, Message
from cadence.splitting import split
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, typed
from tests.fakes.memory import MemoryStore

EVERYTHING = {
    kr("1.1", "value"): "38%",
    kr("1.1", "note"): "two deals slipped",
    "blocker:1:text": "no word on the contract",
    "blocker:1:kr": kr_id("1.2"),
    "blocker:1:waiting": "Legal",
    "decision:1:question": "Pause paid ads?",
    "decision:1:decider": "cy",
    "stop:1:text": "Webinars",
}


class Chat(Answering):
    """Growth, in a group chat."""

    def prompt(self) -> str:
        (card,) = (message.card for message in self.said("prompt"))
        return plain_text(card)

    def answers(self) -> list[str]:
        """What stands below the buttons."""
        return [line for line in self.prompt().split("]\n")[-1].splitlines() if line.strip("-")]

    def in_chat(self) -> list[Message]:
        """Every message of the place, in the order they were said."""
        queued = sorted(self.store.data[WORKSPACE.id].messages.values(), key=lambda item: (item.at, item.position))
        return [item.message for item in queued if item.message.place.channel == TEAM.channel]

    def kinds(self) -> list[str]:
        return [message.key.partition(":")[0] for message in self.in_chat()]


@pytest.fixture
async def chat(store: MemoryStore, clock: FakeClock, services: Services) -> Chat:
    made = Chat(store, clock, services)
    await made.change_team(has_threads=False)
    await made.opened()
    return made


async def test_before_anybody_answered_the_prompt_is_the_prompt(chat: Chat) -> None:
    assert chat.prompt().endswith("[Answer] [Nothing changed] [I'm away]")


async def test_an_answer_stands_below_the_questions_with_what_moved_and_what_needs_somebody(chat: Chat) -> None:
    await chat.reply("ben", EVERYTHING)
    assert chat.answers() == [
        "Ben: 1.1 36 → 38%, conf 7 (two deals slipped) · 1.2 6, same, conf 8",
        "Off track: 1.2 no word on the contract; waits on Legal · Needs a decision: Pause paid ads? Cy · "
        "Stops or shifts: Webinars",
    ]
    assert "1 of 4 in" in chat.prompt()


async def test_nothing_is_posted_but_what_has_buttons(chat: Chat) -> None:
    await chat.reply("ben", EVERYTHING)
    await chat.press("cy", "checkin.unchanged")
    assert chat.kinds() == ["prompt", "decision", "blocker"]
    assert all(message.place.thread is None for message in chat.in_chat())
    assert all(any(isinstance(block, Buttons) for block in message.card.blocks) for message in chat.in_chat())


async def test_answers_stand_in_the_order_in_which_they_came(chat: Chat, clock: FakeClock) -> None:
    for who in ("cy", "ana", "ben"):
        clock.forward(minutes=1)
        await chat.press(who, "checkin.unchanged")
    clock.forward(minutes=1)
    await chat.reply("ana", {kr("2.1", "value"): "85"})
    assert [line.partition(":")[0] for line in chat.answers()] == ["Cy", "Ana", "Ben"]
    assert chat.answers()[1].startswith("Ana: 2.1 84 → 85%, conf 6")


async def test_the_card_stays_true(chat: Chat) -> None:
    await chat.reply("ben", EVERYTHING)
    await chat.press("cy", "checkin.unchanged")
    assert chat.answers()[-1] == "Cy: nothing changed (1 KR)"
    await chat.press("cy", "checkin.undo")
    assert not any(line.startswith("Cy") for line in chat.answers())
    said(await chat.reply("ben", dict.fromkeys(("blocker:1:text", "blocker:1:kr", "blocker:1:waiting"), "")))
    assert "contract" not in chat.prompt()
    await chat.press("dee", "checkin.away")
    assert "Dee" not in chat.prompt()
    assert "1 of 3 in" in chat.prompt()


async def test_a_blocker_for_the_lead_alone_is_not_on_it(chat: Chat) -> None:
    await chat.reply("ben", {**EVERYTHING, "blocker:1:lead": "yes"})
    assert "contract" not in "".join(plain_text(message.card) for message in chat.in_chat())


async def test_late_answers_and_the_closed_summary(chat: Chat) -> None:
    await chat.reply("ben", EVERYTHING)
    await chat.at(12, "10:00")
    assert "Closed; 1 of 4 in" in chat.prompt()
    (summary,) = chat.texts("summary")
    assert "All answers, on the check-in" in summary
    await chat.press("cy", "checkin.unchanged")
    assert "Cy: nothing changed (1 KR)" in chat.prompt()
    assert "2 of 4 in" in chat.texts("summary")[0]
    assert chat.kinds() == ["prompt", "decision", "blocker", "summary"]


async def test_early_answers_stand_on_it_from_the_start(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    chat = Chat(store, clock, services)
    await chat.change_team(has_threads=False)
    await chat.at(9, "09:00")
    said(await chat.ask.sends("ben", await _early_form(chat)))
    await chat.at(11, "10:00")
    assert chat.answers() == ["Ben: 1.1 36%, same, conf 7 · 1.2 6, same, conf 8"]


async def _early_form(chat: Chat) -> Any:
    reply = await chat.ask.types("ben", "checkin")
    return reply.form  # type: ignore[union-attr]  # a form, or the test fails


@pytest.mark.parametrize("line", ["action send the offer @cy friday", "pause"])
async def test_lines_that_the_summary_has_are_left_out(chat: Chat, line: str) -> None:
    before = chat.kinds()
    said(await chat.ask.door.handle(typed("ana", line.replace("@cy", "<@cy>"))))
    assert chat.kinds() == (before if line.startswith("action") else [*before, "cadence"])


async def test_what_is_settled_changes_in_place(chat: Chat) -> None:
    await chat.reply("ben", EVERYTHING)
    (blocker,) = await chat.ask.rows("blockers")
    await chat.press("ben", "blocker.solved", blocker.id)
    assert chat.kinds() == ["prompt", "decision", "blocker"]
    assert "solved" in plain_text(chat.said("blocker")[0].card).lower()


async def test_forty_answers_fit_and_say_first_what_needs_somebody(chat: Chat, clock: FakeClock) -> None:
    await _crowd(chat, 40)
    for number in range(40):
        clock.forward(minutes=1)
        who = f"p{number}"
        needs = {"blocker:1:text": "x" * 300, "decision:1:question": "y" * 300} if number % 4 == 0 else {}
        moved = {"stop:1:text": "z" * 300} if number % 2 == 0 else {}
        await (chat.reply(who, {**needs, **moved}) if moved else chat.press(who, "checkin.unchanged"))
    shown = [line for line in chat.answers() if line.startswith("P")]
    assert len(shown) == 12
    assert {int(line.partition(":")[0][1:]) % 2 for line in shown} == {0}
    assert {f"P{number}" for number in range(0, 40, 4)} <= {line.partition(":")[0] for line in shown}
    assert chat.answers()[-1] == "and 28 more; the summary takes them all in"
    assert "40 of 44 in" in chat.prompt()
    (card,) = (message.card for message in chat.said("prompt"))
    assert len(split(card)) == 1
    assert len(str(to_data(card))) < 10_000


async def _crowd(chat: Chat, count: int) -> None:
    people = [
        Member(
            id=mid(f"p{number}"),
            workspace_id=WORKSPACE.id,
            external_id=f"p{number}",
            name=f"P{number}",
            zone="Europe/Berlin",
        )
        for number in range(count)
    ]
    rows = [
        Membership(id=f"{member.id}-row", workspace_id=WORKSPACE.id, team_id=TEAM.id, member_id=member.id)
        for member in people
    ]
    await chat.add("members", *people)
    await chat.add("memberships", *rows)
    checkin = await chat.newest()
    expected = (*checkin.expected_ids, *(member.id for member in people))
    async with chat.unit() as unit:
        await unit.checkins.save(replace(checkin, expected_ids=expected))


async def test_the_form_says_where_it_will_stand(chat: Chat) -> None:
    assert (await chat.form("ben")).intro.startswith("Shown on this check-in, in the team's chat. You can change it")
