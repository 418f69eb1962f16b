"""What somebody sees and can do, over HTTP and without scripts."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.local.app import build_local
from adapters.local.decoding import press_value
from adapters.local.rendering import ref_of
from cadence.cards import Button, buttons, card
from cadence.model import Membership
from cadence.ports import Channel, Post
from tests.adapters.local.desk import GROWTH, Browser, World, browsing, fields_in, text_of
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

ANA, BEN = GROWTH.format("ana"), GROWTH.format("ben")


async def open_the_checkin(world: World) -> str:
    """Wednesday 10:00 in Berlin; returns the check-in's id."""
    await world.deps.travel(WORKSPACE.id, MONDAY.replace(day=11, hour=9))
    return next(iter(world.store.data["local"].records["checkins"]))


async def test_a_first_visit_begins_as_the_lead_in_the_teams_channel(browser: Browser) -> None:
    response = await browser.client.get("/")
    assert response.url.path == ANA
    page = text_of(await response.text())
    assert "You are Ana" in page
    assert "Growth, led by Ana · check-in opens Wed 10:00" in page
    assert "Try this Answer as Ben" in page


async def test_the_first_visit_card_goes_for_good(browser: Browser) -> None:
    response = await browser.send(f"{ANA}/tried")
    assert "Try this" not in await response.text()
    assert "Try this" not in await browser.open(BEN)


async def test_without_a_sample_the_page_says_how_to_get_one(world: World) -> None:
    world.store.data.clear()
    async with browsing(world) as browser:
        assert "make run" in await browser.open("/")


@pytest.mark.parametrize("path", ["/as/nobody/c/C-growth", "/as/ana/c/C-none", "/local/none.css", "/local/..%2Fapp.py"])
async def test_what_is_not_there_gets_a_short_page(browser: Browser, path: str) -> None:
    response = await browser.client.get(path)
    assert response.status == 404
    assert "Nothing here" in await response.text()


async def test_a_line_for_people_is_shown_to_all_of_them(browser: Browser) -> None:
    await browser.send(f"{ANA}/say", text="<b>Morning</b>, all")
    assert "<b>Morning</b>, all" in text_of(await browser.open(BEN))


async def test_the_same_line_sent_twice_is_one_entry(world: World, browser: Browser) -> None:
    for _ in range(2):
        await browser.send(f"{ANA}/say", text="Morning", request_id="once")
    assert [post.text for post in world.chatlog.posts.values()] == ["Morning"]


async def test_a_command_is_answered_to_its_author_alone(browser: Browser) -> None:
    response = await browser.send(f"{ANA}/say", text="okr")
    mine = text_of(await response.text())
    assert "You typed: okr" in mine
    assert "Only you can see this" in mine
    assert "1.1 Activation" in mine
    assert "1.1 Activation" not in text_of(await browser.open(BEN))


async def test_in_the_personal_chat_no_okr_is_needed(browser: Browser) -> None:
    response = await browser.send("/as/ben/drumbeat/say", text="help")
    page = text_of(await response.text())
    assert "Only you can see this" not in page
    assert "okr checkin" in page
    assert "You are Ana" in await browser_text(browser, "/as/ana/drumbeat")
    assert "okr checkin" not in (await browser_text(browser, "/as/ana/drumbeat")).partition("Nothing waits")[2]


async def browser_text(browser: Browser, path: str) -> str:
    return text_of(await browser.open(path))


async def test_what_was_not_understood_is_kept_beside_the_answer(browser: Browser) -> None:
    response = await browser.send(f"{ANA}/say", text="okr bord")
    assert "You typed: okr bord" in text_of(await response.text())


async def test_a_command_that_names_nobody_writes_nothing_and_says_whom_it_named(
    world: World, browser: Browser
) -> None:
    response = await browser.send(f"{ANA}/say", text="okr action call legal @nobody tomorrow")
    page = text_of(await response.text())
    assert "Nobody here is called @nobody. Nothing was written." in page
    assert not world.store.data["local"].records["actions"]


async def test_a_private_answer_can_be_dismissed(browser: Browser, world: World) -> None:
    await browser.send(f"{ANA}/say", text="okr help")
    (ref,) = world.chatlog.posts
    response = await browser.send(f"{ANA}/dismiss", post=ref)
    assert "Only you can see this" not in await response.text()


async def test_nobody_dismisses_what_everybody_sees(browser: Browser, world: World) -> None:
    await world.chatlog.write(Post(ref="p", place=f"channel:{TEAM.channel}", at=MONDAY, author="ben", text="hello"))
    response = await browser.send(f"{ANA}/dismiss", post="p")
    assert "hello" in await response.text()


async def test_a_reply_stays_in_its_thread(browser: Browser, world: World) -> None:
    await world.chatlog.write(Post(ref="root", place=f"channel:{TEAM.channel}", at=MONDAY, author="ben", text="hello"))
    response = await browser.send(f"{ANA}/say", text="hi Ben", thread="root")
    assert response.url.path == f"{ANA}/t/root"
    assert "hi Ben" in await response.text()
    folded = text_of(await browser.open(ANA))
    assert "1 reply" in folded
    assert "hi Ben" not in folded


async def test_a_week_from_answer_to_summary(browser: Browser, world: World) -> None:
    checkin = await open_the_checkin(world)
    prompt = text_of(await browser.open(BEN))
    assert "0 of 4 in" in prompt
    form = await browser.press("ben", "checkin.answer", checkin)
    assert 'name="form" value="checkin"' in form
    kept = await browser.press("ben", "checkin.unchanged", checkin)
    assert "Kept: 2 KRs" in text_of(kept)
    assert "1 of 4 in" in text_of(await browser.open(ANA))
    closes = next(step for step in await world.scheduler.upcoming("local", TEAM.id) if "close" in step.label.lower())
    response = await browser.send(f"{ANA}/jump", to=closes.at.isoformat())
    summary = text_of(await response.text())
    assert "Thu 12 Nov, 10:00" in summary
    assert "Growth · week 7 of 13 · 1 of 4 in" in summary


async def test_a_form_with_faults_comes_back_with_everything_typed(browser: Browser, world: World) -> None:
    checkin = await open_the_checkin(world)
    form = await browser.press("ben", "checkin.answer", checkin)
    fields = fields_in(form)
    value = next(name for name in fields if name.endswith(":value"))
    fields |= {value: "lots", value.replace(":value", ":note"): "two deals"}
    response = await browser.send(f"{BEN}/form", **fields)
    assert response.status == 422
    again = await response.text()
    assert fields_in(again) | {"csrf": ""} == fields | {"csrf": ""}
    assert "One field needs another look." in again
    await browser.send(f"{BEN}/form", **(fields | {value: "38"}))
    assert "1 of 4 in" in text_of(await browser.open(ANA))


async def test_a_button_that_is_clicked_in_a_private_card_may_replace_it(browser: Browser, world: World) -> None:
    checkin = await open_the_checkin(world)
    await browser.press("ben", "checkin.unchanged", checkin)
    private = next(post for post in world.chatlog.posts.values() if post.seen_by == "ben")
    await browser.press("ben", "checkin.undo", checkin, private.ref)
    assert "Kept" not in text_of(await browser.open(BEN))


async def test_a_second_thank_you_takes_the_place_of_the_first(browser: Browser, world: World) -> None:
    checkin_id = await open_the_checkin(world)
    for _ in range(2):
        form = fields_in(await browser.press("ben", "checkin.answer", checkin_id))
        form.pop("csrf")
        page = await (await browser.send(f"{BEN}/form", **form)).text()
    assert text_of(page).count("Saved, thank you. You can change it") == 1


async def test_a_button_of_another_version_is_refused_kindly(browser: Browser) -> None:
    assert "older version" in await browser.press("ana", "no.such", "x")


async def test_a_garbled_button_gets_a_short_page(browser: Browser) -> None:
    response = await browser.send(f"{ANA}/press", press="nonsense")
    assert response.status == 400


async def test_scripts_get_the_same_answers_as_json(browser: Browser, world: World) -> None:
    checkin = await open_the_checkin(world)
    await browser.open(BEN)
    token = (await browser.open(BEN)).partition('name="csrf" value="')[2].partition('"')[0]

    async def send(action: str, **fields: str) -> dict[str, object]:
        data = {"csrf": token, **fields}
        headers = {"Accept": "application/json"}
        async with browser.client.post(f"{BEN}/{action}", data=data, headers=headers) as response:
            answer: dict[str, object] = await response.json()
            return answer

    form = await send("press", press=press_value("checkin.answer", checkin, ""))
    assert form["kind"] == "form"
    assert await send("say", text="hello") == {"kind": "done", "refused": False}
    assert await send("say", text="okr bord") == {"kind": "done", "refused": True}
    refused = await send("form", form="update", context="gone", request_id="r", **{"f.value": "1"})
    assert refused["kind"] == "errors"


async def test_unread_entries_are_counted_until_the_place_is_shown(browser: Browser, world: World) -> None:
    lounge = Post(ref="l", place="channel:C-lounge", at=MONDAY, author="ben", text="cake")
    await world.chatlog.write(lounge)
    await world.chatlog.write(replace(lounge, ref="d", place="member:ana", author=""))
    page = text_of(await browser.open(ANA))
    assert "lounge 1 new" in page
    assert "Drumbeat 1 new" in page
    await browser.open("/as/ana/c/C-lounge")
    assert "lounge 1 new" not in text_of(await browser.open(ANA))


async def test_another_persons_direct_messages_stand_beside_their_name(browser: Browser, world: World) -> None:
    await world.chatlog.write(Post(ref="d", place="member:ben", at=MONDAY, card=card("Growth closes at 10:00.")))
    page = text_of(await browser.open(ANA))
    assert "Ben Growth 1 new direct messages" in page
    assert "closes at 10:00." not in page


async def test_a_private_channel_is_there_only_for_its_people(
    browser: Browser, world: World, store: MemoryStore
) -> None:
    await world.chatlog.add_channel(Channel(id="C-top", name="top", is_private=True))
    async with store.unit("local", actor="test") as unit:
        top = replace(TEAM, id="t2", slug="top", name="Top", channel="C-top", channel_is_private=True)
        await unit.teams.add(top)
        await unit.memberships.add(Membership(id="m2", workspace_id="local", team_id="t2", member_id=mid("cy")))
    assert "/as/ana/c/C-top" in await browser.open(ANA)
    assert "/as/cy/c/C-top" in await browser.open(GROWTH.format("cy"))
    assert "C-top" not in await browser.open(BEN)
    assert (await browser.client.get("/as/ben/c/C-top")).status == 404


async def test_buttons_in_a_thread_answer_there(browser: Browser, world: World) -> None:
    with_button = card("A question", buttons(Button("Board", "board.show", TEAM.id)))
    await world.chatlog.write(Post(ref="root", place=f"channel:{TEAM.channel}", at=MONDAY, card=with_button))
    await browser.send(f"{ANA}/press", press=press_value("board.show", TEAM.id, "root"), thread="root")
    assert [post.thread for post in world.chatlog.posts.values() if post.seen_by] == ["root"]


async def test_it_can_stand_beside_other_routes(world: World) -> None:
    app = build_local(world.deps)
    assert {route.resource.canonical for route in app.router.routes() if route.resource} >= {"/", "/local/events"}


async def the_thread(world: World) -> str:
    """The root of the open check-in's thread."""
    return ref_of(f"prompt:{await open_the_checkin(world)}")


async def test_a_line_in_the_prompts_thread_is_an_answer(world: World, browser: Browser) -> None:
    root = await the_thread(world)
    await browser.send(f"{BEN}/say", thread=root, text="1.1 45% conf 6 two deals slipped")
    kept: list[Any] = list(world.store.data["local"].records["readings"].values())
    [reading] = [row for row in kept if row.checkin_id]
    assert (reading.member_id, reading.confidence, reading.note) == (mid("ben"), 6, "two deals slipped")
    mine, others = [text_of(await browser.open(f"{GROWTH.format(who)}/t/{root}")) for who in ("ben", "ana")]
    assert "1.1 45% conf 6 two deals slipped" in others
    assert "Taken for Growth" in mine and "Taken for Growth" not in others
    assert "1 of 4 in" in others


async def test_a_line_that_names_drumbeat_is_one_to_it_and_talk_is_left_alone(world: World, browser: Browser) -> None:
    root = await the_thread(world)
    await browser.send(f"{BEN}/say", thread=root, text="@Drumbeat 9.9 45%")
    await browser.send(f"{ANA}/say", thread=root, text="lunch?")
    assert "There is no key result 9.9 here" in text_of(await browser.open(f"{BEN}/t/{root}"))
    seen_by_ana = text_of(await browser.open(f"{ANA}/t/{root}"))
    assert "lunch?" in seen_by_ana and "Only you can see this" not in seen_by_ana


async def test_a_command_in_a_thread_stays_between_its_author_and_us(world: World, browser: Browser) -> None:
    root = await the_thread(world)
    await browser.send(f"{BEN}/say", thread=root, text="okr mine")
    assert "okr mine" in text_of(await browser.open(f"{BEN}/t/{root}"))
    assert "okr mine" not in text_of(await browser.open(f"{ANA}/t/{root}"))


async def test_a_thread_of_talk_is_talk(world: World, browser: Browser) -> None:
    await browser.send(f"{ANA}/say", text="Morning", request_id="one")
    [root] = [ref for ref, post in world.chatlog.posts.items() if post.text == "Morning"]
    await browser.send(f"{BEN}/say", thread=root, text="1.1 45%")
    assert [post.text for post in world.chatlog.posts.values()] == ["Morning", "1.1 45%"]


async def test_a_card_that_says_what_became_of_it_is_not_repeated_below_it(world: World, browser: Browser) -> None:
    await open_the_checkin(world)
    await browser.send(f"{BEN}/say", text="okr decision hire two? @dee friday")
    kept: list[Any] = list(world.store.data["local"].records["decisions"].values())
    asked, direct = kept[0].id, "/as/dee/drumbeat"
    ref = ref_of(f"decision:{asked}:{mid('dee')}")
    page = await (await browser.send(f"{direct}/press", press=press_value("decision.decide", asked, ref))).text()
    sent = {**fields_in(page), "f.outcome": "yes"}
    await browser.send(f"{direct}/form", **sent)
    shown = await browser_text(browser, direct)
    assert shown.count("decided: hire two? yes") == 1
