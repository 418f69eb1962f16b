"""A step that a person causes: an escalation goes on to somebody else, and whoever has it now is told. Pure.

Knows what goes along and what begins anew; must not know why it goes on.
"""

from dataclasses import replace
from datetime import datetime

from cadence.ids import id_for
from cadence.model import Escalation, EscalationState, Notice, NoticeKind, Role


def handed_on(row: Escalation, to: str, role: Role, now: datetime) -> Escalation:
    """The one that follows, for this member (id), with all that was said: who asked, what, by when, on which step."""
    return replace(
        row,
        id=id_for("escalation", row.id, "passed", to),
        recipient_id=to,
        role=role,
        at=now,
        state=EscalationState.SENT,
        sent_at=now,
        returns_on=None,
        snoozed_until=None,
        settled_at=None,
        settled_by=None,
        outcome="",
        passed_to=None,
    )


def told_at_once(sent: Escalation, now: datetime, *, is_solicited: bool) -> Notice:
    """Tells whoever it was sent to, as soon as they may be told."""
    return Notice(
        id=id_for("notice", NoticeKind.STEP, sent.id, sent.recipient_id),
        workspace_id=sent.workspace_id,
        team_id=sent.team_id,
        member_id=sent.recipient_id,
        kind=NoticeKind.STEP,
        subject_kind=sent.subject_kind,
        subject_id=sent.subject_id,
        at=now,
        escalation_id=sent.id,
        is_solicited=is_solicited,
    )
