"""A second team for tests of setup: Ben starts Sales EMEA in the channel C-sales."""

from dataclasses import replace
from typing import Any

from cadence.forms import Form
from cadence.model import Team
from cadence.requests import Reply
from tests.cadence.asking import Asking, opened
from tests.fakes.growth import typed

SALES: dict[str, Any] = {
    "name": "Sales EMEA",
    "members": ("ben", "cy"),
    "weekday": "2",
    "opens_at": "10:00",
    "meeting": "Sales weekly",
    "meeting_day": "3",
    "meeting_time": "12:00",
    "replaces": "the Monday status mail",
}


async def new_form(ask: Asking, who: str = "ben", **more: Any) -> Form:
    return opened(await ask.door.handle(replace(typed(who, "setup", "C-sales"), **more)))


async def start(ask: Asking, **changes: Any) -> Reply:
    return await ask.sends("ben", await new_form(ask), **{**SALES, **changes})


async def team_in(ask: Asking, channel: str = "C-sales") -> Team:
    found: Team = (await ask.rows("teams", channel=channel))[0]
    return found


async def members_of(ask: Asking, team: Team) -> set[str]:
    return {row.member_id for row in await ask.rows("memberships", team_id=team.id)}
