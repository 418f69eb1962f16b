"""Installing the app: Slack's page of consent, codes, tokens that may rotate, and their end.

Source: docs.slack.dev/authentication/installing-with-oauth and /using-token-rotation.
"""

import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from aiohttp import web
from yarl import URL

from tests.fakes.slack.state import ApiError, Json, Token
from tests.fakes.slack.workspace import Workspace

CODE_SECONDS, TOKEN_SECONDS = 600.0, 43_200
ENTERPRISE = "E0ORG"


@dataclass
class Grant:
    """What a person allowed, waiting to be fetched with its code."""

    whom: list[Workspace]
    scopes: list[str]
    redirect_uri: str
    until: float
    is_org: bool
    is_used: bool = False


@dataclass
class Refresh:
    """A refresh token: good for one new token."""

    whom: list[Workspace]
    is_org: bool
    is_used: bool = False


class OAuth:
    """The app as it is registered, and who installs it.

    rotates: tokens expire and are refreshed. decision: what the person does on the page, `approve` or `deny`.
    installing: the workspace that they are in, where the link names none. is_org: they install it to an organisation,
    which then has all workspaces. grants_less: scopes that they leave out. installer: who they are.
    """

    def __init__(self, workspaces: list[Workspace], numbers: Iterator[int] | None = None) -> None:
        self.client_id, self.client_secret = "111.222", "loopback-client-secret"
        self.redirect_urls: Sequence[str] = ()
        self.rotates = self.is_org = False
        self.decision = "approve"
        self.installing = self.installer = ""
        self.grants_less: set[str] = set()
        self.now: Callable[[], float] = time.time
        self._workspaces = workspaces
        self._numbers = numbers or count(1)
        self._grants: dict[str, Grant] = {}
        self._refresh: dict[str, Refresh] = {}

    async def authorize(self, request: web.Request) -> web.Response:
        """The page of consent; nobody needs to press anything on it."""
        asked = request.query
        if asked.get("client_id") != self.client_id:
            return web.Response(status=400, text="invalid_client_id")
        redirect = asked.get("redirect_uri") or next(iter(self.redirect_urls), "")
        if not redirect or (self.redirect_urls and not redirect.startswith(tuple(self.redirect_urls))):
            return web.Response(status=400, text="bad_redirect_uri")
        if not asked.get("scope"):
            return web.Response(status=400, text="no_scopes")
        told = {**self._decided(asked.get("team", ""), asked["scope"], redirect), "state": asked.get("state", "")}
        return web.Response(status=302, headers={"Location": str(URL(redirect).update_query(told))})

    def _decided(self, team: str, scope: str, redirect: str) -> dict[str, str]:
        if self.decision != "approve":
            return {"error": "access_denied"}
        found = self._find(team or self.installing)
        whom = self._workspaces if self.is_org else [found]
        code = f"code-{next(self._numbers)}"
        scopes = [name for name in scope.split(",") if name not in self.grants_less]
        self._grants[code] = Grant(list(whom), scopes, redirect, self.now() + CODE_SECONDS, self.is_org)
        return {"code": code}

    def _find(self, team_id: str) -> Workspace:
        return next((at for at in self._workspaces if at.team_id == team_id), self._workspaces[0])

    def access(self, authorization: str, args: Json) -> Json:
        """oauth.v2.access: a code or a refresh token for a token."""
        self._need_client(authorization, args)
        if args.get("grant_type") == "refresh_token":
            return self._refreshed(str(args.get("refresh_token", "")))
        return self._fetched(str(args.get("code", "")), args.get("redirect_uri"))

    def _need_client(self, authorization: str, args: Json) -> None:
        given = (args.get("client_id"), args.get("client_secret"))
        if authorization.startswith("Basic "):
            given = tuple(b64decode(authorization.removeprefix("Basic ")).decode().split(":", 1))  # type: ignore[assignment]  # two parts, or refused below
        if given[0] != self.client_id:
            raise ApiError("invalid_client_id")
        if given[1:] != (self.client_secret,):
            raise ApiError("bad_client_secret")

    def _fetched(self, code: str, redirect_uri: str | None) -> Json:
        grant = self._grants.get(code)
        if grant is None or grant.until < self.now():
            raise ApiError("invalid_code")
        if grant.is_used:
            raise ApiError("code_already_used")
        if redirect_uri is not None and redirect_uri != grant.redirect_uri:
            raise ApiError("bad_redirect_uri")
        grant.is_used = True
        for at in grant.whom:
            is_installed = any(not token.error for token in at.tokens)
            at.scopes = set(grant.scopes) | (at.scopes if is_installed else set())
        return self._issued(grant.whom, grant.is_org)

    def _refreshed(self, value: str) -> Json:
        found = self._refresh.get(value)
        if found is None or found.is_used or not any(not token.error for at in found.whom for token in at.tokens):
            raise ApiError("invalid_refresh_token")
        found.is_used = True
        return self._issued(found.whom, found.is_org)

    def _issued(self, whom: list[Workspace], is_org: bool) -> Json:
        at, number = whom[0], next(self._numbers)
        until = self.now() + TOKEN_SECONDS if self.rotates else None
        token = Token(f"{'xoxe.xoxb-1' if self.rotates else 'xoxb'}-{at.team_id}-{number}", until)
        for each in whom:
            each.tokens.append(token)
            each.enterprise_id = ENTERPRISE if is_org else each.enterprise_id
            each.is_org_install = is_org
        return {**self._told(at, token.value, is_org), **(self._rotation(whom, is_org, number) if self.rotates else {})}

    def _rotation(self, whom: list[Workspace], is_org: bool, number: int) -> Json:
        refresh = f"xoxe-1-{number}"
        self._refresh[refresh] = Refresh(whom, is_org)
        return {"refresh_token": refresh, "expires_in": TOKEN_SECONDS}

    def _told(self, at: Workspace, token: str, is_org: bool) -> Json:
        who = self.installer or next(iter(at.users), "U0INSTALLER")
        org = {"id": at.enterprise_id, "name": "Org"} if at.enterprise_id else None
        return {
            "app_id": at.app_id,
            "authed_user": {"id": who},
            "scope": ",".join(sorted(at.scopes)),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": at.bot_user,
            "team": None if is_org else {"id": at.team_id, "name": at.name},
            "enterprise": org,
            "is_enterprise_install": is_org,
        }


@dataclass
class Bearer:
    """Whose token a call came with. error: why it is no good. at: the first workspace where it is of none."""

    at: Workspace
    token: Token = field(default_factory=lambda: Token(""))
    error: str = ""


def bearer_of(workspaces: list[Workspace], value: str, args: Json, now: float) -> Bearer:
    """A token of an organisation serves the workspace that the arguments speak of."""
    found = [(at, token) for at in workspaces for token in at.tokens if token.value == value]
    if not found:
        return Bearer(workspaces[0], error="invalid_auth" if value else "not_authed")
    at, token = next((pair for pair in found if _is_about(pair[0], args)), found[0])
    expired = "token_expired" if token.until is not None and token.until <= now else ""
    return Bearer(at, token, "token_revoked" if at.revoked else token.error or expired)


def _is_about(at: Workspace, args: Json) -> bool:
    people = {args.get("user"), args.get("users"), args.get("user_id")} & set(at.users)
    return args.get("team_id") == at.team_id or args.get("channel") in at.channels or bool(people)
