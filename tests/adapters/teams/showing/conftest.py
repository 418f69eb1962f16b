"""The office of `office.py`, fresh for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.teams.showing.office import Office, office


@pytest.fixture(name="office")
async def the_office() -> AsyncIterator[Office]:
    async with office() as made:
        yield made
