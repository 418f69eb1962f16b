"""What is said where no direct message reaches somebody: to whoever answers for the team, and to who had asked. Pure.

Three lines at most; the platform's name and how the app is added are the platform's own words (`mend`).
"""

from collections.abc import Sequence

from cadence.cards import Card, Text, card
from cadence.model import Member
from cadence.wording.lines import clip

MOST_NAMED = 3
LONGEST_NAME = 60
LONGEST_ABOUT = 80
LONGEST_MEND = 300
MEND = "Once they add the app, or write to me, everything goes to them again. Until then, please tell them yourself."
BACK = "I can reach you again. This is what waits."


def unreached_card(member: Member, waiting: Sequence[str], mend: str) -> Card:
    """waiting: what waits for them, each in a few words. mend: what they can do; empty where nobody told."""
    line = _line(member)
    named = "; ".join(clip(about, LONGEST_ABOUT) for about in waiting[:MOST_NAMED])
    more = f"; and {len(waiting) - MOST_NAMED} more" if len(waiting) > MOST_NAMED else ""
    waits = f"Waiting for them: {named}{more}. What is stuck goes on to the next." if waiting else ""
    lines = (line, waits, clip(mend, LONGEST_MEND) or MEND)
    return card(line, Text("\n".join(each for each in lines if each)))


def unreached_line(member: Member) -> str:
    """For everybody, where there is nobody to tell."""
    return f"{_line(member)} What waits for them stands in `okr mine`."


def stuck_line(member: Member, about: str) -> str:
    """For who asked them for help, and has nobody else to ask by us."""
    return f"{_line(member)} Please tell them yourself what you asked: {clip(about, LONGEST_ABOUT)}."


def _line(member: Member) -> str:
    return f"{clip(member.name, LONGEST_NAME)} cannot be reached here: the app is not added for them."
