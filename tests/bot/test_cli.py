"""Every command of `drumbeat` that ends by itself: what it says, what it changes, and how it ends."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from cadence.model import Member, Workspace
from storage import SqlStore
from tests.bot.conftest import Terminal, real_now
from tests.fakes.growth import WORKSPACE, mid, plant_growth

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
REAL = Workspace(id="slack:T1", platform="slack", name="A real one")
SOON = timedelta(weeks=1)
MONDAY = datetime(2030, 2, 4, 8, 0, tzinfo=UTC)


async def _add_real(store: SqlStore) -> None:
    await store.add_workspace(REAL)


async def _growth_on_monday(store: SqlStore) -> None:
    await plant_growth(store)
    await store.advance_clock(WORKSPACE.id, MONDAY)


async def _offsets(store: SqlStore) -> dict[str, timedelta]:
    return {row.id: row.clock_offset for row in await store.workspaces()}


async def _workspaces(store: SqlStore) -> list[str]:
    return [row.id for row in await store.workspaces()]


# Settings


def test_bad_settings_are_all_named_at_once_and_nothing_runs(terminal: Terminal) -> None:
    ended = terminal.type("tick", PORT="many", LOG_LEVEL="loud", DATABASE_URL="mysql://x", SLACK_BOT_TOKEN="xoxb-1")
    assert ended.exit_code == 1
    for name in ("PORT", "LOG_LEVEL", "DATABASE_URL"):
        assert name in ended.output


def test_a_file_env_is_read_and_the_environment_wins(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text(f"PORT=wrong\nDATABASE_URL={NOWHERE}\n", encoding="utf-8")
    assert "PORT" in terminal.type("tick").output
    assert terminal.type("tick", PORT="0").exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("tick",),
        ("export",),
        ("rehearse",),
        ("admin", "add", "ana"),
        ("sample", "clear", "--yes"),
        ("worker",),
        ("web",),
    ],
)
def test_every_command_says_how_to_mend_a_database_that_is_not_ready(
    terminal: Terminal, command: tuple[str, ...]
) -> None:
    fresh = terminal.type(*command, DATABASE_URL=f"sqlite:///{terminal.folder}/fresh.db")
    assert (fresh.exit_code, fresh.output.count("\n")) == (1, 1)
    assert "drumbeat db upgrade" in fresh.output
    away = terminal.type(*command, DATABASE_URL=NOWHERE)
    assert (away.exit_code, away.output.count("\n")) == (1, 1)
    assert "cannot be reached" in away.output


# The database


def test_upgrading_twice_is_upgrading_once(terminal: Terminal) -> None:
    terminal.url = f"sqlite:///{terminal.folder}/fresh.db"
    assert terminal.type("db", "upgrade").exit_code == 0
    before = terminal.dump()
    again = terminal.type("db", "upgrade")
    assert (again.exit_code, again.output) == (0, "The database is up to date.\n")
    assert terminal.dump() == before


@pytest.mark.parametrize("command", [("db", "upgrade"), ("run",)])
def test_a_database_that_is_away_is_said_in_one_line(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.type(*command, DATABASE_URL=NOWHERE)
    assert (ended.exit_code, ended.output.count("\n")) == (1, 1)
    assert "cannot be reached" in ended.output


# Tick


def test_a_tick_moves_only_the_clock_that_it_is_told_to(terminal: Terminal) -> None:
    terminal.kept(_add_real)
    ended = terminal.type("tick", "--at", (real_now() + SOON).isoformat(), "--workspace", "local")
    assert ended.exit_code == 0, ended.output
    assert "0 due, 0 delivered." in ended.output
    offsets = terminal.kept(_offsets)
    assert offsets["local"] > SOON / 2
    assert offsets["slack:T1"] == timedelta()


def test_a_real_workspace_has_its_clock_moved_only_in_a_rehearsal(terminal: Terminal) -> None:
    terminal.kept(_add_real)
    moment = (real_now() + SOON).isoformat()
    refused = terminal.type("tick", "--at", moment)
    assert refused.exit_code == 1
    assert "slack:T1 is real" in refused.output
    assert set(terminal.kept(_offsets).values()) == {timedelta()}
    assert terminal.type("tick", "--at", moment, DRUMBEAT_REHEARSAL="1").exit_code == 0
    assert terminal.kept(_offsets)["slack:T1"] > SOON / 2


def test_the_clock_never_goes_back(terminal: Terminal) -> None:
    moment = real_now() + SOON
    terminal.type("tick", "--at", moment.isoformat())
    stands = terminal.kept(_offsets)["local"]
    ended = terminal.type("tick", "--at", (moment - timedelta(days=2)).isoformat())
    assert "never goes back" in ended.output
    assert terminal.kept(_offsets)["local"] == stands


@pytest.mark.parametrize(("moment", "workspace", "said"), [("soon", "", "soon is no moment"), ("", "slack:T9", "")])
def test_a_moment_or_workspace_that_is_none_is_refused(
    terminal: Terminal, moment: str, workspace: str, said: str
) -> None:
    ended = terminal.type("tick", "--at", moment or "2030-01-01", "--workspace", workspace)
    assert ended.exit_code == 1
    assert (said or "There is no workspace slack:T9") in ended.output


# Import and export


def test_importing_an_export_changes_no_row(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    terminal.type("export", "--output", "growth.yaml")
    before = terminal.dump()
    ended = terminal.type("import", "growth.yaml")
    assert (ended.exit_code, ended.output) == (0, "0 rows changed.\n")
    assert terminal.dump() == before


def test_a_dry_run_shows_what_an_import_then_does(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    file = terminal.folder / "growth.yaml"
    file.write_text(terminal.type("export").output.replace("title: Activation", "title: Active users"), "utf-8")
    before = terminal.dump()
    would = terminal.type("import", str(file), "--dry-run")
    assert terminal.dump() == before
    assert would.output.endswith("1 row would change.\n")
    done = terminal.type("import", str(file))
    assert done.output.splitlines()[:-1] == would.output.splitlines()[:-1]
    assert "Active users" in terminal.type("export").output


def test_an_import_with_faults_names_each_and_changes_nothing(terminal: Terminal) -> None:
    file = terminal.folder / "wrong.yaml"
    file.write_text("workspace: {id: local}\nmembers: [{id: ana}, {id: ben, name: Ben, zone: Mars}]\n", "utf-8")
    terminal.type("tick")
    before = terminal.dump()
    ended = terminal.type("import", str(file))
    assert ended.exit_code == 1
    assert "members[0].name" in ended.output
    assert "members[1].zone" in ended.output
    assert terminal.dump() == before


def test_an_export_of_several_workspaces_asks_which(terminal: Terminal) -> None:
    terminal.kept(_add_real)
    asked = terminal.type("export")
    assert asked.exit_code == 1
    assert "slack:T1" in asked.output
    assert "id: slack:T1" in terminal.type("export", "--workspace", "slack:T1").output


def test_an_export_of_an_unknown_workspace_says_which_there_are(terminal: Terminal) -> None:
    ended = terminal.type("export", "--workspace", "slack:T9")
    assert ended.exit_code == 1
    assert "local" in ended.output


# Rehearse


def test_a_rehearsal_prints_two_weeks_and_leaves_everything_as_it_was(terminal: Terminal) -> None:
    terminal.kept(_growth_on_monday)
    before = terminal.dump()
    ended = terminal.type("rehearse", "--weeks", "2")
    assert ended.exit_code == 0, ended.output
    posted = re.findall(r"^(\w{3} \d\d \w{3} \d\d:\d\d) > channel:C-growth$", ended.output, re.MULTILINE)
    assert posted == ["Wed 06 Feb 10:00", "Thu 07 Feb 10:00", "Wed 13 Feb 10:00", "Thu 14 Feb 10:00"]
    assert ended.output.count("What moved?") >= 2
    assert ended.output.rstrip().endswith("times in Europe/Berlin. Nothing was sent.")
    assert terminal.dump() == before


def test_a_rehearsal_of_nothing_says_so(terminal: Terminal) -> None:
    assert "0 messages in 1 week;" in terminal.type("rehearse").output


# Admins and the sample


def test_an_admin_may_be_named_before_they_were_ever_seen(terminal: Terminal) -> None:
    async def find(store: SqlStore) -> Member | None:
        async with store.unit(WORKSPACE.id, actor="test") as unit:
            return await unit.members.get(mid("zoe"))

    ended = terminal.type("admin", "add", "zoe")
    assert ended.output == "zoe is an admin of local now.\n"
    found = terminal.kept(find)
    assert found is not None
    assert found.is_admin


def test_an_admin_of_an_unknown_workspace_is_refused(terminal: Terminal) -> None:
    ended = terminal.type("admin", "add", "zoe", "--workspace", "slack:T9")
    assert ended.exit_code == 1
    assert "There is no workspace slack:T9; there is local." in ended.output


def test_the_sample_leaves_and_takes_nothing_else_with_it(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    terminal.kept(_add_real)
    kept = terminal.type("sample", "clear", "--yes")
    assert kept.exit_code == 0
    assert "slack:T1" in terminal.kept(_workspaces)
    assert "growth" not in "".join(terminal.dump())


def test_the_sample_stays_where_the_operator_hesitates(terminal: Terminal) -> None:
    terminal.kept(plant_growth)
    before = terminal.dump()
    assert terminal.type("sample", "clear").exit_code == 1
    assert terminal.dump() == before


def test_the_local_workspace_serves_only_this_machine(terminal: Terminal) -> None:
    ended = terminal.type("web", HOST="0.0.0.0", PORT="0")
    assert ended.exit_code == 1
    assert "DRUMBEAT_LOCAL=off" in ended.output


def test_help_lists_every_command(terminal: Terminal) -> None:
    said = terminal.type("--help").output
    for command in ("run", "web", "worker", "tick", "import", "export", "doctor", "rehearse", "db", "sample", "admin"):
        assert re.search(rf"│ {command} ", said), command
