"""A second team for the sample workspace: Product, which Otto leads and Pia is in; and how both are looked at."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from cadence.cards import Button, Buttons, Card
from cadence.ids import id_for
from cadence.model import Member, Membership, Message, Team
from cadence.ports import Store
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

PRODUCT = Team(
    id=id_for("test", "product"),
    workspace_id=WORKSPACE.id,
    slug="product",
    name="Product",
    channel="C-product",
    lead_id=mid("otto"),
    zone="Europe/Berlin",
    weekday=2,
    opens_at=time(10, 0),
    window=timedelta(hours=24),
    replaces="a status mail",
)


def person(who: str, **more: Any) -> Member:
    zone = more.pop("zone", "Europe/Berlin")
    return Member(
        id=mid(who), workspace_id=WORKSPACE.id, external_id=who, name=who.title(), zone=zone, country="DE", **more
    )


def part(team: Team, who: str) -> Membership:
    made = id_for("test", "membership", team.id, who)
    return Membership(id=made, workspace_id=WORKSPACE.id, team_id=team.id, member_id=mid(who))


async def plant_product(store: Store, **more: Any) -> Team:
    """Product beside Growth, with these fields changed."""
    team = replace(PRODUCT, **more)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for who in ("otto", "pia", "sue"):
            if await unit.members.get(mid(who)) is None:
                await unit.members.add(person(who))
        await unit.teams.add(team)
        for who in ("otto", "pia"):
            await unit.memberships.add(part(team, who))
    return team


def messages(store: MemoryStore, **where: Any) -> list[Message]:
    """What was said, by fields of its place, in the order it was said."""
    queued = sorted(store.data[WORKSPACE.id].messages.values(), key=lambda row: (row.at, row.position))
    found = [row.message for row in queued]
    return [row for row in found if all(getattr(row.place, name) == value for name, value in where.items())]


def blocker_in(store: MemoryStore, channel: str = TEAM.channel) -> Card:
    """The one message that shows the blocker in this channel."""
    (shown,) = [row for row in messages(store, channel=channel) if row.key.startswith("blocker:") and not _is_line(row)]
    return shown.card


def lines_in(store: MemoryStore, channel: str = TEAM.channel) -> list[str]:
    """What was said about blockers beside their own messages."""
    found = [row for row in messages(store, channel=channel) if row.key.startswith("blocker:") and _is_line(row)]
    return [row.card.notice for row in found]


def _is_line(message: Message) -> bool:
    tail = message.key.split(":")[2:]
    return len(tail) > 1 or (len(tail) == 1 and message.place.channel == TEAM.channel)


def private(store: MemoryStore, who: str) -> list[str]:
    return [plain_text(row.card) for row in messages(store, member=who)]


def labels(card: Card) -> list[str]:
    return [button.label for button in row_of(card)]


def row_of(card: Card) -> list[Button]:
    return [button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def only(desk: Desk | Answering) -> Any:
    """The one blocker that is kept."""
    (found,) = desk.store.data[WORKSPACE.id].records["blockers"].values()
    return found
