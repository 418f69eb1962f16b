"""A file with faults is taken not at all, and every fault is named with its place; YAML is read without surprises."""

import pytest

from bot.transfer import apply_import, export_yaml
from bot.transfer.loading import load_yaml
from cadence.errors import ConfigurationError
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE
from tests.fakes.memory import MemoryStore

HEAD = "workspace: {id: local}\n"
GROWTH = "slug: growth, name: Growth, channel: C-growth, lead: ana"


async def refused(store: MemoryStore, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        await apply_import(store, text)
    return str(caught.value).splitlines()


async def test_every_fault_is_reported_at_once_with_its_place(store: MemoryStore) -> None:
    text = (
        HEAD
        + """
members:
  - {id: zoe, name: Zoe, zone: Europe/Berlinn, works_from: "25:00", colour: red}
teams:
  - slug: Growth
    name: Growth
    channel: C-growth
    lead: bob
    members: [zoe, zoe]
    weekday: someday
    window: 900h
    country: XX
    cycle: {name: Q4, starts: 2026-12-31, ends: 2026-10-01}
    objectives:
      - {number: 0, title: "", owner: ana}
      - number: 1
        title: Grow
        owner: ana
        key_results:
          - {number: 1, title: A, owner: ana, start: many, target: 1e999, direction: sideways}
          - {number: 1, title: B, owner: ana, start: 1}
"""
    )
    places = {line.partition(": ")[0] for line in await refused(store, text)}
    assert places == {
        "members[0].zone",
        "members[0].works_from",
        "members[0].colour",
        "teams[0].slug",
        "teams[0].lead",
        "teams[0].members",
        "teams[0].weekday",
        "teams[0].window",
        "teams[0].country",
        "teams[0].cycle",
        "teams[0].objectives[0].number",
        "teams[0].objectives[0].title",
        "teams[0].objectives[1].key_results[0].start",
        "teams[0].objectives[1].key_results[0].target",
        "teams[0].objectives[1].key_results[0].direction",
        "teams[0].objectives[1].key_results[1].target",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + f"teams: [{{{GROWTH.replace('ana', 'bob')}}}]", "teams[0].lead: no member called bob"),
        (HEAD + "members: [{id: zoe, name: Z}, {id: zoe, name: Y}]", "members: id zoe stands twice"),
        (HEAD + "teams: [{slug: new, name: New, channel: C-growth, lead: ana}]", "teams[0].channel: growth uses this"),
        (
            HEAD + f"teams: [{{{GROWTH}, cycle: {{name: Q3, starts: 2026-07-01, ends: 2026-09-30}}}}]",
            "teams[0].cycle.starts: the current cycle began later",
        ),
        (
            HEAD + f"teams: [{{{GROWTH}, ladder: {{unowned_manager: 0}}}}]",
            "ladder.unowned_manager: comes before unowned_",
        ),
        (HEAD + f"teams: [{{{GROWTH}, ladder: {{kr_checkins: 99}}}}]", "teams[0].ladder.kr_checkins: "),
        ("teams: []", "workspace: is missing"),
        ("workspace: {id: T0123}", "workspace: id is `local`, or the platform"),
        ("", "workspace: is missing"),
        ("- a list", "workspace: is missing"),
        ("a: [", "This is no YAML that can be read: line"),
        ("workspace: {id: local, id: other}", "id stands twice"),
        ("a: &a [1]\nb: &b [*a]\nc: [*b]", "too many aliases, or one in another"),
        ("a: !!python/object/apply:os.system [ls]", "could not determine a constructor"),
        ("[" * 5_000, "This is no YAML that can be read"),
    ],
)
async def test_a_file_that_cannot_be_taken_says_why(store: MemoryStore, text: str, message: str) -> None:
    before = await export_yaml(store, "local")
    assert any(message in line for line in await refused(store, text))
    assert await export_yaml(store, "local") == before
    assert [workspace.id for workspace in await store.workspaces()] == [WORKSPACE.id]


async def test_one_fault_keeps_a_new_workspace_from_being_made() -> None:
    store = MemoryStore(FakeClock(MONDAY))
    await refused(store, "workspace: {id: local}\nteams: [{}]")
    assert await store.workspaces() == []


def test_words_stay_words() -> None:
    assert load_yaml('{a: NO, b: 10:00, c: 2026-10-01, d: 1.10, e: null, f: true, g: "true", h: off}') == {
        "a": "NO",
        "b": "10:00",
        "c": "2026-10-01",
        "d": "1.10",
        "e": None,
        "f": True,
        "g": "true",
        "h": "off",
    }


def test_a_repeated_part_may_be_written_once() -> None:
    assert load_yaml("a: &cycle {name: Q4}\nb: *cycle") == {"a": {"name": "Q4"}, "b": {"name": "Q4"}}
