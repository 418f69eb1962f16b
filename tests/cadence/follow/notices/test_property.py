"""No history of notices, clicks, leave and clocks tells one twice, loses one that is open, or tires anybody."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.follow.caps import WEEKLY_NUDGES
from cadence.model import Action, ActionState, Leave, Notice, NoticeKind, NoticeState
from tests.cadence.desk import an_action
from tests.cadence.follow.telling import BERLIN, Mailroom, about, leave
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid, plant_growth
from tests.fakes.memory import MemoryStore

PEOPLE = ("ana", "ben", "cy", "dee")
THINGS = st.integers(0, 7)

STEPS = st.one_of(
    st.tuples(st.just("note"), THINGS, st.sampled_from(PEOPLE), st.integers(-5, 60)),
    st.tuples(st.just("forward"), st.integers(1, 40)),
    st.tuples(st.just("settle"), THINGS),
    st.tuples(st.just("away"), st.sampled_from(PEOPLE), st.integers(0, 9), st.sampled_from((*PEOPLE, None))),
    st.tuples(st.just("back"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("tell")),
)


@dataclass
class History:
    """What happened, and what each told notice looked like when it was told."""

    mail: Mailroom
    told: dict[str, Notice] = field(default_factory=dict)
    leaves: dict[str, Leave] = field(default_factory=dict)

    async def play(self, step: tuple[object, ...]) -> None:
        await getattr(self, f"_{step[0]}")(*step[1:])
        self.check()

    async def _note(self, thing: int, who: str, hours: int) -> None:
        at = self.mail.clock() + timedelta(hours=hours)
        await self.mail.note(about(_thing(thing), who, kind=NoticeKind.STEP, at=at))

    async def _forward(self, hours: int) -> None:
        self.mail.clock.forward(hours=hours)

    async def _settle(self, thing: int) -> None:
        await self.mail.settle(replace(_thing(thing), state=ActionState.DONE, settled_at=MONDAY))

    async def _away(self, who: str, days: int, cover: str | None) -> None:
        today = self._today()
        row = replace(leave(who, 9, 9, cover), id=f"leave-{who}", first=today, last=today + timedelta(days=days))
        self.leaves[who] = row
        await self.mail.keep(row)

    async def _back(self, who: str) -> None:
        if who in self.leaves:
            await self.mail.keep(replace(self.leaves[who], last=self._today() - timedelta(days=1)))

    async def _tell(self) -> None:
        await self.mail.tell()

    async def until_quiet(self) -> None:
        """Six weeks in which nothing happens but that people work."""
        for _ in range(42):
            self.mail.clock.to(datetime.combine(self._today() + timedelta(days=1), datetime.min.time(), BERLIN))
            self.mail.clock.forward(hours=9)
            await self.mail.tell()
            self.check()

    def check(self) -> None:
        """Who was told is told for good; nobody hears more in a day or a week than they should."""
        for row in self.mail.notices():
            before = self.told.get(row.id)
            assert before is None or row == before, "told again"
            if row.state == NoticeState.TOLD:
                self.told[row.id] = row
            elif row.state == NoticeState.GONE:
                assert self._is_settled(row), "lost"
        assert max(self._weeks().values(), default=0) <= WEEKLY_NUDGES

    def _weeks(self) -> Counter[tuple[str, int]]:
        messages = [(who, each) for who in PEOPLE for each in self.mail.told(who)]
        return Counter((who, date.fromisoformat(each.key[-10:]).isocalendar().week) for who, each in messages)

    def _is_settled(self, notice: Notice) -> bool:
        kept: dict[str, Action] = self.mail.store.data["local"].records["actions"]  # type: ignore[assignment]
        return kept[notice.subject_id].state != ActionState.OPEN

    def _today(self) -> date:
        return self.mail.clock().astimezone(BERLIN).date()


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_no_history_tells_a_notice_twice_or_loses_a_waiting_one(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[tuple[object, ...]]) -> None:
    clock = FakeClock(MONDAY)
    store = MemoryStore(clock)
    await plant_growth(store, readings=False)
    history = History(Mailroom(store, clock))
    await history.mail.keep(*(_thing(number) for number in range(8)))
    for step in steps:
        await history.play(step)
    await history.until_quiet()
    assert all(row.state != NoticeState.WAITING for row in history.mail.notices()), "waits for ever"


def _thing(number: int) -> Action:
    return an_action(f"thing-{number}", owner_id=mid("dee"), due=date(2026, 11, 9), text=f"thing {number}")
