"""Free words of a reply: shown back, and what sounds off track in them is offered as a blocker, never made one."""

import pytest

from cadence.grammar.replies import sounds_off_track
from tests.cadence.asking import button, filled, opened, said
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import kr_id, mid

OFFER = "Record as a blocker"


@pytest.mark.parametrize(
    "line",
    [
        "pricing talks went well, waiting for legal",
        "we wait on finance",
        "1.1 is blocked",
        "I'm stuck with the import",
        "could not start, waiting for the contract",
        "ads are on hold",
        "held up by procurement",
        "not blocked, but waiting for data",
    ],
)
def test_what_sounds_off_track(line: str) -> None:
    assert sounds_off_track(line)


@pytest.mark.parametrize(
    "line",
    [
        "pricing talks went well",
        "we are unblocked now",
        "nothing is blocked",
        "no longer stuck",
        "we aren't waiting for anybody",
        "I am not really stuck",
        "the awaiting page is done",
        "blockers: none",
    ],
)
def test_what_does_not(line: str) -> None:
    assert not sounds_off_track(line)


async def test_what_sounds_off_track_is_one_press_away_from_a_blocker(week: Thread) -> None:
    reply = await week.says("ben", "pricing talks went well\nstill waiting for legal")
    assert '"pricing talks went well still waiting for legal"' in said(reply)
    assert await week.ask.rows("blockers") == []
    form = opened(await week.clicks("ben", reply, OFFER))
    assert (form.id, filled(form)["blocker:1:text"]) == ("record_blocker", "still waiting for legal")
    key_result = next(name for name in filled(form) if name.startswith("blocker:1:kr"))
    await week.ask.sends("ben", form, **{key_result: kr_id("1.1")})
    [blocker] = await week.ask.rows("blockers")
    assert (blocker.text, blocker.owner_id) == ("still waiting for legal", mid("ben"))


@pytest.mark.parametrize("line", ["all went well", "waiting for legal\nblocker: waiting for legal"])
async def test_otherwise_nothing_is_offered(week: Thread, line: str) -> None:
    with pytest.raises(StopIteration):
        button(await week.says("ben", line), OFFER)


async def test_long_words_are_shortened_where_they_are_shown_back_and_whole_in_the_form(week: Thread) -> None:
    words = "waiting for legal, " * 20
    reply = await week.says("ben", words)
    assert len(said(reply)) <= 300
    assert filled(opened(await week.clicks("ben", reply, OFFER)))["blocker:1:text"] == words.strip()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("action: call the agency <@cy> friday", "Action: call the agency (Cy, by Fri 13 Nov)"),
        ("action: call the agency <@cy>", "Action: call the agency (Cy, date not set)"),
        ("action: call the agency", "Action: call the agency (owner and date not set)"),
    ],
)
async def test_an_action_is_shown_with_the_owner_and_the_day_that_were_understood(
    week: Thread, line: str, shown: str
) -> None:
    assert shown in said(await week.says("ben", line)).splitlines()
