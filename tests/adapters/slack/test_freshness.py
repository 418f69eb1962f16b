"""Groups and managers: looked up at the start, daily and after a team was set up; never while somebody waits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.arriving.freshness import AGAIN, EVERY
from adapters.slack.installing.tenants import Tenant
from adapters.slack.knowing.groups import all_groups, completed
from adapters.slack.knowing.profiles import Profiles
from cadence.forms import Form
from cadence.news import GroupsChanged, GroupSeen, PersonChanged
from cadence.requests import Say, ShowForm
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, prompt
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault, Group

SETUP = Form(id="setup", title="Set up", context="", parts=FORM.parts)


@pytest.fixture
async def ears(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[Ears]:
    slack.groups["S1TEAM"] = Group("S1TEAM", "growth", "Growth", ["U2BEN"])
    slack.groups["S2OTHER"] = Group("S2OTHER", "lunch", "Lunch", ["U1ANA"], is_active=False)
    async with listening(slack, door, kept) as made:
        yield made


async def tenant_of(ears: Ears) -> Tenant:
    return (await ears.adapter.tenants.connected())[0]


async def test_all_groups_are_told_and_the_people_of_those_that_are_a_team(ears: Ears) -> None:
    await ears.lead("U1ANA", group="S1TEAM")
    await ears.listening.freshness.pass_once()
    (news,) = ears.desk.of(GroupsChanged)
    assert news.groups == (
        GroupSeen(id="S1TEAM", handle="growth", name="Growth", people=("U2BEN",)),
        GroupSeen(id="S2OTHER", handle="lunch", name="Lunch", people=("U1ANA",), is_active=False),
    )
    assert set(news.named) == {"U2BEN"}


async def test_a_workspace_is_looked_at_once_a_day(ears: Ears) -> None:
    freshness, now = ears.listening.freshness, [0.0]
    freshness._now = lambda: now[0]
    for later in (0.0, 60.0, EVERY.total_seconds()):
        now[0] += later
        await freshness.pass_once()
    assert ears.calls("usergroups.list") == 2


async def test_a_look_that_failed_is_repeated_soon(ears: Ears) -> None:
    freshness, now = ears.listening.freshness, [0.0]
    freshness._now = lambda: now[0]
    ears.slack.fail("usergroups.list", Fault(status=500))
    await freshness.pass_once()
    now[0] += AGAIN.total_seconds() + 1
    await freshness.pass_once()
    assert len(ears.desk.of(GroupsChanged)) == 1


@pytest.mark.parametrize("code", ["plan_upgrade_required", "missing_scope"])
async def test_where_there_are_no_groups_nothing_is_said(
    ears: Ears, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    ears.slack.fail("usergroups.list", Fault(error=code))
    await ears.listening.freshness.pass_once()
    assert (ears.desk.told, caplog.text) == ([], "")


async def test_without_the_scope_slack_is_not_asked_for_groups(slack: FakeSlack, ears: Ears) -> None:
    tenant = await tenant_of(ears)
    identity = type(tenant.identity)(team_id="T1", team="x", bot_user="U0", scopes=frozenset({"chat:write"}))
    assert await all_groups(tenant.client, identity) == ()
    assert ears.calls("usergroups.list") == 0


async def test_a_group_that_is_gone_keeps_nobody_from_the_others(ears: Ears) -> None:
    tenant = await tenant_of(ears)
    asked = (GroupSeen(id="S9", handle="", name=""), GroupSeen(id="S8", handle="x", name="X"))
    found = await completed((*asked, GroupSeen(id="S1TEAM", handle="", name="")), tenant.client, tenant.identity)
    assert [(group.id, group.people) for group in found] == [("S8", None), ("S1TEAM", ("U2BEN",))]


async def test_the_manager_of_a_lead_is_looked_up(ears: Ears) -> None:
    ears.slack.users["U2BEN"].manager = "U1ANA"
    await ears.lead("U2BEN")
    await ears.know("U2BEN")
    await ears.listening.freshness.pass_once()
    (news,) = ears.desk.of(PersonChanged)
    assert (news.who.id, news.who.manager, news.named["U1ANA"].name) == ("U2BEN", "U1ANA", "Ana")


async def test_after_setup_its_people_and_groups_are_looked_up_while_nobody_waits(ears: Ears) -> None:
    ears.slack.users["U2BEN"].manager = "U1ANA"
    ears.door.replies += [ShowForm(SETUP), Say(CARD)]
    await ears.people.click("U1ANA", await prompt(ears.slack), "Answer")
    view = ears.slack.modal("U1ANA")
    assert view is not None
    ears.slack.calls.clear()
    await ears.people.submit("U1ANA", view)
    for task in tuple(ears.listening.freshness._running):
        await task
    assert ears.calls("usergroups.list") == 1


@pytest.mark.parametrize(
    ("has_field", "manager", "expected"),
    [(True, "U1ANA", "U1ANA"), (True, "", ""), (False, "U1ANA", None), (True, "Ana by name", None)],
)
async def test_whom_a_profile_names(ears: Ears, has_field: bool, manager: str, expected: str | None) -> None:
    ears.slack.has_manager_field = has_field
    ears.slack.users["U2BEN"].manager = manager
    tenant = await tenant_of(ears)
    assert await Profiles(tenant.client, tenant.identity.scopes).manager_of("U2BEN") == expected


async def test_without_the_scope_no_profile_is_asked_for(ears: Ears) -> None:
    tenant = await tenant_of(ears)
    assert await Profiles(tenant.client, frozenset({"users:read"})).manager_of("U2BEN") is None
    assert ears.calls("team.profile.get") == 0


@pytest.mark.parametrize("method", ["team.profile.get", "users.profile.get"])
async def test_what_slack_does_not_tell_is_not_known(ears: Ears, method: str) -> None:
    ears.slack.users["U2BEN"].manager = "U1ANA"
    ears.slack.fail(method, Fault(status=500))
    tenant = await tenant_of(ears)
    profiles = Profiles(tenant.client, tenant.identity.scopes)
    assert await profiles.manager_of("U2BEN") is None
    assert await profiles.manager_of("U2BEN") == "U1ANA"


async def test_the_field_is_asked_for_once(ears: Ears) -> None:
    tenant = await tenant_of(ears)
    profiles = Profiles(tenant.client, tenant.identity.scopes)
    for user in ("U1ANA", "U2BEN"):
        await profiles.manager_of(user)
    assert ears.calls("team.profile.get") == 1


@pytest.mark.parametrize("odd", [None, [], {"fields": None}, {"fields": []}, {"fields": {"Xf": None}}, "x"])
def test_an_odd_profile_names_nobody(odd: Any) -> None:
    from adapters.slack.knowing.profiles import _manager_field, _value

    assert not _manager_field(odd)
    assert not _value(odd, "Xf")
