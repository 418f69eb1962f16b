"""Where links to our own messages lead: Teams opens a message by an address that is made of ids.

Knows how such an address is written; must not know what links are for.
"""

import asyncio
import logging
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from adapters.teams.arriving.incoming import CHANNEL, PERSONAL
from adapters.teams.connector import Connector
from adapters.teams.errors import FAILURES, code_of
from adapters.teams.identity import tenant_in
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.objects import word
from adapters.teams.refs import channel_of, in_thread, ref_of, root_of, split_ref
from cadence.ports import Address

PATH = "/l/message/"
BASE = f"https://teams.microsoft.com{PATH.rstrip('/')}"
OF_A_CHAT = '{"contextType":"chat"}'
LOOK_UP_SECONDS = 3.0
"""Of all teams side by side: a link without its team is better than a message that waits."""
MOST_KEPT = 5_000

log = logging.getLogger(__name__)


class Links:
    """The directory's id of a team never changes: it is asked for once."""

    def __init__(self, connector: Connector, book: AddressBook) -> None:
        self._connector, self._book = connector, book
        self._groups: dict[tuple[str, str], str] = {}

    async def find(self, workspace_id: str, refs: Mapping[str, str]) -> dict[str, str]:
        """The addresses of these messages, by the same keys; without those that have none."""
        places = {key: await self._place(workspace_id, ref) for key, ref in refs.items()}
        found = {key: where for key, where in places.items() if where is not None}
        unknown = {_key(where): where for where in found.values() if self._is_unknown(where)}
        await asyncio.gather(*map(self._ask, unknown.values()))
        return {key: self._address(where, refs[key]) for key, where in found.items()}

    async def _place(self, workspace_id: str, ref: str) -> Address | None:
        """None for a message without an id, and for a personal chat: Teams opens none of its messages."""
        try:
            conversation, _ = split_ref(ref)
        except ValueError:
            return None
        where = await self._book.channel(workspace_id, channel_of(conversation))
        return None if where is None or where.details.get("kind") == PERSONAL else where

    def _address(self, where: Address, ref: str) -> str:
        conversation, message = split_ref(ref)
        if where.details.get("kind") != CHANNEL:
            return _link(conversation, message, {"context": OF_A_CHAT})
        group, root = self._group(where), root_of(conversation) or message
        tenant = tenant_in(where.workspace_id)
        told = {"tenantId": tenant, **({"groupId": group} if group else {}), "parentMessageId": root}
        return _link(channel_of(conversation), message, told)

    def _group(self, where: Address) -> str:
        """The directory's id of the team that this channel belongs to; empty where Teams did not say it."""
        return where.details.get("team_guid") or self._groups.get(_key(where), "")

    def _is_unknown(self, where: Address) -> bool:
        return where.details.get("kind") == CHANNEL and bool(where.group) and not self._group(where)

    async def _ask(self, where: Address) -> None:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                team = await self._connector.team(where, where.group)
        except FAILURES as error:
            log.info("A link goes without its team: %s", code_of(error))
            return
        if len(self._groups) >= MOST_KEPT:
            self._groups.clear()
        self._groups[_key(where)] = word(team, "aadGroupId")


def ref_in(link: str) -> str | None:
    """The name (see `refs`) of the message that such a link leads to; None for anything else."""
    parts = urlsplit(link)
    path = parts.path.removeprefix(PATH).split("/")
    if parts.scheme != "https" or not parts.path.startswith(PATH) or len(path) != 2 or not all(path):
        return None
    conversation, message = map(unquote, path)
    root = dict(parse_qsl(parts.query)).get("parentMessageId", "")
    return ref_of(in_thread(conversation, root), message)


def _key(where: Address) -> tuple[str, str]:
    return where.workspace_id, where.group


def _link(conversation: str, message: str, told: Mapping[str, str]) -> str:
    query = urlencode(told, quote_via=quote)
    return f"{BASE}/{quote(conversation, safe='')}/{quote(message, safe='')}?{query}"
