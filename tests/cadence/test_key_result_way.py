"""Which way a key result goes, where its numbers say another one than the form."""

from cadence.model import Direction
from tests.cadence.asking import Asking, faults, opened, said
from tests.fakes.growth import kr_id

TICKETS = {"title": "Open tickets", "owner": ("ben",), "start": "40", "target": "10"}


async def test_a_new_one_whose_target_is_below_its_start_goes_down_and_says_so(ask: Asking) -> None:
    reply = await ask.sends("ana", opened(await ask.types("ana", "add kr 2")), **TICKETS)
    [made] = await ask.rows("key_results", title="Open tickets")
    assert made.direction is Direction.DOWN
    assert "The target is below the start, so lower counts as better." in said(reply)


async def test_where_down_was_chosen_nothing_is_said(ask: Asking) -> None:
    form = opened(await ask.types("ana", "add kr 2"))
    assert "lower counts" not in said(await ask.sends("ana", form, **TICKETS, direction="down"))


async def test_of_one_that_went_up_it_is_asked(ask: Asking) -> None:
    form = opened(await ask.types("ana", "edit 1.1"))
    errors = faults(await ask.sends("ana", form, target="3", reason="a new start"))
    assert 'below the start. Choose "down"' in errors["target"]
    [known] = await ask.rows("key_results", id=kr_id("1.1"))
    assert known.direction is Direction.UP
