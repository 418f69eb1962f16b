"""The whole matrix role x route x workspace: whoever may not is refused, nothing is written, nothing is read."""

from collections import Counter

import pytest

from cadence.cards import Card
from cadence.commands.shortcuts import SHORTCUTS
from cadence.grammar.commands import read_command
from cadence.requests import Invalid, Nothing, Reply, Say, ShowForm
from cadence.routes import BUTTONS, CHANGES, COMMANDS, SUBMISSIONS
from tests.fakes.growth import MONDAY
from tests.fakes.services import FakeDateReader
from tests.torture.asks import ALL, CHANGED, ELSEWHERE, LINES, PRESSES, SENT_FORMS, USED
from tests.torture.firm import ROLES, WORDS, Firm
from tests.torture.scale import FACTOR
from tests.torture.who_may import LINES as TABLE
from tests.torture.who_may import WHO_MAY

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800 if FACTOR else 120)]
OUTSIDE = ("guest", "stranger", "abroad", "departed")
PLACES = (ELSEWHERE, None)


def is_refused(reply: Reply) -> bool:
    return isinstance(reply, Invalid) or (isinstance(reply, Say) and reply.refuses)


def words(reply: Reply) -> str:
    """All that comes back, also what no platform would show."""
    match reply:
        case Say(card=Card() as shown):
            return str(shown)
        case ShowForm(form=form):
            return str(form)
        case Invalid(errors=errors):
            return " ".join(errors.values())
    assert isinstance(reply, Nothing), reply
    return ""


def test_every_route_has_a_line_in_the_table() -> None:
    lines = [ask.fields["text"] for ask in LINES.values()]
    typed = {type(read_command(line, MONDAY.date(), FakeDateReader())) for line in lines}
    assert typed == set(COMMANDS)
    assert {name.partition("/")[0] for name in PRESSES} == {*BUTTONS, "line.type"}
    assert {name.partition("/")[0] for name in SENT_FORMS} == set(SUBMISSIONS)
    assert set(CHANGED) == set(CHANGES)
    assert set(USED) == set(SHORTCUTS)
    assert set(WHO_MAY) == set(ALL)
    twice = Counter(name for _, names in TABLE for name in names)
    assert max(twice.values()) == 1


@pytest.mark.parametrize("role", [role for role in ROLES if role != "abroad"])
async def test_only_who_may_does_it_and_for_all_others_nothing_changes(role: str) -> None:
    firm = await Firm.founded()
    wrong = []
    for name, ask in ALL.items():
        reply = await firm.ask(role, ask, ask.place)
        may = role in WHO_MAY[name]
        if is_refused(reply) == may or (not may and firm.changed()):
            wrong.append((name, "may" if may else "may not", words(reply)[:200], firm.changed()))
    assert wrong == []


async def test_whoever_may_changes_something_somewhere() -> None:
    """Else nothing were proved by what the others did not change."""
    firm = await Firm.founded()
    changing = set()
    for name, ask in ALL.items():
        for role in WHO_MAY[name]:
            await firm.ask(role, ask, ask.place)
            changing |= {name} if firm.changed() else set()
    sent = {name for name in ALL if name.startswith("send ")}
    assert sent - changing == {"send country"}, "it has that country already"
    assert len(changing) > 60


@pytest.mark.parametrize("place", PLACES if FACTOR else PLACES[:1])
@pytest.mark.parametrize("role", OUTSIDE)
async def test_who_does_not_belong_to_a_private_team_reads_no_word_of_it(role: str, place: str | None) -> None:
    firm = await Firm.founded()
    for name, ask in ALL.items():
        read = words(await firm.ask(role, ask, place)) + firm.told(ROLES[role])
        found = [word for word in WORDS if word in read.replace(str(ask.fields.get("text")), "")]
        assert found == [], (name, read)


@pytest.mark.parametrize("is_private", [True, False] if FACTOR else [False])
async def test_another_workspace_reads_no_word_of_this_one_and_changes_nothing_in_it(is_private: bool) -> None:
    firm = await Firm.founded(is_private=is_private)
    for name, ask in ALL.items():
        for place in (ask.place, *PLACES) if FACTOR else (ask.place,):
            read = words(await firm.ask("abroad", ask, place)) + firm.told(ROLES["abroad"])
            assert [word for word in WORDS if word in read] == [], (name, read)
            assert firm.changed() == set(), name


async def test_the_words_looked_for_are_there_to_be_read() -> None:
    firm = await Firm.founded()
    read = "".join([words(await firm.ask("lead", ask, ask.place)) for ask in ALL.values()])
    assert [word for word in WORDS if word not in read] == []
