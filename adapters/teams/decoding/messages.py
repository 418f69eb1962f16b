"""Lines that people typed -> requests.

In a personal chat everything is for us; elsewhere what mentions us, and in threads of channels what we only overhear.
"""

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

EDITED = ("editmessage", "undeletemessage")


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


def _is_new_by_a_person(activity: Activity, us: str) -> bool:
    told = part(activity, "from")
    user, aad = word(told, "id"), word(told, "aadObjectId")
    is_edit = word(activity, "channelData", "eventType").lower() in EDITED
    return bool(aad) and not is_bot(user, us) and word(told, "role") != "bot" and not is_edit


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
