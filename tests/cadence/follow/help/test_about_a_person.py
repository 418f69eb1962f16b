"""Help with what is about a person is asked of the lead alone."""

import pytest

from tests.cadence.desk import Desk, a_blocker, words
from tests.cadence.follow.help.asking import ask, form_for, options, thread
from tests.cadence.follow.two_teams import private


async def test_help_with_what_is_about_a_person_is_asked_of_the_lead_alone_and_says_nothing_to_the_team(
    desk: Desk,
) -> None:
    secret = a_blocker("secret", lead_only=True, owner_id=None, text="Cy is overloaded")
    await desk.keep("blockers", secret)
    assert [value for value, _ in options(await form_for(desk, "ben", f"blocker:{secret.id}"))] == ["lead"]
    await ask(desk, "ben", f"blocker:{secret.id}")
    assert thread(desk) == []
    assert "Cy is overloaded" in private(desk.store, "ana")[0]
    assert private(desk.store, "mia") == []


@pytest.mark.parametrize("who", ["cy", "dee", "mia", "zoe"])
async def test_for_others_what_is_about_a_person_is_not_there(desk: Desk, who: str) -> None:
    await desk.keep("blockers", a_blocker("secret", lead_only=True))
    reply = await desk.press(who, "help.ask", f"blocker:{a_blocker('secret').id}")
    assert words(reply).startswith("This is not there any more.")
