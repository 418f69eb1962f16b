"""The summary as people read it: the example of the product, and what stands there where there is nothing to say."""

from dataclasses import replace
from decimal import Decimal

from tests.cadence.harness import Rhythm
from tests.cadence.summary.summarising import blocker, play_the_example
from tests.fakes.growth import TEAM, kr_id

EXAMPLE = """\
Growth · week 7 of 13 · 3 of 3 in
For today 12:00: two calls to make, one blocker

DECISION                  OWNER   DATE
Pause paid ads?           Ana     Thu 12 Nov
Contract fallback?        not set not set
✓ Annual-only offer stays Ben     Fri 13 Nov

OFF TRACK
2.2 waits on Legal since 4 Nov; Ben, next check Fri 13 Nov
1.3 ad costs doubled; see first decision

KEY RESULTS last → now (target) · score · conf
1 New customers see value quickly
1.1 Activation 36 → 38% (45) · 0.50 · 6 7 7
1.2 Days to value 6, same (4) · 0.60 · 8 8 8
1.3 Trials/week 228 → 230 (320) stretch · 0.25 · 5 4 3

ACTIONS 3 done · 1 moved: pricing test, Cy, Wed 18 Nov
STOPPED Webinars; frees 4 h/week for 1.1
All answers, in the thread
[Set owner and date] [Board] [Copy as report]"""


async def test_it_reads_like_the_example(rhythm: Rhythm) -> None:
    await play_the_example(rhythm)
    assert rhythm.texts("summary") == [EXAMPLE]


async def test_it_is_a_new_message_in_the_channel_not_in_the_thread(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [summary] = rhythm.said("summary")
    assert (summary.place.channel, summary.place.thread) == (TEAM.channel, None)


async def test_with_nothing_to_say_it_says_so_and_never_all_good(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.answer("ben")
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "No decision needed this week." in text
    assert "Nothing off track reported." in text
    assert "all good" not in text


async def test_where_nobody_reported_it_claims_to_know_nothing(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [text] = rhythm.texts("summary")
    assert "\nFor today 12:00: nobody reported\n\nNobody reported; last known values.\n\nKEY RESULTS" in text
    assert "No decision needed" not in text
    assert "Nothing off track" not in text


async def test_money_stands_on_both_sides(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        for place, target in (("1.1", "1200000"), ("1.2", "2000000")):
            row = await unit.key_results.get(kr_id(place))
            await unit.key_results.save(replace(row, unit="$", target=Decimal(target), start=Decimal(0)))
        for row in await unit.readings.find(key_result_id=kr_id("1.2")):
            await unit.readings.save(replace(row, is_withdrawn=True))
    await rhythm.opened()
    await rhythm.read("1.1", "60000", 7)
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "1.1 Activation $36 → $60k ($1.2m)" in text
    assert "1.2 Days to value no value yet ($2m)" in text


async def test_what_is_for_the_lead_only_never_stands_in_it(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", blocker(1, "a quarrel", lead_only=True, key_result_id=kr_id("1.1")))
    await rhythm.at(12, "10:00")
    assert "quarrel" not in str(rhythm.said("summary"))
    assert "quarrel" in rhythm.texts("brief")[0]


async def test_the_leadership_team_counts_its_leaders(rhythm: Rhythm) -> None:
    await rhythm.change_team(is_leadership=True)
    await rhythm.opened()
    for who in ("ana", "ben", "cy"):
        await rhythm.answer(who)
    await rhythm.at(12, "10:00")
    assert rhythm.texts("summary")[0].startswith("Growth · week 7 of 13 · leaders in: 3 of 4\n")
