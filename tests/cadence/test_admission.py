"""So many at once, the others in line: first come, first served; nobody's place is lost, and the background goes on."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.admission import BACKGROUND_SHARE, Admission

MOMENT = 0.001


class Door:
    """Everybody who comes, and who was let in, in which order. at_once: the most that ever were inside."""

    def __init__(self, places: int) -> None:
        self.admission = Admission(places)
        self.let_in: list[str] = []
        self.without: list[str] = []
        self.inside = self.at_once = 0

    async def visit(
        self, name: str, stays: float = MOMENT, within: float | None = None, *, fails: bool = False
    ) -> None:
        async with self.admission.turn(within, in_background=name.startswith("background")) as is_its_turn:
            if not is_its_turn:
                self.without.append(name)
                return
            self.let_in.append(name)
            self.inside += 1
            self.at_once = max(self.at_once, self.inside)
            try:
                await asyncio.sleep(stays)
                if fails:
                    raise ValueError(name)
            finally:
                self.inside -= 1

    async def come(
        self, names: Iterable[str], stays: float = MOMENT, within: float | None = None
    ) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self.visit(name, stays, within)) for name in names]
        await asyncio.sleep(0)
        return tasks

    async def are_free(self) -> int:
        """How many may come in now without waiting; all must have left."""
        assert self.inside == 0
        before = len(self.let_in)
        tasks = await self.come([f"next {n}" for n in range(20)], within=0.0, stays=0.05)
        await asyncio.gather(*tasks)
        return len(self.let_in) - before


async def test_whoever_came_first_is_let_in_first_and_so_many_at_once() -> None:
    door, names = Door(3), [f"{n:02}" for n in range(20)]
    await asyncio.gather(*await door.come(names))
    assert door.let_in == names
    assert door.at_once == 3


async def test_nobody_who_comes_just_as_a_place_is_free_overtakes_the_line() -> None:
    door = Door(1)
    first = await door.come(["first", "waits"])
    await first[0]  # its place is given on in this moment
    await door.visit("late")
    assert door.let_in == ["first", "waits", "late"]


async def test_who_waited_as_long_as_they_could_goes_on_without_a_turn_and_takes_no_place() -> None:
    door = Door(1)
    held = await door.come(["long"], stays=0.1)
    await asyncio.gather(*await door.come(["a", "b"], within=0.02))
    assert (door.let_in, door.without) == (["long"], ["a", "b"])
    await asyncio.gather(*held)
    assert await door.are_free() == 1


async def test_people_go_before_the_background_which_goes_on_all_the_same() -> None:
    door = Door(1)
    people = [f"{n:02}" for n in range(3 * BACKGROUND_SHARE)]
    tasks = [*await door.come(["first"]), *await door.come(["background 1", "background 2"]), *await door.come(people)]
    await asyncio.gather(*tasks)
    places = [door.let_in.index(name) for name in ("background 1", "background 2")]
    assert places == [BACKGROUND_SHARE, 2 * BACKGROUND_SHARE]
    assert [name for name in door.let_in[1:] if "back" not in name] == people


async def test_where_no_person_waits_the_background_does_not_either() -> None:
    door = Door(2)
    await asyncio.gather(*await door.come([f"background {n}" for n in range(6)]))
    assert len(door.let_in) == 6 and door.at_once == 2


async def test_a_place_is_free_again_whatever_happened_in_it() -> None:
    door = Door(2)
    failing = [asyncio.create_task(door.visit(str(n), fails=True)) for n in range(5)]
    assert all(isinstance(each, ValueError) for each in await asyncio.gather(*failing, return_exceptions=True))
    assert await door.are_free() == 2


async def test_who_is_cut_off_in_the_very_moment_of_their_turn_gives_it_on() -> None:
    door = Door(1)
    async with door.admission.turn():
        unlucky, last = await door.come(["unlucky", "last"])
    unlucky.cancel()  # the turn is theirs by now, and they do not know it yet
    await last
    assert door.let_in == ["last"]
    assert await door.are_free() == 1


VISIT = st.tuples(
    st.booleans(),  # in the background
    st.integers(0, 3),  # how many moments it stays
    st.one_of(st.none(), st.integers(0, 4)),  # how long it waits
    st.booleans(),  # it fails
    st.one_of(st.none(), st.integers(0, 6)),  # when it is cut off
    st.integers(0, 2),  # how long until the next comes
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.lists(VISIT, max_size=25))
def test_no_story_loses_a_place_or_lets_too_many_in(
    places: int, story: list[tuple[bool, int, int | None, bool, int | None, int]]
) -> None:
    asyncio.run(_play(places, story))


async def _play(places: int, story: list[tuple[bool, int, int | None, bool, int | None, int]]) -> None:
    door, loop, tasks = Door(places), asyncio.get_running_loop(), list[asyncio.Task[None]]()
    for number, (is_background, stays, waits, fails, cut_off, pause) in enumerate(story):
        name = f"{'background ' if is_background else ''}{number}"
        within = None if waits is None else waits * MOMENT
        task = asyncio.create_task(door.visit(name, stays * MOMENT, within, fails=fails))
        if cut_off is not None:
            loop.call_later(cut_off * MOMENT, task.cancel)
        tasks.append(task)
        await asyncio.sleep(pause * MOMENT)
    for task in tasks:
        with suppress(ValueError, asyncio.CancelledError):
            await task
    assert door.at_once <= places
    assert len(door.let_in) + len(door.without) <= len(story)
    assert await door.are_free() == places
