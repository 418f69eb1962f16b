"""Teams that is busy, away or unclear: nothing is lost, nobody sees anything twice, and no limit is broken."""

import pytest

from tests.fakes.teams import Fault, Somebody
from tests.fakes.teams.pacing import Doing
from tests.journeys.teams_world import CLOSING, OPENING, World, setup_values

MEMBERS = 40


async def crowded(tenant: World) -> list[Somebody]:
    """Forty people are asked."""
    users = [tenant.teams.tenant.add_user(f"user{number}") for number in range(MEMBERS)]
    tenant.sales.members.extend(users)
    await tenant.fill(tenant.crowd.ana, "setup", **setup_values(tenant.crowd, members=tuple(u.aad for u in users)))
    await tenant.at(OPENING)
    return [Somebody(tenant.teams, tenant.teams.tenant, user) for user in users]


async def test_forty_answers_in_a_minute_lose_and_double_nothing_and_break_no_limit(tenant: World) -> None:
    people = await crowded(tenant)
    tenant.teams.pause = lambda: tenant.clock.forward(seconds=0.5)
    for number, who in enumerate(people):
        if number % 4:
            await who.types(f"all quiet with number {number}, really", thread=tenant.prompt())
        else:
            dialog = await tenant.answer_dialog(who)
            await tenant.submit(who, {dialog.field("What is off track"): f"number {number}, stuck"})
    for _ in range(4):
        await tenant.settle()
    assert f"{MEMBERS} of {MEMBERS} in" in tenant.prompt().said
    thread = "\n".join(tenant.thread())
    assert [number for number in range(0, MEMBERS, 4) if thread.count(f"number {number}, stuck") != 2] == []
    await tenant.answered()
    assert all("Taken as your answer" in who.inbox()[-1].said for who in people[1::4])
    assert (await tenant.bot.store.backlog())["waiting"] == 0
    tenant.no_harm()


async def test_a_storm_of_refusals_is_obeyed_and_loses_nothing(channel: World) -> None:
    for doing, fault in (
        (Doing.POST, Fault(429, "Throttled", retry_after=30)),
        (Doing.UPDATE, Fault(429, "Throttled", retry_after=20)),
        (Doing.POST, Fault(412, "PreconditionFailed")),
        (Doing.POST, Fault(502, html=True)),
        (Doing.UPDATE, Fault(412, "PreconditionFailed")),
        (Doing.UPDATE, Fault(500, "ServiceError")),
        (Doing.POST, Fault(504, html=True)),
    ):
        channel.teams.fail(doing, fault)
    await channel.at(OPENING)
    for _ in range(4):
        channel.clock.forward(seconds=20)
        await channel.settle()
    await channel.crowd.cy.press(channel.prompt(), "Nothing changed")
    for _ in range(8):
        channel.clock.forward(seconds=20)
        await channel.settle()
    await channel.at(CLOSING)
    assert channel.teams.faults[Doing.POST] == channel.teams.faults[Doing.UPDATE] == []
    assert "1 of 3 in" in channel.said()[-1].said
    assert len(channel.said()) == 2
    assert (await channel.bot.store.backlog())["waiting"] == 0
    channel.no_harm()


async def test_an_hours_outage_needs_nobodys_hand(channel: World) -> None:
    channel.teams.down = Fault(502, html=True)
    await channel.at(OPENING)
    for _ in range(6):
        channel.clock.forward(minutes=10)
        await channel.settle()
    assert channel.said() == []
    channel.teams.down = None
    for _ in range(6):
        channel.clock.forward(minutes=10)
        await channel.settle()
    assert len(channel.said()) == 1
    assert (await channel.bot.store.backlog())["ambiguous"] == 0


@pytest.mark.parametrize("fault", [Fault(drop="after"), Fault(500, "ServiceError", is_done=True)])
async def test_a_post_that_nobody_knows_about_is_listed_once_and_not_repeated(channel: World, fault: Fault) -> None:
    channel.teams.fail(Doing.POST, fault)
    await channel.at(OPENING)
    for _ in range(3):
        channel.clock.forward(minutes=10)
        await channel.settle()
    assert len(channel.said()) == 1
    assert (await channel.bot.store.backlog())["ambiguous"] == 1


async def test_a_connection_that_fails_before_anything_was_sent_costs_nothing(channel: World) -> None:
    channel.teams.fail(Doing.UPDATE, Fault(drop="after"), times=2)
    await channel.at(OPENING)
    await channel.crowd.cy.press(channel.prompt(), "Nothing changed")
    for _ in range(4):
        channel.clock.forward(minutes=1)
        await channel.settle()
    assert "1 of 3 in" in channel.prompt().said
    assert (await channel.bot.store.backlog())["ambiguous"] == 0


async def test_a_token_that_was_refused_is_fetched_anew(channel: World) -> None:
    channel.teams.revoke_tokens()
    await channel.at(OPENING)
    channel.clock.forward(minutes=1)
    await channel.settle()
    assert len(channel.said()) == 1


async def test_what_was_not_taken_in_time_comes_again_and_counts_once(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    first = await ben.types("update 1.1 45% conf 6", ben.chat)
    await ben.again(first)
    await ben.again(first)
    await channel.settle()
    assert len([m for m in ben.inbox() if "36 → 45%" in m.said]) == 1
    channel.no_harm()
