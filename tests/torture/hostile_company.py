"""A week of the giant company in which every name and everything typed is hostile: lines, forms, replies, shortcuts.

Knows which fields people type into; must not know what is made of them. Each field gets another text every time.
"""

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cadence.context import Services
from cadence.form_room import FormRoom
from cadence.forms import TextField
from cadence.text.whole import whole
from tests.giant import company as giant
from tests.giant.crawl import Book, Crawler
from tests.torture.hostile import HOSTILE
from tests.torture.scale import many

FORGED = "nothing\nKEY RESULTS forged\n1.1 Forged 1 → 99\nOFF TRACK forged\r\nACTIONS forged\u2028STOPPED forged"
"""Several lines, of which none may come to stand as one of our own."""
TEXTS = tuple(whole(text) for text in (*HOSTILE, FORGED) if text.strip())
"""As they come in by every door."""
LINES = (
    "blocker {}", "blocker 1.1 {}", "decision {} by 2026-10-16", "action {} by 2026-10-09", "update 1.1 {}", "{}",
    "update 1.1 45 conf 3 {}", "update 1.2 7 {}", "history {}", "away {}",
)  # fmt: skip
A_DAY = many(20, len(TEXTS))
"""How many texts are typed by line."""
REPLIES = ("blocker {}", "1.1 45 conf 3 {}", "decision: {}", "stop: {}", "{}")


class HostileCrawler(Crawler):
    """Types nothing else, and everybody is called so."""

    def __init__(self, services: Services, room: FormRoom) -> None:
        super().__init__(services, room)
        self.texts = itertools.cycle(TEXTS)
        self.names = dict(zip((*giant.EVERYBODY, giant.GUEST), itertools.cycle(TEXTS), strict=False))

    def _value(self, part: Any, how: str) -> str | tuple[str, ...]:
        if isinstance(part, TextField) and how != "wrong":
            return str(next(self.texts))[: part.longest]
        return super()._value(part, how)

    def _from(self, who: str, channel: str | None, said: object = "") -> dict[str, Any]:
        told = super()._from(who, channel, said)
        named = {one: replace(person, name=self.names.get(one, "x")[:80]) for one, person in told["people"].items()}
        return {**told, "who": replace(told["who"], name=self.names.get(who, "x")[:80]), "people": named,
                "channel_name": next(self.texts)[:80]}  # fmt: skip


async def lived_hostile(services: Services, room: FormRoom) -> Book:
    """Everything that was shown."""
    crawler = HostileCrawler(services, room)
    await giant.plant(crawler.store)
    await _rename(crawler)
    await crawler.settle()
    for place, text in enumerate(itertools.islice(crawler.texts, A_DAY)):
        who = (giant.LEAD, giant.PLAIN[0])[place % 2]
        await crawler.type(who, LINES[place % len(LINES)].format(text))
        await crawler.use(who, ("decision", "blocker")[place % 2], text, giant.CHANNEL)
    await crawler.until(giant.START + timedelta(days=2, hours=1))
    await crawler.press_everything()
    threads = [ref for delivery, ref in crawler.chat.latest.values() if "checkin.answer" in str(delivery.card)]
    for place, text in enumerate(itertools.islice(crawler.texts, A_DAY)):
        await crawler.reply(giant.PLAIN[place % 6], threads[0], REPLIES[place % len(REPLIES)].format(text))
    await crawler.until(giant.START + timedelta(days=3, hours=1))
    await crawler.press_everything()
    for who in (giant.LEAD, giant.PLAIN[0], giant.MANAGER):
        await crawler.look_home(who)
        for line in ("", "mine", "summary", "blockers all", "decisions all", "actions all", "history 1.1", "settings"):
            await crawler.type(who, line)
    await crawler.until(giant.START + timedelta(days=7))
    return crawler.book


async def _rename(crawler: HostileCrawler) -> None:
    """Teams, objectives, key results, units, meetings: all of them."""
    async with crawler.store.unit(giant.WORKSPACE.id, actor="test") as unit:
        for member in await unit.members.find():
            await unit.members.save(replace(member, name=next(crawler.texts)[:80]))
        for team in await unit.teams.find():
            told = [next(crawler.texts) for _ in range(3)]
            await unit.teams.save(replace(team, name=told[0][:60], meeting=told[1][:300], replaces=told[2][:300]))
        for cycle in await unit.cycles.find():
            await unit.cycles.save(replace(cycle, name=next(crawler.texts)[:60]))
        for objective in await unit.objectives.find():
            await unit.objectives.save(replace(objective, title=next(crawler.texts)[:200]))
        for key_result in await unit.key_results.find():
            title, measure = next(crawler.texts)[:200], next(crawler.texts)[:20]
            await unit.key_results.save(replace(key_result, title=title, unit=measure))
