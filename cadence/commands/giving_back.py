"""Gives a refused line back in full, so that nothing typed is lost, with a button for what it probably meant.

Knows how a line names people; must not know what it was to do.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields, replace

from cadence.cards import card
from cadence.context import Context
from cadence.errors import DrumbeatError, Refused
from cadence.grammar.commands import NoCommand
from cadence.grammar.lines import MENTION
from cadence.grammar.replies import sounds_off_track
from cadence.requests import ButtonPressed, CommandTyped, Person, Reply, Request, Say
from cadence.wording.help import meant_card, sentence_card
from cadence.wording.records import keep_typed

AsCommand = Callable[[Context, CommandTyped], Awaitable[Reply]]
LONGEST_VALUE = 2_000
BROKEN = "This button is from another version of Drumbeat. Type the line instead; `okr help` shows how."
DONE = "This was sent already. Type the line to send it again."


def give_back(ctx: Context, error: DrumbeatError) -> Reply:
    """The refusal, and below it the line as it was typed, with people by name."""
    line = by_name(ctx, ctx.request.text, "@") if isinstance(ctx.request, CommandTyped) else ""
    if isinstance(error, NoCommand) and error.is_sentence:
        return Say(sentence_card(line, sounds_off_track(line)), refuses=True)
    if isinstance(error, NoCommand) and error.meant:
        value = json.dumps({"o": ctx.request.request_id, "l": error.meant}, separators=(",", ":"), ensure_ascii=False)
        typed = by_name(ctx, error.meant, "@")
        return Say(meant_card(str(error), typed, value if len(value) <= LONGEST_VALUE else ""), refuses=True)
    return Say(keep_typed(str(error), f"okr {line}" if line else ""), refuses=True)


async def type_for(ctx: Context, press: ButtonPressed, as_command: AsCommand) -> Reply:
    """`line.type`: what the line probably meant, as if it had been typed; once. as_command: what handles a line."""
    try:
        data = json.loads(press.value)
        once, line = data["o"], data["l"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(BROKEN) from None
    if not isinstance(line, str):
        raise Refused(BROKEN)
    if once and not await ctx.unit.first_time(f"line:{once}:{ctx.me.id}"):
        return Say(card(DONE), replaces=True)
    base = {item.name: getattr(press, item.name) for item in fields(Request)}
    typed = CommandTyped(**{**base, "people": {**press.people, **await people_named(ctx, line)}}, text=line)
    reply = await as_command(replace(ctx, request=typed), typed)
    return replace(reply, replaces=True) if isinstance(reply, Say) and once else reply


async def people_named(ctx: Context, text: str) -> Mapping[str, Person]:
    """Whom the text names, as they are known here: a button's own request names nobody."""
    found = {platform_id: await ctx.member(platform_id) for platform_id in MENTION.findall(text)}
    return {key: Person(id=key, name=member.name, is_guest=member.is_guest) for key, member in found.items() if member}


def by_name(ctx: Context, typed: str, sign: str = "") -> str:
    """The text with people's names where it mentions them: kept text names people and never notifies them."""
    people = ctx.request.people
    return MENTION.sub(lambda found: sign + (people[found[1]].name if found[1] in people else found[1]), typed)
