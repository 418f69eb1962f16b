"""What the engine needs from outside, as small Protocols. Storage, adapters and bot implement them.

`work` is what handlers use; `delivering` the sender; `arriving` the events; `platform` what an adapter asks to be kept.
Time: `real` moments come from the machine's clock (leases, back-off); everything else is domain time.
"""

from cadence.ports.arriving import Arrival, Inbox
from cadence.ports.chatlog import Channel, ChatLog, Post
from cadence.ports.clocks import Clock
from cadence.ports.delivering import Chat, Deliveries, Delivery, Op, Outcome, Pace, Rate
from cadence.ports.drafts import Draft, Drafts
from cadence.ports.outside import DateReader, Heartbeats, Holidays, NoTally, Tally
from cadence.ports.platform import Address, Addresses, Gates, Installation, Tickets, Vault
from cadence.ports.work import Opening, Outbox, Repository, Since, Store, Unit, WorkingSet

__all__ = [
    "Address",
    "Addresses",
    "Arrival",
    "Channel",
    "Chat",
    "ChatLog",
    "Clock",
    "DateReader",
    "Deliveries",
    "Delivery",
    "Draft",
    "Drafts",
    "Gates",
    "Heartbeats",
    "Holidays",
    "Inbox",
    "Installation",
    "NoTally",
    "Op",
    "Opening",
    "Outbox",
    "Outcome",
    "Pace",
    "Post",
    "Rate",
    "Repository",
    "Since",
    "Store",
    "Tally",
    "Tickets",
    "Unit",
    "Vault",
    "WorkingSet",
]
