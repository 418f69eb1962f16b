"""`okr add initiative`: work that supports a key result."""

import pytest

from tests.cadence.asking import Asking, faults, filled, opened, said
from tests.fakes.growth import (
    kr_id,
    mid,
)


async def test_work_is_added_to_a_key_result(ask: Asking) -> None:
    form = opened(await ask.types("ben", "add initiative 1.2"))
    assert filled(form)["key_result"] == kr_id("1.2")
    reply = await ask.sends("ben", form, title="Pricing test", owner="dee")
    assert said(reply).startswith("Added to 1.2 Days to value: Pricing test · Dee")
    (work,) = await ask.rows("initiatives")
    assert (work.key_result_id, work.title, work.owner_id) == (kr_id("1.2"), "Pricing test", mid("dee"))


async def test_an_owner_adds_work_to_their_own_key_results_only(ask: Asking) -> None:
    form = opened(await ask.types("ben", "add initiative"))
    assert [value for value, _ in form.parts[0].options] == [kr_id("1.1"), kr_id("1.2")]  # type: ignore[union-attr]  # the choice comes first
    assert "Only Cy" in said(await ask.types("ben", "add initiative 1.3"))
    errors = faults(await ask.sends("ben", form, key_result=kr_id("1.3"), title="Ads"))
    assert "Only Cy, the lead or an admin" in errors["key_result"]


@pytest.mark.parametrize(
    ("field", "entry", "complaint"),
    [
        ("title", "", "Which work supports it?"),
        ("title", "x" * 121, "121 characters; 120 fit"),
        ("owner", "", "Who does it?"),
        ("key_result", "nothing", "removed meanwhile"),
    ],
)
async def test_a_fault_in_an_initiative_stands_at_its_field(
    ask: Asking, field: str, entry: str, complaint: str
) -> None:
    form = opened(await ask.types("ben", "add initiative"))
    errors = faults(await ask.sends("ben", form, **{"title": "Pricing test", field: entry}))
    assert list(errors) == [field]
    assert complaint in errors[field]


async def test_work_is_renamed_or_emptied_in_the_form_of_its_key_result(ask: Asking) -> None:
    for title in ("Pricing test", "Ads"):
        await ask.sends("ben", opened(await ask.types("ben", "add initiative 1.2")), title=title)
    ids = {row.title: row.id for row in await ask.rows("initiatives")}
    form = opened(await ask.types("ben", "edit 1.2"))
    await ask.sends(
        "ben", form, **{f"initiative:{ids['Pricing test']}": "Pricing page", f"initiative:{ids['Ads']}": ""}
    )
    after = {(row.title, row.is_removed) for row in await ask.rows("initiatives")}
    assert after == {("Pricing page", False), ("Ads", True)}
