"""Puts together what listens: events, and what is looked up without one. Knows constructors; decides nothing."""

from dataclasses import dataclass

from adapters.slack.arriving.events import SlackEvents
from adapters.slack.arriving.freshness import Freshness
from adapters.slack.arriving.kept import KeptForms
from adapters.slack.arriving.membership import Membership
from adapters.slack.deps import SlackDeps
from adapters.slack.installing.tenants import Tenants
from cadence.ports import Arrival
from cadence.ports.engine import Handles


@dataclass(frozen=True)
class Listening:
    """All parts, wired. `handle` and `regret` are those of `Receiver` for `slack`."""

    events: SlackEvents
    forms: KeptForms
    freshness: Freshness

    async def handle(self, arrival: Arrival) -> None:
        """Act on what was kept. Raises what is to be tried again."""
        await (self.forms if KeptForms.is_one(arrival) else self.events).handle(arrival)

    async def regret(self, arrival: Arrival) -> None:
        """Have whoever sent it told that it is given up. Raises what is to be tried again."""
        await (self.forms if KeptForms.is_one(arrival) else self.events).regret(arrival)


def listen(deps: SlackDeps, tenants: Tenants, front_door: Handles) -> Listening | None:
    """None where no events are taken, or nobody is told news. front_door: for what nobody waits for."""
    if deps.keep is None or deps.news is None:
        return None
    membership = Membership(deps.store)
    freshness = Freshness(tenants, deps.news, membership, clock=deps.clock)
    events = SlackEvents(
        tenants=tenants,
        front_door=front_door,
        news=deps.news,
        membership=membership,
        freshness=freshness,
        keep=deps.keep,
        clock=deps.clock,
        count=deps.count,
    )
    forms = KeptForms(tenants=tenants, front_door=front_door, news=deps.news, keep=deps.keep, count=deps.count)
    return Listening(events, forms, freshness)
