"""Records and a played week that the tests of the summary share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cadence.cards import Buttons
from cadence.ids import id_for
from cadence.model import (
    Action,
    ActionState,
    AnswerKind,
    Blocker,
    Decision,
    DecisionState,
    StopShift,
)
from cadence.weekly.week import WeekRecord
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.growth import KEY_RESULTS, TEAM, WORKSPACE, kr_id, mid


def _base(noun: str, number: int | str, at: datetime | None = None) -> dict[str, Any]:
    return {
        "id": id_for("test", noun, str(number)),
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "raised_by": mid("ben"),
        "raised_at": at or berlin(11, "11:00"),
    }


def decision(number: int, question: str, **more: Any) -> Decision:
    return Decision(**{**_base("decision", number), "question": question, **more})


def blocker(number: int, text: str, **more: Any) -> Blocker:
    return Blocker(**{**_base("blocker", number), "text": text, "since": date(2026, 11, 4), **more})


def action(number: int | str, text: str, **more: Any) -> Action:
    return Action(**{**_base("action", number, berlin(5, "10:00")), "text": text, **more})


def stops(number: int, text: str, **more: Any) -> StopShift:
    return StopShift(**{**_base("stop", number), "text": text, **more})


async def play_the_example(rhythm: Rhythm) -> None:
    await drop_second_objective(rhythm)
    for place, older in (("1.1", ("35", 6)), ("1.2", ("6", 8)), ("1.3", ("225", 5))):
        await rhythm.read(place, *older, at=berlin(29, "11:00", month=10))
    await rhythm.opened()
    rhythm.clock.to(berlin(11, "11:00"))
    for place, now in (("1.1", ("38", 7, "")), ("1.2", ("6", 8, "")), ("1.3", ("230", 3, "ad costs doubled"))):
        await rhythm.read(place, *now)
    for who in ("ana", "ben", "cy"):
        await rhythm.answer(who)
    await rhythm.answer("dee", AnswerKind.AWAY)
    await rhythm.add("decisions", *_example_decisions())
    await rhythm.add("blockers", _legal())
    await rhythm.add("actions", *_example_actions())
    await rhythm.add("stops", stops(1, "Webinars", frees="4 h/week", key_result_id=kr_id("1.1")))
    await rhythm.at(12, "10:00")


async def drop_second_objective(rhythm: Rhythm) -> None:
    """Its KRs are not in the example; only 2.2 is named, which a blocker says in its own words."""
    async with rhythm.unit() as unit:
        for row in await unit.objectives.find(number=2):
            await unit.objectives.save(replace(row, is_removed=True))


def _example_decisions() -> Sequence[Decision]:
    made = {"state": DecisionState.DECIDED, "decided_at": berlin(11, "16:00"), "decided_by": mid("ana")}
    return (
        decision(
            1,
            "Pause paid ads?",
            decider_id=mid("ana"),
            needed_by=date(2026, 11, 12),
            key_result_id=kr_id("1.3"),
            raised_at=berlin(11, "10:30"),
        ),
        decision(2, "Contract fallback?"),
        decision(
            3,
            "Keep the annual-only offer?",
            outcome="Annual-only offer stays",
            owner_id=mid("ben"),
            due=date(2026, 11, 13),
            **made,
        ),
    )


def _legal() -> Blocker:
    return blocker(1, "2.2 waits on Legal", waiting_on="Legal", owner_id=mid("ben"), next_check=date(2026, 11, 13))


def _example_actions() -> Sequence[Action]:
    done = [action(n, f"thing {n}", state=ActionState.DONE, settled_at=berlin(11, "12:00")) for n in (1, 2, 3)]
    moved = action(
        4, "pricing test", owner_id=mid("cy"), due=date(2026, 11, 18), moved_at=berlin(11, "12:00"), times_moved=1
    )
    return [*done, moved]


async def example_week_of(rhythm: Rhythm) -> WeekRecord:
    await play_the_example(rhythm)
    return await rhythm.week()


def huge_week(week: WeekRecord, count: int, text: str) -> WeekRecord:
    """The week with that many of everything, all with this text."""
    team = replace(week.team, name=text, meeting=text, meeting_at=None)
    people = {key: replace(member, name=text) for key, member in week.snapshot.people.items()}
    key_results = tuple(replace(KEY_RESULTS[0], id=f"kr{n}", number=n + 1, title=text) for n in range(count))
    objectives = tuple(replace(row, title=text) for row in week.snapshot.objectives)
    snapshot = replace(week.snapshot, team=team, people=people, key_results=key_results, objectives=objectives)
    return replace(
        week,
        snapshot=snapshot,
        decisions=tuple(decision(n, text, decider_id=mid("ana")) for n in range(count)),
        blockers=tuple(blocker(n, text, waiting_on=text, owner_id=mid("ana")) for n in range(count)),
        actions=tuple(action(n, text, owner_id=mid("ben")) for n in range(count)),
        stops=tuple(stops(n, text, frees=text) for n in range(count)),
    )


def labels_of(rhythm: Rhythm) -> list[str]:
    [buttons] = [block for block in rhythm.said("summary")[0].card.blocks if isinstance(block, Buttons)]
    return [button.label for button in buttons.buttons]
