"""Two weeks of the giant company, lived once however many tests look at what was shown."""

import asyncio
from functools import cache

from tests.fakes.services import fake_services
from tests.giant.crawl import Book, Crawler
from tests.giant.life import live


@cache
def lived() -> Book:
    """Everything that was shown, pressed and sent."""

    async def live_on() -> Book:
        crawler = Crawler(fake_services())
        await live(crawler, weeks=2)
        people = {delivery.place.member for delivery, _ in crawler.chat.latest.values()}
        assert len(people) > 20
        return crawler.book

    return asyncio.run(live_on())
