"""The routes of the local workspace. Start here: which path is answered by which function."""

import mimetypes

from aiohttp import web

from adapters.local.actions import Actions
from adapters.local.decoding import Garbled
from adapters.local.deps import LocalDeps
from adapters.local.events import Pulse
from adapters.local.guard import READING, Fence, Handler
from adapters.local.pages import NotHere, Pages
from adapters.local.rendering import HERE, Renderer, versions
from adapters.local.urls import CHANNEL, DIRECT
from cadence.errors import StoreAway
from cadence.patience import somebody_waits

__all__ = ["LocalDeps", "add_local", "build_local"]

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
AWAY = "The database is away: {why}. Nothing is lost; try again in a minute."
NOT_KEPT = (
    "The database is away: {why}. So nothing was kept. Go back: what you typed is still there. Try again in a minute."
)


def build_local(deps: LocalDeps) -> web.Application:
    """An application that serves the local workspace and nothing else."""
    app = web.Application()
    add_local(app, deps)
    return app


def add_local(app: web.Application, deps: LocalDeps) -> None:
    """Add the local workspace at `/` to an application; each of its routes stands behind the fence."""
    pages = Pages(deps, Renderer())
    actions, pulse, fence = Actions(deps, pages), Pulse(pages.token), Fence(deps.secret)
    app.on_shutdown.append(pulse.close)

    def get(path: str, handler: Handler) -> web.RouteDef:
        return web.get(path, fence.around(_kindly(pages, handler)))

    def page(path: str) -> web.RouteDef:
        return get(path, _in_time(pages.show))

    def post(path: str, handler: Handler) -> web.RouteDef:
        return web.post(path, fence.around(_kindly(pages, _in_time(handler))))

    app.add_routes([get("/", pages.first), get("/local/events", pulse.stream), get("/local/{name}", _static())])
    for place in (CHANNEL, DIRECT):
        app.add_routes(
            [
                page(place),
                page(f"{place}/t/{{root}}"),
                post(f"{place}/say", actions.say),
                post(f"{place}/press", actions.press),
                post(f"{place}/form", actions.form),
                post(f"{place}/jump", actions.jump),
                post(f"{place}/dismiss", actions.dismiss),
                post(f"{place}/tried", actions.tried),
            ]
        )


def _kindly(pages: Pages, handler: Handler) -> Handler:
    """The handler; what it cannot do becomes a short page."""

    async def kind(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotHere as error:
            return pages.notice("Nothing here", str(error), 404)
        except StoreAway as away:
            is_read = request.method in READING
            advice = (AWAY if is_read else NOT_KEPT).format(why=away.reason)
            return pages.notice("Not now", advice, 503, again=request.path if is_read else "")
        except Garbled:
            return pages.notice("Not understood", "This page may be old. Go back, reload it and try again.", 400)

    return kind


def _in_time(handler: Handler) -> Handler:
    """The handler, for somebody who waits before the page: they are told soon that another program holds the file."""

    async def in_time(request: web.Request) -> web.StreamResponse:
        with somebody_waits():
            return await handler(request)

    return in_time


def _static() -> Handler:
    files, known = {path.name: path.read_bytes() for path in (HERE / "static").iterdir()}, versions()

    async def serve(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in files:
            raise NotHere("There is no such file.")
        keep = FOR_EVER if request.query.get("v") == known[name] else ASK_AGAIN
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return web.Response(body=files[name], content_type=kind, charset="utf-8", headers={"Cache-Control": keep})

    return serve
