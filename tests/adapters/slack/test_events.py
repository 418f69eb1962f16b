"""What people write to us and what happens in their workspace: kept before it is acknowledged, acted on once."""

from collections.abc import AsyncIterator

import pytest

from cadence.news import ChannelChange, ChannelChanged, Disconnected, GroupsChanged, PersonChanged
from cadence.requests import CommandTyped, HomeOpened, ReplyTyped, Say, ShowForm
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, prompt
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault


@pytest.fixture
async def ears(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[Ears]:
    async with listening(slack, door, kept) as made:
        yield made


async def test_a_mention_is_a_command_of_somebody_we_know_in_a_place_we_know(ears: Ears) -> None:
    ears.door.replies.append(Say(CARD))
    await ears.heard(ears.people.mention("U1ANA", "C1GROWTH", "update 2.1 45% with <@U2BEN>"))
    request = ears.door.asked[-1]
    assert isinstance(request, CommandTyped)
    assert request.text == "update 2.1 45% with <@U2BEN>"
    assert (request.who.name, request.who.is_admin, request.workspace_id) == ("Ana", True, ears.workspace_id)
    assert (request.channel_name, request.channel_is_private, request.channel_has_bot) == ("growth", False, True)
    assert request.people["U2BEN"].name == "Ben"


async def test_the_reply_to_a_mention_is_seen_by_its_author_alone(ears: Ears) -> None:
    ears.door.replies.append(Say(CARD))
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "board"))
    shown = ears.slack.seen_only_by("U2BEN")[-1]
    assert ("Kept: 3 KRs." in shown.said, shown.channel, shown.thread_ts) == (True, "C1GROWTH", None)


async def test_the_reply_within_a_thread_stays_in_it(ears: Ears) -> None:
    root = await prompt(ears.slack)
    ears.door.replies.append(Say(CARD))
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "2.1 45%", root))
    request = ears.door.asked[-1]
    assert isinstance(request, ReplyTyped)
    assert (request.thread, request.text, request.is_addressed) == (f"C1GROWTH:{root.ts}", "2.1 45%", True)
    assert ears.slack.seen_only_by("U2BEN")[-1].thread_ts == root.ts


async def test_a_form_that_a_mention_asks_for_is_explained_since_slack_opens_none(ears: Ears) -> None:
    ears.door.replies.append(ShowForm(FORM))
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "checkin"))
    assert "okr checkin" in ears.slack.seen_only_by("U2BEN")[-1].said
    assert ears.calls("views.open") == 0


async def test_replies_without_our_name_are_heard_only_where_the_administrator_chose_that(ears: Ears) -> None:
    root = await prompt(ears.slack)
    await ears.heard(ears.people.reply("U2BEN", root, "2.1 45%"))
    assert ears.door.asked == []
    ears.slack.scopes |= {"channels:history"}
    await ears.heard(ears.people.reply("U2BEN", root, "2.1 45%"))
    request = ears.door.asked[-1]
    assert isinstance(request, ReplyTyped)
    assert not request.is_addressed


async def test_a_mention_in_a_thread_has_one_request_id_under_both_of_its_events(ears: Ears) -> None:
    ears.slack.scopes |= {"channels:history"}
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "2.1 45%", await prompt(ears.slack)))
    first, second = ears.door.asked
    assert first == second


async def test_a_direct_message_is_answered_directly(ears: Ears) -> None:
    ears.door.replies.append(Say(CARD))
    await ears.heard(ears.people.direct("U2BEN", "okr mine"))
    request = ears.door.asked[-1]
    assert isinstance(request, CommandTyped)
    assert (request.text, request.channel) == ("okr mine", None)
    assert "Kept: 3 KRs." in ears.slack.to("U2BEN")[-1].said


async def test_somebody_of_another_workspace_is_a_guest(ears: Ears) -> None:
    ears.slack.add_user("U9PAM", "pam", team_id="T9PARTNER")
    await ears.heard(ears.people.mention("U9PAM", "C1GROWTH", "board"))
    assert ears.door.asked[-1].who.is_guest


async def test_changes_of_messages_are_not_heard(ears: Ears) -> None:
    ears.slack.scopes |= {"channels:history"}
    message = await ears.people.say("U2BEN", "C1GROWTH", "hello")
    await ears.heard(ears.people.edit(message, "hello all"))
    assert (ears.door.asked, ears.counted) == ([], {})


async def test_somebody_opens_their_home(ears: Ears) -> None:
    await ears.heard(ears.people.open_home("U2BEN"))
    await ears.heard(ears.people.open_home("U2BEN", "messages"))
    assert [type(request) for request in ears.door.asked] == [HomeOpened]


async def test_an_event_that_comes_several_times_counts_once(ears: Ears) -> None:
    ears.people.copies = 3
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "board"))
    assert len(ears.door.asked) == 1
    kind = "app_mention"
    assert ears.counted == {(kind, "kept"): 1, (kind, "known"): 2, (kind, "handled"): 1}


async def test_an_event_that_failed_waits_for_its_next_attempt(ears: Ears) -> None:
    ears.door.replies += [ConnectionError("the database is away"), Say(CARD)]
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "board"))
    assert ears.slack.seen_only_by("U2BEN") == []
    ears.clock.forward(seconds=10)
    await ears.receiver.run_once()
    assert "Kept: 3 KRs." in ears.slack.seen_only_by("U2BEN")[-1].said
    assert ears.counted["app_mention", "failed"] == 1


async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(ears: Ears) -> None:
    async def away(arrival: object) -> bool:
        raise ConnectionError("the database is away")

    events = ears.listening.events
    keep, events._keep = events._keep, away
    await ears.people.mention("U2BEN", "C1GROWTH", "board")
    assert len(ears.people.undelivered) == 1
    events._keep = keep
    await ears.heard(ears.people.redeliver())
    assert len(ears.door.asked) == 1


async def test_events_of_another_workspace_are_not_kept(ears: Ears) -> None:
    ears.slack.team_id = "T9OTHER"
    await ears.heard(ears.people.mention("U2BEN", "C1GROWTH", "board"))
    assert (ears.door.asked, ears.counted) == ([], {})


async def test_only_people_whom_we_know_are_news(ears: Ears) -> None:
    await ears.know("U2BEN")
    await ears.heard(ears.people.change_user("U1ANA", real_name="Anna"))
    await ears.heard(ears.people.change_user("U2BEN", real_name="Benjamin", tz="America/New_York"))
    (news,) = ears.desk.of(PersonChanged)
    assert (news.who.id, news.who.name, news.who.zone, news.who.is_active) == (
        "U2BEN",
        "Benjamin",
        "America/New_York",
        True,
    )
    assert ears.counted["user_change", "kept"] == 1


async def test_a_closed_account_is_news_and_the_next_request_knows_it(ears: Ears) -> None:
    await ears.know("U2BEN")
    await ears.people.command("U1ANA", "C1GROWTH", "action x <@U2BEN>")
    await ears.heard(ears.people.deactivate("U2BEN"))
    assert [news.who.is_active for news in ears.desk.of(PersonChanged)] == [False]
    await ears.people.command("U1ANA", "C1GROWTH", "action x <@U2BEN>")
    assert [request.people["U2BEN"].is_active for request in ears.door.asked] == [True, False]


async def test_a_changed_profile_tells_whom_it_names_as_manager(ears: Ears) -> None:
    await ears.know("U2BEN")
    await ears.heard(ears.people.change_user("U2BEN", manager="U1ANA"))
    (news,) = ears.desk.of(PersonChanged)
    assert (news.who.manager, news.named["U1ANA"].name) == ("U1ANA", "Ana")


async def test_a_group_is_told_as_it_stands_and_its_people_where_it_is_a_team(ears: Ears) -> None:
    await ears.lead("U1ANA", group="S1TEAM")
    await ears.heard(ears.people.create_group("S1TEAM", "growth", ("U2BEN",), "Growth"))
    await ears.heard(ears.people.create_group("S2OTHER", "lunch", ("U1ANA",), "Lunch"))
    team, other = ears.desk.of(GroupsChanged)
    assert (team.groups[0].handle, team.groups[0].people, set(team.named)) == ("growth", ("U2BEN",), {"U2BEN"})
    assert (other.groups[0].people, dict(other.named)) == (("U1ANA",), {})


async def test_a_change_of_members_is_looked_up(ears: Ears) -> None:
    await ears.people.create_group("S1TEAM", "growth", ("U2BEN",), "Growth")
    await ears.heard(ears.people.change_group("S1TEAM", add=("U1ANA",)))
    assert {news.groups[0].people for news in ears.desk.of(GroupsChanged)} == {("U2BEN",), ("U2BEN", "U1ANA")}
    assert all(news.groups[0].handle == "growth" for news in ears.desk.of(GroupsChanged))


async def test_where_slack_asks_to_wait_the_group_is_looked_up_then(ears: Ears) -> None:
    await ears.people.create_group("S1TEAM", "growth", ("U2BEN",), "Growth")
    await ears.settle()
    ears.desk.told.clear()
    ears.slack.fail("usergroups.list", Fault(retry_after=30))
    await ears.heard(ears.people.happen({"type": "subteam_members_changed", "subteam_id": "S1TEAM"}))
    assert ears.desk.told == []
    ears.clock.forward(seconds=32)
    await ears.receiver.run_once()
    assert [news.groups[0].people for news in ears.desk.of(GroupsChanged)] == [("U2BEN",)]


async def test_what_happens_to_a_channel_is_news_and_asked_anew(ears: Ears) -> None:
    await ears.people.command("U2BEN", "C1GROWTH", "board")
    await ears.heard(ears.people.remove("U1ANA", "C1GROWTH"))
    await ears.people.command("U2BEN", "C1GROWTH", "board")
    await ears.heard(ears.people.invite("U1ANA", "C1GROWTH"))
    await ears.heard(ears.people.archive("U1ANA", "C1GROWTH"))
    told = [(news.change, news.by) for news in ears.desk.of(ChannelChanged)]
    assert told == [(ChannelChange.LEFT, ""), (ChannelChange.JOINED, "U1ANA"), (ChannelChange.ARCHIVED, "")]
    assert [request.channel_has_bot for request in ears.door.asked] == [True, False]


async def test_after_the_app_was_taken_out_the_workspace_is_disconnected(ears: Ears) -> None:
    await ears.heard(ears.people.uninstall())
    assert ears.desk.of(Disconnected)[0].workspace_id == ears.workspace_id
    assert await ears.adapter.tenants.connected() == []


async def test_news_that_could_not_be_told_are_told_later(ears: Ears) -> None:
    ears.desk.failures.append(ConnectionError("the database is away"))
    await ears.heard(ears.people.archive("U1ANA", "C1GROWTH"))
    ears.clock.forward(seconds=10)
    await ears.receiver.run_once()
    assert len(ears.desk.of(ChannelChanged)) == 1
