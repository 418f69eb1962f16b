"""The stage in the local workspace: its pages over HTTP, without scripts, on the running application."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.assembly import Drumbeat, assemble
from bot.settings import read_settings
from cadence.context import meet
from cadence.ports import Channel
from cadence.requests import Person
from tests.fakes.clock import FakeClock
from tests.parity.page import Node, read, sent_by
from tests.parity.stage import MONDAY, PEOPLE, Grown, Sheet, Typed, Where

WORKSPACE, CHANNEL, GUEST = "local", "growth", "gus"
SETTLING_STEPS, STEP = 3, 4
"""A quarter of a minute, in seconds a step."""


class OnLocal:
    """See `Stage`."""

    has_replies, tells_who_left = True, False

    def __init__(self, bot: Drumbeat, clock: FakeClock, session: aiohttp.ClientSession) -> None:
        self._bot, self._clock, self._session = bot, clock, session
        self._pages: dict[str, Node] = {}

    def id_of(self, who: str) -> str:
        return who

    def naming(self, who: str) -> str:
        return f"@{who}"

    @property
    def served_at(self) -> str:
        return ""

    def now(self) -> datetime:
        return self._clock()

    async def at(self, moment: datetime) -> None:
        self._clock.to(max(moment, self._clock()))
        await self._settle()

    async def types(self, who: str, text: str, where: Where = Where.HERE) -> None:
        page = await self._open(self._url(who, where))
        composer = page.first("form", lambda form: form.attrs.get("action", "").endswith("/say"))
        assert composer is not None
        await self._post(who, composer, {"text": f"okr {text}"})

    async def replies(self, who: str, text: str) -> None:
        page = await self._open(await self._newest_thread(who))
        composers = page.all("form", lambda form: form.attrs.get("action", "").endswith("/say"))
        await self._post(who, [*composers][-1], {"text": text})

    async def press(self, who: str, label: str, where: Where = Where.HERE) -> None:
        for page in await self._places(who, where):
            if button := _button(page, label):
                form = page.named("form", button.attrs["form"])
                await self._post(who, form, {"press": button.attrs["value"]})
                return
        raise AssertionError(f"no {label!r} for {who}")

    async def sheet(self, who: str) -> Sheet | None:
        form = self._form(who)
        if form is None:
            return None
        named = {name[2:]: value for name, value in sent_by(form) if name[:2] in ("f.", "p.")}
        faults = [fault.text for fault in form.all("p", lambda p: p.has("fault")) if fault.text]
        return Sheet(dict(_fields(form)), named, tuple(faults))

    async def send(self, who: str, values: Mapping[str, Typed]) -> None:
        form = self._form(who)
        assert form is not None
        await self._post(who, form, values)

    async def more(self, who: str, label: str, values: Mapping[str, Typed]) -> None:
        form = self._form(who)
        assert form is not None
        button = form.first("button", lambda one: one.has("more") and one.text == label)
        assert button is not None, form.text
        await self._post(who, form, {**values, button.attrs["name"]: button.attrs["value"]})

    async def page(self, who: str) -> str:
        await self.types(who, "mine", Where.PRIVATE)
        page = await self._open(self._url(who, Where.PRIVATE))
        return _said(_entries(page)[-1])

    async def press_page(self, who: str, label: str) -> None:
        await self.press(who, label, Where.PRIVATE)

    async def leaves(self, who: str) -> None:
        raise AssertionError("nobody leaves here")

    async def here(self) -> list[str]:
        page = await self._open(self._url("ana", Where.HERE))
        return [_said(entry) for entry in _entries(page) if not entry.has("private")]

    async def thread(self) -> list[str]:
        page = await self._open(await self._newest_thread("ana"))
        room = page.named("div", "thread-messages")
        return [_said(entry) for entry in [*_entries(room)][1:] if not entry.has("private")]

    async def told(self, who: str) -> str:
        pages = await self._places(who, Where.PRIVATE)
        own = [entry for page in pages[1:] for entry in _entries(page) if entry.has("private")]
        return "\n".join(_said(entry) for entry in [*_entries(pages[0]), *own])

    def no_harm(self) -> None:
        """There is no platform whose rules could be broken."""

    async def _settle(self) -> None:
        await self._bot.worker.run_pass()
        for _ in range(SETTLING_STEPS):
            self._clock.forward(seconds=STEP)
            await self._bot.worker.send()
        await self._bot.worker.run_pass()

    async def _places(self, who: str, where: Where) -> list[Node]:
        """The pages where it could stand: what is private is also shown in the channel, to this person."""
        here = [self._url(who, Where.HERE), await self._newest_thread(who)]
        urls = [here[1], here[0]] if where is Where.HERE else [self._url(who, Where.PRIVATE), *here]
        return [await self._open(url) for url in urls if url]

    async def _newest_thread(self, who: str) -> str:
        """The address of the thread of the newest prompt; empty where there is none."""
        page = await self._open(self._url(who, Where.HERE))
        prompts = [entry for entry in _entries(page) if "What moved?" in entry.text or "Closed" in entry.text]
        link = prompts[-1].first("a", lambda a: a.has("replies") or a.has("reply")) if prompts else None
        return link.attrs["href"] if link else ""

    def _url(self, who: str, where: Where) -> str:
        return f"/as/{who}/c/{CHANNEL}" if where is Where.HERE else f"/as/{who}/drumbeat"

    def _form(self, who: str) -> Node | None:
        page = self._pages.get(who)
        return page.first("form", lambda form: "data-form" in form.attrs) if page else None

    async def _open(self, url: str) -> Node:
        async with self._session.get(url) as response:
            assert response.status == 200, await response.text()
            return read(await response.text())

    async def _post(self, who: str, form: Node, values: Mapping[str, Typed]) -> None:
        """values: by field id, or by name. What is known of a field is replaced."""
        given = sent_by(form)
        for name, value in values.items():
            full = next((known for known, _ in given if known[2:] == name and known[1] == "."), None) or _name(
                form, name
            )
            given = [pair for pair in given if pair[0] != full]
            given += [(full, one) for one in ((value,) if isinstance(value, str) else value)]
        async with self._session.post(form.attrs["action"], data=given) as response:
            assert response.status in (200, 422), (response.status, await response.text())
            self._pages[who] = read(await response.text())
        await self._settle()


def _button(page: Node, label: str) -> Node | None:
    """The newest one with this label."""
    found = [one for one in page.all("button", lambda one: one.attrs.get("name") == "press") if one.text == label]
    return found[-1] if found else None


def _entries(page: Node) -> list[Node]:
    return list(page.all("article"))


def _said(entry: Node) -> str:
    said = entry.first("div", lambda node: node.has("card")) or entry
    return said.text


def _name(form: Node, field: str) -> str:
    """The name of a field of which nothing is chosen yet."""
    known = [node.attrs.get("name", "") for tag in ("input", "select", "textarea") for node in form.all(tag)]
    return next((name for name in known if name[2:] == field and name[:2] in ("f.", "p.")), field)


def _fields(form: Node) -> list[tuple[str, str]]:
    """Field ids with their labels."""
    found = []
    for tag in ("div", "fieldset"):
        for node in form.all(tag, lambda node: "data-field" in node.attrs):
            label = node.first("label") if tag == "div" else node.first("legend")
            found.append((node.attrs["data-field"], label.text if label else ""))
    places = {key: place for place, key in enumerate(_order(form))}
    return sorted(found, key=lambda pair: places[pair[0]])


def _order(form: Node) -> list[str]:
    """Field ids as they stand in the form."""
    found: list[str] = []
    for part in form.parts:
        if isinstance(part, Node):
            found += ([part.attrs["data-field"]] if "data-field" in part.attrs else []) + _order(part)
    return found


@asynccontextmanager
async def on_local(folder: Path, grown: Grown | None) -> AsyncIterator[OnLocal]:
    """The application alone, with a channel."""
    clock = FakeClock(grown.until if grown else MONDAY)
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'drumbeat.db'}", "DRUMBEAT_LOCAL": "on"}
    async with assemble(read_settings(settings), clock) as bot:
        if grown is None:
            await _furnish(bot)
        runner = web.AppRunner(bot.web_app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(url, cookie_jar=jar) as session:
            yield OnLocal(bot, clock, session)
        await runner.cleanup()


async def _furnish(bot: Drumbeat) -> None:
    async with bot.store.unit(WORKSPACE, actor="operator") as unit:
        for who in PEOPLE:
            await meet(unit, WORKSPACE, Person(id=who, name=who, zone="Europe/Berlin"))
        await meet(unit, WORKSPACE, Person(id=GUEST, name=GUEST, zone="Europe/Berlin", is_guest=True))
    await bot.store.chatlog.add_channel(Channel(id=CHANNEL, name=CHANNEL))
