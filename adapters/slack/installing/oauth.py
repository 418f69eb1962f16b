"""The install page: sends somebody to Slack, and takes what Slack gives them back for this workspace.

Knows OAuth v2 and who may install; must not know what is done with a workspace afterwards.
Source: docs.slack.dev/authentication/installing-with-oauth.
"""

import logging
import re
import secrets
from datetime import timedelta
from hmac import compare_digest
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client import SlackClient
from adapters.slack.deps import SlackDeps
from adapters.slack.errors import SLACK_FAILURES, code_of, status_of
from adapters.slack.installing.identity import PLATFORM, identity_of, workspace_of
from adapters.slack.installing.installed import ManyTenants
from adapters.slack.installing.pages import Page, respond
from adapters.slack.installing.renewing import App, exchange, token_of
from adapters.slack.installing.scopes import BOT_SCOPES, THREAD_SCOPES
from cadence.ports import Installation, Tickets, Vault

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
COOKIE = "drumbeat-install"
PATIENCE = timedelta(minutes=10)
"""How long somebody may take at Slack; as long as its code lives."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SLACK_ID = re.compile(r"[TE][A-Z0-9]{2,30}")
LONGEST = 400
"""Characters of what Slack hands over in an address."""

AGAIN = "Please begin again: open `/slack/install`."
OURS = {"bad_client_secret", "invalid_client_id", "bad_redirect_uri", "no_scopes", "invalid_grant_type"}
"""What is wrong with the app's settings, and not with what somebody did."""

log = logging.getLogger(__name__)


class Refusal(Exception):
    """The installation did not come about; `page` says why and what can be done."""

    def __init__(self, title: str, words: str, status: int) -> None:
        super().__init__(title)
        self.page = Page(title=title, words=words, status=status)


class InstallPage:
    """Serves both addresses. One installation is taken at a time: who is first is decided only once."""

    def __init__(self, deps: SlackDeps, vault: Vault, tickets: Tickets, tenants: ManyTenants) -> None:
        self._deps, self._vault, self._tickets, self._tenants = deps, vault, tickets, tenants

    def add_routes(self, app: web.Application) -> None:
        """Serve `GET /slack/install` and `GET /slack/oauth_redirect`."""
        app.router.add_get(INSTALL_PATH, self.begin, allow_head=False)
        app.router.add_get(REDIRECT_PATH, self.end, allow_head=False)

    async def begin(self, request: web.Request) -> web.Response:
        """Send them to Slack. `?team=T0123` proposes a workspace; `?thread_replies=1` asks for history scopes too."""
        state = secrets.token_urlsafe(32)
        await self._tickets.issue(state, self._deps.clock() + PATIENCE)
        team = request.query.get("team", "")
        scopes = (*BOT_SCOPES, *THREAD_SCOPES) if request.query.get("thread_replies") == "1" else BOT_SCOPES
        generator = AuthorizeUrlGenerator(
            client_id=self._deps.client_id,
            scopes=scopes,
            redirect_uri=quote(self._address_here(request), safe="") or None,
            authorization_url=authorize_url(self._deps.api_url),
        )
        address = generator.generate(state, team if SLACK_ID.fullmatch(team) else None)
        response = web.Response(status=HTTPStatus.FOUND, headers={"Location": address, "Cache-Control": "no-store"})
        seconds = int(PATIENCE.total_seconds())
        response.set_cookie(COOKIE, state, max_age=seconds, path="/slack", secure=True, httponly=True, samesite="Lax")
        return response

    async def end(self, request: web.Request) -> web.Response:
        """Take what Slack gave them, and say what comes next."""
        try:
            page = await self._end(request)
        except Refusal as refusal:
            log.warning("An installation did not come about: %s", refusal)
            page = refusal.page
        response = respond(page)
        if _began_here(request):  # else the cookie is that of another tab, which is not done yet
            response.del_cookie(COOKIE, path="/slack", secure=True, httponly=True, samesite="Lax")
        return response

    async def _end(self, request: web.Request) -> Page:
        await self._check(request)
        if error := request.query.get("error", ""):
            raise _stopped(error)
        code = request.query.get("code", "")
        if not code or len(code) > LONGEST:
            raise Refusal("Slack sent no code", f"The address that led here is not complete. {AGAIN}", 400)
        answer = await self._exchange(code, self._address_here(request))
        installation = await self._installation(answer)
        await self._keep(installation, answer)
        await self._tenants.settle(installation)
        log.info("Drumbeat was installed in %s", installation.id)
        return _done(installation)

    async def _check(self, request: web.Request) -> None:
        """It must be the browser that began, with what we gave it, once and in time."""
        if not _began_here(request):
            words = f"This browser did not begin this installation, or does not keep cookies for this address. {AGAIN}"
            raise Refusal("That did not start here", words, 400)
        if not await self._tickets.redeem(request.query["state"], self._deps.clock()):
            raise Refusal(
                "That took too long", f"The link was used already, or is older than ten minutes. {AGAIN}", 400
            )

    def _address_here(self, request: web.Request) -> str:
        """Where a stand-in on this machine is to send people back to; empty for Slack, which has it from the manifest
        and refuses what a proxy may make of it."""
        is_stand_in = urlsplit(self._deps.api_url).hostname in LOOPBACK
        return f"{request.scheme}://{request.host}{REDIRECT_PATH}" if is_stand_in else ""

    async def _exchange(self, code: str, address: str) -> AsyncSlackResponse:
        told = {"redirect_uri": address} if address else {}
        try:
            return await exchange(
                self._client(""), App(self._deps.client_id, self._deps.client_secret), code=code, **told
            )
        except SLACK_FAILURES as error:
            raise _not_exchanged(error) from None

    async def _installation(self, answer: AsyncSlackResponse) -> Installation:
        """What is to be kept."""
        now = self._deps.clock()
        try:
            fields = token_of(answer, now)
            place = _object(answer, "enterprise" if answer.get("is_enterprise_install") else "team")
            place_id = str(place["id"])
        except (SlackApiError, KeyError):
            raise Refusal("Slack gave no bot token", f"Nothing was installed. {AGAIN}", 502) from None
        return Installation(
            id=workspace_of(place_id),
            platform=PLATFORM,
            name=str(place.get("name") or place_id),
            details=await self._details(answer, fields["token"]),
            installed_at=now,
            **fields,
        )

    async def _keep(self, installation: Installation, answer: AsyncSlackResponse) -> None:
        """Who may not install gets nothing: their token is handed back. Where nobody is named the first that comes may,
        also of two that come to two processes at the same moment; and again, once it was taken out."""
        place_id = installation.id.removeprefix(workspace_of(""))
        if not self._deps.allowed:
            if await self._vault.keep_first(installation):
                return
        elif {place_id, str(_object(answer, "enterprise").get("id"))} & {*self._deps.allowed}:
            await self._vault.keep(installation)
            return
        await self._hand_back(installation.token)
        words = (
            "This Drumbeat serves another workspace, so nothing was kept. Whoever runs it can let yours in with "
            f"`SLACK_ALLOWED_WORKSPACES={place_id}`."
        )
        raise Refusal("Not for this workspace", words, 403)

    async def _hand_back(self, token: str) -> None:
        try:
            await self._client(token).auth_revoke()
        except SLACK_FAILURES as error:
            log.warning("The token of a workspace that was refused could not be revoked: %s", code_of(error))

    async def _details(self, answer: AsyncSlackResponse, token: str) -> dict[str, str]:
        """Who we are there. Of an organisation the team is not known before somebody of one is heard."""
        try:
            tested = identity_of(await self._client(token).auth_test())
        except SLACK_FAILURES as error:
            raise _not_exchanged(error) from None
        team = {} if answer.get("is_enterprise_install") else _object(answer, "team")
        told = {
            "team_id": str(team.get("id") or ""),
            "team": str(team.get("name") or team.get("id") or ""),
            "bot_user": str(answer.get("bot_user_id") or tested.bot_user),
            "enterprise_id": str(_object(answer, "enterprise").get("id") or tested.enterprise_id),
            "app_id": str(answer.get("app_id") or tested.app_id),
        }
        scopes = str(answer.get("scope") or "") or tested.dump()["scopes"]
        return {**tested.dump(), **told, "scopes": scopes}

    def _client(self, token: str) -> SlackClient:
        return SlackClient(token, self._deps.api_url)


def authorize_url(api_url: str) -> str:
    """Where one says yes, beside the Web API: `https://slack.com/oauth/v2/authorize`."""
    return urljoin(api_url, "../oauth/v2/authorize")


def _began_here(request: web.Request) -> bool:
    """Whether this browser has the cookie of this very installation."""
    state, cookie = request.query.get("state", ""), request.cookies.get(COOKIE, "")
    return bool(state) and len(state) <= LONGEST and compare_digest(state.encode(), cookie.encode())


def _object(answer: AsyncSlackResponse, key: str) -> dict[str, Any]:
    found = answer.get(key)
    return found if isinstance(found, dict) else {}


def _stopped(error: str) -> Refusal:
    if error == "access_denied":
        return Refusal(
            "Nothing was installed", f"You chose not to, and that is fine. To try again, open `{INSTALL_PATH}`.", 403
        )
    return Refusal("Slack did not go on", f"Nothing was installed. {AGAIN}", 400)


def _not_exchanged(error: Exception) -> Refusal:
    code = code_of(error)
    log.warning("Slack did not give a token: %s", code)
    if code in OURS:
        words = (
            "Whoever runs Drumbeat has to look at `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET`. Nothing was installed."
        )
        return Refusal("This Drumbeat is not set up rightly", words, 500)
    if isinstance(error, SlackApiError) and status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refusal("Slack did not take the code", f"It works once, and for ten minutes. {AGAIN}", 400)
    return Refusal("Slack could not be reached", f"Nothing was installed. Wait a minute. {AGAIN}", 502)


def _done(installation: Installation) -> Page:
    steps = (
        "Go to your team's channel and type `/invite @Drumbeat`.",
        "Type `/okr setup` there and choose who takes part, and when.",
        "Type `/okr add` to write down your objectives. The first check-in comes by itself.",
    )
    return Page(
        title=f"Drumbeat is installed in {installation.name}",
        words="Three steps, and your team has its weekly check-in:",
        steps=steps,
        link=_way_back(installation),
    )


def _way_back(installation: Installation) -> tuple[str, str] | None:
    app, team = installation.details.get("app_id", ""), installation.details.get("team_id", "")
    if not (app.isalnum() and SLACK_ID.fullmatch(team)):
        return None
    return f"https://slack.com/app_redirect?{urlencode({'app': app, 'team': team})}", "Open Slack"
