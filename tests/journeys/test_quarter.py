"""A quarter of two teams: one answers late, the manager is away twice, a decider leaves, the teams block each other,
and a sponsor lives nine hours west. Counts what each person is told, and holds it against the promises.

`pytest -s` prints the table. Everything is real but the platform and the time.
"""

import re
import shutil
import sys
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.transfer import apply_import
from cadence.model import EscalationState, NoticeKind, NoticeState
from tests.journeys.company import (
    BERLIN,
    NAMES,
    NOOR,
    OTTO,
    PIA,
    PRODUCT,
    TEAM_OF,
    WORKSPACE,
    ZONES,
    Company,
    Posted,
    berlin,
    company,
)
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, MIA

FIRST = date(2026, 10, 5)
WEEKS = 12
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
UNASKED_A_WEEK = 3
MANAGERS = {"mia", "noor", "sue"}
GONE = f"""
workspace: {{id: "{WORKSPACE}"}}
members:
  - {{id: {CY}, name: Cy, active: false}}
"""


def day(number: int, weekday: int = 0) -> date:
    """A day of the week with this number; 0 is Monday."""
    return FIRST + (number - 1) * WEEK + weekday * DAY


AWAY = ((day(2), day(2, 4)), (day(6), day(6, 4)))


async def live_week(firm: Company, number: int) -> None:
    """Product answers in time; Growth answers late, Cy twice, and then never."""
    await firm.until(day(number, 2), "10:30")
    for user in (OTTO, PIA):
        await firm.unchanged(user, PRODUCT)
    await firm.until(day(number, 3), "11:00")
    for user in (ANA, BEN, *((CY,) if number in (1, 3) else ())):
        await late(firm, user)


async def ask_sponsor(firm: Company, what: str) -> None:
    """Ben asks from the blocker's own message, in the thread."""
    blocker = next(posted.message for posted in reversed(firm.journal) if "Ask for help" in posted.message.buttons())
    await firm.people.click(BEN, blocker, "Ask for help")
    await firm.send(BEN, to="sponsor", ask=what)


async def late(firm: Company, user: str) -> None:
    """The form, sent as it stands, after the closing."""
    await firm.people.click(user, firm.prompt_in(GROWTH), "Answer late")
    answer = await firm.people.submit(user, firm.modal(user))
    assert answer.errors == {}
    firm.slack.views[user].clear()
    await firm.settle()


async def test_a_quarter_tells_each_person_little_loses_nothing_and_says_nothing_twice(
    template: Path, tmp_path: Path
) -> None:
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with company(tmp_path, berlin(FIRST, "09:00")) as firm:
        await live(firm)
        sys.stdout.write(table(firm))
        check_story(firm)
        check_caps(firm)
        check_channels(firm)
        check_hours(firm)
        check_nothing_twice(firm)
        await check_nothing_lost(firm)


async def live(firm: Company) -> None:
    for user, place, line in (
        (BEN, GROWTH, "update 1.1 33 conf 7"),
        (BEN, GROWTH, "update 1.2 8 conf 6"),
        (CY, GROWTH, "update 1.3 210 conf 5"),
        (PIA, PRODUCT, "update 1.1 24 conf 7"),
    ):
        await firm.type(user, line, place)
    await live_week(firm, 1)
    # week 2: two teams block each other, while the manager of both is away and Noor covers
    await firm.type(MIA, f"away {day(2).isoformat()} to {day(2, 4).isoformat()} cover <@{NOOR}|noor>")
    await firm.type(CY, f"blocker 1.3 export is missing <@{OTTO}|otto>")
    await firm.type(PIA, f"blocker 1.1 no test customers <@{ANA}|ana>", PRODUCT)
    await live_week(firm, 2)
    await live_week(firm, 3)
    # week 4: a question to somebody who leaves in the week after
    await firm.type(BEN, f"decision 1.3 pause paid ads? <@{CY}|cy> {day(5, 3).isoformat()}")
    await live_week(firm, 4)
    await apply_import(firm.bot.store, GONE)
    await live_week(firm, 5)
    # week 6: the manager is away again and nobody covers; an owner asks the sponsor in Los Angeles
    await firm.type(MIA, f"away {day(6).isoformat()} to {day(6, 4).isoformat()}")
    await firm.type(BEN, "blocker 1.2 nobody pays for the new servers")
    await ask_sponsor(firm, "an answer whether you pay")
    for number in range(6, WEEKS + 1):
        await live_week(firm, number)
    await firm.until(day(WEEKS + 1), "09:00")


def private(firm: Company) -> list[Posted]:
    """Every direct message."""
    return [posted for posted in firm.journal if posted.whose in NAMES.values()]


def kind(posted: Posted) -> str:
    """What it is to whoever got it."""
    if posted.is_asked:
        return "asked for"
    if re.match(r"\w+ · week \d+ of \d+ ·", posted.said):
        return "brief"
    return "reminder" if "One tap if nothing moved." in posted.said else "told"


def zone(who: str) -> ZoneInfo:
    return next((ZoneInfo(name) for user, name in ZONES.items() if NAMES[user] == who), BERLIN)


def week_of(posted: Posted) -> int:
    return (posted.at.astimezone(zone(posted.whose)).date() - FIRST).days // 7 + 1


def table(firm: Company) -> str:
    """Direct messages by person and week: what came unasked (without the lead's brief), and of each kind in all."""
    lines = [
        "",
        "direct messages, unasked, by week",
        f"{'':8}" + "".join(f"{number:3}" for number in range(1, WEEKS + 2)),
    ]
    kinds = ("told", "reminder", "brief", "asked for")
    for who in NAMES.values():
        mine = [posted for posted in private(firm) if posted.whose == who]
        by_week = Counter(week_of(posted) for posted in mine if kind(posted) in ("told", "reminder"))
        of_kind = Counter(kind(posted) for posted in mine)
        row = "".join(f"{by_week[number] or '.':>3}" for number in range(1, WEEKS + 2))
        lines.append(f"{who:8}{row}   " + ", ".join(f"{of_kind[name]} {name}" for name in kinds if of_kind[name]))
    for team in ("growth", "product"):
        by_week = Counter(week_of(posted) for posted in firm.journal if posted.whose == team)
        row = "".join(f"{by_week[number] or '.':>3}" for number in range(1, WEEKS + 2))
        threads = sum(posted.whose == f"{team} thread" for posted in firm.journal)
        lines.append(f"{'#' + team:8}{row}   {threads} in threads")
    return "\n".join(lines)


def check_story(firm: Company) -> None:
    """What was to reach somebody who was not there reached somebody who was."""
    told = {who: "\n".join(row.said for row in private(firm) if row.whose == who) for who in NAMES.values()}
    assert "Growth is waiting: 1.3 Trials/week: export is missing" in told["noor"]
    assert "Product is waiting: 1.1 Setups without help: no test customers" in told["noor"]
    assert "pause paid ads?\nIt was to reach Cy (to decide), who is not here any more" in told["ana"]
    assert "It is with Ana. What now?" in told["ben"]
    assert "Growth is waiting: pause paid ads?" in told["mia"]
    [asked] = [row for row in private(firm) if row.whose == "sue"]
    assert asked.said.startswith("Ben asks for help: 1.2 Days to value: nobody pays for the new servers")
    assert asked.at.astimezone(zone("sue")).hour == 8


def check_caps(firm: Company) -> None:
    unasked = [posted for posted in private(firm) if kind(posted) in ("told", "reminder")]
    by_week = Counter((posted.whose, week_of(posted)) for posted in unasked if posted.whose not in MANAGERS)
    assert max(by_week.values()) <= UNASKED_A_WEEK, by_week.most_common(3)
    days = [(row.whose, row.at.astimezone(zone(row.whose)).date()) for row in unasked if kind(row) == "told"]
    assert max(Counter(days).values()) == 1, "one digest a day"


def check_channels(firm: Company) -> None:
    by_week = Counter((posted.whose, week_of(posted)) for posted in firm.journal if posted.whose in TEAM_OF.values())
    assert max(by_week.values()) == 2, by_week.most_common(3)


def check_hours(firm: Company) -> None:
    """Nobody is told anything at night, at the weekend, or while away; who asks gets an answer when they ask."""
    for posted in private(firm):
        there = posted.at.astimezone(zone(posted.whose))
        if kind(posted) in ("told", "reminder"):
            assert time(8) <= there.time() <= time(18), posted
            assert there.weekday() < 5, posted
        if posted.whose == "mia" and kind(posted) == "told":
            assert not any(first <= there.date() <= last for first, last in AWAY), posted


def check_nothing_twice(firm: Company) -> None:
    assert max(Counter(posted.message.client_msg_id for posted in firm.journal).values()) == 1
    assert max(Counter((row.whose, row.said, row.at.date()) for row in private(firm)).values()) == 1


async def check_nothing_lost(firm: Company) -> None:
    """Every step that was sent was told to its recipient or their cover, or is over."""
    async with firm.bot.store.unit(WORKSPACE, actor="test") as unit:
        sent = await unit.escalations.find(state=EscalationState.SENT)
        told = {row.escalation_id for row in await unit.notices.find(kind=NoticeKind.STEP, state=NoticeState.TOLD)}
        stale = [row for row in await unit.notices.find(state=NoticeState.WAITING) if row.at < firm.clock()]
    assert [row.about for row in sent if row.id not in told] == []
    assert stale == []
    backlog = await firm.bot.store.backlog()
    assert not any(backlog.get(state) for state in ("failed", "ambiguous", "waiting")), backlog
