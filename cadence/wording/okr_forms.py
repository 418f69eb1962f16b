"""The forms for objectives, key results and initiatives, and the one that asks before something is removed. Pure."""

from collections.abc import Sequence

from cadence.forms import ChoiceField, Form, FormPart, NumberField, PersonField, Section, TextField
from cadence.measure import show_number
from cadence.model import Direction, Initiative, KeyResult, Kind, Objective
from cadence.snapshot import Snapshot

LONGEST_TITLE = 120
LONGEST_UNIT = 20
LONGEST_OPTION = 75

_DIRECTIONS = (
    (Direction.UP.value, "Up, to the target"),
    (Direction.DOWN.value, "Down, to the target"),
    (Direction.KEEP.value, "Keep between start and target"),
)
_KINDS = (
    (Kind.COMMITTED.value, "Committed: we will reach it"),
    (Kind.STRETCH.value, "Stretch: 0.7 of it is a success"),
)


def objective_form(context: str, owner: tuple[str, ...], known: Objective | None = None) -> Form:
    """owner: platform id. known: the objective to be changed."""
    return Form(
        id="objective",
        title=f"Edit objective {known.number}" if known else "Add an objective",
        intro="Where do you want to be at the end of the cycle? Its key results will say how you see that.",
        parts=(
            TextField(
                id="title",
                label="Objective",
                required=True,
                initial=known.title if known else "",
                placeholder="New customers see value quickly",
                longest=LONGEST_TITLE,
            ),
            PersonField(id="owner", label="Owner", required=True, initial=owner, hint="One person who answers for it."),
        ),
        submit="Save" if known else "Add",
        context=context,
    )


def new_key_result_form(snapshot: Snapshot, context: str, objective: Objective, owner: tuple[str, ...]) -> Form:
    """objective: the one that is chosen at first."""
    options = tuple((item.id, option(f"{item.number} {item.title}")) for item in snapshot.objectives[:100])
    first = ChoiceField(id="objective", label="Objective", required=True, options=options, initial=objective.id)
    now = NumberField(id="value", label="Where is it now?", hint="Empty: the first check-in asks.")
    return Form(
        id="key_result",
        title="Add a key result",
        intro="An outcome that you can measure, not work that you can finish.",
        parts=(first, *_title_and_owner("", owner), *_measure(None), now),
        submit="Add",
        context=context,
    )


def key_result_form(
    snapshot: Snapshot, context: str, known: KeyResult, owner: tuple[str, ...], initiatives: Sequence[Initiative]
) -> Form:
    reason = TextField(
        id="reason", label="Why does the target change?", hint="Needed once the cycle runs; stands in the next summary."
    )
    return Form(
        id="key_result",
        title=f"Edit {snapshot.place(known.id)}",
        parts=(*_title_and_owner(known.title, owner), *_measure(known), reason, *_initiatives(snapshot, initiatives)),
        submit="Save",
        context=context,
    )


def _title_and_owner(title: str, owner: tuple[str, ...]) -> tuple[FormPart, ...]:
    return (
        TextField(
            id="title",
            label="Key result",
            required=True,
            initial=title,
            placeholder="Activation",
            longest=LONGEST_TITLE,
        ),
        PersonField(id="owner", label="Owner", required=True, initial=owner, hint="One person whom the check-in asks."),
    )


def _measure(known: KeyResult | None) -> tuple[FormPart, ...]:
    return (
        NumberField(
            id="start",
            label="Start",
            required=True,
            initial=show_number(known.start) if known else "",
            placeholder="31%",
        ),
        NumberField(
            id="target",
            label="Target",
            required=True,
            initial=show_number(known.target) if known else "",
            placeholder="45%",
        ),
        TextField(
            id="unit",
            label="Unit",
            initial=known.unit if known else "",
            placeholder="%",
            hint="%, $, €, £ or a word like days; empty for a plain count.",
            longest=LONGEST_UNIT,
        ),
        ChoiceField(
            id="direction",
            label="Which way?",
            required=True,
            options=_DIRECTIONS,
            initial=(known.direction if known else Direction.UP).value,
        ),
        ChoiceField(
            id="kind",
            label="How sure?",
            required=True,
            options=_KINDS,
            initial=(known.kind if known else Kind.COMMITTED).value,
        ),
    )


def _initiatives(snapshot: Snapshot, initiatives: Sequence[Initiative]) -> tuple[FormPart, ...]:
    if not initiatives:
        return ()
    fields = [
        TextField(
            id=initiative_field(item),
            label=f"Initiative of {snapshot.name(item.owner_id)}",
            initial=item.title,
            longest=LONGEST_TITLE,
        )
        for item in initiatives
    ]
    return (Section("Work that supports it", "Empty one to remove it."), *fields)


def initiative_field(initiative: Initiative) -> str:
    """The id of the field in which an initiative is renamed or emptied."""
    return f"initiative:{initiative.id}"


def initiative_form(
    snapshot: Snapshot, context: str, choices: Sequence[KeyResult], chosen: KeyResult, owner: tuple[str, ...]
) -> Form:
    """choices: the KRs that this person may add work to."""
    options = tuple((kr.id, option(f"{snapshot.place(kr.id)} {kr.title}")) for kr in choices[:100])
    return Form(
        id="initiative",
        title="Add an initiative",
        intro="Work that supports a key result. It is not measured here.",
        parts=(
            ChoiceField(id="key_result", label="Key result", required=True, options=options, initial=chosen.id),
            TextField(id="title", label="Initiative", required=True, placeholder="Pricing test", longest=LONGEST_TITLE),
            PersonField(id="owner", label="Owner", required=True, initial=owner),
        ),
        submit="Add",
        context=context,
    )


def remove_form(context: str, place: str, title: str, with_key_results: int) -> Form:
    """with_key_results: how many KRs go with an objective."""
    goes = {0: "", 1: "Its key result goes with it. "}.get(
        with_key_results, f"Its {with_key_results} key results go too. "
    )
    example = f"{place}.1" if "." not in place else place
    kept = f"Readings and decisions are kept: `okr history {example}` still shows them."
    also = "Open blockers, decisions and actions stay open. The number is not used again in this cycle."
    return Form(
        id="remove",
        title=f"Remove {place}?",
        intro=f"{place} {title}",
        parts=(Section("What happens", f"{goes}{kept} {also}"),),
        submit="Remove",
        context=context,
    )


def option(label: str) -> str:
    """A label that fits a list of choices; only what is shown is shortened."""
    return label if len(label) <= LONGEST_OPTION else f"{label[: LONGEST_OPTION - 1]}…"
