"""Gives a refused line back in full, so that nothing typed is lost: it can be copied, mended and sent again.

Knows how a line names people; must not know what it was to do.
"""

from cadence.context import Context
from cadence.errors import DrumbeatError
from cadence.grammar.lines import MENTION
from cadence.requests import CommandTyped, Reply, Say
from cadence.wording.records import keep_typed


def give_back(ctx: Context, error: DrumbeatError) -> Reply:
    """The refusal, and below it the line as it was typed, with people by name."""
    line = by_name(ctx, ctx.request.text, "@") if isinstance(ctx.request, CommandTyped) else ""
    return Say(keep_typed(str(error), f"okr {line}" if line else ""), refuses=True)


def by_name(ctx: Context, typed: str, sign: str = "") -> str:
    """The text with people's names where it mentions them: kept text names people and never notifies them."""
    people = ctx.request.people
    return MENTION.sub(lambda found: sign + (people[found[1]].name if found[1] in people else found[1]), typed)
