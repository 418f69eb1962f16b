"""`drumbeat forget`: asks first, does it, and says plainly what is left elsewhere."""

from cadence.tidings.forgetting import is_forgotten
from storage import SqlStore
from tests.bot.conftest import Terminal
from tests.fakes.growth import WORKSPACE, mid, plant_growth


async def _names(store: SqlStore) -> dict[str, str]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return {row.id: row.name for row in await unit.members.find()}


async def _nobodies(store: SqlStore) -> list[str]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return [row.name for row in await unit.members.find() if is_forgotten(row)]


def test_it_asks_and_no_changes_nothing(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    before = terminal.kept(_names)
    ended = terminal.type("forget", "Cy")
    assert ended.exit_code == 1
    assert "Forget Cy (cy in local)?" in ended.output
    assert terminal.kept(_names) == before


def test_it_says_the_new_name_and_what_is_not_in_our_reach(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    ended = terminal.type("forget", "cy", "--yes", DRUMBEAT_ADMINS="ben")
    assert ended.exit_code == 0, ended.output
    [name] = terminal.kept(_nobodies)
    assert f"They are called {name} from now on" in ended.output
    for part in ("shows already", "Copies of the database", "somebody new"):
        assert part in ended.output
    assert mid("cy") not in terminal.kept(_names)
    assert "DRUMBEAT_ADMINS" not in ended.output


def test_an_admin_of_the_settings_is_pointed_out(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    assert (
        "DRUMBEAT_ADMINS names cy: take it out" in terminal.type("forget", "cy", "--yes", DRUMBEAT_ADMINS="cy").output
    )


def test_nobody_is_guessed(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    ended = terminal.type("forget", "Cyn", "--yes")
    assert (ended.exit_code, "nobody here called Cyn" in ended.output) == (1, True)
    assert terminal.kept(_nobodies) == []
