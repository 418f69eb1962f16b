"""What waits for somebody who has left goes on to the next."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cadence.ids import id_for
from cadence.model import Escalation, EscalationState, Role, SubjectKind
from tests.cadence.desk import a_blocker
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid


def asked(to: str, **more: Any) -> Escalation:
    """Dee asked this person for help with her blocker."""
    common = {
        "id": id_for("test", "escalation", to),
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "subject_kind": SubjectKind.BLOCKER,
        "subject_id": a_blocker().id,
        "rung": "help",
        "round": "2026-11-09",
        "about": "waiting for legal",
        "recipient_id": mid(to),
        "role": Role.MANAGER,
        "at": MONDAY,
        "state": EscalationState.SENT,
        "sent_at": MONDAY,
        "asked_by": mid("dee"),
        "ask": "a yes or no",
    }
    return Escalation(**{**common, **more})


async def fresh_ones(ear: Ear) -> list[Escalation]:
    return [row for row in ear.rows("escalations") if row.state == EscalationState.SENT]


async def test_help_asked_of_somebody_goes_on_to_the_lead(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker())
    await ear.keep("escalations", asked("cy", role=Role.OTHER_LEAD))
    await ear.leave("cy")
    (fresh,) = await fresh_ones(ear)
    assert (fresh.recipient_id, fresh.role, fresh.ask) == (mid("ana"), Role.LEAD, "a yes or no")
    old = ear.row("escalations", asked("cy").id)
    assert (old.state, old.passed_to) == (EscalationState.PASSED, fresh.id)
    assert [row.key for row in ear.messages("help:", "ana")] == [f"help:{fresh.id}"]


async def test_asked_as_a_manager_it_goes_to_whom_they_answered_to(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker())
    await ear.keep("escalations", asked("cy", role=Role.MANAGER))
    await ear.leave("cy")
    (fresh,) = await fresh_ones(ear)
    assert (fresh.recipient_id, fresh.role) == (mid("mia"), Role.MANAGER)


async def test_what_they_had_taken_goes_on_as_well(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker())
    back_on = date(2026, 11, 20)
    taken = asked("cy", role=Role.SPONSOR, state=EscalationState.TAKEN, returns_on=back_on, settled_by=mid("cy"))
    await ear.keep("escalations", taken)
    await ear.leave("cy")
    (fresh,) = await fresh_ones(ear)
    assert (fresh.recipient_id, fresh.returns_on, fresh.settled_by) == (mid("ana"), None, None)


async def test_it_never_goes_back_to_who_asked_nor_to_whom_it_waits_on(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(waiting_on_id=mid("mia")))
    await ear.keep("escalations", asked("cy", asked_by=mid("ana")))
    await ear.leave("cy")
    assert await fresh_ones(ear) == []
    assert ear.row("escalations", asked("cy").id).state == EscalationState.CANCELLED


async def test_what_is_for_the_lead_alone_goes_no_further(ear: Ear) -> None:
    await ear.keep("blockers", a_blocker(lead_only=True, confidant_id=mid("ben")))
    await ear.keep("escalations", asked("ben"))
    await ear.leave("ben")
    assert await fresh_ones(ear) == []


async def test_a_step_of_the_ladder_goes_on_by_the_ladder(ear: Ear, rhythm: Rhythm) -> None:
    """The manager has it; she leaves, and another manager is named."""
    await ear.keep("blockers", a_blocker(owner_id=None, raised_at=MONDAY - timedelta(days=14)))
    for day in (9, 10, 11, 12, 13):
        await rhythm.at(day, "09:00")
    sent = [row for row in ear.rows("escalations") if row.recipient_id == mid("mia")]
    assert [row.state for row in sent] == [EscalationState.SENT]
    await ear.leave("mia")
    await ear.keep("teams", replace(TEAM, manager_id=mid("dee")))
    await rhythm.at(16, "09:00")
    assert ear.row("escalations", sent[0].id).recipient_id == mid("dee")
