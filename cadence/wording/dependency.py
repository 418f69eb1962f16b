"""A blocker as a dependency between two teams: whom it waits on, and who looks after it on either side. Pure."""

import re

from cadence.model import Blocker, Team
from cadence.snapshot import NOT_SET, Snapshot

WAITING = re.compile(r"^(?:we(?:'re| are)? )?wait(?:s|ing)? (?:for|on) (?:the )?(?:team )?", re.IGNORECASE)


def other_team(blocker: Blocker, snapshot: Snapshot) -> Team | None:
    """The team it waits on, where it is another one. snapshot: of the team that raised it."""
    return snapshot.teams.get(blocker.waiting_on_team_id) if blocker.waiting_on_team_id else None


def waits_on_whom(blocker: Blocker, snapshot: Snapshot) -> str:
    """`Product`; `Legal`; `Mia`; `Legal, Mia`; empty where nobody was named."""
    team = other_team(blocker, snapshot)
    person = snapshot.name(blocker.waiting_on_id) if blocker.waiting_on_id else ""
    typed = "" if team and is_name_of(team, blocker.waiting_on) else blocker.waiting_on
    return ", ".join(dict.fromkeys(part for part in (team.name if team else "", typed, person) if part))


def is_told_by_text(text: str, whom: str) -> bool:
    """Whether the text says already whom it waits on."""
    return whom.lower() in text.lower()


def only_says_so(blocker: Blocker, snapshot: Snapshot) -> bool:
    """Whether its text says no more than that it waits on that team: `waiting for product`."""
    team = other_team(blocker, snapshot)
    rest, count = WAITING.subn("", " ".join(blocker.text.split()))
    return team is not None and bool(count) and is_name_of(team, rest)


def is_name_of(team: Team, typed: str) -> bool:
    """Whether this is the team's name or slug, as people type it."""
    return tidy_name(typed) in (team.name.lower(), team.slug.lower())


def tidy_name(typed: str) -> str:
    return re.sub(r"^(?:the )?(?:team )?#?", "", " ".join(typed.split()).rstrip(".,;:!?").lower())


def sides(blocker: Blocker, snapshot: Snapshot) -> tuple[str | None, str | None]:
    """Member ids of who looks after it here (None: nobody), and in the team it waits on (None where there is none).

    Whoever owns it stands for their own side; then for the other side stands who answers for the key result (or raised
    it) here, and who was named (or leads) there.
    """
    team = other_team(blocker, snapshot)
    if team is None:
        return blocker.owner_id, None
    ours = {snapshot.team.lead_id, *(member.id for member in snapshot.roster)}
    if blocker.owner_id is None or blocker.owner_id in ours:
        return blocker.owner_id, blocker.waiting_on_id or team.lead_id
    kr_owner = next((kr.owner_id for kr in snapshot.key_results if kr.id == blocker.key_result_id), None)
    return kr_owner or blocker.raised_by, blocker.owner_id


def owners_of(blocker: Blocker, snapshot: Snapshot) -> str:
    """`Ben`; `Eli and Otto` where it waits on another team; `not set in Growth, Otto in Product`; `not set`."""
    here, there = sides(blocker, snapshot)
    team = other_team(blocker, snapshot)
    if team and here is None:
        return f"{NOT_SET} in {snapshot.team.name}, {snapshot.name(there)} in {team.name}"
    names = dict.fromkeys(snapshot.name(who) for who in (here, there) if who)
    return " and ".join(names) or NOT_SET
