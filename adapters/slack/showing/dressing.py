"""Shows a card in Slack's newest blocks, and once more in plain ones where Slack refuses them.

Knows what a refusal of the layout looks like: nothing was shown then, so that sending again is safe. Remembers for some
hours what a workspace's Slack refused. Must not know how a card is sent.
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError

from adapters.slack.errors import code_of, faults_of
from adapters.slack.rendering import Dress, render_card
from adapters.slack.rendering.text import Json
from cadence.cards import Card

REMEMBERED = timedelta(hours=6)
QUIET: dict[str, Any] = {"link_names": False, "parse": "none"}
"""Comes with whatever is sent: Slack turns no name into a mention by itself."""
LAYOUT = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "only_one_table_allowed",
    "msg_blocks_too_long",
    "invalid_arguments",
    "invalid_view",
}
"""How Slack says that it does not take the blocks. Nothing was shown."""
POINTER = re.compile(r"(?:json-pointer:)?(?:/view)?/blocks/(\d+)")
LONGEST_FAULT = 200

T = TypeVar("T")
log = logging.getLogger(__name__)


class Refusals:
    """Block types that one workspace's Slack refused lately. now: seconds that only grow."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    def note(self, kinds: frozenset[str]) -> None:
        """These were refused, and all was well without them."""
        self._until.update(dict.fromkeys(kinds, self._now() + REMEMBERED.total_seconds()))

    def allowed(self, dress: Dress) -> Dress:
        """The dress without what was refused lately."""
        refused = {kind for kind, until in self._until.items() if until > self._now()}
        return replace(dress, natives=dress.natives - refused)


async def show_dressed(card: Card, dress: Dress, refusals: Refusals, send: Callable[[list[Json]], Awaitable[T]]) -> T:
    """Send the card's blocks; plainer ones where Slack refuses them. send: raises what Slack raises, as this does."""
    dress = refusals.allowed(dress)
    blocks = render_card(card, dress)
    try:
        return await send(blocks)
    except SlackApiError as error:
        suspects = _suspects(error, blocks, dress)
        if not suspects:
            raise
        faults = [fault[:LONGEST_FAULT] for fault in faults_of(error)]
        log.warning("Slack refused %s: %s %s", ", ".join(sorted(suspects)), code_of(error), faults)
    shown = await show_dressed(card, replace(dress, natives=dress.natives - suspects), refusals, send)
    refusals.note(suspects)
    return shown


def has_natives(card: Card, dress: Dress, refusals: Refusals) -> bool:
    """Whether it would be shown in blocks that Slack may refuse."""
    dress = refusals.allowed(dress)
    return bool(_used(render_card(card, dress), dress))


def _suspects(error: SlackApiError, blocks: list[Json], dress: Dress) -> frozenset[str]:
    """The native blocks that Slack points at; all of them where it points nowhere. None for any other refusal."""
    if code_of(error) not in LAYOUT:
        return frozenset()
    used = _used(blocks, dress)
    pointed = [int(number) for fault in faults_of(error) for number in POINTER.findall(fault)]
    kinds = {blocks[number]["type"] for number in pointed if number < len(blocks)}
    return used & kinds or used


def _used(blocks: list[dict[str, Any]], dress: Dress) -> frozenset[str]:
    return dress.natives & {block["type"] for block in blocks}
