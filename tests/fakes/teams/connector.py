"""What each request to the Bot Connector does: messages, members, personal chats, teams. Knows paths, no faults."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from tests.fakes.teams.pacing import Doing
from tests.fakes.teams.state import ApiError, Json, Kind, MsTeam, User
from tests.fakes.teams.tenant import NOT_THERE, Tenant

CONVERSATION = "/v3/conversations/{place}"
REQUESTS = (
    (Doing.POST, "POST", f"{CONVERSATION}/activities"),
    (Doing.POST, "POST", f"{CONVERSATION}/activities/{{id}}"),
    (Doing.UPDATE, "PUT", f"{CONVERSATION}/activities/{{id}}"),
    (Doing.DELETE, "DELETE", f"{CONVERSATION}/activities/{{id}}"),
    (Doing.OPEN, "POST", "/v3/conversations"),
    (Doing.MEMBERS, "GET", f"{CONVERSATION}/pagedmembers"),
    (Doing.MEMBER, "GET", f"{CONVERSATION}/members/{{id}}"),
    (Doing.CHANNELS, "GET", "/v3/teams/{place}/conversations"),
    (Doing.TEAM, "GET", "/v3/teams/{place}"),
)
LEAST_A_PAGE, MOST_A_PAGE = 50, 500
Done = tuple[int, Json]


@dataclass(frozen=True)
class Asked:
    """One request. where: the conversation or team as named; id: of the activity or member; query: as it came."""

    doing: Doing
    where: str
    id: str
    body: Json
    query: dict[str, str]

    @classmethod
    async def of(cls, doing: Doing, request: web.Request) -> Self:
        body = dict(await request.json()) if request.can_read_body else {}
        matched = request.match_info
        return cls(doing, matched.get("place", ""), matched.get("id", ""), body, dict(request.query))

    @property
    def base(self) -> str:
        """The conversation itself, whatever thread of it is meant."""
        return self.where.partition(";")[0]

    def tenant_among(self, tenants: Sequence[Tenant]) -> Tenant:
        """The tenant whose conversation it is; the first where nobody's is."""
        named = self.body.get("tenantId", "")
        return next((t for t in tenants if self.base in t.conversations or t.id == named), tenants[0])

    def do(self, at: Tenant, most_a_page: int) -> Done:
        """Do it. Returns status and body. Raises ApiError."""
        match self.doing:
            case Doing.POST:
                return self._post(at)
            case Doing.OPEN:
                return self._open(at)
            case Doing.UPDATE:
                return 200, {"id": at.update(self.where, self.id, self.body).id}
            case Doing.DELETE:
                at.delete(self.where, self.id)
                return 200, {}
            case _:
                return 200, self._told(at, most_a_page)

    def _told(self, at: Tenant, most_a_page: int) -> Json:
        if self.doing is Doing.MEMBERS:
            return self._members(at, most_a_page)
        if self.doing is Doing.MEMBER:
            return self._member(at)
        team = self._team(at)
        if self.doing is Doing.TEAM:
            return _shown_team(at, team)
        return {"conversations": [_shown_channel(each.id, each.name, each.channel_type) for each in team.channels]}

    def _post(self, at: Tenant) -> Done:
        named = self.body.get("conversation", {}).get("id", self.where)
        if named != self.where:
            raise ApiError(400, "BadSyntax", f"conversation {named!r} in the body, {self.where!r} in the path")
        if self.body.get("type") == "typing":
            return 202, {}
        return 201, {"id": at.post(self.where, self.body).id}

    def _open(self, at: Tenant) -> Done:
        if not self.body.get("isGroup"):
            return 201, {"id": at.open_personal(self.body).id}
        made = at.post(self.body["channelData"]["channel"]["id"], self.body["activity"])
        return 201, {"id": made.thread, "activityId": made.id}

    def _members(self, at: Tenant, most_a_page: int) -> Json:
        place, _ = at.place(self.where)
        wanted = int(self.query.get("pageSize", LEAST_A_PAGE))
        size = min(most_a_page, max(LEAST_A_PAGE, min(MOST_A_PAGE, wanted)))
        start = _offset(self.query.get("continuationToken", ""))
        size = size if place.kind is Kind.CHANNEL else len(place.people)
        page = place.people[start : start + size]
        more = {"continuationToken": _token(start + size)} if start + size < len(place.people) else {}
        return {"members": [_shown_member(user) for user in page], **more}

    def _member(self, at: Tenant) -> Json:
        place, _ = at.place(self.where)
        user = next((each for each in place.people if self.id in (each.mri, each.aad)), None)
        if user is None:
            raise ApiError(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return _shown_member(user)

    def _team(self, at: Tenant) -> MsTeam:
        found = next((team for team in at.teams if team.id == self.where), None)
        if found is None:
            raise ApiError(404, "NotFound", "Team not found.")
        if not found.has_app:
            raise ApiError(403, "BotNotInConversationRoster", NOT_THERE)
        return found


def _shown_member(user: User) -> Json:
    """As the roster shows them: the directory's id under another name than in activities."""
    given, _, surname = user.name.partition(" ")
    return {
        "id": user.mri,
        "objectId": user.aad,
        "name": user.name,
        "givenName": given,
        "surname": surname,
        "tenantId": user.tenant,
        "userRole": user.role,
    }


def _shown_channel(channel_id: str, name: str, channel_type: str) -> Json:
    return {"id": channel_id, "name": None if name == "General" else name, "type": channel_type}


def _shown_team(at: Tenant, team: MsTeam) -> Json:
    counts = {"channelCount": len(team.channels), "memberCount": len(team.members)}
    return {
        "id": team.id,
        "name": team.name,
        "aadGroupId": team.aad_group,
        "type": "standard",
        "tenantId": at.id,
        **counts,
    }


def _token(offset: int) -> str:
    """Opaque, and with signs in it that a URL must not hold plainly."""
    return base64.b64encode(f"page+{offset}/of=roster".encode()).decode() + "=&+"


def _offset(token: str) -> int:
    if not token:
        return 0
    try:
        plain = base64.b64decode(token.removesuffix("=&+")).decode()
        return int(plain.removeprefix("page+").partition("/")[0])
    except ValueError as error:
        raise ApiError(400, "BadSyntax", "The continuation token is not valid.") from error
