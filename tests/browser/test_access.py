"""Everybody can use it: without a mouse, on a phone, in the dark, with a screen reader, without scripts."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import visiting

ANA = "/as/ana/c/C-growth"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}

CHECKS = (Path(__file__).parent / "checks.js").read_text()
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _places(page: Page) -> list[str]:
    """Visits the channel, a thread, an open form and the people's menu; returns what is wrong in each."""
    wrong: list[str] = []
    await page.goto(ANA)
    await page.get_by_role("button", name="Nothing changed").click()
    await expect(page.locator("#messages")).to_contain_text("Kept")
    wrong += await _check(page)
    await page.get_by_role("link", name="1 reply").click()
    await expect(page.locator("#reply-text")).to_be_visible()
    wrong += await _check(page)
    await page.goto(ANA)
    await page.get_by_role("button", name="Answer", exact=True).click()
    await expect(page.locator("dialog[open]")).to_be_visible()
    return wrong + await _check(page)


async def _check(page: Page) -> list[str]:
    await page.wait_for_timeout(350)  # what appears with a movement has arrived
    wrong: list[str] = await page.evaluate(CHECKS.partition("\n\n")[2])
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_has_a_name_and_enough_contrast(chromium: Browser, url: str, scheme: str) -> None:
    async with visiting(chromium, url, color_scheme=scheme, viewport={"width": 1280, "height": 800}) as page:
        assert await _places(page) == []


async def test_a_phone_never_scrolls_sideways(chromium: Browser, url: str) -> None:
    async with visiting(chromium, url, **PHONE) as page:
        await page.goto(ANA)
        width = "() => document.documentElement.scrollWidth"
        await page.get_by_label("Message #growth").fill("x" * 400)
        await page.get_by_role("button", name="Send").first.click()
        await expect(page.locator("#messages")).to_contain_text("xxx")
        assert await page.evaluate(width) == 360
        await page.get_by_role("button", name="Answer", exact=True).click()
        await expect(page.locator("dialog[open]")).to_be_visible()
        assert await page.evaluate(width) == 360
        body = page.locator(".form-body")
        assert await body.evaluate("(body) => body.scrollWidth - body.clientWidth") == 0


async def test_on_a_phone_the_sidebar_is_a_drawer(chromium: Browser, url: str) -> None:
    async with visiting(chromium, url, **PHONE) as page:
        await page.goto(ANA)
        await expect(page.get_by_role("link", name="lounge")).to_be_hidden()
        await page.get_by_role("link", name="Channels and people").click()
        await expect(page.get_by_role("link", name="lounge")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("link", name="lounge")).to_be_hidden()


async def test_on_a_phone_a_thread_is_a_page_of_its_own(chromium: Browser, url: str) -> None:
    async with visiting(chromium, url, **PHONE) as page:
        await page.goto(ANA)
        await page.get_by_role("button", name="Nothing changed").click()
        await page.get_by_role("link", name="1 reply").click()
        await expect(page.locator("#reply-text")).to_be_visible()
        await expect(page.locator("#messages")).to_be_hidden()
        await page.go_back()
        await expect(page.locator("#messages")).to_be_visible()


async def test_a_week_without_a_mouse(page: Page) -> None:
    await page.goto("/as/ben/c/C-growth")
    await page.get_by_role("button", name="Answer", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog[open]")).to_be_visible()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("40%")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages")).to_contain_text("1 of 4 in")
    await page.locator("#who summary").press("Enter")
    await page.locator("#who a", has_text="Ana").press("Enter")
    await expect(page.locator("#who summary")).to_contain_text("Ana")


async def test_without_scripts_it_still_works(chromium: Browser, url: str) -> None:
    async with visiting(chromium, url, java_script_enabled=False) as page:
        await page.goto("/as/ben/c/C-growth")
        await page.get_by_role("button", name="Answer", exact=True).click()
        await page.locator("input.number").first.fill("lots")
        await page.get_by_role("button", name="Send", exact=True).last.click()
        await page.locator("input.number").first.fill("39%")
        await page.get_by_role("button", name="Send", exact=True).last.click()
        await expect(page.locator("#messages")).to_contain_text("1 of 4 in")


async def test_a_newcomer_finds_the_first_three_steps(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Answer as Ben").click()
    await page.get_by_role("button", name="Nothing changed").click()
    await page.get_by_role("button", name="Jump to the close").click()
    await page.get_by_role("link", name="Read the summary as Ana").click()
    await expect(page.locator("#messages")).to_contain_text("Copy as report")
    await page.get_by_role("button", name="Put this away").click()
    await expect(page.get_by_text("Try this")).to_be_hidden()
