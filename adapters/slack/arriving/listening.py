"""Puts together what listens: events, and what is looked up without one. Knows constructors; decides nothing."""

from dataclasses import dataclass

from adapters.slack.arriving.events import SlackEvents
from adapters.slack.arriving.freshness import Freshness
from adapters.slack.arriving.membership import Membership
from adapters.slack.deps import SlackDeps
from adapters.slack.installing.tenants import Tenants


@dataclass(frozen=True)
class Listening:
    """Both parts, wired. `Receiver` has `events.handle` as its handler for `slack`."""

    events: SlackEvents
    freshness: Freshness


def listen(deps: SlackDeps, tenants: Tenants) -> Listening | None:
    """None where no events are taken, or nobody is told news."""
    if deps.keep is None or deps.news is None:
        return None
    membership = Membership(deps.store)
    freshness = Freshness(tenants, deps.news, membership, clock=deps.clock)
    events = SlackEvents(
        tenants=tenants,
        front_door=deps.front_door,
        news=deps.news,
        membership=membership,
        freshness=freshness,
        keep=deps.keep,
        clock=deps.clock,
        count=deps.count,
    )
    return Listening(events, freshness)
