"""User groups, as Slack keeps them: a team's roster may be one.

Knows usergroups.list and usergroups.users.list; must not know which team has which group. Workspaces on a free plan
have no groups, and where the scope was not granted there are none for us.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.client import SlackClient
from adapters.slack.decoding.news import group_seen
from adapters.slack.decoding.values import ODD
from adapters.slack.errors import code_of
from adapters.slack.installing.identity import Identity
from cadence.news import GroupSeen

SCOPE = "usergroups:read"
NONE_HERE = {"plan_upgrade_required", "missing_scope", "not_allowed_token_type"}
GONE = {"no_such_subteam", "subteam_not_found"}


async def all_groups(client: SlackClient, identity: Identity) -> tuple[GroupSeen, ...]:
    """Every group with its members, disabled ones too. Raises one of SLACK_FAILURES, but not where there are none."""
    if identity.scopes and SCOPE not in identity.scopes:
        return ()
    try:
        response: Any = await client.usergroups_list(include_users=True, include_disabled=True, team_id=_team(identity))
    except SlackApiError as error:
        if code_of(error) in NONE_HERE:
            return ()
        raise
    listed = response.get("usergroups")
    return tuple(_readable(listed if isinstance(listed, list) else []))


async def completed(groups: Iterable[GroupSeen], client: SlackClient, identity: Identity) -> tuple[GroupSeen, ...]:
    """These groups with whatever the event left out. Raises one of SLACK_FAILURES."""
    found = [await _completed(group, client, identity) for group in groups]
    return tuple(group for group in found if group is not None)


async def _completed(group: GroupSeen, client: SlackClient, identity: Identity) -> GroupSeen | None:
    if not group.handle:
        return next((one for one in await all_groups(client, identity) if one.id == group.id), None)
    if group.people is not None or not group.is_active:
        return group
    try:
        response: Any = await client.usergroups_users_list(usergroup=group.id, team_id=_team(identity))
    except SlackApiError as error:
        if code_of(error) in NONE_HERE | GONE:
            return group
        raise
    users = response.get("users")
    people = tuple(user for user in users if isinstance(user, str)) if isinstance(users, list) else None
    return replace(group, people=people)


def _readable(listed: list[Any]) -> Iterable[GroupSeen]:
    for one in listed:
        try:
            yield group_seen(one)
        except ODD:
            continue  # one odd group keeps nobody from the others


def _team(identity: Identity) -> str | None:
    """A token of an organisation has to say which of its workspaces is meant."""
    return identity.team_id if identity.enterprise_id else None
