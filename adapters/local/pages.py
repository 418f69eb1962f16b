"""The pages themselves: what stands in the sidebar, the place, the thread beside it, and an open form.

Knows how a page is put together; must not know what any button does.
"""

from dataclasses import dataclass

from aiohttp import web

from adapters.local.clock import WORKSPACE, Strip, build_strip
from adapters.local.completion import offers
from adapters.local.decoding import Spot
from adapters.local.deps import LocalDeps
from adapters.local.directory import Directory, load_directory
from adapters.local.guard import CSRF
from adapters.local.rendering import Renderer, as_json, initial_values, member_options
from adapters.local.timeline import Day, build_thread, build_timeline, face_of
from adapters.local.urls import place_url, spot_url, thread_url
from cadence.forms import Form
from cadence.ids import new_id
from cadence.model import Member, Team
from cadence.ports import Post
from cadence.snapshot import load_snapshot

LIMIT = 400
"""How many entries of a place are shown."""

TRIED = "drumbeat_tried"
"""Cookie: the first-visit card was dismissed."""


class NotHere(Exception):
    """There is no such person, channel or workspace; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """A form as it stands on a page. post: ref of the entry that led to it. values: by field id, as sent."""

    form: Form
    request_id: str
    post: str
    values: dict[str, tuple[str, ...]]
    errors: dict[str, str]


def open_form(form: Form, post: str) -> OpenForm:
    """A form that nobody typed into yet."""
    return OpenForm(form=form, request_id=new_id(), post=post, values=initial_values(form), errors={})


class Pages:
    def __init__(self, deps: LocalDeps, renderer: Renderer) -> None:
        self._deps, self._renderer = deps, renderer

    async def token(self) -> str:
        """Differs after everything that a page could show anew: an entry, or a jump of the clock."""
        workspaces = await self._deps.store.workspaces()
        offset = sum(space.clock_offset.total_seconds() for space in workspaces if space.id == WORKSPACE)
        return f"{await self._deps.chatlog.version()}-{offset:.0f}"

    async def first(self, _: web.Request) -> web.StreamResponse:
        """`/`: act as the lead of the first team, in its channel."""
        directory = await self._directory()
        team = directory.newcomer_team()
        lead = next((member for member in directory.members if team and member.id == team.lead_id), None)
        me = lead or next(iter(directory.members), None)
        if me is None:
            raise NotHere("The sample workspace is empty. Stop Drumbeat and start it with `make run`.")
        address = place_url(me.external_id, team.channel if team and directory.channel(team.channel) else None)
        return web.Response(status=302, headers={"Location": address})

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A place, with its thread where the path names one."""
        return self.respond(await self.html(request, await self.spot(request, request.match_info.get("root"))))

    def respond(self, html: str, status: int = 200) -> web.Response:
        return web.Response(text=html, content_type="text/html", status=status)

    async def spot(self, request: web.Request, thread: str | None = None) -> Spot:
        """Where a request's path stands. Raises NotHere."""
        directory = await self._directory()
        me = directory.member(request.match_info["person"])
        if me is None:
            raise NotHere("Nobody by this name is in the workspace. Start again at the first page.")
        wanted = request.match_info.get("channel")
        channel = next((known for known in directory.visible_to(me) if known.id == wanted), None)
        if wanted and channel is None:
            raise NotHere(f"There is no such channel that {me.name} can see. Start again at the first page.")
        return Spot(me=me, directory=directory, channel=channel, thread=thread)

    def team_at(self, spot: Spot) -> Team | None:
        """The channel's team; in direct messages the person's first."""
        if spot.channel:
            return spot.directory.team_of(spot.channel.id)
        return next(iter(spot.directory.teams_with(spot.me)), None)

    async def html(self, request: web.Request, spot: Spot, opened: OpenForm | None = None) -> str:
        """The whole page; everything in this place now counts as read by the person."""
        person = spot.me.external_id
        if spot.place in await self._deps.chatlog.unread(person):
            await self._deps.chatlog.mark_read(spot.place, person)
        token = await self.token()
        posts = await self._deps.chatlog.read(spot.place, person, LIMIT)
        team = self.team_at(spot)
        strip = await build_strip(self._deps.agenda, team, spot.me.zone, spot.directory.now)
        return self._renderer.page(
            "page.html",
            spot=spot,
            team=team,
            lead=spot.directory.name_of(team.lead_id) if team else "",
            strip=strip,
            days=build_timeline(posts, spot.directory, strip.zone),
            thread=self._thread(posts, spot, strip),
            sidebar=await self._sidebar(spot),
            steps=None if TRIED in request.cookies else self._steps(spot, strip),
            opened=opened,
            members=member_options(spot.directory.members),
            token=token,
            csrf=request[CSRF],
            request_id=new_id(),
            here=place_url(person, spot.channel.id if spot.channel else None),
            at=spot_url(spot),
            offers=as_json(offers(spot.directory, await self._places(spot))),
            thread_link=lambda root: thread_url(person, spot.channel.id if spot.channel else None, root),
        )

    def form_html(self, request: web.Request, spot: Spot, opened: OpenForm) -> str:
        """Only the form, for a page that shows it in a dialog."""
        return self._renderer.page(
            "form_only.html",
            opened=opened,
            members=member_options(spot.directory.members),
            csrf=request[CSRF],
            here=place_url(spot.me.external_id, spot.channel.id if spot.channel else None),
            thread_ref=spot.thread,
            here_name=here_name(spot),
        )

    def notice(self, title: str, advice: str, status: int, again: str = "") -> web.Response:
        """A short page that says what is wrong and what to do. again: the path that may be opened once more."""
        return self.respond(self._renderer.page("notice.html", title=title, advice=advice, again=again), status)

    async def _directory(self) -> Directory:
        try:
            return await load_directory(self._deps.store, self._deps.chatlog)
        except LookupError as error:
            raise NotHere("There is no sample workspace yet. Stop Drumbeat and start it with `make run`.") from error

    async def _places(self, spot: Spot) -> list[tuple[str, str]]:
        """The person's own KRs as they are named in this place, with their titles."""
        here = spot.directory.team_of(spot.channel.id) if spot.channel else None
        teams = [here] if here else spot.directory.teams_with(spot.me)
        found: list[tuple[str, str]] = []
        async with self._deps.store.unit(WORKSPACE, actor="drumbeat") as unit:
            for team in teams:
                snapshot = await load_snapshot(unit, team, readings=1)
                before = "" if here or (len(teams) == 1 and spot.channel is None) else f"{team.slug}/"
                found += [(before + snapshot.place(kr.id), kr.title) for kr in snapshot.owned_by(spot.me.id)]
        return found

    def _thread(self, posts: list[Post], spot: Spot, strip: Strip) -> list[Day]:
        return build_thread(posts, spot.thread, spot.directory, strip.zone) if spot.thread else []

    async def _sidebar(self, spot: Spot) -> dict[str, object]:
        chatlog, directory, me = self._deps.chatlog, spot.directory, spot.me
        unread = await chatlog.unread(me.external_id)
        channel = spot.channel.id if spot.channel else None
        return {
            "channels": [
                {
                    "channel": known,
                    "url": place_url(me.external_id, known.id),
                    "unread": unread.get(f"channel:{known.id}", 0),
                    "is_here": known.id == channel,
                }
                for known in directory.visible_to(me)
            ],
            "direct": {
                "url": place_url(me.external_id, None),
                "unread": unread.get(f"member:{me.external_id}", 0),
                "is_here": channel is None,
            },
            "people": [await self._somebody(member, spot) for member in directory.members],
            "face": face_of(me.name, me.external_id),
            "role": directory.role(me),
        }

    async def _somebody(self, member: Member, spot: Spot) -> dict[str, object]:
        person = member.external_id
        can_stay = spot.channel is not None and spot.channel in spot.directory.visible_to(member)
        unread = await self._deps.chatlog.unread(person)
        return {
            "name": member.name,
            "face": face_of(member.name, person),
            "role": spot.directory.role(member),
            "url": place_url(person, spot.channel.id if can_stay and spot.channel else None),
            "is_me": member == spot.me,
            "direct": unread.get(f"member:{person}", 0),
        }

    def _steps(self, spot: Spot, strip: Strip) -> dict[str, object] | None:
        directory, team = spot.directory, spot.directory.newcomer_team()
        if team is None or spot.place != f"channel:{team.channel}":
            return None
        lead = next((member for member in directory.members if member.id == team.lead_id), None)
        others = [member for member in directory.roster(team) if member != lead]
        if lead is None or not others:
            return None
        closing = next((jump for jump in strip.jumps if "close" in jump.label.lower()), None)
        return {
            "other": others[0].name,
            "other_url": place_url(others[0].external_id, team.channel),
            "lead": lead.name,
            "lead_url": place_url(lead.external_id, team.channel),
            "closing": closing,
        }


def here_name(spot: Spot) -> str:
    """How people call the place."""
    return f"#{spot.channel.name}" if spot.channel else "Drumbeat"
