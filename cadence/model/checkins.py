"""The weekly check-in and its answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cadence.model.record import Record


class CheckInState(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    SKIPPED = "skipped"


class AnswerKind(StrEnum):
    FORM = "form"
    UNCHANGED = "unchanged"
    REPLY = "reply"
    AWAY = "away"


@dataclass(frozen=True, kw_only=True)
class CheckIn(Record):
    """One occurrence for one team, unique by (team, ISO week).

    iso_week: e.g. `2026-W46`. expected_ids: members at opening minus those away, fixed at opening.
    reminded_ids: members whose reminder was said or deliberately left out. skip_reason: in the team's words.
    next_at: while open, the moment of the next reminder or the closing; None means "look now".
    """

    team_id: str
    iso_week: str
    opens_at: datetime
    closes_at: datetime
    cycle_id: str | None = None
    state: CheckInState = CheckInState.SCHEDULED
    expected_ids: tuple[str, ...] = ()
    reminded_ids: tuple[str, ...] = ()
    skip_reason: str = ""
    closed_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Answer(Record):
    """One member's reply to one check-in, unique by (check-in, member); editing replaces it.

    given_by: who answered, where a cover did. is_late: first given after the closing.
    words: what a reply in the thread said in free words, or empty.
    """

    checkin_id: str
    team_id: str
    member_id: str
    kind: AnswerKind
    at: datetime
    edited_at: datetime | None = None
    given_by: str | None = None
    is_late: bool = False
    is_withdrawn: bool = False
    words: str = ""
