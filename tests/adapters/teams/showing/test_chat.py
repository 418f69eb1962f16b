"""Messages for everybody: in a channel, its threads, a group chat and personal chats; changed in place; never twice."""

from dataclasses import replace

import pytest

from cadence.cards import Link, card
from cadence.errors import Ambiguous, Busy, NeedsMending, TryLater, Undeliverable
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.adapters.teams.showing.office import KEPT, Office, card_of
from tests.fakes.teams import Fault, Message
from tests.fakes.teams.pacing import Doing


def the_only(messages: list[Message]) -> Message:
    [message] = messages
    return message


def in_growth(office: Office) -> Delivery:
    return office.delivery(KEPT, Place(channel=office.growth.id))


def to(office: Office, who: str) -> Delivery:
    return office.delivery(KEPT, Place(member=getattr(office, who).aad))


async def test_a_channel_gets_a_card_alone_and_the_notification_its_notice(office: Office) -> None:
    ref = await office.chat.post(in_growth(office))
    message = the_only(office.teams.tenant.said_in(office.growth))
    assert ref == f"{office.growth.id}|{message.id}"
    assert "Kept: 3 KRs." in message.said
    assert "text" not in message.activity and message.activity["summary"] == "Kept: 3 KRs."
    assert office.teams.tenant.refused == []


async def test_what_belongs_to_a_message_goes_into_its_thread(office: Office) -> None:
    root = await office.chat.post(in_growth(office))
    ref = await office.chat.post(replace(in_growth(office), thread_ref=root))
    message = the_only(office.teams.tenant.said_in(office.growth, the_only(office.teams.tenant.said_in(office.growth))))
    assert ref == f"{office.growth.id};messageid={root.rpartition('|')[2]}|{message.id}"
    below = await office.chat.post(replace(in_growth(office), thread_ref=ref))
    assert below.startswith(f"{office.growth.id};messageid={root.rpartition('|')[2]}|")


@pytest.mark.parametrize(
    "thread", ["19:elsewhere@thread.tacv2|17", "19:elsewhere@thread.tacv2;messageid=1|17", "junk", ""]
)
async def test_where_the_thread_is_in_another_channel_or_has_no_id_it_is_left_out(office: Office, thread: str) -> None:
    ref = await office.chat.post(replace(in_growth(office), thread_ref=thread))
    assert ref.startswith(f"{office.growth.id}|")


async def test_a_group_chat_has_no_threads(office: Office) -> None:
    first = await office.chat.post(office.delivery(KEPT, Place(channel=office.trio.id)))
    second = await office.chat.post(office.delivery(KEPT, Place(channel=office.trio.id), thread_ref=first))
    assert second.startswith(f"{office.trio.id}|")
    assert len(office.teams.tenant.said_in(office.trio)) == 2


async def test_a_personal_chat_is_opened_once_and_then_known_to_every_process(office: Office) -> None:
    await office.chat.post(to(office, "ann"))
    await office.chat.post(to(office, "ann"))
    assert len(office.teams.tenant.to(office.ann)) == 2
    assert office.teams.count(Doing.OPEN) == 1
    known = await office.addresses.find(office.workspace, f"member:{office.ann.aad}")
    assert known is not None and known.details["conversation"] == office.teams.tenant.personal(office.ann).id


async def test_somebody_who_shares_a_channel_with_us_is_written_to_by_their_other_id(office: Office) -> None:
    await office.book.learn(office.workspace, office.ben.mri, office.ben.aad)
    await office.chat.post(to(office, "ben"))
    assert len(office.teams.tenant.to(office.ben)) == 1
    assert office.teams.count(Doing.OPEN) == 1


async def test_somebody_only_ever_named_to_us_is_looked_up_where_both_of_us_are(office: Office) -> None:
    """An import names people by their aadObjectId, which opens a chat only with those who have the app."""
    await office.chat.post(to(office, "ben"))
    assert len(office.teams.tenant.to(office.ben)) == 1
    assert await office.book.user_of(office.workspace, office.ben.aad) == office.ben.mri


async def test_a_person_without_the_app_is_not_reached_and_that_has_a_name(office: Office) -> None:
    stranger = office.teams.tenant.add_user("dee")
    with pytest.raises(Undeliverable) as caught:
        await office.chat.post(office.delivery(KEPT, Place(member=stranger.aad)))
    assert caught.value.code == "not_installed"


async def test_where_we_may_not_write_any_more_the_address_is_closed(office: Office) -> None:
    await office.chat.post(to(office, "ann"))
    office.teams.tenant.personal(office.ann).is_blocked = True
    with pytest.raises(Undeliverable) as caught:
        await office.chat.post(to(office, "ann"))
    known = await office.book.member(office.workspace, office.ann.aad)
    assert caught.value.code == "not_installed" and known is not None and not known.is_open


async def test_a_personal_chat_that_teams_does_not_know_any_more_is_opened_anew(office: Office) -> None:
    await office.chat.post(to(office, "ann"))
    office.teams.fail(Doing.POST, Fault(404, "ConversationNotFound"))
    await office.chat.post(to(office, "ann"))
    assert office.teams.count(Doing.OPEN) == 2
    assert len(office.teams.tenant.to(office.ann)) == 2


async def test_a_message_changes_in_place_as_often_as_needed(office: Office) -> None:
    for place, thread in ((Place(channel=office.growth.id), True), (Place(member=office.ann.aad), False)):
        root = await office.chat.post(office.delivery(KEPT, place))
        ref = await office.chat.post(office.delivery(KEPT, place, thread_ref=root)) if thread else root
        for revision in (2, 3):
            changed = office.delivery(card_of(f"Now {revision}"), place, op=Op.UPDATE, ref=ref, revision=revision)
            assert await office.chat.update(changed) == ref
        message = next(each for each in office.teams.tenant.messages if each.id == ref.rpartition("|")[2])
        assert (message.edits, "Now 3" in message.said) == (2, True)


async def test_a_message_that_is_not_found_is_looked_for_three_times(office: Office) -> None:
    ref = await office.chat.post(in_growth(office))
    changed = replace(in_growth(office), op=Op.UPDATE, ref=ref)
    office.teams.fail(Doing.UPDATE, Fault(404, "ActivityNotFoundInConversation"), times=3)
    for attempt in (1, 2):
        with pytest.raises(TryLater):
            await office.chat.update(replace(changed, attempt=attempt))
    with pytest.raises(Undeliverable) as caught:
        await office.chat.update(replace(changed, attempt=3))
    assert caught.value.code == "message_not_found"
    assert await office.chat.update(replace(changed, attempt=4)) == ref


async def test_a_message_that_was_never_named_stays_as_it_is(office: Office) -> None:
    changed = replace(in_growth(office), op=Op.UPDATE, ref=f"{office.growth.id}|")
    with pytest.raises(Undeliverable) as caught:
        await office.chat.update(changed)
    assert (caught.value.code, office.teams.count(Doing.UPDATE)) == ("no_id", 0)


async def test_a_post_whose_process_died_is_never_repeated(office: Office) -> None:
    with pytest.raises(Ambiguous):
        await office.chat.post(replace(in_growth(office), resumed=True))
    assert office.teams.count(Doing.POST) == 0


@pytest.mark.parametrize(
    ("fault", "kind", "posted"),
    [
        (Fault(429, "Throttled", retry_after=3), Busy, 0),
        (Fault(412, "PreconditionFailed"), Busy, 0),
        (Fault(502, html=True), TryLater, 0),
        (Fault(504), TryLater, 0),
        (Fault(403, "BotNotInConversationRoster"), NeedsMending, 0),
        (Fault(400, "BadArgument"), Undeliverable, 0),
        (Fault(503, is_done=True), Ambiguous, 1),
        (Fault(500, is_done=True), Ambiguous, 1),
        (Fault(drop="after"), Ambiguous, 1),
        (Fault(delay=1.5, is_done=True), Ambiguous, 1),
    ],
)
async def test_each_end_of_a_post_is_what_the_outbox_needs_to_know(
    office: Office, fault: Fault, kind: type[Exception], posted: int
) -> None:
    office.teams.fail(Doing.POST, fault)
    with pytest.raises(kind) as caught:
        await office.chat.post(in_growth(office))
    assert type(caught.value) is kind
    assert (len(office.teams.tenant.said_in(office.growth)), office.teams.count(Doing.POST)) == (posted, 1)


async def test_a_channel_that_the_app_was_taken_out_of_waits_for_its_lead(office: Office) -> None:
    await office.book.forget(office.workspace, f"channel:{office.growth.id}")
    with pytest.raises(NeedsMending) as caught:
        await office.chat.post(in_growth(office))
    assert caught.value.code == "channel_without_app"


async def test_people_have_no_page_of_ours(office: Office) -> None:
    with pytest.raises(Undeliverable) as caught:
        await office.chat.post(office.delivery(KEPT, Place(home=office.ann.aad)))
    assert caught.value.code == "no_home"


async def test_links_open_our_messages_in_teams(office: Office) -> None:
    root = await office.chat.post(in_growth(office))
    below = await office.chat.post(replace(in_growth(office), thread_ref=root))
    chat = await office.chat.post(office.delivery(KEPT, Place(channel=office.trio.id)))
    own = await office.chat.post(to(office, "ann"))
    names = {"root": root, "below": below, "chat": chat, "own": own, "unnamed": f"{office.growth.id}|"}
    linked = card("Links", *(Link(key.title(), key=key) for key in names))
    await office.chat.post(office.delivery(linked, Place(member=office.ann.aad), links=names))
    said = str(office.teams.tenant.to(office.ann)[-1].card)
    channel = office.growth.id.replace(":", "%3A").replace("@", "%40")
    first, second = root.rpartition("|")[2], below.rpartition("|")[2]
    assert office.growth.team is not None
    told = f"tenantId={office.teams.tenant.id}&groupId={office.growth.team.aad_group}&parentMessageId={first}"
    assert f"https://teams.microsoft.com/l/message/{channel}/{first}?{told}" in said
    assert f"https://teams.microsoft.com/l/message/{channel}/{second}?{told}" in said
    assert "?context=%7B%22contextType%22%3A%22chat%22%7D" in said
    assert said.count("https://teams.microsoft.com/l/message/") == 3
    assert office.teams.count(Doing.TEAM) == 1
