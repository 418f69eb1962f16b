"""The forms that record one decision or one blocker, now: from a message, from a shortcut, or from an empty command.

They show the same blocks as the check-in form. Pure: knows fields and words, must not know how they are read or kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cadence.forms import LONGEST_TEXT, ChoiceField, Form, FormPart, PersonField, TextField
from cadence.model import BlockerKind, Member, Team
from cadence.snapshot import Snapshot
from cadence.wording.checkin_blocks import blocker_parts, decision_parts, key_result_options
from cadence.wording.lines import clip

SLOT = 1
"""The number that the one block of these forms has."""
TEAM, OWNER = "team", "owner"
QUESTION, WHAT = f"decision:{SLOT}:question", f"blocker:{SLOT}:text"
LONGEST_OPTION = 75
MOST_TEAMS = 100
KEPT_WHOLE = "Shortened; the message itself stays linked."
LINKED = "From a message; a link leads back to it."
USAGE = {
    "decision": "In one line, too: `okr decision 1.3 pause paid ads? @ana by friday`",
    "blocker": "In one line, too: `okr blocker 2.1 waiting for legal @ana`",
}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What the form opens with. teams: to choose from, the chosen one among them. text: of the message, by name.

    link: to that message; empty where it was not opened from one.
    """

    snapshot: Snapshot
    teams: Sequence[Team]
    me: Member
    text: str = ""
    link: str = ""
    context: str = ""


def record_decision_form(opening: Opening) -> Form:
    question, *others = decision_parts(opening.snapshot, SLOT, None)
    about = _about(opening.snapshot, f"decision:{SLOT}:kr")
    parts = (*_team(opening), _filled(question, opening), *about, *others)
    return _form("decision", "Record a decision", opening, parts)


def record_blocker_form(opening: Opening) -> Form:
    what, *others = [_with_team(part, opening.snapshot) for part in blocker_parts(opening.snapshot, SLOT, None)]
    owner = PersonField(id=OWNER, label="Owner", hint="Left empty: whoever owns the key result.")
    parts = (*_team(opening), _filled(what, opening), *others[:-1], owner, others[-1])
    return _form("blocker", "Record a blocker", opening, tuple(map(_preset, parts)))


def key_result_field(noun: str, team_id: str) -> str:
    """The field of the key result: another one for each team, since each has others to choose from."""
    return f"{noun}:{SLOT}:kr:{team_id}"


def _form(noun: str, title: str, opening: Opening, parts: tuple[FormPart, ...]) -> Form:
    where = f"For {clip(opening.snapshot.team.name, 40)}." if len(opening.teams) == 1 else ""
    intro = LINKED if opening.link else USAGE[noun]
    return Form(
        id=f"record_{noun}",
        title=title,
        intro=f"{where} {intro}".strip(),
        parts=parts,
        submit="Record",
        context=opening.context,
    )


def _team(opening: Opening) -> tuple[FormPart, ...]:
    """Which team, where there are several."""
    if len(opening.teams) < 2:
        return ()
    options = tuple((team.id, clip(team.name, LONGEST_OPTION)) for team in opening.teams[:MOST_TEAMS])
    chosen = opening.snapshot.team.id
    return (ChoiceField(id=TEAM, label="Team", required=True, options=options, initial=chosen, changes=True),)


def _filled(part: FormPart, opening: Opening) -> FormPart:
    """The first field, with as much of the message as fits."""
    assert isinstance(part, TextField)  # noqa: S101 - it is the first of its block
    is_short = len(opening.text) <= LONGEST_TEXT
    text = opening.text if is_short else f"{opening.text[: LONGEST_TEXT - 1]}…"
    hint = KEPT_WHOLE if not is_short and opening.link else part.hint
    return replace(part, initial=text, hint=hint, required=True)


def _about(snapshot: Snapshot, field: str) -> tuple[FormPart, ...]:
    options = key_result_options(snapshot)
    found = ChoiceField(id=field, label="Which key result?", options=options)
    return (_with_team(found, snapshot),) if options else ()


def _with_team(part: FormPart, snapshot: Snapshot) -> FormPart:
    if isinstance(part, ChoiceField) and part.id.endswith(":kr"):
        return replace(part, id=f"{part.id}:{snapshot.team.id}")
    return part


def _preset(part: FormPart) -> FormPart:
    """What holds it is mostly somebody else, as where nobody says."""
    if isinstance(part, ChoiceField) and part.id == f"blocker:{SLOT}:kind":
        return replace(part, initial=BlockerKind.DEPENDENCY.value)
    return part
