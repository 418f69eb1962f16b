"""The stage in Microsoft Teams: signed activities to the running application, which talks to a loopback Teams."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from tests.fakes.clock import FakeClock
from tests.fakes.teams import FakeTeams, Message, Shown, Somebody
from tests.journeys.teams_world import Started, World, in_channel, in_chat, submit_label
from tests.parity.stage import MONDAY, Grown, Sheet, Typed, Where


class OnTeams:
    """See `Stage`. has_replies: not in a group chat, which has no threads."""

    def __init__(self, world: World, *, has_replies: bool) -> None:
        self._world = world
        self.has_replies = has_replies

    tells_who_left = True

    def id_of(self, who: str) -> str:
        return self._of(who).user.aad

    def naming(self, who: str) -> str:
        return self._of(who).mention

    @property
    def served_at(self) -> str:
        return self._world.teams.base

    def now(self) -> datetime:
        return self._world.clock()

    async def at(self, moment: datetime) -> None:
        await self._world.at(moment)

    async def types(self, who: str, text: str, where: Where = Where.HERE) -> None:
        somebody = self._of(who)
        somebody.close()
        await self._world.type(somebody, text, self._world.place if where is Where.HERE else somebody.chat)

    async def replies(self, who: str, text: str) -> None:
        await self._of(who).types(text, thread=self._world.prompt())
        await self._world.answered()
        await self._world.settle()

    async def press(self, who: str, label: str, where: Where = Where.HERE) -> None:
        somebody = self._of(who)
        if where is Where.PRIVATE and somebody.dialog and label in somebody.dialog.buttons():
            outcome = await somebody.submit(label)
        else:
            somebody.close()
            shown = self._here() if where is Where.HERE else [m for m in somebody.inbox() if m.card]
            found = [message for message in shown if label in somebody.sees(message).buttons()]
            assert found, f"no {label!r} in {[message.said for message in shown]}"
            outcome = await somebody.press(found[-1], label)
        assert not outcome.error, outcome
        await self._world.quiet()

    async def sheet(self, who: str) -> Sheet | None:
        found = self._form(who)
        if found is None:
            return None
        shown = found[1]
        labels = {_field(key): str(node.get("label") or node.get("title", "")) for key, node in shown.inputs().items()}
        return Sheet(labels, {_field(key): value for key, value in shown.values().items()}, tuple(shown.marked()))

    async def send(self, who: str, values: Mapping[str, Typed]) -> None:
        found = self._form(who)
        assert found is not None
        message, shown = found
        known = {_field(key): key for key in shown.inputs()}
        named = {known[name]: value for name, value in values.items()}
        label = submit_label(shown)
        somebody = self._of(who)
        outcome = await (somebody.press(message, label, named) if message else somebody.submit(label, named))
        assert not outcome.error and not outcome.kept_back, outcome
        await self._world.quiet()

    async def more(self, who: str, label: str, values: Mapping[str, Typed]) -> None:
        found = self._form(who)
        assert found is not None
        message, shown = found
        known = {_field(key): key for key in shown.inputs()}
        named = {known[name]: value for name, value in values.items()}
        somebody = self._of(who)
        outcome = await (somebody.press(message, label, named) if message else somebody.submit(label, named))
        assert not outcome.error and not outcome.kept_back, outcome

    async def page(self, who: str) -> str:
        await self.types(who, "mine", Where.PRIVATE)
        return self._page(who).said

    async def press_page(self, who: str, label: str) -> None:
        somebody = self._of(who)
        somebody.close()
        outcome = await somebody.press(self._page(who), label)
        assert not outcome.error, outcome
        await self._world.quiet()

    def _page(self, who: str) -> Message:
        return next(m for m in reversed(self._of(who).inbox()) if m.card and "Refresh" in Shown(m.card).buttons())

    async def leaves(self, who: str) -> None:
        user, place = self._of(who).user, self._world.place
        await self._world.happen.leave(user, place.team or place)
        await self._world.settle()

    async def here(self) -> list[str]:
        return [message.said for message in self._world.said()]

    async def thread(self) -> list[str]:
        """In a group chat: the check-in itself, which shows the answers, and what was posted after it."""
        if self.has_replies:
            return self._world.thread()
        said = self._world.said()
        return [message.said for message in said[said.index(self._world.prompt()) :]]

    async def told(self, who: str) -> str:
        somebody = self._of(who)
        seen = [somebody.sees(m).said if m.card else m.said for m in somebody.inbox()]
        return "\n".join([*seen, *somebody.lines, *([somebody.dialog.said] if somebody.dialog else [])])

    def no_harm(self) -> None:
        self._world.no_harm()

    def _of(self, who: str) -> Somebody:
        found: Somebody = getattr(self._world.crowd, who)
        return found

    def _here(self) -> list[Message]:
        place = self._world.place
        return [m for m in self._world.teams.tenant.messages if m.conversation is place and m.by is None and m.card]

    def _form(self, who: str) -> tuple[Message | None, Shown] | None:
        """The dialog, else the newest form in the personal chat."""
        somebody = self._of(who)
        if somebody.dialog is not None:
            return (None, _unfolded(somebody.dialog)) if somebody.dialog.inputs() else None
        forms = [(m, somebody.sees(m)) for m in somebody.inbox() if m.card and somebody.sees(m).inputs()]
        return (forms[-1][0], _unfolded(forms[-1][1])) if forms else None


def _unfolded(shown: Shown) -> Shown:
    """With everything that a button shows and hides in sight; nothing of that is sent."""
    for action in shown.buttons().values():
        if action["type"] == "Action.ToggleVisibility":
            before = len(shown.inputs())
            shown.toggle(action)
            if len(shown.inputs()) < before:
                shown.toggle(action)
    return shown


def _field(key: str) -> str:
    """The field's id in the id of an input."""
    return key.partition(":")[2].partition("~")[0]


@asynccontextmanager
async def on_teams(folder: Path, grown: Grown | None) -> AsyncIterator[OnTeams]:
    """In a channel of a team that the app was just added to."""
    async with FakeTeams() as teams, in_channel(teams, _moved(grown, folder, teams), _clock(grown)) as world:
        await _with_app(world, grown)
        yield OnTeams(world, has_replies=True)


@asynccontextmanager
async def on_teams_chat(folder: Path, grown: Grown | None) -> AsyncIterator[OnTeams]:
    """In a group chat that the app was just added to."""
    async with FakeTeams() as teams, in_chat(teams, _moved(grown, folder, teams), _clock(grown)) as world:
        await _with_app(world, grown)
        yield OnTeams(world, has_replies=False)


def _clock(grown: Grown | None) -> FakeClock:
    return FakeClock(grown.until if grown else MONDAY)


def _moved(grown: Grown | None, folder: Path, teams: FakeTeams) -> Path:
    """The folder, whose database now tells this Teams' addresses."""
    if grown:
        Started(grown.database, grown.served_at, grown.until).copy(folder, teams.base)
    return folder


async def _with_app(world: World, grown: Grown | None) -> None:
    """The app is in the place; where nothing was said yet, it hears so."""
    if grown is None:
        await world.happen.add_app(world.crowd.ana.user, world.place)
        await world.hear()
    elif world.place.team:
        world.place.team.has_app = True
    else:
        world.place.added_app = True
