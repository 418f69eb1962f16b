"""Calls to make, and who reads of them: what tests of decisions, actions and stops share."""

from datetime import date
from typing import Any

from cadence.cards import Button, Buttons, Card
from cadence.model import Leave
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk, a_decision
from tests.fakes.growth import TEAM, WORKSPACE, mid

CALL = a_decision().id
TODAY, THURSDAY, FRIDAY, NEXT_WEEK = (date(2026, 11, day) for day in (9, 12, 13, 18))


def shown_to(desk: Desk, who: str) -> list[Card]:
    """The direct messages of this person that show a decision, in the order they were said."""
    queued = desk.store.data[WORKSPACE.id].messages.values()
    rows = sorted((row for row in queued if row.message.key.startswith("decision:")), key=lambda row: row.at)
    return [row.message.card for row in rows if row.message.place.member == who]


def in_thread(desk: Desk, decision_id: str = CALL) -> Card:
    """The message of the decision in the team's thread."""
    message = desk.store.data[WORKSPACE.id].messages[f"decision:{decision_id}"].message
    assert message.place.channel == TEAM.channel
    return message.card


def private(desk: Desk, who: str) -> str:
    """The one direct message that shows this person the decision."""
    (shown,) = shown_to(desk, who)
    return plain_text(shown)


def labels(card: Card) -> list[str]:
    return [button.label for button in row_of(card)]


def row_of(card: Card) -> list[Button]:
    return [button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def leave(who: str, last: date = FRIDAY, cover: str | None = None) -> Leave:
    common: dict[str, Any] = {"workspace_id": WORKSPACE.id, "member_id": mid(who)}
    return Leave(id=f"leave-{who}", first=TODAY, last=last, cover_id=mid(cover) if cover else None, **common)
