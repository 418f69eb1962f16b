"""Where more wait than are looked at first, whose turn it is, is found otherwise: each way keeps all the promises."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings

from storage import claiming
from storage.turns import LANES_ANYWHERE, LANES_OF_FEW
from tests.contracts import test_outbox_property as unpaced
from tests.contracts import test_paces_property as paced
from tests.contracts.conftest import opened

IN_FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["of few lanes", "anywhere"], autouse=True)
def only_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, sql_url: str) -> None:
    """All that waits is looked for so, however little it is."""
    is_sqlite = sql_url.startswith("sqlite")
    way = LANES_OF_FEW if request.param == "of few lanes" else LANES_ANYWHERE[is_sqlite]
    monkeypatch.setattr(claiming, "LANES_NEAR", way)


@IN_FEW
@given(steps=unpaced.STORIES)
def test_nothing_is_lost_shown_twice_or_out_of_order(sql_url: str, steps: list[unpaced.Step]) -> None:
    asyncio.run(unpaced.play(steps, lambda clock: opened(sql_url, clock)))


@settings(IN_FEW, max_examples=5)
@given(steps=paced.STORIES)
def test_nothing_is_too_fast(sql_url: str, steps: list[paced.Step]) -> None:
    asyncio.run(paced.play(steps, lambda clock: opened(sql_url, clock)))
