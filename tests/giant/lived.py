"""Two weeks of the giant company, lived once however many tests look at what was shown."""

import asyncio
from functools import cache

from cadence.form_room import ROOMY, FormRoom
from tests.fakes.services import fake_services
from tests.giant.crawl import Book, Crawler
from tests.giant.life import live


@cache
def lived(room: FormRoom = ROOMY) -> Book:
    """Everything that was shown, pressed and sent. room: how much a form may hold."""

    async def live_on() -> Book:
        crawler = Crawler(fake_services(), room)
        await live(crawler, weeks=2)
        people = {delivery.place.member for delivery, _ in crawler.chat.latest.values()}
        assert len(people) > 20
        book = crawler.book
        assert book.cards and book.forms and book.invalid, "whoever looks at each of them looks at none"
        return book

    return asyncio.run(live_on())
