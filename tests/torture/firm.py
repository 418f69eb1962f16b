"""One firm with somebody in every role and something under every button; whatever happens there can be taken back.

Growth as in `tests.fakes.growth`, called Walrus here: with an open check-in, a closed one, a skipped one, a thing of
each kind that Cy is to do, a step that reached Mia and one that is about to. Beside it Sales, and another workspace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from cadence.cards import card
from cadence.context import Services
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import (
    Blocker,
    CheckIn,
    CheckInState,
    Escalation,
    EscalationState,
    Leave,
    Member,
    Membership,
    Message,
    Place,
    Reading,
    Role,
    SubjectKind,
    Team,
    Workspace,
)
from cadence.ports import Outcome
from cadence.requests import Person, Reply, Request
from cadence.weekly.current import checkin_id
from tests.cadence.desk import a_blocker, a_decision, a_stop, an_action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.memory_rows import Data
from tests.fakes.services import fake_services

ABROAD = Workspace(id="abroad", platform="local", name="Another firm")
ROLES: dict[str, str] = {
    "member": "ben",
    "owner": "cy",
    "lead": "ana",
    "manager": "mia",
    "sponsor": "sam",
    "admin": "eve",
    "cover": "kim",
    "guest": "gus",
    "stranger": "otto",
    "abroad": "zoe",
    "departed": "fay",
}
"""Who is who. owner: of KR 1.3 and of all that is to do; on leave this week, and covered. departed: was an admin."""
COLLEAGUES = ("ana", "ben", "cy", "dee", "mia", "sam", "kim", "otto", "eve")
NOW = datetime(2026, 11, 11, 12, 0, tzinfo=MONDAY.tzinfo)
PROMPT_REF = "C-growth:1.1"

SALES = Team(
    id=id_for("test", "sales"),
    workspace_id=WORKSPACE.id,
    slug="sales",
    name="Sales",
    channel="C-sales",
    lead_id=mid("pat"),
)
GROWTH = replace(TEAM, name="Walrus", sponsor_id=mid("sam"), channel_is_private=True)
BLOCKER = a_blocker(
    text="waiting for the quokka", owner_id=mid("cy"), waiting_on_team_id=SALES.id, next_check=date(2026, 11, 10)
)
UNSHARED = a_blocker("unshared", owner_id=mid("cy"), waiting_on="Sales")
SECRET = a_blocker("secret", text="trouble with zebra", lead_only=True, confidant_id=mid("ana"), owner_id=None)
DECISION = a_decision(
    question="sell the okapi?", decider_id=mid("cy"), fallback="pause half", needed_by=date(2026, 11, 11)
)
ACTION = an_action(text="feed the tapir", owner_id=mid("cy"), due=date(2026, 11, 11), times_moved=2)
STOP = a_stop(text="gecko webinars", raised_by=mid("cy"))


def _checkin(week: int, opens: datetime, state: CheckInState, **more: Any) -> CheckIn:
    return CheckIn(
        id=checkin_id(TEAM.id, f"2026-W{week}"),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week=f"2026-W{week}",
        opens_at=opens,
        closes_at=opens + timedelta(days=1),
        state=state,
        expected_ids=tuple(mid(who) for who in ("ana", "ben", "dee")),
        **more,
    )


WEDNESDAY = datetime(2026, 11, 11, 9, 0, tzinfo=MONDAY.tzinfo)
OPEN = _checkin(46, WEDNESDAY, CheckInState.OPEN)
CLOSED = _checkin(45, WEDNESDAY - timedelta(weeks=1), CheckInState.CLOSED)
SKIPPED = _checkin(47, WEDNESDAY + timedelta(weeks=1), CheckInState.SKIPPED, skip_reason="asked for by Ana")
NEXT = _checkin(48, WEDNESDAY + timedelta(weeks=2), CheckInState.SCHEDULED)
READING = Reading(
    id=id_for("test", "reading", "cy"),
    workspace_id=WORKSPACE.id,
    team_id=TEAM.id,
    key_result_id=kr_id("1.3"),
    member_id=mid("cy"),
    at=MONDAY,
    value=Decimal(230),
    confidence=3,
    checkin_id=OPEN.id,
)
UNSET = a_decision("unset", decider_id=None, question="drop the zebra?", checkin_id=CLOSED.id)


def _step(name: str, about: Any, state: EscalationState, **more: Any) -> Escalation:
    return Escalation(
        id=id_for("test", "escalation", name),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        subject_kind=SubjectKind.BLOCKER if isinstance(about, Blocker) else SubjectKind.DECISION,
        subject_id=about.id,
        rung="blocker_manager",
        round="2026-11-10",
        about="1.3 waits on legal",
        recipient_id=mid("mia"),
        role=Role.MANAGER,
        at=MONDAY,
        state=state,
        **more,
    )


SENT = _step("sent", BLOCKER, EscalationState.SENT, sent_at=MONDAY)
PLANNED = _step("planned", BLOCKER, EscalationState.PLANNED)
SENT_CALL = _step("call", DECISION, EscalationState.SENT, sent_at=MONDAY)
WORDS = ("Walrus", "Ana", "Ben", "Mia", "quokka", "okapi", "tapir", "gecko", "zebra", "Trials", "228", "230")
"""What only Growth's people know: whoever may not read Growth reads none of it."""


def person(who: str, **more: Any) -> Person:
    is_guest = who == "gus"
    return Person(id=who, name=who.title(), zone="Europe/Berlin", is_guest=is_guest, **more)


def _member(who: str, **more: Any) -> Member:
    zone = {"zone": "Europe/Berlin", "country": "DE"}
    return Member(id=mid(who), workspace_id=WORKSPACE.id, external_id=who, name=who.title(), **{**zone, **more})


async def _plant(store: MemoryStore) -> None:
    await plant_growth(store)
    await store.add_workspace(ABROAD)
    people = [_member(who) for who in ("sam", "kim", "otto", "pat")]
    people += [_member("eve", is_admin=True), _member("gus", is_guest=True)]
    people += [_member("fay", is_admin=True, is_active=False)]
    leave = Leave(
        id="leave", workspace_id=WORKSPACE.id, member_id=mid("cy"), first=date(2026, 11, 9), last=date(2026, 11, 13),
        cover_id=mid("kim"),
    )  # fmt: skip
    asked = Membership(id="fay", workspace_id=WORKSPACE.id, team_id=TEAM.id, member_id=mid("fay"))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        rows: dict[str, list[Any]] = {
            "members": people,
            "teams": [SALES],
            "memberships": [asked],
            "leaves": [leave],
            "checkins": [OPEN, CLOSED, SKIPPED, NEXT],
            "blockers": [BLOCKER, UNSHARED, SECRET],
            "decisions": [DECISION, UNSET],
            "actions": [ACTION],
            "stops": [STOP],
            "readings": [READING],
            "escalations": [SENT, PLANNED, SENT_CALL],
        }
        for kind, row in [(name, each) for name in rows for each in rows[name]]:
            await getattr(unit, kind).add(row)
        await unit.teams.save(GROWTH)
        key = f"prompt:{OPEN.id}"
        await unit.outbox.say(
            Message(
                id=id_for("message", WORKSPACE.id, key), workspace_id=WORKSPACE.id, key=key,
                place=Place(channel=TEAM.channel), card=card("What moved?"),
            )
        )  # fmt: skip
    for delivery in await store.claim(NOW, 20, timedelta(minutes=1)):
        await store.settle([Outcome(delivery=delivery, ref=PROMPT_REF)])


@dataclass(frozen=True)
class Ask:
    """What is sent. place: the channel that it comes from; None is the personal chat. first: what is asked before."""

    kind: type[Request]
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: str | None = TEAM.channel
    first: tuple["Ask", ...] = ()


@dataclass
class Firm:
    """store: as it is now. Whatever is asked, `ask` begins from the same state."""

    store: MemoryStore
    door: FrontDoor
    services: Services
    planted: dict[str, Data]
    before: dict[str, Data]
    _number: int = 0

    @classmethod
    async def founded(cls, *, is_private: bool = True) -> "Firm":
        store, services = MemoryStore(FakeClock(NOW)), fake_services()
        await _plant(store)
        if not is_private:
            async with store.unit(WORKSPACE.id, actor="test") as unit:
                await unit.teams.save(replace(GROWTH, channel_is_private=False))
        return cls(store, FrontDoor(store, services), services, store.data, store.data)

    async def ask(self, role: str, ask: Ask, place: str | None = TEAM.channel) -> Reply:
        """The reply to this role, who asks as if nobody ever had asked before; but for what comes first."""
        self.store.data = {name: data.copy() for name, data in self.planted.items()}
        for before in ask.first:
            await self._send(role, before, before.place)
        self.before = {name: data.copy() for name, data in self.store.data.items()}
        return await self._send(role, ask, place)

    async def _send(self, role: str, ask: Ask, place: str | None) -> Reply:
        self._number += 1
        is_abroad = role == "abroad"
        request = ask.kind(
            workspace_id=ABROAD.id if is_abroad else WORKSPACE.id,
            who=person(ROLES[role]),
            request_id=f"request-{self._number}",
            channel=place,
            channel_name="here",
            people={} if is_abroad else {one: person(one) for one in COLLEAGUES},
            **ask.fields,
        )
        return await self.door.handle(request)

    def changed(self) -> set[str]:
        """The firm's kinds of rows that are not as they were before: records, messages, drafts, the audit trail."""
        there = WORKSPACE.id
        return {kind for kind, then, now in _compared(self.before[there], self.store.data[there]) if then != now}

    def told(self, who: str) -> str:
        """All that stands on this person's Home or was said to them privately since."""
        rows = self.store.data[ABROAD.id].messages.values(), self.store.data[WORKSPACE.id].messages.values()
        return " ".join(
            str(row.message.card) for row in chain(*rows) if who in (row.message.place.home, row.message.place.member)
        )


def _compared(then: Data, now: Data) -> list[tuple[str, Any, Any]]:
    said = [{key: vars(row) for key, row in data.messages.items()} for data in (then, now)]
    rows = [(kind, then.records[kind], now.records[kind]) for kind in then.records]
    rest = [
        (name, getattr(then, name), getattr(now, name)) for name in ("workspace", "drafts", "homes", "audit", "tidings")
    ]
    return [*rows, ("messages", said[0], said[1]), *rest]
