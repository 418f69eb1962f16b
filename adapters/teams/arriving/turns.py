"""What Teams sends, sorted by botbuilder, and what is answered.

Knows botbuilder's pipeline; must not look into an activity (`decoding`), nor know how it came. What is said goes by
`Replies` and the outbox, never by a turn: a turn ends when the process does.
"""

import logging
from contextlib import suppress
from http import HTTPStatus

from botbuilder.core import ActivityHandler, BotAdapter, TurnContext
from botbuilder.schema import Activity as BotActivity
from botbuilder.schema import ChannelAccount, ConversationAccount, ConversationReference, ResourceResponse

from adapters.teams.arriving.answering import Answering
from adapters.teams.arriving.events import TeamsEvents
from adapters.teams.arriving.incoming import Garbled, Incoming
from adapters.teams.decoding import INVOKES, Activity, decode, event_id, is_kept
from adapters.teams.errors import code_of
from adapters.teams.identity import Identity
from adapters.teams.objects import word
from adapters.teams.showing.answers import InvokeAnswer
from cadence.beside import where_of
from cadence.errors import StoreAway
from cadence.patience import somebody_waits

RAW, INCOMING, ANSWER = "drumbeat.activity", "drumbeat.incoming", "drumbeat.answer"
INVOKE = "invoke"
DONE = InvokeAnswer(HTTPStatus.OK)
NOT_OURS = InvokeAnswer(HTTPStatus.NOT_IMPLEMENTED)
AGAIN = InvokeAnswer(HTTPStatus.SERVICE_UNAVAILABLE)

log = logging.getLogger(__name__)


class TeamsTurns(BotAdapter):  # type: ignore[misc]  # botbuilder brings no types
    """One turn an activity, through botbuilder's pipeline: middleware, handler, and one place for what fails."""

    def __init__(self, identity: Identity, events: TeamsEvents, answering: Answering) -> None:
        super().__init__(self._failed)
        self._answering = answering
        self._handler = Sorting(identity, events, answering)

    async def take(self, activity: Activity) -> InvokeAnswer:
        """What is answered. What it changes, or the event itself, is committed by then. Raises nothing."""
        context = TurnContext(self, _shown(activity))
        context.turn_state[RAW] = activity
        await self.run_pipeline(context, self._handler.on_turn)
        answer = context.turn_state.get(ANSWER)
        return answer if isinstance(answer, InvokeAnswer) else DONE

    async def _failed(self, context: TurnContext, error: Exception) -> None:
        """A kind word to the person who waits; to the log what failed and where, but nothing that anybody typed."""
        if not isinstance(error, StoreAway):  # of which the log tells once
            log.error("A turn of Teams failed: %s\n%s", code_of(error), where_of(error))
        incoming = context.turn_state.get(INCOMING)
        if not isinstance(incoming, Incoming):
            context.turn_state[ANSWER] = AGAIN
            return
        try:
            context.turn_state[ANSWER] = await self._answering.apologize(error, incoming)
        except Exception as failure:  # noqa: BLE001 - nothing was changed, and there is nobody else to tell
            log.error("An apology failed, too: %s", code_of(failure))
            context.turn_state[ANSWER] = AGAIN

    async def send_activities(self, context: TurnContext, activities: list[BotActivity]) -> list[ResourceResponse]:
        """Nothing is said through a turn."""
        raise NotImplementedError

    async def update_activity(self, context: TurnContext, activity: BotActivity) -> ResourceResponse:
        """Nothing is said through a turn."""
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Nothing is taken back."""
        raise NotImplementedError


class Sorting(ActivityHandler):  # type: ignore[misc]  # botbuilder brings no types
    """Which activity goes where; every other kind is acknowledged, and nothing is done.

    Not TeamsActivityHandler: that one looks up everybody who joins, one by one.
    """

    def __init__(self, identity: Identity, events: TeamsEvents, answering: Answering) -> None:
        self._identity, self._events, self._answering = identity, events, answering

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A line is kept; a card's button is answered now."""
        if is_kept(turn_context.turn_state[RAW]):
            await self._keep(turn_context)
        else:
            await self._answer(turn_context)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        await self._keep_change(turn_context)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        await self._keep_change(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._keep(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._keep(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        """The answer is put beside: botbuilder would copy and serialize it once more."""
        if turn_context.activity.name in INVOKES:
            await self._answer(turn_context)
        else:
            turn_context.turn_state[ANSWER] = NOT_OURS

    async def _keep_change(self, context: TurnContext) -> None:
        """Most changes of messages are nothing to us, and nothing of them is kept."""
        with suppress(Garbled):
            if decode(context.turn_state[RAW], self._identity) is not None:
                await self._keep(context)

    async def _keep(self, context: TurnContext) -> None:
        await self._events.put(context.turn_state[RAW])

    async def _answer(self, context: TurnContext) -> None:
        with somebody_waits():
            await self._answer_in_time(context)

    async def _answer_in_time(self, context: TurnContext) -> None:
        activity: Activity = context.turn_state[RAW]
        try:
            incoming = decode(activity, self._identity)
            if incoming is None:
                return
            context.turn_state[INCOMING] = incoming
            await self._events.met(activity, event_id(activity))
        except Garbled as garbled:
            log.warning("An activity of Teams could not be read")
            context.turn_state[ANSWER] = await self._answering.say_garbled(garbled)
        else:
            context.turn_state[ANSWER] = await self._answering.answer(incoming)


def _shown(activity: Activity) -> BotActivity:
    """What botbuilder sorts by, and no more: its own reading of a whole activity costs more than our answer, and fails
    for what a client may write there."""
    return BotActivity(
        type=word(activity, "type"),
        name=word(activity, "name"),
        id=word(activity, "id"),
        channel_id=word(activity, "channelId"),
        service_url=word(activity, "serviceUrl"),
        from_property=ChannelAccount(id=word(activity, "from", "id")),
        recipient=ChannelAccount(id=word(activity, "recipient", "id")),
        conversation=ConversationAccount(id=word(activity, "conversation", "id")),
    )
