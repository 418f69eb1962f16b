"""Activities of Teams -> requests and news. The only package that looks into a payload: one module a kind of it.

Must not know people's names, nor call anything.
Source: learn.microsoft.com/microsoftteams/platform/bots and .../task-modules-and-cards.
"""

from collections.abc import Mapping
from typing import Any

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.decoding.told import Greeted, Heard, PeopleTold, Someone, TeamTold
from adapters.teams.identity import Identity
from cadence.ports import Address

__all__ = [
    "INVOKES",
    "Activity",
    "Greeted",
    "Heard",
    "PeopleTold",
    "Someone",
    "TeamTold",
    "address_of",
    "decode",
    "decode_event",
    "essence",
    "event_id",
    "is_event",
    "is_kept",
    "tenant_address_of",
    "tenant_of",
]

Activity = Mapping[str, Any]

INVOKES = ("task/fetch", "task/submit", "adaptiveCard/action")
"""Names of the invokes that we answer."""


def decode(activity: Activity, identity: Identity) -> Incoming | None:
    """What a message or an invoke asks for; None where it asks for nothing of ours. Raises Garbled."""
    raise NotImplementedError


def decode_event(activity: Activity, identity: Identity) -> Heard | None:
    """What a conversationUpdate or installationUpdate says; None where that is nothing to us. Raises Garbled."""
    raise NotImplementedError


def is_event(activity: Activity) -> bool:
    """Whether `decode_event` reads it: conversationUpdate and installationUpdate."""
    raise NotImplementedError


def is_kept(activity: Activity) -> bool:
    """Whether it belongs into the inbox: an event, or a line that somebody typed. A card's button does not."""
    raise NotImplementedError


def event_id(activity: Activity) -> str:
    """`<conversation>|<activity id>`, the same at every delivery. Raises Garbled."""
    raise NotImplementedError


def essence(activity: Activity) -> dict[str, Any]:
    """What has to be kept to decode it later."""
    raise NotImplementedError


def tenant_of(activity: Activity) -> str:
    """The tenant that it comes from, in lower case. Raises Garbled where none is told, or two that differ."""
    raise NotImplementedError


def address_of(activity: Activity) -> Address | None:
    """The conversation's address as this activity shows it (closed where we were taken out just now); None where it
    does not show one, as events about a whole team. Raises Garbled."""
    raise NotImplementedError


def tenant_address_of(activity: Activity) -> Address:
    """Where conversations of this tenant are begun. Raises Garbled."""
    raise NotImplementedError
