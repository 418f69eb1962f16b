"""What somebody reads whose form was kept instead of handled, since very many came at once; and where it could not be
entered later. Pure.
"""

from collections.abc import Sequence
from datetime import datetime

from cadence.cards import Button, Card, Look, Text, buttons, card
from cadence.wording.lines import clip, day_and_time

KEPT = (
    "Your answer is kept, thank you. Very many people answer at this moment, so it is entered within the next minutes. "
    "If anything in it must be put right, I'll write to you."
)
NOT_ENTERED = "{team}: your answer of {when} is not entered yet."
GAVE_UP = "Something failed on my side, again and again. Please send it once more."
TYPED = "Everything you typed is kept and stands in the form."
OPEN = "Open the form"
LONGEST = 600
MOST = 6


def kept_instead_card() -> Card:
    """In place of the thanks."""
    return card("Kept, thank you.", Text(KEPT))


def unentered_card(team: str, at: datetime, zone: str, why: Sequence[str], checkin_id: str) -> Card:
    """at: when it was sent, in the sender's zone. why: what is wrong, line by line; none where that is our fault.

    checkin_id: empty where it cannot be told for which it was: then no form has what was typed.
    """
    line = NOT_ENTERED.format(team=team, when=day_and_time(at, zone))
    more = [f"And {len(why) - MOST} more."] if len(why) > MOST else []
    lines = [line, *([clip(each, LONGEST) for each in why[:MOST]] or [GAVE_UP]), *more]
    if not checkin_id:
        return card(line, Text("\n".join(lines)))
    text = Text("\n".join([*lines, TYPED]))
    return card(line, text, buttons(Button(OPEN, "checkin.answer", checkin_id, Look.PRIMARY)))
