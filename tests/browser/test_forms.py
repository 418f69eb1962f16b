"""A form in the browser: the keyboard's way through it, where a fault takes one, what is typed while it is redrawn."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.adapters.local.desk import World
from tests.cadence.desk import an_action
from tests.fakes.growth import MONDAY, WORKSPACE, mid

BEN = "/as/ben/c/C-growth"
DIALOG = "dialog[open]"
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _answer(page: Page) -> None:
    await page.goto(BEN)
    await page.get_by_role("button", name="Answer", exact=True).click()
    await expect(page.locator(DIALOG)).to_be_visible()


async def _promised(world: World) -> str:
    """An action of Ben's that is due; the id of its field."""
    action = an_action("due", owner_id=mid("ben"), due=MONDAY.date())
    async with world.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.actions.add(action)
    return f"action:{action.id}"


async def test_one_tab_leads_past_the_numbers_of_a_confidence(page: Page) -> None:
    await _answer(page)
    await page.locator(f"{DIALOG} .picked input").first.focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Why, if it moved").first).to_be_focused()


async def test_what_is_typed_while_the_form_is_redrawn_stays(page: Page) -> None:
    async def slowly(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await _answer(page)
    await page.route("**/form", slowly)
    before = await page.locator(f"{DIALOG} [data-field]").count()
    await page.locator(f"{DIALOG} button[name=event]").first.click()
    await page.locator(f"{DIALOG} input.number").first.fill("41")
    await page.get_by_label("Only for the lead").first.check()
    await page.get_by_label("What stops or shifts?").fill("webinars")
    await expect(page.locator(f"{DIALOG} [data-field]")).not_to_have_count(before)
    await expect(page.locator(f"{DIALOG} input.number").first).to_have_value("41")
    await expect(page.get_by_label("Only for the lead").first).to_be_checked()
    await expect(page.get_by_label("What stops or shifts?")).to_have_value("webinars")


async def test_a_missing_new_date_is_said_at_its_field_which_is_then_focused(page: Page, world: World) -> None:
    field = await _promised(world)
    await _answer(page)
    await page.locator(f"{DIALOG} [data-field='{field}'] input[value=move]").check(force=True)
    day = page.locator(f"{DIALOG} [data-field='{field}:due'] input")
    await expect(day).to_be_visible()
    await page.get_by_role("button", name="Send", exact=True).last.click()
    await expect(day).to_have_attribute("aria-invalid", "true")
    await expect(day).to_be_focused()
