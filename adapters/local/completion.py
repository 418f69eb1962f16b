"""What the composer offers while somebody types: the `okr` commands and the people.

Knows how commands are written, for showing only; the grammar that reads them lives in cadence.
"""

from collections.abc import Sequence

from adapters.local.directory import Directory

COMMANDS = (
    ("okr", "", "this team's board"),
    ("okr mine", "", "everything that waits for you"),
    ("okr checkin", "", "answer now, early or late"),
    ("okr update", "2.1 45% conf 6 two deals slipped", "one reading from one line"),
    ("okr blocker", "2.1 waiting for legal @x", "record what holds a key result back"),
    ("okr decision", "pause paid ads? @x friday", "ask for a decision"),
    ("okr action", "send the offer @x friday", "record a promise"),
    ("okr blockers", "", "what is stuck"),
    ("okr decisions", "", "what waits to be decided"),
    ("okr actions", "", "what was promised"),
    ("okr history", "2.1", "the readings of one key result"),
    ("okr summary", "", "the last summary"),
    ("okr add", "", "add an objective, key result or initiative"),
    ("okr edit", "2.1", "change one"),
    ("okr remove", "2.1", "remove one"),
    ("okr away", "1 Aug to 12 Aug cover @x", "no prompts while you are away"),
    ("okr skip", "", "no check-in this week"),
    ("okr pause", "", "stop the check-ins for a while"),
    ("okr resume", "", "start them again"),
    ("okr setup", "", "the team, its rhythm and its people"),
    ("okr help", "", "everything that you can type"),
)
"""The words to insert, what may follow them (shown only), and what it does."""

Offers = dict[str, list[dict[str, str]]]


def offers(directory: Directory, places: Sequence[tuple[str, str]]) -> Offers:
    """JSON for the page: what to insert, and a few words about it. places: of the person's own KRs, with titles."""
    return {
        "commands": [{"insert": insert, "pattern": pattern, "about": about} for insert, pattern, about in COMMANDS],
        "people": [{"insert": f"@{member.name}", "about": directory.role(member)} for member in directory.members],
        "places": [{"insert": place, "about": title} for place, title in places],
    }
