"""Activities of Teams -> requests and news. The only package that looks into a payload: one module a kind of it.

Must not know people's names, nor call anything.
Source: learn.microsoft.com/microsoftteams/platform/bots and .../task-modules-and-cards.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from adapters.teams.arriving.incoming import Garbled, Incoming, Way
from adapters.teams.decoding import addresses, events, messages, values
from adapters.teams.decoding.addresses import INSTALLED
from adapters.teams.decoding.inbox import essence, is_event, is_kept
from adapters.teams.decoding.invokes import INVOKES, is_form
from adapters.teams.decoding.submits import is_ours, pressed
from adapters.teams.decoding.told import Greeted, Heard, PeopleTold, Someone, TeamTold
from adapters.teams.decoding.values import ODD, Activity
from adapters.teams.identity import Identity
from adapters.teams.objects import word
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

MESSAGE, INVOKE = "message", "invoke"
Read = TypeVar("Read")


def decode(activity: Activity, identity: Identity) -> Incoming | None:
    """What a message or an invoke asks for; None where it asks for nothing of ours. Raises Garbled."""
    return _read(activity, lambda: _decode(activity, identity))


def decode_event(activity: Activity, identity: Identity) -> Heard | None:
    """What a conversationUpdate or installationUpdate says; None where that is nothing to us. Raises Garbled."""
    return _read(activity, lambda: _decode_event(activity, identity))


def event_id(activity: Activity) -> str:
    """`<conversation>|<activity id>`, the same at every delivery. Raises Garbled."""
    return _read(activity, lambda: values.activity_id(activity))


def tenant_of(activity: Activity) -> str:
    """The tenant that it comes from, in lower case. Raises Garbled where none is told, or two that differ."""
    return _read(activity, lambda: values.tenant_of(activity))


def address_of(activity: Activity) -> Address | None:
    """The conversation's address as this activity shows it, closed where we were taken out just now. None where it
    shows none, as events about a whole team. Raises Garbled."""
    return _read(activity, lambda: addresses.address(activity))


def tenant_address_of(activity: Activity) -> Address:
    """Where conversations of this tenant are begun. Raises Garbled."""
    return _read(activity, lambda: addresses.tenant_address(activity))


def _read(activity: Activity, reader: Callable[[], Read]) -> Read:
    try:
        return reader()
    except ODD:
        raise _garbled(activity) from None


def _decode(activity: Activity, identity: Identity) -> Incoming | None:
    kind, value = activity.get("type"), activity.get("value")
    if kind == INVOKE:
        way, reader = INVOKES.get(word(activity, "name"), (None, None))
        return reader(activity) if way and reader else None
    if kind in values.CHANGES:
        return messages.change(activity, identity)
    if kind != MESSAGE:
        return None
    if isinstance(value, Mapping) and is_ours(value):
        return pressed(activity, value, Way.TYPED)
    return messages.message(activity, identity)


def _decode_event(activity: Activity, identity: Identity) -> Heard | None:
    if not is_event(activity):
        return None
    is_installed = activity["type"] == INSTALLED
    return events.installation(activity) if is_installed else events.update(activity, identity)


def _garbled(activity: Activity) -> Garbled:
    """What little can be told of an activity in an unknown shape."""
    way, _ = INVOKES.get(word(activity, "name"), (Way.TYPED, None))
    where = None
    with suppress(*ODD):
        where = addresses.address(activity)
    return Garbled(way=way if word(activity, "type") == INVOKE else Way.TYPED, is_form=is_form(activity), address=where)
