"""Who may do what. Pure rules over loaded records; each refusal says who may instead."""

from cadence.errors import Refused
from cadence.model import Blocker, KeyResult, Member, Team
from cadence.requests import Request

CLOSED = (
    "Apps cannot post in private or shared channels here, so no check-in can live in this one. "
    "Type `okr setup` in another channel of yours, or in a group chat with your people."
)


def is_here(member: Member | None) -> bool:
    """Whether there is somebody who can be asked: not gone, and no guest from elsewhere."""
    return member is not None and member.is_active and not member.is_guest


def is_reachable(member: Member | None) -> bool:
    """Whether what they did not ask for can be told to them: they are here, and a direct message arrives."""
    return member is not None and is_here(member) and member.is_reachable


def runs_team(me: Member, team: Team) -> bool:
    """The lead or an admin."""
    return me.id == team.lead_id or me.administers


def confidant(blocker: Blocker, team: Team) -> str:
    """The lead who may know of a blocker that is for the lead alone: whoever led when it was said."""
    return blocker.confidant_id or team.lead_id


def may_update(me: Member, team: Team, key_result: KeyResult) -> bool:
    """A KR is changed by its owner, the lead or an admin."""
    return me.id == key_result.owner_id or runs_team(me, team)


def require_runs_team(me: Member, team: Team, lead_name: str) -> None:
    if not runs_team(me, team):
        raise Refused(f"Only {lead_name}, who leads {team.name}, or an admin can do this.", team)


def refuse_guest(me: Member) -> None:
    if me.is_guest:
        raise Refused("You are a guest from another workspace here: you can read along, but only members answer.")


def refuse_closed(request: Request) -> None:
    """No team can live where the platform lets nobody like us post."""
    if request.channel_is_closed:
        raise Refused(CLOSED)
