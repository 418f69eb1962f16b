"""What tests of dependencies share: Growth waits on Product."""

from dataclasses import replace
from typing import Any

from cadence.model import Notice
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk
from tests.cadence.follow.two_teams import (
    PRODUCT,
    only,
)
from tests.fakes.growth import TEAM

THERE = PRODUCT.channel


async def wait(desk: Desk, line: str = "blocker 1.3 waiting for product") -> Any:
    await desk.type("ben", line)
    return only(desk)


def notices(desk: Desk) -> list[Notice]:
    return [row for row in desk.rows("notices") if row.escalation_id is None]


async def make_private(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, channel_is_private=True))


async def summaries(week: Answering) -> dict[str, str]:
    """The posted summaries, by the slug of their team."""
    slugs = {TEAM.channel: TEAM.slug, THERE: PRODUCT.slug}
    return {slugs[row.place.channel or ""]: plain_text(row.card) for row in week.said("summary")}
