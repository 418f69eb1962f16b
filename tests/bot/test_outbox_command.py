"""`drumbeat outbox arrived`: an operator says that a message is there, with its link or without."""

import pytest

from adapters.slack.arriving.incoming import Spot
from adapters.slack.arriving.shortcuts import link_to
from bot.links import ref_in
from cadence.cards import card
from cadence.model import Message, Place, Workspace
from cadence.ports import Outcome
from storage import SqlStore
from tests.bot.conftest import Terminal, real_now
from tests.bot.test_cli import SOON

SLACK, TEAMS = "slack:T1", "teams:tenant"
OF_SLACK = "https://sample.slack.com/archives/C1/p1731409200000100"
OF_TEAMS = "https://teams.microsoft.com/l/message/19%3Ax%40thread.tacv2/1731409200000"


async def plant(store: SqlStore) -> None:
    """A prompt of which nobody knows whether it arrived, and an answer for its thread."""
    await store.add_workspace(Workspace(id=SLACK, platform="slack", name="Sample"))
    for key, thread in (("prompt", None), ("answer", "prompt")):
        async with store.unit(SLACK, actor="test") as unit:
            place = Place(channel="C1", thread=thread)
            await unit.outbox.say(Message(id=key, workspace_id=SLACK, key=key, place=place, card=card(key)))
    [prompt] = await store.claim(real_now(), 1, SOON)
    await store.settle([Outcome(delivery=prompt, ambiguous="The connection broke.")])


async def next_of(store: SqlStore) -> tuple[str, str | None, str | None]:
    """What goes out next: its id, and what the platform calls it, and the root of its thread."""
    [delivery] = await store.claim(real_now(), 1, SOON)
    return delivery.id, delivery.ref, delivery.thread_ref


def rows(terminal: Terminal) -> list[str]:
    """Of the outbox."""
    return [line for line in terminal.dump() if line.startswith('INSERT INTO "messages"')]


def test_what_is_stuck_is_named_in_full_in_a_narrow_terminal(terminal: Terminal) -> None:
    terminal.kept(plant)
    listed = terminal.type("outbox", COLUMNS="30").output
    assert "prompt  ambiguous since " in listed
    assert "    prompt to channel:C1: The connection broke.\n" in listed


def test_with_its_link_it_is_brought_up_to_date_first(terminal: Terminal) -> None:
    terminal.kept(plant)
    ended = terminal.type("outbox", "arrived", "prompt", "--as", OF_SLACK)
    assert ended.exit_code == 0, ended.output
    assert ended.output == "Noted: it is brought up to date now. One message for its thread is sent now.\n"
    assert terminal.kept(next_of) == ("prompt", "C1:1731409200.000100", None)


def test_without_its_link_what_waited_goes_plainly_to_the_channel(terminal: Terminal) -> None:
    terminal.kept(plant)
    assert terminal.type("outbox", "arrived", "prompt").exit_code == 0
    assert "Nothing is stuck" in terminal.type("outbox").output
    assert terminal.kept(next_of) == ("answer", None, None)


async def refuse(store: SqlStore) -> None:
    """A message that the platform refused."""
    await store.add_workspace(Workspace(id=SLACK, platform="slack", name="Sample"))
    async with store.unit(SLACK, actor="test") as unit:
        message = Message(id="no", workspace_id=SLACK, key="no", place=Place(channel="C1"), card=card("no"))
        await unit.outbox.say(message)
    [refused] = await store.claim(real_now(), 1, SOON)
    await store.settle([Outcome(delivery=refused, failed="The channel is archived.")])


def test_what_was_refused_cannot_be_there_unless_somebody_names_it(terminal: Terminal) -> None:
    terminal.kept(refuse)
    before = rows(terminal)
    ended = terminal.type("outbox", "arrived", "no")
    assert (ended.exit_code, rows(terminal)) == (1, before)
    assert "failed, so it was not shown: The channel is archived." in ended.output.replace("\n", " ")
    ended = terminal.type("outbox", "arrived", "no", "--as", OF_SLACK)
    assert ended.output == "Noted: it is brought up to date now.\n"


@pytest.mark.parametrize(
    ("message", "link", "why"),
    [
        ("prompt", "https://example.com/archives/C1", "no link to a message"),
        ("prompt", OF_SLACK.replace("C1", "C2"), "leads elsewhere than to channel:C1"),
        ("answer", OF_SLACK, "No message answer is stuck"),
        ("made-up", "", "No message made-up is stuck"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    terminal: Terminal, message: str, link: str, why: str
) -> None:
    terminal.kept(plant)
    before = rows(terminal)
    ended = terminal.type("outbox", "arrived", message, *(("--as", link) if link else ()))
    assert ended.exit_code == 1
    assert why in ended.output
    assert rows(terminal) == before


def test_a_link_names_its_message_as_the_platform_does() -> None:
    made = link_to(Spot("C1", "1731409200.000100", "1731409100.000200"), "https://sample.slack.com/")
    assert ref_in(SLACK, made) == "C1:1731409200.000100"
    assert ref_in(TEAMS, f"{OF_TEAMS}?tenantId=t&parentMessageId=1731409200000") == "19:x@thread.tacv2|1731409200000"
    in_thread = "19:x@thread.tacv2;messageid=17|1731409200000"
    assert ref_in(TEAMS, f"{OF_TEAMS}?tenantId=t&parentMessageId=17") == in_thread
    assert ref_in(TEAMS, OF_SLACK) is ref_in(SLACK, OF_TEAMS) is ref_in("local", OF_SLACK) is None
