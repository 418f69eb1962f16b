"""Whatever people wrote, the operator's terminal shows it and does nothing because of it."""

import unicodedata
from dataclasses import replace
from io import StringIO

import pytest
import yaml

from bot.shown import TameConsole, one_line, tame
from bot.transfer import export_yaml
from cadence.cards import card
from cadence.ids import id_for
from cadence.model import Message, Place
from storage import SqlStore
from tests.bot.conftest import Terminal
from tests.fakes.growth import OBJECTIVES, TEAM, WORKSPACE, plant_growth
from tests.torture.hostile import HOSTILE, ORDINARY

ACTING = (
    "\x1b[31mred\x1b[0m", "\x1b]8;;https://evil.example\x07good\x1b]8;;\x07", "\x1b]0;title\x07", "\x9b31mred", "\x1bc",
    "\x08\x08\x08paid", "one\r[ok] two", "turned \u202egnp.exe\u202c", "\u2066left\u2069", "a\u2028b\u2029c", "a\x85b",
    "\u061c\u200e\u200f", "\ufeff", "nul\x00", "[link=https://evil.example]good[/link]", "[red]red[/red]",
)  # fmt: skip
MAY_STAND = {"\n", "\t", "\u200c", "\u200d"}


def acting(shown: str) -> set[str]:
    """What in this would do something to a terminal."""
    found = {sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return found - MAY_STAND


@pytest.mark.parametrize("text", [*ACTING, *HOSTILE])
def test_nothing_acts(text: str) -> None:
    assert not acting(tame(text))
    assert not acting(one_line(text)) and "\n" not in one_line(text)


@pytest.mark.parametrize("text", [*ORDINARY, "👩‍👩‍👧‍👦", "می‌خواهم", "col\tumn"])
def test_what_people_write_in_earnest_stays_as_it_is(text: str) -> None:
    assert tame(text) == text


@pytest.mark.parametrize("text", ACTING)
def test_a_console_prints_no_control_of_a_text_with_colours_or_without(text: str) -> None:
    for is_terminal in (False, True):
        file = StringIO()
        TameConsole(file=file, force_terminal=is_terminal, color_system=None).print(text, markup=False, soft_wrap=True)
        assert not acting(file.getvalue())


async def plant_hostile(store: SqlStore) -> None:
    """A workspace in which every name and title is of the kind."""
    await plant_growth(store)
    names = iter(ACTING * 3)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for member in await unit.members.find():
            await unit.members.save(replace(member, name=next(names)))
        for objective in OBJECTIVES:
            await unit.objectives.save(replace(objective, title=next(names)))
        for row in await unit.key_results.find():
            await unit.key_results.save(replace(row, title=next(names)))
        await unit.teams.save(replace(TEAM, name=next(names), meeting=next(names), replaces=next(names)))
        place = Place(member="ben\x1b[31m")
        key = "prompt:x"
        await unit.outbox.say(
            Message(id=id_for("m", key), workspace_id=WORKSPACE.id, key=key, place=place, card=card("x"))
        )


def test_no_command_lets_a_control_through(terminal: Terminal) -> None:
    terminal.kept(plant_hostile)
    file = terminal.folder / "all.yaml"
    exported = terminal.type("export")
    assert not acting(exported.output)
    file.write_text(exported.output, encoding="utf-8")
    for command in (
        ("export", "-o", str(file)),
        ("import", "--dry-run", str(file)),
        ("rehearse",),
        ("outbox",),
        ("doctor",),
        ("admin", "add", "ben"),
        ("admin", "remove", "ben"),
        ("forget", "--yes", "cy"),
    ):
        shown = terminal.type(*command)
        assert not acting(shown.output), command


def test_an_export_is_read_back_as_what_it_was(terminal: Terminal) -> None:
    terminal.kept(plant_hostile)

    async def exported(store: SqlStore) -> str:
        return await export_yaml(store, WORKSPACE.id)

    kept = yaml.safe_load(terminal.kept(exported))
    said = [row["name"] for row in kept["members"]] + [kept["teams"][0]["name"]]
    said += [row["title"] for row in kept["teams"][0]["objectives"]]
    assert len(said) > 5 and set(said) <= set(ACTING)
