"""Lines that people typed -> requests.

In a personal chat everything is for us; elsewhere what mentions us, and in threads of channels what we only overhear.
"""

from dataclasses import replace
from typing import Any

from adapters.teams.arriving.incoming import CHANNEL, PERSONAL, Incoming, Way
from adapters.teams.decoding.addresses import address
from adapters.teams.decoding.values import (
    Activity,
    activity_id,
    bot_of,
    conversation,
    is_bot,
    kind_of,
    message_id,
    moment_of,
    place_of,
    sender,
    workspace,
)
from adapters.teams.decoding.words import Words, read_words
from adapters.teams.identity import Identity
from adapters.teams.objects import part, word
from adapters.teams.refs import channel_of, ref_of, root_of
from cadence.ports import Address
from cadence.requests import CommandTyped, ReplyTyped

EDIT, DELETION = "editmessage", "softdeletemessage"
EDITED = (EDIT, "undeletemessage")


def message(activity: Activity, identity: Identity) -> Incoming | None:
    """None for what is not said to us: other people's talk, bots, edits, pictures without a word."""
    us = bot_of(activity, identity)
    if not _is_new_by_a_person(activity, us):
        return None
    where = address(activity)
    words = read_words(activity, us)
    is_addressed = words.has_us or part(activity, "recipient").get("isTargeted") is True
    kind, root = kind_of(activity), root_of(conversation(activity))
    if where is None or not (words.text or is_addressed):
        return None
    if kind == CHANNEL and root not in ("", activity["id"]):
        return _incoming(activity, where, words, _reply(activity, where, words, is_addressed))
    if kind == PERSONAL or is_addressed:
        return _incoming(activity, where, words, CommandTyped(**_common(activity, where), text=words.text))
    return None


def change(activity: Activity, identity: Identity) -> Incoming | None:
    """A reply in a thread of a channel that its author changed or deleted; None for every other change."""
    us, where, event = bot_of(activity, identity), address(activity), _event(activity)
    is_reply = kind_of(activity) == CHANNEL and root_of(conversation(activity)) not in ("", activity["id"])
    if where is None or not (is_reply and _is_by_a_person(activity, us) and event in (EDIT, DELETION)):
        return None
    words = read_words(activity, us)
    reply = _reply(activity, where, words, is_addressed=words.has_us)
    changed = replace(reply, corrects=message_id(activity), is_gone=event == DELETION, at=moment_of(activity))
    return _incoming(activity, where, words, changed)


def _is_new_by_a_person(activity: Activity, us: str) -> bool:
    return _is_by_a_person(activity, us) and _event(activity) not in EDITED


def _is_by_a_person(activity: Activity, us: str) -> bool:
    told = part(activity, "from")
    return bool(word(told, "aadObjectId")) and not is_bot(word(told, "id"), us) and word(told, "role") != "bot"


def _event(activity: Activity) -> str:
    return word(activity, "channelData", "eventType").lower()


def _reply(activity: Activity, where: Address, words: Words, is_addressed: bool) -> ReplyTyped:
    """In which of our threads, if in any, the engine knows: what addresses us in another is a command to it."""
    told = conversation(activity)
    return ReplyTyped(
        **_common(activity, where),
        text=words.text,
        thread=ref_of(channel_of(told), root_of(told)),
        is_addressed=is_addressed,
    )


def _incoming(activity: Activity, where: Address, words: Words, request: CommandTyped | ReplyTyped) -> Incoming:
    return Incoming(
        request=request,
        way=Way.TYPED,
        address=where,
        thread=root_of(conversation(activity)),
        named=words.named,
        user=word(activity, "from", "id"),
        locale=word(activity, "locale"),
    )


def _common(activity: Activity, where: Address) -> dict[str, Any]:
    return {
        "workspace_id": workspace(activity),
        "who": sender(activity),
        "request_id": activity_id(activity),
        **place_of(where),
    }
