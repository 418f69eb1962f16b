"""Who people are: looked up once, waited for a little, and asked for anew when an event says so."""

from dataclasses import replace

import pytest

from adapters.teams.carried import Carried, Origin
from adapters.teams.decoding import decode
from cadence.requests import CommandTyped, Person
from tests.adapters.teams.knowing.conftest import US, Company
from tests.fakes.teams import Fault
from tests.fakes.teams.pacing import Doing


async def test_who_writes_is_known_by_the_roster(company: Company) -> None:
    incoming = await company.people.introduced(company.said(company.ana, f"{US} status", company.growth))
    who = incoming.request.who
    assert who == Person(
        id=company.ana.aad, name="Ana", zone="Europe/Berlin", is_guest=False, is_active=True, is_admin=None
    )


async def test_whom_a_line_mentions_is_written_by_the_directorys_id(company: Company) -> None:
    line = company.said(company.ana, f"{US} blocker 2.1 waiting for <at>Ben</at>", company.growth)
    incoming = await company.people.introduced(line)
    assert isinstance(incoming.request, CommandTyped)
    assert incoming.request.text == f"blocker 2.1 waiting for <@{company.ben.aad}>"
    assert incoming.request.people[company.ben.aad].name == "Ben"
    assert incoming.named == (company.ben.aad,)


async def test_a_client_that_names_thousands_does_not_make_us_ask_thousands_of_times(company: Company) -> None:
    made_up = tuple(f"00000000-0000-4000-8000-{number:012x}" for number in range(20_000))
    line = replace(
        company.said(company.ana, f"{US} x", company.growth), named=(*made_up[:400], company.ben.aad, *made_up)
    )
    incoming = await company.people.introduced(line)
    assert company.teams.broken == []
    assert len(incoming.request.people) <= 500
    assert incoming.request.people[company.ben.aad].name == "Ben"
    assert incoming.request.people[made_up[0]] == Person(id=made_up[0], is_guest=None, is_guess=True)


async def test_many_who_are_named_are_found_on_the_roster_by_either_id(company: Company) -> None:
    users = [company.teams.tenant.add_user(f"p{number}") for number in range(60)]
    company.team.members.extend(users)
    line = replace(
        company.said(company.ana, f"{US} x", company.growth),
        named=tuple(user.mri if number % 2 else user.aad for number, user in enumerate(users)),
    )
    people = (await company.people.introduced(line)).request.people
    assert [people[user.aad].name for user in users] == [user.name for user in users]
    assert company.asked(Doing.MEMBERS) == 1 and company.asked(Doing.MEMBER) == 1  # who wrote it
    assert await company.book.user_of(company.workspace, users[59].aad) == users[59].mri


async def test_where_the_roster_is_not_told_some_are_asked_for_and_no_limit_is_broken(company: Company) -> None:
    company.teams.fail(Doing.MEMBERS, Fault(500, "ServiceError"), times=9)
    users = [company.teams.tenant.add_user(f"p{number}") for number in range(60)]
    company.team.members.extend(users)
    line = replace(company.said(company.ana, f"{US} x", company.growth), named=tuple(user.aad for user in users))
    people = (await company.people.introduced(line)).request.people
    assert [people[user.aad].name for user in users[:10]] == [user.name for user in users[:10]]
    assert all(people[user.aad].is_guess for user in users[10:])
    assert company.teams.broken == []


async def test_guests_are_told_from_members(company: Company) -> None:
    incoming = await company.people.introduced(company.said(company.guest, f"{US} status", company.growth))
    assert incoming.request.who.is_guest is True


async def test_people_of_another_tenant_are_guests(company: Company) -> None:
    other = company.teams.tenant.add_user("zoe", tenant="88888888-8888-4888-8888-888888888888")
    company.team.members.append(other)
    incoming = await company.people.introduced(company.said(other, f"{US} status", company.growth))
    assert incoming.request.who.is_guest is True


async def test_nobody_is_looked_up_twice_within_a_while(company: Company) -> None:
    line = company.said(company.ana, f"{US} status", company.growth)
    await company.people.introduced(line)
    await company.people.introduced(line)
    assert company.asked(Doing.MEMBER) == 1
    company.now += 601
    await company.people.introduced(line)
    assert company.asked(Doing.MEMBER) == 2


async def test_where_teams_does_not_answer_nobody_is_called_a_member_or_a_guest(company: Company) -> None:
    company.teams.fail(Doing.MEMBER, Fault(500, "ServiceError"), times=9)
    line = company.said(company.ana, f"{US} ask <at>Ben</at>", company.growth)
    incoming = await company.people.introduced(line)
    who, named = incoming.request.who, incoming.request.people
    assert (who.name, who.is_guest, who.is_guess, who.zone) == ("Ana", None, True, "Europe/Berlin")
    assert named == {company.ben.mri: Person(id=company.ben.mri, is_guest=None, is_guess=True)}


async def test_what_was_known_is_better_than_nothing(company: Company) -> None:
    line = company.said(company.ana, f"{US} status", company.growth)
    await company.people.introduced(line)
    company.now += 601
    company.teams.fail(Doing.MEMBER, Fault(503, "ServiceUnavailable"), times=9)
    assert (await company.people.introduced(line)).request.who.is_guest is False


async def test_somebody_who_is_not_there_is_not_let_in(company: Company) -> None:
    company.team.members.remove(company.ben)
    incoming = await company.people.introduced(company.said(company.ben, f"{US} status", company.growth))
    assert (incoming.request.who.is_guest, incoming.request.who.is_guess) == (None, True)


async def test_somebody_chosen_in_a_form_elsewhere_is_found_in_their_own_chat(company: Company) -> None:
    company.teams.tenant.installed_for.add(company.ben.aad)
    await company.book.remember(company.address(company.teams.tenant.personal(company.ben), company.ben))
    mine = company.address(company.teams.tenant.personal(company.ana))
    found = await company.people.find(mine, Person(id=company.ben.aad, is_guest=None))
    assert (found.name, found.is_guest) == ("Ben", False)


async def test_somebody_chosen_in_a_form_is_found_where_it_was_asked_for(company: Company) -> None:
    await company.book.remember(company.address(company.growth))
    shown = Carried(do="form", form="x", origin=Origin(channel=company.growth.id))
    line = replace(company.said(company.ana, "x"), carried=shown, named=(company.ben.aad,))
    company.teams.tenant.installed_for.add(company.ana.aad)
    found = (await company.people.introduced(line)).request.people[company.ben.aad]
    assert (found.name, found.is_guest) == ("Ben", False)


async def test_who_is_not_there_themselves_is_not_told_who_is(company: Company) -> None:
    """Whoever knows a chat's id could write it into a card's data."""
    eve = company.teams.tenant.add_user("eve")
    company.teams.tenant.installed_for.add(eve.aad)
    await company.book.remember(company.address(company.growth))
    forged = Carried(do="form", form="x", origin=Origin(channel=company.growth.id))
    for named in ((company.ben.aad,), (*map(str, range(30)), company.ben.aad)):
        line = replace(company.said(eve, "x"), carried=forged, named=named)
        found = (await company.people.introduced(line)).request.people[company.ben.aad]
        assert (found.name, found.is_guest, found.is_guess) == ("", None, True)


async def test_a_form_offers_members_by_name_and_no_guests(company: Company) -> None:
    where = company.address(company.growth)
    wanted = [(company.ana.aad, "Ana"), (company.ben.aad, "Ben")]
    assert list(await company.people.choices(where)) == wanted
    assert list(await company.people.choices(where)) == wanted
    assert company.asked(Doing.MEMBERS) == 1
    assert company.people.names(company.workspace, [company.ben.aad, "x"]) == {company.ben.aad: "Ben"}


async def test_a_new_member_is_offered_after_the_event(company: Company) -> None:
    where = company.address(company.growth)
    await company.people.choices(where)
    company.team.members.append(company.teams.tenant.add_user("eve"))
    company.people.forget(where)
    assert [name for _, name in await company.people.choices(where)] == ["Ana", "Ben", "Eve"]


async def test_a_roster_is_read_page_by_page_and_not_without_end(company: Company) -> None:
    company.teams.most_a_page = 100
    company.team.members += [company.teams.tenant.add_user(f"u{number:04}") for number in range(900)]
    assert len(await company.people.choices(company.address(company.growth))) == 499, "one of 500 is a guest"
    assert company.asked(Doing.MEMBERS) == 5


async def test_in_a_personal_chat_nobody_is_to_choose_from_themselves(company: Company) -> None:
    assert await company.people.choices(company.address(company.teams.tenant.personal(company.ana))) == ()


@pytest.mark.parametrize("is_known", [True, False])
async def test_who_belongs_to_a_conversation(company: Company, is_known: bool) -> None:
    there, stranger = company.address(company.growth), company.teams.tenant.add_user("mallory")
    if is_known:
        await company.people.introduced(company.said(company.ana, f"{US} status", company.growth))
    assert await company.people.belongs(there, company.ana.aad)
    assert not await company.people.belongs(there, stranger.aad)


async def test_where_teams_does_not_answer_nobody_belongs(company: Company) -> None:
    for doing in (Doing.MEMBER, Doing.MEMBERS):
        company.teams.fail(doing, Fault(500, "ServiceError"), times=9)
    assert not await company.people.belongs(company.address(company.growth), company.ana.aad)


async def test_whoever_was_seen_is_known_by_either_id_later(company: Company) -> None:
    await company.people.introduced(company.said(company.ana, f"{US} ask <at>Ben</at>", company.growth))
    assert await company.book.who(company.workspace, company.ben.mri) == company.ben.aad
    assert await company.book.who(company.workspace, company.ana.mri) == company.ana.aad


async def test_a_form_names_people_too(company: Company) -> None:
    carried = {"drumbeat": {"do": "form", "form": "x", "key": "k"}, "fp:owner": company.ben.aad}
    told = company.activities.invoke(company.ana, "task/submit", {"data": carried}, company.growth, None)
    incoming = decode(told, company.identity())
    assert incoming is not None
    read = await company.people.introduced(replace(incoming))
    assert read.request.people[company.ben.aad].name == "Ben"
