"""Events that are somebody's words to us, or their look at our page -> requests."""

import re
from dataclasses import replace
from typing import Any

from adapters.slack.arriving.incoming import Incoming, Spot
from adapters.slack.decoding.news import Wrapped
from adapters.slack.decoding.values import SLACKBOT, Payload, moment, named_in, origin_of, place, text, unescape
from cadence.requests import CommandTyped, HomeOpened, Person, ReplyTyped

BY_PEOPLE = (None, "thread_broadcast", "file_share")
"""The subtypes under which a person's own new words come; all others are changes, notes and bots."""
CHANGED, DELETED = "message_changed", "message_deleted"
WORD = re.compile(r"\s*[/@]?okr\b", re.IGNORECASE)


def home_opened(told: Wrapped) -> Incoming | None:
    """Somebody looks at our page; the event comes for its other tabs, too."""
    if told.event.get("tab") != "home":
        return None
    origin, _ = origin_of(None, None)
    request = HomeOpened(request_id=told.id, who=_author(told), workspace_id=told.workspace_id)
    return Incoming(request=request, origin=origin, beside=Spot(told.word("channel")))


def mention(told: Wrapped) -> Incoming | None:
    """We were named: in a thread it is a reply, elsewhere a command. Of changes only those of replies are heard."""
    if told.event.get("edited") and _thread(told):
        return _changed(told, told.event)
    if not _is_new_by_a_person(told):
        return None
    return _reply(told) if _thread(told) else _command(told)


def message(told: Wrapped) -> Incoming | None:
    """In our own direct messages everything is for us; in channels only replies in threads. A reply that names us
    comes as a mention, too, and counts once. What names us elsewhere comes as a mention alone."""
    if told.event.get("subtype") in (CHANGED, DELETED):
        return _change(told)
    if not _is_new_by_a_person(told):
        return None
    if _is_direct(told):
        return _reply(told) if _thread(told) and not WORD.match(told.word("text")) else _command(told)
    return _reply(told) if _thread(told) else None


def _change(told: Wrapped) -> Incoming | None:
    """A reply that its author changed or deleted. A message also changes when Slack shows what is behind a link."""
    event = told.event
    before = event.get("previous_message") or {}
    now = before if event["subtype"] == DELETED else event.get("message") or {}
    if event["subtype"] == CHANGED and (not now.get("edited") or now.get("text") == before.get("text")):
        return None
    where = {name: event[name] for name in ("channel", "channel_type") if name in event}
    return _changed(told, {**now, **where}, is_gone=event["subtype"] == DELETED)


def _changed(told: Wrapped, message: Payload, *, is_gone: bool = False) -> Incoming | None:
    """message: as it stands now; gone, as it stood. One change is one request, under whichever event it comes."""
    plain = replace(told, event={name: value for name, value in message.items() if name not in ("edited", "hidden")})
    if not (_is_new_by_a_person(plain) and _thread(plain)):
        return None
    reply, change = _typed(plain), "gone" if is_gone else text(message["edited"]["ts"])
    first, at = reply.request_id, told.at if is_gone else moment(change)
    return _incoming(plain, replace(reply, request_id=f"{first}:{change}", corrects=first, is_gone=is_gone, at=at))


def _is_new_by_a_person(told: Wrapped) -> bool:
    event = told.event
    is_edit = bool(event.get("edited") or event.get("hidden"))
    is_bot = bool(event.get("bot_id")) or event.get("user") in (None, "", told.bot_user, SLACKBOT)
    return event.get("subtype") in BY_PEOPLE and not is_edit and not is_bot and bool(event.get("text"))


def _is_direct(told: Wrapped) -> bool:
    return told.event.get("channel_type") == "im" or told.word("channel").startswith("D")


def _thread(told: Wrapped) -> str:
    """The thread it was written in; empty for what stands by itself."""
    thread = told.event.get("thread_ts")
    return str(thread) if thread and thread != told.event["ts"] else ""


def _command(told: Wrapped) -> Incoming:
    return _incoming(told, CommandTyped(**_common(told), text=_words(told)))


def _reply(told: Wrapped) -> Incoming:
    return _incoming(told, _typed(told))


def _typed(told: Wrapped) -> ReplyTyped:
    return ReplyTyped(
        **_common(told),
        text=_words(told),
        thread=f"{told.word('channel')}:{_thread(told)}",
        is_addressed=_is_direct(told) or told.bot_user in named_in(told.word("text")),
    )


def _incoming(told: Wrapped, request: CommandTyped | ReplyTyped) -> Incoming:
    channel = told.word("channel")
    origin, is_told = origin_of(channel, None)
    named = tuple(one for one in named_in(told.word("text")) if one != told.bot_user)
    beside = Spot(channel, told.word("ts"), _thread(told))
    return Incoming(request=request, is_place_told=is_told, named=named, origin=origin, beside=beside)


def _common(told: Wrapped) -> dict[str, Any]:
    """One message is one request, under whichever of its events it comes."""
    channel = told.word("channel")
    origin, _ = origin_of(channel, None)
    request_id = f"{channel}:{told.word('ts')}"
    return {"workspace_id": told.workspace_id, "who": _author(told), "request_id": request_id, **place(origin)}


def _author(told: Wrapped) -> Person:
    return Person(id=told.word("user"), is_guest=None)


def _words(told: Wrapped) -> str:
    """The text without our own mention, and without what only joined the two."""
    said = told.word("text")
    if told.bot_user:
        said = re.sub(rf"<@{re.escape(told.bot_user)}(?:\|[^>]*)?>[,:]?[ \t]*", "", said)
    return unescape(said).strip()
