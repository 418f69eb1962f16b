"""The app is taken out of a workspace, and installed again."""

from cadence.model import CheckInState
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear
from tests.fakes.growth import WORKSPACE


def is_connected(ear: Ear) -> bool:
    return ear.store.data[WORKSPACE.id].workspace.is_connected


async def test_taken_out_nothing_happens_and_nothing_is_forgotten(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    planned = ear.rows("checkins")
    await ear.disconnect()
    assert not is_connected(ear)
    assert await rhythm.at(11, "10:00") == 0
    assert ear.rows("checkins") == planned
    assert ear.messages() == []


async def test_back_in_time_the_check_in_opens(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await ear.disconnect()
    await rhythm.at(11, "10:00")
    await ear.connect()
    await rhythm.at(11, "12:00")
    assert len(rhythm.said("prompt")) == 1


async def test_past_its_closing_there_is_one_summary_and_no_prompt(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await ear.disconnect()
    await rhythm.at(12, "14:00")
    await ear.connect()
    await rhythm.at(12, "14:01")
    assert (len(rhythm.said("prompt")), len(rhythm.said("summary"))) == (0, 1)
    assert CheckInState.SCHEDULED in (await rhythm.weeks()).values()


async def test_the_leads_read_one_line(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await ear.disconnect()
    await ear.connect("Sample, renamed")
    assert ear.told_somebody("connected:") == ["ana"]
    assert ear.told("ana") == ["Drumbeat is connected again. Nothing was lost. Growth's check-in opens Wed 10:00."]
    assert is_connected(ear)
    assert ear.store.data[WORKSPACE.id].workspace.name == "Sample, renamed"


async def test_what_comes_next_is_named_as_it_is(ear: Ear, rhythm: Rhythm) -> None:
    await rhythm.opened()
    await ear.disconnect()
    await ear.connect()
    assert ear.told("ana")[-1].endswith("Growth's check-in closes Thu 10:00.")
    await ear.disconnect()
    rhythm.clock.forward(days=2)
    await ear.connect()
    assert ear.told("ana")[-1].endswith("Growth's summary follows now.")


async def test_installed_for_the_first_time_or_over_itself_says_nothing(ear: Ear) -> None:
    await ear.connect()
    assert ear.messages() == []
