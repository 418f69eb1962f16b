"""A team's channel is archived, deleted, left, moved, opened again: who is told, and where what waits goes."""

from dataclasses import replace

import pytest

from cadence.cards import card
from cadence.ids import id_for
from cadence.model import Message, Place
from cadence.news import ChannelChange
from tests.cadence.asking import filled, opened
from tests.cadence.desk import buttons_of, is_refused, words
from tests.cadence.harness import Rhythm
from tests.cadence.selling import SALES
from tests.cadence.tidings.telling import Ear, buttons_in
from tests.fakes.growth import TEAM, WORKSPACE, mid, submitted, typed

TROUBLES = [
    (ChannelChange.ARCHIVED, "Growth's channel was archived, so I cannot post there. Open it again."),
    (ChannelChange.DELETED, "Growth's channel was deleted, so I cannot post there."),
    (ChannelChange.LEFT, "I was taken out of Growth's channel, so I cannot post there. Invite me again."),
]


async def say(ear: Ear, key: str, thread: str | None = None) -> None:
    made = id_for("message", WORKSPACE.id, key)
    place = Place(channel=TEAM.channel, thread=thread)
    async with ear.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.outbox.say(Message(id=made, workspace_id=WORKSPACE.id, key=key, place=place, card=card(key)))


def channel_of(ear: Ear, key: str) -> str | None:
    return ear.messages(key)[0].place.channel


# Trouble


@pytest.mark.parametrize(("change", "words_"), TROUBLES)
async def test_the_lead_is_told_what_happened_what_is_safe_and_what_to_do(
    ear: Ear, change: ChannelChange, words_: str
) -> None:
    await ear.channel(change)
    (told,) = ear.told("ana", "trouble:")
    assert told.startswith(words_)
    assert "To move Growth, type `okr setup` in another channel." in told
    assert "Nothing is lost: answers come in with `okr checkin`, and what I have to say waits." in told
    (setup,) = buttons_in(ear.messages("trouble:")[0])
    assert opened(await ear.press("ana", setup.action, setup.value, channel=None)).title == "Change the team"


async def test_a_message_that_could_not_be_shown_says_what_the_platform_advises(ear: Ear) -> None:
    await ear.trouble("restricted_action", "An admin can allow it.")
    assert ear.told("ana", "trouble:")[0].startswith("I cannot post in Growth's channel. An admin can allow it.")


async def test_one_trouble_is_told_once_however_often_it_shows(ear: Ear) -> None:
    await ear.channel(ChannelChange.ARCHIVED)
    await ear.trouble("is_archived")
    await ear.trouble("is_archived")
    assert len(ear.messages("trouble:")) == 1


async def test_without_a_lead_the_manager_is_told(ear: Ear) -> None:
    await ear.change_member("ana", is_active=False)
    await ear.channel(ChannelChange.ARCHIVED)
    assert ear.told_somebody("trouble:") == ["mia"]


async def test_channels_without_a_team_are_nobodys_trouble(ear: Ear) -> None:
    await ear.channel(ChannelChange.ARCHIVED, channel="C-other")
    assert ear.messages() == []


# Mended


@pytest.mark.parametrize("change", [ChannelChange.REOPENED, ChannelChange.JOINED, ChannelChange.MENDED])
async def test_mended_it_says_so_in_place_and_what_waited_goes_at_once(ear: Ear, change: ChannelChange) -> None:
    await ear.channel(ChannelChange.ARCHIVED)
    await ear.channel(change)
    assert ear.told("ana") == ["Mended: I can post in Growth's channel again. What waited is on its way."]


async def test_trouble_after_it_was_mended_is_news_again(ear: Ear) -> None:
    for change in (ChannelChange.ARCHIVED, ChannelChange.REOPENED, ChannelChange.LEFT):
        await ear.channel(change)
    first, second = ear.told("ana", "trouble:")
    assert first.startswith("Mended")
    assert second.startswith("I was taken out")


async def test_what_was_never_in_trouble_is_not_mended_aloud(ear: Ear) -> None:
    await ear.channel(ChannelChange.JOINED, by="ana")
    await ear.channel(ChannelChange.RENAMED, name="growth-2")
    assert ear.messages() == []


# Moved, private, invited


async def test_another_id_of_the_same_channel_takes_everything_along(ear: Ear) -> None:
    await say(ear, "root")
    await say(ear, "reply", thread="root")
    await ear.channel(ChannelChange.MOVED, new_id="C-new")
    assert ear.row("teams", TEAM.id).channel == "C-new"
    assert ear.messages("reply")[0].place == Place(channel="C-new", thread="root")


async def test_an_id_that_another_team_has_is_left_to_it(ear: Ear) -> None:
    await ear.submit("ben", "setup", '["C-new", false]', **SALES, lead="ben", zone="UTC")
    await ear.channel(ChannelChange.MOVED, new_id="C-new")
    assert ear.row("teams", TEAM.id).channel == TEAM.channel


@pytest.mark.parametrize("is_private", [True, False])
async def test_private_and_public_decide_who_reads_the_board(ear: Ear, is_private: bool) -> None:
    await ear.keep("teams", replace(TEAM, channel_is_private=not is_private))
    await ear.channel(ChannelChange.RENAMED, is_private=is_private)
    assert ear.row("teams", TEAM.id).channel_is_private is is_private
    stranger = await ear.door.handle(typed("zoe", "board growth", None))
    assert is_refused(stranger) is is_private


async def test_who_invites_us_hears_how_to_begin(ear: Ear) -> None:
    await ear.channel(ChannelChange.JOINED, channel="C-sales", name="#sales", by="ben")
    await ear.channel(ChannelChange.JOINED, channel="C-sales", name="#sales", by="ben")
    assert ear.told("ben") == ["Thanks. `okr setup` in #sales starts a team, about a minute."]


async def test_in_a_chat_without_a_name_too(ear: Ear) -> None:
    await ear.channel(ChannelChange.JOINED, channel="19:chat", by="ben")
    assert ear.told("ben") == ["Thanks. `okr setup` in the chat that you added me to starts a team, about a minute."]


# To another channel


@pytest.fixture
async def deleted(ear: Ear) -> Ear:
    await ear.channel(ChannelChange.DELETED)
    return ear


async def test_setup_elsewhere_asks_whether_the_team_moves_there(deleted: Ear) -> None:
    reply = await deleted.type("ana", "setup", "C-new")
    assert "Does Growth move to this one?" in words(reply)
    move, new = buttons_of(reply)
    assert opened(await deleted.press("ana", new.action, new.value, "C-new")).title == "Set up a team"
    assert "Growth lives in this channel now." in words(await deleted.press("ana", move.action, move.value, "C-new"))
    assert deleted.row("teams", TEAM.id).channel == "C-new"
    assert deleted.told("ana", "trouble:") == ["Mended: Growth has another channel now. What waited goes there."]


async def test_what_waited_goes_there(deleted: Ear) -> None:
    await say(deleted, "prompt:one")
    await deleted.press("ana", "setup.move", TEAM.id, "C-new")
    assert channel_of(deleted, "prompt:one") == "C-new"


async def test_nobody_else_is_asked_nor_may_move_it(deleted: Ear) -> None:
    assert opened(await deleted.type("ben", "setup", "C-new")).title == "Set up a team"
    assert is_refused(await deleted.press("ben", "setup.move", TEAM.id, "C-new"))
    assert deleted.row("teams", TEAM.id).channel == TEAM.channel


async def test_it_does_not_move_into_another_teams_channel(deleted: Ear) -> None:
    await deleted.submit("ben", "setup", '["C-new", false]', **SALES, lead="ben", zone="UTC")
    assert is_refused(await deleted.press("ana", "setup.move", TEAM.id, "C-new"))


async def test_nothing_is_asked_where_all_is_well(ear: Ear) -> None:
    assert opened(await ear.type("ana", "setup", "C-new")).title == "Set up a team"


async def test_what_is_said_later_is_in_no_thread_of_the_old_channel(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.opened()
    await ear.channel(ChannelChange.DELETED)
    await ear.press("ana", "setup.move", TEAM.id, "C-new")
    await ear.type("ben", "blocker 1.1 waiting for legal", "C-new")
    blocker = next(row for row in ear.messages("blocker:") if row.place.channel)
    assert blocker.place.channel == "C-new"


# Not in the channel


@pytest.mark.parametrize(("has_bot", "is_asked"), [(False, True), (True, False), (None, False)])
async def test_setup_asks_to_be_invited_first_thing(ear: Ear, has_bot: bool | None, is_asked: bool) -> None:
    form = opened(await ear.door.handle(replace(typed("ben", "setup", "C-sales"), channel_is_private=True)))
    sent = submitted("ben", "setup", form.context, **{**filled(form), **SALES})
    reply = words(await ear.door.handle(replace(sent, channel_has_bot=has_bot)))
    assert ("Invite me to this channel, else I cannot post here." in reply) is is_asked
    assert [row.lead_id for row in ear.rows("teams") if row.channel == "C-sales"] == [mid("ben")]
