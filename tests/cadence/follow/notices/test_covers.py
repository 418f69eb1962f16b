"""During leave the cover is told, but never what is about a person."""

from tests.cadence.desk import a_blocker, an_action
from tests.cadence.follow.notices.due import ACTION, BLOCKER, GONE
from tests.cadence.follow.telling import TODAY, Mailroom, about, leave
from tests.fakes.growth import mid


async def test_during_leave_the_cover_is_told_and_reads_for_whom(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 13, cover="cy"))
    await mail.note(about(ACTION), about(BLOCKER), about(an_action("own", owner_id=mid("cy")), "cy"))
    await mail.keep(an_action("own", owner_id=mid("cy"), due=TODAY, text="call the vendor"))
    await mail.at(9)
    assert mail.told("dee") == []
    (text,) = mail.read("cy")
    assert text.index("call the vendor") < text.index("For Dee, who is away") < text.index("pricing test")
    assert mail.notice(about(ACTION)).cover_id == mid("cy")


async def test_without_cover_it_waits_until_they_are_back(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 11))
    await mail.note(about(ACTION))
    for day in (9, 10, 11):
        assert await mail.at(day) == 0
    assert await mail.at(12) == 1
    assert len(mail.told("dee")) == 1


async def test_a_cover_named_later_is_told_the_next_morning(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 20))
    await mail.note(about(ACTION))
    await mail.at(9)
    await mail.keep(leave("dee", 9, 20, cover="cy"))
    assert await mail.at(10, "08:00") == 1
    assert len(mail.told("cy")) == 1


async def test_what_is_about_a_person_never_goes_to_a_cover(mail: Mailroom) -> None:
    private = a_blocker("private", lead_only=True, owner_id=mid("ana"), next_check=TODAY, text="about Cy")
    await mail.keep(private, leave("ana", 9, 13, cover="cy"))
    await mail.note(about(private, "ana"))
    assert await mail.at(9) == 0
    assert await mail.at(16) == 1
    assert mail.told("cy") == []


async def test_what_is_about_a_person_is_told_to_nobody_but_the_lead(mail: Mailroom) -> None:
    private = a_blocker("private", lead_only=True, owner_id=mid("dee"), next_check=TODAY)
    await mail.keep(private)
    await mail.note(about(private, "dee"))
    assert await mail.at(9) == 0
    assert mail.states() == {GONE: 1}
