"""Where links to our own messages lead: Teams opens a message by an address that is made of ids.

Knows how such an address is written; must not know what links are for.
"""

import asyncio
import logging
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from adapters.teams.arriving.incoming import CHANNEL, PERSONAL
from adapters.teams.connector import Connector
from adapters.teams.errors import FAILURES, code_of
from adapters.teams.identity import tenant_in
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.refs import channel_of, root_of, split_ref
from cadence.ports import Address

BASE = "https://teams.microsoft.com/l/message"
OF_A_CHAT = '{"contextType":"chat"}'
LOOK_UP_SECONDS = 3.0
MOST_KEPT = 5_000

log = logging.getLogger(__name__)


class Links:
    """The directory's id of a team never changes: it is asked for once."""

    def __init__(self, connector: Connector, book: AddressBook) -> None:
        self._connector, self._book = connector, book
        self._groups: dict[tuple[str, str], str] = {}

    async def find(self, workspace_id: str, refs: Mapping[str, str]) -> dict[str, str]:
        """The addresses of these messages, by the same keys; without those that have none."""
        found = {key: await self._address(workspace_id, ref) for key, ref in refs.items()}
        return {key: address for key, address in found.items() if address}

    async def _address(self, workspace_id: str, ref: str) -> str:
        """Empty for a message without an id, and for a personal chat: Teams opens none of its messages."""
        try:
            conversation, message = split_ref(ref)
        except ValueError:
            return ""
        where = await self._book.channel(workspace_id, channel_of(conversation))
        if where is None or where.details.get("kind") == PERSONAL:
            return ""
        if where.details.get("kind") != CHANNEL:
            return _link(conversation, message, {"context": OF_A_CHAT})
        tenant = tenant_in(workspace_id)
        group, root = await self._group(where), root_of(conversation) or message
        told = {"tenantId": tenant, **({"groupId": group} if group else {}), "parentMessageId": root}
        return _link(channel_of(conversation), message, told)

    async def _group(self, where: Address) -> str:
        """The directory's id of the team that this channel belongs to; empty where Teams does not say it now."""
        if told := where.details.get("team_guid"):
            return told
        key = (where.workspace_id, where.group)
        if where.group and key not in self._groups:
            found = await self._asked(where)
            if not found:
                return ""
            if len(self._groups) >= MOST_KEPT:
                self._groups.clear()
            self._groups[key] = found
        return self._groups.get(key, "")

    async def _asked(self, where: Address) -> str:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                team = await self._connector.team(where, where.group)
        except FAILURES as error:
            log.info("A link goes without its team: %s", code_of(error))
            return ""
        found = team.get("aadGroupId")
        return found if isinstance(found, str) else ""


def _link(conversation: str, message: str, told: Mapping[str, str]) -> str:
    query = urlencode(told, quote_via=quote)
    return f"{BASE}/{quote(conversation, safe='')}/{quote(message, safe='')}?{query}"
