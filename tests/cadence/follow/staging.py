"""A stage for the ladder's tests: Growth and its people, with whatever a test changes; and its steps in a few words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cadence.follow.climb import Step
from cadence.follow.stage import Stage, policy_id
from cadence.ids import id_for
from cadence.model import Leave, Member, Policy, Team
from tests.cadence.harness import BERLIN, berlin
from tests.fakes.growth import MONDAY, NAMES, TEAM, WORKSPACE, mid
from tests.fakes.services import FakeHolidays

LEGAL = replace(
    TEAM, id=id_for("test", "legal"), slug="legal", name="Legal", channel="C-legal", lead_id=mid("lea"), manager_id=None
)
PEOPLE = {**NAMES, "lea": "Lea", "max": "Max", "rob": "Rob"}
"""Besides Growth's: Lea leads Legal, Mia answers to Max, Rob is the rollout lead."""


def a_member(who: str, **more: Any) -> Member:
    common = {"id": mid(who), "workspace_id": WORKSPACE.id, "external_id": who, "name": PEOPLE[who]}
    return Member(**{**common, "zone": "Europe/Berlin", "country": "DE", **more})


def a_policy(**more: Any) -> Policy:
    return Policy(id=policy_id(TEAM.id), workspace_id=WORKSPACE.id, team_id=TEAM.id, **more)


def a_leave(who: str, first: date, last: date, cover: str | None = None) -> Leave:
    made = id_for("test", "leave", who, first.isoformat())
    cover_id = mid(cover) if cover else None
    return Leave(id=made, workspace_id=WORKSPACE.id, member_id=mid(who), first=first, last=last, cover_id=cover_id)


def a_stage(
    team: Team = TEAM,
    policy: Policy | None = None,
    gone: Sequence[str] = (),
    leaves: Sequence[Leave] = (),
    holidays: Iterable[tuple[str, date, str]] = (),
    managers: dict[str, str] | None = None,
    now: datetime = MONDAY,
    **people: dict[str, Any],
) -> Stage:
    """gone: who has left. people: changes of single members, by platform id."""
    members = [a_member(who, **{"is_active": who not in gone, **people.get(who, {})}) for who in PEOPLE]
    answers_to = managers if managers is not None else {"ana": "mia", "ben": "mia", "cy": "mia", "dee": "mia"}
    return Stage(
        team=team,
        policy=policy or a_policy(),
        people={member.id: member for member in members},
        teams={team.id: team, LEGAL.id: LEGAL},
        managers={mid(who): mid(manager) for who, manager in answers_to.items()},
        leaves=leaves,
        holidays=FakeHolidays(*holidays),
        rollout_lead_id=mid("rob"),
        now=now,
    )


NICKNAMES = {mid(who): who for who in PEOPLE}


def told(steps: Iterable[Step]) -> list[tuple[str, str, str]]:
    """Each step as (rung, who, when in Berlin), e.g. `("blocker_lead", "ana", "Tue 17 08:00")`."""
    return [(step.rung, NICKNAMES[step.recipient_id], shown(step.at)) for step in steps]


def shown(moment: datetime) -> str:
    return moment.astimezone(BERLIN).strftime("%a %d %H:%M")


__all__ = ["LEGAL", "a_leave", "a_member", "a_policy", "a_stage", "berlin", "shown", "told"]
