"""People who are told things: what tests of notices share. Growth's Ana leads, Mia is the manager; all in Berlin."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.cards import Button, Buttons, card
from cadence.context import Services
from cadence.follow.notices import notify, refresh_told, tell_due
from cadence.follow.subjects import kind_of
from cadence.ids import id_for
from cadence.model import (
    Action,
    Blocker,
    Decision,
    Escalation,
    EscalationState,
    Leave,
    Member,
    Message,
    Notice,
    NoticeKind,
    NoticeState,
    Place,
    Role,
    SubjectKind,
)
from cadence.weekly.thread import message
from cadence.wording.plain import plain_text
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 9)


class Tallied:
    """Counts what became of notices."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def notice(self, outcome: str) -> None:
        self.counts[outcome] += 1


class Mailroom:
    """A workspace in which notices are kept and told, by saying what time it is in Berlin."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        self.store, self.clock, self.tally = store, clock, Tallied()
        self.services: Services = replace(fake_services(), tally=self.tally)

    async def keep(self, *records: Any) -> None:
        """Keep these, whether they were there or not."""
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for record in records:
                repository = getattr(unit, PLURALS[type(record).__name__])
                known = await repository.get(record.id)
                await (repository.save(record) if known else repository.add(record))

    async def note(self, *notices: Notice) -> None:
        async with self.store.unit(WORKSPACE.id, actor="drumbeat") as unit:
            for notice in notices:
                await notify(unit, self.services, notice)

    async def at(self, day: int, wall: str = "09:00") -> int:
        """Move on to this day of November, and tell what is due."""
        self.clock.to(datetime.combine(date(2026, 11, day), time.fromisoformat(wall), BERLIN))
        return await self.tell()

    async def tell(self, limit: int = 100) -> int:
        async with self.store.unit(WORKSPACE.id, actor="drumbeat") as unit:
            return await tell_due(unit, self.services, limit)

    async def member(self, who: str) -> Member:
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            found = await unit.members.get(mid(who))
        assert isinstance(found, Member)
        return found

    async def settle(self, *records: Blocker | Decision | Action) -> None:
        """Keep these as they are now, and bring up to date what shows them."""
        await self.keep(*records)
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for record in records:
                await refresh_told(unit, self.services, kind_of(record), record.id)

    async def nudged(self, who: str, times: int) -> None:
        """So many messages of another kind were said to this person now, unasked."""
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for number in range(times):
                place = Place(member=who)
                key = f"reminder:{number}:{who}:{unit.now.isoformat()}"
                await unit.outbox.say(message(unit, key, place, card("?"), is_nudge=True))

    def notices(self) -> list[Notice]:
        return list(self.store.data[WORKSPACE.id].records["notices"].values())  # type: ignore[arg-type]  # Notices only

    def notice(self, notice: Notice) -> Notice:
        """As it stands now."""
        return next(row for row in self.notices() if row.id == notice.id)

    def states(self) -> Counter[NoticeState]:
        return Counter(row.state for row in self.notices())

    def told(self, who: str, *kinds: str) -> list[Message]:
        """Digests (or messages whose key begins like one of these) said to this person, in order."""
        begins = kinds or ("today:",)
        queued = sorted(self.store.data[WORKSPACE.id].messages.values(), key=lambda row: row.at)
        return [row.message for row in queued if row.message.place.member == who and row.message.key.startswith(begins)]

    def read(self, who: str, *kinds: str) -> list[str]:
        return [plain_text(each.card) for each in self.told(who, *kinds)]

    def buttons(self, who: str, *kinds: str) -> list[Button]:
        blocks = [block for each in self.told(who, *kinds) for block in each.card.blocks]
        return [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]


PLURALS = {
    "Blocker": "blockers",
    "Decision": "decisions",
    "Action": "actions",
    "StopShift": "stops",
    "Escalation": "escalations",
    "Leave": "leaves",
    "Member": "members",
    "Notice": "notices",
    "Team": "teams",
    "Membership": "memberships",
}


def berlin(day: int, wall: str = "09:00") -> datetime:
    """A moment of November 2026, UTC."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(wall), BERLIN).astimezone(UTC)


def about(item: Blocker | Decision | Action, who: str = "dee", **more: Any) -> Notice:
    """A notice that this is due, for Dee, from Monday 9:00 on, unless told otherwise."""
    kind = more.get("kind", NoticeKind.DUE)
    common: dict[str, Any] = {"kind": kind, "at": berlin(9), "subject_kind": kind_of(item), "subject_id": item.id}
    return Notice(
        id=id_for("notice", kind, item.id, more.pop("round", "1"), who),
        workspace_id=WORKSPACE.id,
        team_id=item.team_id,
        member_id=mid(who),
        **{**common, **more},
    )


def step(item: Blocker | Decision | Action, who: str = "mia", role: Role = Role.MANAGER, **more: Any) -> Escalation:
    """An escalation of this to Mia, who manages, sent on Monday at 9:00."""
    common: dict[str, Any] = {"at": berlin(9), "sent_at": berlin(9), "state": EscalationState.SENT, "round": "1"}
    return Escalation(
        id=id_for("test", "escalation", item.id, who),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        subject_kind=kind_of(item),
        subject_id=item.id,
        rung=f"{SubjectKind(kind_of(item))}_{role}",
        about="1.3 Trials/week",
        recipient_id=mid(who),
        role=role,
        **{**common, **more},
    )


def of_step(escalation: Escalation, item: Blocker | Decision | Action, who: str = "mia", **more: Any) -> Notice:
    """The notice of an escalation to its recipient."""
    return about(item, who, **{"kind": NoticeKind.STEP, "escalation_id": escalation.id, **more})


def leave(who: str, first: int, last: int, cover: str | None = None) -> Leave:
    return Leave(
        id=id_for("test", "leave", who, str(first)),
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=date(2026, 11, first),
        last=date(2026, 11, last),
        cover_id=mid(cover) if cover else None,
    )


def labels(buttons: Sequence[Button]) -> list[str]:
    return [button.label for button in buttons]


def days(count: int) -> timedelta:
    return timedelta(days=count)
