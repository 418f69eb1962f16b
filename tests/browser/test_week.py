"""A person clicks through a week in a real browser."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from cadence.ports import Post
from tests.adapters.local.desk import World
from tests.fakes.growth import MONDAY, TEAM

BEN, ANA = "/as/ben/c/C-growth", "/as/ana/c/C-growth"
DIALOG = "dialog[open]"
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _answer(page: Page) -> None:
    await page.goto(BEN)
    await page.get_by_role("button", name="Answer", exact=True).click()
    await expect(page.locator(DIALOG)).to_be_visible()


async def test_from_answer_to_thread_to_closing_to_summary(page: Page) -> None:
    await _answer(page)
    await page.locator(f"{DIALOG} input.number").first.fill("38%")
    await page.locator(f"{DIALOG} [data-pick='8']").first.click()
    await page.get_by_role("button", name="Send", exact=True).last.click()
    await expect(page.locator(DIALOG)).to_have_count(0)
    await expect(page.locator("#messages")).to_contain_text("1 of 4 in")
    await page.get_by_role("link", name="1 reply").click()
    await expect(page.get_by_role("complementary", name="Thread")).to_contain_text("36 → 38%")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Thread")).to_be_hidden()
    await page.get_by_role("button", name="Closes").click()
    await expect(page.locator("#messages")).to_contain_text("Growth · week 7 of 13 · 1 of 4 in")
    await page.goto(ANA)
    await page.get_by_role("button", name="Copy as report").click()
    await expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()


async def test_an_unchanged_week_is_one_click(page: Page) -> None:
    await page.goto(BEN)
    await page.get_by_role("button", name="Nothing changed").click()
    await expect(page.locator("#messages")).to_contain_text("Kept: 2 KRs")


async def test_a_fault_stands_at_its_field_and_everything_typed_stays(page: Page) -> None:
    await _answer(page)
    value = page.locator(f"{DIALOG} input.number").first
    await value.fill("lots")
    await page.locator(f"{DIALOG} textarea").first.fill("Legal is slow")
    await page.get_by_role("button", name="Send", exact=True).last.click()
    await expect(value).to_have_attribute("aria-invalid", "true")
    await expect(value).to_be_focused()
    await expect(value).to_have_accessible_description(re.compile("no number"))
    await expect(value).to_have_value("lots")
    await expect(page.locator(f"{DIALOG} textarea").first).to_have_value("Legal is slow")


async def test_add_another_keeps_what_was_typed_and_goes_to_the_new_field(page: Page) -> None:
    await _answer(page)
    await page.locator(f"{DIALOG} textarea").first.fill("Legal is slow")
    before = await page.locator(f"{DIALOG} [data-field]").count()
    await page.locator(f"{DIALOG} button[name=event]").first.click()
    await expect(page.locator(f"{DIALOG} [data-field]")).not_to_have_count(before)
    await expect(page.locator(f"{DIALOG} textarea").first).to_have_value("Legal is slow")
    assert await page.evaluate("document.activeElement.closest('[data-field]') !== null")


async def test_escape_asks_before_typed_text_is_dropped(page: Page) -> None:
    await _answer(page)
    await page.locator(f"{DIALOG} textarea").first.fill("Legal is slow")
    for _ in range(3):  # also where a browser would close a dialog at the second Escape
        await page.keyboard.press("Escape")
        await expect(page.locator(f"{DIALOG} textarea").first).to_have_value("Legal is slow")
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.locator(DIALOG)).to_have_count(0)


async def test_an_untouched_form_closes_at_once_and_gives_the_focus_back(page: Page) -> None:
    await _answer(page)
    await page.keyboard.press("Escape")
    await expect(page.locator(DIALOG)).to_have_count(0)
    await expect(page.get_by_role("button", name="Answer", exact=True)).to_be_focused()


async def test_commands_and_people_are_completed_from_the_keyboard(page: Page) -> None:
    await page.goto(ANA)
    box = page.get_by_label("Message #growth")
    await box.press_sequentially("okr bo")
    await expect(page.get_by_role("option")).to_have_count(0)
    await box.fill("")
    await box.press_sequentially("okr blo")
    await expect(page.get_by_role("option")).to_have_count(2)
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(box).to_have_value("okr blocker ")
    await box.press_sequentially("waits for @be")
    await box.press("Enter")
    await expect(box).to_have_value("okr blocker waits for @Ben ")
    await expect(page.locator("#messages")).not_to_contain_text("waits for")


async def test_a_completed_command_is_only_its_word_and_then_offers_my_own_key_results(page: Page) -> None:
    await page.goto(BEN)
    box = page.get_by_label("Message #growth")
    await box.press_sequentially("okr up")
    await expect(page.get_by_role("option")).to_contain_text("2.1 45% conf 6")
    await box.press("Tab")
    await expect(box).to_have_value("okr update ")
    await expect(page.get_by_role("option")).to_contain_text(["1.1 Activation", "1.2 Days to value"])
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(box).to_have_value("okr update 1.1 ")


async def test_what_was_not_understood_stays_in_the_composer(page: Page) -> None:
    await page.goto(ANA)
    box = page.get_by_label("Message #growth")
    await box.fill("okr bord")
    await box.press("Enter")
    await expect(page.locator("#messages")).to_contain_text("Only you can see this")
    await expect(box).to_have_value("okr bord")


async def test_what_others_write_arrives_by_itself_and_disturbs_nobody(page: Page, world: World) -> None:
    await page.goto(ANA)
    box = page.get_by_label("Message #growth")
    await box.fill("half a thou")
    post = Post(
        ref="new", place=f"channel:{TEAM.channel}", at=MONDAY.replace(day=11, hour=10), author="ben", text="Hi!"
    )
    await world.chatlog.write(post)
    await expect(page.locator("#messages")).to_contain_text("Hi!")
    await expect(page.locator("#spoken")).to_have_text("Ben: Hi!")
    await expect(box).to_have_value("half a thou")
    await expect(box).to_be_focused()


async def test_what_was_typed_waits_while_somebody_looks_elsewhere(page: Page, world: World) -> None:
    post = Post(ref="root", place=f"channel:{TEAM.channel}", at=MONDAY, author="ben", text="Hi!")
    await world.chatlog.write(post)
    await page.goto(f"{ANA}/t/root")
    await page.locator("#reply-text").fill("half a reply")
    await page.keyboard.press("Escape")
    await expect(page.locator("#reply-text")).to_have_count(0)
    await page.locator("#m-root .reply").click()
    await expect(page.locator("#reply-text")).to_have_value("half a reply")


async def test_an_open_menu_stays_open_when_something_arrives(page: Page, world: World) -> None:
    await page.goto(ANA)
    await page.locator("#who summary").press("Enter")
    await world.chatlog.write(Post(ref="cake", place="channel:C-lounge", at=MONDAY, author="ben", text="Cake"))
    await expect(page.get_by_role("navigation", name="Channels")).to_contain_text("1 new")
    await expect(page.locator("#who a", has_text="Ben")).to_be_visible()
    await expect(page.locator("#who summary")).to_be_focused()


async def test_a_long_answer_is_shown_from_its_beginning(page: Page) -> None:
    await page.set_viewport_size({"width": 1000, "height": 520})
    await page.goto(ANA)
    await page.get_by_label("Message #growth").fill("okr help")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You typed: okr help")).to_be_in_viewport()


async def test_it_is_so_too_where_the_page_heard_of_it_before_its_own_request_ended(page: Page) -> None:
    async def slowly(route: Route) -> None:
        answer = await route.fetch()
        await asyncio.sleep(1.5)
        await route.fulfill(response=answer)

    await page.set_viewport_size({"width": 1000, "height": 520})
    await page.goto(ANA)
    await page.route("**/say", slowly)
    await page.get_by_label("Message #growth").fill("okr help")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You typed: okr help")).to_be_attached()
    await expect(page.get_by_label("Message #growth")).to_have_value("")
    await expect(page.get_by_text("You typed: okr help")).to_be_in_viewport()


async def test_an_open_page_outlives_a_restart_of_the_server(page: Page) -> None:
    await page.goto(ANA)
    await page.context.clear_cookies()
    box = page.get_by_label("Message #growth")
    await box.fill("still here")
    await box.press("Enter")
    await expect(page.locator("#messages")).to_contain_text("still here")


async def test_many_pages_of_one_browser_open_and_each_hears_of_what_is_new(page: Page, world: World) -> None:
    others = [await page.context.new_page() for _ in range(7)]
    for one in [page, *others]:
        await one.goto(ANA, timeout=5_000)
    await world.chatlog.write(
        Post(ref="new", place=f"channel:{TEAM.channel}", at=MONDAY.replace(day=11, hour=10), author="ben", text="Hi!")
    )
    for one in [page, *others]:
        await one.bring_to_front()
        await expect(one.locator("#messages")).to_contain_text("Hi!")
    await page.close()
    await others.pop().close()  # also where whoever listened for all is gone
    await world.chatlog.write(
        Post(ref="more", place=f"channel:{TEAM.channel}", at=MONDAY.replace(day=11, hour=10), author="cy", text="Ho!")
    )
    for one in others:
        await expect(one.locator("#messages")).to_contain_text("Ho!")
