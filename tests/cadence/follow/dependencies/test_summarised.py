"""Both summaries show what waits, with both owners; so do the brief and the report."""

from cadence.wording.plain import plain_text
from cadence.wording.summary import MOST_CHARACTERS, MOST_LINES
from tests.cadence.answering import Answering
from tests.cadence.desk import a_blocker, form_of, words
from tests.cadence.follow.dependencies.waiting_on import THERE, summaries
from tests.cadence.follow.two_teams import PRODUCT, blocker_in, messages, only


async def test_both_summaries_show_it_with_both_owners(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    form = form_of(await week.press("cy", "blocker.check", only(week).id))
    await week.ask.sends("cy", form, next_check="2026-11-13")
    await week.at(12, "10:00")
    shown = await summaries(week)
    assert "1.3 waits on Product since 11 Nov; Cy and Otto, next check Fri 13 Nov" in shown["growth"]
    assert "Growth 1.3 waits on us since 11 Nov; Cy and Otto, next check Fri 13 Nov" in shown["product"]


async def test_what_it_is_about_stands_there_unless_the_words_say_no_more(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 no price list <@pia>")
    await week.at(12, "10:00")
    shown = await summaries(week)
    assert "1.3 no price list; waits on Product, Pia since 11 Nov; Cy and Pia, next check not set" in shown["growth"]
    assert "Growth 1.3 waits on us since 11 Nov: no price list; Cy and Pia, next check not set" in shown["product"]


async def test_one_that_nobody_owns_says_so_in_both(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    assert "owner not set in Growth, Otto in Product" in plain_text(blocker_in(week.store, THERE))
    await week.at(12, "10:00")
    for text in (await summaries(week)).values():
        assert "owner not set in Growth, Otto in Product, next check not set" in text


async def test_the_brief_of_the_team_that_is_waited_on_names_it(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    (brief,) = [row.card for row in messages(week.store, member="otto") if row.key.startswith("brief:")]
    assert "Growth 1.3 waits on us since 11 Nov" in plain_text(brief)


async def test_settling_it_updates_both_posted_summaries(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    before = len(messages(week.store))
    await week.press("otto", "blocker.solved", only(week).id)
    assert not [text for text in (await summaries(week)).values() if "waits on" in text]
    assert len(messages(week.store)) == before


async def test_the_report_has_it_too(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    reply = await week.press("otto", "summary.report", (await week.newest(PRODUCT)).id)
    assert "Growth 1.3 waits on us" in words(reply)


async def test_however_many_wait_a_summary_fits_one_screen(week: Answering) -> None:
    long = "a very long story of what is missing " * 6
    many = [a_blocker(str(n), text=f"{long}{n}", waiting_on_team_id=PRODUCT.id) for n in range(40)]
    await week.ask.put("blockers", *many)
    await week.at(12, "10:00")
    for text in (await summaries(week)).values():
        assert text.count("\n") < MOST_LINES
        assert len(text) <= MOST_CHARACTERS
        assert "+" in text
