"""The largest Home stays short: nine key results, five teams, forty things that wait, all texts as long as can be."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadence.cards import Buttons, Card, Heading, Text, to_data
from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Cycle, Leave, Membership, Objective
from cadence.requests import Say
from cadence.splitting import split
from cadence.wording.plain import plain_text
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.home.homes import Homes
from tests.fakes.growth import CYCLE, KEY_RESULTS, MONDAY, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid, typed
from tests.fakes.memory import MemoryStore

TODAY = MONDAY.date()
LINK = "https://growth.slack.com/archives/C1/p1"
MOST_BLOCKS, MOST_CHARACTERS = 80, 13_000
LONG = "🔥 שלום ﷽ <!channel> & long words " * 100


@pytest.fixture
async def homes(store: MemoryStore, services: Services) -> Homes:
    """All of it is Ben's."""
    homes = Homes(store, services)
    await _teams(homes)
    await _key_results(homes)
    await _waiting(homes)
    await homes.change_member("ben", country="DE")
    days = [(TODAY + timedelta(days=10 * number), number) for number in range(8)]
    await homes.keep("leaves", *(_leave(number, first) for first, number in days))
    return homes


@pytest.fixture
async def largest(homes: Homes) -> Card:
    await homes.open("ben")
    return homes.card("ben")


async def _teams(homes: Homes) -> None:
    name = "Growth & retention of customers " * 5
    for number in range(4):
        team = replace(
            TEAM, id=id_for("team", str(number)), slug=f"growth-{number}", name=f"{name}{number}", channel=f"C{number}"
        )
        await homes.keep("teams", team)
        row = Membership(id=id_for("m", team.id), workspace_id=WORKSPACE.id, team_id=team.id, member_id=mid("ben"))
        await homes.keep("memberships", row)
        cycle: Cycle = replace(CYCLE, id=id_for("cycle", team.id), team_id=team.id)
        await homes.keep("cycles", cycle)
        objective: Objective = replace(
            OBJECTIVES[0], id=id_for("o", team.id), team_id=team.id, cycle_id=cycle.id, title=LONG
        )
        await homes.keep("objectives", objective)
    await homes.open_week()


async def _key_results(homes: Homes) -> None:
    for row in KEY_RESULTS:
        await homes.keep("key_results", replace(row, owner_id=mid("ben"), title=LONG[:300]))
    for number in range(4, 8):
        row = replace(KEY_RESULTS[0], id=kr_id(f"1.{number}"), number=number, owner_id=mid("ben"), title=LONG[:300])
        await homes.keep("key_results", row)
    for place in ("1.1", "1.2", "1.3", "2.1", "1.4", "1.5", "1.6", "1.7"):
        await homes.type("ben", f"update {place} 1 conf 1 {LONG[:200]}")


async def _waiting(homes: Homes) -> None:
    for number in range(14):
        more = {"owner_id": mid("ben"), "raised_by": mid("cy"), "waiting_on": LONG[:300], "link": LINK}
        await homes.keep(
            "blockers", a_blocker(f"b{number}", text=LONG, tried=LONG, next_check=TODAY - timedelta(days=1), **more)
        )
        await homes.keep("decisions", a_decision(f"d{number}", question=LONG, fallback=LONG, decider_id=mid("ben")))
        await homes.keep("actions", an_action(f"a{number}", text=LONG, owner_id=mid("ben"), due=TODAY))


def _leave(number: int, first: date) -> Leave:
    return Leave(
        id=id_for("leave", str(number)),
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=first,
        last=first,
        cover_id=mid("cy"),
    )


async def test_it_has_at_most_eighty_blocks(largest: Card) -> None:
    assert len(largest.blocks) <= MOST_BLOCKS


async def test_it_has_at_most_thirteen_thousand_characters(largest: Card) -> None:
    assert len(json.dumps(to_data(largest), ensure_ascii=False)) <= MOST_CHARACTERS


async def test_nothing_of_it_is_left_out_unsaid(largest: Card) -> None:
    headings = [block.text for block in largest.blocks if isinstance(block, Heading)]
    assert headings == ["43 things wait for you.", "My key results", "My teams", "Your settings"]
    labels = [button.label for block in largest.blocks if isinstance(block, Buttons) for button in block.buttons]
    assert labels.count("Update") == 9
    assert labels.count("Board") == 5
    texts = [block.text for block in largest.blocks if isinstance(block, Text)]
    assert any(text.startswith("+") and text.endswith("more: `okr mine`") for text in texts)


async def test_as_a_card_it_is_one_message_whatever_waits(homes: Homes) -> None:
    reply = await homes.door.handle(replace(typed("ben", "mine", None), has_home=False))
    assert isinstance(reply, Say)
    assert len(split(reply.card)) == 1
    headings = [block.text for block in reply.card.blocks if isinstance(block, Heading)]
    assert headings == ["43 things wait for you.", "My key results", "My teams", "Your settings"]
    assert "more come up as these are settled." in plain_text(reply.card)
