"""What somebody reads whose words we could not act on, after we had tried for long. Pure."""

from datetime import datetime

from cadence.cards import Card, Text, card
from cadence.wording.lines import clip, day_and_time

SORRY = "I could not act on what you wrote {when}, so nothing was changed. If it still matters, please write it again."
WROTE = "You wrote: {}"
LONGEST = 1_000


def unheard_card(words: str, at: datetime, zone: str) -> Card:
    """words: what they wrote. at: when, shown in their zone."""
    line = SORRY.format(when=day_and_time(at, zone))
    return card(line, Text(line), *([Text(WROTE.format(clip(words, LONGEST)))] if words else []))
