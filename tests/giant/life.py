"""What happens in the giant company, week by week: enough that everything Drumbeat can say is said."""

from datetime import timedelta

from cadence.news import ChannelChanged, ChannelTrouble, Connected, Disconnected, GroupsChanged, PersonChanged
from cadence.requests import Person
from cadence.tidings.kinds import ChannelChange, GroupSeen
from tests.giant import company as giant
from tests.giant.crawl import Crawler

LONGEST_LINE = 3_000
LONG = giant.words(1_200)
LINES = (
    "",
    "board",
    "mine",
    "help",
    "setup",
    "settings",
    "checkin",
    "add objective",
    "add kr 1",
    "add initiative 1.1",
    "add",
    "edit 1",
    "edit 1.1",
    "remove 1.1",
    "remove 1",
    "update 1.1 12345678% conf 3 " + LONG,
    "update 1.2 3",
    "update 1.1 many",
    "history 1.1",
    "history 3.3",
    "history 9.9",
    "blocker " + LONG,
    "blocker 1.1 " + LONG + f" <@{giant.PLAIN[1]}>",
    "blocker",
    "decision 1.1 " + LONG + f" <@{giant.PLAIN[2]}> by 2026-10-16",
    "decision " + LONG + f" <@{giant.PLAIN[3]}>",
    "decision",
    "action 1.1 " + LONG + f" <@{giant.PLAIN[4]}> by 2026-10-09",
    "action " + LONG,
    "action",
    "blockers",
    "blockers all",
    "decisions mine",
    "decisions overdue",
    "decisions all",
    "actions",
    "actions all",
    "summary",
    "summary 2",
    "summary 99",
    "away",
    f"away tomorrow to 2026-12-30 cover <@{giant.PLAIN[5]}>",
    "away cancel",
    "pause",
    "resume",
    "skip",
    giant.words(LONGEST_LINE),
    giant.words(LONGEST_LINE + 500),
)
REPLIES = (
    "1.1 45% conf 6 two deals slipped\n1.2 7\nblocker waiting for legal",
    giant.words(LONGEST_LINE),
    "off track: " + LONG,
    "decision: " + LONG,
    "stop: " + LONG,
    "1.1 many",
    "thanks!",
    "board",
)


async def live(crawler: Crawler, weeks: int = 4) -> None:
    """The whole of it."""
    await giant.plant(crawler.store)
    await crawler.settle()
    for week in range(weeks):
        monday = giant.START + timedelta(weeks=week)
        await crawler.until(monday + timedelta(hours=1))
        await talk(crawler, week)
        await crawler.until(monday + timedelta(days=2, hours=1))
        await answer(crawler, week)
        await crawler.until(monday + timedelta(days=3, hours=1))
        await crawler.press_everything()
        await crawler.until(monday + timedelta(days=4, hours=6))
        await crawler.press_everything()
        await look_at_homes(crawler)
    await hear_news(crawler)
    await crawler.until(giant.START + timedelta(weeks=weeks, days=4))
    await crawler.press_everything()


async def talk(crawler: Crawler, week: int) -> None:
    """Everybody's commands; the first week in every place."""
    everybody = (giant.PLAIN[0], giant.LEAD, giant.MANAGER, giant.GUEST, "W999NEW")
    for line in LINES:
        for who in everybody if week == 0 else everybody[week % 2 : 2]:
            await crawler.type(who, line, None if week == 2 else giant.CHANNEL)
    for channel in (giant.PRIVATE, giant.EMPTY, giant.OTHER_CHANNEL):
        for line in ("", "setup", "board", "checkin", "blocker " + LONG, "summary"):
            await crawler.type(giant.LEAD, line, channel)


async def answer(crawler: Crawler, week: int) -> None:
    """The check-in, by its buttons, replies and shortcuts."""
    await crawler.press_everything()
    threads = [ref for delivery, ref in crawler.chat.latest.values() if "checkin.answer" in str(delivery.card)]
    for ref in threads:
        for who in (giant.PLAIN[week], giant.LEAD, giant.GUEST):
            for text in REPLIES:
                await crawler.reply(who, ref, text)
    for who in (giant.PLAIN[0], giant.LEAD, "W999NEW"):
        for channel in (giant.CHANNEL, giant.EMPTY, None):
            for shortcut in ("checkin", "decision", "blocker"):
                await crawler.use(who, shortcut, LONG if channel else "", channel)
    for who in giant.PLAIN[6 : 6 + 5 * (week + 1)]:
        await crawler.type(who, "checkin")


async def look_at_homes(crawler: Crawler) -> None:
    for who in (giant.PLAIN[0], giant.LEAD, giant.MANAGER, giant.SPONSOR, giant.ADMIN, giant.GUEST, "W999NEW"):
        await crawler.look_home(who)
    await crawler.press_everything()


async def hear_news(crawler: Crawler) -> None:
    """People leave, channels close, groups change, the app goes and comes back."""
    here = giant.WORKSPACE.id
    gone = Person(id=giant.PLAIN[0], name=giant.words(80), is_active=False)
    group = GroupSeen(id="S1", handle=giant.words(80), name=giant.words(80), people=giant.PLAIN[:30])
    named = {one: giant.person(one) for one in giant.PLAIN[:30]}
    changes = [
        ChannelChanged(workspace_id=here, news_id=f"c{change}", channel=giant.CHANNEL, change=change, name="x" * 80)
        for change in ChannelChange
        if change is not ChannelChange.MOVED
    ]
    trouble = ChannelTrouble(
        workspace_id=here, news_id="t", channel=giant.OTHER_CHANNEL, code="restricted_action", mend=giant.words(500)
    )
    for news in (
        PersonChanged(workspace_id=here, news_id="p", who=gone),
        GroupsChanged(workspace_id=here, news_id="g", groups=(group,), named=named),
        *changes,
        trouble,
        Disconnected(workspace_id=here, news_id="d"),
        Connected(workspace_id=here, news_id="k", name=giant.words(80)),
    ):
        await crawler.desk.tell(news)
        await crawler.settle()
        await crawler.press_everything()
