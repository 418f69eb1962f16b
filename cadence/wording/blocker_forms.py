"""The form that takes a blocker, the line that follows, and the question whether another team may see it. Pure."""

from datetime import date

from cadence.cards import Block, Button, Look, Text, buttons
from cadence.forms import DateField, Form
from cadence.model import Blocker, Team
from cadence.snapshot import Snapshot
from cadence.wording.decision_request import ended
from cadence.wording.lines import clip, day_cell

LONGEST = 200


def take_blocker_form(blocker: Blocker, snapshot: Snapshot, day: date, context: str) -> Form:
    """Taking requires a next check. day: proposed."""
    who = f" {snapshot.name(blocker.owner_id)} has it now." if blocker.owner_id else ""
    check = DateField(id="next_check", label="When do you look again?", initial=day.isoformat(), required=True)
    place = snapshot.place(blocker.key_result_id)
    return Form(
        id="take_blocker",
        title="Take it",
        intro=f"{place} {ended(clip(blocker.text, LONGEST), '.')}{who}".strip(),
        parts=(check,),
        submit="Take it",
        context=context,
    )


def taken_line(blocker: Blocker, snapshot: Snapshot, who: str, today: date) -> str:
    """`Otto took 2.2 waiting for legal; next check Fri 13 Nov`."""
    place = snapshot.place(blocker.key_result_id)
    what = f"{place} {clip(blocker.text, LONGEST)}".strip()
    return f"{who} took {what}; next check {day_cell(blocker.next_check, today)}"


def share_blocks(blocker: Blocker, team: Team) -> tuple[Block, ...]:
    """`It stays in this channel. Show it to Product?`"""
    ask = f"{clip(blocker.text, LONGEST)}: it stays in your channel. Show it to {clip(team.name)}, whom it waits on?"
    label = f"Show it to {clip(team.name, 50)}"
    return (Text(ask), buttons(Button(label, "blocker.share", f"{blocker.id}:{team.id}", Look.PRIMARY)))


def shared_line(team: Team) -> str:
    return f"{team.name} sees it now."
