"""The one way in: every request of every platform becomes one unit of work and one reply.

Knows requests, routes and errors; must not know what any route does.
"""

from contextlib import suppress

from cadence.cards import card
from cadence.context import Context, Services, meet, member_id
from cadence.errors import Conflict, DrumbeatError, InvalidForm, Refused, StoreAway, TryLater
from cadence.finding import can_read
from cadence.patience import patiently
from cadence.ports import Opening, Store, Unit
from cadence.receipts import receipt_of
from cadence.requests import FormChanged, Invalid, Nothing, Reply, Request, Say
from cadence.routes import keep_what_was_refused, route
from cadence.tidings.people import bring_up_to_date
from cadence.tidings.reached import found_again

GONE = "Your account is closed here as far as I was told, so nothing was changed. If it is open again, try in a minute."
HIDDEN = "There is nothing here that you can see."


class FrontDoor:
    """Handles requests. What a request changes is committed before its reply is returned."""

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services

    async def handle(self, request: Request) -> Reply:
        """The reply to show to the sender. A request that was handled before is Nothing.

        Raises StoreAway; and of what was kept before it was acknowledged, TryLater where it cannot be understood yet,
        and Conflict: nobody waits, so it is tried again.
        """
        try:
            return await patiently(lambda: self._once(request))
        except InvalidForm as error:
            with suppress(Conflict, StoreAway):  # the form is open still; what is wrong with it matters more
                await self._keep_refused(request)
            return Invalid(error.errors)
        except (StoreAway, TryLater):
            raise  # nothing that the person did; whoever asked knows what to do
        except DrumbeatError as error:
            if request.kept_at is not None and isinstance(error, Conflict):
                raise
            return Say(card(str(error)), refuses=True)

    async def _keep_refused(self, request: Request) -> None:
        """In a unit of work of its own: that of the refusal keeps nothing."""
        async with self._store.unit(request.workspace_id, actor="drumbeat") as unit:
            me = await unit.members.get(member_id(request.workspace_id, request.who.id))
            if me is not None:
                await keep_what_was_refused(Context(unit=unit, services=self._services, me=me, request=request))

    async def _once(self, request: Request) -> Reply:
        actor = member_id(request.workspace_id, request.who.id)
        receipt = "" if isinstance(request, FormChanged) else receipt_of(request)
        opening = Opening(receipt, _named(request))
        async with self._store.unit(request.workspace_id, actor=actor, opening=opening) as unit:
            if receipt and not await unit.first_time(receipt):
                return Nothing()
            near = await _zone_of(unit, request)
            await bring_up_to_date(unit, self._services, request.workspace_id, request.people.values(), near)
            me = await meet(unit, request.workspace_id, request.who)
            if not me.is_active:
                raise Refused(GONE)
            if request.channel is None and not me.is_reachable:
                me = await found_again(unit, me)
            return await _discreetly(Context(unit=unit, services=self._services, me=me, request=request))


def _named(request: Request) -> tuple[str, ...]:
    """Member ids of the sender and of everybody whom the platform told of."""
    people = {request.who.id, *(person.id for person in request.people.values())}
    return tuple(member_id(request.workspace_id, each) for each in sorted(people))


async def _zone_of(unit: Unit, request: Request) -> str:
    """Where the sender is, as far as that is known."""
    known = await unit.members.get(member_id(request.workspace_id, request.who.id))
    return request.who.zone or (known.zone if known else "UTC")


async def _discreetly(ctx: Context) -> Reply:
    """Routes it. A refusal that tells of a team is kept from who may not read that team."""
    try:
        return await route(ctx)
    except (Refused, InvalidForm) as error:
        if error.about is None or await can_read(ctx, error.about):
            raise
        raise Refused(HIDDEN) from None
