"""A person who was forgotten is nowhere in the database any more, and their team goes on without a gap."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from sqlalchemy import Text, select, type_coerce

from bot.forgetting import forget_person, person_called
from cadence.authorship import OWN_WORDS, QUOTING
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import DrumbeatError
from cadence.model import AnswerKind, Member, Place
from cadence.ports import Address, Arrival, Delivery, Post
from cadence.tidings.forgetting import is_forgotten
from storage import SqlStore, tables
from storage.engine import Database
from storage.types import CardText, Choice, Json, Strings, Words
from tests.cadence.answering import Answering, kr
from tests.contracts.conftest import opened
from tests.contracts.test_outbox import LEASE, message, say
from tests.fakes import growth
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE, kr_id, mid, plant_growth, typed
from tests.fakes.memory import MemoryStore

NAME = "Zoë Çelik"
WROTE = {
    "note": "grandmother fell ill again",
    "blocker": "the vendor Huxley ignores every single one of my letters",
    "tried": "phoned Marchbanks twice",
    "waiting": "Huxley Incorporated",
    "question": "Shall we drop Brobdingnag altogether?",
    "fallback": "Lilliput then",
    "stop": "Sisyphean webinars",
    "frees": "eleven hours weekly",
    "draft": "unsent hesitation about Glubbdubdrib",
    "post": "typed into the channel by hand, Yahoo",
}
TRACES: tuple[str, ...] = (
    NAME,
    "Çelik",
    "Huxley",
    "Marchbanks",
    "Brobdingnag",
    "Lilliput",
    "Sisyphean",
    "grandmother",
    "eleven hours",
)
TRACES += ("Glubbdubdrib", "Yahoo")
KEPT_AS_TEXT = (Words, Strings, Json, CardText, Choice)
ZOE = mid("cy")


@dataclass
class Office:
    """The sample team in a database, where Cy is Zoë, who has said a lot."""

    store: SqlStore
    url: str
    week: Answering
    services: Services

    async def forget(self, who: str = NAME) -> str:
        found = await person_called(self.store, WORKSPACE.id, who)
        return await forget_person(self.store, self.services, found)

    async def rows(self, kind: str, **wanted: object) -> list[Any]:
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            return cast(list[Any], await getattr(unit, kind).find(**wanted))

    async def texts(self) -> list[tuple[str, str]]:
        """Every text of every table, JSON as the values in it; with the column that it stands in."""
        database = Database(self.url)
        found: list[tuple[str, str]] = []
        async with database.read() as connection:
            for table in tables.metadata.sorted_tables:
                columns = [column for column in table.c if isinstance(column.type, KEPT_AS_TEXT)]
                shown = [type_coerce(column, Text()).label(column.name) for column in columns]
                for row in await connection.execute(select(*shown)) if shown else ():
                    found += [
                        (f"{table.name}.{name}", text) for name, raw in row._mapping.items() for text in _leaves(raw)
                    ]
        await database.close()
        return found


def _leaves(raw: object) -> Iterator[str]:
    if isinstance(raw, str) and raw[:1] in "[{":
        try:
            raw = json.loads(raw)
        except ValueError:
            yield str(raw)
            return
    if isinstance(raw, dict | list):
        for item in [*raw, *raw.values()] if isinstance(raw, dict) else raw:
            yield from _leaves(item)
    elif isinstance(raw, str) and raw:
        yield raw


class Quiet:
    """A platform that takes everything."""

    async def post(self, delivery: Delivery) -> str:
        return f"ref:{delivery.id}"

    update = post


@pytest.fixture
async def office(
    sql_url: str, clock: FakeClock, services: Services, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setitem(growth.NAMES, "cy", NAME)
    async with opened(sql_url, clock) as store:
        await plant_growth(store)
        made = Office(store, sql_url, Answering(cast(MemoryStore, store), clock, services), services)
        await _live_a_week(made, clock)
        yield made


async def _live_a_week(office: Office, clock: FakeClock) -> None:
    """She answers, asks, is quoted, is covered for, starts a form that she never sends; and what was said is sent."""
    week, store = office.week, office.store
    await week.opened()
    fields = {
        kr("1.3", "value"): "240",
        kr("1.3", "note"): WROTE["note"],
        "blocker:1:text": WROTE["blocker"],
        "blocker:1:kr": kr_id("1.3"),
        "blocker:1:tried": WROTE["tried"],
        "blocker:1:waiting": WROTE["waiting"],
        "blocker:1:check": "2026-11-13",
        "decision:1:question": WROTE["question"],
        "decision:1:decider": "ben",
        "decision:1:by": "2026-11-12",
        "decision:1:fallback": WROTE["fallback"],
        "stop:1:text": WROTE["stop"],
        "stop:1:frees": WROTE["frees"],
    }
    await week.reply("cy", fields)
    await week.change("cy", await week.form("cy"), "more", {"blocker:1:tried": WROTE["draft"]})
    await week.reply("ben", {kr("1.1", "value"): "38", kr("1.1", "note"): f"thanks to {NAME} and Ana"})
    await week.ask.types("cy", "leave 2026-12-01 2026-12-04")
    await week.at(12, "10:00")
    await Sender(store, {"local": Quiet()}, clock).drain()
    await store.inbox.put(_arrival())
    await store.addresses.keep(Address(workspace_id=WORKSPACE.id, place="member:cy", details={"name": NAME}))
    await store.chatlog.write(Post(ref="1", place="channel:C", at=MONDAY, author="cy", text=WROTE["post"]))
    await store.chatlog.write(
        Post(ref="2", place="channel:C", at=MONDAY, text=f"{NAME} said: {WROTE['blocker'][:40]}…")
    )
    await say(store, message("dm", f"Dear {NAME}", Place(member="cy")))


def _arrival() -> Arrival:
    body = json.dumps({"user": "cy", "text": WROTE["post"]})
    return Arrival(id="1", platform="local", body=body, at=MONDAY, attempt=1)


async def test_nothing_of_their_name_and_words_is_found_afterwards(office: Office) -> None:
    assert {trace for trace in TRACES if any(trace in text for _, text in await office.texts())} == set(TRACES)
    await office.forget()
    for where, text in await office.texts():
        assert not [trace for trace in TRACES if trace in text], (where, text)
        assert ZOE not in text, (where, text)
        assert not re.search(r"(^|[:\"/])cy($|[:\"/])", text), (where, text)


async def test_others_keep_what_they_said_and_figures_of_the_team_stay(office: Office) -> None:
    before = await office.rows("readings")
    name = await office.forget()
    after = {row.id: row for row in await office.rows("readings")}
    assert {row.id: row.value for row in before} == {each: row.value for each, row in after.items()}
    [thanks] = [row.note for row in after.values() if "thanks" in row.note]
    assert thanks == f"thanks to {name} and Ana"
    [checkin] = [row for row in await office.rows("checkins") if row.closed_at]
    [nobody] = [row for row in await office.rows("members") if is_forgotten(row)]
    assert nobody.id in checkin.expected_ids and len(checkin.expected_ids) == 4
    assert [row.kind for row in await office.rows("answers", member_id=nobody.id)] == [AnswerKind.FORM]
    assert {row.name for row in await office.rows("members")} == {"Ana", "Ben", "Dee", "Mia", name}


async def test_what_was_theirs_is_the_leads_who_hears_of_it_under_the_new_name(office: Office) -> None:
    name = await office.forget()
    [kr13] = await office.rows("key_results", id=kr_id("1.3"))
    assert kr13.owner_id == mid("ana")
    [blocker] = await office.rows("blockers")
    assert (blocker.owner_id, blocker.text) == (mid("ana"), "(removed)")
    told = [row.card.notice for row in await office.store.claim(office.week.clock(), 50, LEASE) if row.place.member]
    assert any(name in notice and "has left" in notice for notice in told), told


async def test_every_message_can_still_be_read_and_the_week_closes_as_ever(office: Office) -> None:
    await office.forget()
    await office.week.at(18, "10:00")
    await office.week.at(19, "10:00")
    await office.week.ask.types("ana", "history")
    checkins = await office.rows("checkins", state="closed")
    assert len(checkins) == 2


async def test_it_is_audited_without_their_name_and_happens_once(office: Office) -> None:
    await office.forget()
    [nobody] = [row for row in await office.rows("members") if is_forgotten(row)]
    trail = await office.store.audit_trail(WORKSPACE.id, nobody.id)
    assert ("operator", "forget") in [(entry.actor, entry.change) for entry in trail]
    assert all(not entry.fields for entry in trail)
    with pytest.raises(DrumbeatError, match="nobody here called"):
        await office.forget()


async def test_who_writes_again_is_somebody_new(office: Office) -> None:
    await office.forget()
    await office.week.ask.door.handle(typed("cy", "help"))
    met = {row.id: row for row in await office.rows("members")}
    assert met[ZOE].name == NAME
    assert await office.rows("answers", member_id=ZOE) == []
    assert len([row for row in met.values() if is_forgotten(row)]) == 1


async def test_another_workspace_is_not_touched(office: Office, clock: FakeClock) -> None:
    other = replace(WORKSPACE, id="slack:T2", platform="slack")
    await office.store.add_workspace(other)
    async with office.store.unit(other.id, actor="test") as unit:
        await unit.members.add(Member(id=ZOE, workspace_id=other.id, external_id="cy", name=NAME))
    await office.forget()
    async with office.store.unit(other.id, actor="test") as unit:
        assert [row.name for row in await unit.members.find()] == [NAME]


@pytest.mark.parametrize("who", [ZOE, "cy", NAME, "zoë çelik", f"@{NAME}"])
async def test_somebody_is_found_by_name_platform_id_or_member_id(office: Office, who: str) -> None:
    assert (await person_called(office.store, WORKSPACE.id, who)).id == ZOE


async def test_of_two_with_one_name_neither_is_taken(office: Office) -> None:
    async with office.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.members.add(Member(id="2", workspace_id=WORKSPACE.id, external_id="U2", name=NAME))
    with pytest.raises(DrumbeatError, match=r"2 people .* U2, cy"):
        await office.forget()


def test_every_text_of_a_record_is_somebodys_words_or_known_not_to_be() -> None:
    """A new field is put into `cadence.authorship`, or here."""
    not_words = {"iso_week", "rung", "round", "link", "unit", "slug", "handle", "zone", "country", "channel"}
    of_the_team = {"title", "name", "meeting", "replaces"}
    for kind, table in tables.RECORDS.items():
        for column in table.c:
            if isinstance(column.type, Words) and not column.name.endswith(("id", "_by")):
                known = {*OWN_WORDS.get(kind, ()), *QUOTING.get(kind, ()), *not_words, *of_the_team, "passed_to"}
                assert column.name in known, f"{kind}.{column.name}"
