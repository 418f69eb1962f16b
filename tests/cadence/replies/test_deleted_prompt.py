"""A message that somebody deleted by hand: only the prompt of an open check-in comes back, and only once."""

import pytest

from cadence.news import MessageGone, NewsDesk
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import WORKSPACE


@pytest.fixture
def news(week: Thread) -> NewsDesk:
    return NewsDesk(week.store, week.services)


def gone(key: str, news_id: str = "n1") -> MessageGone:
    return MessageGone(workspace_id=WORKSPACE.id, news_id=news_id, key=key)


async def test_the_open_prompt_is_posted_anew_once(week: Thread, news: NewsDesk) -> None:
    key = f"prompt:{(await week.newest()).id}"
    assert week.ref(key)
    await news.tell(gone(key))
    queued = week.store.data[WORKSPACE.id].messages[key]
    assert (queued.ref, queued.waits) == (None, True)
    assert week.ref(key)
    await news.tell(gone(key, "n2"))
    assert week.store.data[WORKSPACE.id].messages[key].ref is not None


async def test_that_of_a_closed_check_in_stays_deleted(week: Thread, news: NewsDesk) -> None:
    key = f"prompt:{(await week.newest()).id}"
    week.ref(key)
    await week.at(12, "10:00")
    await news.tell(gone(key))
    assert week.store.data[WORKSPACE.id].messages[key].ref is not None


@pytest.mark.parametrize("key", ["prompt:made up", "summary:made up", "decision:x", ""])
async def test_whatever_else_was_deleted_stays_so(week: Thread, news: NewsDesk, key: str) -> None:
    before = dict(week.store.data[WORKSPACE.id].messages)
    await news.tell(gone(key))
    assert dict(week.store.data[WORKSPACE.id].messages) == before
