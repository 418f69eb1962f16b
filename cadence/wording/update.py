"""What an update of one key result asks and answers: the old and the new value, always shown. Pure."""

from cadence.cards import Button, Card, Text, buttons, card
from cadence.forms import ZERO_TO_TEN, Form, NumberField, TextField
from cadence.measure import show_number, show_score, show_value
from cadence.model import Direction, KeyResult, Reading
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip, movement, target_text


def update_form(snapshot: Snapshot, key_result: KeyResult) -> Form:
    """Prefilled with the last value and confidence."""
    latest = snapshot.latest(key_result.id)
    confidence = "" if latest is None or latest.confidence is None else str(latest.confidence)
    place = snapshot.place(key_result.id)
    return Form(
        id="update",
        title=f"Update {place}",
        intro=f"{place} {key_result.title}",
        parts=(
            NumberField(
                id="value",
                label="Where is it now?",
                required=True,
                initial=show_number(latest.value) if latest else "",
                hint=f"Target {target_text(key_result)}." + (" +5 adds." if latest else ""),
            ),
            NumberField(
                id="confidence",
                label="Confidence, 0-10",
                initial=confidence,
                hint="Empty: as before.",
                picks=ZERO_TO_TEN,
            ),
            TextField(id="note", label="Why, if it moved"),
        ),
        submit="Save",
        context=key_result.id,
    )


def updated_card(
    snapshot: Snapshot, key_result: KeyResult, last: Reading | None, reading: Reading, is_kept: bool
) -> Card:
    """`2.1 Renewal rate 84 → 86% (90), score 0.60, conf 6.` is_kept: the confidence is the one of before."""
    head = f"{snapshot.place(key_result.id)} {key_result.title}"
    parts = [f"{head} {movement(key_result, last, reading)} ({target_text(key_result)})", _score(key_result, reading)]
    if reading.confidence is not None:
        parts.append(f"conf {reading.confidence}" + (" as before" if is_kept else ""))
    line = ", ".join(parts) + "."
    note = [Text(reading.note)] if reading.note else []
    return card(line, Text(line), *note, buttons(Button("Undo", "update.undo", reading.id)))


def undone_card(snapshot: Snapshot, key_result: KeyResult | None) -> Card:
    """key_result: None where it is gone."""
    place = snapshot.place(key_result.id) if key_result else ""
    if key_result is None or not place:
        return card("Undone.")
    latest = snapshot.latest(key_result.id)
    stands = f"is {show_value(latest.value, key_result.unit)} again" if latest else "has no value again"
    return card(f"Undone: {place} {clip(key_result.title)} {stands}.")


def _score(key_result: KeyResult, reading: Reading) -> str:
    shown = show_score(key_result, reading.value)
    return shown if key_result.direction is Direction.KEEP else f"score {shown}"
