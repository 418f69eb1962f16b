"""A sample workspace for tests: the team Growth, four people, two objectives, and nobody's real data.

Growth meets Thursdays 12:00 in Berlin; its check-in opens Wednesdays 10:00 and closes 24 hours later.
Ana leads; Ben, Cy and Dee are asked too (Dee has no KR); Mia is the manager and is not asked.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cadence.context import member_id
from cadence.ids import id_for
from cadence.model import Cycle, Direction, KeyResult, Kind, Member, Membership, Objective, Reading, Team, Workspace
from cadence.ports import Store, Unit
from cadence.requests import ButtonPressed, CommandTyped, FormSubmitted, HomeOpened, Person, ShortcutUsed

WORKSPACE = Workspace(id="local", platform="local", name="Sample workspace")
MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
"""Monday 9 November 2026, week 7 of the quarter; the next check-in opens on Wednesday 11 at 09:00 UTC."""
NAMES = {"ana": "Ana", "ben": "Ben", "cy": "Cy", "dee": "Dee", "mia": "Mia"}


def mid(platform_id: str) -> str:
    """The member id of `ana`, `ben` ..."""
    return member_id(WORKSPACE.id, platform_id)


TEAM = Team(
    id=id_for("test", "growth"),
    workspace_id=WORKSPACE.id,
    slug="growth",
    name="Growth",
    channel="C-growth",
    lead_id=mid("ana"),
    manager_id=mid("mia"),
    zone="Europe/Berlin",
    weekday=2,
    opens_at=time(10, 0),
    window=timedelta(hours=24),
    meeting="Growth weekly",
    meeting_at=time(12, 0),
    replaces="the Wednesday status mail",
    country="DE",
)

CYCLE = Cycle(
    id=id_for("test", "cycle"),
    workspace_id=WORKSPACE.id,
    team_id=TEAM.id,
    name="Q4 2026",
    starts=date(2026, 10, 1),
    ends=date(2026, 12, 31),
)

OBJECTIVES = tuple(
    Objective(
        id=id_for("test", "objective", str(number)),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        cycle_id=CYCLE.id,
        number=number,
        title=title,
        owner_id=mid("ana"),
    )
    for number, title in ((1, "New customers see value quickly"), (2, "Customers stay"))
)


def _kr(place: str, title: str, owner: str, start: str, target: str, unit: str = "", **more: Any) -> KeyResult:
    objective, number = place.split(".")
    return KeyResult(
        id=kr_id(place),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        cycle_id=CYCLE.id,
        objective_id=OBJECTIVES[int(objective) - 1].id,
        number=int(number),
        title=title,
        owner_id=mid(owner),
        start=Decimal(start),
        target=Decimal(target),
        unit=unit,
        **more,
    )


def kr_id(place: str) -> str:
    """The id of the KR at `1.1`."""
    return id_for("test", "kr", place)


KEY_RESULTS = (
    _kr("1.1", "Activation", "ben", "31", "45", "%"),
    _kr("1.2", "Days to value", "ben", "9", "4", "days", direction=Direction.DOWN),
    _kr("1.3", "Trials/week", "cy", "200", "320", kind=Kind.STRETCH),
    _kr("2.1", "Renewal rate", "ana", "80", "90", "%"),
    _kr("2.2", "Uptime", "ana", "99.5", "100", "%", direction=Direction.KEEP),
)

LAST_WEEK = {"1.1": ("36", 7), "1.2": ("6", 8), "1.3": ("228", 4), "2.1": ("84", 6), "2.2": ("99.9", 9)}


async def plant_growth(store: Store, readings: bool = True) -> None:
    """Put the sample workspace into an empty store; with last week's readings unless told otherwise."""
    await store.add_workspace(WORKSPACE)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await _plant_people(unit)
        await unit.teams.add(TEAM)
        for who in ("ana", "ben", "cy", "dee"):
            await unit.memberships.add(_membership(who))
        await unit.cycles.add(CYCLE)
        await _add_all(unit.objectives, OBJECTIVES)
        await _add_all(unit.key_results, KEY_RESULTS)
        if readings:
            await _add_all(unit.readings, _readings())


async def _plant_people(unit: Unit) -> None:
    for who, name in NAMES.items():
        member = Member(
            id=mid(who), workspace_id=WORKSPACE.id, external_id=who, name=name, zone="Europe/Berlin", country="DE"
        )
        await unit.members.add(member)


def _membership(who: str) -> Membership:
    return Membership(
        id=id_for("test", "membership", who), workspace_id=WORKSPACE.id, team_id=TEAM.id, member_id=mid(who)
    )


def _readings() -> list[Reading]:
    return [
        Reading(
            id=id_for("test", "reading", place),
            workspace_id=WORKSPACE.id,
            team_id=TEAM.id,
            key_result_id=kr_id(place),
            member_id=mid("ana"),
            at=MONDAY - timedelta(days=4),
            value=Decimal(value),
            confidence=confidence,
        )
        for place, (value, confidence) in LAST_WEEK.items()
    ]


async def _add_all(repository: Any, records: Sequence[Any]) -> None:
    for record in records:
        await repository.add(record)


_counter = iter(range(1, 1_000_000))


def _from(who: str, channel: str | None) -> dict[str, Any]:
    people = {key: Person(id=key, name=name, zone="Europe/Berlin") for key, name in NAMES.items()}
    return {
        "workspace_id": WORKSPACE.id,
        "who": people.get(who, Person(id=who, name=who.title(), zone="Europe/Berlin")),
        "request_id": f"request-{next(_counter)}",
        "channel": channel,
        "people": people,
    }


def typed(who: str, text: str, channel: str | None = TEAM.channel) -> CommandTyped:
    """A line typed in the team's channel (None: in the personal chat)."""
    return CommandTyped(text=text, **_from(who, channel))


def pressed(who: str, action: str, value: str = "", channel: str | None = TEAM.channel) -> ButtonPressed:
    """A button pressed in the team's channel."""
    return ButtonPressed(action=action, value=value, **_from(who, channel))


def submitted(who: str, form: str, context: str = "", channel: str | None = None, **values: Any) -> FormSubmitted:
    """A form sent; values by field id (write a dot or dash in an id as `**{"a.b": ...}`).

    A setup form is sent from the channel that it is about, unless told otherwise.
    """
    if form == "setup" and channel is None:
        channel = context.partition('"')[2].partition('"')[0] or None
    return FormSubmitted(form=form, context=context, values=values, **_from(who, channel))


def opened_home(who: str) -> HomeOpened:
    """Somebody looks at their own page."""
    return HomeOpened(**_from(who, None))


def used(who: str, shortcut: str, channel: str | None = None, **message: Any) -> ShortcutUsed:
    """A shortcut; from a message where its `text` and `link` are given."""
    return ShortcutUsed(shortcut=shortcut, **_from(who, channel), **message)
