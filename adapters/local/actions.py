"""What a page can send: a line, a button, a form, a jump of the clock, and what was dismissed.

Each decodes, hands over to the front door, keeps the private answer, and lets what was said be delivered at once.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from adapters.local.clock import WORKSPACE, jump_target
from adapters.local.decoding import (
    Line,
    Spot,
    command_of,
    read_aside,
    read_form,
    read_line,
    read_press,
    reply_of,
    stranger_in,
)
from adapters.local.deps import LocalDeps
from adapters.local.pages import LIMIT, TRIED, OpenForm, Pages, open_form
from adapters.local.rendering import typed_values
from adapters.local.urls import spot_url
from cadence.cards import Buttons, card
from cadence.errors import StoreAway, TryLater
from cadence.forms import Form
from cadence.ids import id_for
from cadence.ports import Post
from cadence.requests import FormChanged, FormSubmitted, Invalid, Nothing, Reply, ReplyTyped, Say, ShowForm

REMEMBERED = 200
A_YEAR = 365 * 24 * 3600


class Actions:
    """_shown: forms by request id, so that one that is sent without scripts can be shown again with its errors."""

    def __init__(self, deps: LocalDeps, pages: Pages) -> None:
        self._deps, self._pages = deps, pages
        self._shown: OrderedDict[str, Form] = OrderedDict()

    async def say(self, request: web.Request) -> web.StreamResponse:
        """A line from the composer: for people, or for the bot."""
        sent, spot, _ = await self._arrived(request)
        line = read_line(sent, spot)
        if not line.text:
            return self._done(request, spot)
        if typed := reply_of(line, spot):
            return await self._reply(request, spot, line, typed)
        if line.command is None or spot.channel is None:
            await self._write_line(spot, line)
        if line.command is None:
            return self._done(request, spot)
        command = command_of(line, spot)
        stranger = stranger_in(command.text)
        reply = _nobody(stranger) if stranger else await self._deps.front_door.handle(command)
        await self._keep(reply, spot, line.request_id, "", line.text if spot.channel else "")
        return await self._after(request, spot, reply, "")

    async def _reply(self, request: web.Request, spot: Spot, line: Line, typed: ReplyTyped) -> web.StreamResponse:
        """A line in a thread: everybody reads it, and of our check-ins it may be an answer."""
        await self._write_line(spot, line)
        reply = await self._heard(typed)
        await self._keep(reply, spot, line.request_id, "", "")
        return await self._after(request, spot, reply, "")

    async def _heard(self, typed: ReplyTyped) -> Reply:
        """What begins the thread may just be on its way into the log: then it is known after the next pass."""
        with suppress(TryLater):
            return await self._deps.front_door.handle(typed)
        await self._deps.run_pass()
        with suppress(TryLater):
            return await self._deps.front_door.handle(typed)
        return Nothing()

    async def press(self, request: web.Request) -> web.StreamResponse:
        """A button of a card."""
        sent, spot, _ = await self._arrived(request)
        pressed, ref = read_press(sent, spot)
        reply = await self._deps.front_door.handle(pressed)
        await self._keep(reply, spot, pressed.request_id, ref, "")
        return await self._after(request, spot, reply, ref)

    async def form(self, request: web.Request) -> web.StreamResponse:
        """A form that was sent, or asks for more fields."""
        sent, spot, ref = await self._arrived(request)
        submitted = read_form(sent, spot)
        reply = await self._deps.front_door.handle(submitted)
        faults = _faults(reply)
        if faults:
            return await self._again(request, spot, submitted, faults, ref)
        if not isinstance(submitted, FormChanged):
            await self._keep(reply, spot, submitted.request_id, ref, "")
        return await self._after(request, spot, reply, ref)

    async def jump(self, request: web.Request) -> web.StreamResponse:
        """Move the clock to one of the moments that the strip offers; one that has passed does nothing."""
        sent, spot, _ = await self._arrived(request)
        team = self._pages.team_at(spot)
        to = await jump_target(self._deps.agenda, team.id, dict(sent).get("to", "")) if team else None
        if to is not None:
            await self._deps.travel(WORKSPACE, to)
        return self._done(request, spot)

    async def dismiss(self, request: web.Request) -> web.StreamResponse:
        """Put away something that only this person sees."""
        _, spot, ref = await self._arrived(request)
        post = await self._own(spot, ref)
        if post:
            await self._deps.chatlog.write(replace(post, text="", card=None))
        return self._done(request, spot)

    async def tried(self, request: web.Request) -> web.StreamResponse:
        """Put away the first-visit card, for good."""
        _, spot, _ = await self._arrived(request)
        response = self._done(request, spot)
        response.set_cookie(TRIED, "yes", max_age=A_YEAR, samesite="Lax", httponly=True, path="/")
        return response

    async def _arrived(self, request: web.Request) -> tuple[list[tuple[str, str]], Spot, str]:
        posted = await request.post()
        sent = [(name, value) for name, value in posted.items() if isinstance(value, str)]
        thread, ref = read_aside(sent)
        return sent, await self._pages.spot(request, thread), ref

    async def _write_line(self, spot: Spot, line: Line) -> None:
        await self._deps.chatlog.write(
            Post(
                ref=id_for("line", line.request_id),
                place=spot.place,
                at=spot.directory.now,
                author=spot.me.external_id,
                text=line.text,
                thread=spot.thread,
            )
        )

    async def _keep(self, reply: Reply, spot: Spot, request_id: str, clicked: str, typed: str) -> None:
        """Write a private answer into the log, if that can be done now. typed: the line that it answers."""
        if isinstance(reply, Say):
            with suppress(StoreAway):  # what was asked for is done
                await self._write_answer(reply, spot, request_id, clicked, typed)

    async def _write_answer(self, reply: Say, spot: Spot, request_id: str, clicked: str, typed: str) -> None:
        before = await self._own(spot, clicked) if reply.replaces and clicked else None
        if reply.replaces and before is None:
            await self._put_away_like(reply, spot)
        fresh = Post(
            ref=id_for("say", request_id),
            place=spot.place,
            at=spot.directory.now,
            text=typed,
            thread=spot.thread,
            seen_by=spot.me.external_id,
        )
        await self._deps.chatlog.write(replace(before or fresh, card=reply.card))

    async def _put_away_like(self, reply: Say, spot: Spot) -> None:
        """The same notice twice would only pile up: the newer one stands in its place."""
        posts = await self._deps.chatlog.read(spot.place, spot.me.external_id, LIMIT)
        for post in posts:
            if post.seen_by == spot.me.external_id and post.card and post.card.notice == reply.card.notice:
                await self._deps.chatlog.write(replace(post, text="", card=None))

    async def _own(self, spot: Spot, ref: str) -> Post | None:
        post = await self._post(spot, ref)
        return post if post and post.seen_by == spot.me.external_id else None

    async def _post(self, spot: Spot, ref: str) -> Post | None:
        if not ref:
            return None
        posts = await self._deps.chatlog.read(spot.place, spot.me.external_id, LIMIT)
        return next((post for post in posts if post.ref == ref), None)

    async def _after(self, request: web.Request, spot: Spot, reply: Reply, ref: str) -> web.StreamResponse:
        if not isinstance(reply, ShowForm):
            with suppress(StoreAway):  # what was sent is kept, and is shown once the database is back
                await self._deliver(spot, reply, ref)
            return self._done(request, spot, isinstance(reply, Say) and reply.refuses)
        opened = open_form(reply.form, ref)
        self._remember(opened)
        if _is_fetch(request):
            return web.json_response({"kind": "form", "html": self._pages.form_html(request, spot, opened)})
        return self._pages.respond(await self._pages.html(request, spot, opened))

    async def _again(
        self, request: web.Request, spot: Spot, sent: FormSubmitted | FormChanged, faults: dict[str, str], ref: str
    ) -> web.StreamResponse:
        """The same form, with what is wrong and everything typed."""
        if _is_fetch(request):
            return web.json_response({"kind": "errors", "errors": faults})
        form = self._shown.get(sent.request_id)
        if form is None:
            return self._pages.notice("Please look again", " ".join(faults.values()) + " Go back to mend it.", 422)
        kept = typed_values(sent.values)
        again = OpenForm(form=form, request_id=sent.request_id, post=ref, values=kept, errors=faults)
        return self._pages.respond(await self._pages.html(request, spot, again), status=422)

    async def _deliver(self, spot: Spot, reply: Reply, ref: str) -> None:
        """Everything said is shown. Where the card that was pressed says itself what became of it, no line repeats
        that below it."""
        before = await self._post(spot, ref)
        await self._deps.run_pass()
        after = await self._post(spot, ref)
        if before and after and before.card != after.card and isinstance(reply, Say) and _is_line(reply):
            await self._put_away_like(reply, spot)

    def _remember(self, opened: OpenForm) -> None:
        self._shown[opened.request_id] = opened.form
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)

    def _done(self, request: web.Request, spot: Spot, refused: bool = False) -> web.Response:
        if _is_fetch(request):
            return web.json_response({"kind": "done", "refused": refused})
        return web.Response(status=303, headers={"Location": spot_url(spot)})


def _nobody(named: str) -> Reply:
    known = "Choose somebody from the list that @ opens."
    return Say(card(f"Nobody here is called {named}. Nothing was written. {known}"), refuses=True)


def _faults(reply: Reply) -> dict[str, str]:
    """What keeps a form open: faults by field, or under an empty name what concerns all of it."""
    if isinstance(reply, Invalid):
        return dict(reply.errors)
    return {"": reply.card.notice} if isinstance(reply, Say) and reply.refuses else {}


def _is_line(reply: Say) -> bool:
    """Whether it only says, in a line, what was done in the card that was pressed."""
    return reply.replaces and not reply.refuses and not any(isinstance(block, Buttons) for block in reply.card.blocks)


def _is_fetch(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
