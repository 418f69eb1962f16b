"""`okr add`, `okr edit 2` and `okr remove 2` for objectives, and the question which of three to add."""

from dataclasses import replace

import pytest

from cadence.cards import Button
from cadence.model import Objective
from cadence.requests import Person, Say
from tests.cadence.asking import Asking, button, faults, filled, opened, said
from tests.fakes.growth import CYCLE, KEY_RESULTS, OBJECTIVES, TEAM, mid, submitted, typed


async def objectives(ask: Asking) -> list[Objective]:
    rows: list[Objective] = await ask.rows("objectives", team_id=TEAM.id)
    return sorted(rows, key=lambda row: row.number)


async def test_add_asks_the_lead_what_to_add(ask: Asking) -> None:
    reply = await ask.types("ana", "add")
    for label, form in (("Objective", "objective"), ("Key result", "key_result"), ("Initiative", "initiative")):
        assert opened(await ask.presses("ana", button(reply, label))).id == form


async def test_the_first_thing_to_add_is_an_objective(ask: Asking) -> None:
    await ask.put("objectives", *(replace(row, is_removed=True) for row in OBJECTIVES))
    assert opened(await ask.types("ana", "add")).id == "objective"


async def test_who_owns_a_key_result_adds_work_to_it(ask: Asking) -> None:
    assert opened(await ask.types("ben", "add")).id == "initiative"


async def test_who_owns_nothing_is_told_who_adds(ask: Asking) -> None:
    assert said(await ask.types("dee", "add")) == "Only Ana, who leads Growth, or an admin can do this."


@pytest.mark.parametrize("line", ["add", "add objective", "edit 2", "remove 2", "remove 2.1", "edit 2.1"])
async def test_guests_change_nothing(ask: Asking, line: str) -> None:
    request = replace(typed("ana", line), who=Person(id="ana", name="Ana", is_guest=True), people={})
    assert "guest" in said(await ask.door.handle(request))


async def test_a_new_objective_gets_the_next_number(ask: Asking) -> None:
    reply = await ask.sends("ana", opened(await ask.types("ana", "add objective")), title="Teams trust us", owner="ben")
    assert said(reply).startswith("Added: 3 Teams trust us · Ben")
    added = (await objectives(ask))[-1]
    assert (added.number, added.title, added.owner_id, added.cycle_id) == (3, "Teams trust us", mid("ben"), CYCLE.id)


async def test_a_number_is_never_used_again(ask: Asking) -> None:
    await ask.put("objectives", replace(OBJECTIVES[1], is_removed=True))
    form = opened(await ask.types("ana", "add objective"))
    assert said(await ask.sends("ana", form, title="Teams trust us")).startswith("Added: 3 ")


async def test_a_fourth_objective_is_kept_with_a_gentle_word(ask: Asking) -> None:
    form = opened(await ask.types("ana", "add objective"))
    assert "easier to keep in mind" not in said(await ask.sends("ana", form, title="Third"))
    form = opened(await ask.types("ana", "add objective"))
    assert "4 objectives now. Three are easier to keep in mind." in said(await ask.sends("ana", form, title="Fourth"))


@pytest.mark.parametrize(
    ("field", "entry", "complaint"),
    [
        ("title", "", "Where do you want to get?"),
        ("title", "x" * 121, "121 characters; 120 fit"),
        ("owner", "", "Who answers for it? One person."),
        ("owner", "nobody", "I don't know this person"),
    ],
)
async def test_a_fault_stands_at_its_field(ask: Asking, field: str, entry: str, complaint: str) -> None:
    form = opened(await ask.types("ana", "add objective"))
    errors = faults(await ask.sends("ana", form, **{"title": "Fine", field: entry}))
    assert list(errors) == [field]
    assert complaint in errors[field]
    assert len(await objectives(ask)) == 2


async def test_only_the_lead_and_admins_add_objectives(ask: Asking) -> None:
    form = opened(await ask.types("ana", "add objective"))
    assert "Only the lead of Growth" in faults(await ask.sends("ben", form, title="Mine"))["title"]
    assert "Only Ana" in said(await ask.types("ben", "add objective"))
    assert "Only Ana" in said(await ask.presses("ben", Button("Objective", "add.open", f"objective:{TEAM.id}")))


async def test_an_objective_is_edited_in_place(ask: Asking) -> None:
    form = opened(await ask.types("ana", "edit 2"))
    assert filled(form) == {"title": "Customers stay", "owner": ("ana",)}
    assert said(await ask.sends("ana", form, title="Customers stay longer", owner="cy")).startswith("Saved: 2 ")
    changed = (await objectives(ask))[1]
    assert changed == replace(OBJECTIVES[1], title="Customers stay longer", owner_id=mid("cy"))


async def test_its_owner_edits_it_and_others_are_told_who_may(ask: Asking) -> None:
    await ask.put("objectives", replace(OBJECTIVES[1], owner_id=mid("cy")))
    assert opened(await ask.types("cy", "edit 2")).title == "Edit objective 2"
    assert said(await ask.types("ben", "edit 2")) == "Only Cy, who owns it, Ana or an admin can change objective 2."


async def test_an_objective_that_is_not_there_is_not_found(ask: Asking) -> None:
    assert said(await ask.types("ana", "edit 7")) == "Growth has no objective 7. It has 1, 2."


async def test_an_objective_removed_meanwhile_says_so_at_the_field(ask: Asking) -> None:
    form = opened(await ask.types("ana", "edit 2"))
    await ask.put("objectives", replace(OBJECTIVES[1], is_removed=True))
    assert "removed meanwhile" in faults(await ask.sends("ana", form, title="Later"))["title"]


async def test_removing_asks_first_and_says_what_is_kept(ask: Asking) -> None:
    form = opened(await ask.types("ana", "remove 1"))
    what = next(part for part in form.parts if hasattr(part, "text")).text
    assert "Its 3 key results go too." in what
    assert "`okr history 1.1` still shows them" in what
    assert not (await objectives(ask))[0].is_removed


async def test_a_removed_objective_takes_its_key_results_along_and_keeps_their_readings(ask: Asking) -> None:
    assert "Its history is kept." in said(await ask.sends("ana", opened(await ask.types("ana", "remove 1"))))
    assert [row.is_removed for row in await objectives(ask)] == [True, False]
    assert {row.number for row in await ask.rows("key_results", objective_id=OBJECTIVES[0].id, is_removed=True)} == {
        1,
        2,
        3,
    }
    assert len(await ask.rows("readings", is_withdrawn=False)) == len(KEY_RESULTS)


async def test_only_the_lead_and_admins_remove(ask: Asking) -> None:
    assert "Only Ana" in said(await ask.types("ben", "remove 1"))
    assert "Only Ana" in said(await ask.types("ben", "remove 1.1"))
    form = opened(await ask.types("ana", "remove 1"))
    assert "Only Ana" in said(await ask.sends("ben", form))
    assert not (await objectives(ask))[0].is_removed


async def test_removing_twice_is_said(ask: Asking) -> None:
    for line in ("remove 1", "remove 2.1"):
        form = opened(await ask.types("ana", line))
        await ask.sends("ana", form)
        reply = await ask.sends("ana", form)
        assert "removed already" in said(reply)
        assert isinstance(reply, Say) and reply.refuses


async def test_a_team_without_a_cycle_is_sent_to_setup(ask: Asking) -> None:
    await ask.put("cycles", replace(CYCLE, is_current=False))
    assert "okr setup" in said(await ask.types("ana", "add objective"))


async def test_a_form_for_a_team_that_is_gone_says_so(ask: Asking) -> None:
    sent = submitted("ana", "objective", "new:nothing", title="Lost?", owner="ana")
    assert "no longer there" in faults(await ask.door.handle(sent))["title"]
