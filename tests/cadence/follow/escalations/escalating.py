"""What tests of escalations share: a blocker of Growth that reached Mia, who manages; and what became of it.

Ben raised "needs Legal's yes or no" on 2.2, Dee owns it, Ana leads, Mia manages; Cy stands by, Eve is an admin of
another team, Gus a guest.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as Number
from typing import Any, TypeVar

from cadence.cards import Block, Button, Buttons, Card
from cadence.follow.subjects import Subject, load_subject
from cadence.ids import id_for
from cadence.model import (
    Blocker,
    BlockerKind,
    CheckIn,
    CheckInState,
    Escalation,
    EscalationState,
    Member,
    Message,
    Notice,
    NoticeKind,
    Reading,
    Role,
    SubjectKind,
)
from cadence.requests import ButtonPressed, FormSubmitted, Reply
from cadence.wording.escalation import entry_blocks
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk, a_blocker, words
from tests.cadence.follow.telling import Mailroom, berlin, step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, kr_id, mid, pressed, submitted
from tests.fakes.memory import MemoryStore

TODAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, NEXT_MONDAY = (date(2026, 11, day) for day in (9, 10, 11, 12, 13, 16))
FIVE = "[I'll take it] [Assign] [Decide] [Snooze] [Not mine]"
FOUR = "[I'll take it] [Assign] [Snooze] [Not mine]"
"""The buttons below an escalation, as they are read; the shorter row where there is nothing to decide."""
OPEN_STATES = (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN)

BLOCKER = a_blocker(
    key_result_id=kr_id("2.2"),
    text="needs Legal's yes or no",
    since=date(2026, 11, 4),
    next_check=date(2026, 11, 5),
    waiting_on="Legal",
    tried="standard terms",
    kind=BlockerKind.DECISION,
)
ABOUT = "2.2 Renewals: waits on Legal"
STEP = replace(step(BLOCKER), about=ABOUT, rung="blocker_manager", round="2026-11-05")
STEP_ID = STEP.id
ASKED = replace(STEP, rung="help", asked_by=mid("ben"), ask="an answer", answer_by=NEXT_MONDAY)
KR = next(row for row in KEY_RESULTS if row.id == kr_id("2.2"))
OFF_TRACK = replace(
    STEP, subject_kind=SubjectKind.KEY_RESULT, subject_id=KR.id, about="2.2 Renewals", rung="kr_manager"
)
PLANNED = replace(STEP, state=EscalationState.PLANNED, at=berlin(10, "10:00"), sent_at=None)


class Case(Mailroom):
    """A desk to press at, and the mail that comes of it."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        super().__init__(store, clock)
        self.desk = Desk(store, self.services)

    async def press(self, who: str, action: str, value: str = STEP_ID) -> Reply:
        return await self.desk.door.handle(as_they_are(pressed(who, action, value, None)))

    async def submit(self, who: str, form: str, context: str = STEP_ID, **values: Any) -> Reply:
        return await self.desk.door.handle(as_they_are(submitted(who, form, context, **values)))

    def row(self, kind: str, record_id: str) -> Any:
        return self.desk.row(kind, record_id)


R = TypeVar("R", ButtonPressed, FormSubmitted)


def as_they_are(request: R) -> R:
    """The platform says with every request that Gus is a guest."""
    return replace(request, who=replace(request.who, is_guest=request.who.id == "gus"))


async def planted(case: Case) -> Case:
    """Renewals at 2.2 with its history, the people, and the blocker."""
    renewals = replace(
        KR, title="Renewals", unit="", start=Number(0), target=Number(90), direction=KEY_RESULTS[0].direction
    )
    async with case.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.key_results.save(renewals)
        known = await unit.readings.find(key_result_id=KR.id)
        for row in known:
            await unit.readings.save(replace(row, is_withdrawn=True))
        for number, (value, confidence) in enumerate((("60", 7), ("58", 5), ("51", 4))):
            await unit.readings.add(a_reading(number, value, confidence))
    await case.keep(person("eve", is_admin=True), person("gus", is_guest=True), BLOCKER)
    return case


def a_reading(number: int, value: str, confidence: int, note: str = "9 contracts unsent") -> Reading:
    return Reading(
        id=id_for("test", "renewals", str(number)),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("2.2"),
        member_id=mid("ana"),
        at=MONDAY - timedelta(days=19 - 7 * number),
        value=Number(value),
        confidence=confidence,
        note=note,
    )


def person(who: str, **more: Any) -> Member:
    common = {"id": mid(who), "workspace_id": WORKSPACE.id, "external_id": who, "name": who.title()}
    return Member(**{**common, "zone": "Europe/Berlin", "country": "DE", **more})


async def sent(case: Case, escalation: Escalation, **more: Any) -> Escalation:
    """It is kept, and told to its recipient."""
    row = replace(escalation, **more)
    await case.keep(row)
    await case.note(
        Notice(
            id=id_for("test", "notice", row.id),
            workspace_id=row.workspace_id,
            team_id=row.team_id,
            member_id=row.recipient_id,
            kind=NoticeKind.STEP,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            at=row.at,
            escalation_id=row.id,
        )
    )
    await case.tell()
    return row


async def subject(case: Case, row: Escalation = STEP) -> Subject:
    async with case.store.unit(WORKSPACE.id, actor="test") as unit:
        found = await load_subject(unit, row.subject_kind, row.subject_id)
    assert found is not None
    return found


def kept(case: Case, escalation: Escalation = STEP) -> Escalation:
    """As it stands now."""
    row: Escalation = case.row("escalations", escalation.id)
    return row


def the_blocker(case: Case) -> Blocker:
    row: Blocker = case.row("blockers", BLOCKER.id)
    return row


def direct(case: Case, who: str) -> list[str]:
    """What this person was told privately beside their digests."""
    queued = case.store.data[WORKSPACE.id].messages.values()
    found: list[Message] = [row.message for row in queued if row.message.place.member == who]
    return [row.card.notice for row in found if row.key.startswith("escalation:")]


def posted(case: Case) -> list[str]:
    """What stands in the team's channel and threads."""
    queued = case.store.data[WORKSPACE.id].messages.values()
    return [row.message.card.notice for row in queued if row.message.place.channel == TEAM.channel]


def shown(blocks: tuple[Block, ...]) -> str:
    return plain_text(Card("", blocks))


def labels(blocks: tuple[Block, ...]) -> list[str]:
    return [button.label for button in row_of(blocks)]


def row_of(blocks: tuple[Block, ...]) -> list[Button]:
    return [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]


def reply_line(reply: Reply) -> str:
    return words(reply).split("\n")[0]


async def take(case: Case, day: str = "2026-11-16", who: str = "mia") -> Reply:
    return await case.submit(who, "esc_take", returns=day)


async def assign(case: Case, who: str = "mia", **more: str) -> Reply:
    return await case.submit(who, "esc_assign", **{"owner": "cy", "due": "2026-11-13", **more})


async def decide(case: Case, who: str = "mia", **more: str) -> Reply:
    return await case.submit(who, "esc_decide", **{"outcome": "yes, standard terms", **more})


async def pass_on(case: Case, to: str, who: str = "mia", context: str = STEP_ID) -> Reply:
    return await case.submit(who, "esc_not_mine", context, to=to)


def digest(case: Case, who: str = "mia") -> str:
    """The one direct message of the day."""
    (text,) = case.read(who)
    return text


async def rhythm(case: Case, kind: SubjectKind, role: Role) -> Escalation:
    """About the check-in of last week, which has closed."""
    checkin = CheckIn(
        id="checkin",
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week="2026-W45",
        opens_at=berlin(4),
        closes_at=berlin(5),
        state=CheckInState.CLOSED,
    )
    async with case.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.checkins.add(checkin)
    return replace(STEP, subject_kind=kind, subject_id=checkin.id, role=role, about="Growth's check-in")


async def reads(case: Case, escalation: Escalation, today: date = TODAY, viewer: str = "") -> str:
    """What a person reads of it."""
    return shown(entry_blocks(escalation, await subject(case, escalation), today, mid(viewer) if viewer else None))
