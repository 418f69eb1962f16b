"""A company at its largest: 40 members, three objectives, nine key results, two teams, and the longest texts of every
field, with everything in them that breaks layouts: emoji, right-to-left, mentions, markup, fences.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cadence.context import member_id
from cadence.ids import id_for
from cadence.model import (
    Cycle,
    Direction,
    KeyResult,
    Kind,
    Member,
    Membership,
    Objective,
    Reading,
    Team,
    Workspace,
)
from cadence.requests import Person
from cadence.wording.okr_forms import LONGEST_TITLE, LONGEST_UNIT
from tests.fakes.memory import MemoryStore

WORKSPACE = Workspace(id="slack:T1GIANT", platform="slack", name="Giant")
START = datetime(2026, 10, 5, 8, tzinfo=UTC)
"""A Monday; the quarter ends on 31 December."""
BREAKERS = (
    "<!channel> <@U1LEAD> 👩‍👩‍👧‍👦🚀 مرحبا بالعالم שלום *b* `c` ```f``` & <https://example.com|x> _i_ ~s~ | \u202e "
)
LEAD, MANAGER, SPONSOR, ROLLOUT, GUEST, ADMIN = "U1LEAD", "U2MANAGER", "U3SPONSOR", "U4ROLLOUT", "U9GUEST", "U8ADMIN"
PLAIN = tuple(f"W{number:03}MEMBER" for number in range(39))
OTHER_LEAD = "U5OTHER"
CHANNEL, OTHER_CHANNEL, PRIVATE, EMPTY = "C1GIANT", "C2OTHER", "G3SECRET", "C4EMPTY"
MEMBERS = 40


def words(longest: int, about: str = "") -> str:
    """As many hostile characters as a field takes."""
    return (about + BREAKERS * (longest // len(BREAKERS) + 1))[:longest]


def mid(person: str) -> str:
    return member_id(WORKSPACE.id, person)


def person(platform_id: str) -> Person:
    """As Slack tells of them."""
    return Person(
        id=platform_id,
        name=words(80, platform_id),
        zone="Europe/Berlin",
        is_admin=platform_id == ADMIN,
        is_guest=platform_id == GUEST,
        is_active=True,
    )


EVERYBODY = (LEAD, MANAGER, SPONSOR, ROLLOUT, ADMIN, OTHER_LEAD, *PLAIN)


def _team(slug: str, channel: str, lead: str, **more: Any) -> Team:
    common: dict[str, Any] = {
        "id": id_for("giant", slug),
        "workspace_id": WORKSPACE.id,
        "slug": slug,
        "name": words(60, slug),
        "channel": channel,
        "lead_id": mid(lead),
        "manager_id": mid(MANAGER),
        "zone": "Europe/Berlin",
        "weekday": 2,
        "opens_at": time(10),
        "window": timedelta(hours=24),
        "meeting": words(300),
        "meeting_at": time(12),
        "replaces": words(300),
        "country": "DE",
    }
    return Team(**{**common, **more})


TEAM = _team("giant", CHANNEL, LEAD, sponsor_id=mid(SPONSOR))
OTHER = _team("other", OTHER_CHANNEL, OTHER_LEAD)
SECRET = _team("secret", PRIVATE, LEAD, channel_is_private=True)


async def plant(store: MemoryStore) -> None:
    """Put it into an empty store, with last quarter's habits and a reading a week."""
    await store.add_workspace(WORKSPACE)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for who in EVERYBODY:
            await unit.members.add(_member(who))
        for team, people in ((TEAM, (LEAD, *PLAIN)), (OTHER, (OTHER_LEAD, *PLAIN[:3])), (SECRET, (LEAD, PLAIN[0]))):
            await unit.teams.add(team)
            for who in people:
                await unit.memberships.add(_membership(team, who))
            await _plant_goals(unit, team)


def _member(who: str) -> Member:
    told = person(who)
    return Member(
        id=mid(who),
        workspace_id=WORKSPACE.id,
        external_id=who,
        name=told.name,
        zone=told.zone,
        country="DE",
        is_admin=bool(told.is_admin),
    )


def _membership(team: Team, who: str) -> Membership:
    made = id_for("membership", team.id, mid(who))
    return Membership(id=made, workspace_id=WORKSPACE.id, team_id=team.id, member_id=mid(who))


async def _plant_goals(unit: Any, team: Team) -> None:
    cycle = Cycle(
        id=id_for("cycle", team.slug),
        workspace_id=WORKSPACE.id,
        team_id=team.id,
        name=words(60),
        starts=date(2026, 10, 1),
        ends=date(2026, 12, 31),
    )
    await unit.cycles.add(cycle)
    for number in (1, 2, 3):
        objective = Objective(
            id=id_for("objective", team.slug, str(number)),
            workspace_id=WORKSPACE.id,
            team_id=team.id,
            cycle_id=cycle.id,
            number=number,
            title=words(LONGEST_TITLE),
            owner_id=team.lead_id,
        )
        await unit.objectives.add(objective)
        for place in (1, 2, 3):
            await _plant_key_result(unit, objective, place)


async def _plant_key_result(unit: Any, objective: Objective, number: int) -> None:
    kr = KeyResult(
        id=id_for("kr", objective.id, str(number)),
        workspace_id=WORKSPACE.id,
        team_id=objective.team_id,
        cycle_id=objective.cycle_id,
        objective_id=objective.id,
        number=number,
        title=words(LONGEST_TITLE, f"{number} "),
        owner_id=mid(PLAIN[0]) if objective.number < 3 else objective.owner_id,
        start=Decimal("-1234567.25"),
        target=Decimal("987654321.75"),
        unit=words(LONGEST_UNIT, "kg") if number > 1 else "%",
        direction=(Direction.UP, Direction.DOWN, Direction.KEEP)[number - 1],
        kind=Kind.STRETCH if number == 2 else Kind.COMMITTED,
    )
    await unit.key_results.add(kr)
    for week in range(3):
        at = START - timedelta(weeks=3 - week)
        reading = Reading(
            id=id_for("reading", kr.id, str(week)),
            workspace_id=WORKSPACE.id,
            team_id=kr.team_id,
            key_result_id=kr.id,
            member_id=kr.owner_id or mid(LEAD),
            at=at,
            value=Decimal(1_000_000 + week),
            confidence=3 + week,
            note=words(300),
        )
        await unit.readings.add(reading)
