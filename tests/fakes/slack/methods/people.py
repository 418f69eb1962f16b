"""auth.test, users.*, team.*, usergroups.*: who is here."""

from dataclasses import asdict

from tests.fakes.slack.state import ApiError, Group, Json, User
from tests.fakes.slack.workspace import Workspace

MANAGER_FIELD, REPORTS_FIELD = "Xf0MANAGER", "Xf0REPORTS"


def _auth_test(at: Workspace, args: Json) -> Json:
    about = {"url": at.url, "team": at.name, "user": "drumbeat", "team_id": at.team_id}
    org = {"enterprise_id": at.enterprise_id} if at.enterprise_id else {}
    return {**about, "user_id": at.bot_user, "bot_id": at.bot_id, "is_enterprise_install": at.is_org_install, **org}


def _bots_info(at: Workspace, args: Json) -> Json:
    return {"bot": {"id": at.bot_id, "user_id": at.bot_user, "name": "drumbeat", "app_id": at.app_id}}


def _team_info(at: Workspace, args: Json) -> Json:
    return {"team": {"id": at.team_id, "name": at.name, "domain": at.domain, "url": at.url}}


def shown_user(at: Workspace, user: User) -> Json:
    """As users.info and user_change show somebody; a closed account has no zone."""
    shown = asdict(user)
    shown.pop("manager")
    if user.deleted:
        shown.pop("tz")
    profile = {"display_name": user.real_name, "real_name": user.real_name, "team": user.team_id}
    return {**shown, "is_owner": False, "is_stranger": user.team_id != at.team_id, "profile": profile}


def _need_user(at: Workspace, user_id: str) -> User:
    if user_id not in at.users:
        raise ApiError("user_not_found")
    return at.users[user_id]


def _users_info(at: Workspace, args: Json) -> Json:
    return {"user": shown_user(at, _need_user(at, args["user"]))}


def _users_list(at: Workspace, args: Json) -> Json:
    members = [shown_user(at, user) for user in at.users.values()]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def _profile_get(at: Workspace, args: Json) -> Json:
    user = _need_user(at, args["user"])
    reports = ",".join(other.id for other in at.users.values() if other.manager == user.id)
    fields = {MANAGER_FIELD: user.manager, REPORTS_FIELD: reports} if at.has_manager_field else {}
    filled = {key: {"value": value, "alt": ""} for key, value in fields.items() if value}
    return {"profile": {**shown_user(at, user)["profile"], "fields": filled or None}}


def _team_profile(at: Workspace, args: Json) -> Json:
    common = {"type": "user", "hint": "", "is_hidden": False, "possible_values": None}
    fields = [
        {"id": "Xf0TITLE", "label": "Area", **common, "type": "text", "is_inverse": False},
        {"id": REPORTS_FIELD, "label": "Direct reports", **common, "is_inverse": True},
        {"id": MANAGER_FIELD, "label": "Manager", **common, "is_inverse": False},
    ]
    return {"profile": {"fields": fields if at.has_manager_field else fields[:1], "sections": []}}


def shown_group(at: Workspace, group: Group, with_users: bool = True) -> Json:
    """As usergroups.list and the subteam events show a group."""
    shown: Json = {
        "id": group.id,
        "team_id": at.team_id,
        "is_usergroup": True,
        "handle": group.handle,
        "name": group.name,
        "description": "",
        "date_delete": 0 if group.is_active else 1_790_000_000,
        "user_count": len(group.users),
        "prefs": {"channels": [], "groups": []},
    }
    return {**shown, "users": list(group.users)} if with_users else shown


def _groups_list(at: Workspace, args: Json) -> Json:
    with_users = str(args.get("include_users", "")).lower() in {"1", "true"}
    with_disabled = str(args.get("include_disabled", "")).lower() in {"1", "true"}
    found = [group for group in at.groups.values() if group.is_active or with_disabled]
    return {"usergroups": [shown_group(at, group, with_users) for group in found]}


def _group_users(at: Workspace, args: Json) -> Json:
    if args["usergroup"] not in at.groups:
        raise ApiError("no_such_subteam")
    return {"users": list(at.groups[args["usergroup"]].users)}


METHODS = {
    "auth.test": _auth_test,
    "bots.info": _bots_info,
    "team.info": _team_info,
    "users.info": _users_info,
    "users.list": _users_list,
    "users.profile.get": _profile_get,
    "team.profile.get": _team_profile,
    "usergroups.list": _groups_list,
    "usergroups.users.list": _group_users,
}
